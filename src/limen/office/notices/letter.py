"""A notice as data, and the PDF it becomes.

The template (`letter.typ`) is ours and fixed; the letter's data reaches it as JSON and is only ever printed. The PDF is
tagged to PDF/UA-1, names its language and title, and has the same bytes for the same letter. It prints with the fonts
that come inside the typst package (Latin, Greek, Cyrillic, Hebrew, Armenian, Georgian) and those in `fonts` (Arabic,
Bengali, Devanagari, Ethiopic, Tamil, Thai), never with those of the machine: a character that none of them holds, as
all of Chinese, Japanese and Korean, is an error that names it, never an empty box.
"""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

import typst

from limen.office.notices.errors import NoticeError
from limen.office.notices.slots import REORDERING, unisolated
from limen.office.notices.wording import WORDS, is_right_to_left

__all__ = ["TEXT_BOUND", "GroundBox", "Letter", "NoticeError", "Paragraph", "Row", "Signature", "render"]

# A long refusal has 6,000 characters; what is larger is a mistake, and would keep the desk waiting.
TEXT_BOUND = 60_000

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-([A-Z]{2}))?", re.ASCII)
_UNPRINTED = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
# Words longer than this may be broken anywhere: in the narrow columns of rows and signatures, and elsewhere.
_NARROW, _WIDE = 20, 60
_BREAK = "\N{ZERO WIDTH SPACE}"


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value; `is_code` sets numbers and MRZ letters apart in a monospaced face, left to right."""

    label: str
    value: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class GroundBox:
    """One ground of the form: its letter, whether it is ticked, its words and clause, and the reasons of this case."""

    code: str
    is_ticked: bool
    title: str
    cite: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the pack with its slots filled; a new line begins a new block. `heading` may be empty."""

    id: str
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the role in words, the name, the service number, and a `note` that stands in the place of the hand.

    The note says for example `Refused to sign` or `Countersigned in the system, 22 Nov 2026 14:05`.
    """

    role: str
    name: str
    number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a notice says.

    `language` is a BCP 47 tag of language and, if wanted, region (`en`, `pt-BR`); `mark` is printed across each page
    (`PRACTICE - NOT FOR SERVICE`) or empty; `issued_at` must have its zone and dates the file, `issued_at_text` is what
    is read; `opening` stands before the grounds, `paragraphs` after them; `verification` says how the record behind
    the letter is found and checked; `labels` are the words of the form, WORDS where they are not translated.
    """

    language: str
    title: str
    authority: str
    post: str
    reference: str
    issued_at: datetime
    issued_at_text: str
    form_code: str = ""
    mark: str = ""
    person: tuple[Row, ...] = ()
    document: tuple[Row, ...] = ()
    opening: tuple[Paragraph, ...] = ()
    grounds: tuple[GroundBox, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    appeal: tuple[Paragraph, ...] = ()
    signatures: tuple[Signature, ...] = ()
    verification: str = ""
    labels: Mapping[str, str] = field(default_factory=lambda: WORDS)


def render(letter: Letter) -> bytes:
    """The letter as PDF. Raises NoticeError where it is not sound or cannot be printed whole."""
    data = _checked(letter)
    try:
        return typst.compile(
            _template(),
            font_paths=shipped_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"letter": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(letter.issued_at.timestamp()),
            format="pdf",
        )
    except typst.TypstError as error:
        if characters := _unprinted(error):
            raise _unprintable(characters, letter) from error
        raise NoticeError(
            f"the letter {letter.reference} cannot be set: {error.message}; report it with the letter"
        ) from error


@lru_cache(maxsize=1)
def shipped_fonts() -> Any:
    """Only the fonts inside the packages: a letter looks the same on every machine."""
    shipped = str(files("limen.office.notices").joinpath("fonts"))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[shipped])


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("limen.office.notices").joinpath("letter.typ").read_bytes()


def _checked(letter: Letter) -> dict[str, Any]:
    """The letter as the template reads it. Raises NoticeError."""
    language = _LANGUAGE.fullmatch(letter.language)
    if language is None:
        raise NoticeError(f"{letter.language!r} is not a language tag a letter can bear: write en or pt-BR")
    if letter.issued_at.tzinfo is None:
        raise NoticeError("a letter is issued at a moment with its zone: give issued_at a time zone")
    for name in ("title", "authority", "post", "reference", "issued_at_text"):
        if not getattr(letter, name).strip():
            raise NoticeError(f"a letter without {name} is not served: give it one")
    if letter.labels.keys() != WORDS.keys():
        raise NoticeError(f"the labels of a letter are {', '.join(WORDS)}: {', '.join(letter.labels)} were given")
    data = {item.name: _plain(getattr(letter, item.name)) for item in dataclasses.fields(letter)}
    data["issued_at"] = letter.issued_at.isoformat()
    texts = list(_texts(data))
    if (size := sum(map(len, texts))) > TEXT_BOUND:
        raise NoticeError(f"the letter has {size} characters: shorten its reasons to {TEXT_BOUND} in all")
    if characters := sorted(
        {character for text in texts for character in unisolated(text) if _is_forbidden(character)}
    ):
        raise _unprintable(characters, letter)
    printed: dict[str, Any] = _breakable(data)
    direction = "rtl" if is_right_to_left(language[1]) else "ltr"
    return printed | {"language": language[1], "region": language[2], "direction": direction}


def _plain(value: Any) -> Any:
    """Dataclasses, tuples and mappings as JSON knows them."""
    if dataclasses.is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _breakable(data: Any, longest: int = _WIDE) -> Any:
    """The data with places to break in every word too long for its line, so that nothing runs off the page."""
    if isinstance(data, str):
        return re.sub(rf"\S{{{longest + 1},}}", lambda match: _loosened(match[0]), data)
    if isinstance(data, dict):
        narrow = {"person", "document", "signatures"}
        return {name: _breakable(value, _NARROW if name in narrow else longest) for name, value in data.items()}
    return [_breakable(value, longest) for value in data] if isinstance(data, list) else data


def _loosened(word: str) -> str:
    """A break before each letter; marks stay with the letter they stand on."""
    return word[0] + "".join(
        letter if unicodedata.category(letter) in {"Mn", "Mc", "Me", "Cf"} else _BREAK + letter for letter in word[1:]
    )


def printable(text: str) -> str:
    """A text without what no letter may bear: control characters, and signs that turn the order of letters around."""
    return "".join(character for character in text if character == "\n" or not _is_forbidden(character))


def _is_forbidden(character: str) -> bool:
    return character in REORDERING or (
        unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} and character != "\n"
    )


def _unprinted(error: typst.TypstError) -> list[str]:
    """The characters that typst names as missing from every font."""
    return sorted({character for text in _UNPRINTED.findall(error.diagnostic) for character in _unescaped(text)})


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], text)


def _unprintable(characters: list[str], letter: Letter) -> NoticeError:
    named = "; ".join(
        f"{character if character.isprintable() else ''} U+{ord(character):04X} "
        f"{unicodedata.name(character, 'control character')}".strip()
        for character in characters[:12]
    )
    more = f" and {len(characters) - 12} more" if len(characters) > 12 else ""
    return NoticeError(
        f"the letter {letter.reference} cannot print {named}{more}: no font here holds it or a letter may not bear it; "
        "write it in Latin letters as the document’s MRZ does"
    )
