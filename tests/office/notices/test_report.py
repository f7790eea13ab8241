"""The report of a document: a tagged PDF of plain data, whatever stands in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from limen import specimens
from limen.office.notices import NoticeError
from limen.office.notices.report import Line, Report, Section, Shown, render
from limen.specimens.personalising import picture_of

OUTCOMES = ("passed", "failed", "unsure", "not_done")
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LABELS = {
    name: name.capitalize() for name in ("reference", "pictures", "fields", "outcome", "check", "found", "clause")
}
REPORT = Report(
    language="en",
    title="Report of a document",
    authority="Specimen Border Authority",
    post="Hall A",
    reference="R-1",
    made_at=AT,
    made_at_text="2026-11-22 09:00",
    facts=(("Name", "Amara"),),
    fields=(("Field", "MRZ", "chip"), ("Surname", "ONUUZO", "ONUUZA")),
    lines=("P<UTO",),
    sections=(
        Section(
            "Chip", "failed", "Failed", (("By", "Officer One"),),
            tuple(Line(shape, shape, "Check", "Found", "Doc 9303-11") for shape in OUTCOMES),
            (("SHA-256", "ab" * 32),),
        ),
    ),
    labels={**LABELS, "page": "Page {page} of {pages}"},
)  # fmt: skip


def words(pdf: bytes) -> str:
    pages = pytest.importorskip("pypdfium2").PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in pages)


def test_a_report_is_tagged_and_the_same_bytes_twice() -> None:
    pdf = render(REPORT)
    assert b"/MarkInfo" in pdf or b"/StructTreeRoot" in pdf
    assert pdf == render(REPORT)
    for said in ("Report of a document", "ONUUZA", "Officer One", "Page 1 of 1", "Doc 9303-11"):
        assert said in words(pdf), said


def test_pictures_are_printed_with_their_words() -> None:
    picture = picture_of(specimens.AMARA, date(2026, 11, 22), "jpeg")
    shown = replace(REPORT, shown=(Shown("The portrait in the chip", 413, 531, picture),))
    pdf = render(shown)
    assert "The portrait in the chip" in words(pdf)
    assert len(pdf) > len(render(REPORT)) + len(picture) // 2


@pytest.mark.parametrize("text", ['#eval("1")', "$x^2$ *bold* _it_", "a\u202eb", "\x00\x1b[31m", "<script>", "\\u{41}"])
def test_whatever_was_typed_is_only_printed(text: str) -> None:
    assert render(replace(REPORT, facts=(("Name", text),))).startswith(b"%PDF-")


def test_a_report_reads_from_the_right_where_its_language_does() -> None:
    assert render(replace(REPORT, language="ar", title="تقرير عن وثيقة")).startswith(b"%PDF-")


def test_a_report_too_long_to_be_read_is_refused() -> None:
    many = tuple(Line("passed", "Passed", "Check", "x" * 400, "") for _ in range(600))
    with pytest.raises(NoticeError, match="one look at a time"):
        render(replace(REPORT, sections=(Section("Chip", "passed", "Passed", (), many),)))


def test_a_report_is_made_at_a_moment_with_its_zone() -> None:
    with pytest.raises(NoticeError, match="time zone"):
        render(replace(REPORT, made_at=AT.replace(tzinfo=None)))
