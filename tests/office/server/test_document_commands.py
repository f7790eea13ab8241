"""`limen verify`: what it answers of sound and faulty chips, and one line and exit 2 for what it cannot use."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from limen import specimens
from limen.cli import MISUSED, SOUND, main
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


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, str]:
    code = main(["verify", *map(str, argv)])
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
