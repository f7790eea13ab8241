"""Who takes an act and who signs it, and the clocks of a route; what is against somebody keeps its second officer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from limen.policy.drafting import details_of
from limen.policy.edits import Edit, from_json, to_json
from limen.policy.explain import line_of
from limen.policy.places import EditError
from limen.policy.procedure import ClockOut, SetAct, SetClock

from .small_law import BASE, after, faults

AWAY = SetAct(
    "gate", "turned_away", "primary", "act s 6", "chief", ("protective",), ("keeper",), notice="sorry"
)  # fmt: skip
APPEAL = SetClock("gate", "appeal", "act s 8", 7, "days", ("turned_away",))
LONGER = replace(
    APPEAL, length=1, unit="months", then=10, every=2, every_unit="months", roll="next", roll_cite="act s 9",
    weekdays=("sunday", "saturday"),
)  # fmt: skip


def test_an_act_says_who_may_take_it_and_who_signs() -> None:
    now = after(replace(AWAY, grade="secondary", freed_by=("elder", "keeper"), limit_hours=4, review_by="chief"))
    (act, *_others) = now.routes["gate"].acts
    assert (act.grade, act.second_signature, act.freed_by) == ("secondary", "chief", ("keeper", "elder"))
    assert (act.limit_hours, act.review_by) == (4, "chief")
    assert faults(now) == set()
    assert "second line" in str(line_of(now.routes["gate"], "act", "turned_away")[0].said)
    assert {one.path for _, one in details_of(BASE, now, [("act", "gate", "turned_away")])} == {
        "grade", "freed_by", "limit_hours", "review_by"
    }  # fmt: skip


def test_a_clock_is_changed_added_and_taken_out() -> None:
    now = after(LONGER)
    (clock,) = now.routes["gate"].clocks
    assert (clock.months, clock.days, clock.then_days, clock.every_months) == (1, 0, 10, 2)
    assert clock.roll is not None
    assert clock.roll.weekdays == {5, 6}
    added = after(replace(APPEAL, id="report", outcomes=(), acts=("refer_keeper",), words="Report"))
    assert [one.id for one in added.routes["gate"].clocks] == ["appeal", "report"]
    assert faults(added) == set()
    assert "clocks" not in after(ClockOut("gate", "appeal")).documents["routes/gate.yaml"]
    assert details_of(BASE, added, [("clock", "gate", "report")])
    with pytest.raises(KeyError):
        line_of(BASE.routes["gate"], "clock", "report")


@pytest.mark.parametrize("edit", [AWAY, LONGER, ClockOut("gate", "appeal")], ids=lambda edit: edit.do)
def test_each_is_kept_as_json(edit: Edit) -> None:
    assert from_json(to_json(edit)) == edit


@pytest.mark.parametrize(
    ("edit", "code", "at"),
    [
        (AWAY, "edit.same_as_before", ""),
        (replace(AWAY, second_signature=""), "edit.second", "second_signature"),
        (replace(AWAY, second_signature="primary"), "edit.choice", "second_signature"),
        (replace(AWAY, grade="nobody"), "edit.choice", "grade"),
        (replace(AWAY, frozen_by=("fear",)), "edit.choice", "frozen_by"),
        (replace(AWAY, freed_by=("ghost",)), "edit.choice", "freed_by"),
        (replace(AWAY, limit_hours=721), "edit.number", "limit_hours"),
        (replace(AWAY, notice="gone"), "edit.choice", "notice"),
        (replace(AWAY, name="fly"), "edit.nothing", ""),
        (SetAct("gate", "refer_keeper", "primary", "act s 7", outcomes=("turned_away",)), "edit.second",
         "second_signature"),
        (APPEAL, "edit.same_as_before", ""),
        (replace(APPEAL, outcomes=()), "edit.starts", "outcomes"),
        (replace(APPEAL, outcomes=("fly",)), "edit.choice", "outcomes"),
        (replace(APPEAL, length=-1), "edit.number", "length"),
        (replace(APPEAL, length=0, unit="hours"), "edit.number", "length"),
        (replace(APPEAL, unit="years"), "edit.choice", "unit"),
        (replace(APPEAL, starts="paid"), "edit.choice", "starts"),
        (replace(APPEAL, starts="entry_date", acts=("turned_away",)), "edit.counted", "starts"),
        (replace(APPEAL, id="report"), "edit.words", "words"),
        (replace(APPEAL, roll="next", roll_cite="act s 9"), "edit.closed", "weekdays"),
        (replace(APPEAL, roll="next"), "edit.cite", "roll_cite"),
        (ClockOut("gate", "gone"), "edit.nothing", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(edit: Edit, code: str, at: str) -> None:
    with pytest.raises(EditError) as told:
        after(edit)
    assert (told.value.code, told.value.at) == (code, at)
