"""The official text of a clause, from a folder of law texts that an agency keeps beside its packs.

The text is never part of a pack: without the folder a citation stands alone. Two forms are read: the XML in which
Canada publishes its consolidated Acts and Regulations (`Section`, `Subsection` …, each with `Label`, `Text` and the day
since which it stands), and, for any other law, lines of `clause <tab> day or nothing <tab> text`. A file is named for
the instrument: its key in the pack, or the last part of its address (`I-2.5.xml`).

>>> clauses("irpa s 36(3)(b), (e); irpr s 228(1) to (3)")
(('irpa', ('36', '(3)', '(b)')), ('irpa', ('36', '(3)', '(e)')), ('irpr', ('228', '(1)')), ('irpr', ('228', '(3)')))
>>> LawText.of_lines("12(1)\\t2020-01-01\\tNobody is sent back.\\n").passages(("12", "(1)", "(a)"))[0].words
'Nobody is sent back.'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from limen.policy.read import PackError
from limen.policy.rules import Instrument

LARGEST = 64_000_000  # bytes of one text; the largest published consolidation has a few million
MOST = 400  # passages of one clause that are shown; more is the whole of an Act
_LEVELS = ("Section", "Subsection", "Paragraph", "Subparagraph", "Clause", "Subclause")
_SINCE = "{http://justice.gc.ca/lims}inforce-start-date"
_LEVELS_OF = r"(?P<rest>(?:\([0-9A-Za-z.]{1,8}\))"
_FIRST = re.compile(r"(?:[A-Z][a-z]+\.? |ss? |paras? |§ ?)*(?P<number>\d+[A-Z]{0,2}(?:\.\d+)*)" + _LEVELS_OF + "*)")
_NEXT = re.compile(_LEVELS_OF + "+)")
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One numbered part of a text: how it is numbered in full, its words, since when it stands ("" where unknown)."""

    label: str
    words: str
    since: str
    depth: int


class LawText:
    """One law, its passages by their path: `("36", "(3)", "(b)")`."""

    def __init__(self, passages: Mapping[Path, Passage]) -> None:
        self._passages = dict(passages)
        self._order = {path: place for place, path in enumerate(self._passages)}

    def __len__(self) -> int:
        return len(self._passages)

    def sections(self) -> tuple[str, ...]:
        """The number of every section, in the order of the text."""
        return tuple(dict.fromkeys(path[0] for path in self._passages))

    def passages(self, path: Path) -> tuple[Passage, ...]:
        """What leads to a clause, the clause itself, and all under it; what holds it where it is not there."""
        while path and path not in self._passages:
            path = path[:-1]
        if not path:
            return ()
        above = [self._passages[path[:depth]] for depth in range(1, len(path)) if path[:depth] in self._passages]
        under = [one for at, one in self._passages.items() if at[: len(path)] == path]
        return tuple([*above, *under][:MOST])

    @classmethod
    def of_xml(cls, data: bytes) -> LawText:
        """Canada's consolidated XML. Raises PackError for what is none, or declares entities."""
        if len(data) > LARGEST:
            raise PackError(f"the text has {len(data):,} bytes and the bound is {LARGEST:,}: it is not read")
        try:
            root: Element = fromstring(data, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
            raise PackError(f"the text is no XML that can be read ({type(error).__name__}): fetch it again") from error
        found: dict[Path, Passage] = {}
        for section in root.iter("Section"):
            for path, passage in _read(section, (), 0):
                found.setdefault(path, passage)  # what a schedule repeats stands for the Act only where it is not there
        if not found:
            raise PackError("the XML holds no numbered Section: give the official consolidation")
        return cls(found)

    @classmethod
    def of_lines(cls, text: str) -> LawText:
        """Lines of clause, day and words, divided by tabs. Raises PackError for a line that is none."""
        if len(text) > LARGEST:
            raise PackError(f"the text has {len(text):,} characters and the bound is {LARGEST:,}: it is not read")
        found: dict[Path, Passage] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            parts = line.split("\t")
            clause = _FIRST.fullmatch(parts[0].strip())
            if len(parts) != 3 or clause is None:
                raise PackError(f"line {number}: write clause, day and text divided by tabs, as 36(1)(a)")
            path = _path(clause)
            found[path] = Passage("".join(path), parts[2].strip(), parts[1].strip(), len(path) - 1)
        return cls(found)


def read(data: bytes, name: str) -> LawText:
    """A text by its file's name: `.xml` or `.tsv`. Raises PackError."""
    if name.endswith(".xml"):
        return LawText.of_xml(data)
    try:
        return LawText.of_lines(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PackError(f"{name} is no text in UTF-8") from error


def names_of(instrument: Instrument) -> tuple[str, ...]:
    """The names a text of an instrument may have in the folder, the first that is there counts."""
    stems = dict.fromkeys((instrument.id, instrument.url.rstrip("/").rpartition("/")[2]))
    return tuple(f"{stem}.{kind}" for stem in stems if re.fullmatch(r"[\w.-]{1,80}", stem) for kind in ("xml", "tsv"))


def clauses(cite: str) -> tuple[tuple[str, Path], ...]:
    """Each clause of a citation as (key of the instrument, path); a clause that is no section by number is left out."""
    found: list[tuple[str, Path]] = []
    for part in cite.split("; "):
        key, _, rest = part.partition(" ")
        before: Path = ()
        for text in re.split(r", | to | and ", rest):
            first, more = _FIRST.fullmatch(text.strip()), _NEXT.fullmatch(text.strip())
            if first is not None:
                before = _path(first)
            elif more is not None and before:
                levels = tuple(re.findall(r"\([^)]*\)", more["rest"]))
                before = before[: _joins(before, levels[0])] + levels
            else:
                continue
            found.append((key, before))
    return tuple(dict.fromkeys(found))


def _path(match: re.Match[str]) -> Path:
    return (match["number"], *re.findall(r"\([^)]*\)", match["rest"]))


def _joins(before: Path, level: str) -> int:
    """Where a level goes on from the clause before it: at the one that is it, else at the last of its kind."""
    alike = [place for place, one in enumerate(before) if place and one == level]
    alike = alike or [place for place, one in enumerate(before) if place and _kind(one) == _kind(level)]
    return alike[-1] if alike else len(before)


def _kind(level: str) -> str:
    mark = level[1]
    return "number" if mark.isdigit() else "capital" if mark.isupper() else "letter"


def _read(element: Element, above: Path, depth: int) -> Iterator[tuple[Path, Passage]]:
    label = "".join(element.findtext("Label", "").split())
    path = (*above, label) if label else above
    if label:
        words = " ".join(" ".join("".join(text.itertext()).split()) for text in element.findall("Text"))
        yield path, Passage("".join(path), words, element.get(_SINCE, ""), depth)
    if depth < len(_LEVELS):
        for child in element:
            if child.tag in _LEVELS[1:]:
                yield from _read(child, path, depth + 1)
