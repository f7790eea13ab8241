"""Which words of two names belong together: the best pairing, what each pair is worth, what is left over.

Each word counts once. A pair's worth is its likeness times the weights of its words; what is left over lowers the
likeness of the whole: a traveller's word that the list lacks more than a list's word that the traveller lacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz.distance import OSA

from limen.screening.names import LIGHT, UNVOWELLED, is_initial, likeness, readings

MISSING = 0.7  # a word of the traveller that the listed name has not
EXTRA = 0.35  # a word of the listed name that the traveller has not: documents print fewer names than lists know
EXTRA_TRUNCATED = 0.1  # the same, where the document cut the name
CONTRADICTED = 0.5  # added for what is left over on both sides: another patronymic, another surname
JOINED = 0.97
JOINED_BARE = 0.85
JOINED_FLOOR = 0.95  # of a likeness: two words printed as one keep their vowels, or all but one
TRUNCATED = 0.95
INITIAL = 0.9
INITIAL_SHARE = 0.3  # how much of its words' weight a pair of an initial carries
MOST_JOINED_EDITS = 12  # of a hundred letters, which leaves less than that floor beyond
LONGEST_JOINED = 20


class Rarity(Protocol):
    """How much a word tells: about 0.15 for the commonest of names, 1 for a word seen once or never."""

    def weight(self, word: str) -> float:
        """The weight of one word of `names.words`."""


class EvenRarity:
    """Every word tells the same, titles and particles little: for two names compared without a list."""

    def weight(self, word: str) -> float:
        """1, or 0.25 for a title or particle."""
        return 0.25 if word in LIGHT else 1.0


EVEN = EvenRarity()


@dataclass(frozen=True, slots=True)
class Pair:
    """Words of the traveller's name and of the listed name that were taken for the same, and how."""

    how: str
    theirs: str
    listed: str
    likeness: float
    weight: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """The pairing of two names. `ratio` is their likeness, 0 to 1; `told` the weight of what agrees."""

    ratio: float
    told: float
    pairs: tuple[Pair, ...]
    missing: tuple[tuple[str, float], ...]
    extra: tuple[tuple[str, float], ...]

    @property
    def is_identical(self) -> bool:
        """Whether both names have the same words and nothing else."""
        return not self.missing and not self.extra and all(pair.how == "identical" for pair in self.pairs)


NOTHING = Alignment(0.0, 0.0, (), (), ())

# likeness × weight for sorting, likeness, how, first and end of the traveller's words, first and end of the list's
_Edge = tuple[float, float, str, int, int, int, int]


def can_join(first: str, second: str) -> bool:
    """Whether two neighbouring words may be printed as one: Jin Ping, Jinping."""
    return len(first) + len(second) <= LONGEST_JOINED


def align(theirs: Sequence[str], listed: Sequence[str], rarity: Rarity, *, cut: int | None = None) -> Alignment:
    """Pair the words of two names. `cut` is the place of the traveller's word that a document may have cut short.

    Deterministic: the worthiest pair first, then the earliest.
    """
    if not theirs or not listed:
        return NOTHING
    their_weights = [rarity.weight(word) for word in theirs]
    list_weights = [rarity.weight(word) for word in listed]
    single, joined = _edges(theirs, listed, their_weights, list_weights, cut)
    found = _paired(single, theirs, listed, their_weights, list_weights, is_cut=cut is not None)
    if joined:
        other = _paired(single + joined, theirs, listed, their_weights, list_weights, is_cut=cut is not None)
        found = max(found, other, key=lambda pairing: pairing.ratio)
    return found


def _paired(
    edges: list[_Edge],
    theirs: Sequence[str],
    listed: Sequence[str],
    their_weights: list[float],
    list_weights: list[float],
    *,
    is_cut: bool,
) -> Alignment:
    """The pairing that takes the worthiest edge first, and what it leaves over."""
    free, open_ = [True] * len(theirs), [True] * len(listed)
    pairs: list[Pair] = []
    worth = weight = 0.0
    for _, alike, how, start, end, first, last in sorted(edges, key=lambda edge: (-edge[0], edge[3], edge[5])):
        if not (all(free[start:end]) and all(open_[first:last])):
            continue
        free[start:end] = [False] * (end - start)
        open_[first:last] = [False] * (last - first)
        share = INITIAL_SHARE if how == "initial" else 1.0
        ours = sum(list_weights[first:last])
        carried = share * ((ours if how == "truncated" else sum(their_weights[start:end])) + ours)
        worth += alike * carried
        weight += carried
        pairs.append(Pair(how, " ".join(theirs[start:end]), " ".join(listed[first:last]), alike, carried))
    if all(pair.how == "initial" for pair in pairs):
        return NOTHING  # initials alone are no name
    missing = tuple((theirs[i], their_weights[i]) for i, unused in enumerate(free) if unused)
    extra = tuple((listed[i], list_weights[i]) for i, unused in enumerate(open_) if unused)
    lost, more = sum(w for _, w in missing), sum(w for _, w in extra)
    left = 2 * (MISSING * lost + (EXTRA_TRUNCATED if is_cut else EXTRA) * more + CONTRADICTED * min(lost, more))
    return Alignment(worth / (weight + left), weight / 2, tuple(pairs), missing, extra)


def _edges(
    theirs: Sequence[str], listed: Sequence[str], their_weights: list[float], list_weights: list[float], cut: int | None
) -> tuple[list[_Edge], list[_Edge]]:
    """The pairs that two words can make, and those that two neighbours can make with one."""
    edges: list[_Edge] = []
    settled: set[int] = set()
    for i, word in enumerate(theirs):
        for j, other in enumerate(listed):
            alike, how = likeness(word, other)
            if alike < 1.0 and (i == cut or is_initial(word) or is_initial(other)):
                alike, how = max((alike, how), _begun(word, other, is_cut=i == cut))
            if alike:
                share = INITIAL_SHARE if how == "initial" else 1.0
                edges.append((alike * share * (their_weights[i] + list_weights[j]), alike, how, i, i + 1, j, j + 1))
                if how == "identical":
                    settled.add(j)
    if len(settled) < min(len(theirs), len(listed)):
        return edges, _joined(theirs, listed, their_weights, list_weights, settled)
    return edges, []


def _begun(word: str, other: str, *, is_cut: bool) -> tuple[float, str]:
    """A word of which one side holds only the beginning: an initial, or the last letters a document had room for."""
    short, long = (word, other) if len(word) < len(other) else (other, word)
    if UNVOWELLED in (word[0], other[0]) or not long.startswith(short):
        return 0.0, ""
    if is_cut and len(word) >= 3 and short == word:
        return TRUNCATED, "truncated"
    return (INITIAL, "initial") if is_initial(short) or (is_cut and short == word) else (0.0, "")


def _joined(
    theirs: Sequence[str],
    listed: Sequence[str],
    their_weights: list[float],
    list_weights: list[float],
    settled: set[int],
) -> list[_Edge]:
    """Pairs of one word, or two, with two neighbours that the other side printed otherwise apart."""
    edges: list[_Edge] = []
    for i in range(len(theirs) - 1):
        if can_join(theirs[i], theirs[i + 1]):
            word = join(theirs[i], theirs[i + 1])
            for j, other in enumerate(listed):
                alike = 0.0 if j in settled else as_one(word, other)
                if alike:
                    worth = alike * (sum(their_weights[i : i + 2]) + list_weights[j])
                    edges.append((worth, alike, "joined", i, i + 2, j, j + 1))
    for j in range(len(listed) - 1):
        if can_join(listed[j], listed[j + 1]) and not {j, j + 1} & settled:
            other = join(listed[j], listed[j + 1])
            for i, word in enumerate(theirs):
                alike = as_one(word, other)
                if alike:
                    worth = alike * (their_weights[i] + sum(list_weights[j : j + 2]))
                    edges.append((worth, alike, "joined", i, i + 1, j, j + 2))
    for i in range(len(theirs) - 1):  # a blank that stands a letter too early or too late
        for j in range(len(listed) - 1):
            if {j, j + 1} & settled or not can_join(theirs[i], theirs[i + 1]):
                continue
            if can_join(listed[j], listed[j + 1]) and join(*theirs[i : i + 2]) == join(*listed[j : j + 2]):
                worth = JOINED * (sum(their_weights[i : i + 2]) + sum(list_weights[j : j + 2]))
                edges.append((worth, JOINED, "joined", i, i + 2, j, j + 2))
    return edges


def as_one(word: str, other: str) -> float:
    """How alike a joined word is to a printed one: stricter than for single words, which joining makes so many of, and
    so that both always share a key of `joined_keys`."""
    if word == other:
        return JOINED
    is_bare = word.startswith(UNVOWELLED) or other.startswith(UNVOWELLED)
    length = max(len(word), len(other))
    if not is_bare and 100 * OSA.distance(word, other, score_cutoff=length) > MOST_JOINED_EDITS * length:
        return 0.0
    shared = set(readings(word)) & set(readings(other))
    if not shared or (is_bare and max(map(len, shared)) < 4):
        return 0.0
    alike, _ = likeness(word, other)
    return JOINED * alike if alike >= (JOINED_BARE if is_bare else JOINED_FLOOR) else 0.0


def join(first: str, second: str) -> str:
    """Two neighbouring words as one; without short vowels if either is."""
    text = first.removeprefix(UNVOWELLED) + second.removeprefix(UNVOWELLED)
    return UNVOWELLED + text if UNVOWELLED in (first[:1], second[:1]) else text
