"""Are these an officer's own reasons about this person, or a form filled in? (FAILURES F27)

A reason must name what is this person's: a fact of the case, a day, a sum, a name, words they spoke, things that no
text of law speaks of. What it shares with others, once these are taken out, is the template: where hardly anything
but the template of an earlier reason, or of the law's own text, is left, it is refused. Words are compared by their
stems, in any order, those of one idea as one, in whatever language; nothing is learnt and nothing is guessed.

>>> stale("The traveller does not meet the conditions of entry.", [], []).outcome.value
'failed'
>>> stale("Says her cousin Ilse meets her at gate 4, and cannot tell Ilse's street or number.", [], []).outcome.value
'passed'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from limen.casework.stock import IDEAS, LITTLE, NUMBERS
from limen.vocabulary.evidence import N_, Finding, Outcome

WORDS: Mapping[str, str] = {
    "reasons.own.passed": N_("The reasons name this person’s facts"),
    "reasons.names_nobody": N_(
        "The reasons name nothing of this person: write what they said, showed or did, with days, sums and names."
    ),
    "reasons.repeats_law": N_(
        "The reasons repeat the words of the law, which the notice has already: write what this person said or showed."
    ),
    "reasons.template": N_(
        "The reasons say what was written of somebody else before, with other details: write what is true of this "
        "person alone."
    ),
}
CLAUSE = "FAILURES F27"
LEAST_OWN = 3  # marks of this person that a reason has at least
LEAST_SHARE = 0.2  # of everything it says
ALIKE = 0.6  # of all ideas of two reasons, shared: the same template
REPEATED = 0.75  # of the ideas of a reason, found in one passage of the law
TOO_SHORT = 3  # ideas: what has fewer is compared by nothing

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*|\d+(?:[.,:/\-]\d+)*", re.UNICODE)
_QUOTED = re.compile(r"[\"“”«»„]([^\"“”«»„]{4,400})[\"“”«»„]")
_SENTENCE_END = re.compile(r"[.!?؟:;\n]\s*$|^\s*$")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_BEFORE = ("وال", "بال", "كال", "فال", "لل", "ال")
_ARABIC_JOINED = "ولبفك"
_ARABIC_AFTER = ("ها", "هم", "هن", "كم", "نا", "ات", "ون", "ين", "ان", "ية", "ه", "ة", "ي", "ا")
_ARABIC_SAME = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ؤ": "و", "ئ": "ي", "ـ": ""})
_STEM = 5


@dataclass(frozen=True, slots=True)
class Read:
    """A reason taken apart: the ideas of everybody, the stems that are its own, and the marks of this person."""

    ideas: frozenset[str]
    own: frozenset[str]
    marks: int

    @property
    def template(self) -> frozenset[str]:
        """What is left without the marks of a person."""
        return self.ideas | self.own


def stale(reason: str, facts: Iterable[str], earlier: Iterable[str], law: Iterable[str] = ()) -> Finding:
    """Whether a reason is this person's own; it failed where it names nobody, repeats the law, or an earlier reason.

    `facts` are what is known of this person, each as people write it (a State, a day, a sum, an answer); `earlier` the
    reasons given of others; `law` the texts of the pack for the grounds relied on, titles and reasons.
    """
    passages = [text for text in law if text.strip()]
    stock = frozenset(stem for text in passages for stem in _stems(text))
    known = _known(facts)
    found = _read(reason, known, stock)
    said = len(found.ideas) + len(found.own) + found.marks
    own = found.marks + len(found.own)
    if own < LEAST_OWN or own < LEAST_SHARE * said:
        repeats = any(_repeats(found, _ideas(text)) for text in passages)
        return _failed("reasons.repeats_law" if repeats else "reasons.names_nobody")
    bare = _read(reason, known, frozenset())
    if not found.own and any(_repeats(bare, _ideas(text)) for text in passages):
        return _failed("reasons.repeats_law")
    for text in earlier:
        if _alike(bare.template, _read(text, known, frozenset()).template):
            return _failed("reasons.template")
    return Finding("reasons.own", Outcome.PASSED, clause=CLAUSE)


def _failed(code: str) -> Finding:
    return Finding(code, Outcome.FAILED, clause=CLAUSE)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return min(len(one), len(other)) >= TOO_SHORT and shared >= ALIKE * len(one | other)


def _repeats(found: Read, passage: frozenset[str]) -> bool:
    said = found.template
    return len(said) >= TOO_SHORT and len(said & passage) >= REPEATED * len(said)


def _read(text: str, known: frozenset[str], stock: frozenset[str]) -> Read:
    """Take a text apart. Numbers, names and what is known of the person are marks; the rest are ideas or its own."""
    ideas, own, marks = set(), set(), set()
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text)):
        word = match[0]
        if word[0].isdigit():
            marks.add(word)
            continue
        begins = _SENTENCE_END.search(text[: match.start()]) is not None
        for piece, stem in _pieces(word):
            stem = _without_what_is_joined(piece, stem)
            if stem in known:
                marks.add(stem)
            elif piece in _little() or not stem:
                continue
            elif stem in _number_words():
                marks.add(stem)
            elif idea := _idea_of().get(stem):
                ideas.add(idea)
            elif piece[:1].isupper() and not begins:
                marks.add(stem)
            elif stem in stock:
                ideas.add(stem)
            elif len(piece) > 1:
                own.add(stem)
    quoted = sum(1 for one in _QUOTED.finditer(text) if len(one[1].split()) > 1)
    return Read(frozenset(ideas), frozenset(own), len(marks) + quoted)


def _ideas(text: str) -> frozenset[str]:
    return _read(text, frozenset(), frozenset()).template


def _known(facts: Iterable[str]) -> frozenset[str]:
    """The stems of what is known of a person, without the words that stand in every reason."""
    found = {stem for fact in facts for word in _WORD.findall(fact) for _piece, stem in _pieces(word)}
    return frozenset(stem for stem in found if stem not in _idea_of() and stem not in _little_stems())


def _stems(text: str) -> Iterable[str]:
    for word in _WORD.findall(unicodedata.normalize("NFKC", text)):
        for piece, stem in _pieces(word):
            if piece.casefold() not in _little():
                yield stem


def _pieces(word: str) -> list[tuple[str, str]]:
    """The parts of a word between its apostrophes and hyphens, each with its stem; a possessive s is none."""
    parts = [part for part in re.split(r"['’ʼ-]", word) if part]
    if len(parts) > 1 and parts[-1].casefold() == "s":
        parts.pop()
    return [(part if part[:1].isupper() and part.casefold() not in _little() else part.casefold(), _stem(part))
            for part in parts]  # fmt: skip


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """The beginning of a word that its other forms share; Arabic without what is written onto it."""
    folded = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    if not _ARABIC.search(plain):
        return plain[:_STEM] if len(plain) > _STEM else plain.rstrip("s") or plain
    plain = unicodedata.normalize("NFKC", plain).translate(_ARABIC_SAME)
    for before in _ARABIC_BEFORE:
        if plain.startswith(before) and len(plain) - len(before) >= 3:
            plain = plain[len(before) :]
            break
    for after in _ARABIC_AFTER:
        if plain.endswith(after) and len(plain) - len(after) >= 3:
            plain = plain[: -len(after)]
            break
    return plain[:_STEM]


def _without_what_is_joined(word: str, stem: str) -> str:
    """The stem of an Arabic word without the small words written onto its front, where that makes a known word."""
    if not _ARABIC.search(word) or stem in _idea_of() or word[0] not in _ARABIC_JOINED or len(word) < 4:
        return stem
    rest = word[1:]
    if rest in _little():
        return ""
    inner = _stem(rest)
    return inner if inner in _idea_of() or inner in _number_words() else stem


@lru_cache(maxsize=1)
def _idea_of() -> Mapping[str, str]:
    """The idea of each stem, named by its first word; a stem of two ideas belongs to the first."""
    found: dict[str, str] = {}
    for line in IDEAS:
        name = "=" + line.split()[0]
        for word in line.split():
            found.setdefault(_stem(word), name)
    return found


@lru_cache(maxsize=1)
def _little() -> frozenset[str]:
    return frozenset(LITTLE.split())


@lru_cache(maxsize=1)
def _little_stems() -> frozenset[str]:
    return frozenset(map(_stem, LITTLE.split()))


@lru_cache(maxsize=1)
def _number_words() -> frozenset[str]:
    return frozenset(map(_stem, NUMBERS.split()))
