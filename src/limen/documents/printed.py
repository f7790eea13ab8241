"""What the page prints, found by the values of its machine readable zone (DESIGN §9.14), and how the two agree.

There are no templates of layouts: each value is looked for in all of the page's text, in every spelling that
Doc 9303-3 allows for it. A value that is there agrees; one that is nearly there (one letter, one digit, characters
that recognition confuses) is unsure and becomes a discrepancy, for it may be misread or altered; one that is not there
is `not_done`, never a difference, because nobody knows what the page calls it.

>>> from datetime import date
>>> from limen.specimens import AMARA, passport
>>> document = passport(of=AMARA, on=date(2026, 11, 22))
>>> page = ["Surname / Nom", "ONUỤZỌ", "Given names", "AMARA NKECHI", "A01234561", "17 APR 1991", "F"]
>>> [f"{one.code} {one.outcome}" for one in find_printed(page, document).findings][:3]
['printed.number unsure', 'printed.surname passed', 'printed.given passed']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rapidfuzz.distance import Levenshtein

from limen.documents.agreement import Comparison, Said, Statement, Verdict, days_agree, names_agree, numbers_agree, tell
from limen.vocabulary import countries
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import N_, Discrepancy, Finding, Outcome
from limen.vocabulary.names import fold
from limen.vocabulary.person import Sex, TravelDocument

CLAUSE = "Doc 9303-3 3.2"
_MOST_LINES, _LONGEST_LINE = 400, 200
_LONGEST_VALIDITY = 20  # years
_MOST_WORDS = 2000
_OTHER = 0.6  # of the letters would have to change
_SHORTEST_NEAR = 4  # a name of three letters is one letter away from many words

WORDS: Mapping[str, str] = {
    "printed.number.passed": N_("The page prints the number of the machine readable zone."),
    "printed.number.unsure": N_("The page seems to print the number {other} where the zone says {said}."),
    "printed.number.not_done": N_("The number {said} was not found on the page: compare it by eye."),
    "printed.surname.passed": N_("The page prints the surname of the machine readable zone: {other}."),
    "printed.surname.unsure": N_("The page seems to print the surname {other} where the zone says {said}."),
    "printed.surname.not_done": N_("The surname {said} was not found on the page: compare it by eye."),
    "printed.given.passed": N_("The page prints the given names of the machine readable zone: {other}."),
    "printed.given.unsure": N_("The page seems to print the given names {other} where the zone says {said}."),
    "printed.given.not_done": N_("The given names {said} were not found on the page: compare them by eye."),
    "printed.nationality.passed": N_("The page prints the nationality of the machine readable zone: {other}."),
    "printed.nationality.not_done": N_("The nationality {said} was not found on the page: compare it by eye."),
    "printed.birth.passed": N_("The page prints the date of birth of the machine readable zone: {other}."),
    "printed.birth.unsure": N_("The page seems to print the date of birth {other} where the zone says {said}."),
    "printed.birth.not_done": N_("The date of birth {said} was not found on the page: compare it by eye."),
    "printed.sex.passed": N_("The page prints the sex of the machine readable zone: {other}."),
    "printed.sex.unsure": N_("The page seems to print the sex {other} where the zone says {said}."),
    "printed.sex.not_done": N_("The sex was not found on the page: compare it by eye."),
    "printed.expiry.passed": N_("The page prints the date of expiry of the machine readable zone: {other}."),
    "printed.expiry.unsure": N_("The page seems to print the date of expiry {other} where the zone says {said}."),
    "printed.expiry.not_done": N_("The date of expiry {said} was not found on the page: compare it by eye."),
}


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of text read from a page, with how sure the reader was (0 to 1) and where it stood, as it told it."""

    text: str
    confidence: float | None = None
    box: Any = None


@dataclass(frozen=True, slots=True)
class _Match:
    """Text of the page that may be a value: how it agrees, and the line it begins in."""

    text: str
    line: int
    verdict: Verdict


def find_printed(lines: Sequence[str | PrintedLine], document: TravelDocument) -> Comparison:
    """Find on a page what its machine readable zone says, field by field, and say how they agree."""
    page = _Page(lines, document)
    zone = Statement.of(document)
    findings: list[Finding] = []
    discrepancies: list[Discrepancy] = []
    found: dict[str, str] = {}
    for name, search in _SEARCHES.items():
        said = zone.value(name)
        match = search(page, said) if said else None
        params = {"said": str(said or ""), "other": match.text if match else ""}
        if match is None:
            findings.append(Finding(f"printed.{name}", Outcome.NOT_DONE, params, CLAUSE))
            continue
        found[name] = match.text
        evidence = page.evidence(match)
        outcome = Outcome.PASSED if match.verdict.agrees else Outcome.UNSURE
        params["reason"] = match.verdict.reason
        findings.append(Finding(f"printed.{name}", outcome, params, CLAUSE, evidence))
        printed = Statement("printed", {name: match.text}, certain=False)
        discrepancy = tell(name, zone, printed, match.verdict)[1]
        if discrepancy:
            discrepancies.append(discrepancy)
    return Comparison(tuple(findings), tuple(discrepancies), MappingProxyType(found))


class _Page:
    """The text of a page without its machine readable zone, as lines, words, and dates."""

    def __init__(self, lines: Sequence[str | PrintedLine], document: TravelDocument) -> None:
        given = [one if isinstance(one, PrintedLine) else PrintedLine(one) for one in lines[:_MOST_LINES]]
        zone = {re.sub(r"[^A-Z0-9]", "", line) for line in document.mrz}
        self.lines, self.document = given, document
        self.texts = ["" if _is_zone(one.text, zone) else one.text[:_LONGEST_LINE] for one in given]
        self.words = [(word, at) for at, text in enumerate(self.texts) for word in text.split()][:_MOST_WORDS]
        self.dates = [(day, text, at) for at, line in enumerate(self.texts) for day, text in dates_in(line)]

    def windows(self, longest: int) -> Iterator[tuple[str, int]]:
        """Every run of up to so many words, within a line or into the next."""
        for start in range(len(self.words)):
            line = self.words[start][1]
            text = ""
            for word, at in self.words[start : start + longest]:
                if at > line + 1:
                    break
                text = f"{text} {word}".strip()
                yield text.strip(".,:;()"), line

    def evidence(self, match: _Match) -> dict[str, Any]:
        """Where on the page the text stood."""
        line = self.lines[match.line]
        evidence: dict[str, Any] = {"line": match.line, "text": match.text}
        if line.confidence is not None:
            evidence["confidence"] = line.confidence
        if line.box is not None:
            evidence["box"] = line.box
        return evidence


def _is_zone(text: str, zone: set[str]) -> bool:
    """Whether a line of the page is one of the machine readable zone: full of fillers, or its very characters."""
    plain = re.sub(r"[^A-Z0-9]", "", text.upper())
    if "<<" in text or ">>" in text or text.count("<") + text.count("«") > 2:
        return True
    return len(plain) >= 20 and (
        plain in zone or (" " not in text.strip() and any(plain[:12] == one[:12] for one in zone))
    )


# -- searching -------------------------------------------------------------------------------------------------------


def _best(matches: Iterator[_Match]) -> _Match | None:
    """The first that agrees, else the nearest that does not."""
    near = None
    rank = ("confusable", "one_character", "day_and_month", "century", "one_part")
    for match in matches:
        if match.verdict.agrees:
            return match
        if match.verdict.reason in rank and (
            near is None or rank.index(match.verdict.reason) < rank.index(near.verdict.reason)
        ):
            near = match
    return near


def _name(page: _Page, said: Said) -> _Match | None:
    wanted, cut = str(said), page.document.name_truncated
    near, plain = len(wanted) >= _SHORTEST_NEAR, fold(wanted)

    def matches() -> Iterator[_Match]:
        seen: set[str] = set()
        for text, line in page.windows(len(wanted.split()) + 2):
            if text in seen or not _resembles(text, plain, cut):
                continue
            seen.add(text)
            verdict = names_agree(text, wanted, cut)
            if verdict.agrees or near:
                yield _Match(text, line, verdict)

    return _best(matches())


def _resembles(text: str, wanted: str, cut: bool) -> bool:
    """A look before the closer one: far longer, far shorter or wholly other Latin letters are another text.

    Transliteration at most triples a letter (Ü as UXX); other scripts are always looked at closely.
    """
    if not cut and not len(wanted) / 3 <= len(text) <= len(wanted) * 2 + 2:
        return False
    if any("\u0250" <= one < "\u1e00" or one >= "\u2100" for one in text):
        return True
    folded = fold(text)
    if cut:
        return folded[:1] == wanted[:1]
    return Levenshtein.normalized_distance(folded, wanted, score_cutoff=_OTHER) <= _OTHER


def _number(page: _Page, said: Said) -> _Match | None:
    size = len(str(said))

    def matches() -> Iterator[_Match]:
        for text, line in page.windows(4):
            plain = sum(one.isalnum() for one in text)
            if abs(plain - size) <= 1 and any(one.isdigit() for one in text):
                yield _Match(text, line, numbers_agree(text, str(said)))

    return _best(matches())


def _nationality(page: _Page, said: Said) -> _Match | None:
    """The code, the State's name, or an adjective that begins with it; a code of one letter alone on its line."""
    country = countries.find(str(said))
    named = {str(said).lower(), *({country.iso3.lower(), fold(country.name)} if country else set())} - {""}
    for line, text in enumerate(page.texts):
        words = fold(text)
        for one in named:
            end = "" if len(one) > 3 else r"\b"
            if words == one or (len(one) > 1 and re.search(rf"\b{re.escape(one)}{end}", words)):
                return _Match(text.strip(), line, Verdict(True, "same"))
    return None


_SEX_LABEL = re.compile(r"\b(?:sex|sexe|sexo|sesso|geschlecht|gender|kjonn|kon|plec|pohlavi|sukupuoli|pol)\b")


def _sex(page: _Page, said: Said) -> _Match | None:
    """A letter standing alone; of two that differ the one below its label counts, else none."""
    letters = [
        (part, line) for word, line in page.words for part in word.strip(".,:").split("/") if part in ("M", "F", "X")
    ]
    if said is Sex.UNSPECIFIED or not letters:
        return None
    if len({letter for letter, _ in letters}) > 1:
        labels = [at for at, text in enumerate(page.texts) if _SEX_LABEL.search(fold(text))]
        letters = [one for one in letters if any(0 <= one[1] - at <= 2 for at in labels)]
        if len({letter for letter, _ in letters}) != 1:
            return None
    letter, line = letters[0]
    reason = "same" if letter == said else "unspecified" if letter == "X" else "different"
    return _Match(letter, line, Verdict(letter == said, reason))


def _birth(page: _Page, said: Said) -> _Match | None:
    return _best(
        _Match(text, line, days_agree(said, day)) for day, text, line in page.dates if isinstance(said, PartialDate)
    )


def _expiry(page: _Page, said: Said) -> _Match | None:
    """A day of issue often is the day of expiry some years before: only the latest day is taken for a misread one."""
    if not isinstance(said, PartialDate):
        return None
    birth = page.document.birth
    births = {(text, line) for day, text, line in page.dates if birth and days_agree(birth, day).agrees}
    others = [
        (day, text, line)
        for day, text, line in page.dates
        if (text, line) not in births and abs(day.year - said.year) <= _LONGEST_VALIDITY
    ]
    latest = max((day for day, _, _ in others), default=None)

    def matches() -> Iterator[_Match]:
        for day, text, line in others:
            verdict = days_agree(said, day)
            if verdict.agrees or day == latest:
                yield _Match(text, line, verdict)

    return _best(matches())


_SEARCHES: Mapping[str, Callable[[_Page, Said], _Match | None]] = MappingProxyType(
    {
        "number": _number,
        "surname": _name,
        "given": _name,
        "nationality": _nationality,
        "birth": _birth,
        "sex": _sex,
        "expiry": _expiry,
    }
)

# -- dates on pages --------------------------------------------------------------------------------------------------

# The first letters of the months as passports print them, folded; JUI is June or July by its fourth letter.
_MONTHS: Mapping[str, int] = MappingProxyType(
    {
        word: number
        for number, words in enumerate(
            (
                "JAN JANV ENE GEN JANEIRO GENNAIO TAM LED STY SIJ OCA",
                "FEB FEV FEVR HEL UNO LUT",
                "MAR MARS MARZ MAERZ MRT BRE",
                "APR AVR ABR AVRIL HUH DUB KWI",
                "MAY MAI MEI MAG MAJ KVE",
                "JUN JUIN GIU KES CER",
                "JUL JUIL LUG HEI CVC LIP",
                "AUG AOU AOUT AGO ELO SRP",
                "SEP SEPT SET SYY ZAR WRZ",
                "OCT OKT OUT OTT LOK RIJ PAZ",
                "NOV MARRAS LIS",
                "DEC DEZ DIC DES JOU PRO GRU",
            ),
            1,
        )
        for word in words.split()
    }
)
_BEFORE, _AFTER, _GAP = r"(?<![0-9A-Z])", r"(?![0-9A-Z])", r"[ .\-/]"
_WORDED = re.compile(
    rf"{_BEFORE}([0-9]{{1,2}}|XX){_GAP}{{0,2}}([A-Z]{{3,9}})(?:{_GAP}{{1,4}}([A-Z]{{3,9}}))?{_GAP}{{0,2}}"
    rf"([0-9]{{4}}|[0-9]{{2}}){_AFTER}"
)
_NUMBERED = re.compile(rf"{_BEFORE}([0-9]{{1,4}}|XX){_GAP}{{1,2}}([0-9]{{1,2}}|XX){_GAP}{{1,2}}([0-9]{{2,4}}){_AFTER}")
_CENTURIES = (1900, 2000)


def dates_in(line: str) -> Iterator[tuple[PartialDate, str]]:
    """Every date that a line of a page may print, with its text: all the orders and centuries it may mean."""
    text = fold_marks(line)
    for match in _WORDED.finditer(text):
        first, word, second, year = match.groups()
        month = _month(word) or (_month(second) if second else 0)
        if month or word == "XXX":
            for one in _years(year):
                yield from _dated(one, month, 0 if first == "XX" else int(first), match[0])
    for match in _NUMBERED.finditer(text):
        parts = [0 if part == "XX" else int(part) for part in match.groups()]
        first, second, third = match.groups()
        if len(first) == 4:
            yield from _dated(parts[0], parts[1], parts[2] if len(third) <= 2 else 0, match[0])
        elif len(third) != 3 and len(first) <= 2:
            for one in _years(third):
                yield from _dated(one, parts[1], parts[0], match[0])
                if parts[0] != parts[1]:
                    yield from _dated(one, parts[0], parts[1], match[0])


def fold_marks(line: str) -> str:
    """A line in capitals without accents, its digits and signs where they were."""
    return "".join(fold(one).upper()[:1] or one if one.isalpha() and not one.isascii() else one.upper() for one in line)


def _month(word: str) -> int:
    for size in (len(word), 4, 3):
        if word[:size] in _MONTHS:
            return _MONTHS[word[:size]]
    return 0


def _years(text: str) -> list[int]:
    return [int(text)] if len(text) == 4 else [century + int(text) for century in reversed(_CENTURIES)]


def _dated(year: int, month: int, day: int, text: str) -> Iterator[tuple[PartialDate, str]]:
    try:
        yield PartialDate(year, month, day), text
    except ValueError:
        return
