"""How long may this person stay? Days counted in a moving window, such as 90 days in any 180.

Rules of the count (Regulation (EU) 2016/399 Article 6(1), (1a), (2)): the day of entry and the day of exit are both
days of stay; a day is counted once; the window is the 180 days that end on, and include, the day tested; every day of
a planned stay is tested, not the first alone; days under a residence permit or long-stay visa (`counts` false) and
days outside the territory are left out. A movement without its counterpart is never taken as absence: the days it may
hide are counted as possible days, and the answer says that it is uncertain.

>>> rule = StayRule("90-180", 90, 180, "Art 6(1)")
>>> stay = parse_movements([{"direction": "entry", "on": "2026-01-01"}, {"direction": "exit", "on": "2026-01-10"}])
>>> count(stay, date(2026, 2, 1), rule=rule).days_left
80
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from limen.policy.errors import PolicyError
from limen.vocabulary.dates import Period


class StayError(PolicyError):
    """Movements or a rule that cannot be read; the message says which and what to write."""


class Direction(StrEnum):
    """Which way a border was crossed."""

    ENTRY = "entry"
    EXIT = "exit"


@dataclass(frozen=True, slots=True, order=True)
class Movement:
    """One crossing: the day, the way, the State, and whether its days count towards a short stay."""

    on: date
    direction: Direction
    state: str = ""
    counts: bool = True

    def to_json(self) -> dict[str, Any]:
        """The movement as DESIGN §5 reads it."""
        return {"direction": str(self.direction), "on": self.on.isoformat(), "state": self.state, "counts": self.counts}


@dataclass(frozen=True, slots=True)
class StayRule:
    """So many days in any window of so many days, in a territory whose members may have joined on a date.

    `territory` maps a State to the periods during which its days count; empty means that every State's days do.
    """

    id: str
    days: int
    window: int
    cite: str
    territory: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 < self.days <= self.window <= 3660:
            raise StayError(f"{self.id}: {self.days} days in {self.window} is no rule: 0 < days <= window <= 3660")


@dataclass(frozen=True, slots=True)
class Presence:
    """Days of stay as ordinals: runs that are certain, runs that are only possible, and the movements left unmatched.

    Runs are disjoint and ascending; `open_since` is the entry that no exit has followed, if any.
    """

    certain: tuple[tuple[int, int], ...]
    possible: tuple[tuple[int, int], ...]
    unmatched: tuple[Movement, ...]
    open_since: int | None = None

    @property
    def either(self) -> tuple[tuple[int, int], ...]:
        """Every day on which the person was, or may have been, there."""
        return self.certain if not self.possible else _merged([*self.certain, *self.possible])


@dataclass(frozen=True, slots=True)
class StayCount:
    """What a count found on one day.

    `days_used` are the days, certain or possible, in the window that ends on `tested`; `days_used_at_least` the certain
    ones. `days_left` is the balance on that day. `last_day` is the last lawful day of a stay that goes on, or begins,
    on `on`; None where not even that day is. `earliest_next_entry` is the first lawful day of entry after that.
    `unmatched` lists movements without counterpart; where there are any, `certain` is false.
    """

    tested: date
    days_used: int
    days_used_at_least: int
    days_left: int
    days_over: int
    last_day: date | None
    earliest_next_entry: date
    cite: str
    window: tuple[Period, ...]
    window_from: date
    unmatched: tuple[Movement, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether every movement has its counterpart."""
        return not self.unmatched

    def to_json(self) -> dict[str, Any]:
        """The count as `limen stay` prints it (DESIGN §5)."""
        return {
            "days_used": self.days_used,
            "days_left": self.days_left,
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "earliest_next_entry": self.earliest_next_entry.isoformat(),
            "cite": self.cite,
            "window": [{"from": p.first.isoformat(), "to": (p.last or p.first).isoformat()} for p in self.window],
            "window_from": self.window_from.isoformat(),
            "window_to": self.tested.isoformat(),
            "days_over": self.days_over,
            "days_used_at_least": self.days_used_at_least,
            "certain": self.certain,
            "unmatched": [movement.to_json() for movement in self.unmatched],
        }


def parse_movements(raw: Any) -> tuple[Movement, ...]:
    """Read `[{"direction", "on", "state", "counts"}]` or `{"movements": […]}`, in any order. Raises StayError."""
    if isinstance(raw, Mapping):
        raw = raw.get("movements")
    if not isinstance(raw, list | tuple):
        raise StayError('movements are a list: [{"direction": "entry", "on": "2026-11-22", "state": "SE"}]')
    return tuple(sorted([_movement(item, place) for place, item in enumerate(raw, 1)], key=_BY_DAY))


_FIELDS = frozenset({"direction", "on", "state", "counts"})
_BY_DAY = attrgetter("on", "direction", "state", "counts")  # the order of movements, without asking them


def _movement(item: Any, place: int) -> Movement:
    if isinstance(item, Movement):
        return item
    if not isinstance(item, (dict, Mapping)) or not _FIELDS.issuperset(item):
        raise StayError(f"movement {place}: {item!r} must have direction and on, and may have state and counts")
    day, counts, state = item.get("on"), item.get("counts", True), item.get("state") or ""
    try:
        if type(day) is str and type(state) is str and type(counts) is bool:
            return _crossing(day, str(item.get("direction")), state, counts)
        day = date.fromisoformat(day) if isinstance(day, str) else day
        direction = Direction(str(item.get("direction")))
    except ValueError as problem:
        raise StayError(f"movement {place}: {problem}; write direction entry or exit and on 2026-11-22") from problem
    if not isinstance(day, date) or not isinstance(counts, bool) or not isinstance(state, str):
        raise StayError(f"movement {place}: on is a date, counts true or false, state a code of a State")
    return Movement(day, direction, state, counts)


@lru_cache(maxsize=1 << 14)
def _crossing(day: str, way: str, state: str, counts: bool) -> Movement:
    """One crossing as written. Kept: the days of a few years, each way, are all that a year of travellers brings."""
    return Movement(date.fromisoformat(day), Direction(way), state, counts)


def presence(movements: Iterable[Movement], until: date, rule: StayRule) -> Presence:
    """The days of stay up to a day, from crossings in any order.

    An entry that another entry follows, or an exit that no entry precedes, hides days nobody recorded: its own day is
    certain, the days to its missing counterpart are possible. A last entry without exit is possible to `until`.
    """
    certain: list[tuple[int, int]] = []
    possible: list[tuple[int, int]] = []
    unmatched: list[Movement] = []
    inside: Movement | None = None
    last_exit = 1  # the first day of the calendar: nothing says since when
    for movement in _in_order(m for m in movements if m.on <= until):
        here = movement.on.toordinal()
        if movement.direction is Direction.ENTRY:
            if inside is not None:
                unmatched.append(inside)
                _add(certain, inside, inside.on.toordinal(), inside.on.toordinal(), rule)
                _add(possible, inside, inside.on.toordinal() + 1, here, rule)
            inside = movement
            continue
        if inside is None:
            unmatched.append(movement)
            _add(certain, movement, here, here, rule)
            _add(possible, movement, last_exit, here - 1, rule)
        elif movement.counts:
            _add(certain, inside, inside.on.toordinal(), here, rule)
        inside, last_exit = None, here
    if inside is not None:
        start = inside.on.toordinal()
        unmatched.append(inside)
        _add(certain, inside, start, start, rule)
        _add(possible, inside, start + 1, until.toordinal(), rule)
    return Presence(_merged(certain), _merged(possible), tuple(unmatched), inside.on.toordinal() if inside else None)


def _in_order(movements: Iterable[Movement]) -> Iterable[Movement]:
    """Crossings in the order they happened; within one day the order that leaves fewest without counterpart."""
    inside: Movement | None = None
    for _, group in groupby(sorted(movements, key=_BY_DAY), key=attrgetter("on")):
        today = list(group)
        if len(today) == 1:
            inside = today[0] if today[0].direction is Direction.ENTRY else None
            yield today[0]
            continue
        entries = [m for m in today if m.direction is Direction.ENTRY]
        exits = [m for m in today if m.direction is Direction.EXIT]
        while entries or exits:
            queue, others = (exits or entries, entries) if inside else (entries or exits, exits)
            movement = _fitting(queue, inside, others)
            queue.remove(movement)
            inside = movement if movement.direction is Direction.ENTRY else None
            yield movement


def _fitting(queue: Sequence[Movement], inside: Movement | None, others: Sequence[Movement]) -> Movement:
    """Of several crossings of one way on one day, the one of a kind with the stay it ends, or that another ends."""
    kinds = {(inside.state, inside.counts)} if inside else {(other.state, other.counts) for other in others}
    return next((movement for movement in queue if (movement.state, movement.counts) in kinds), queue[0])


def _add(runs: list[tuple[int, int]], movement: Movement, first: int, last: int, rule: StayRule) -> None:
    if not movement.counts or last < first:
        return
    if not rule.territory or not movement.state:
        runs.append((first, last))
        return
    for period in rule.territory.get(movement.state, ()):
        low = max(first, period.first.toordinal())
        high = min(last, period.last.toordinal() if period.last else last)
        if low <= high:
            runs.append((low, high))


def _merged(runs: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(runs):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


def _counter(runs: Sequence[tuple[int, int]]) -> Callable[[int], int]:
    """A function that answers how many days of the runs are on or before an ordinal."""
    starts = [first for first, _ in runs]
    totals = [0]
    for first, last in runs:
        totals.append(totals[-1] + last - first + 1)

    def up_to(day: int) -> int:
        place = bisect_right(starts, day)
        if not place:
            return 0
        first, last = runs[place - 1]
        return totals[place - 1] + min(day, last) - first + 1

    return up_to


def days_in_window(runs: Sequence[tuple[int, int]], day: int, window: int) -> int:
    """Days of the runs in the window that ends on, and includes, an ordinal day."""
    up_to = _counter(runs)
    return up_to(day) - up_to(day - window)


def last_lawful_day(runs: Sequence[tuple[int, int]], start: int, rule: StayRule) -> int:
    """The last ordinal on which a stay begun on `start` is lawful, every day tested; `start - 1` where none is.

    `runs` are the days of stay before `start`; days of it from `start` on are part of the stay.
    """
    earlier = [(first, min(last, start - 1)) for first, last in runs if first < start]
    if not earlier or earlier[-1][1] <= start - rule.window:
        return start + rule.days - 1 if rule.days < rule.window else date.max.toordinal()
    up_to = _counter(earlier)
    before = up_to(start - 1)
    # The days used on a day of the stay never fall: each adds one, and at most one leaves the window.
    days, already = range(start, start + rule.window), before - start + 1
    lawful = bisect_right(days, rule.days, key=lambda day: already + day - up_to(day - rule.window))
    return date.max.toordinal() if lawful == rule.window else start + lawful - 1


def _earliest_entry(runs: Sequence[tuple[int, int]], day: int, rule: StayRule) -> int:
    """The first ordinal from `day` on that may be a lawful day of entry."""
    up_to = _counter(runs)
    while up_to(day - 1) - up_to(min(day - rule.window, day - 1)) + 1 > rule.days and day < date.max.toordinal():
        day += 1
    return day


def count(
    movements: Iterable[Movement], on: date, until: date | None = None, rule: StayRule | str = "schengen/90-180"
) -> StayCount:
    """Count days of stay on a day, or over a stay planned from `on` until another day.

    `rule` is a rule or the name of one in a shipped pack. Raises StayError where `until` is before `on`, or a day lies
    so near the end of the calendar (31 Dec 9999) that the window after it does not fit.
    """
    rule = named_rule(rule) if isinstance(rule, str) else rule
    if until is not None and until < on:
        raise StayError(f"a stay cannot end ({until}) before it begins ({on})")
    tested = until or on
    if tested.toordinal() + rule.window >= date.max.toordinal():
        raise StayError(f"{tested}: the {rule.window} days after it pass the end of the calendar; give an earlier day")
    found = presence(movements, on, rule)
    known, certain = found.either, found.certain
    if until is not None:
        planned = (on.toordinal(), until.toordinal())
        known, certain = _merged([*known, planned]), _merged([*certain, planned])
    day = tested.toordinal()
    used = days_in_window(known, day, rule.window)
    # A person who is inside stays on from the entry; every day since is tested, so that an earlier excess shows.
    open_since = found.open_since
    start = open_since if open_since is not None and _covers(known, open_since) else on.toordinal()
    last = last_lawful_day(known, start, rule)
    if last < on.toordinal():
        last_day = None if start == on.toordinal() else date.fromordinal(last)
    else:
        last_day = date.fromordinal(last)
    leaves = until is not None or _covers(known, on.toordinal())
    return StayCount(
        tested=tested,
        days_used=used,
        days_used_at_least=days_in_window(certain, day, rule.window),
        days_left=max(0, rule.days - used),
        days_over=max(0, used - rule.days),
        last_day=last_day,
        earliest_next_entry=date.fromordinal(_earliest_entry(known, day + 1 if leaves else day, rule)),
        cite=rule.cite,
        window=tuple(_window(known, day, rule.window)),
        window_from=date.fromordinal(max(1, day - rule.window + 1)),
        unmatched=found.unmatched,
    )


def _covers(runs: Sequence[tuple[int, int]], day: int) -> bool:
    return any(first <= day <= last for first, last in runs)


def _window(runs: Sequence[tuple[int, int]], day: int, window: int) -> Iterable[Period]:
    for first, last in runs:
        low, high = max(first, day - window + 1), min(last, day)
        if low <= high:
            yield Period(date.fromordinal(low), date.fromordinal(high))


def named_rule(name: str) -> StayRule:
    """The stay rule that a shipped pack names, `pack/rule`, cited as people read it. Raises StayError where none is."""
    from limen.policy.read import PackError, load_pack  # the pack is built of this room's words

    pack_name, _, rule_id = name.partition("/")
    try:
        pack = load_pack(pack_name)
    except PackError as problem:
        raise StayError(f"{name}: {problem}") from problem
    rules = pack.stay_rules
    if rule_id not in rules:
        raise StayError(f"{name} is no rule of the pack {pack_name}: it names {', '.join(sorted(rules)) or 'none'}")
    return replace(rules[rule_id], cite=pack.cited(rules[rule_id].cite))
