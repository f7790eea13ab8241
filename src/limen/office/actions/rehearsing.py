"""What another threshold of a list would have done: the alerts of the last days, and the confirmed hits it would miss.

Every hit is kept with its score and with what became of it, so a higher threshold is told from the record. A lower one
is not: what scored below the threshold of the day was never kept. It is known only where the same travellers are
screened again, against the list as it is now; until then it is said not to be known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from limen.office.actions import listing
from limen.office.actions.acting import BadInput, Done, NotFound, once, permit
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Document, Hit, WatchList
from limen.screening import screen_many
from limen.screening.retrospect import AtThreshold, Scored, retrospect
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer, Person

LONGEST = 366  # days that are looked back
MOST = 5_000  # travellers who are screened again
PART = 50
USUAL = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9)
SHOWN_GROUPS = 8


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One threshold: what it would have done, None where that is not known."""

    threshold: float
    in_force: bool
    alerts: int | None = None
    confirmed: int | None = None
    missed: int | None = None
    rate: float | None = None  # alerts of 1,000 travellers
    groups: tuple[tuple[str, int], ...] = ()  # nationality of the document, alerts; the most first

    @property
    def known(self) -> bool:
        """Whether anything kept says it."""
        return self.alerts is not None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The thresholds beside each other, over the travellers of some days."""

    list_id: str
    title: str
    days: int
    travellers: int
    again: int  # of them screened again for this; 0 where the record alone is asked
    floor: float  # the lowest threshold that what is known reaches down to
    rows: tuple[Rehearsed, ...]


def rehearse(
    officer: Officer, stamp: Stamp, list_id: str, *, days: int = 30, thresholds: Sequence[float] = USUAL,
    again: bool = False, progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Rehearsal:  # fmt: skip
    """What these thresholds would have done in the last days; with `again` below the one in force too.

    Raises NotPermitted, NotFound, and BadInput for days or thresholds that are none.
    """
    permit(officer, "rehearse_list", stamp)
    if not 1 <= days <= LONGEST:
        raise BadInput(N_("Look back over 1 to {most} days."), most=LONGEST)
    if any(not 0 <= one <= 1 for one in thresholds):
        raise BadInput(N_("A threshold is a number from 0 to 1."))
    row = next(
        (one for one in listing.everywhere() if one.list_id == list_id and listing.is_known_to(one, officer)), None
    )
    if row is None:
        raise NotFound(N_("No list in service has this short name."))
    since = stamp.at - timedelta(days=days)
    wanted = tuple(sorted({*thresholds, row.threshold}))
    documents = _documents(since)
    if again:
        scored = list(_again(row, documents[:MOST], wanted[0], stamp, progress))
        floor = wanted[0]
    else:
        scored, floor = list(_kept(row, since)), _floor(row, since)
    told = retrospect(scored, wanted)
    rows = tuple(_row(one, row.threshold, floor, scored, len(documents)) for one in told)

    def run() -> Done:
        said = {"list": list_id, "days": days, "thresholds": list(wanted), "again": again, "travellers": len(documents)}
        entry = journal.append(
            stamp=stamp, verb="rehearse_list", officer=officer.id, post=officer.post, payload=said, result=list_id
        )
        return Done(None, list_id, entry.seq)

    once(officer, "rehearse_list", stamp, run)
    return Rehearsal(list_id, row.title, days, len(documents), min(len(documents), MOST) if again else 0, floor, rows)


def _row(one: AtThreshold, in_force: float, floor: float, scored: Sequence[Scored], travellers: int) -> Rehearsed:
    if one.threshold < floor:
        return Rehearsed(one.threshold, one.threshold == in_force)
    groups = sorted(((name, count) for name, count in one.by_group.items() if count), key=lambda two: (-two[1], two[0]))
    return Rehearsed(
        one.threshold, one.threshold == in_force, one.alerts, sum(hit.confirmed is True for hit in scored),
        len(one.missed_confirmed), 1000 * one.alerts / travellers if travellers else None, tuple(groups[:SHOWN_GROUPS]),
    )  # fmt: skip


def _documents(since: datetime) -> list[Document]:
    """The documents read at desks since then, each once."""
    read = Case.objects.filter(made_at__gte=since).exclude(document=None).values("document_id")
    return list(Document.objects.filter(id__in=read).order_by("id"))


def _floor(row: WatchList, since: datetime) -> float:
    """The highest of the thresholds that the list had in these days: what scored below it may not have been kept."""
    versions = WatchList.objects.filter(list_id=row.list_id, staged=False, made_at__gte=since)
    return max([row.threshold, *versions.values_list("threshold", flat=True)])


def _kept(row: WatchList, since: datetime) -> Iterator[Scored]:
    """The hits of the list as they were kept: each of a document and an entry's content once, as resolved last."""
    hits = Hit.every.filter(list_id=row.list_id, made_at__gte=since).order_by("resolved_at", "made_at", "id")
    found = {(hit.document_digest, hit.entry_id, hit.entry_hash): hit for hit in hits}
    nations = _nations({hit.document_digest for hit in found.values()})
    for hit in found.values():
        yield Scored(hit.score, nations.get(hit.document_digest, ""), _confirmed(hit), str(hit.case_id))


def _again(
    row: WatchList, documents: Sequence[Document], floor: float, stamp: Stamp, progress: Callable[[int, int], None]
) -> Iterator[Scored]:  # fmt: skip
    """The same travellers against the list as it is now, with what was found of them then."""
    lists = listing.beside(row.list_id, stamp.at.astimezone(ZoneInfo(stamp.zone)).date())
    said: dict[tuple[str, str], bool | None] = {}
    digests = {document.digest for document in documents}
    for then in Hit.every.filter(list_id=row.list_id).order_by("resolved_at", "id"):
        if then.document_digest in digests:
            said[then.document_digest, then.entry_id] = _confirmed(then)
    for start in range(0, len(documents), PART):
        part = documents[start : start + PART]
        people = (Person.of(store.travel_document(document)) for document in part)
        for document, hits in zip(part, screen_many(lists.index, people, min_score=floor), strict=True):
            for hit in hits:
                yield Scored(
                    hit.score, document.nationality, said.get((document.digest, hit.entry_id)), document.digest
                )
        progress(start + len(part), len(documents))


def _nations(digests: set[str]) -> dict[str, str]:
    return dict(Document.objects.filter(digest__in=digests).values_list("digest", "nationality"))


def _confirmed(hit: Hit) -> bool | None:
    if hit.state == Hit.State.SAME:
        return True
    return False if hit.state in (Hit.State.NOT_SAME, Hit.State.REMEMBERED) else None
