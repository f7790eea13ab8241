"""`limen read` of pictures and PDF pages: the answer of the contract, and one line and exit 2 for what is no page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from limen.cli import MISUSED, SOUND, main
from limen.specimens import PEOPLE, mrz_text
from limen.specimens.photographs import photograph
from tests.documents.image.made import ON, file_of, paper, pdf, png, taken


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, str]:
    code = main(["read", *map(str, argv), "--on", str(ON)])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "page.jpg"
    path.write_bytes(taken("TD3"))
    return path


def test_a_scan_answers_one_document_as_json(capsys: pytest.CaptureFixture[str], scan: Path) -> None:
    code, out, err = run(capsys, scan, "--json")
    answer: dict[str, Any] = json.loads(out)
    assert (code, err) == (SOUND, "")
    assert answer["accepted"] is True and answer["source"] == str(scan)
    assert answer["document"]["surname"] == PEOPLE["beatrice"].surname.upper()
    assert tuple(answer["document"]["mrz"]) == paper().lines
    assert answer["doubts"] == [] and answer["page"]["kind"] == "JPEG"
    assert not [one for one in answer["findings"] if one["code"].startswith("image.hint")]


def test_pictures_and_texts_are_lines_in_order(capsys: pytest.CaptureFixture[str], scan: Path, tmp_path: Path) -> None:
    typed = tmp_path / "typed.txt"
    typed.write_text(mrz_text(paper("TD1").document))
    code, out, _err = run(capsys, scan, typed, "--json")
    assert code == SOUND
    assert [json.loads(line)["document"]["format"] for line in out.splitlines()] == ["TD3", "TD1"]


def test_people_are_told_first_whether_it_is_certain_then_where_to_look(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "visa.png"
    path.write_bytes(photograph(paper("MRV-A", number="O0I1B8S5Z"), "png"))
    code, out, _err = run(capsys, path)
    assert code == SOUND
    assert paper("MRV-A", number="O0I1B8S5Z").lines[1] in out
    assert "read with certainty" in out.splitlines()[0] and "{" not in out


def test_a_page_of_a_pdf_is_chosen_and_hints_are_asked_for(
    capsys: pytest.CaptureFixture[str], scan: Path, tmp_path: Path
) -> None:
    path = tmp_path / "pages.pdf"
    path.write_bytes(pdf(taken("TD2", "scan150"), scan.read_bytes()))
    code, out, _err = run(capsys, path, "--page", 2, "--hints", "--json")
    answer = json.loads(out)
    assert code == SOUND
    assert answer["document"]["format"] == "TD3" and answer["page"]["number"] == 2
    assert [one["outcome"] for one in answer["findings"] if one["code"] == "image.hint.software"] == ["passed"]


def test_a_page_without_mrz_is_what_was_asked_for(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "white.png"
    path.write_bytes(file_of(Image.new("L", (700, 500), 255), "PNG"))
    code, out, _err = run(capsys, path)
    assert code == SOUND and "NOT read" in out and "type the lines" in out


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("bomb.png", png(60_000, 60_000, b"x"), "claims 60000 by 60000 pixels"),
        ("cut.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "broken"),
        ("page.gif", b"GIF89a\xff\xfe", "neither text nor a picture"),
        ("page.pdf", b"%PDF-1.7\n", "broken or locked"),
    ],
)
def test_what_is_no_page_is_one_line_and_two(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    code, out, err = run(capsys, path)
    assert (code, out) == (MISUSED, "")
    assert said in err and err.count("\n") == 1
