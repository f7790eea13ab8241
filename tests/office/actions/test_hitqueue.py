"""The queue of hits: who comes first, who works on one, and that two never do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from limen.office.actions import assessing, deciding, duty, hitqueue, holding, referring
from limen.office.actions.acting import NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records.models import Case, Duty, Hit, JournalEntry
from limen.vocabulary.person import Role
from tests.office.conftest import NOW as FIRST
from tests.office.conftest import Office, passport

VISITOR = {"visa_exempt": "true"}


def hit_of(case: Case) -> Hit:
    return Hit.objects.get(case=case, superseded=False)


def waiting(office: Office, who: str = "chief") -> list[hitqueue.HitRow]:
    return list(hitqueue.queue(office.officers[who], office.stamp()).waiting)


def test_who_is_restrained_comes_before_who_stands_at_a_desk_before_who_went_in(office: Office) -> None:
    first = office.arrive(passport("dorian"))
    assessing.resolve_hit(
        office.officers["primary"], first.id, office.stamp(), hit=hit_of(first).id, state="not_same", note="no scar"
    )
    deciding.admit(office.officers["primary"], office.answer_all(office.case(first.id), **VISITOR).id, office.stamp())
    Hit.objects.update(state="open")
    second = office.arrive(passport("dorian"), by="primary")
    Hit.objects.filter(case=second).update(state="open", remembered_from=None)
    third = office.arrive(passport("dorian"), by="secondary")
    Hit.objects.filter(case=third).update(state="open", remembered_from=None)
    holding.hold(office.officers["secondary"], third.id, office.stamp(), reason="hit not resolved")
    rows = waiting(office)
    assert [(row.case, row.where) for row in rows] == [
        (third.id, "restrained"), (second.id, "desk"), (first.id, "inside"),
    ]  # fmt: skip
    assert rows[0].list_title and rows[0].score > 0.5 and rows[0].strength == "exact" and rows[0].name


def test_taken_by_one_is_resolved_by_no_other_until_given_back(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    hit = hit_of(case)
    hitqueue.claim_hit(office.officers["secondary"], office.stamp(), hit.id)
    row = waiting(office)[0]
    assert (row.stands, row.by, row.may_claim, row.may_take_over) == ("claimed", "Secondary Officer", False, False)
    with pytest.raises(NotPossible, match="Secondary Officer"):
        hitqueue.claim_hit(office.officers["primary"], office.stamp(), hit.id)
    with pytest.raises(NotPossible, match="Secondary Officer"):
        assessing.resolve_hit(
            office.officers["primary"], case.id, office.stamp(), hit=hit.id, state="not_same", note="no scar"
        )
    with pytest.raises(NotPossible, match="not taken"):
        hitqueue.release_hit(office.officers["primary"], office.stamp(), hit.id)
    hitqueue.release_hit(office.officers["secondary"], office.stamp(), hit.id)
    hitqueue.claim_hit(office.officers["primary"], office.stamp(), hit.id)
    verbs = list(JournalEntry.objects.filter(verb__endswith="_hit").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["claim_hit", "release_hit", "claim_hit"]


def test_a_claim_ends_with_the_finding(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    hitqueue.claim_hit(office.officers["primary"], office.stamp(), hit_of(case).id)
    assessing.resolve_hit(
        office.officers["primary"], case.id, office.stamp(), hit=hit_of(case).id, state="inconclusive", note="blurred"
    )
    row = waiting(office)[0]
    assert (row.stands, row.may_claim) == ("inconclusive", True) and hit_of(case).claimed_by is None


def test_the_same_form_twice_claims_once(office: Office) -> None:
    hit = hit_of(office.arrive(passport("dorian")))
    stamp = office.stamp()
    hitqueue.claim_hit(office.officers["primary"], stamp, hit.id)
    assert hitqueue.claim_hit(office.officers["primary"], stamp, hit.id).replayed


def test_a_chief_takes_over_only_from_who_went_off_duty(office: Office) -> None:
    hit = hit_of(office.arrive(passport("dorian")))
    hitqueue.claim_hit(office.officers["primary"], office.stamp(), hit.id)
    with pytest.raises(NotPermitted):
        hitqueue.take_over_hit(office.officers["secondary"], office.stamp(), hit.id)
    with pytest.raises(NotPossible, match="on duty"):
        hitqueue.take_over_hit(office.officers["chief"], office.stamp(), hit.id)
    Duty.objects.filter(account=office.accounts["primary"]).update(until_at=office.now)
    assert waiting(office)[0].may_take_over
    hitqueue.take_over_hit(office.officers["chief"], office.stamp(), hit.id)
    assert waiting(office)[0].by == "Chief Officer"


def test_another_post_s_hits_are_not_there(office: Office) -> None:
    hit = hit_of(office.arrive(passport("dorian")))
    post = duty.make_post(
        office.stamp(), code="HALL-B", title="Hall B", authority_name="Specimen Border Authority", country="LU",
        zone="Europe/Luxembourg", pack="schengen", register_from=FIRST.date() - timedelta(days=400),
    )  # fmt: skip
    account = duty.make_account(
        office.stamp(), username="elsewhere", full_name="Else Where", number="N-else", password="specimen-password",
        demo=True,
    )  # fmt: skip
    duty.give_duties(office.stamp(), account=account, post=post, roles=[Role.PRIMARY])
    stranger = duty.officer_for(account, "HALL-B", office.now)
    assert stranger is not None and not hitqueue.queue(stranger, office.stamp()).waiting
    with pytest.raises(NotFound):
        hitqueue.claim_hit(stranger, office.stamp(), hit.id)


def test_behind_the_wall_of_protection_no_hit_is_told(office: Office) -> None:
    case = office.arrive(passport("dorian"), by="secondary")
    referring.refer_protection(office.officers["secondary"], case.id, office.stamp(), words="They will kill me there.")
    assert not waiting(office, "primary") and waiting(office, "chief")
    with pytest.raises(NotPermitted, match="handed on"):
        hitqueue.claim_hit(office.officers["primary"], office.stamp(), hit_of(case).id)


def test_list_officers_and_law_see_no_hits(office: Office) -> None:
    for role in ("list_officer", "policy_officer", "administrator"):
        with pytest.raises(NotPermitted):
            hitqueue.queue(office.officers[role], office.stamp())
