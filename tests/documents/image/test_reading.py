"""Reading a page end to end: every format and every capture, what is accepted, and what is said where it is not."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PIL import Image

from limen.documents.image import WORDS, look, ocr, open_page, read
from limen.documents.image.alphabet import LETTERS
from limen.specimens import PEOPLE, forged, page_of, passport, stories
from limen.specimens.photographs import CAPTURES, Capture, photograph

from .made import FORMATS, ON, file_of, looked_at, outcomes, paper, pdf, taken


@pytest.mark.parametrize("capture", CAPTURES)
def test_every_capture_of_a_passport_is_read(capture: str) -> None:
    page = looked_at("TD3", capture)
    assert page.lines == paper().lines
    assert page.page_type == "passport"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("capture", ["scan300", "low110", "photo", "turned214"])
def test_every_format_is_read(format: str, capture: str) -> None:
    page = looked_at(format, capture)
    assert page.lines == paper(format).lines
    assert page.reading and page.reading.format == format


@pytest.mark.parametrize("turn", range(0, 360, 45))
def test_a_page_is_read_however_it_lies(turn: int) -> None:
    page = looked_at("TD1", Capture(dpi=200, turn=float(turn), desk=0.05, quality=85))
    assert page.lines == paper("TD1").lines


def test_a_clean_scan_is_accepted_and_says_why() -> None:
    page = looked_at("TD3", second=True)
    assert page.accepted and not page.doubts
    assert set(outcomes(page).values()) == {"passed"}
    assert {"image.strip", "image.characters", "image.second_read", "image.printed_name"} < set(outcomes(page))
    assert any("BEATRICE" in text.text for text in page.printed)
    assert all(chance > 0.9 for line in page.chances for chance in line)


def test_without_the_second_reader_nothing_is_accepted() -> None:
    page = looked_at("TD3")
    assert page.lines == paper().lines and not page.accepted
    assert outcomes(page)["image.second_read"] == outcomes(page)["image.printed_name"] == "not_done"
    assert page.doubts and all(doubt.why == "alone" for doubt in page.doubts)


def test_a_name_that_is_printed_otherwise_is_not_accepted() -> None:
    other = replace(paper(), shows={"surname": "LINTELSON"})
    page = read(photograph(other), on=ON)
    assert page.lines == paper().lines
    assert not page.accepted
    assert outcomes(page)["image.printed_name"] == "not_done"


def test_a_forged_digit_is_read_as_printed_and_not_set_right() -> None:
    holder = PEOPLE["beatrice"]
    document = passport(holder, on=ON)
    lines = forged(document)
    page = read(photograph(replace(page_of(document, holder, on=ON), lines=lines)), on=ON)
    assert page.lines == lines and not page.accepted
    assert page.reading and not page.reading.accepted
    failed = page.finding("mrz.check_digit.birth")
    assert failed and failed.outcome == "failed"
    assert page.finding("image.repaired") is None


def test_the_papers_of_the_stories_are_read_as_their_lines_say() -> None:
    papers = [told.papers[0] for told in stories(ON)]
    assert len(papers) > 10
    wrong = []
    for index, one in enumerate(papers):
        capture = ("scan150", "photo", "blur", "turned90")[index % 4]
        page = read(photograph(one, capture), on=ON, second=False)
        if page.lines != one.lines:
            wrong.append((one.document.number, capture, page.lines))
    assert not wrong


def test_characters_that_glare_took_are_in_doubt_never_accepted() -> None:
    pixels = np.array(Image.open(io.BytesIO(taken("TD3", "scan300"))))
    high, wide = pixels.shape[:2]
    pixels[round(high * 0.86) : round(high * 0.95), round(wide * 0.3) : round(wide * 0.42)] = 255
    page = read(file_of(Image.fromarray(pixels), "PNG"), on=ON)
    assert not page.accepted
    hidden = {doubt.position for doubt in page.doubts if doubt.line == 2}
    assert {14, 15, 16, 17} <= hidden or page.reading is None


def test_a_line_that_is_not_there_is_no_reading() -> None:
    pixels = np.array(Image.open(io.BytesIO(taken("TD3", "scan300"))))
    pixels[round(pixels.shape[0] * 0.86) :] = 250
    page = read(file_of(Image.fromarray(pixels), "PNG"), on=ON)
    assert not page.accepted
    assert page.reading is None or len(page.doubts) > 20


@pytest.mark.parametrize("kind", ["white", "noise", "portrait"])
def test_a_page_without_mrz_says_so_and_what_to_do(kind: str) -> None:
    chance = np.random.default_rng(4)
    if kind == "noise":
        pixels = chance.integers(0, 255, (900, 1200), np.uint8)
    elif kind == "white":
        pixels = np.full((900, 1200), 255, np.uint8)
    else:
        whole = np.array(Image.open(io.BytesIO(taken("TD3", "scan300"))).convert("L"))
        pixels = whole[: round(whole.shape[0] * 0.7)]
    page = read(file_of(Image.fromarray(pixels), "PNG"), on=ON, second=False)
    assert page.reading is None and page.lines == () and not page.accepted
    found = page.finding("image.strip")
    assert found and found.outcome == "unsure" and "type the lines" in found.reason(WORDS)


def test_a_pdf_page_is_read() -> None:
    data = pdf(file_of(Image.new("L", (800, 600), 255), "PNG"), taken("TD3", "scan300"))
    page = read(data, on=ON, page=2, second=False)
    assert page.lines == paper().lines
    assert (page.kind, page.number, page.pages) == ("PDF", 2, 2)


def test_the_strip_is_a_picture_of_every_character_in_its_place() -> None:
    page = looked_at("TD3", "turned180")
    assert page.strip and len(page.strip.rows) == 2
    for row, line in zip(page.strip.rows, page.lines, strict=True):
        with Image.open(io.BytesIO(row)) as opened:
            assert opened.size == (page.strip.pitch * len(line), page.strip.height)
            pixels = np.asarray(opened)
        cells = pixels.reshape(page.strip.height, len(line), page.strip.pitch)
        assert (cells.min(axis=(0, 2)) < 120).all()  # ink in each


def test_the_corners_are_where_the_lines_stand() -> None:
    upright, turned = looked_at("TD3", "scan300"), looked_at("TD3", "turned180")
    for (x, y), (over_x, over_y) in zip(upright.corners, turned.corners, strict=True):
        assert abs(x + over_x - upright.size[0]) < 12 and abs(y + over_y - upright.size[1]) < 12
    left, top = upright.corners[0]
    assert left == pytest.approx(64 * 300 / 254, abs=15) and top == pytest.approx((812 - 63.5 - 27) * 300 / 254, abs=20)


def test_the_answer_is_that_of_the_contract() -> None:
    answer = json.loads(json.dumps(looked_at("TD3", second=True).to_json("page.jpg")))
    assert {"source", "accepted", "document", "findings", "discrepancies"} <= set(answer)
    assert answer["source"] == "page.jpg" and answer["accepted"] is True
    assert tuple(answer["document"]["mrz"]) == paper().lines
    codes = [finding["code"] for finding in answer["findings"]]
    assert "mrz.structure" in codes and "image.sharpness" in codes
    assert all(finding["reason"] and "{" not in finding["reason"] for finding in answer["findings"])
    assert answer["page"]["type"] == "passport" and len(answer["page"]["mrz_corners"]) == 4
    nothing = look(open_page(file_of(Image.new("L", (300, 300), 255), "PNG")), on=ON).to_json()
    assert nothing["document"]["number"] is None and nothing["document"]["mrz"] == [] and not nothing["accepted"]


def test_doubts_are_told_in_words() -> None:
    page = looked_at("TD3")
    first = page.to_json()["doubts"][0]
    assert set(first) == {"line", "position", "letter", "why", "second", "chance", "others", "reason"}
    assert first["letter"] in LETTERS and first["reason"] == WORDS["image.doubt.alone"]


@pytest.mark.parametrize("package", ["cv2", "onnxruntime"])
def test_without_the_extra_nothing_is_done_and_it_says_what_to_install(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from limen.documents.image import recogniser

    recogniser._network.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    page = read(taken("TD3", "scan150"), on=ON)
    recogniser._network.cache_clear()
    assert page.reading is None and not page.accepted
    found = page.finding("image.strip")
    assert found and found.outcome == "not_done"
    assert package in found.reason(WORDS) and "extra" in found.reason(WORDS)


def test_without_the_general_reader_the_lines_are_read_and_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    for made in (ocr._engine, ocr._letters):
        made.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    page = read(taken("TD3", "scan300"), on=ON)
    for made in (ocr._engine, ocr._letters):
        made.cache_clear()
    assert page.lines == paper().lines and not page.accepted
    found = page.finding("image.second_read")
    assert found and found.outcome == "not_done" and "rapidocr" in found.reason(WORDS)


def test_without_the_extra_a_pdf_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(taken("TD3", "scan150"))
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    page = read(data, on=ON)
    assert [(one.code, str(one.outcome)) for one in page.findings] == [("image.strip", "not_done")]


def test_the_day_of_reading_is_an_argument() -> None:
    late = read(taken("TD3", "scan150"), on=date(2040, 1, 1), second=False)
    expiry = late.finding("mrz.expiry")
    assert expiry and expiry.outcome == "failed"
