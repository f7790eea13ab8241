"""`limen read` and `limen verify` of chips, sound and faulty; one line and exit 2 for what they cannot use."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from limen import specimens
from limen.cli import MISUSED, SOUND, main
from limen.documents.chip import pack, read_chip
from limen.specimens.chips import MAPPED, MODERN, ChipFault, chip_passport
from limen.specimens.issuing import Country, Fault, issue, master_list

ON = date(2026, 11, 22)
UTOPIA = Country("UTO")
DG1 = b"\x61\x5b\x5f\x1f\x58" + "".join(specimens.passport(on=ON, issuer="UTO").mrz).encode()


@pytest.fixture
def chip(tmp_path: Path) -> Path:
    return written(tmp_path / "chip", Fault.NONE)


def written(folder: Path, fault: Fault) -> Path:
    """A chip's files in a folder, with the authority and the CRL beside it."""
    made = issue({1: DG1, 2: b"\x75\x04face"}, fault=fault)
    folder.mkdir()
    for name, content in made.files.items():
        (folder / f"EF_{name}.bin").write_bytes(content)
    (folder / "notes.txt").write_text("not of the chip")
    (folder.parent / "csca.cer").write_bytes(UTOPIA.csca)
    (folder.parent / "utopia.crl").write_bytes(made.crl)
    return folder


def run(capsys: pytest.CaptureFixture[str], *argv: object, command: str = "verify") -> tuple[int, str, str]:
    code = main([command, *map(str, argv)])
    out, err = capsys.readouterr()
    return code, out, err


def answer(capsys: pytest.CaptureFixture[str], chip: Path, *argv: object) -> dict[str, Any]:
    code, out, _err = run(capsys, chip, "--trust", chip.parent / "csca.cer", "--on", ON, "--json", *argv)
    assert code == SOUND
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_answer_is_that_of_the_contract(capsys: pytest.CaptureFixture[str], chip: Path) -> None:
    found = answer(capsys, chip, "--crl", chip.parent / "utopia.crl")
    assert {name: one["outcome"] for name, one in found["groups"].items()} == {"DG1": "passed", "DG2": "passed"}
    for level in ("signature", "chain", "validity", "revocation"):
        assert found[level]["outcome"] == "passed" and found[level]["clause"]
    assert found["vouched_by"] == ["file csca.cer"]
    assert (found["source"], found["on"]) == (str(chip), "2026-11-22")
    assert (found["trust"]["authorities"], found["trust"]["crls"][0]["country"]) == (1, "UT")


@pytest.mark.parametrize("fault", [Fault.GROUP_CHANGED, Fault.SIGNATURE_BROKEN, Fault.SIGNER_REVOKED])
def test_a_false_chip_is_found_and_is_no_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, fault: Fault
) -> None:
    chip = written(tmp_path / "chip", fault)
    found = answer(capsys, chip, "--crl", tmp_path / "utopia.crl")
    failed = [one["code"] for one in found["findings"] if one["outcome"] == "failed"]
    assert len(failed) == 1
    code, out, _err = run(capsys, chip, "--trust", tmp_path / "csca.cer", tmp_path / "utopia.crl", "--on", ON)
    assert code == SOUND and out.splitlines()[1].startswith("  ■ ")


def test_other_names_of_files_are_understood(capsys: pytest.CaptureFixture[str], chip: Path) -> None:
    (chip / "EF_SOD.bin").rename(chip / "EF.SOD")
    (chip / "EF_DG1.bin").rename(chip / "dg01.bin")
    assert answer(capsys, chip)["groups"]["DG1"]["outcome"] == "passed"


def test_a_folder_of_trust_is_searched_and_what_is_left_out_is_said(
    capsys: pytest.CaptureFixture[str], chip: Path
) -> None:
    trust = chip.parent / "trust" / "inner"
    trust.mkdir(parents=True)
    (trust / "csca.cer").write_bytes(UTOPIA.csca)
    (trust / "README").write_text("certificates")
    code, out, err = run(capsys, chip, "--trust", trust.parent, "--on", ON, "--json")
    assert code == SOUND and json.loads(out)["chain"]["outcome"] == "passed"
    assert err.startswith("left out: README: ")


def test_a_list_named_alone_is_taken_on_first_use_and_said(capsys: pytest.CaptureFixture[str], chip: Path) -> None:
    path = chip.parent / "UT.ml"
    path.write_bytes(master_list([UTOPIA.csca]))
    code, out, _err = run(capsys, chip, "--trust", path, "--on", ON, "--json")
    found = json.loads(out)
    assert code == SOUND and found["vouched_by"] == ["UT 2026-11-22"]
    assert found["trust"]["lists"][0]["standing"] == "first_use"
    assert found["trust"]["findings"][0]["outcome"] == "unsure"


def test_a_list_with_a_broken_signature_is_kept_out_and_said(capsys: pytest.CaptureFixture[str], chip: Path) -> None:
    path = chip.parent / "UT.ml"
    path.write_bytes(master_list([UTOPIA.csca], broken=True))
    code, out, _err = run(capsys, chip, "--trust", path, "--on", ON)
    assert code == SOUND and "■ The list UT 2026-11-22 is kept out" in out
    assert "◆ The store knows nobody of UT" in out


def test_certificates_beside_a_revocation_list_are_not_trusted(capsys: pytest.CaptureFixture[str], chip: Path) -> None:
    other = chip.parent / "other.cer"
    other.write_bytes(Country("ZWE").csca)
    beside = (chip.parent / "csca.cer", chip.parent / "utopia.crl")
    code, out, _err = run(capsys, chip, "--trust", other, "--crl", *beside, "--on", ON, "--json")
    found = json.loads(out)
    assert (code, found["chain"]["outcome"], found["vouched_by"]) == (SOUND, "unsure", [])
    assert found["revocation"]["outcome"] == "not_done"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda chip: (chip, "--trust", chip.parent / "absent"), "absent: cannot be read"),
        (lambda chip: (chip, "--trust", chip / "notes.txt"), "notes.txt: no certificate, master list or CRL in it"),
        (lambda chip: (chip, "--trust", chip), "nothing in it can be trusted"),
        (lambda chip: (chip.parent / "absent", "--trust", chip.parent / "csca.cer"), "this is no folder"),
        (lambda chip: (chip.parent, "--trust", chip.parent / "csca.cer"), "no file of a chip in it"),
        (lambda chip: (chip,), "--trust"),
    ],
    ids=["no trust file", "no trust in it", "no trust in folder", "no folder", "no chip", "no trust named"],
)
def test_what_cannot_be_used_is_one_line_and_two(
    capsys: pytest.CaptureFixture[str], chip: Path, make: Any, said: str
) -> None:
    code, out, err = run(capsys, *make(chip), "--on", ON)
    assert (code, out) == (MISUSED, "")
    told = [line for line in err.splitlines() if not line.startswith("left out: ")]
    assert len(told) == 1 and said in told[0]


def test_two_files_of_one_name_are_refused(capsys: pytest.CaptureFixture[str], chip: Path) -> None:
    (chip / "dg1.bin").write_bytes(b"another")
    code, _out, err = run(capsys, chip, "--trust", chip.parent / "csca.cer", "--on", ON)
    assert code == MISUSED and "both DG1" in err


def test_a_chip_without_a_security_object_is_not_done(capsys: pytest.CaptureFixture[str], chip: Path) -> None:
    (chip / "EF_SOD.bin").unlink()
    assert {one["outcome"] for one in answer(capsys, chip)["findings"]} == {"not_done"}


# -- reading a folder --------------------------------------------------------------------------------------------------


def visited(folder: Path, recipe: Any = MODERN, fault: str = "") -> Path:
    """What a virtual passport gave over its whole protocol: its files in a folder, and the evidence file beside it."""
    issued = chip_passport(on=ON, recipe=recipe, fault=fault)
    reading = read_chip(issued.chip, issued.key)
    folder.mkdir()
    for name, content in reading.files.items():
        (folder / f"EF_{name}.bin").write_bytes(content)
    (folder.parent / "evidence.json").write_bytes(pack(reading, at="2026-11-22T09:14:00Z", device="booth 3"))
    (folder.parent / "csca.cer").write_bytes(Country(issued.document.issuer).csca)
    return folder


def test_a_folder_of_a_chip_is_read_as_a_document(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    chip = visited(tmp_path / "chip")
    code, out, _err = run(capsys, chip, "--on", ON, "--json", command="read")
    found = json.loads(out)
    assert (code, found["source"], found["accepted"], found["discrepancies"]) == (SOUND, str(chip), True, [])
    assert (found["document"]["surname"], found["document"]["issuer"]) == ("ONUUZO", "NGA")
    outcomes = {(one["code"], one["params"].get("group")): one["outcome"] for one in found["findings"]}
    assert outcomes["passive.signature", None] == "passed" and outcomes["passive.group", "DG2"] == "passed"
    # Nobody was asked who vouches for the signer.
    assert outcomes["passive.chain", None] == "unsure"
    assert all(one["reason"] and "{" not in one["reason"] for one in found["findings"])
    assert found["chip"]["complete"] and found["chip"]["files"]["DG1"] == 93
    assert found["chip"]["groups"]["DG12"] == {"authority": "Office of Doors", "issued": "2021-03-22"}
    (portrait,) = found["chip"]["pictures"]
    assert (portrait["group"], portrait["media"], portrait["size"]) == ("DG2", "image/jp2", [413, 531])


def test_a_folder_is_told_to_people_and_what_was_not_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    chip = visited(tmp_path / "chip")
    code, out, _err = run(capsys, chip, "--on", ON, command="read")
    assert code == SOUND and "AMARA NKECHI ONUUZO" in out and "DG12 issued: 2021-03-22" in out
    assert f"limen verify {chip} --trust" in out


def test_a_changed_group_is_found_without_any_trust(capsys: pytest.CaptureFixture[str], chip: Path) -> None:
    dg1 = bytearray((chip / "EF_DG1.bin").read_bytes())
    dg1[-2] ^= 1
    (chip / "EF_DG1.bin").write_bytes(dg1)
    code, out, _err = run(capsys, chip, "--on", ON, "--json", command="read")
    failed = {one["code"] for one in json.loads(out)["findings"] if one["outcome"] == "failed"}
    assert code == SOUND and "passive.group" in failed


@pytest.mark.parametrize("damage", ["absent", "no lines"])
def test_a_chip_without_an_mrz_is_no_error(capsys: pytest.CaptureFixture[str], chip: Path, damage: str) -> None:
    dg1 = chip / "EF_DG1.bin"
    if damage == "absent":
        dg1.unlink()
    else:
        dg1.write_bytes(b"\x61\x5b\x5f\x1f\x58" + b"\x00" * 88)
    code, out, _err = run(capsys, chip, "--on", ON, "--json", command="read")
    found = json.loads(out)
    assert (code, found["accepted"], found["document"]["number"]) == (SOUND, False, None)
    assert "DG1" in {one["params"].get("file") for one in found["findings"] if one["outcome"] != "passed"}
    code, out, _err = run(capsys, chip, "--on", ON, command="read")
    assert code == SOUND and "no machine readable zone" in out


def test_fingerprints_in_a_folder_are_not_read(capsys: pytest.CaptureFixture[str], chip: Path) -> None:
    (chip / "EF_DG3.bin").write_bytes(b"\x63\x02ab")
    code, out, _err = run(capsys, chip, "--on", ON, "--json", command="read")
    assert code == SOUND and "DG3" not in json.loads(out)["chip"]["files"]


def test_folders_and_texts_are_lines_in_order(capsys: pytest.CaptureFixture[str], chip: Path, tmp_path: Path) -> None:
    text = tmp_path / "mrz.txt"
    text.write_text("\n".join(specimens.passport(on=ON).mrz))
    code, out, _err = run(capsys, text, chip, "--on", ON, "--json", command="read")
    assert code == SOUND and [json.loads(line)["source"] for line in out.splitlines()] == [str(text), str(chip)]


def test_a_folder_that_holds_no_chip_is_one_line_and_two(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = run(capsys, tmp_path, "--on", ON, command="read")
    assert (code, out, err.count("\n")) == (MISUSED, "", 1) and "no file of a chip in it" in err


# -- an evidence file --------------------------------------------------------------------------------------------------


def evidence(capsys: pytest.CaptureFixture[str], folder: Path) -> dict[str, Any]:
    trust = folder / "csca.cer"
    code, out, _err = run(capsys, folder / "evidence.json", "--trust", trust, "--on", ON, "--json")
    assert code == SOUND
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.parametrize(
    ("recipe", "proofs"),
    [
        (MODERN, {"chip.active_authentication": "anybody", "chip.chip_authentication": "trusts the reader"}),
        (MAPPED, {"chip.mapping_authentication": "trusts the reader", "chip.chip_authentication": "trusts the reader"}),
    ],
    ids=["signs", "maps"],
)
def test_an_evidence_file_is_verified_again_and_says_whom_it_convinces(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, recipe: Any, proofs: dict[str, str]
) -> None:
    visited(tmp_path / "chip", recipe)
    found = evidence(capsys, tmp_path)
    assert found["chain"]["outcome"] == "passed" and found["groups"]["DG2"]["outcome"] == "passed"
    rows = {row["code"]: row for row in found["evidence"]["findings"]}
    assert rows["chip.clone"]["outcome"] == "passed" and "convinces" not in rows["chip.clone"]
    for proof, whom in proofs.items():
        assert rows[proof]["outcome"] == "passed" and whom in rows[proof]["convinces"]
    assert found["evidence"]["says_of_itself"]["device"] == "booth 3"
    code, out, _err = run(capsys, tmp_path / "evidence.json", "--trust", tmp_path / "csca.cer", "--on", ON)
    assert code == SOUND and "signed by nobody: at 2026-11-22T09:14:00Z" in out and " convinces " in out


def test_the_key_of_pace_cam_counts_where_a_trusted_authority_stands_behind_its_signer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    recipe = replace(MAPPED, listed=False, signer=2)
    for number, (fault, clone, signed) in enumerate(
        (("", "passed", "passed"), (ChipFault.KEY_FORGED, "unsure", "unsure"), (ChipFault.KEY_EXCHANGED, "unsure", ""))
    ):
        (tmp_path / str(number)).mkdir()
        folder = visited(tmp_path / str(number) / "chip", recipe, fault)
        found = evidence(capsys, folder.parent)
        rows = {row["code"]: row["outcome"] for row in (*found["evidence"]["findings"], *found["findings"])}
        assert (rows["chip.mapping_authentication"], rows["chip.clone"]) == ("passed", clone)
        if signed:
            assert (rows["passive.card_security"], rows["passive.card_security.chain"]) == ("passed", signed)
        else:
            assert rows["passive.card_security"] == "failed"
        alone = {row["code"]: row["outcome"] for row in answer(capsys, folder)["findings"]}
        assert alone["passive.card_security"] == rows["passive.card_security"]


def test_evidence_that_was_changed_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    visited(tmp_path / "chip")
    path = tmp_path / "evidence.json"
    path.write_bytes(path.read_bytes().replace(b"booth 3", b"booth 4"))
    rows = {row["code"]: row["outcome"] for row in evidence(capsys, tmp_path)["evidence"]["findings"]}
    assert (rows["chip.evidence"], rows["chip.clone"]) == ("unsure", "passed")


def test_the_evidence_of_a_clone_convinces_nobody(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    visited(tmp_path / "chip", fault=ChipFault.CLONED)
    rows = {row["code"]: row for row in evidence(capsys, tmp_path)["evidence"]["findings"]}
    assert rows["chip.clone"]["outcome"] == "failed"
    assert not [code for code, row in rows.items() if "convinces" in row and row["outcome"] != "passed"]
    assert "convinces" not in rows["chip.active_authentication"]


def test_what_a_file_says_of_itself_moves_no_cursor(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    visited(tmp_path / "chip")
    path = tmp_path / "evidence.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"device": "\x1b[2Jbooth"}))
    _code, out, _err = run(capsys, path, "--trust", tmp_path / "csca.cer", "--on", ON)
    assert "\x1b" not in out and "[2Jbooth" in out


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format": "limen-chip", "version": 9}', b"\x00\xff"])
def test_what_is_no_evidence_is_one_line_and_two(
    capsys: pytest.CaptureFixture[str], chip: Path, content: bytes
) -> None:
    path = chip.parent / "evidence.json"
    path.write_bytes(content)
    code, out, err = run(capsys, path, "--trust", chip.parent / "csca.cer", "--on", ON)
    assert (code, out, err.count("\n")) == (MISUSED, "", 1) and "evidence.json: " in err
