"""The virtual passport: it keeps a chip's rules, and each of its faults is what it says."""

from __future__ import annotations

from datetime import date

import pytest

from limen.documents.chip import CardLostError, parse, read_chip
from limen.documents.chip.tlv import tlv
from limen.documents.pki.reading import read_material
from limen.documents.pki.store import TrustStore
from limen.documents.verify import passive_authentication
from limen.specimens import PEOPLE
from limen.specimens.chips import BASIC, MAPPED, MODERN, ChipFault, chip_passport
from limen.specimens.issuing import Fault
from limen.specimens.personalising import Recipe
from limen.specimens.virtual_chip import Behaviour, VirtualChip, vpcd
from limen.vocabulary.evidence import Outcome

ON = date(2026, 11, 22)
SELECT_APPLICATION = bytes.fromhex("00A4040C07A0000002471001")
SELECT_DG1 = bytes.fromhex("00A4020C020101")


def test_the_same_passport_is_made_twice_alike() -> None:
    assert chip_passport(on=ON).made.files == chip_passport(on=ON).made.files


def test_every_traveller_has_a_chip_that_says_what_the_page_says() -> None:
    for key in ("devraj", "tigist", "noam", "edda"):
        issued = chip_passport(PEOPLE[key], on=ON)
        reading = read_chip(issued.chip, issued.key)
        assert reading.mrz == issued.document.mrz
        assert reading.is_complete
        assert parse("DG2", issued.made.files["DG2"]).is_sound


@pytest.mark.parametrize("recipe", [BASIC, MODERN, MAPPED], ids=["basic", "modern", "mapped"])
def test_nothing_is_given_without_the_key(recipe: Recipe) -> None:
    chip = chip_passport(on=ON, recipe=recipe).chip
    chip.transmit(SELECT_APPLICATION)
    for name, number in (("COM", 0x1E), ("DG1", 0x01), ("DG2", 0x02), ("DG3", 0x03)):
        answer = chip.transmit(bytes((0x00, 0xB0, 0x80 | number, 0x00, 0x10)))
        assert len(answer) == 2, name


def test_a_plain_command_ends_the_session() -> None:
    issued = chip_passport(on=ON)
    assert read_chip(issued.chip, issued.key).is_complete
    assert issued.chip.session is not None
    assert issued.chip.transmit(SELECT_DG1) == b"\x69\x82"
    assert issued.chip.session is None
    assert issued.chip.transmit(b"\x0c" + SELECT_DG1[1:]) == b"\x69\x88"


@pytest.mark.parametrize(
    ("apdu", "answer"),
    [
        (b"\x00", b"\x67\x00"),
        (bytes.fromhex("00A4040C07A00000024710"), b"\x67\x00"),
        (bytes.fromhex("00A4040C07A0000002471099"), b"\x6a\x82"),
        (bytes.fromhex("00A4010C02011E"), b"\x6a\x86"),
        (bytes.fromhex("00D6000001AA"), b"\x6d\x00"),
        (bytes.fromhex("0088000008" + "00" * 8), b"\x6d\x00"),
        (bytes.fromhex("0022C1A403800100"), b"\x6a\x80"),
        (bytes.fromhex("10860000027C0000"), b"\x69\x85"),
        (bytes.fromhex("0082000028" + "00" * 40 + "28"), b"\x69\x85"),
        (bytes.fromhex("00B0000004"), b"\x69\x86"),
    ],
)
def test_what_a_chip_does_not_do_has_its_status_word(apdu: bytes, answer: bytes) -> None:
    chip = chip_passport(on=ON).chip
    assert chip.transmit(apdu) == answer


def test_a_removed_card_answers_nothing_more() -> None:
    chip = chip_passport(on=ON, behaviour=Behaviour(removed_after=1)).chip
    assert chip.transmit(SELECT_APPLICATION) == b"\x90\x00"
    with pytest.raises(CardLostError):
        chip.transmit(SELECT_APPLICATION)


@pytest.mark.parametrize(
    ("fault", "level", "outcome"),
    [
        ("", "signature", Outcome.PASSED),
        (Fault.SIGNER_REVOKED, "revocation", Outcome.FAILED),
        (Fault.SIGNER_EXPIRED, "validity", Outcome.FAILED),
        (Fault.ISSUER_UNKNOWN, "chain", Outcome.UNSURE),
        (Fault.SIGNATURE_BROKEN, "signature", Outcome.FAILED),
    ],
)
def test_the_signed_faults_reach_passive_authentication_over_the_chip(
    fault: str, level: str, outcome: Outcome
) -> None:  # fmt: skip
    issued = chip_passport(on=ON, recipe=MODERN, fault=fault)
    reading = read_chip(issued.chip, issued.key)
    assert reading.is_complete
    trust = TrustStore.of([read_material(one, "specimens") for one in (*issued.made.trusted, issued.made.crl)])
    verified = passive_authentication(reading.files, trust, ON)
    found = getattr(verified, level)
    expected = {outcome, Outcome.FAILED} if fault == Fault.ISSUER_UNKNOWN else {outcome}
    assert found.outcome in expected, found


def test_a_changed_group_is_caught_by_its_hash_alone() -> None:
    issued = chip_passport(on=ON, recipe=MODERN, fault=Fault.GROUP_CHANGED)
    reading = read_chip(issued.chip, issued.key)
    trust = TrustStore.of([read_material(one, "specimens") for one in (*issued.made.trusted, issued.made.crl)])
    groups = passive_authentication(reading.files, trust, ON).groups
    assert {name for name, finding in groups.items() if finding.outcome is Outcome.FAILED} == {"DG15"}


def test_a_fault_that_there_is_none_of_is_one_clear_error() -> None:
    with pytest.raises(ValueError, match="bent"):
        chip_passport(on=ON, fault="bent")
    with pytest.raises(ValueError, match="another recipe"):
        chip_passport(on=ON, recipe=MAPPED, fault=ChipFault.CLONED)
    with pytest.raises(ValueError, match="another recipe"):
        chip_passport(on=ON, recipe=Recipe(), fault=ChipFault.CLONED_AGREEMENT)
    for fault in (ChipFault.KEY_EXCHANGED, ChipFault.KEY_FORGED):
        with pytest.raises(ValueError, match="another recipe"):
            chip_passport(on=ON, recipe=MODERN, fault=fault)


@pytest.mark.parametrize("fault", [ChipFault.KEY_EXCHANGED, ChipFault.KEY_FORGED])
def test_a_copy_with_a_key_of_its_own_changes_nothing_but_card_security(fault: ChipFault) -> None:
    sound, copy = chip_passport(on=ON, recipe=MAPPED), chip_passport(on=ON, recipe=MAPPED, fault=fault)
    differing = {name for name, data in sound.chip.files.items() if copy.chip.files[name] != data}
    assert differing == {"CardSecurity"}
    assert copy.chip.agreement is not None and copy.chip.agreement != MAPPED.agreement
    assert copy.chip.agreement.public_info in copy.chip.files["CardSecurity"]


def test_a_portrait_beyond_the_first_32_kilobytes_is_read_with_the_odd_instruction() -> None:
    issued = chip_passport(on=ON)
    large = tlv(0x75, bytes(range(1, 256)) * 300)
    for behaviour in (Behaviour(), Behaviour(extended=False)):
        chip = VirtualChip({**issued.made.files, "DG2": large}, issued.key, behaviour=behaviour)
        assert read_chip(chip, issued.key).files["DG2"] == large


def test_the_messages_of_a_virtual_reader() -> None:
    chip = chip_passport(on=ON).chip
    assert vpcd(chip, b"\x01") is None
    atr = vpcd(chip, b"\x04")
    assert atr is not None and atr[0] == 0x3B
    assert vpcd(chip, SELECT_APPLICATION) == b"\x90\x00"
    assert chip.in_application
    assert vpcd(chip, b"\x02") is None
    assert not chip.in_application
    assert vpcd(chip, b"\x07") is None
