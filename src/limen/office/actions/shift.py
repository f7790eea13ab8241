"""The shift as who commands it sees it: desks, waits, holds, signatures, checks skipped; every figure opens its rows.

The shift is what happened at the post since local midnight, and in the last twelve hours where that is longer. Nobody
is ranked: officers stand by name, and what they did is a count (FEATURES U9). A look is a journal entry, because names
are seen.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from limen.casework import ARRIVAL
from limen.office.actions import ageing, checkpointing, law, relaxing, secondary, telling
from limen.office.actions.acting import NotFound, permit
from limen.office.actions.ageing import Aged
from limen.office.actions.views import CaseRow
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import Account, Assessment, Case, Decision, Duty, Hold, Post, Relaxation
from limen.policy import Route
from limen.vocabulary.evidence import N_, Outcome
from limen.vocabulary.person import Officer, Role

SHIFT = timedelta(hours=12)
QUARTER = timedelta(minutes=15)
LATE_REFERRAL = timedelta(minutes=15)
LONGEST_RELAXED = timedelta(hours=12)  # past it an order is marked loudly; it never ends by itself
AT_DESKS = (Role.PRIMARY, Role.SECONDARY, Role.CHIEF)
MOST_ROWS = 200
# What waits, in the order of the work; the words are the states' own.
WAITS = (
    "referred", "secondary", "held", "detained", "deferred", "awaiting", "reported", "refused", "protection",
    "child_protection",
)  # fmt: skip
DECIDED = (Decision.State.EFFECTIVE, Decision.State.AWAITING)
LOOKED_AT = (Outcome.NOT_DONE, Outcome.UNSURE, Outcome.FAILED)

WORDS: Mapping[str, str] = {
    "other": N_("other reasons"),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """One officer on duty: what they have open, for how long, and how many travellers they decided."""

    name: str
    roles: tuple[str, ...]
    case: uuid.UUID | None
    doing: str  # the state of the case they have open, "" where they have none
    minutes: int
    others: int  # how many more stand half done with them
    crossings: int


@dataclass(frozen=True, slots=True)
class Wait:
    """How many are in a state, and the one that has been longest."""

    state: str
    words: str
    count: int
    minutes: int
    case: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits: for how long, with whom, and whether that is too long."""

    case: uuid.UUID
    name: str
    minutes: int
    officer: str
    late: bool


@dataclass(frozen=True, slots=True)
class Lapsing:
    """Somebody not free to go on: the hold's limit, and the clock that runs from the first restraint."""

    case: uuid.UUID
    name: str
    limit: datetime | None  # None where the hold has ended and the clock still runs
    left: int | None  # minutes; negative once lapsed
    restrained: int | None  # minutes since the first moment the person was not free to go on
    over: bool = False  # that clock is past the limit the post states


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of an hour: how many were taken in and how many were decided."""

    at: datetime
    arrived: int
    decided: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """One check over the crossings of the shift: how often it was not done, unsure or failed, and the reasons."""

    code: str
    title: str
    not_done: int
    unsure: int
    failed: int
    reasons: tuple[tuple[str, str, int], ...]  # outcome, reason, how many

    @property
    def total(self) -> int:
        """How many crossings were decided with this check not passed."""
        return self.not_done + self.unsure + self.failed


@dataclass(frozen=True, slots=True)
class Order:
    """An order that relaxed checks, from its start to its end."""

    id: uuid.UUID
    direction: str
    left_out: tuple[str, ...]
    cite: str
    reason: str
    by: str
    since: datetime
    minutes: int
    overdue: bool
    ended_at: datetime | None
    ended_by: str
    end_reason: str
    language: str = "en"  # of the questions left out


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the law of the post lets be left out: its code, what it is called, and which ways."""

    code: str
    words: str
    question: bool
    directions: tuple[str, ...]
    language: str = "en"  # of a question


@dataclass(frozen=True, slots=True)
class ShiftView:
    """The whole shift."""

    post: str
    since: datetime
    at: datetime
    desks: tuple[Desk, ...]
    waits: tuple[Wait, ...]
    referrals: tuple[Waiting, ...]
    signatures: tuple[Waiting, ...]
    lapsing: tuple[Lapsing, ...]
    quarters: tuple[Quarter, ...]
    arrived: int
    decided: int
    skipped: tuple[Skipped, ...]
    lists: tuple[Aged, ...]
    order: Order | None
    earlier: tuple[Order, ...]
    offers: tuple[Offer, ...]
    cite: str


def shift(officer: Officer, stamp: Stamp, *, language: str = "en") -> ShiftView:
    """The shift now, the law in a language; the look is journaled with whom it showed."""
    permit(officer, "see_shift", stamp)
    post = _post(officer)
    at, since = stamp.at, shift_began(post, stamp.at)
    cases = _cases(officer)
    waiting = list(_waiting(cases.filter(state__in=WAITS).prefetch_related("referrals", "holds", "decisions"), at))
    held = tuple(_lapsing(cases, at))
    decided = _decided(cases, since)
    orders = [_order(post, row, at, language) for row in _orders(post, since)]
    offers, cite = _offers(post, at, language)
    quarters, arrived = _quarters(cases, decided, since, at)
    view = ShiftView(
        post=post.title,
        since=since,
        at=at,
        desks=tuple(_desks(post, cases, decided, since, at)),
        waits=tuple(_waits(waiting)),
        referrals=_rows_of(waiting, "referred"),
        signatures=_rows_of(waiting, "awaiting"),
        lapsing=held,
        quarters=quarters,
        arrived=arrived,
        decided=len(decided),
        skipped=tuple(_skipped(decided, relaxing.route_of(post, "entry", law.day_at(post, at)), language)),
        lists=ageing.ages(post, at),
        order=next((order for order in orders if order.ended_at is None), None),
        earlier=tuple(order for order in orders if order.ended_at is not None),
        offers=offers,
        cite=cite,
    )
    shown = {row.case for row in (*view.referrals, *view.signatures)} | {row.case for row in view.lapsing}
    _seen(officer, stamp, {"purpose": "shift", "cases": sorted(str(key) for key in shown)})
    return view


def skipped_cases(
    officer: Officer, stamp: Stamp, *, check: str, outcome: str, language: str = "en"
) -> tuple[str, tuple[CaseRow, ...]]:
    """The crossings of the shift that were decided with a check not passed in this way: its title and their rows."""
    permit(officer, "see_shift", stamp)
    if outcome not in {str(one) for one in LOOKED_AT}:
        raise NotFound("There is no such figure on the shift's page.")
    post = _post(officer)
    rows = _decided(_cases(officer), shift_began(post, stamp.at))
    found: list[tuple[_Taken, str]] = []
    title = check
    read = _assessed(rows, relaxing.route_of(post, "entry", law.day_at(post, stamp.at)), language)
    for row in rows:
        for name, ended, called, reason in read[row.assessment]:
            if (name, ended) == (check, outcome):
                title = called
                found.append((row, reason))
    shown = found[-MOST_ROWS:][::-1]
    kept = Case.objects.select_related("document", "holder").in_bulk([row.case for row, _ in shown])
    answer = tuple(_case_row(kept[row.case], row, reason) for row, reason in shown if row.case in kept)
    _seen(
        officer, stamp,
        {"purpose": "shift", "check": check, "outcome": outcome, "cases": sorted(str(row.id) for row in answer)},
    )  # fmt: skip
    return title, answer


def shift_began(post: Post, at: datetime) -> datetime:
    """Local midnight at the post, or twelve hours ago where that is earlier."""
    zone = ZoneInfo(post.zone)
    midnight = datetime.combine(at.astimezone(zone).date(), time(), zone)
    return min(midnight, at - SHIFT)


def _post(officer: Officer) -> Post:
    row = Post.objects.filter(code=officer.post).first()
    if row is None:
        raise NotFound("There is no post {post}.", post=officer.post)
    return row


def _cases(officer: Officer) -> QuerySet[Case]:
    """The cases of the post that this officer may know of."""
    open_to = ["", *officer.compartments]
    return Case.objects.filter(post__code=officer.post, kind="arrival", compartment__in=open_to)


def _seen(officer: Officer, stamp: Stamp, payload: Mapping[str, Any]) -> None:
    with transaction.atomic():
        if journal.earlier(stamp.key) is None:
            journal.append(stamp=stamp, verb="see_shift", officer=officer.id, post=officer.post, payload=payload)
    checkpointing.if_due(stamp.at)


def _minutes(since: datetime, at: datetime) -> int:
    return max(0, int((at - since).total_seconds() // 60))


def _name(case: Case) -> str:
    return f"{case.document.given} {case.document.surname}".strip() if case.document else ""


# -- who decided what -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Taken:
    case: uuid.UUID
    officer: uuid.UUID
    at: datetime
    assessment: uuid.UUID


def _decided(cases: QuerySet[Case], since: datetime) -> list[_Taken]:
    """The decisions of the shift that stand or wait for a signature, oldest first.

    Reached through the cases of the day before too, by the index of the work lists: decisions have none by time.
    """
    rows = (
        cases.filter(
            state__in=list(ARRIVAL.states), made_at__gte=since - timedelta(days=2), decisions__made_at__gte=since,
            decisions__state__in=DECIDED,
        )
        .order_by("decisions__made_at")
        .values_list("id", "decisions__officer", "decisions__made_at", "decisions__assessment")
    )  # fmt: skip
    return [_Taken(*row) for row in rows]


def _desks(
    post: Post, cases: QuerySet[Case], decided: Iterable[_Taken], since: datetime, at: datetime
) -> Iterable[Desk]:
    """Everybody with a duty at a desk who signed in or worked in the shift, by name."""
    roles: dict[uuid.UUID, list[str]] = {}
    on_duty = Duty.objects.filter(post=post, role__in=AT_DESKS, compartment="", from_at__lte=at)
    for holder, role in on_duty.filter(Q(until_at=None) | Q(until_at__gt=at)).values_list("account", "role"):
        roles.setdefault(holder, []).append(role)
    counts = Counter(row.officer for row in decided)
    working: dict[uuid.UUID, list[Case]] = {}
    half_done = cases.filter(state__in=("open", "secondary")).select_related("document").prefetch_related("referrals")
    for case in half_done.order_by("-made_at"):
        working.setdefault(case.holder_id, []).append(case)
    for account in Account.objects.filter(id__in=list(roles), is_active=True).order_by("full_name", "id"):
        mine = working.get(account.id, [])
        signed_in = account.last_login is not None and account.last_login >= since
        if not (signed_in or mine or counts[account.id]):
            continue
        now = mine[0] if mine else None
        yield Desk(
            name=account.full_name,
            roles=tuple(role.value for role in AT_DESKS if role.value in roles[account.id]),
            case=now.id if now else None,
            doing=ARRIVAL.states[now.state] if now else "",
            minutes=_minutes(_since(now), at) if now else 0,
            others=max(0, len(mine) - 1),
            crossings=counts[account.id],
        )


# -- what waits -------------------------------------------------------------------------------------------------------


def _since(case: Case) -> datetime:
    """Since when a case is in the state it is in, as far as its rows say."""
    if case.state in ("referred", "protection", "child_protection"):
        return max((row.made_at for row in case.referrals.all()), default=case.made_at)
    if case.state == "secondary":
        return max((row.taken_at for row in case.referrals.all() if row.taken_at), default=case.made_at)
    if case.state in ("held", "detained"):
        return max((row.made_at for row in case.holds.all() if row.ended_at is None), default=case.made_at)
    if case.state in ("awaiting", "refused", "reported"):
        live = [row for row in case.decisions.all() if row.state in DECIDED]
        return max((row.effective_at or row.made_at for row in live), default=case.made_at)
    return case.made_at


def _waiting(cases: QuerySet[Case], at: datetime) -> Iterable[tuple[str, Waiting]]:
    """Everybody who waits, with the state they wait in."""
    for case in cases.select_related("document", "holder"):
        since = _since(case)
        late = case.state == "referred" and at - since > LATE_REFERRAL
        yield case.state, Waiting(case.id, _name(case), _minutes(since, at), case.holder.full_name, late)


def _waits(waiting: Iterable[tuple[str, Waiting]]) -> Iterable[Wait]:
    by_state: dict[str, list[Waiting]] = {}
    for state, row in waiting:
        by_state.setdefault(state, []).append(row)
    for state in WAITS:
        rows = by_state.get(state, [])
        longest = max(rows, key=lambda row: row.minutes, default=None)
        yield Wait(
            state, ARRIVAL.states[state], len(rows), longest.minutes if longest else 0,
            longest.case if longest else None,
        )  # fmt: skip


def _rows_of(waiting: Iterable[tuple[str, Waiting]], state: str) -> tuple[Waiting, ...]:
    """Those who wait in a state, the longest first."""
    return tuple(sorted((row for name, row in waiting if name == state), key=lambda row: -row.minutes)[:MOST_ROWS])


def _lapsing(cases: QuerySet[Case], at: datetime) -> Iterable[Lapsing]:
    """Holds by their limit, the lapsed first; then whose restraint goes on in another state."""
    holds = Hold.objects.filter(case__in=cases, ended_at=None).select_related("case__document")
    held = set()
    for hold in holds.order_by("limit_at")[:MOST_ROWS]:
        held.add(hold.case_id)
        left = int((hold.limit_at - at).total_seconds() // 60)
        yield Lapsing(hold.case_id, _name(hold.case), hold.limit_at, left, *_restrained(hold.case, at))
    going_on = cases.exclude(restrained_at=None).exclude(state__in=list(ARRIVAL.closed)).exclude(id__in=held)
    for case in going_on.select_related("document").order_by("restrained_at")[:MOST_ROWS]:
        yield Lapsing(case.id, _name(case), None, None, *_restrained(case, at))


def _restrained(case: Case, at: datetime) -> tuple[int | None, bool]:
    clock = secondary.clock(case, at)
    return (clock.minutes, clock.state == "lapsed") if clock else (None, False)


def _quarters(
    cases: QuerySet[Case], decided: Iterable[_Taken], since: datetime, at: datetime
) -> tuple[tuple[Quarter, ...], int]:
    """The quarters of an hour from the first thing that happened to now, at most those of the shift."""
    arrivals = list(cases.filter(state__in=list(ARRIVAL.states), made_at__gte=since).values_list("made_at", flat=True))
    width = QUARTER.total_seconds()
    first, last = int(since.timestamp() // width), int(at.timestamp() // width)
    arrived = Counter(int(moment.timestamp() // width) for moment in arrivals)
    done = Counter(int(row.at.timestamp() // width) for row in decided)
    first = max(first, min((*arrived, *done), default=last))
    zone = at.tzinfo
    return (
        tuple(
            Quarter(datetime.fromtimestamp(number * width, zone), arrived[number], done[number])
            for number in range(first, last + 1)
        ),
        len(arrivals),
    )


# -- checks that were not passed --------------------------------------------------------------------------------------


_Found = tuple[str, str, str, str]  # code, outcome, title, reason


def _assessed(decided: Iterable[_Taken], route: Route, language: str) -> dict[uuid.UUID, tuple[_Found, ...]]:
    """What each decision's assessment found not passed; findings never change, so what was read once is kept.

    Facts that it names are named as the law of the `route` does in that language.
    """
    spoken_in = telling.language_of(route.pack, language)
    kept = _KEPT.setdefault(spoken_in, {})
    wanted = {row.assessment for row in decided}
    found = {key: kept[key] for key in wanted if key in kept}
    missing = list(wanted - found.keys())
    for start in range(0, len(missing), 500):
        rows = Assessment.objects.filter(id__in=missing[start : start + 500]).values_list("id", "findings")
        for key, findings in rows:
            found[key] = tuple(_not_passed(findings, route, spoken_in))
    if len(kept) > _KEPT_AT_MOST:
        kept.clear()
    kept.update(found)
    return found


_KEPT: dict[str, dict[uuid.UUID, tuple[_Found, ...]]] = {}  # by the language of the law
_KEPT_AT_MOST = 20_000


def _not_passed(findings: Iterable[Mapping[str, Any]], route: Route, language: str) -> Iterable[_Found]:
    """The findings that did not pass; a check left out by order is told under its own code, a list under its id."""
    for finding in findings:
        if finding["outcome"] == "passed":
            continue
        params = finding.get("params", {})
        code = str(params.get("check", finding["code"])) if finding["code"] == "left_out" else str(finding["code"])
        if code == "list" and params.get("list"):
            code = f"list:{params['list']}"
        title = _title(code, str(params.get("title", "")))
        yield code, str(finding["outcome"]), title, telling.reason(finding, route, language)


@lru_cache(maxsize=1000)
def _title(code: str, title: str) -> str:
    return telling.title({"code": code.partition(":")[0], "params": {"title": title} if title else {}})


def _skipped(decided: list[_Taken], route: Route, language: str) -> Iterable[Skipped]:
    """Each check that some crossing was decided without, the most frequent first, with its commonest reasons."""
    read = _assessed(decided, route, language)
    titles: dict[str, str] = {}
    counts: Counter[tuple[str, str]] = Counter()
    reasons: dict[str, Counter[tuple[str, str]]] = {}
    for row in decided:
        for code, outcome, title, reason in read.get(row.assessment, ()):
            titles.setdefault(code, title)
            counts[code, outcome] += 1
            reasons.setdefault(code, Counter())[outcome, reason] += 1
    for code in sorted(titles, key=lambda name: (-sum(counts[name, str(one)] for one in LOOKED_AT), name)):
        commonest = reasons[code].most_common(3)
        told = [(outcome, reason, many) for (outcome, reason), many in commonest]
        if rest := sum(reasons[code].values()) - sum(many for _, many in commonest):
            told.append(("", WORDS["other"], rest))
        yield Skipped(
            code, titles[code], counts[code, "not_done"], counts[code, "unsure"], counts[code, "failed"], tuple(told)
        )


def _case_row(case: Case, taken: _Taken, reason: str) -> CaseRow:
    return CaseRow(
        id=case.id,
        name=_name(case),
        nationality=case.document.nationality if case.document else "",
        document=f"{case.document.issuer} {case.document.number}" if case.document else "",
        direction=case.direction,
        state=case.state,
        state_words=ARRIVAL.states[case.state],
        officer=case.holder.full_name,
        since=taken.at,
        note=reason,
    )


# -- lists and orders -------------------------------------------------------------------------------------------------


def _orders(post: Post, since: datetime) -> QuerySet[Relaxation]:
    """The order in force and those that ended in the shift, the newest first."""
    rows = Relaxation.objects.filter(post=post).filter(Q(ended_at=None) | Q(ended_at__gte=since))
    return rows.select_related("officer", "ended_by").order_by("-made_at")


def _order(post: Post, row: Relaxation, at: datetime, language: str) -> Order:
    called = {offer.code: offer.words for offer in _offers(post, at, language)[0]}
    until = row.ended_at or at
    return Order(
        id=row.id,
        direction=row.direction,
        left_out=tuple(called.get(code, code.replace("_", " ")) for code in row.left_out),
        language=telling.language_of(relaxing.route_of(post, "entry", law.day_at(post, at)).pack, language),
        cite=row.cite,
        reason=row.reason,
        by=row.officer.full_name,
        since=row.made_at,
        minutes=_minutes(row.made_at, until),
        overdue=until - row.made_at > LONGEST_RELAXED,
        ended_at=row.ended_at,
        ended_by=row.ended_by.full_name if row.ended_by else "",
        end_reason=row.end_reason,
    )


def _offers(post: Post, at: datetime, language: str) -> tuple[tuple[Offer, ...], str]:
    """What the law of the post lets be left out, with which ways, and the clause."""
    found: dict[str, Offer] = {}
    cites = []
    for direction in relaxing.DIRECTIONS:
        route = relaxing.route_of(post, direction, law.day_at(post, at))
        if route.relaxation is None:
            continue
        cites.append(route.pack.cited(route.relaxation.cite))
        for code in (*route.relaxation.checks, *route.relaxation.facts):
            question = code in route.relaxation.facts
            spoken_in = telling.language_of(route.pack, language)
            words = telling.question(route, code, "", spoken_in) if question else _title(code, "")
            before = found[code].directions if code in found else ()
            found[code] = Offer(code, words, question, (*before, direction), spoken_in)
    return tuple(found.values()), "; ".join(dict.fromkeys(cites))
