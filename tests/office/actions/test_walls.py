"""The wall around protection and the compartments: what a primary officer who does not hold a case never learns."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from limen.office.actions import (
    deciding,
    duty,
    finding,
    interviewing,
    recalling,
    referring,
    replaying,
    secondary,
    serving,
    units,
    viewing,
    walls,
)
from limen.office.actions.acting import NotFound
from limen.office.authority import NotPermitted
from limen.office.records.models import Case, JournalEntry, JournalPayload, Notice
from limen.vocabulary.person import Officer, Role
from tests.office.actions.test_referring import taken
from tests.office.actions.test_refusal import REASONS, refusable
from tests.office.actions.test_units import came, family, opened
from tests.office.conftest import Office, passport

SECRET = "They will kill me if you send me back."


def behind(office: Office, kind: str = "protection", then: str = "") -> Case:
    """A traveller whom the primary officer referred to secondary, and who spoke of fear there."""
    case, second = taken(office), office.officers["secondary"]
    if kind == "protection":
        referring.refer_protection(second, case.id, office.stamp(), words=SECRET)
    else:
        referring.refer_child_protection(second, case.id, office.stamp(), reason=SECRET)
    if then == "take":
        referring.take(second, case.id, office.stamp())
    return office.case(case.id)


def colleague(office: Office) -> Officer:
    """A second primary officer."""
    account = duty.make_account(
        office.stamp(), username="other", full_name="Other Desk", number="N-o", password="specimen-password", demo=True
    )
    duty.give_duties(office.stamp(), account=account, post=office.post, roles=[Role.PRIMARY])
    found = duty.officer_for(account, office.post.code, office.now)
    assert found is not None
    return found


def tells(shown: object) -> bool:
    return "rotection" in repr(shown) or SECRET in repr(shown)


@pytest.mark.parametrize("then", ["", "take"])
@pytest.mark.parametrize("kind", ["protection", "child_protection"])
def test_whoever_only_referred_learns_nothing_on_any_page(office: Office, kind: str, then: str) -> None:
    case, primary = behind(office, kind, then), office.officers["primary"]
    opened_by: list[Callable[[], Any]] = [
        lambda: viewing.case(primary, case.id, office.stamp()),
        lambda: secondary.line_of(primary, case.id, office.now),
        lambda: interviewing.interview(primary, case.id, office.stamp()),
        lambda: replaying.replay(primary, case.id, office.stamp()),
    ]
    for page in opened_by:
        with pytest.raises(NotPermitted) as refusal:
            page()
        assert not tells(str(refusal.value))
    row = next(row for row in viewing.desk(primary, "entry", office.now).recent if row.id == case.id)
    assert (row.state, row.state_words, row.note, row.officer) == (walls.STATE, walls.HANDED_ON, "", "")
    found = finding.find(primary, office.stamp(), query=str(case.id)[:13], purpose="desk").cases
    assert [(one.state_words, one.opens) for one in found if one.case == case.id] == [(walls.HANDED_ON, False)]
    assert case.person_id is not None
    record = recalling.person(primary, case.person_id, office.stamp(), purpose="desk")
    assert [(one.state_words, one.opens) for one in record.cases] == [(walls.HANDED_ON, False)]
    assert not tells(record)
    assert secondary.slip(primary, case.id, office.stamp()).cause  # the slip says nothing of it, and stays theirs


def test_the_attempt_is_journaled_with_the_wall_for_its_reason(office: Office) -> None:
    case = behind(office)
    with pytest.raises(NotPermitted) as refusal:
        viewing.case(office.officers["primary"], case.id, office.stamp())
    assert refusal.value.code == "authority.wall"
    entry = JournalEntry.objects.filter(verb="not_permitted", case=str(case.id)).latest("seq")
    assert "authority.wall" in JournalPayload.objects.get(entry=entry).content


@pytest.mark.parametrize("who", ["secondary", "chief", "auditor"])
def test_those_who_may_see_protection_see_the_words(office: Office, who: str) -> None:
    case = behind(office)
    view = viewing.case(office.officers[who], case.id, office.stamp())
    assert view.state_words == "Referred to protection" and SECRET in repr(view.referrals)
    assert SECRET in repr(secondary.line_of(office.officers[who], case.id, office.now))


def test_whoever_wrote_the_words_down_sees_what_they_did_and_not_for_ever(office: Office) -> None:
    case, primary = office.arrive(passport("calvin")), office.officers["primary"]
    referring.refer_protection(primary, case.id, office.stamp(), words=SECRET)
    assert viewing.case(primary, case.id, office.stamp()).state_words == "Referred to protection"  # still holds it
    referring.take(office.officers["secondary"], case.id, office.stamp())
    assert SECRET in repr(viewing.case(primary, case.id, office.stamp()).referrals)
    assert not walls.walled(primary, office.case(case.id), office.now)
    assert walls.walled(colleague(office), office.case(case.id), office.now)
    office.now += walls.OWN_ACT + timedelta(minutes=1)
    assert walls.walled(primary, office.case(case.id), office.now)


def test_their_own_referral_does_not_open_what_another_wrote(office: Office) -> None:
    case, primary = office.arrive(passport("calvin")), office.officers["primary"]
    referring.refer_protection(primary, case.id, office.stamp(), words="I am afraid.")
    referring.take(office.officers["secondary"], case.id, office.stamp())
    referring.refer_protection(office.officers["secondary"], case.id, office.stamp(), words=SECRET)
    with pytest.raises(NotPermitted):
        viewing.case(primary, case.id, office.stamp())


def test_a_referral_to_secondary_alone_is_no_wall(office: Office) -> None:
    case = taken(office)
    assert not walls.walled(office.officers["primary"], case, office.now)
    assert viewing.case(office.officers["primary"], case.id, office.stamp()).state == "secondary"


def test_the_letter_to_somebody_in_fear_is_not_opened_by_another_desk(office: Office) -> None:
    case = behind(office)
    letter = Notice.objects.filter(case=case).latest("made_at")
    with pytest.raises(NotPermitted):
        serving.notice_pdf(office.officers["primary"], letter.id, office.stamp())
    assert serving.notice_pdf(office.officers["secondary"], letter.id, office.stamp()).startswith(b"%PDF")


def test_a_replay_shows_no_claim_to_who_may_not_know_of_it(office: Office) -> None:
    case = refusable(office)
    deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS)
    referring.refer_protection(office.officers["chief"], case.id, office.stamp(), words=SECRET)
    referring.take(office.officers["secondary"], case.id, office.stamp())
    with pytest.raises(NotPermitted):
        replaying.replay(office.officers["primary"], case.id, office.stamp())
    assert replaying.replay(office.officers["auditor"], case.id, office.stamp()).decisions


@pytest.mark.parametrize("then", ["", "take"])
def test_a_unit_shows_another_desk_that_somebody_was_handed_on_and_no_more(office: Office, then: str) -> None:
    unit = opened(office)
    case = came(office, unit, *family(many=2))[0]
    referring.refer_protection(office.officers["secondary"], case.id, office.stamp(), words=SECRET)
    if then:
        referring.take(office.officers["secondary"], case.id, office.stamp())
    view = units.see(colleague(office), unit, office.stamp())
    row = next(row for row in view.rows if row.id == case.id)
    assert (row.state, row.words, row.why_not) == (walls.STATE, walls.HANDED_ON, walls.HANDED_ON)
    assert (row.kind, row.outcome, row.question, row.ready, row.blocked) == ("", "", "", False, True)
    assert not tells(row)
    assert view.ask is None or case.id not in {key for key, _ in view.ask.whom}
    told = units.see(office.officers["secondary"], unit, office.stamp())
    assert next(row for row in told.rows if row.id == case.id).state == office.case(case.id).state


def test_an_interview_is_read_by_its_holder_the_second_line_and_the_auditor(office: Office) -> None:
    case, second = taken(office), office.officers["secondary"]
    interviewing.start_interview(
        second, case.id, office.stamp(), language="ar", through="nobody", understood=True
    )  # fmt: skip
    interviewing.add_line(second, case.id, office.stamp(), kind="question", words="Why?", reply=SECRET)
    with pytest.raises(NotPermitted) as refusal:
        interviewing.interview(office.officers["primary"], case.id, office.stamp())
    assert refusal.value.act == "see_interview"
    assert not secondary.line_of(office.officers["primary"], case.id, office.now).reads
    for who in ("secondary", "chief", "auditor"):
        assert SECRET in repr(interviewing.interview(office.officers[who], case.id, office.stamp()))
        assert secondary.line_of(office.officers[who], case.id, office.now).reads
    interviewing.end_interview(second, case.id, office.stamp(), read_back="agreed", signature="signed")
    referring.return_to_primary(second, case.id, office.stamp(), result="Hotel confirmed.")
    assert SECRET in repr(interviewing.interview(office.officers["primary"], case.id, office.stamp()))


def test_an_interview_of_no_case_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        interviewing.interview(office.officers["primary"], uuid.uuid4(), office.stamp())


# -- compartments -----------------------------------------------------------------------------------------------------


def test_the_register_does_not_name_somebody_met_only_in_a_sealed_case(office: Office) -> None:
    case, primary = office.arrive(passport("calvin")), office.officers["primary"]
    assert case.document is not None
    surname = case.document.surname
    assert [row.person for row in viewing.register(primary, office.stamp(), query=surname)] == [case.person_id]
    Case.objects.filter(id=case.id).update(compartment="sealed")
    assert viewing.register(primary, office.stamp(), query=surname) == ()
    let_in = replace(primary, compartments=frozenset({"sealed"}))
    assert [row.person for row in viewing.register(let_in, office.stamp(), query=surname)] == [case.person_id]


def test_a_sealed_stay_is_counted_by_the_law_and_shown_to_nobody_outside(office: Office) -> None:
    document, primary = passport("taro"), office.officers["primary"]
    sealed = office.answer_all(office.arrive(document))
    deciding.admit(primary, sealed.id, office.stamp())
    office.now += timedelta(days=3)
    case = office.arrive(document, direction="exit")
    before = viewing.case(primary, case.id, office.stamp())
    assert len(before.visits) == 1 and "p" in before.stay.strip
    assert case.person_id is not None
    counted = recalling.person(primary, case.person_id, office.stamp(), purpose="desk")
    Case.objects.filter(id=sealed.id).update(compartment="sealed")
    after = viewing.case(primary, case.id, office.stamp())
    assert after.visits == () and "p" not in after.stay.strip
    assert (after.stay.days_used, after.stay.days_left) == (before.stay.days_used, before.stay.days_left)
    record = recalling.person(primary, case.person_id, office.stamp(), purpose="desk")
    assert record.visits == () and "p" not in record.stay.strip and len(counted.visits) == 1
    assert record.stay.days_used == counted.stay.days_used
    let_in = replace(primary, compartments=frozenset({"sealed"}))
    assert viewing.case(let_in, case.id, office.stamp()).visits == before.visits
