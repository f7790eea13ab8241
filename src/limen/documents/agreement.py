"""Whether two sources say the same of a document or its holder, field by field, as sets of allowed spellings.

Names agree where Doc 9303-3 lets one be printed for the other (transliteration, truncation, how words are divided),
dates as far as both are known, codes where they mean one State. A difference is a `Discrepancy` with its reason, for
the person to answer and the officer to weigh; between two sources that are read with certainty it fails the check,
where one is read by eye or by recognition it leaves it unsure.

>>> mrz = Statement("mrz", {"surname": "MUELLER", "number": "C01X00T47"})
>>> page = Statement("printed", {"surname": "Müller", "number": "C01X00T41"}, certain=False)
>>> [(finding.code, str(finding.outcome)) for finding in compare(mrz, page).findings]
[('agree.number', 'unsure'), ('agree.surname', 'passed')]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rapidfuzz.distance import Levenshtein

from limen.vocabulary import countries
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import N_, Discrepancy, Fact, Finding, Outcome
from limen.vocabulary.names import SPELLINGS_BOUND, fold, mrz_spellings
from limen.vocabulary.person import Sex, TravelDocument

Said = str | PartialDate | Sex
CLAUSE = "Doc 9303-3 3.2"
_PASSED, _FAILED, _UNSURE = Outcome.PASSED, Outcome.FAILED, Outcome.UNSURE
_LONGEST = 200
# In this order fields are told; `name` stands for both parts where a source does not divide it.
FIELDS = ("document_code", "issuer", "number", "surname", "given", "name", "nationality", "birth", "sex", "expiry")

WORDS: Mapping[str, str] = {
    "agree.document_code.passed": N_("Kind of document: {first} and {second} agree."),
    "agree.document_code.failed": N_("Kind of document: {first} says {said}, {second} says {other}."),
    "agree.document_code.unsure": N_("Kind of document: {first} says {said}, {second} seems to say {other}."),
    "agree.issuer.passed": N_("Issuer: {first} and {second} agree."),
    "agree.issuer.failed": N_("Issuer: {first} says {said}, {second} says {other}."),
    "agree.issuer.unsure": N_("Issuer: {first} says {said}, {second} seems to say {other}."),
    "agree.number.passed": N_("Number: {first} and {second} agree."),
    "agree.number.failed": N_("Number: {first} says {said}, {second} says {other}."),
    "agree.number.unsure": N_("Number: {first} says {said}, {second} seems to say {other}."),
    "agree.surname.passed": N_("Surname: {first} and {second} agree."),
    "agree.surname.failed": N_("Surname: {first} says {said}, {second} says {other}."),
    "agree.surname.unsure": N_("Surname: {first} says {said}, {second} seems to say {other}."),
    "agree.given.passed": N_("Given names: {first} and {second} agree."),
    "agree.given.failed": N_("Given names: {first} says {said}, {second} says {other}."),
    "agree.given.unsure": N_("Given names: {first} says {said}, {second} seems to say {other}."),
    "agree.name.passed": N_("Name: {first} and {second} agree."),
    "agree.name.failed": N_("Name: {first} says {said}, {second} says {other}."),
    "agree.name.unsure": N_("Name: {first} says {said}, {second} seems to say {other}."),
    "agree.nationality.passed": N_("Nationality: {first} and {second} agree."),
    "agree.nationality.failed": N_("Nationality: {first} says {said}, {second} says {other}."),
    "agree.nationality.unsure": N_("Nationality: {first} says {said}, {second} seems to say {other}."),
    "agree.birth.passed": N_("Date of birth: {first} and {second} agree."),
    "agree.birth.failed": N_("Date of birth: {first} says {said}, {second} says {other}."),
    "agree.birth.unsure": N_("Date of birth: {first} says {said}, {second} seems to say {other}."),
    "agree.sex.passed": N_("Sex: {first} and {second} agree."),
    "agree.sex.failed": N_("Sex: {first} says {said}, {second} says {other}."),
    "agree.sex.unsure": N_("Sex: {first} says {said}, {second} seems to say {other}."),
    "agree.expiry.passed": N_("Date of expiry: {first} and {second} agree."),
    "agree.expiry.failed": N_("Date of expiry: {first} says {said}, {second} says {other}."),
    "agree.expiry.unsure": N_("Date of expiry: {first} says {said}, {second} seems to say {other}."),
    "discrepancy.different": N_("they are different"),
    "discrepancy.confusable": N_("they differ only in characters that are easily taken for each other"),
    "discrepancy.one_character": N_("they differ in one character"),
    "discrepancy.missing_words": N_("one has names that the other has not"),
    "discrepancy.order": N_("surname and given names stand in each other's place"),
    "discrepancy.day_and_month": N_("day and month stand in each other's place"),
    "discrepancy.century": N_("they differ by a hundred years"),
    "discrepancy.one_part": N_("they differ in the day, the month or the year alone"),
    "discrepancy.unspecified": N_("one leaves it open and the other does not"),
}

SOURCES: Mapping[str, str] = {
    "mrz": N_("the machine readable zone"),
    "printed": N_("the printed page"),
    "chip": N_("the chip"),
    "seal": N_("the seal"),
    "barcode": N_("the barcode"),
    "visa": N_("the visa"),
    "boarding_pass": N_("the boarding pass"),
    "licence": N_("the driving licence"),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says, by the names in FIELDS; what it does not say is left out.

    `certain` is whether it was read without doubt (a chip, a signed seal, an accepted MRZ); `cut` names the fields that
    may be shortened there.
    """

    source: str
    values: Mapping[str, Said]
    certain: bool = True
    cut: frozenset[str] = frozenset()

    @classmethod
    def of(cls, document: TravelDocument, source: str = "mrz", *, certain: bool = True) -> Statement:
        """What a document as read from a machine readable zone says."""
        said: dict[str, Said | None] = {
            "document_code": document.type,
            "issuer": document.issuer,
            "number": document.number,
            "surname": document.surname,
            "given": document.given,
            "nationality": document.nationality,
            "birth": document.birth,
            "sex": document.sex,
            "expiry": document.expiry,
        }
        cut = frozenset({"surname", "given", "name"}) if document.name_truncated else frozenset()
        return cls(source, {name: value for name, value in said.items() if value}, certain, cut)

    def value(self, name: str) -> Said | None:
        """What is said of a field; the whole name is put together where only its parts are said."""
        if name == "name" and "name" not in self.values:
            parts = [str(self.values[part]) for part in ("given", "surname") if part in self.values]
            return " ".join(parts) or None
        return self.values.get(name)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One finding for each field that was compared, a discrepancy for each that differs; `found` is text as read."""

    findings: tuple[Finding, ...]
    discrepancies: tuple[Discrepancy, ...]
    found: Mapping[str, str] = field(default_factory=dict)

    @property
    def differing(self) -> tuple[str, ...]:
        """The names of the fields that do not agree."""
        return tuple(one.name for one in self.discrepancies)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two values agree, and why they do or do not: the last part of a discrepancy's code."""

    agrees: bool
    reason: str


def compare(first: Statement, second: Statement) -> Comparison:
    """Compare what two sources say, every field that both say."""
    findings, discrepancies = [], []
    for name in _shared(first, second):
        said, other = first.value(name), second.value(name)
        if said is None or other is None:
            continue
        found = agreement(name, said, other, cut=name in first.cut | second.cut)
        if not found.agrees and name in _PARTS and _exchanged(first, second):
            found = Verdict(False, "order")
        finding, discrepancy = tell(name, first, second, found)
        findings.append(finding)
        if discrepancy:
            discrepancies.append(discrepancy)
    return Comparison(tuple(findings), tuple(discrepancies))


_PARTS = ("surname", "given")


def _exchanged(first: Statement, second: Statement) -> bool:
    """Whether one source gives as surname what the other gives as given names, and the other way round."""
    pairs = [(first.values.get(one, ""), second.values.get(other, "")) for one, other in (_PARTS, _PARTS[::-1])]
    return all(names_agree(str(one), str(other)).agrees for one, other in pairs)


def _shared(first: Statement, second: Statement) -> Iterator[str]:
    """The fields to compare: names by their parts where both sources divide them, else whole."""
    divided = {"surname", "given"} <= first.values.keys() & second.values.keys()
    for name in FIELDS:
        if name in ("surname", "given") and not divided and "name" in first.values.keys() | second.values.keys():
            continue
        if name == "name" and (divided or "name" not in first.values.keys() | second.values.keys()):
            continue
        yield name


def tell(
    name: str, first: Statement, second: Statement, found: Verdict, evidence: Mapping[str, object] | None = None
) -> tuple[Finding, Discrepancy | None]:
    """The finding for one compared field and, where it does not agree, the discrepancy to be put to the person."""
    said, other = first.value(name), second.value(name)
    certain = first.certain and second.certain and found.reason != "unspecified"
    outcome = _PASSED if found.agrees else _FAILED if certain else _UNSURE
    params: dict[str, str | int] = {
        "first": SOURCES.get(first.source, first.source),
        "second": SOURCES.get(second.source, second.source),
        "said": str(said),
        "other": str(other),
        "reason": found.reason,
    }
    finding = Finding(f"agree.{name}", outcome, params, CLAUSE, dict(evidence or {}))
    if found.agrees:
        return finding, None
    facts = Fact(name, said, source=first.source), Fact(name, other, source=second.source)
    return finding, Discrepancy(name, *facts, f"discrepancy.{found.reason}", {"reason": found.reason})


def agreement(name: str, first: Said, second: Said, *, cut: bool = False) -> Verdict:
    """Whether two values of a field agree; `cut` where either may be shortened."""
    if isinstance(first, PartialDate) and isinstance(second, PartialDate):
        return days_agree(first, second)
    texts = str(first)[:_LONGEST], str(second)[:_LONGEST]
    if name in _SHORTENED:
        return _SHORTENED[name](*texts, cut)
    return _COMPARED.get(name, _codes_agree)(*texts)


# -- names -----------------------------------------------------------------------------------------------------------


def names_agree(first: str, second: str, cut: bool = False) -> Verdict:
    """Whether one name may be printed for the other (Doc 9303-3 4.6 and 6, Doc 9303-4 4.2.2.1)."""
    if fold(first) == fold(second) and fold(first):
        return Verdict(True, "same")
    spelt, other = spellings(first), spellings(second)
    if spelt & other or _word_by_word(first, second):
        return Verdict(True, "spelling")
    if {one.replace("<", "") for one in spelt} & {one.replace("<", "") for one in other}:
        return Verdict(True, "division")
    if cut and (_is_cut(spelt, other) or _is_cut(other, spelt)):
        return Verdict(True, "cut")
    return Verdict(False, _why_names_differ(spelt, other))


def spellings(text: str) -> frozenset[str]:
    """Every spelling of a name in an MRZ, and its folded form, which recognition and other registers give."""
    return (mrz_spellings(text) | {fold(text).upper().replace(" ", "<")}) - {""}


def _word_by_word(first: str, second: str) -> bool:
    """Long names may have more spellings than are listed: then each word is compared with its own."""
    if max(len(mrz_spellings(first)), len(mrz_spellings(second))) < SPELLINGS_BOUND:
        return False
    words, others = first.replace("-", " ").split(), second.replace("-", " ").split()
    return len(words) == len(others) and all(
        spellings(one) & spellings(other) for one, other in zip(words, others, strict=True)
    )


def _is_cut(whole: frozenset[str], cut: frozenset[str]) -> bool:
    """Whether a name is one of the shortened forms of another: words end early or are left out at the end."""
    return any(_shortens(one.split("<"), other.split("<")) for one in whole for other in cut)


def _shortens(whole: list[str], cut: list[str]) -> bool:
    """Whether each word begins one of the whole name's, in their order and from the first on."""
    at = 0
    for word in cut:
        match = next((place for place in range(at, len(whole)) if whole[place].startswith(word)), None)
        if not word or match is None or (at == 0 and match):
            return False
        at = match + 1
    return bool(cut)


def _why_names_differ(first: frozenset[str], second: frozenset[str]) -> str:
    distances = (Levenshtein.distance(one, other, score_cutoff=3) for one in first for other in second)
    closest = min(distances, default=0)
    if closest == 1:
        return "one_character"
    words, others = ({word for one in some for word in one.split("<")} for some in (first, second))
    if (words & others) and (words <= others or others <= words):
        return "missing_words"
    return "different"


def _whole_names_agree(first: str, second: str, cut: bool) -> Verdict:
    """Whole names whose parts may stand in either order: the words agree, wherever they stand."""
    found = names_agree(first, second, cut)
    if found.agrees:
        return found
    ordered = [" ".join(sorted(fold(text).split())) for text in (first, second)]
    if ordered[0] == ordered[1] and ordered[0]:
        return Verdict(True, "same")
    parts = [text.replace("-", " ").replace(",", " ").split() for text in (first, second)]
    words, left = sorted(parts, key=len)
    for word in words:
        match = next((one for one in left if names_agree(word, one, cut).agrees), None)
        if match is None:
            return found
        left.remove(match)
    if not words or (left and not cut):
        return Verdict(False, "missing_words" if words else "different")
    return Verdict(True, "spelling")


# -- numbers, dates, codes -------------------------------------------------------------------------------------------

_ALIKE = str.maketrans("OQDILBSZG", "000118526")


def _plain(text: str) -> str:
    return "".join(one for one in text.upper() if one.isalnum())


def numbers_agree(first: str, second: str, cut: bool = False) -> Verdict:
    """Whether two document numbers are one; characters that recognition confuses are told apart from others."""
    one, other = _plain(first), _plain(second)
    if one == other and one:
        return Verdict(True, "same")
    short, long = sorted((one, other), key=len)
    if cut and len(short) >= 9 and long.startswith(short):
        return Verdict(True, "cut")
    if one.translate(_ALIKE) == other.translate(_ALIKE):
        return Verdict(False, "confusable")
    return Verdict(False, "one_character" if Levenshtein.distance(one, other, score_cutoff=2) == 1 else "different")


def days_agree(first: PartialDate, second: PartialDate) -> Verdict:
    """Whether two dates may be one day, as far as both are known."""
    if first.may_be(second):
        return Verdict(True, "same" if first == second else "partial")
    parts = (first.year, first.month, first.day), (second.year, second.month, second.day)
    if parts[0][1:] == parts[1][1:] and abs(first.year - second.year) == 100:
        return Verdict(False, "century")
    if parts[0] == (second.year, second.day, second.month):
        return Verdict(False, "day_and_month")
    same = sum(one == other for one, other in zip(*parts, strict=True))
    return Verdict(False, "one_part" if same == 2 else "different")


def _codes_agree(first: str, second: str) -> Verdict:
    return Verdict(_plain(first) == _plain(second), "same" if _plain(first) == _plain(second) else "different")


def _types_agree(first: str, second: str) -> Verdict:
    """Document codes: the second letter may be missing on one side."""
    one, other = first.strip("<"), second.strip("<")
    agrees = one == other or (min(len(one), len(other)) == 1 and one[:1] == other[:1])
    return Verdict(agrees, "same" if agrees else "different")


def states_agree(first: str, second: str) -> Verdict:
    """Whether two codes or names mean one State: `D`, `DEU`, `DE` and `Germany` do."""
    one, other = _state(first), _state(second)
    return Verdict(one == other, "same" if one == other else "different")


def _state(text: str) -> str:
    plain = text.replace("<", "").strip()
    found = countries.find(plain) or countries.of_iso(plain)
    if found is None:
        named = fold(plain)
        found = next(
            (country for country in map(countries.find, _codes()) if country and fold(country.name) == named), None
        )
    return found.code if found else plain.upper()


def _codes() -> list[str]:
    return sorted(countries.codes())


def _sexes_agree(first: str, second: str) -> Verdict:
    if first == second:
        return Verdict(True, "same")
    return Verdict(False, "unspecified" if Sex.UNSPECIFIED in (first, second) else "different")


# What may be cut where there is little room, and what is never.
_SHORTENED: Mapping[str, Callable[[str, str, bool], Verdict]] = MappingProxyType(
    {"number": numbers_agree, "surname": names_agree, "given": names_agree, "name": _whole_names_agree}
)
_COMPARED: Mapping[str, Callable[[str, str], Verdict]] = MappingProxyType(
    {
        "document_code": _types_agree,
        "issuer": states_agree,
        "nationality": states_agree,
        "sex": _sexes_agree,
    }
)
