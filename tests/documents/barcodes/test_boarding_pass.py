"""Boarding passes: what must be there, what may be, several legs, and what is cut short."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.agreement import Statement, compare
from limen.documents.barcodes import BarcodeError, is_boarding_pass, read_boarding_pass, write_boarding_pass
from limen.documents.barcodes.boarding_pass import LONGEST
from limen.documents.barcodes.words import WORDS
from limen.specimens import PEOPLE, passport

ON = date(2026, 11, 22)  # the 326th day
SHORT = "M1SHIKII/TARO         EUTO4XQ NRTFRAUT 0834 326C012A0025 100"
LEG = {
    "reference": "UTO4XQ", "origin": "NRT", "destination": "FRA", "carrier": "UT", "flight": "0834",
    "day_of_year": "326", "compartment": "Y", "seat": "012A", "sequence": "0025", "status": "1",
}  # fmt: skip
MORE = {
    "airline_number": "999", "ticket": "1234567890", "selectee": "0", "documents_checked": "2",
    "marketing_carrier": "UT", "frequent_flyer_airline": "UT", "frequent_flyer_number": "70011", "bags_allowed": "20K",
}  # fmt: skip


def outcomes(text: str, on: date = ON) -> dict[str, str]:
    return {finding.code: str(finding.outcome) for finding in read_boarding_pass(text, on=on).findings}


def test_the_sixty_characters_that_must_be_there() -> None:
    found = read_boarding_pass(SHORT, on=ON)

    assert (found.surname, found.given, found.electronic, found.version) == ("SHIKII", "TARO", True, None)
    leg = found.legs[0]
    assert (leg.origin, leg.destination, leg.flight, leg.flies_on) == ("NRT", "FRA", "UT 834", ON)
    assert leg.said["seat"] == "012A" and not leg.more
    assert {finding.code for finding in found.findings} == {
        "boarding_pass.structure", "boarding_pass.flight", "boarding_pass.unsigned", "boarding_pass.documents_checked",
    }  # fmt: skip


def test_several_legs_with_all_that_may_be_there() -> None:
    second = {**LEG, **MORE, "origin": "FRA", "destination": "UTX", "day_of_year": "327", "airline": "Z9"}
    text = write_boarding_pass(
        "Shikii/Taro Mr", [{**LEG, **MORE, "airline": "LOUNGE 4"}, second],
        more={"issued": "6325", "document": "B", "issuer": "UT", "bag_tag": "0999123456002"}, security="SIGNATURE",
    )  # fmt: skip

    found = read_boarding_pass(text, on=ON)

    assert (found.surname, found.given, found.version) == ("SHIKII", "TARO", 6)
    assert found.more["bag_tag"] == "0999123456002" and found.issued_on == date(2026, 11, 21)
    assert [leg.flies_on for leg in found.legs] == [date(2026, 11, 22), date(2026, 11, 23)]
    assert found.legs[0].airline == "LOUNGE 4" and found.legs[1].more["ticket"] == "1234567890"
    assert (found.security_kind, found.security) == ("1", "SIGNATURE")
    told = outcomes(text)
    assert told["boarding_pass.structure"] == told["boarding_pass.route"] == "passed"
    assert told["boarding_pass.documents_checked"] == "passed" and told["boarding_pass.security"] == "not_done"


def test_a_route_with_a_gap_and_a_flight_of_another_day_are_unsure() -> None:
    told = outcomes(write_boarding_pass("SHIKII/TARO", [LEG, {**LEG, "day_of_year": "330"}]))

    assert told["boarding_pass.route"] == told["boarding_pass.flight"] == "unsure"


@pytest.mark.parametrize(
    ("day", "on", "meant"),
    [
        ("001", date(2026, 12, 31), date(2027, 1, 1)),
        ("365", date(2026, 1, 1), date(2025, 12, 31)),
        ("366", date(2025, 1, 1), date(2024, 12, 31)),
        ("060", date(2028, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_day_without_a_year_is_the_nearest(day: str, on: date, meant: date) -> None:
    found = read_boarding_pass(write_boarding_pass("SHIKII/TARO", [{**LEG, "day_of_year": day}]), on=on)

    assert found.legs[0].flies_on == meant


@pytest.mark.parametrize("text", [SHORT[:-2] + "FF", SHORT + "rest", SHORT.replace("M1", "M2"), SHORT[:-2] + "ZZ"])
def test_what_is_cut_short_or_too_long_is_unsure(text: str) -> None:
    assert outcomes(text)["boarding_pass.structure"] == "unsure"


@pytest.mark.parametrize(
    "text", ["", "M", "S" + SHORT[1:], "M0" + SHORT[2:], SHORT[:50], SHORT + "\0x" * 9, "M1" * LONGEST]
)
def test_what_is_no_boarding_pass_is_refused(text: str) -> None:
    with pytest.raises(BarcodeError):
        read_boarding_pass(text, on=ON)


@pytest.mark.parametrize(
    ("printed", "given"),
    [("DOORSTEP/BEATRICEMRS", "BEATRICE"), ("MEN/KAN MING MR", "KAN MING"), ("UMR/MR", "MR"), ("PRAG/IOAN", "IOAN")],
)
def test_titles_are_left_out(printed: str, given: str) -> None:
    assert read_boarding_pass(write_boarding_pass(printed, [LEG]), on=ON).given == given


def test_the_name_is_held_against_the_passport() -> None:
    taro = Statement.of(passport(of=PEOPLE["taro"], on=ON))
    cut = write_boarding_pass("LIMENSDOTTIR/EDDA MARGRET", [LEG])
    edda = Statement.of(passport(of=PEOPLE["edda"], on=ON, given="Edda Margret"))

    assert not compare(taro, read_boarding_pass(SHORT, on=ON).statement).discrepancies
    assert not compare(edda, read_boarding_pass(cut, on=ON).statement).discrepancies
    assert compare(edda, read_boarding_pass(SHORT, on=ON).statement).differing == ("surname", "given")


VALUES = st.dictionaries(
    st.sampled_from(sorted(MORE)), st.text("ABCDEFGHIJ0123456789", min_size=1, max_size=1), max_size=5
)


@settings(deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=4), st.text("ABCXYZ", min_size=2, max_size=9))
def test_a_pass_is_read_as_it_was_written(extras: list[dict[str, str]], surname: str) -> None:
    text = write_boarding_pass(f"{surname}/Q", [{**LEG, **extra} for extra in extras], more={"issuer": "UT"})

    found = read_boarding_pass(text, on=ON)

    assert is_boarding_pass(text) and found.surname == surname
    assert [dict(leg.more) for leg in found.legs] == extras
    assert outcomes(text)["boarding_pass.structure"] == "passed"


@settings(deadline=None)
@given(st.text(st.characters(codec="latin-1"), max_size=300))
def test_any_text_is_a_pass_or_a_reason(rest: str) -> None:
    try:
        read_boarding_pass(SHORT[:58] + rest, on=ON).to_json()
    except BarcodeError as error:
        assert str(error)


def test_every_finding_has_words() -> None:
    for text in (SHORT, SHORT[:-2] + "FF", write_boarding_pass("A/B", [{**LEG, "day_of_year": "999"}, LEG])):
        for finding in read_boarding_pass(text, on=ON).findings:
            assert f"{finding.code}.{finding.outcome}" in WORDS and "{" not in finding.reason(WORDS)
