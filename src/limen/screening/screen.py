"""Screen one traveller against every list in use: each hit with its score, its rank, and why.

A traveller is screened whole: by every name, date and document number given. A hit is a possibility put before an
officer, never a finding about the person; what the officer makes of it is remembered under `Hit.resolution_key`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from limen.screening.align import NOTHING
from limen.screening.calibration import threshold_of
from limen.screening.compare import (
    DEFAULT_THRESHOLD,
    RULES_VERSION,
    Comparison,
    Feature,
    Prepared,
    Strength,
    best_alignment,
    compare_prepared,
    conclude,
    evidence,
    points,
    prepare,
)
from limen.screening.errors import TravellerError
from limen.screening.index import Candidate, Index
from limen.screening.lists.entry import Entry, ListManifest
from limen.screening.wording import WORDS
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.evidence import Finding, Outcome
from limen.vocabulary.person import Person, Sex

_AT_ONCE = 300  # travellers looked up in one pass
_LONGEST = 400  # characters of one value of a traveller


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry a traveller may be: score 0 to 1, rank, the features that add up to the score, the listed name that
    matched, and what a resolution must be kept under (the entry's content and the rules)."""

    entry_id: str
    list: str
    score: float
    strength: Strength
    why: tuple[Feature, ...]
    entry_hash: str
    rules_version: str
    listed_name: str

    @property
    def resolution_key(self) -> str:
        """The part of a remembered resolution's key that this room knows: any change of entry or rules changes it."""
        return f"{self.entry_hash}:{self.rules_version}"

    def to_json(self) -> dict[str, Any]:
        """The hit as `limen screen` prints it (DESIGN 5)."""
        return {
            "entry": self.entry_id,
            "list": self.list,
            "score": self.score,
            "strength": str(self.strength),
            "listed_name": self.listed_name,
            "why": [part.to_json() | {"reason": reason(part)} for part in self.why],
            "entry_hash": self.entry_hash,
            "rules_version": self.rules_version,
        }


def reason(part: Feature) -> str:
    """One feature in English; the console renders its own language from the same template."""
    return WORDS[part.code].format_map({"value": part.value, **part.params})


def screen(
    index: Index,
    person: Person,
    *,
    min_score: float | None = None,
    manifests: Mapping[str, ListManifest] | None = None,
) -> tuple[Hit, ...]:
    """Every entry of the index that a person may be, the surest first, then by key.

    `min_score` (0 to 1) is the floor; without it each list's own threshold from `manifests` (by list id), else
    DEFAULT_THRESHOLD. Same index, person and floor give the same hits.
    """
    return next(screen_many(index, (person,), min_score=min_score, manifests=manifests))


def screen_many(
    index: Index,
    people: Iterable[Person],
    *,
    min_score: float | None = None,
    manifests: Mapping[str, ListManifest] | None = None,
) -> Iterator[tuple[Hit, ...]]:
    """The hits of each of many travellers, in their order, as `screen` gives them; a word is looked up once for all."""
    floors = floors_of(manifests)
    lowest = min_score if min_score is not None else min([DEFAULT_THRESHOLD, *floors.values()])
    waiting = iter(people)
    while several := [prepare(person) for person in islice(waiting, _AT_ONCE)]:
        for prepared, candidates in zip(several, index.candidates(several, lowest), strict=True):
            hits: list[tuple[float, str, Hit]] = []
            for candidate in candidates:
                entry = candidate.entry
                floor = min_score if min_score is not None else floors.get(entry.list, DEFAULT_THRESHOLD)
                found = _compared(index, prepared, candidate, floor)
                if found is not None and found.score >= floor:
                    hits.append((-found.score, entry.key, hit_of(entry, found)))
            yield tuple(hit for _, _, hit in sorted(hits, key=lambda item: item[:2]))


def floors_of(manifests: Mapping[str, ListManifest] | None) -> dict[str, float]:
    """The thresholds that lists name for themselves, as a score or by what it may cost, by list id."""
    found = {name: threshold_of(one) for name, one in (manifests or {}).items()}
    return {name: threshold for name, threshold in found.items() if threshold is not None}


def _compared(index: Index, person: Prepared, candidate: Candidate, floor: float) -> Comparison | None:
    """The whole comparison, or nothing where it cannot reach the floor."""
    entry = candidate.entry
    if candidate.names is None:
        return compare_prepared(person, entry, index.rarity)
    beside = evidence(person, entry)
    given = sum(part.contribution for part in beside)
    if candidate.most + given < floor:
        return None
    best, listed = NOTHING, ""
    for place in candidate.names:
        text = entry.names[place].text
        found = best_alignment(person, text, index.rarity)
        if points(found) > points(best):
            best, listed = found, text
    if not best.pairs:
        return None
    return conclude(best, listed, beside) if points(best) + given >= floor - 1e-4 else None


def hit_of(entry: Entry, found: Comparison) -> Hit:
    """A comparison with an entry as the hit that is put before an officer."""
    return Hit(
        entry_id=entry.id,
        list=entry.list,
        score=found.score,
        strength=found.strength,
        why=found.why,
        entry_hash=entry.content_hash,
        rules_version=RULES_VERSION,
        listed_name=found.listed_name,
    )


def finding(hit: Hit) -> Finding:
    """A hit as a finding for the desk: unsure, for only an officer can say whether it is this person."""
    return Finding(
        code="screening.list",
        outcome=Outcome.UNSURE,
        params={
            "list": hit.list,
            "entry": hit.entry_id,
            "listed": hit.listed_name,
            "score": hit.score,
            "strength": str(hit.strength),
        },
        evidence={"entry_hash": hit.entry_hash, "rules": hit.rules_version, "why": [p.to_json() for p in hit.why]},
    )


def clear(index: Index) -> Finding:
    """The finding that a traveller was screened and nothing reached its list's threshold."""
    return Finding("screening.list", Outcome.PASSED, {"entries": len(index)}, evidence={"index": index.version})


def not_screened(because: str) -> Finding:
    """The finding that no screening took place; `because` is a short reason (no list loaded, list expired)."""
    return Finding("screening.list", Outcome.NOT_DONE, {"because": because})


def person_from_json(line: Mapping[str, Any]) -> Person:
    """The traveller of one line of `screen --people`: id, name or surname and given, born, sex, nationality, document.

    Each of name, born, nationality and document may be a list of values. Raises TravellerError.
    """
    identity = str(line.get("id", ""))
    names = _values(line, "name")
    surname, given = (" ".join(_values(line, part)) for part in ("surname", "given"))
    documents = _values(line, "document")
    if not names and (surname or given):
        names = (f"{given} {surname}".strip(),)
    if not names and not documents:
        raise TravellerError(
            f"traveller {identity!r} has neither a name nor a document. Give name, or surname and given."
        )
    sex = line.get("sex") or None
    if sex not in (None, "M", "F", "X", "<"):
        raise TravellerError(
            f"traveller {identity!r}: sex {str(sex)[:10]!r} is none of M, F, X. Leave it out if unknown."
        )
    try:
        born = tuple(PartialDate.parse(text) for text in _values(line, "born"))
    except DateError as error:
        raise TravellerError(f"traveller {identity!r}: {error}") from error
    return Person(
        id=identity,
        names=names,
        surname=surname,
        given=given,
        born=born,
        sex=Sex(sex) if sex in ("M", "F", "X") else None,
        nationalities=_values(line, "nationality"),
        documents=documents,
        name_truncated=line.get("name_truncated") is True,
    )


def _values(line: Mapping[str, Any], key: str) -> tuple[str, ...]:
    given = line.get(key)
    found = given if isinstance(given, list) else [given]
    for value in found:
        if value is not None and (not isinstance(value, str) or len(value) > _LONGEST):
            raise TravellerError(
                f"traveller {str(line.get('id', ''))!r}: {key} must be text of at most {_LONGEST} characters."
            )
    return tuple(value.strip() for value in found if value and value.strip())
