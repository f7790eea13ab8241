"""A second officer's word on a hit, a chief's order to let through, and a finding taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from limen.office.actions import adjudicating, assessing, deciding, hitqueue, replaying, viewing
from limen.office.actions.acting import BadInput, NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import Case, Hit, HitOverride, JournalEntry, WatchList
from tests.office.conftest import ALERTS, Office, passport

VISITOR = {
    "visa_exempt": "true", "family_member_free_movement": "false", "residence_permit_or_long_stay": "false",
    "asks_protection": "false", "security_concern": "false",
}  # fmt: skip
REASON = "Fingerprints were asked for and cannot come before Monday; the scar of the entry is not there."


def open_hit(case: Case) -> Hit:
    return Hit.objects.get(case=case, superseded=False)


def resolve(office: Office, hit: Hit, state: str, by: str = "primary", note: str = "compared the faces") -> Hit:
    assessing.resolve_hit(office.officers[by], hit.case_id, office.stamp(), hit=hit.id, state=state, note=note)
    return Hit.objects.get(id=hit.id)


def agree(office: Office, hit: Hit, by: str = "secondary") -> Hit:
    adjudicating.agree_hit(office.officers[by], hit.case_id, office.stamp(), hit=hit.id)
    return Hit.objects.get(id=hit.id)


def said(verb: str) -> dict[str, Any]:
    entry = JournalEntry.objects.filter(verb=verb).order_by("-seq").first()
    assert entry is not None
    return dict(json.loads(entry.payload.content))


@pytest.fixture
def two(office: Office) -> Office:
    """An office whose list of alerts demands two officers."""
    WatchList.objects.filter(list_id="alerts").update(second=True)
    return office


# -- the second officer -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["same", "not_same"])
def test_what_one_officer_finds_waits_for_another_and_blocks_until_then(two: Office, state: str) -> None:
    case = two.arrive(passport("dorian"))
    hit = resolve(two, open_hit(case), state)
    assert (hit.state, hit.proposed, hit.resolved_by) == ("open", state, None)
    assert said("resolve_hit")["proposed"] == state
    with pytest.raises(NotPossible, match="hit"):
        deciding.admit(two.officers["primary"], case.id, two.stamp())

    hit = agree(two, hit)
    assert (hit.state, hit.proposed, hit.note) == (state, "", "compared the faces")
    assert hit.resolved_by == two.accounts["primary"] and hit.agreed_by == two.accounts["secondary"]
    assert said("agree_hit")["first"] == two.officers["primary"].id


def test_nobody_agrees_to_their_own_finding(two: Office) -> None:
    hit = resolve(two, open_hit(two.arrive(passport("dorian"))), "not_same")
    with pytest.raises(NotPermitted, match="second officer"):
        agree(two, hit, by="primary")
    assert Hit.objects.get(id=hit.id).state == "open"
    assert JournalEntry.objects.filter(verb="not_permitted").exists()


def test_the_database_itself_refuses_one_hand_twice(two: Office) -> None:
    from django.db import IntegrityError, transaction

    hit = agree(two, resolve(two, open_hit(two.arrive(passport("dorian"))), "not_same"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Hit.objects.filter(id=hit.id).update(agreed_by=hit.resolved_by)


def test_inconclusive_waits_for_nobody_it_blocks_anyway(two: Office) -> None:
    hit = resolve(two, open_hit(two.arrive(passport("dorian"))), "inconclusive")
    assert (hit.state, hit.proposed) == ("inconclusive", "")


def test_a_second_officer_who_does_not_agree_leaves_it_open(two: Office) -> None:
    hit = resolve(two, open_hit(two.arrive(passport("dorian"))), "same")
    with pytest.raises(BadInput, match="why"):
        adjudicating.return_hit(two.officers["secondary"], hit.case_id, two.stamp(), hit=hit.id, reason=" ")
    adjudicating.return_hit(
        two.officers["secondary"], hit.case_id, two.stamp(), hit=hit.id, reason="the scar is on the other cheek"
    )
    hit = Hit.objects.get(id=hit.id)
    assert (hit.state, hit.proposed, hit.note) == ("open", "", "the scar is on the other cheek")
    assert said("return_hit")["returned"] == "same"
    with pytest.raises(NotPossible, match="Nothing"):
        agree(two, hit)


def test_the_same_finding_by_another_is_an_agreement_and_said_so(two: Office) -> None:
    hit = resolve(two, open_hit(two.arrive(passport("dorian"))), "same")
    with pytest.raises(NotPossible, match="agree"):
        resolve(two, hit, "same", by="secondary")
    hit = resolve(two, hit, "not_same", by="secondary")
    assert (hit.proposed, hit.proposed_by) == ("not_same", two.accounts["secondary"])
    assert agree(two, hit, by="primary").state == "not_same"


def test_a_clearing_by_one_is_not_remembered_once_the_list_demands_two(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    resolve(office, open_hit(case), "not_same")
    deciding.admit(office.officers["primary"], office.answer_all(office.case(case.id), **VISITOR).id, office.stamp())
    WatchList.objects.filter(list_id="alerts").update(second=True)
    again = office.arrive(passport("dorian"))
    hit = open_hit(again)
    assert hit.state == "open"
    agree(office, resolve(office, hit, "not_same"))
    other = office.arrive(passport("dorian"), by="secondary")
    assert open_hit(other).state == "remembered", "two have signed now"


# -- a chief's order --------------------------------------------------------------------------------------------------


def order(office: Office, hit: Hit, by: str = "chief", reason: str = REASON) -> None:
    adjudicating.override_hit(office.officers[by], hit.case_id, office.stamp(), hit=hit.id, reason=reason)


@pytest.mark.parametrize("state", ["open", "inconclusive"])
def test_an_unresolved_hit_blocks_until_a_chief_orders_by_name(office: Office, state: str) -> None:
    case = office.arrive(passport("dorian"))
    hit = open_hit(case)
    if state == "inconclusive":
        hit = resolve(office, hit, state)
    with pytest.raises(NotPermitted):
        order(office, hit, by="primary")
    with pytest.raises(BadInput, match="20 characters"):
        order(office, hit, reason="fine")
    order(office, hit)
    assert Hit.objects.get(id=hit.id).state == state, "the hit is not resolved by it"
    assert store.situation(office.case(case.id)).open_hits == 0
    assert hit.id in {row.id for row in hitqueue.queue(office.officers["chief"], office.stamp()).waiting}

    case = office.answer_all(office.case(case.id), **VISITOR)
    assert office.advice(case)["outcome"] == "admit", "what nobody established founds no refusal"
    with pytest.raises(BadInput, match="reasons"):
        deciding.admit(office.officers["primary"], case.id, office.stamp())
    deciding.admit(
        office.officers["primary"],
        case.id,
        office.stamp(),
        own_reasons="Let through on the order of the chief on duty.",
    )
    view = viewing.case(office.officers["primary"], case.id, office.stamp())
    check = next(check for check in view.checks if check.code == "override")
    assert check.outcome == "unsure" and "Chief Officer" in check.reason and "Fingerprints" in check.reason
    shown = view.hits[0].order
    assert shown is not None and (shown.by, shown.role, shown.reason) == ("Chief Officer", "chief", REASON)
    assert said("override_hit")["role"] == "chief" and said("override_hit")["by"] == "Chief Officer"

    replayed = replaying.replay(office.officers["auditor"], case.id, office.stamp())
    assert replayed.same, [one.differences for one in replayed.decisions]


def test_an_order_lifts_one_hit_and_nothing_else(office: Office) -> None:
    office.import_csv("un", ALERTS, title="Specimen persons of concern", kind="concern")
    case = office.arrive(passport("dorian"))
    alert, concern = Hit.objects.filter(case=case).order_by("list_id")
    order(office, alert)
    assert store.situation(office.case(case.id)).open_hits == 1, "the other hit blocks as before"
    order(office, concern)
    facts = store.assessment_of(office.case(case.id)).facts  # type: ignore[union-attr]
    assert facts["alert_for_refusal"]["status"] == "not_established"
    assert facts["security_concern"]["status"] == "unknown", "a concern is still put to the officer"


def test_an_order_does_not_thaw_what_words_of_fear_froze(office: Office) -> None:
    from limen.office.actions import referring

    case = office.arrive(passport("dorian"))
    hit = open_hit(case)
    referring.refer_protection(office.officers["primary"], case.id, office.stamp(), words="They will kill me there.")
    with pytest.raises(NotPossible):
        order(office, hit)
    assert not HitOverride.objects.exists()


def test_an_order_dies_with_its_hit(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    order(office, open_hit(case))
    office.import_csv("alerts", ALERTS.replace(b"Dorjan Vestibul", b"Dorjan V. Vestibul"))
    again = office.arrive(passport("dorian"))
    assert again.id == case.id and store.situation(again).open_hits == 1, "another content was never ordered about"


def test_a_hit_is_ordered_about_once_and_only_while_it_waits(office: Office) -> None:
    hit = open_hit(office.arrive(passport("dorian")))
    order(office, hit)
    with pytest.raises(NotPossible, match="already"):
        order(office, hit)
    resolve(office, hit, "not_same")
    with pytest.raises(NotPossible, match="resolved"):
        order(office, hit)


# -- undoing ----------------------------------------------------------------------------------------------------------


def reopen(
    office: Office, hit: Hit, by: str = "secondary", reason: str = "The other passport bears his number."
) -> None:
    adjudicating.reopen_hit(office.officers[by], hit.case_id, office.stamp(), hit=hit.id, reason=reason)


def test_a_finding_taken_back_is_open_wherever_it_was_relied_on(office: Office) -> None:
    first = office.arrive(passport("dorian"))
    resolve(office, open_hit(first), "not_same")
    deciding.admit(office.officers["primary"], office.answer_all(office.case(first.id), **VISITOR).id, office.stamp())
    second = office.arrive(passport("dorian"))
    assert open_hit(second).state == "remembered"
    with pytest.raises(BadInput, match="20 characters"):
        reopen(office, open_hit(second), reason="no")
    reopen(office, open_hit(second))
    assert [open_hit(case).state for case in (first, second)] == ["open", "open"]
    assert said("reopen_hit")["reopened"] == [str(first.id)]
    assert store.situation(office.case(second.id)).open_hits == 1
    waiting = hitqueue.queue(office.officers["chief"], office.stamp()).waiting
    assert [(row.case, row.where) for row in waiting] == [(second.id, "desk"), (first.id, "inside")]
    third = office.arrive(passport("dorian"), by="secondary")
    assert open_hit(third).state == "open", "nothing is remembered of it"


def test_the_other_open_case_is_asked_again_by_itself(office: Office) -> None:
    first = office.arrive(passport("dorian"))
    resolve(office, open_hit(first), "not_same")
    second = office.arrive(passport("dorian"), by="secondary")
    assert office.advice(second)["ask"] and open_hit(second).state == "remembered"
    reopen(office, open_hit(first))
    viewing.case(office.officers["secondary"], second.id, office.stamp())
    facts = store.assessment_of(office.case(second.id)).facts  # type: ignore[union-attr]
    assert facts["alert_for_refusal"]["status"] == "disputed"


def test_what_was_decided_stays_decided_and_the_hit_is_settled_again(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    resolve(office, open_hit(case), "not_same")
    deciding.admit(office.officers["primary"], office.answer_all(office.case(case.id), **VISITOR).id, office.stamp())
    before = store.assessment_of(office.case(case.id))
    reopen(office, open_hit(case))
    resolve(office, open_hit(case), "same", by="secondary")
    after = office.case(case.id)
    assert after.state == "admitted" and store.assessment_of(after) == before and open_hit(case).state == "same"


def test_there_must_be_a_finding_to_take_back(office: Office) -> None:
    with pytest.raises(NotPossible, match="no finding"):
        reopen(office, open_hit(office.arrive(passport("dorian"))))
    with pytest.raises(NotFound):
        adjudicating.reopen_hit(
            office.officers["chief"], office.arrive(passport("taro")).id, office.stamp(), reason=REASON,
            hit=Hit.objects.get().id,
        )  # fmt: skip
