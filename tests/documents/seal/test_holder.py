"""A sound seal on the wrong passport: what it names is held against what is presented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from limen.documents import read_mrz
from limen.documents.barcodes import read_symbols
from limen.documents.seal import WORDS, belongs, read, verify, write_idb
from limen.specimens import AMARA, PEOPLE, Traveller, passport, visa
from limen.specimens.seals import symbol, wrong_passport
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import Outcome

from .made import OFFICE, ON, desk


def test_a_visa_belongs_to_the_passport_it_names() -> None:
    found = belongs(read(OFFICE.visa()), passport(of=AMARA, on=ON), ON)

    assert found.outcome is Outcome.PASSED and not found.discrepancies
    assert {finding.code for finding in found.findings} == {
        "seal.holder", "agree.number", "agree.surname", "agree.given", "agree.nationality", "agree.birth", "agree.sex",
    }  # fmt: skip


def test_a_sound_visa_on_a_wrong_passport_fails() -> None:
    seal, presented = wrong_passport(on=ON)

    assert verify(read(seal), desk(), ON).outcome is Outcome.PASSED
    found = belongs(read(seal), presented, ON)
    assert found.outcome is Outcome.FAILED
    number = next(one for one in found.discrepancies if one.name == "number")
    assert (number.first.value, number.second.value) == (presented.number, "A01234567")
    assert (number.first.source, number.second.source) == ("mrz", "seal")
    assert "another document" in found.findings[0].reason(WORDS)


@pytest.mark.parametrize("format", ["DataMatrix", "QRCode", "Aztec"])
def test_from_the_picture_of_the_sticker_to_the_verdict(format: str) -> None:
    seal, presented = wrong_passport(on=ON)

    content = read_symbols(symbol(seal, format, module=2))[0].content

    assert verify(read(content), desk(), ON).finding("seal.signature").outcome is Outcome.PASSED
    assert belongs(read(content), presented, ON).outcome is Outcome.FAILED


def test_a_visa_in_the_holders_other_passport_differs_in_the_number_alone() -> None:
    found = belongs(read(OFFICE.visa()), passport(of=AMARA, on=ON, number="B77001122"), ON)

    assert found.outcome is Outcome.FAILED
    assert [one.name for one in found.discrepancies] == ["number"]


def test_a_zone_read_in_doubt_leaves_it_unsure() -> None:
    found = belongs(read(OFFICE.visa()), passport(of=AMARA, on=ON, number="A0123456I"), ON, certain=False)

    assert found.outcome is Outcome.UNSURE
    assert found.discrepancies[0].code == "discrepancy.one_character"


def test_a_visas_seal_is_held_against_the_visa_itself() -> None:
    day = ON.replace(month=10, day=23)
    sticker = visa(of=AMARA, on=day, expiry=read_expiry())

    assert belongs(read(OFFICE.visa(on=day)), sticker, ON).outcome is Outcome.PASSED
    forged = replace(sticker, number="X99999999")
    assert [one.name for one in belongs(read(OFFICE.visa(on=day)), forged, ON).discrepancies] == ["number"]


def read_expiry() -> PartialDate | None:
    return read_mrz(read(OFFICE.visa(on=ON.replace(month=10, day=23))).mrz, on=ON).document.expiry


def test_an_emergency_paper_and_its_seal_say_the_same() -> None:
    seal, paper = OFFICE.emergency_paper()

    assert belongs(read(seal), paper, ON).outcome is Outcome.PASSED
    assert belongs(read(seal), replace(paper, surname="LINTEL"), ON).outcome is Outcome.FAILED


@pytest.mark.parametrize("made", [OFFICE.authorisation, OFFICE.proof])
@pytest.mark.parametrize("key", ["amara", "leila", "tam", "ilona", "kan"])
def test_authorisations_and_proofs_belong_to_whom_they_name(made: Callable[[Traveller], str], key: str) -> None:
    holder, other = PEOPLE[key], PEOPLE["bruno"]

    assert belongs(read(made(holder)), passport(of=holder, on=ON), ON).outcome is Outcome.PASSED
    assert belongs(read(made(holder)), passport(of=other, on=ON), ON).outcome is Outcome.FAILED


def test_a_seal_that_names_nobody_is_not_compared() -> None:
    seal = read(write_idb("UTO", {"card_access_number": "156782"}))

    assert belongs(seal, passport(of=AMARA, on=ON), ON).outcome is Outcome.NOT_DONE
