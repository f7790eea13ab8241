"""Page pictures: well-formed, small, the same each time, drawn from the very lines, and nobody's document."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files
from xml.etree.ElementTree import Element  # what is parsed here was made here

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from limen import specimens
from limen.documents import read_mrz
from limen.specimens import PEOPLE, Paper, page_of, picture, printed_fields, stories, story
from limen.specimens.pictures import printed_day
from limen.vocabulary.dates import PartialDate

ON = date(2026, 11, 22)
MONTH = "X" * 3  # one that is not known
SVG = "{http://www.w3.org/2000/svg}"
PAPERS = {f"{one.id}/{paper.holder.key}/{paper.document.format}": paper for one in stories(ON) for paper in one.papers}
SIZES = {"TD3": (1250, 880), "TD2": (1050, 740), "TD1": (856, 540), "MRV-A": (1200, 800), "MRV-B": (1050, 740)}
each_paper = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())


def letters(root: Element) -> str:
    """The machine readable zone as it is drawn: each use of an OCR-B outline as its character."""
    used = (use.get("href", "") for use in root.iter(f"{SVG}use"))
    return "".join(chr(int(href[4:], 16)) for href in used if href.startswith("#ocr"))


def words(root: Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


@each_paper
def test_a_picture_is_well_formed_small_and_without_script(paper: Paper) -> None:
    text = picture(paper)
    root = fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert len(text.encode()) <= 60_000
    assert not [node for node in root.iter() if node.tag.rpartition("}")[2] in ("script", "image", "foreignObject")]
    assert not re.search(r"\son\w+=|href=\"(?!#)|style=|url\((?!#)", text)
    identities = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(identities) == len(set(identities))
    aimed = set(re.findall(r"(?:href=\"|url\()#([\w-]+)", text))
    assert aimed <= set(identities)


@each_paper
def test_the_zone_is_drawn_from_the_very_lines(paper: Paper) -> None:
    root = fromstring(picture(paper))
    assert letters(root) == "".join(paper.lines)
    table = json.loads((files("limen.specimens") / "glyphs" / "ocrb.json").read_text(encoding="utf-8"))
    defined = {p.get("id", "")[3:]: p.get("d") for p in root.iter(f"{SVG}path") if p.get("id", "").startswith("ocr")}
    assert {chr(int(code, 16)) for code in defined} == set("".join(paper.lines))
    assert all(table["glyphs"][chr(int(code, 16))] == d for code, d in defined.items())


@each_paper
def test_the_page_has_the_size_of_its_format_and_the_zone_fits(paper: Paper) -> None:
    root = fromstring(picture(paper))
    width, height = SIZES[paper.document.format]
    both = height * 2 + 36 if paper.document.format == "TD1" else height  # a card shows its two sides
    assert root.get("viewBox") == f"0 0 {width} {both}"
    lines = [
        g
        for g in root.iter(f"{SVG}g")
        if (first := g.find(f"{SVG}use")) is not None and "#ocr" in first.get("href", "")
    ]
    assert len(lines) == len(paper.lines)
    for group in lines:
        left, _, scale = map(float, re.findall(r"[\d.]+", group.get("transform", "")))
        pitch = scale * 723
        assert pitch == pytest.approx(25.4, abs=0.01)
        assert left >= 40 and left + pitch * len(paper.lines[0]) <= width - 35


@each_paper
def test_the_page_says_whose_it_is_and_that_it_is_nobodys(paper: Paper) -> None:
    root = fromstring(picture(paper))
    (title,) = root.iter(f"{SVG}title")
    assert title.text and paper.holder.name in title.text and "nobody" in title.text
    said = words(root)
    assert said.count("SPECIMEN") >= 2
    assert "NOT A TRAVEL DOCUMENT" in said
    fields = printed_fields(paper)
    for name in ("surname", "given", "number", "birth"):
        assert fields[name] in said, name
    native = paper.holder.native
    drawn = {g.get("aria-label") for g in root.iter(f"{SVG}g")}
    assert native in drawn or native.isascii() or paper.document.type == "V" or native == paper.holder.name


def test_an_own_script_is_drawn_as_outlines_or_else_as_text() -> None:
    paper = PAPERS["clean-visitor/jelena/TD3"]
    unknown = replace(paper, holder=replace(paper.holder, native="Непознато Име"))
    assert "Непознато Име" in words(fromstring(picture(unknown)))
    assert "Јелена Ћуприја" not in words(fromstring(picture(paper)))


def test_the_forged_digit_stands_out_and_the_page_disagrees() -> None:
    (paper,) = story("forged-digit", ON).papers
    said = words(fromstring(picture(paper)))
    read = read_mrz(paper.lines, on=ON).document.birth
    assert printed_day(paper.document.birth) in said
    assert printed_day(read) not in said
    scraped = picture(paper).count('fill="#efe6cf"')
    assert scraped == sum(a != b for a, b in zip("".join(paper.lines), "".join(paper.document.mrz), strict=True)) == 1
    assert picture(replace(paper, lines=paper.document.mrz)).count('fill="#efe6cf"') == 0


def test_the_expired_passport_shows_its_last_day_and_the_visa_its_entries() -> None:
    (expired,) = story("expired-passport", ON).papers
    assert "22 SEP 2026" in words(fromstring(picture(expired)))
    visa = story("visa-used", ON).papers[1]
    said = words(fromstring(picture(visa)))
    assert {"1", printed_day(visa.document.expiry), visa.holder.number} <= set(said)


def test_what_a_page_shows_may_differ_from_its_document() -> None:
    paper = replace(PAPERS["clean-visitor/jelena/TD3"], shows={"birth": "1988-03-14", "surname": "ĆUPRIJAR"})
    fields = printed_fields(paper)
    assert (fields["birth"], fields["surname"]) == ("14 MAR 1988", "ĆUPRIJAR")
    assert {"14 MAR 1988", "ĆUPRIJAR"} <= set(words(fromstring(picture(paper))))


def test_a_picture_is_the_same_each_time_and_another_seed_is_another_face() -> None:
    paper = PAPERS["clean-visitor/jelena/TD3"]
    assert picture(paper) == picture(paper)
    assert picture(paper) == picture(story("clean-visitor", ON).papers[0])
    assert picture(paper) != picture(paper, seed="somebody else")
    assert words(fromstring(picture(paper))) == words(fromstring(picture(paper, seed="somebody else")))


def test_another_day_prints_other_dates() -> None:
    later = story("clean-visitor", date(2027, 3, 1)).papers[0]
    assert printed_fields(later)["expiry"] != printed_fields(PAPERS["clean-visitor/jelena/TD3"])["expiry"]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(PEOPLE)), st.sampled_from(("TD3", "TD2", "TD1", "MRV-A", "MRV-B")))
def test_everybody_of_the_working_day_has_a_page(key: str, format: str) -> None:
    person = PEOPLE[key]
    if format == "TD3":
        document = specimens.passport(of=person, on=ON)
    elif format.startswith("MRV"):
        document = specimens.visa(of=person, on=ON, format=format)
    else:
        document = specimens.identity_card(of=person, on=ON, format=format)
    text = picture(page_of(document, person, on=ON))
    assert letters(fromstring(text)) == "".join(document.mrz)
    assert len(text.encode()) <= 60_000


def test_markup_in_a_name_is_text() -> None:
    paper = PAPERS["clean-visitor/jelena/TD3"]
    nasty = replace(paper.holder, surname="<b>&\"'", native="<script>ж</script>")
    root = fromstring(picture(replace(paper, holder=nasty)))
    assert "<B>&\"'" in words(root)


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (PartialDate(1991, 4, 17), "17 APR 1991"), (PartialDate(1991, 4), "XX APR 1991"),
        (PartialDate(1991), f"XX {MONTH} 1991"), (None, f"XX {MONTH} XXXX"), (date(2026, 1, 2), "02 JAN 2026"),
    ],
)  # fmt: skip
def test_dates_are_printed_as_passports_print_them(day: PartialDate | date | None, printed: str) -> None:
    assert printed_day(day) == printed
