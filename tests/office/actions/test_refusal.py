"""Refusal: grounds, own reasons, a second officer, a notice, its service; and what freezes it."""

from __future__ import annotations

from datetime import timedelta

import pypdfium2
import pytest
from django.db import IntegrityError, transaction

from limen.office.actions import assessing, correcting, deciding, holding, referring, serving
from limen.office.actions.acting import BadInput, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import Case, Countersignature, Decision, JournalEntry, Movement, Notice, Post, Service
from tests.office.conftest import Office, passport

NO_WAY_IN = {
    "visa_held": "false", "residence_permit_or_long_stay": "false", "family_member_free_movement": "false",
    "asks_protection": "false",
}  # fmt: skip
REASONS = "She has no visa and told me that she had not known one was needed for a week's visit."


def refusable(office: Office, by: str = "primary") -> Case:
    case = office.answer_all(office.arrive(passport("amara"), by=by), by=by, **NO_WAY_IN)
    assert office.advice(case)["outcome"] == "refuse"
    return case


def propose(office: Office, by: str = "primary") -> Case:
    case = refusable(office, by)
    deciding.refuse(office.officers[by], case.id, office.stamp(), own_reasons=REASONS, seen=case.revision)
    return office.case(case.id)


def test_a_refusal_waits_for_the_second_signature(office: Office) -> None:
    case = propose(office)
    decision = case.decisions.get()
    assert (case.state, decision.state, decision.effective_at) == ("awaiting", "awaiting", None)
    assert [ground["code"] for ground in decision.grounds] == ["C"]
    assert not Notice.objects.exists() and not Movement.objects.exists()


def test_countersigned_it_takes_effect_with_a_notice_that_is_served(office: Office) -> None:
    case = propose(office)
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    case = office.case(case.id)
    notice = case.notices.get()
    assert case.state == "refused" and case.decisions.get().state == "effective"
    pdf = pypdfium2.PdfDocument(serving.notice_pdf(office.officers["primary"], notice.id, office.stamp()))
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "NOT FOR SERVICE" in text and "AMARA NKECHI" in text and "Chief Officer" in text
    assert REASONS[:40] in " ".join(text.split())
    serving.serve(
        office.officers["primary"], case.id, office.stamp(), notice=notice.id, language="en", interpreter="",
        signature="refused_to_sign", carrier_told="Specimen Air SA 12", passport_is="with the carrier",
    )  # fmt: skip
    assert office.case(case.id).state == "served"
    assert Service.objects.get().signature == "refused_to_sign"


def test_nobody_countersigns_their_own_and_the_attempt_is_journaled(office: Office) -> None:
    case = propose(office, by="both")
    with pytest.raises(NotPermitted) as refusal:
        deciding.countersign(office.officers["both"], case.id, office.stamp())
    assert refusal.value.code == "authority.second"
    assert office.case(case.id).state == "awaiting"
    assert JournalEntry.objects.filter(verb="not_permitted", case=str(case.id)).count() == 1


def test_the_database_itself_refuses_a_signature_under_ones_own(office: Office) -> None:
    case = propose(office, by="both")
    decision = case.decisions.get()
    stamp = office.stamp()
    with pytest.raises(IntegrityError), transaction.atomic():
        Countersignature.objects.create(
            officer_id=decision.officer_id, first_officer_id=decision.officer_id, decision=decision, agreed=True,
            made_at=stamp.at, zone="UTC", act_key=stamp.key,
        )  # fmt: skip


@pytest.mark.parametrize("who", ["primary", "secondary", "auditor", "list_officer", "policy_officer", "administrator"])
def test_only_a_chief_countersigns(office: Office, who: str) -> None:
    case = propose(office)
    with pytest.raises(NotPermitted):
        deciding.countersign(office.officers[who], case.id, office.stamp())


def test_a_refusal_sent_back_is_open_again_in_secondary(office: Office) -> None:
    case = propose(office)
    with pytest.raises(BadInput, match="missing or wrong"):
        deciding.return_refusal(office.officers["chief"], case.id, office.stamp(), reason="")
    deciding.return_refusal(office.officers["chief"], case.id, office.stamp(), reason="ask about the residence permit")
    case = office.case(case.id)
    assert case.state == "secondary" and case.decisions.get().state == "returned"
    deciding.refuse(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    assert office.case(case.id).state == "awaiting"


@pytest.mark.parametrize("reasons", ["", "no visa", "   " * 20])
def test_a_tick_box_is_no_reason(office: Office, reasons: str) -> None:
    case = refusable(office)
    with pytest.raises(BadInput, match="your own words"):
        deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=reasons)


def test_a_ground_the_law_does_not_give_cannot_be_chosen(office: Office) -> None:
    case = refusable(office)
    with pytest.raises(BadInput, match="at least one ground"):
        deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS, grounds=["refuse.F"])


def test_nobody_is_refused_where_the_law_admits(office: Office) -> None:
    case = office.answer_all(office.arrive(passport("taro")))
    with pytest.raises(NotPossible, match="no ground"):
        deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS)


def test_a_refusal_in_two_tabs_is_one(office: Office) -> None:
    case = refusable(office)
    deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS, seen=case.revision)
    with pytest.raises((NotPossible, NotPermitted)):
        deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS, seen=case.revision)
    assert Decision.objects.count() == 1


def test_words_of_fear_freeze_refusal_until_the_referral_is_recorded(office: Office) -> None:
    case = office.answer_all(office.arrive(passport("amara")), **{**NO_WAY_IN, "asks_protection": "true"})
    assert office.advice(case)["outcome"] == "refer_protection"
    with pytest.raises(NotPossible, match="frozen"):
        deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS)
    words = "I am afraid to go back, my brother was taken."
    referring.refer_protection(office.officers["primary"], case.id, office.stamp(), words=words)
    case = office.case(case.id)
    assert case.state == "protection" and case.referrals.get().words == words


def test_words_of_fear_while_a_refusal_waits_cannot_be_lost(office: Office) -> None:
    """The hold is open to the officer who hears them; the proposal lapses and protection follows."""
    case = propose(office)
    holding.hold(office.officers["chief"], case.id, office.stamp(), reason="says she is afraid to go back")
    assert Decision.objects.get().state == "lapsed"
    referring.refer_protection(office.officers["chief"], case.id, office.stamp(), words="I am afraid to go back")
    assert office.case(case.id).state == "protection"


def test_alone_a_provisional_hold_has_a_limit_and_a_review(office: Office) -> None:
    case = refusable(office)
    with pytest.raises(BadInput, match="hours"):
        holding.hold(office.officers["primary"], case.id, office.stamp(), reason="alone at the post", hours=72)
    holding.hold(office.officers["primary"], case.id, office.stamp(), reason="alone at the post")
    hold = case.holds.get()
    assert hold.limit_at > hold.made_at
    with pytest.raises(NotPermitted):
        holding.review_hold(office.officers["primary"], case.id, office.stamp(), review="fine")
    holding.review_hold(office.officers["chief"], case.id, office.stamp(), review="seen in person, decide now")
    assert office.case(case.id).state == "secondary" and case.holds.get().ended_at is not None


def test_a_post_in_service_cannot_serve_what_is_not_for_service(office: Office) -> None:
    Post.objects.update(mode="service")
    case = propose(office)
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    notice = office.case(case.id).notices.get()
    assert not notice.for_service
    with pytest.raises(NotPossible, match="not for service"):
        serving.serve(
            office.officers["primary"], case.id, office.stamp(), notice=notice.id, passport_is="with the holder"
        )
    assert office.case(case.id).state == "refused"


def test_admitting_against_the_advice_needs_the_officers_own_reasons(office: Office) -> None:
    case = refusable(office)
    with pytest.raises(BadInput, match="your own words"):
        deciding.admit(office.officers["primary"], case.id, office.stamp())
    deciding.admit(
        office.officers["primary"], case.id, office.stamp(),
        own_reasons="Transit of four hours to a funeral, the embassy vouched for her by telephone.",
    )  # fmt: skip
    decision = office.case(case.id).decisions.get()
    assert (decision.outcome, decision.advised) == ("admit", "refuse")


def test_not_established_is_the_officers_word_and_the_burden_decides(office: Office) -> None:
    case = office.arrive(passport("amara"))
    for fact in ("residence_permit_or_long_stay", "family_member_free_movement", "asks_protection"):
        case = office.answer(case, fact, "false")
    assessing.answer(
        office.officers["primary"], case.id, office.stamp(), fact="visa_held", status="not_established", words="lost it"
    )
    case = office.answer_all(case)
    assert office.advice(case)["outcome"] == "refuse"
    assert "not shown" in office.advice(case)["grounds"][0]["reason"]
    assessment = store.assessment_of(case)
    assert assessment is not None and assessment.facts["visa_held"]["status"] == "not_established"


def test_the_law_is_asked_again_before_the_second_signature(office: Office) -> None:
    case = propose(office)
    answer = case.answers.get(fact="visa_held")
    answer.value = True  # a visa turns up in the record between the proposal and the signature
    answer.save()
    with pytest.raises(NotPossible, match="send it back"):
        deciding.countersign(office.officers["chief"], case.id, office.stamp())


def test_a_chief_signs_only_what_was_on_the_page(office: Office) -> None:
    case = propose(office)
    with pytest.raises(NotPossible, match="read the refusal again"):
        deciding.countersign(office.officers["chief"], case.id, office.stamp(), seen=case.revision - 1)


@pytest.mark.parametrize("when", ["awaiting", "refused", "served"])
def test_words_of_fear_are_heard_at_any_time(office: Office, when: str) -> None:
    case = propose(office)
    if when != "awaiting":
        deciding.countersign(office.officers["chief"], case.id, office.stamp())
    if when == "served":
        serving.serve(
            office.officers["primary"],
            case.id,
            office.stamp(),
            notice=case.notices.get().id,
            passport_is="with the crew",
        )
    referring.refer_protection(office.officers["primary"], case.id, office.stamp(), words="They will kill me")
    case = office.case(case.id)
    assert case.state == "protection" and case.closed_at is None
    assert case.decisions.get().state == ("lapsed" if when == "awaiting" else "set_aside")
    if when != "served":
        with pytest.raises((NotPermitted, NotPossible)):
            deciding.countersign(office.officers["chief"], case.id, office.stamp())


def test_words_of_fear_are_not_taken_back_by_the_officer_who_wrote_them(office: Office) -> None:
    case = office.answer_all(office.arrive(passport("amara")), **{**NO_WAY_IN, "asks_protection": "true"})
    with pytest.raises(NotPossible, match="answered already"):
        office.answer(case, "asks_protection", "false")
    said = case.answers.get(fact="asks_protection")
    with pytest.raises(NotPermitted):
        correcting.correct_answer(office.officers["primary"], case.id, office.stamp(), answer=said.id, reason="typo")


def test_one_officer_cannot_hold_without_end(office: Office) -> None:
    case = refusable(office, by="secondary")
    holding.hold(office.officers["secondary"], case.id, office.stamp(), reason="alone at the post")
    with pytest.raises(NotPermitted):
        holding.review_hold(office.officers["secondary"], case.id, office.stamp(), review="still alone")
    holding.review_hold(office.officers["chief"], case.id, office.stamp(), review="decide now")
    office.now += timedelta(hours=4)
    holding.hold(office.officers["chief"], case.id, office.stamp(), reason="waiting for the consulate", hours=3)
    office.now += timedelta(hours=5)
    holding.review_hold(office.officers["secondary"], case.id, office.stamp(), review="nobody came")
    with pytest.raises(NotPossible, match="together"):
        holding.hold(office.officers["secondary"], case.id, office.stamp(), reason="again", hours=1)


def test_what_cannot_be_printed_is_said_to_who_wrote_it(office: Office) -> None:
    case = refusable(office)
    with pytest.raises(NotPossible, match="notice cannot be made"):
        deciding.refuse(
            office.officers["primary"],
            case.id,
            office.stamp(),
            own_reasons="She wrote her name as \u9580\u69db on it.",
        )


def test_a_person_without_a_readable_nationality_can_be_refused(office: Office) -> None:
    case = office.arrive(passport("amara", nationality="XXX"))
    case = office.answer_all(case, **NO_WAY_IN, visa_exempt="false", nationality="NG")
    deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS)
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    assert office.case(case.id).state == "refused"
