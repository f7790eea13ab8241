"""Referral to secondary and back: cause and reason, receipt, result; the holding clock; hand-over; the slip."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from limen.office.actions import correcting, deciding, holding, interviewing, referring, secondary, viewing
from limen.office.actions.acting import BadInput, NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records.models import Case, JournalEntry
from tests.office.conftest import Office, passport

WHY = "Names three different hotels and knows the address of none."


def referred(office: Office, cause: str = "purpose_means", key: str = "calvin") -> Case:
    case = office.arrive(passport(key))
    referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason=WHY, cause=cause)
    return office.case(case.id)


def taken(office: Office, by: str = "secondary") -> Case:
    case = referred(office)
    referring.take(office.officers[by], case.id, office.stamp())
    return office.case(case.id)


def test_a_referral_needs_a_cause_of_the_table_and_a_reason(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    for cause, reason in (("", WHY), ("weather", WHY), ("identity", "  ")):
        with pytest.raises(BadInput):
            referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason=reason, cause=cause)
    assert office.case(case.id).state == "open" and office.case(case.id).restrained_at is None


def test_the_first_officer_sees_the_receipt_and_then_the_result(office: Office) -> None:
    case = referred(office)
    primary, second = office.officers["primary"], office.officers["secondary"]
    assert viewing.desk(primary, "entry", office.now).recent[0].note == "just now"
    assert secondary.line_of(primary, case.id, office.now).referrals[0].taken_by == ""
    referring.take(second, case.id, office.stamp())
    assert viewing.desk(primary, "entry", office.now).recent[0].note.startswith("taken by Secondary Officer at ")
    assert secondary.line_of(primary, case.id, office.now).referrals[0].taken_by == "Secondary Officer"
    referring.return_to_primary(second, case.id, office.stamp(), result="Hotel confirmed by telephone.")
    case = office.case(case.id)
    assert (case.state, str(case.holder_id)) == ("open", primary.id)
    row = viewing.desk(primary, "entry", office.now).half_done[0]
    assert row.note == "returned by Secondary Officer: Hotel confirmed by telephone."
    told = secondary.line_of(primary, case.id, office.now).referrals[0]
    assert (told.ended_by, told.result) == ("Secondary Officer", "Hotel confirmed by telephone.")


def test_a_decision_in_secondary_is_the_result_without_a_return(office: Office) -> None:
    case = taken(office)
    holding.hold(office.officers["secondary"], case.id, office.stamp(), reason="The embassy is called.")
    assert (
        secondary.line_of(office.officers["primary"], case.id, office.now).referrals[0].result == "Provisionally held"
    )


@pytest.mark.parametrize("first", ["refer", "hold"])
def test_the_holding_clock_starts_once_and_is_never_moved(office: Office, first: str) -> None:
    case = office.arrive(passport("calvin"))
    if first == "refer":
        case = referred(office)
        referring.take(office.officers["secondary"], case.id, office.stamp())
    else:
        holding.hold(office.officers["primary"], case.id, office.stamp(), reason="The line is cut.")
    began = office.case(case.id).restrained_at
    assert began is not None
    office.now += timedelta(hours=1)
    if first == "refer":
        referring.return_to_primary(office.officers["secondary"], case.id, office.stamp(), result="Nothing found.")
        referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason=WHY, cause="identity")
    else:
        holding.review_hold(office.officers["secondary"], case.id, office.stamp(), review="Line restored.")
        holding.hold(office.officers["secondary"], case.id, office.stamp(), reason="Again.", hours=1)
    assert office.case(case.id).restrained_at == began
    clock = secondary.clock(office.case(case.id), office.now)
    assert clock is not None and clock.minutes >= 60 and clock.state == "unlimited"


@pytest.mark.parametrize(
    ("stated", "minutes", "state"),
    [("4", 179, "running"), ("4", 180, "warn"), ("4", 239, "warn"), ("4", 240, "lapsed"), ("four", 999, "unlimited"),
     ("0", 10, "unlimited"), ("", 10, "unlimited")],
)  # fmt: skip
def test_the_clock_warns_at_three_quarters_of_the_limit_the_post_states(
    office: Office, stated: str, minutes: int, state: str
) -> None:
    case = referred(office)
    case.post.particulars = {"restraint_limit_hours": stated}
    case.post.save(update_fields=["particulars"])
    assert case.restrained_at is not None
    clock = secondary.clock(office.case(case.id), case.restrained_at + timedelta(minutes=minutes))
    assert clock is not None and (clock.minutes, clock.state) == (minutes, state)
    assert (clock.limit_minutes is None) == (state == "unlimited")


def test_the_list_puts_who_waits_first_and_the_longest_on_top(office: Office) -> None:
    first = taken(office)
    office.now += timedelta(minutes=10)
    second = referred(office, key="taro")
    office.now += timedelta(minutes=20)
    third = referred(office, cause="identity", key="ingrid")
    rows = secondary.listed(office.officers["secondary"], office.now + timedelta(minutes=5))
    assert [row.id for row in rows] == [second.id, third.id, first.id]
    assert [row.waits for row in rows] == [True, True, False]
    assert rows[0].minutes == 25 and rows[0].wait_share == pytest.approx(25 / 60)
    assert rows[2].taken_by == "Secondary Officer" and rows[2].minutes == 0
    with pytest.raises(NotPermitted):
        secondary.listed(office.officers["primary"], office.now)


def test_who_was_just_referred_is_on_the_first_page_whatever_was_held_up_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secondary, "PAGE", 3)
    for number in range(4):
        case = office.arrive(passport("calvin", number=f"SD800{number:04}"))
        referring.refer_protection(office.officers["primary"], case.id, office.stamp(), words="fear")
    office.now += timedelta(minutes=10)
    new = referred(office, key="taro")
    unheld = referred(office, key="ingrid")
    Case.objects.filter(id=unheld.id).update(restrained_at=None)  # as a case from before the clock was kept
    officer = office.officers["secondary"]
    assert [row.id for row in secondary.listed(officer, office.now)][:2] == [new.id, unheld.id]
    assert secondary.numbers(officer) == (6, 6)
    assert len(secondary.listed(officer, office.now)) == 3


def test_the_clock_leaves_out_the_time_that_the_case_was_closed_by_mistake(office: Office) -> None:
    case = referred(office)
    referring.take(office.officers["secondary"], case.id, office.stamp())
    began = office.case(case.id).restrained_at
    assert began is not None
    office.now += timedelta(minutes=40)
    referring.return_to_primary(office.officers["secondary"], case.id, office.stamp(), result="fine")
    deciding.admit(office.officers["primary"], office.answer_all(office.case(case.id)).id, office.stamp())
    closed = office.case(case.id).closed_at
    assert closed is not None
    held = int((closed - began).total_seconds() // 60)
    office.now += timedelta(hours=5)
    ended = secondary.clock(office.case(case.id), office.now)
    assert ended is not None and ended.minutes == held
    correcting.correct_movement(office.officers["primary"], case.id, office.stamp(), reason="wrong key")
    office.now += timedelta(minutes=10)
    clock = secondary.clock(office.case(case.id), office.now)
    assert clock is not None and clock.since == began
    assert held + 10 <= clock.minutes <= held + 11


def test_only_the_holder_or_a_chief_returns_or_hands_over(office: Office) -> None:
    case = taken(office, by="both")
    with pytest.raises(NotPermitted) as refused:
        referring.return_to_primary(office.officers["secondary"], case.id, office.stamp(), result="Mine now.")
    assert refused.value.code == "authority.holder"
    referring.hand_over(office.officers["chief"], case.id, office.stamp(), to="N-secondary", note="Shift ended.")
    assert str(office.case(case.id).holder_id) == office.officers["secondary"].id


def test_handed_over_the_next_officer_sees_the_note_and_the_state_stays(office: Office) -> None:
    case = taken(office)
    second, both = office.officers["secondary"], office.officers["both"]
    with pytest.raises(BadInput, match="N-both Both Hats"):
        referring.hand_over(second, case.id, office.stamp(), to="N-primary", note="All asked but funds.")
    with pytest.raises(BadInput):
        referring.hand_over(second, case.id, office.stamp(), to="both", note=" ")
    referring.hand_over(second, case.id, office.stamp(), to=" BOTH ", note="All asked but funds.")
    case = office.case(case.id)
    assert (case.state, str(case.holder_id)) == ("secondary", both.id)
    assert secondary.line_of(both, case.id, office.now).handed_over == "All asked but funds."
    assert viewing.desk(both, "entry", office.now).half_done[0].note == "handed over: All asked but funds."
    referring.return_to_primary(both, case.id, office.stamp(), result="All in order.")
    assert secondary.line_of(both, case.id, office.now).handed_over == ""


def test_nobody_referred_to_protection_is_sent_back_to_a_desk(office: Office) -> None:
    case = taken(office)
    second = office.officers["secondary"]
    referring.refer_protection(second, case.id, office.stamp(), words="I cannot go back.")
    referring.take(second, case.id, office.stamp())
    with pytest.raises(NotPossible, match="protection"):
        referring.return_to_primary(second, case.id, office.stamp(), result="Nothing.")
    own = office.arrive(passport("taro"), by="secondary")
    assert own.state == "open"


def test_an_open_interview_is_ended_before_the_return(office: Office) -> None:
    case = taken(office)
    second = office.officers["secondary"]
    interviewing.start_interview(
        second, case.id, office.stamp(), language="en", through="nobody", understood=True, told=True
    )
    with pytest.raises(NotPossible, match="still open"):
        referring.return_to_primary(second, case.id, office.stamp(), result="Fine.")


def test_the_slip_names_the_officer_by_number_and_tells_nothing_of_lists_or_protection(office: Office) -> None:
    case = referred(office, cause="list_hit")
    slip = secondary.slip(office.officers["primary"], case.id, office.stamp())
    assert (slip.officer_number, slip.cause) == ("N-primary", "Further checks are made.")
    told = json.dumps([str(getattr(slip, name)) for name in slip.__slots__])
    assert WHY not in told and "list" not in told.lower() and "hit" not in told.lower()
    looked = JournalEntry.objects.filter(verb="see_case", case=str(case.id)).count()
    secondary.slip(office.officers["auditor"], case.id, office.stamp())
    assert JournalEntry.objects.filter(verb="see_case", case=str(case.id)).count() == looked + 1


def test_there_is_no_slip_where_only_words_of_fear_were_spoken(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    referring.refer_protection(office.officers["primary"], case.id, office.stamp(), words="They will kill me.")
    with pytest.raises(NotFound):
        secondary.slip(office.officers["primary"], case.id, office.stamp())
