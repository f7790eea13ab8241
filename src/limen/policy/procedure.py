"""Changes to how a route proceeds: who may take an act and who signs second, and the clocks that run with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from limen.policy.limits import WEEKDAYS
from limen.policy.places import (
    Documents,
    EditError,
    chosen,
    cited,
    each,
    named,
    named_one,
    route_file,
    speak,
    whole,
)
from limen.policy.values import Kind
from limen.vocabulary.decision import OutcomeKind

GRADES = ("primary", "secondary", "chief")
SIGNS = ("", "secondary", "chief")
ROLLS = ("", "next", "not_counted")
MOST_HOURS, MOST_DAYS, MOST_MONTHS = 720, 40_000, 1_200
_REFERS = "refer_"


def is_against(route: Mapping[str, Any], act: Mapping[str, Any]) -> bool:
    """Whether an act of a route is one against the person: one that an adverse outcome or effect proposes."""
    kinds = {**route["effects"], **{one["id"]: one["kind"] for one in route["outcomes"]}}
    return any(kinds.get(name) == OutcomeKind.ADVERSE for name in (act["name"], *act.get("outcomes", ())))


def referrals(route: Mapping[str, Any]) -> tuple[str, ...]:
    """What may free an act on a route: the referrals it has."""
    names = (one["name"] for one in route.get("acts", ()))
    return tuple(name.removeprefix(_REFERS) for name in names if name.startswith(_REFERS))


@dataclass(frozen=True, slots=True)
class SetAct:
    """Say of an act of a route who may take it, who signs second, what freezes and frees it, how long it may last."""

    do: ClassVar[str] = "act"
    route: str
    name: str
    grade: str
    cite: str
    second_signature: str = ""
    frozen_by: tuple[str, ...] = ()
    freed_by: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    limit_hours: int = 0
    review_by: str = ""
    provisional_alone: bool = False
    notice: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        route = route_file(documents, self.route)
        act = named_one(route.get("acts", ()), self.name, "name")
        outcomes, freed = [one["id"] for one in route["outcomes"]], act.get("freed_by", [])
        freed = [freed] if isinstance(freed, str) else freed
        new: dict[str, Any] = {
            "name": self.name,
            "grade": chosen(self.grade, GRADES, "grade"),
            "second_signature": chosen(self.second_signature, SIGNS, "second_signature"),
            "frozen_by": each(self.frozen_by, OutcomeKind, "frozen_by", act.get("frozen_by", ())),
            "freed_by": each(self.freed_by, referrals(route), "freed_by", freed),
            "limit_hours": whole(self.limit_hours, "limit_hours", 0, MOST_HOURS),
            "review_by": chosen(self.review_by, ("", *GRADES), "review_by"),
            "provisional_alone": self.provisional_alone is True,
            "notice": chosen(self.notice, ("", *(one["id"] for one in route.get("notices", ()))), "notice"),
            "cite": cited(documents, self.cite),
            "outcomes": each(self.outcomes, outcomes, "outcomes", act.get("outcomes", ())),
            "records": act.get("records"),
        }
        new = {name: value for name, value in new.items() if value}
        if is_against(route, new) and "second_signature" not in new:
            raise EditError("edit.second", "second_signature")
        if freed and new.get("freed_by") == freed:
            new["freed_by"] = act["freed_by"]  # one may stand there as a word
        if new == act:
            raise EditError("edit.same_as_before")
        act.clear()
        act.update(new)
        yield f"routes/{self.route}.yaml"


@dataclass(frozen=True, slots=True)
class SetClock:
    """Add a clock to a route, or change one: what starts it, how long it runs, its reviews, what closed days do.

    Lengths are whole numbers, 0 where there is none; `unit` and the units of the reviews are hours, days or months.
    """

    do: ClassVar[str] = "clock"
    route: str
    id: str
    cite: str
    length: int
    unit: str
    outcomes: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    starts: str = ""
    then: int = 0
    then_unit: str = "days"
    every: int = 0
    every_unit: str = "days"
    roll: str = ""
    roll_cite: str = ""
    weekdays: tuple[str, ...] = ()
    holidays: str = ""
    words: str = ""

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        route = route_file(documents, self.route)
        clocks = route.setdefault("clocks", [])
        there = next((one for one in clocks if one["id"] == self.id), None)
        new: dict[str, Any] = {
            "id": named(self.id),
            "cite": cited(documents, self.cite),
            **self._starts(documents, there or {}),
        }
        for name, count, unit, units in (
            ("", self.length, self.unit, ("hours", "days", "months")),
            ("then_", self.then, self.then_unit, ("days", "months")),
            ("every_", self.every, self.every_unit, ("days", "months")),
        ):
            field = name.rstrip("_") or "length"
            unit = chosen(unit, units, f"{field}_unit" if name else "unit")
            lowest = 0 if name or unit == "days" else 1  # a limit of no days ends on the day itself
            most = MOST_MONTHS if unit == "months" else MOST_DAYS
            if whole(count, field, lowest, most) or not name:
                new[f"{name}{unit}"] = count
        if self.roll:
            new["roll"] = self._roll(documents)
        if new == there and not self.words:
            raise EditError("edit.same_as_before")
        if there is not None:
            there.clear()
            there.update(new)
        elif not self.words:
            raise EditError("edit.words", "words")
        else:
            clocks.append(new)
        yield f"routes/{self.route}.yaml"
        if self.words:
            yield speak(documents, "en", ("clocks", self.id), self.words)

    def _starts(self, documents: Documents, there: Mapping[str, Any]) -> dict[str, Any]:
        route = route_file(documents, self.route)
        outcomes = each(self.outcomes, (one["id"] for one in route["outcomes"]), "outcomes", there.get("outcomes", ()))
        acts = each(self.acts, (one["name"] for one in route.get("acts", ())), "acts", there.get("acts", ()))
        if not outcomes and not acts:
            raise EditError("edit.starts", "outcomes")
        given: dict[str, Any] = {"outcomes": outcomes, "acts": acts}
        if self.starts and acts:
            raise EditError("edit.counted", "starts")
        if self.starts:
            dates = [one["id"] for one in documents["facts.yaml"]["facts"] if one["type"] == Kind.DATE]
            given["starts"] = chosen(self.starts, dates, "starts")
        return {name: value for name, value in given.items() if value}

    def _roll(self, documents: Documents) -> dict[str, Any]:
        calendars = [one["id"] for one in documents["lists.yaml"].get("calendars", ())]
        found: dict[str, Any] = {
            "how": chosen(self.roll, ROLLS, "roll"), "cite": cited(documents, self.roll_cite, "roll_cite")
        }  # fmt: skip
        if weekdays := each(self.weekdays, WEEKDAYS, "weekdays"):
            found["weekdays"] = weekdays
        if self.holidays:
            found["holidays"] = chosen(self.holidays, calendars, "holidays")
        if len(found) == 2:
            raise EditError("edit.closed", "weekdays")
        return found


@dataclass(frozen=True, slots=True)
class ClockOut:
    """Take a clock out of its route."""

    do: ClassVar[str] = "clock_out"
    route: str
    id: str

    def apply(self, documents: Documents) -> Iterator[str]:
        """Apply it."""
        route = route_file(documents, self.route)
        route["clocks"].remove(named_one(route.get("clocks", ()), self.id))
        if not route["clocks"]:
            del route["clocks"]
        yield f"routes/{self.route}.yaml"
