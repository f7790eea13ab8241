"""Acts and clocks of a route from its checked file, and the calendars a pack keeps; a wrong name is a ValueError."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from limen.policy.rules import Calendar, Clock, CountryList, FactDefinition, Member, Roll, RouteAct
from limen.policy.values import Kind, parse_value
from limen.vocabulary.dates import Period

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LENGTHS = ("days", "hours", "months")


def period(document: Mapping[str, str]) -> Period:
    """The days from `from` to `to`, both counted; open where there is no `to`."""
    return Period(
        date.fromisoformat(document["from"]), date.fromisoformat(document["to"]) if "to" in document else None
    )


def country_list(item: Mapping[str, Any]) -> CountryList:
    """A list with its members, each in it for one period or for several that do not touch; empty after its `to`."""
    members: list[Member] = []
    for code, member in item["members"].items():
        dates = member if isinstance(member, Mapping) else {}
        if "periods" in dates and ("from" in dates or "to" in dates):
            raise ValueError(f"{code}: either several periods or a from and a to, not both")
        given = dates.get("periods") or [{key: dates[key] for key in ("from", "to") if key in dates}]
        before: Period | None = None
        for one in given:
            inside = period({**{key: item[key] for key in ("from", "to") if key in item}, **one})
            if before is not None and (before.last is None or inside.first <= before.last):
                raise ValueError(f"{code}: its periods overlap, or do not follow each other")
            if "to" in item and (inside.last is None or inside.last > date.fromisoformat(item["to"])):
                raise ValueError(f"{code}: the list is empty after {item['to']}, and so is every period in it")
            before = inside
            members.append(Member(code, inside))
    return CountryList(item["id"], item["cite"], tuple(members))


def calendars(items: Iterable[Mapping[str, Any]]) -> Iterator[Calendar]:
    """The calendars of a pack: closed days inside the period they are known for."""
    seen: set[str] = set()
    for item in items:
        if item["id"] in seen:
            raise ValueError(f"the calendar {item['id']} is given twice")
        seen.add(item["id"])
        days = [date.fromisoformat(day) for day in item["days"]]
        inside = period(item)
        if outside := [day for day in days if day not in inside]:
            raise ValueError(f"{item['id']}: {outside[0]} is outside its period")
        yield Calendar(item["id"], item["cite"], inside, frozenset(days))


def act(
    item: Mapping[str, Any], acts: Iterable[str], outcomes: Iterable[str], facts: Mapping[str, FactDefinition]
) -> RouteAct:
    """An act of a route; what frees it are referrals the same route has, what proposes it outcomes it has."""
    freed = item.get("freed_by", ())
    freed = (freed,) if isinstance(freed, str) else tuple(freed)
    for kind in freed:
        if f"refer_{kind}" not in set(acts):
            raise ValueError(f"{item['name']}: freed_by {kind} needs an act refer_{kind} on the same route")
    for outcome in item.get("outcomes", ()):
        if outcome not in set(outcomes):
            raise ValueError(f"{outcome} is no outcome: there are {', '.join(sorted(outcomes))}")
    for name, value in item.get("records", {}).items():
        if name not in facts:
            raise ValueError(f"{item['name']}: {name} is no fact")
        parse_value(facts[name].type, value)
    return RouteAct(
        **{
            **item,
            "frozen_by": frozenset(item.get("frozen_by", ())),
            "freed_by": freed,
            "outcomes": tuple(item.get("outcomes", ())),
            "records": tuple(item.get("records", {}).items()),
        }
    )


def clock(
    item: Mapping[str, Any],
    outcomes: Iterable[str],
    acts: Iterable[str],
    facts: Mapping[str, FactDefinition],
    known: Mapping[str, Calendar],
) -> Clock:
    """A clock, with what starts it, how long it runs, and what closed days do to it."""
    for what, names, among in (("outcome", item.get("outcomes", ()), outcomes), ("act", item.get("acts", ()), acts)):
        for name in names:
            if name not in set(among):
                raise ValueError(f"{name} is no {what}: there are {', '.join(sorted(among))}")
    if not item.get("outcomes") and not item.get("acts"):
        raise ValueError(f"{item['id']}: a clock starts with an outcome or with an act: name them")
    if sum(length in item for length in _LENGTHS) != 1:
        raise ValueError(f"{item['id']}: a clock runs for days, for hours or for months")
    for prefix in ("then", "every"):
        if f"{prefix}_days" in item and f"{prefix}_months" in item:
            raise ValueError(f"{item['id']}: {prefix}_days and {prefix}_months say two things of one review")
    if "starts" in item:
        definition = facts.get(item["starts"])
        if definition is None or definition.type.kind is not Kind.DATE:
            raise ValueError(f"{item['id']}: a clock starts on a date of the fact dictionary: {item['starts']} is none")
        if item.get("acts"):
            raise ValueError(f"{item['id']}: a clock that starts with an act is counted from the act, from no fact")
    return Clock(
        **{
            **item,
            "outcomes": tuple(item.get("outcomes", ())),
            "acts": tuple(item.get("acts", ())),
            "roll": _roll(item["roll"], known) if "roll" in item else None,
            "in_force": period(item["in_force"]) if "in_force" in item else None,
        }
    )


def _roll(item: Mapping[str, Any], known: Mapping[str, Calendar]) -> Roll:
    holidays = item.get("holidays", "")
    if holidays and holidays not in known:
        raise ValueError(f"{holidays} is no calendar: there are {', '.join(sorted(known)) or 'none'}")
    if not holidays and "weekdays" not in item:
        raise ValueError("a roll says which days are closed: weekdays, holidays or both")
    weekdays = frozenset(WEEKDAYS.index(day) for day in item.get("weekdays", ()))
    return Roll(item["how"], item["cite"], weekdays, known.get(holidays))
