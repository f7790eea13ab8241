"""A whole reading, over every way to open a chip and every way in which one goes wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from limen.documents import read_mrz
from limen.documents.chip import (
    WORDS,
    AccessKey,
    ApduRefusedError,
    ChipReading,
    Progress,
    pack,
    read_chip,
    read_files,
    verify,
)
from limen.documents.chip.agreement import STANDARD_DOMAINS
from limen.documents.chip.tlv import tlv, whole
from limen.specimens import AMARA, PEOPLE
from limen.specimens.chips import BASIC, MAPPED, MODERN, ChipFault, chip_passport
from limen.specimens.personalising import Agreement, Pace, Recipe, secret
from limen.specimens.virtual_chip import Behaviour, VirtualChip
from limen.vocabulary.evidence import Outcome

ON = date(2026, 11, 22)
PASSED, FAILED, UNSURE, NOT_DONE = Outcome.PASSED, Outcome.FAILED, Outcome.UNSURE, Outcome.NOT_DONE
RECIPES = {"basic": BASIC, "modern": MODERN, "mapped": MAPPED}


def outcomes(reading: ChipReading) -> dict[str, Outcome]:
    """The worst outcome of each code that did not pass."""
    found: dict[str, Outcome] = {}
    for finding in reading.findings:
        if finding.outcome is not PASSED:
            found.setdefault(finding.code, finding.outcome)
    return found


def outcome(reading: ChipReading, code: str) -> Outcome:
    finding = reading.finding(code)
    assert finding is not None, code
    return finding.outcome


@pytest.mark.parametrize("lengths", ["auto", "short", "extended"])
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_sound_chip_is_read_whole(recipe: str, lengths: str) -> None:
    issued = chip_passport(on=ON, recipe=RECIPES[recipe])
    reading = read_chip(issued.chip, issued.key, lengths=lengths)

    assert reading.files == issued.made.files
    assert reading.is_complete
    assert reading.parts == {}
    assert set(outcomes(reading)) <= {"chip.active_authentication"}  # which the mapped one has no key for
    assert outcome(reading, "chip.clone") is PASSED
    assert reading.mrz == issued.document.mrz
    assert read_mrz(reading.mrz, on=ON).accepted
    assert all(finding.reason(WORDS).find("{") < 0 for finding in reading.findings)
    assert (reading.commands < 60) == (lengths != "short")


@pytest.mark.parametrize("domain", STANDARD_DOMAINS)
@pytest.mark.parametrize("cipher", [1, 2, 3, 4])
def test_pace_in_every_standard_domain_with_every_cipher(domain: int, cipher: int) -> None:
    issued = chip_passport(on=ON, recipe=Recipe(pace=(Pace("GM", cipher, domain),), details=False))
    reading = read_chip(issued.chip, issued.key, groups=("DG1",))
    assert reading.protocol.startswith("PACE-DH-GM" if domain < 3 else "PACE-ECDH-GM")
    assert "DG1" in reading.files


@pytest.mark.parametrize("domain", [domain for domain in STANDARD_DOMAINS if domain > 2])
def test_chip_authentication_mapping_on_every_curve(domain: int) -> None:
    agreement = Agreement(2, domain, secret("mapping", domain))
    recipe = Recipe(pace=(Pace("CAM", 2, domain),), basic=False, agreement=agreement, details=False)
    for fault, expected in (("", PASSED), (ChipFault.CLONED_MAPPING, FAILED)):
        issued = chip_passport(on=ON, recipe=recipe, fault=fault)
        reading = read_chip(issued.chip, issued.key, groups=("DG1",))
        assert outcome(reading, "chip.mapping_authentication") is expected
        assert outcome(reading, "chip.clone") is expected
        assert "CardSecurity" in reading.files


def test_the_card_access_number_opens_it_alone() -> None:
    issued = chip_passport(on=ON, recipe=MAPPED)
    reading = read_chip(issued.chip, AccessKey.of_can(MAPPED.can))
    assert reading.is_complete
    wrong = read_chip(issued.chip, AccessKey.of_can("000000"))
    assert outcome(wrong, "chip.access") is FAILED
    assert outcome(wrong, "chip.recheck.can") is UNSURE


def test_a_chip_with_basic_access_only_needs_more_than_the_card_access_number() -> None:
    issued = chip_passport(on=ON)
    reading = read_chip(issued.chip, AccessKey.of_can("123456"))
    assert outcome(reading, "chip.access") is NOT_DONE
    assert not reading.files


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_wrong_key_says_which_fields_to_recheck(recipe: str) -> None:
    issued = chip_passport(on=ON, recipe=RECIPES[recipe], fault=ChipFault.WRONG_KEY)
    reading = read_chip(issued.chip, issued.key)
    assert reading.protocol == ""
    assert outcome(reading, "chip.access") is FAILED
    rechecked = [finding.code for finding in reading.findings if finding.code.startswith("chip.recheck.")]
    assert {"chip.recheck.number", "chip.recheck.birth", "chip.recheck.expiry"} <= set(rechecked)
    assert reading.finding("chip.clone") is None


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_chip_settles_a_doubtful_character(recipe: str) -> None:
    issued = chip_passport(on=ON, recipe=replace(RECIPES[recipe], can=""))
    misread = replace(issued.key, number=issued.key.number.replace("0", "O", 1))
    reading = read_chip(issued.chip, (misread, issued.key))
    assert reading.is_complete
    settled = reading.finding("chip.access_alternative")
    assert settled is not None
    assert dict(settled.params) == {"fields": "number", "value": issued.key.number.rstrip("<")}


def test_pace_that_fails_falls_back_and_says_so() -> None:
    issued = chip_passport(on=ON, recipe=MODERN, behaviour=Behaviour(extended=False, statuses={7: 0x6A80}))
    reading = read_chip(issued.chip, issued.key, lengths="short")
    assert reading.protocol == "BAC"
    assert outcome(reading, "chip.pace") is UNSURE
    assert reading.is_complete


def test_pace_with_keys_too_long_for_the_chip_falls_back() -> None:
    recipe = replace(BASIC, pace=(Pace("GM", 2, 2),))
    issued = chip_passport(on=ON, recipe=recipe, behaviour=Behaviour(extended=False))
    reading = read_chip(issued.chip, issued.key)
    assert reading.protocol == "BAC"
    assert outcome(reading, "chip.pace") is UNSURE


def test_pace_that_is_not_known_falls_back_and_is_named() -> None:
    issued = chip_passport(on=ON, recipe=replace(MODERN, pace=(Pace("IM", 2, 13),)))
    reading = read_chip(issued.chip, issued.key)
    assert reading.protocol == "BAC"
    finding = reading.finding("chip.pace")
    assert finding is not None and finding.outcome is NOT_DONE
    assert "PACE-ECDH-IM" in str(finding.params["offered"])
    assert "not known here" in finding.reason(WORDS)


@pytest.mark.parametrize("domain", [0, 13])
def test_a_chip_with_integrated_mapping_alone_stays_closed_and_says_why(domain: int) -> None:
    issued = chip_passport(on=ON, recipe=replace(MODERN, pace=(Pace("IM", 2, domain),), basic=False))
    reading = read_chip(issued.chip, issued.key)
    assert not reading.protocol and set(reading.files) == {"CardAccess"}
    assert outcome(reading, "chip.pace") is outcome(reading, "chip.access") is NOT_DONE


def test_a_known_mapping_is_taken_where_integrated_mapping_is_offered_too() -> None:
    ways = (Pace("IM", 4, 13), Pace("GM", 2, 13))
    issued = chip_passport(on=ON, recipe=replace(MODERN, pace=ways))
    reading = read_chip(issued.chip, issued.key)
    assert reading.protocol.startswith("PACE-ECDH-GM")
    assert reading.finding("chip.pace") is None


def test_a_chip_without_any_access_control_is_read_and_told() -> None:
    issued = chip_passport(on=ON)
    chip = VirtualChip(issued.made.files, issued.key, basic=False)
    reading = read_chip(chip, issued.key)
    assert outcome(reading, "chip.access") is UNSURE
    assert "DG2" in reading.files


def test_another_card_is_not_read() -> None:
    class BankCard:
        def transmit(self, apdu: bytes) -> bytes:
            return b"\x6a\x82"

    reading = read_chip(BankCard(), AccessKey.of_can("123456"))
    assert outcome(reading, "chip.access") is NOT_DONE


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(extended=False),
        Behaviour(strict=True),
        Behaviour(names_size=True, extended=False),
        Behaviour(refuses_root=True),
        Behaviour(refuses_select=True, extended=False),
        Behaviour(largest=100),
        Behaviour(largest=1000),
        Behaviour(answers_in_parts=True, extended=False),
        Behaviour(statuses={30: 0x6700}),
        Behaviour(statuses={25: 0x6988}),
        Behaviour(wrong_seal_at=20),
    ],
    ids=str,
)
@pytest.mark.parametrize("recipe", RECIPES)
def test_every_habit_of_real_chips_is_borne(recipe: str, behaviour: Behaviour) -> None:
    issued = chip_passport(on=ON, recipe=RECIPES[recipe], behaviour=behaviour)
    reading = read_chip(issued.chip, issued.key)
    assert reading.is_complete
    assert reading.files == issued.made.files
    assert reading.commands < 320


def test_a_broken_seal_is_told_though_the_reading_goes_on() -> None:
    issued = chip_passport(on=ON, behaviour=Behaviour(wrong_seal_at=20))
    reading = read_chip(issued.chip, issued.key)
    assert outcome(reading, "chip.messaging") is FAILED
    assert reading.is_complete


class ShortReader:
    """A reader that cannot pass a long command on, though the chip could answer it."""

    def __init__(self, chip: VirtualChip) -> None:
        self.chip = chip

    def transmit(self, apdu: bytes) -> bytes:
        if len(apdu) > 6 and apdu[4] == 0:
            raise ApduRefusedError("too long for this reader")
        answer = self.chip.transmit(apdu)
        return answer if len(answer) <= 258 else b"\x67\x00"


@pytest.mark.parametrize("lengths", ["auto", "extended"])
@pytest.mark.parametrize("recipe", ["basic", "modern"])
def test_a_reader_that_refuses_long_commands_is_borne(recipe: str, lengths: str) -> None:
    issued = chip_passport(on=ON, recipe=RECIPES[recipe])
    reading = read_chip(ShortReader(issued.chip), issued.key, lengths=lengths)
    assert reading.is_complete


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("after", [0, 1, 4, 9, 14, 25, 40, 60, 90])
def test_a_card_removed_midway_keeps_what_was_read_and_goes_on_later(recipe: str, after: int) -> None:
    issued = chip_passport(on=ON, recipe=RECIPES[recipe], behaviour=Behaviour(extended=False, removed_after=after + 1))
    first = read_chip(issued.chip, issued.key)

    assert not first.is_complete
    assert outcome(first, "chip.complete") is UNSURE
    assert all(issued.made.files[name] == data for name, data in first.files.items())
    assert all(issued.made.files[name].startswith(part) for name, part in first.parts.items())
    if after >= 60:
        assert {"COM", "SOD", "DG1"} <= set(first.files)

    again = VirtualChip(
        issued.chip.files, issued.key, pace=issued.recipe.pace, basic=issued.recipe.basic,
        agreement=issued.recipe.agreement, signature=issued.recipe.signature, behaviour=Behaviour(extended=False),
    )  # fmt: skip
    second = read_chip(again, issued.key, earlier=first)
    assert second.is_complete
    assert second.files == issued.made.files
    if "SOD" in first.files:
        assert outcome(second, "chip.resumed") is PASSED
        kept = {name for name in first.files if name.startswith("DG")}
        assert not kept & set(again.asked)
        assert second.commands < (125 if after < 60 else 100)


def test_another_document_on_the_reader_takes_nothing_over() -> None:
    issued = chip_passport(on=ON, fault=ChipFault.REMOVED)
    first = read_chip(issued.chip, issued.key)
    other = chip_passport(PEOPLE["devraj"], on=ON)
    second = read_chip(other.chip, other.key, earlier=first)
    assert outcome(second, "chip.resumed") is FAILED
    assert second.files == other.made.files


def test_progress_is_told_file_by_file_and_octet_by_octet() -> None:
    heard: list[Progress] = []
    issued = chip_passport(on=ON)
    read_chip(issued.chip, issued.key, lengths="short", progress=heard.append)
    portrait = [one for one in heard if one.file == "DG2"]
    assert len(portrait) > 60
    assert [one.received for one in portrait] == sorted(one.received for one in portrait)
    assert portrait[-1].received == portrait[-1].size == len(issued.made.files["DG2"])
    assert portrait[-1].planned == 8
    assert 2 <= portrait[-1].done < 8


def test_fingerprints_are_never_asked_for() -> None:
    issued = chip_passport(on=ON, recipe=replace(BASIC, biometrics=True))
    for groups in (None, ("DG1", "DG3", "DG4")):
        issued.chip.asked.clear()
        reading = read_chip(issued.chip, issued.key, groups=groups)
        assert "DG3" not in issued.chip.asked
        assert outcome(reading, "chip.biometrics") is NOT_DONE


def test_only_the_groups_that_were_asked_for_are_read() -> None:
    issued = chip_passport(on=ON)
    reading = read_chip(issued.chip, issued.key, groups=("DG1",))
    assert set(reading.files) == {"COM", "SOD", "DG1", "DG14", "DG15"}
    not_read = {finding.params["file"] for finding in reading.findings if finding.outcome is NOT_DONE}
    assert not_read == {"DG2", "DG11", "DG12"}
    assert outcome(reading, "chip.clone") is PASSED


# -- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipe", "fault", "expected"),
    [
        ("basic", ChipFault.CLONED, {"chip.active_authentication": FAILED, "chip.clone": FAILED}),
        ("modern", ChipFault.CLONED, {"chip.active_authentication": FAILED, "chip.clone": FAILED}),
        ("basic", ChipFault.CLONED_SILENT, {"chip.active_authentication": FAILED, "chip.clone": FAILED}),
        ("basic", ChipFault.CLONED_AGREEMENT, {"chip.chip_authentication": FAILED, "chip.clone": FAILED}),
        ("modern", ChipFault.CLONED_AGREEMENT, {"chip.chip_authentication": FAILED, "chip.clone": FAILED}),
        (
            "mapped",
            ChipFault.CLONED_MAPPING,
            {"chip.mapping_authentication": FAILED, "chip.chip_authentication": FAILED, "chip.clone": FAILED,
             "chip.active_authentication": NOT_DONE},
        ),
        ("basic", ChipFault.FILE_MISSING, {"chip.file_missing": FAILED}),
        (
            "modern",
            ChipFault.LIST_SHORTENED,
            {"chip.list": UNSURE, "chip.file_missing": FAILED, "chip.active_authentication": UNSURE,
             "chip.chip_authentication": UNSURE, "chip.clone": UNSURE, "chip.ways": NOT_DONE},
        ),
        ("basic", ChipFault.LENGTH_BROKEN, {"chip.file_broken": FAILED}),
        ("basic", ChipFault.REMOVED, {"chip.complete": UNSURE, "chip.file_cut": NOT_DONE, "chip.file": NOT_DONE}),
        ("basic", ChipFault.SEAL_BROKEN, {"chip.messaging": FAILED}),
        ("modern", ChipFault.EXTENDED_REFUSED, {}),
        ("modern", ChipFault.ROOT_REFUSED, {}),
    ],
)  # fmt: skip
def test_every_fault_has_its_finding(recipe: str, fault: ChipFault, expected: dict[str, Outcome]) -> None:
    issued = chip_passport(on=ON, recipe=RECIPES[recipe], fault=fault)
    reading = read_chip(issued.chip, issued.key)
    assert outcomes(reading) == expected
    # Whatever failed, what could be read was read.
    assert len(reading.files) >= 5


def test_an_odd_status_word_ends_the_session_and_the_chip_is_opened_again() -> None:
    issued = chip_passport(on=ON, fault=ChipFault.STATUS_ODD)
    reading = read_chip(issued.chip, issued.key, lengths="short")
    assert outcomes(reading) == {"chip.messaging": UNSURE}
    assert reading.is_complete


def test_a_chip_that_loses_every_session_is_given_up() -> None:
    statuses = dict.fromkeys(range(9, 4000, 4), 0x6988)
    issued = chip_passport(on=ON, behaviour=Behaviour(statuses=statuses))
    reading = read_chip(issued.chip, issued.key)
    assert outcome(reading, "chip.complete") is FAILED
    assert reading.commands < 200


def test_broken_length_keeps_what_there_was() -> None:
    issued = chip_passport(on=ON, fault=ChipFault.LENGTH_BROKEN)
    reading = read_chip(issued.chip, issued.key)
    assert len(reading.parts["DG2"]) == len(issued.made.files["DG2"])


def test_a_reading_is_printed_without_its_bytes() -> None:
    issued = chip_passport(on=ON)
    reading = read_chip(issued.chip, issued.key)
    printed = reading.to_json()
    assert printed["files"]["DG1"] == 93
    assert printed["complete"] is True
    assert all(finding["reason"] for finding in printed["findings"])
    assert AMARA.surname.encode() not in repr(reading).encode()


def test_files_that_somebody_else_read_are_read_too() -> None:
    files = dict(chip_passport(on=ON, recipe=replace(BASIC, biometrics=True)).made.files)
    reading = read_files(files)
    assert reading.is_complete
    assert "DG3" not in reading.files
    assert reading.mrz and outcome(reading, "chip.list") is PASSED
    assert reading.finding("chip.clone") is None  # no chip was there
    del files["DG2"]
    cut = read_files({**files, "DG11": files["DG11"][:9]})
    assert not cut.is_complete
    assert outcomes(cut) == {"chip.file": NOT_DONE, "chip.file_broken": FAILED}


def test_every_code_that_a_chip_can_bring_about_has_words() -> None:
    seen = set()
    for recipe in RECIPES.values():
        for fault in ChipFault:
            try:
                issued = chip_passport(on=ON, recipe=recipe, fault=fault)
            except ValueError:
                continue  # a chip without that key cannot have that fault
            for finding in read_chip(issued.chip, issued.key).findings:
                seen.add(f"{finding.code}.{finding.outcome}")
                assert "{" not in finding.reason(WORDS), finding
    assert not seen - WORDS.keys()
    assert len(seen) > 25


# -- what a chip leaves out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("announced", [b"", Pace("GM", 1, 12).info], ids=["taken away", "a weaker way"])
def test_the_ways_of_opening_are_held_against_the_signed_ones(announced: bytes) -> None:
    issued = chip_passport(on=ON, recipe=MODERN)
    assert outcome(read_chip(issued.chip, issued.key), "chip.ways") is PASSED
    files = {**issued.chip.files, "CardAccess": tlv(0x31, announced)}
    if not announced:
        del files["CardAccess"]
    chip = VirtualChip(
        files, issued.key, pace=(Pace("GM", 1, 12),), agreement=MODERN.agreement, signature=MODERN.signature
    )
    reading = read_chip(chip, issued.key)
    assert outcomes(reading) == {"chip.ways": UNSURE}
    found = reading.finding("chip.ways")
    assert found is not None and found.params["left_out"] == "PACE-ECDH-GM-AES-CBC-CMAC-128, brainpoolP256r1"
    assert ("chip.ways", UNSURE) in {(row.code, row.outcome) for row in verify(pack(reading, at="", device=""))}


@pytest.mark.parametrize("readable", [True, False], ids=["of indefinite length", "unreadable"])
def test_groups_that_only_the_signed_list_names_cannot_be_hidden(readable: bool) -> None:
    """The frame of EF.SOD is not signed: a copy may write it otherwise, and shorten EF.COM, which nobody signs."""
    issued = chip_passport(on=ON, recipe=BASIC, fault=ChipFault.LIST_SHORTENED)
    files = dict(issued.chip.files)
    body = whole(whole(files["SOD"], 0x77), 0x30)
    files["SOD"] = tlv(0x77, b"\x30\x80" + body + b"\0\0" if readable else b"\x04\x00")
    reading = read_chip(VirtualChip(files, issued.key), issued.key)
    assert outcome(reading, "chip.list") is (UNSURE if readable else NOT_DONE)
    for code in ("chip.active_authentication", "chip.chip_authentication", "chip.clone"):
        assert outcome(reading, code) is UNSURE
    again = {row.code: row.outcome for row in verify(pack(reading, at="", device=""))}
    assert again["chip.clone"] is UNSURE
