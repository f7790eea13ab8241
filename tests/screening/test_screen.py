"""Screening one traveller: order, thresholds, documents, truncated names, and what each hit carries."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.screening import RULES_VERSION, WORDS, Entry, Index, ListManifest, person_from_json, screen
from limen.screening.compare import DEFAULT_THRESHOLD
from limen.screening.errors import TravellerError
from limen.screening.lists import ListedName
from limen.screening.screen import clear, finding, not_screened, reason
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Person, Sex, TravelDocument


def test_a_hit_carries_why_the_listed_name_and_what_a_resolution_is_kept_under(post_index: Index) -> None:
    (hit,) = screen(post_index, Person("p", ("OBI AMARA",), born=(PartialDate(1985, 2, 3),), sex=Sex.FEMALE))
    assert (hit.entry_id, hit.list, str(hit.strength), hit.listed_name) == ("1", "post", "exact", "Amara Obi")
    assert hit.entry_hash == post_index.entry("1").content_hash and hit.rules_version == RULES_VERSION
    assert hit.resolution_key == f"{hit.entry_hash}:{RULES_VERSION}"
    assert [part.code for part in hit.why] == [
        "name.identical", "name.identical", "name.few_words", "born.equal", "sex.equal"
    ]  # fmt: skip


def test_a_hit_prints_as_the_command_line_promises(post_index: Index) -> None:
    (hit,) = screen(post_index, Person("p", ("Amara Obi",)))
    printed = json.loads(json.dumps(hit.to_json()))
    assert {"entry", "list", "score", "strength", "why"} <= set(printed)
    reasons = [part["reason"] for part in printed["why"]]
    assert sorted(reasons[:2]) == ["“amara” is on the list as it stands", "“obi” is on the list as it stands"]


def test_hits_come_the_surest_first_then_by_key() -> None:
    names = ("Amara Okafor", "Amara Chidinma Okafor", "Amara Okafor")
    index = Index.build([Entry(str(n), "post", (ListedName(name),)) for n, name in enumerate(names)])
    hits = screen(index, Person("p", ("Amara Okafor",)))
    assert [hit.entry_id for hit in hits] == ["0", "2", "1"] and hits[0].score == hits[1].score > hits[2].score


def test_the_floor_is_the_list_s_own_unless_one_is_asked_for(post_index: Index) -> None:
    person = Person("p", ("Amara Obi Lindqvist Bergstrom",))
    (hit,) = screen(post_index, person, min_score=0.3)
    assert not screen(post_index, person, manifests={"post": ListManifest("post", threshold=hit.score + 0.01)})
    assert screen(post_index, person, manifests={"post": ListManifest("post", threshold=hit.score)}) == (hit,)
    assert not screen(post_index, person, manifests={"stolen": ListManifest("stolen", threshold=0.1)})


def test_a_lost_document_is_found_through_a_misread_number(post_index: Index) -> None:
    (hit,) = screen(post_index, Person("p", ("Somebody Else",), documents=("UTO:X99I2BO",)))
    assert (hit.list, hit.why[0].code) == ("stolen", "document.confusable")
    (hit,) = screen(post_index, Person("p", (), documents=("UTO:X9912B0",)))
    assert str(hit.strength) == "exact"


def test_a_name_the_mrz_cut_is_found(post_index: Index) -> None:
    document = TravelDocument(
        "TD1", "I", "GBR", "000000000", "FEATHERSTONEHAUGH", "MAXIMILIAN A", "GBR", PartialDate(1990, 11, 30),
        Sex.MALE, None, name_truncated=True,
    )  # fmt: skip
    (hit,) = screen(post_index, Person.of(document))
    assert hit.entry_id == "6" and hit.score > 0.9


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("عمارة أوبي", "1"),
        ("ABDURRAHMAN UTOPI", "2"),
        ("Чарлі Захарченко", "3"),
        ("XIAO JINPING", "5"),
        ("肖 近平", "5"),
    ],
)
def test_other_scripts_and_spellings_are_found(post_index: Index, name: str, entry: str) -> None:
    assert entry in [hit.entry_id for hit in screen(post_index, Person("p", (name,)))]


def test_a_name_without_vowels_or_a_listed_middle_name_needs_a_birth_date_beside_it(post_index: Index) -> None:
    """What is left are the consonants of Amara, which one traveller in seventy has too, and one word that tells."""
    person = Person("p", ("عماره اوكافور",))
    assert 0.4 <= max(hit.score for hit in screen(post_index, person, min_score=0.1)) < DEFAULT_THRESHOLD
    for born in (PartialDate(1985, 2, 3), PartialDate(1985)):
        (hit,) = screen(post_index, replace(person, born=(born,)))
        assert hit.entry_id == "1"


def test_a_list_may_say_what_its_threshold_may_cost(post_index: Index) -> None:
    person = Person("p", ("Amara Obi Lindqvist",))
    few, many = (ListManifest("post", alerts_per_thousand=alerts) for alerts in (0.0, 1000.0))
    assert not screen(post_index, person, manifests={"post": few})
    assert [hit.entry_id for hit in screen(post_index, person, manifests={"post": many})] == ["1"]
    assert screen(post_index, person, manifests={"post": replace(few, threshold=0.4)})  # a score holds before its cost


def test_somebody_else_is_not(post_index: Index) -> None:
    assert screen(post_index, Person("p", ("Bjorn Lindqvist",), born=(PartialDate(1985, 2, 3),))) == ()


def test_findings_say_unsure_passed_or_not_done_in_words(post_index: Index) -> None:
    (hit,) = screen(post_index, Person("p", ("Amara Obi",)))
    assert "an officer must say" in finding(hit).reason(WORDS) and finding(hit).outcome == "unsure"
    assert clear(post_index).reason(WORDS) == "On no entry of the lists in use (6 searched)"
    assert not_screened("no list is loaded").reason(WORDS) == "Not screened: no list is loaded"


@pytest.mark.parametrize("code", sorted(code for code in WORDS if not code.startswith("screening.")))
def test_every_code_has_words_that_can_be_filled(code: str, post_index: Index) -> None:
    (hit,) = screen(post_index, Person("p", ("Amara Obi",)), min_score=0.5)
    filled = {"theirs": "a", "listed": "b", "word": "c", "number": "d", "theirs_words": "e", "listed_words": "f"}
    assert WORDS[code].format_map(filled) and reason(hit.why[0])


def test_a_line_of_travellers_is_read() -> None:
    person = person_from_json(
        {
            "id": 7,
            "surname": "Okafor",
            "given": "Amara",
            "born": "1985-02",
            "sex": "F",
            "nationality": "NGA",
            "document": "NGA:A1",
        }
    )
    assert person == Person(
        "7", ("Amara Okafor",), "Okafor", "Amara", (PartialDate(1985, 2),), Sex.FEMALE, ("NGA",), ("NGA:A1",)
    )
    assert person_from_json({"id": "x", "name": ["Amara Obi", "عماره"], "born": None}).names == ("Amara Obi", "عماره")


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"id": "1", "name": " "},
        {"name": 5},
        {"name": "A", "born": "1.1.1980"},
        {"name": "A", "sex": "Q"},
        {"name": "x" * 401},
    ],
)
def test_a_line_that_says_nothing_is_one_clear_error(line: dict[str, object]) -> None:
    with pytest.raises(TravellerError, match="traveller"):
        person_from_json(line)


@given(
    line=st.dictionaries(
        st.sampled_from(["id", "name", "born", "sex", "document"]),
        st.one_of(st.none(), st.text(max_size=9), st.integers(), st.lists(st.text(max_size=4), max_size=3)),
    )
)
def test_no_line_crashes(line: dict[str, object]) -> None:
    try:
        assert isinstance(person_from_json(line), Person)
    except TravellerError as error:
        assert str(error)
