"""The score is its explanation: features add up, evidence is graded, documents are read through their confusions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.screening import WORDS, Entry, compare, compare_names
from limen.screening.compare import WEIGHTS, Comparison, confusable_number
from limen.screening.lists import BirthInterval, ListedDocument, ListedName, Nationality
from limen.screening.screen import reason
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.person import Person, Sex


def listed(name: str = "Amara Okafor", born: str = "", **more: object) -> Entry:
    dates = tuple(map(BirthInterval.parse, born.split())) if born else ()
    return Entry("1", "post", (ListedName(name),), dates, **more)  # type: ignore[arg-type]


def traveller(name: str = "Amara Okafor", born: str = "", **more: object) -> Person:
    dates = (PartialDate.parse(born),) if born else ()
    return Person("p", (name,), born=dates, **more)  # type: ignore[arg-type]


def codes(found: Comparison) -> list[str]:
    return [part.code for part in found.why]


NAMES = [
    "Amara Okafor",
    "OKAFOR AMIRA C.",
    "عماره اوكافور",
    "Xiao Jin Ping",
    "Jinping Xiao",
    "Obi",
    "O. A.",
    "",
    "Abdul Rahman",
]
DATES = ["", "1980", "1980-03", "1980-03-05", "1980-05-03", "1981-03-05", "1990-01-01"]
LISTED_DATES = ["", "1980", "1980~", "1979/1982", "1980-03-05", "1980-05-03 1990"]
people = st.builds(
    traveller,
    st.sampled_from(NAMES),
    st.sampled_from(DATES),
    sex=st.sampled_from([None, *Sex]),
    nationalities=st.sampled_from([(), ("NGA",), ("D", "FR")]),
    documents=st.sampled_from([(), ("A012345",), ("NGA:A012345",), ("D:AO12345",)]),
    name_truncated=st.booleans(),
)
records = st.builds(
    listed,
    st.sampled_from(NAMES),
    st.sampled_from(LISTED_DATES),
    sex=st.sampled_from([None, *Sex]),
    nationalities=st.sampled_from([(), (Nationality("Nigeria", "NG"),)]),
    documents=st.sampled_from([(), (ListedDocument("A012345", "NG"),), (ListedDocument("A012345"),)]),
)


@settings(max_examples=300)
@given(person=people, entry=records)
def test_the_explanation_is_the_very_table_that_made_the_score(person: Person, entry: Entry) -> None:
    found = compare(person, entry)
    assert all(part.contribution == round(part.weight * part.value, 6) for part in found.why)
    assert found.score == round(min(1.0, max(0.0, sum(part.contribution for part in found.why))), 4)
    assert compare(person, entry) == found
    assert {part.code for part in found.why} <= set(WORDS)


def test_the_same_name_and_day_is_exact_and_the_listed_spelling_is_named() -> None:
    found = compare(traveller("OKAFOR AMARA", "1985-02-03"), listed(born="1985-02-03"))
    assert (found.score, str(found.strength), found.listed_name) == (1.0, "exact", "Amara Okafor")


@pytest.mark.parametrize(
    ("mine", "theirs", "code"),
    [
        ("1985-02-03", "1985-02-03", "born.equal"),
        ("1985-02-03", "1985", "born.year"),
        ("1985", "1985-02-03", "born.year"),
        ("1985-02", "1985-02-03", "born.year"),
        ("1985-01-01", "1985-07-09", "born.year"),
        ("1985-02-03", "1985-03-02", "born.transposed"),
        ("1985-02-03", "1985-02-08", "born.digit"),
        ("1985-02-03", "1935-02-03", "born.digit"),
        ("1985-02-03", "1984~", "born.approximate"),
        ("1985-02-03", "1985~", "born.year"),
        ("1985-02-03", "1980/1986", "born.range"),
        ("1985-02-03", "1986/1988", "born.near"),
        ("1985-02-03", "1986", "born.near"),
        ("1985-02-03", "1986-11-27", "born.near"),
        ("1985-02-03", "1990", "born.differs"),
        ("1985-02-03", "1990~", "born.differs"),
        ("1985-02-03", "1970/1975", "born.differs"),
        ("1985-02-03", "1990 1985-02-03", "born.equal"),
    ],
)
def test_birth_dates_are_graded(mine: str, theirs: str, code: str) -> None:
    found = compare(traveller(born=mine), listed(born=theirs))
    assert [part.code for part in found.why if part.code.startswith("born")] == [code]


def test_what_is_not_known_is_no_evidence() -> None:
    assert codes(compare(traveller(), listed(born="1985", sex=Sex.FEMALE))) == ["name.identical", "name.identical"]
    assert not [c for c in codes(compare(traveller(sex=Sex.UNSPECIFIED), listed(sex=Sex.MALE))) if c.startswith("sex")]
    special = compare(traveller(nationalities=("XXA",)), listed(nationalities=(Nationality("Nigeria", "NG"),)))
    assert not [code for code in codes(special) if code.startswith("nationality")]


@pytest.mark.parametrize(
    ("mine", "theirs", "code"),
    [
        ("NGA:A012345", ListedDocument("A 01-2345", "NG"), "document.equal"),
        ("A012345", ListedDocument("A012345", "NG"), "document.number"),
        ("NGA:AO12345", ListedDocument("A012345", "NG"), "document.confusable"),
        ("D:A012345", ListedDocument("A012345", "NG"), "document.other_issuer"),
        ("NGA:A012346", ListedDocument("A012345", "NG"), None),
        ("NGA:12", ListedDocument("12", "NG"), None),
    ],
)
def test_document_numbers(mine: str, theirs: ListedDocument, code: str | None) -> None:
    found = compare(traveller("Somebody Else", documents=(mine,)), listed(documents=(theirs,)))
    assert [part.code for part in found.why if part.code.startswith("document")] == ([code] if code else [])


def test_letters_and_digits_that_are_read_for_each_other_are_one() -> None:
    assert confusable_number("O1B-5 2g") == confusable_number("0I85Z6")


def test_a_name_that_tells_little_counts_against_the_same_day_and_never_against_a_number() -> None:
    entry = listed("Amara Berlu Norsato Limir", "1980-03-05", documents=(ListedDocument("A012345", "NG"),))
    other = traveller("Amara Kamo Shiva Tober", "1980-03-05")
    found = compare(other, entry)
    names = sum(part.contribution for part in found.why if part.code.startswith("name."))
    assert names < 0 and found.score == round(WEIGHTS["born.equal"] + names, 4)
    assert not compare(traveller("Amara Kamo Shiva Tober", "1977-08-09"), entry).why
    assert not compare(traveller("Kamo Shiva Tober", "1980-03-05"), entry).why
    numbered = traveller("Amara Kamo Shiva Tober", "1980-03-05", documents=("NGA:A012345",))
    assert compare(numbered, entry).score == 1.0


def test_a_lost_document_is_exact_without_any_name() -> None:
    lost = Entry("4", "stolen", (), documents=(ListedDocument("X9912B0", "UTO"),))
    found = compare(traveller(documents=("UTO:X9912B0",)), lost)
    assert str(found.strength) == "exact" and found.score == WEIGHTS["document.equal"]


def test_two_names_compared_as_the_command_line_does() -> None:
    answer = compare_names("Mehmet Huseyin", "Muhammad Husayn", query_born="1980", candidate_born="1979/1981")
    assert answer["match"] is True and {"code", "contribution", "params"} <= set(answer["why"][0])
    assert compare_names("Amara Okafor", "Bjorn Lindqvist") == {"score": 0.0, "match": False, "why": []}
    with pytest.raises(DateError):
        compare_names("A", "B", query_born="31.12.1980")


@pytest.mark.parametrize(
    ("theirs", "listed", "told"),
    [
        ("1991-12-24", "1991-12-24", "Born the same day (24 Dec 1991)"),
        ("1963", "1963-04", "Birth dates agree as far as they are known (1963; list Apr 1963)"),
        ("1963-05-01", "1962/1964", "Born within the list's range (1 May 1963; list 1962 to 1964)"),
        ("1964-05-01", "1963~", "Born near the list's approximate date (1 May 1964; list about 1963)"),
    ],
)
def test_dates_are_told_as_people_read_them_and_kept_as_iso(theirs: str, listed: str, told: str) -> None:
    entry = Entry("1", "post", (ListedName("Amara Onuuzo"),), (BirthInterval.parse(listed),))
    found = compare(Person("p", ("AMARA ONUUZO",), born=(PartialDate.parse(theirs),)), entry)
    (part,) = [part for part in found.why if part.code.startswith("born.")]
    assert reason(part) == told
    assert (part.params["theirs"], part.params["listed"]) == (theirs, listed)
