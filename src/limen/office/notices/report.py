"""The report of a document as data, and the PDF it becomes: every check, by whom, with what, and the pictures.

As with a notice, the template (`report.typ`) is ours and fixed and the data is only ever printed. Pictures are those
the office made itself; they reach the template inside drawings, so that nothing is read from a disk.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import Any

import typst

from limen.office.notices.errors import NoticeError
from limen.office.notices.letter import printable, shipped_fonts
from limen.office.notices.wording import is_right_to_left

TEXT_BOUND = 200_000
_BREAK = "\N{ZERO WIDTH SPACE}"
_LONGEST = 1500  # of one text: a reason that is longer is cut, and says so
_NARROW, _WIDE = 24, 70  # letters of a word that fits a column, and a line: a digest is not broken


@dataclass(frozen=True, slots=True)
class Line:
    """One check: its shape (passed, failed, unsure, not_done), the word of the shape, and what was found."""

    shape: str
    word: str
    title: str
    reason: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One look at the document: what, by whom, when, with what device; its checks; the digest of what it rests on."""

    title: str
    shape: str
    word: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    digests: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture: JPEG bytes with their size in points, and the words beside it."""

    words: str
    width: int
    height: int
    jpeg: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report says; `labels` are the words of its form, already in its language."""

    language: str
    title: str
    authority: str
    post: str
    reference: str
    made_at: datetime
    made_at_text: str
    mark: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, ...], ...] = ()  # the heading first: field, then one column a source
    lines: tuple[str, ...] = ()
    shown: tuple[Shown, ...] = ()
    sections: tuple[Section, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


def render(report: Report) -> bytes:
    """The report as PDF. Raises NoticeError where it cannot be printed whole."""
    data = _data(report)
    pictures = {f"picture{number}": _drawing(one) for number, one in enumerate(report.shown)}
    try:
        return typst.compile(
            files("limen.office.notices").joinpath("report.typ").read_bytes(),
            font_paths=shipped_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(data, ensure_ascii=False), **pictures},
            pdf_standards=["ua-1"],
            timestamp=int(report.made_at.timestamp()),
            format="pdf",
        )
    except typst.TypstError as error:
        raise NoticeError(f"the report {report.reference} cannot be set: {error.message}") from error


def _data(report: Report) -> dict[str, Any]:
    if report.made_at.tzinfo is None:
        raise NoticeError("a report is made at a moment with its zone: give made_at a time zone")
    plain: dict[str, Any] = _plain({item.name: getattr(report, item.name) for item in dataclasses.fields(report)})
    plain["made_at"] = report.made_at.isoformat()
    plain["direction"] = "rtl" if is_right_to_left(report.language.partition("-")[0]) else "ltr"
    plain["language"] = report.language.partition("-")[0]
    plain["shown"] = [{"words": printable(one.words), "name": f"picture{number}"} for number, one in
                      enumerate(report.shown)]  # fmt: skip
    if sum(len(text) for text in _texts(plain)) > TEXT_BOUND:
        raise NoticeError(f"the report has more than {TEXT_BOUND} characters: print the checks of one look at a time")
    return plain


def _plain(value: Any, longest: int = _WIDE) -> Any:
    """As JSON knows it; a text with what cannot be printed left out, and places to break in a word too long."""
    if isinstance(value, str):
        text = printable(value if len(value) <= _LONGEST else value[:_LONGEST] + " …")
        return re.sub(rf"\S{{{longest + 1},}}", lambda match: _BREAK.join(re.findall(".{1,8}", match[0])), text)
    if isinstance(value, Shown):
        return {}
    if dataclasses.is_dataclass(value):
        longest = _NARROW if isinstance(value, Line) else longest
        return {item.name: _plain(getattr(value, item.name), longest) for item in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item, longest) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(item, _NARROW if name == "fields" else longest) for name, item in value.items()}
    return value


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _drawing(one: Shown) -> str:
    """A picture within a drawing, which typst takes as text."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{one.width}" height="{one.height}" '
        f'viewBox="0 0 {one.width} {one.height}"><image width="{one.width}" height="{one.height}" '
        f'href="data:image/jpeg;base64,{base64.b64encode(one.jpeg).decode()}"/></svg>'
    )
