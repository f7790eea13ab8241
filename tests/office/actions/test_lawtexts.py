"""The official text beside a rule: shown where the agency keeps it, the citation alone where not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from limen.office.actions import lawtexts
from limen.policy import load_pack
from tests.terminal import program

LINES = "34\t2013-06-19\tSecurity\n34(1)\t\tSomebody is kept out for\n34(1)(a)\t\tone thing;\n34(1)(b)\t\tanother.\n"


@pytest.fixture
def texts(tmp_path: Path, settings: Any) -> Path:
    (tmp_path / "I-2.5.tsv").write_text(LINES, encoding="utf-8")
    settings.LIMEN_LAWTEXT = str(tmp_path)
    return tmp_path


def test_the_clause_stands_with_what_leads_to_it_and_since_when(texts: Path) -> None:
    assert texts
    told = lawtexts.beside(load_pack("canada"), "irpa s 34(1)(a); irpr s 228").split("\n")
    assert told == ["34 (2013-06-19) Security", "   34(1) Somebody is kept out for", "      34(1)(a) one thing;"]


def test_without_a_folder_or_with_a_broken_text_the_citation_stands_alone(texts: Path, settings: Any) -> None:
    pack = load_pack("canada")
    (texts / "I-2.5.tsv").write_text("no clause at all, and rather longer than it was before", encoding="utf-8")
    assert lawtexts.beside(pack, "irpa s 34(1)(a)") == ""
    settings.LIMEN_LAWTEXT = ""
    assert lawtexts.beside(pack, "irpa s 34(1)(a)") == ""


def test_a_text_is_read_once_as_long_as_its_file_stays_what_it_is(texts: Path) -> None:
    pack, file = load_pack("canada"), texts / "I-2.5.tsv"
    first, before = lawtexts.beside(pack, "irpa s 34(1)(a)"), file.stat()
    with file.open("r+", encoding="utf-8") as same:  # the same file, of the same size, changed at the same moment
        same.write(LINES.replace("one thing", "ONE THING"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert lawtexts.beside(pack, "irpa s 34(1)(a)") == first
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert "ONE THING" in lawtexts.beside(pack, "irpa s 34(1)(a)")
    file.unlink()
    assert lawtexts.beside(pack, "irpa s 34(1)(a)") == ""
    (texts / "irpa.tsv").write_text(LINES, encoding="utf-8")  # by its key, the other name it may have
    assert lawtexts.beside(pack, "irpa s 34(1)(a)") == first


def test_a_long_clause_is_cut_at_a_word(texts: Path) -> None:
    (texts / "I-2.5.tsv").write_text("35\t\t" + "word " * 4000, encoding="utf-8")
    told = lawtexts.beside(load_pack("canada"), "irpa s 35")
    assert len(told) <= lawtexts.LONGEST + 2 and told.endswith("word …")


def test_the_command_tells_what_is_encoded_what_is_not_and_what_nobody_mentions(tmp_path: Path) -> None:
    (tmp_path / "irpa.tsv").write_text(LINES + "999\t\tNew.\n", encoding="utf-8")
    told = program("policy", "coverage", "canada", "--json", home=tmp_path, LIMEN_LAWTEXT=str(tmp_path))
    assert told.code == 0
    (irpa,) = [one for one in told.json["instruments"] if one["instrument"] == "irpa"]
    assert irpa["unmentioned"] == ["999"] and any(row["why_not"] for row in irpa["clauses"])
    assert program("policy", "coverage", "nowhere", home=tmp_path).code == 2
    assert program("policy", "coverage", "canada", home=tmp_path, LIMEN_LAWTEXT=str(tmp_path / "none")).code == 2
