"""A traveller beside an entry: how each fact stands, and what would settle it, the cheapest first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.screening.beside import WORDS, Cost, Stands, lines, would_decide
from limen.screening.compare import compare
from limen.screening.lists.entry import BirthInterval, Entry, ListedDocument, ListedName, Nationality, Schema
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Person, Sex


def person(**changes: object) -> Person:
    given: dict[str, object] = {
        "id": "p", "names": ("Ioan Prag",), "born": (PartialDate(1983, 7, 2),), "sex": Sex("M"),
        "nationalities": ("UTO",), "documents": ("UTO:L1234567",),
    }  # fmt: skip
    return Person(**{**given, **changes})  # type: ignore[arg-type]


def entry(**changes: object) -> Entry:
    given: dict[str, object] = {"id": "1", "list": "post", "names": (ListedName("Ioan Prag"),)}
    return Entry(**{**given, **changes})  # type: ignore[arg-type]


def stands(mine: Person, other: Entry) -> dict[str, Stands]:
    return {line.fact: line.stands for line in lines(mine, other, compare(mine, other).why)}


def codes(mine: Person, other: Entry) -> list[str]:
    return [one.code for one in would_decide(mine, other, compare(mine, other).why)]


@pytest.mark.parametrize(
    ("born", "expected"),
    [("1983-07-02", Stands.AGREES), ("1983", Stands.PARTLY), ("1982/1984", Stands.PARTLY), ("1950", Stands.DIFFERS)],
)
def test_births_stand_as_the_score_took_them(born: str, expected: Stands) -> None:
    assert stands(person(), entry(born=(BirthInterval.parse(born),)))["born"] is expected


def test_what_either_side_lacks_is_said_and_never_called_different() -> None:
    found = stands(person(sex=None, documents=()), entry(documents=(ListedDocument("X1", "UT"),)))
    assert found["sex"] is Stands.MISSING_BOTH and found["documents"] is Stands.MISSING_HERE
    assert found["born"] is Stands.MISSING_LISTED and found["places"] is Stands.MISSING_BOTH


def test_the_same_number_agrees_and_another_differs() -> None:
    assert stands(person(), entry(documents=(ListedDocument("L1234567", "UTO"),)))["documents"] is Stands.AGREES
    assert stands(person(), entry(documents=(ListedDocument("Z7654321", "UTO"),)))["documents"] is Stands.DIFFERS


def test_a_word_only_the_list_has_is_asked_for_before_anybody_else_is() -> None:
    found = would_decide(
        person(), entry(names=(ListedName("Ioan Vasile Prag"),)),
        compare(person(), entry(names=(ListedName("Ioan Vasile Prag"),))).why,
    )  # fmt: skip
    assert found[0].code == "decide.listed_name" and found[0].params == {"word": "vasile"}
    assert [one.cost for one in found] == sorted(one.cost for one in found)


def test_a_partial_birth_on_the_list_is_asked_of_its_owner_and_a_whole_one_of_nobody() -> None:
    assert "decide.listed_birth" in codes(person(), entry(born=(BirthInterval.parse("1983"),)))
    assert "decide.own_birth" in codes(person(born=(PartialDate(1983),)), entry(born=(BirthInterval.parse("1983"),)))
    whole = codes(person(), entry(born=(BirthInterval.parse("1983-07-02"),)))
    assert not {"decide.listed_birth", "decide.own_birth", "decide.no_listed_birth"} & set(whole)


def test_a_reported_document_is_settled_by_the_document() -> None:
    lost = Entry("1", "lost", (), documents=(ListedDocument("L1234S67", "UTO"),), schema=Schema.DOCUMENT)
    mine = person(documents=("UTO:L1234567",))
    assert codes(mine, lost) == ["decide.own_document"]


NAMES = st.sampled_from(["Ioan Prag", "Ioan Vasile Prag", "Ion Prag", "Ιωάννης Πραγ", "Prag"])
BIRTHS = st.sampled_from(["", "1983", "1983~", "1980/1985", "1983-07-02", "1950-01-01"])


@given(NAMES, BIRTHS, st.booleans(), st.booleans())
def test_every_decider_has_words_and_stands_behind_no_cheaper_one(
    name: str, born: str, doc: bool, nation: bool
) -> None:
    listed = entry(
        names=(ListedName(name),), born=(BirthInterval.parse(born),) if born else (),
        documents=(ListedDocument("K1", "UT"),) if doc else (),
        nationalities=(Nationality("France", "FR"),) if nation else (),
    )  # fmt: skip
    why = compare(person(), listed).why
    found = would_decide(person(), listed, why)
    assert all(WORDS[one.code].format(**one.params) and one.would in ("confirm", "exclude", "either") for one in found)
    assert [one.cost for one in found] == sorted(one.cost for one in found) and found[-1].cost is Cost.OWNER
    assert would_decide(person(), listed, [part.to_json() for part in why]) == found, "kept features say the same"
    assert {line.fact for line in lines(person(), listed, why)} == {
        "names", "born", "sex", "nationality", "documents", "places",
    }  # fmt: skip
