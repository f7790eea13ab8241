from __future__ import annotations

import ctypes
import dataclasses
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.office.notices import WORDS, GroundBox, Letter, NoticeError, Paragraph, Row, Signature, fill, render
from limen.office.notices.letter import TEXT_BOUND

GROUNDS = {letter: f"words of ground {letter}" for letter in "ABCDEFGHIJ"}


def refusal(**changes: Any) -> Letter:
    """A refusal on grounds C and G, of a fictional person at a fictional post."""
    letter = Letter(
        language="en",
        title="Refusal of entry at the border",
        form_code="Standard form, Annex V Part B",
        mark="PRACTICE - NOT FOR SERVICE",
        authority="Border Police of Utopia",
        post="North Gate",
        reference="NG-2026-000417",
        issued_at=datetime(2026, 11, 22, 14, 5, tzinfo=timezone(timedelta(hours=1))),
        issued_at_text="22 Nov 2026, 14:05 (UTC+1)",
        person=(Row("Surname", "ÖSTERGÅRD"), Row("Given names", "Amara"), Row("Born", "5 Mar 1987")),
        document=(Row("Kind", "Passport"), Row("Number", "L898902C3", is_code=True)),
        opening=(Paragraph("identity", "This person is hereby informed that entry is refused, because the person:"),),
        grounds=tuple(
            GroundBox(code, code in "CG", title, f"Art {code}", (f"Reason {code} of this case.",))
            for code, title in GROUNDS.items()
        ),
        paragraphs=(Paragraph("data", "The refusal is recorded.", heading="Your data"),),
        appeal=(Paragraph("appeal", "You may appeal within 15 days.\nIt does not suspend the refusal."),),
        signatures=(
            Signature("Officer", "B. Lindqvist", "PO-2214"),
            Signature("Countersigning officer", "C. Moreau", "CH-0031", "Countersigned 14:02"),
            Signature("The person", "A. Östergård", note="Refused to sign"),
        ),
        verification="Record sha256:9f3a5c1e7b20d446",
    )
    return dataclasses.replace(letter, **changes)


def named(value: str, **changes: Any) -> Letter:
    return refusal(person=(Row("Surname", value),), **changes)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as a reader copies it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_text(page) for page in document]
    finally:
        document.close()


def _text(page: pypdfium2.PdfPage) -> str:
    held = page.get_textpage()
    text: str = held.get_text_range()
    held.close()
    page.close()
    return " ".join(text.replace("\u200b", "").split())


def tags(pdf: bytes) -> list[tuple[str, str]]:
    """Each element of the first page's structure tree with its alternative text, in reading order."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)

    def told(ask: Any, element: Any) -> str:
        size = ask(element, None, 0)
        buffer = ctypes.create_string_buffer(max(size, 2))
        ask(element, buffer, size)
        return buffer.raw[:size].decode("utf-16-le").rstrip("\0")

    def walk(element: Any) -> Iterator[tuple[str, str]]:
        yield told(pdfium.FPDF_StructElement_GetType, element), told(pdfium.FPDF_StructElement_GetAltText, element)
        for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, place):
                yield from walk(child)

    try:
        tops = range(pdfium.FPDF_StructTree_CountChildren(tree))
        return [tag for place in tops for tag in walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, place))]
    finally:
        pdfium.FPDF_StructTree_Close(tree)
        page.close()
        document.close()


def test_the_letter_says_everything_it_was_given() -> None:
    (text,) = pages(render(refusal()))
    for said in (
        "Border Police of Utopia",
        "North Gate",
        "Standard form, Annex V Part B",
        "Refusal of entry at the border",
        "Reference NG-2026-000417",
        "Issued 22 Nov 2026, 14:05 (UTC+1)",
        "Surname ÖSTERGÅRD",
        "Number L898902C3",
        "because the person:",
        *(f"{code} {title}" for code, title in GROUNDS.items()),
        "Reason C of this case.",
        "Your data The refusal is recorded.",
        "You may appeal within 15 days. It does not suspend the refusal.",
        "B. Lindqvist",
        "PO-2214",
        "Countersigned 14:02",
        "Refused to sign",
        "Record sha256:9f3a5c1e7b20d446",
        "Page 1 of 1",
    ):
        assert said in text


def test_only_what_is_ticked_gives_reasons_and_clause() -> None:
    (text,) = pages(render(refusal()))
    assert {code for code in GROUNDS if f"Reason {code} of" in text} == {"C", "G"}
    assert {code for code in GROUNDS if f"Art {code}" in text} == {"C", "G"}


def test_a_ticked_box_is_said_to_be_ticked_to_those_who_hear_the_letter() -> None:
    boxes = [alternative for kind, alternative in tags(render(refusal())) if kind == "Figure"]
    assert boxes == [WORDS["ticked"] if code in "CG" else WORDS["not_ticked"] for code in GROUNDS]


def test_the_file_is_tagged_and_names_its_language_and_title() -> None:
    pdf = render(refusal(language="pt-BR"))
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang(pt-BR)" in pdf.replace(b"/Lang (", b"/Lang(")
    assert b"pdfuaid:part" in pdf
    assert b"/DisplayDocTitle true" in pdf
    document = pypdfium2.PdfDocument(pdf)
    told = document.get_metadata_dict()
    assert pdfium.FPDFCatalog_IsTagged(document.raw)
    document.close()
    assert (told["Title"], told["Author"]) == ("Refusal of entry at the border", "Border Police of Utopia")
    assert told["CreationDate"] == "D:20261122130500Z"
    kinds = [kind for kind, _ in tags(pdf)]
    assert kinds.count("H1") == 1
    assert kinds.count("H2") == 6


def test_the_same_letter_has_the_same_bytes_and_another_has_others() -> None:
    first = render(refusal())
    assert render(refusal()) == first
    assert render(refusal(issued_at=refusal().issued_at.astimezone(ZoneInfo("Asia/Tokyo")))) == first
    assert render(refusal(issued_at=datetime(2026, 11, 22, 14, 6, tzinfo=UTC))) != first


def test_letters_made_at_once_are_those_made_one_by_one() -> None:
    wanted = [render(refusal(reference=f"NG-{number}")) for number in range(4)]
    made: dict[int, bytes] = {}

    def make(number: int) -> None:
        made[number] = render(refusal(reference=f"NG-{number}"))

    threads = [threading.Thread(target=make, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [made[number] for number in range(4)] == wanted


@pytest.mark.parametrize(
    "value",
    [
        '#eval("1+1")',
        "#read('/etc/passwd')",
        "*bold* _slanted_",
        "]",
        "[x](y)",
        "\"quoted\" 'too'",
        "\\u{41} \\ $x^2$",
        "= heading",
        "- item / term: x",
        "<label> @reference",
        "`raw` ```code```",
        "// comment /* more */ end",
        "a~b -- c --- d ...",
        "{slot} {{braces}}",
        "https://example.org/#x",
        "שלום",
        "محمد",
    ],
)
def test_whatever_a_name_contains_is_printed_as_it_is(value: str) -> None:
    reasons = (GroundBox("A", True, value, value, (value,)),)
    paragraph = Paragraph("p", fill("{name} was told: {name}", {"name": value}), heading=value)
    signed = (Signature(value, value, value, value),)
    letter = named(value, grounds=reasons, paragraphs=(paragraph,), appeal=(paragraph,), signatures=signed, post=value)
    (text,) = pages(render(dataclasses.replace(letter, title=value, verification=value, form_code=value)))
    assert text.count(value) >= 15


@pytest.mark.parametrize(
    "value",
    [
        "Ελένη Παπαδοπούλου",
        "Дмитрий Щербаков Ўғли Ґ",
        "Đặng Thị Ngọc",
        "Ğüneş Ișık ß Þórðr",
        "Łukasz Žižka Ħ",
        "שלום",
        "محمد",
        "Ƒıꞌ",
    ],
)
def test_the_scripts_of_many_names_are_printed(value: str) -> None:
    (text,) = pages(render(named(value)))
    assert value in text


def test_letters_in_greek_and_cyrillic_are_set() -> None:
    for language, words in (
        ("el", "Άρνηση εισόδου στα σύνορα"),
        ("uk", "Відмова у в'їзді на кордоні"),
        ("bg", "Отказ за влизане"),
    ):
        pdf = render(refusal(language=language, title=words))
        assert words in pages(pdf)[0]
        assert f"/Lang({language})".encode() in pdf.replace(b"/Lang (", b"/Lang(")


def lines(pdf: bytes) -> list[str]:
    """The lines of the first page as they are seen, each from left to right, without spaces."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    held = page.get_textpage()
    seen: dict[int, list[tuple[float, str]]] = {}
    x, y = ctypes.c_double(), ctypes.c_double()
    for place in range(held.count_chars()):
        pdfium.FPDFText_GetCharOrigin(held.raw, place, x, y)
        seen.setdefault(round(y.value), []).append((x.value, chr(pdfium.FPDFText_GetUnicode(held.raw, place))))
    for part in (held, page, document):
        part.close()
    return [
        "".join(letter for _, letter in sorted(line) if letter.isprintable() and letter != " ")
        for line in seen.values()
    ]


def test_a_right_to_left_letter_mirrors_the_form_and_keeps_dates_and_numbers_in_order() -> None:
    row = (Row("נולד", "5 Mar 1987"),)
    printed = lines(render(refusal(language="he", title="סירוב", person=row, document=())))
    assert "22Nov2026,14:05(UTC+1)Issued" in "".join(printed)
    assert "5Mar1987דלונ" in printed  # the value to the left of its label, the label read from the right
    assert "22Nov2026,14:05(UTC+1)" in "".join(lines(render(refusal())))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("李明", "明 U\\+660E CJK UNIFIED IDEOGRAPH-660E; 李 U\\+674E"),
        ("ကျော်", "U\\+1000 MYANMAR LETTER KA"),
        ("한", "U\\+D55C HANGUL SYLLABLE HAN"),
        ("a\x07b", "U\\+0007"),
        ("NÚÑEZ\u202eZEÑÚN", "U\\+202E RIGHT-TO-LEFT OVERRIDE"),
        ("a\u2066b", "U\\+2066 LEFT-TO-RIGHT ISOLATE"),
        ("\ue000", "U\\+E000"),
        ("\ud800", "U\\+D800"),
        ("\U0001f600", "U\\+1F600 GRINNING FACE"),
    ],
)
def test_a_character_that_cannot_be_printed_is_named(value: str, told: str) -> None:
    with pytest.raises(NoticeError, match=f"NG-2026-000417 cannot print .*{told}"):
        render(named(value))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_name_is_printed_whole_or_refused(value: str) -> None:
    try:
        pdf = render(named(value))
    except NoticeError as error:
        assert "cannot print" in str(error)
        return
    assert pdf.startswith(b"%PDF-")


def test_the_mark_stands_on_every_page_and_only_where_it_is_given() -> None:
    long = refusal(paragraphs=tuple(Paragraph(f"p{n}", "A sentence of the pack. " * 12) for n in range(24)))
    texts = pages(render(long))
    assert len(texts) == 3
    assert texts[0].count("PRACTICE - NOT FOR SERVICE") == 2  # across the page, and as words at its head
    assert all("PRACTICE - NOT FOR SERVICE" in text for text in texts)
    assert all("NG-2026-000417" in text for text in texts)
    assert all(f"Page {number} of 3" in text for number, text in enumerate(texts, 1))
    assert all("PRACTICE" not in text for text in pages(render(dataclasses.replace(long, mark=""))))


def test_signatures_are_never_parted_from_their_heading() -> None:
    for count in range(3, 16):
        letter = refusal(paragraphs=tuple(Paragraph(f"p{n}", "A sentence of the pack. " * 6) for n in range(count)))
        (page,) = [text for text in pages(render(letter)) if "Signatures" in text]
        assert re.search("Signatures.*B. Lindqvist.*PO-2214", page)


def test_nothing_runs_off_the_page() -> None:
    word = "W" * 130
    letter = refusal(
        person=(Row("Surname", word),),
        document=(Row("MRZ", "P<UTO" + "<" * 39, is_code=True),),
        opening=(Paragraph("p", "x" * 400),),
        signatures=(Signature("Officer", word),),
    )
    document = pypdfium2.PdfDocument(render(letter))
    for page in document:
        held = page.get_textpage()
        width = page.get_width()
        boxes = [held.get_charbox(place) for place in range(held.count_chars())]
        assert all(0 <= left <= right <= width for left, _, right, _ in boxes)
        held.close()
        page.close()
    document.close()
    assert "".join(pages(render(letter))).replace(" ", "").count(word) == 2


def test_a_letter_may_be_short() -> None:
    bare = dict.fromkeys(("person", "document", "opening", "grounds", "paragraphs", "appeal", "signatures"), ())
    (text,) = pages(render(refusal(**bare, form_code="", mark="", verification="")))
    assert "Refusal of entry at the border" in text
    assert WORDS["grounds"] not in text


def test_the_words_of_the_form_are_translated() -> None:
    labels = {name: f"<{name}>" for name in WORDS} | {"page": "Seite {page} von {pages}"}
    (text,) = pages(render(refusal(language="de", labels=labels)))
    assert "Seite 1 von 1" in text
    assert all(f"<{name}>" in text for name in WORDS.keys() - {"page", "ticked", "not_ticked"})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"language": "english"}, "language tag"),
        ({"language": 'en"'}, "language tag"),
        ({"issued_at": datetime(2026, 11, 22, 14, 5)}, "time zone"),  # noqa: DTZ001 - the very mistake
        ({"title": " "}, "without title"),
        ({"reference": ""}, "without reference"),
        ({"labels": {"page": "Page"}}, "labels"),
        ({"verification": "x" * TEXT_BOUND}, "shorten"),
    ],
)
def test_a_letter_that_is_not_sound_is_not_made(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(NoticeError, match=told):
        render(refusal(**changes))
