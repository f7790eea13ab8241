"""Posts under other law than Schengen: acts that only a route's file brings into being, in the real office."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest

from limen import policy
from limen.office.actions import caseview, deciding, detaining, holding, referring, replaying, serving, viewing
from limen.office.actions.acting import BadInput, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records.models import Case, Countersignature, JournalEntry, Movement, Notice, Post
from limen.policy.pack import canonical
from tests.office.conftest import TODAY, Office, passport

REASONS = "Could not say where she stays, whom she visits or how she pays for three months."
INFORMATION = ("second_line", "further_examination", "hold_rights", "protection_information")
KNOWN = {
    "united_states": {
        "planned_exit": "2026-12-06", "inspection": "entitlement", "asks_protection": "false",
        "status_held": "no_status", "visa_held": "false", "visa_exempt": "false", "document_false": "false",
        "nonimmigrant_intent_shown": "true", "purpose_shown": "true", "entitled_beyond_doubt": "true",
        "relief_given": "none", "accompanied_by_responsible_adult": "true", "waiver_d4_granted": "false",
        "line": "second",
    },
    "united_kingdom": {
        "planned_exit": "2026-12-06", "thorough_check": "nothing_open", "asks_protection": "false",
        "visa_held": "false", "residence_permit_or_long_stay": "false", "entry_without_leave": "none_applies",
        "refusal_breaches_rights": "false", "visa_exempt": "false", "document_false": "false",
        "passport_with_identity_number": "false",
    },
    "canada": {
        "planned_exit": "2026-12-06", "thorough_check": "nothing_open", "asks_protection": "false",
        "visa_held": "false", "visa_exempt": "false", "status_held": "foreign_national", "arrival_mode": "air",
        "us_permanent_resident": "false", "temporary_resident_permit": "false", "reentry_authorised": "false",
        "document_false": "false", "report_stage": "none_begun",
    },
}  # fmt: skip


def under(office: Office, pack: str) -> Office:
    """The same post under another law."""
    began, office.now = office.now, office.now - timedelta(days=400)
    office.release(policy.load_pack(pack).to_bytes(), pack=pack)
    office.now = began
    Post.objects.update(pack=pack)
    office.post.refresh_from_db()
    return office


def examined(office: Office, **answers: str) -> Case:
    """A visitor from India in secondary, everything the law asks answered."""
    case = office.arrive(passport("amara", nationality="IND", issuer="IND"))
    referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason="no visa shown")
    referring.take(office.officers["secondary"], case.id, office.stamp())
    case = office.case(case.id)
    known: dict[str, Any] = {**KNOWN[office.post.pack], **answers}
    for fact, value in answers.items():
        case = office.answer(case, fact, value, "secondary")
    for _ in range(25):
        if office.advice(case)["decided"]:
            return case
        asks = [ask["fact"] for ask in office.advice(case)["ask"]]
        fact = next((name for name in asks if name in known), "")
        assert fact, f"nobody knows an answer to {asks}"
        case = office.answer(case, fact, known[fact], "secondary")
    raise AssertionError("the law never stops asking")


def keys(office: Office, case: Case, by: str) -> dict[str, bool]:
    """The acts somebody is shown, and whether they may be taken."""
    view = caseview.build(office.case(case.id), office.officers[by], office.now)
    return {act.act: act.may for act in view.acts}


def made(case: Case) -> Notice:
    """The paper of what was decided, beside what everybody is told who is asked to wait."""
    return case.notices.exclude(name__in=INFORMATION).get()


def entries(case: Case, verb: str) -> int:
    return JournalEntry.objects.filter(case=str(case.id), verb=verb).count()


def test_what_a_route_does_not_name_does_not_exist(office: Office) -> None:
    case = office.answer_all(office.arrive(passport("amara")), visa_held="true", visa_covers_stay="true")
    for act in (deciding.withdraw, deciding.report, deciding.refer_hearing):
        with pytest.raises((NotPossible, NotPermitted)):
            act(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason="look again")
    referring.take(office.officers["secondary"], case.id, office.stamp())
    for verb, act in (("withdraw", deciding.withdraw), ("parole", deciding.parole), ("defer", referring.defer)):
        with pytest.raises(NotPossible, match="knows no such act"):
            act(office.officers["secondary"], case.id, office.stamp(), **_form(verb))
    with pytest.raises(NotPossible, match="knows no such act"):
        detaining.detain(office.officers["chief"], case.id, office.stamp(), reason=REASONS)
    shown = keys(office, case, "secondary") | keys(office, case, "chief")
    assert not shown.keys() & {"withdraw", "parole", "defer", "report", "refer_hearing", "detain", "release"}


def _form(verb: str) -> dict[str, Any]:
    day = TODAY + timedelta(days=10)
    forms: dict[str, dict[str, Any]] = {
        "withdraw": {"own_reasons": REASONS}, "parole": {"own_reasons": REASONS, "until": day},
        "defer": {"reason": "the letter of the clinic", "until": day},
    }  # fmt: skip
    return forms[verb]


def test_united_states_a_withdrawal_is_the_persons_own_and_signed_by_a_second_officer(office: Office) -> None:
    case = examined(under(office, "united_states"))
    assert office.advice(case)["outcome"] == "refuse"
    assert keys(office, case, "secondary")["withdraw"], "the wish is the person's, and the act itself records it"
    assert "refer_hearing" not in keys(office, case, "secondary"), "what the law does not propose has no key"
    assert "detain" not in keys(office, case, "chief"), "this route knows no detention at the port"
    with pytest.raises(BadInput, match="your own words"):
        deciding.withdraw(office.officers["secondary"], case.id, office.stamp(), own_reasons="tired")
    deciding.withdraw(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    case = office.case(case.id)
    assert (case.state, case.decisions.get().state) == ("awaiting", "awaiting")
    assert case.answers.get(fact="relief_given", superseded=False).value == "withdrawal"
    with pytest.raises(NotPermitted):
        deciding.countersign(office.officers["secondary"], case.id, office.stamp())
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    case = office.case(case.id)
    assert (case.state, case.decisions.get().act, entries(case, "withdraw")) == ("withdrawn", "withdraw", 1)
    notice = made(case)
    assert notice.name == "withdrawal" and not notice.for_service
    assert case.id in {row.id for row in viewing.serving(office.officers["primary"], office.now)}
    serving.serve(office.officers["primary"], case.id, office.stamp(), notice=notice.id, passport_is="with the carrier")
    assert office.case(case.id).state == "withdrawn" and not Movement.objects.filter(case=case).exists()
    assert case.id not in {row.id for row in viewing.serving(office.officers["primary"], office.now)}
    told = replaying.replay(office.officers["auditor"], case.id, office.stamp())
    assert told.same, told


def test_united_states_words_of_fear_set_a_withdrawal_aside(office: Office) -> None:
    case = examined(under(office, "united_states"), relief_given="withdrawal")
    deciding.withdraw(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    referring.refer_protection(office.officers["primary"], case.id, office.stamp(), words="They will kill me")
    case = office.case(case.id)
    assert (case.state, case.closed_at, case.decisions.get().state) == ("protection", None, "set_aside")


def test_united_states_parole_is_the_chiefs_and_admits_nobody(office: Office) -> None:
    case = examined(under(office, "united_states"), relief_given="parole")
    assert office.advice(case)["outcome"] == "parole"
    until = TODAY + timedelta(days=30)
    with pytest.raises(NotPermitted, match="higher grade"):
        deciding.parole(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS, until=until)
    with pytest.raises(BadInput, match="State the day"):
        deciding.parole(office.officers["chief"], case.id, office.stamp(), own_reasons=REASONS)
    with pytest.raises(BadInput, match="your own words"):  # an admission would go against what the law proposes
        deciding.admit(office.officers["secondary"], case.id, office.stamp())
    deciding.parole(office.officers["chief"], case.id, office.stamp(), own_reasons=REASONS, until=until)
    case = office.case(case.id)
    assert (case.state, case.movements.get().last_day, made(case).name) == ("paroled", until, "parole_terms")


def test_united_states_deferral_leaves_the_case_undecided(office: Office) -> None:
    case = examined(under(office, "united_states"), relief_given="deferred")
    day = TODAY + timedelta(days=7)
    with pytest.raises(BadInput, match="what is missing"):
        referring.defer(office.officers["secondary"], case.id, office.stamp(), reason=" ", until=day)
    referring.defer(office.officers["secondary"], case.id, office.stamp(), reason="the letter of the clinic", until=day)
    case = office.case(case.id)
    assert case.state == "deferred" and case.closed_at is None and not case.decisions.exists()
    referring.take(office.officers["secondary"], case.id, office.stamp())
    assert office.case(case.id).state == "secondary"


def test_united_states_doubt_is_for_a_judge_and_not_a_refusal(office: Office) -> None:
    case = examined(
        under(office, "united_states"), visa_held="true", inspection="entitlement", entitled_beyond_doubt="false"
    )
    assert office.advice(case)["outcome"] == "refer_proceedings"
    with pytest.raises(NotPossible, match="no ground"):
        deciding.refuse(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    deciding.refer_hearing(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    case = office.case(case.id)
    assert (case.state, made(case).name) == ("in_proceedings", "notice_to_appear")


@pytest.mark.parametrize(
    ("answer", "state", "decision", "notice"),
    [
        ("issue_order", "ordered", "effective", ["removal_order"]),
        ("agree_hearing", "in_proceedings", "effective", []),
        ("take_no_step", "secondary", "returned", []),
    ],
)
def test_canada_a_report_is_answered_by_another(
    office: Office, answer: str, state: str, decision: str, notice: list[str]
) -> None:
    case = examined(under(office, "canada"))
    assert office.advice(case)["outcome"] == "refuse"
    deciding.report(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    assert office.case(case.id).state == "reported"
    assert case.id in {row.id for row in viewing.countersigning(office.officers["chief"], office.now)}
    act = getattr(deciding, answer)
    with pytest.raises(NotPermitted):
        act(office.officers["secondary"], case.id, office.stamp(), reason=REASONS)
    with pytest.raises(BadInput, match="reasons"):
        act(office.officers["chief"], case.id, office.stamp(), reason="yes")
    act(office.officers["chief"], case.id, office.stamp(), reason=REASONS)
    case = office.case(case.id)
    assert (case.state, case.decisions.get().state) == (state, decision)
    assert [row.name for row in case.notices.exclude(name__in=INFORMATION)] == notice
    assert Countersignature.objects.get(decision__case=case).agreed is (decision == "effective")
    if decision == "effective":
        told = replaying.replay(office.officers["auditor"], case.id, office.stamp())
        assert told.same, told


def test_canada_nobody_answers_their_own_report(office: Office) -> None:
    case = examined(under(office, "canada"))
    referring.hand_over(office.officers["secondary"], case.id, office.stamp(), to="N-both", note="goes on for me")
    deciding.report(office.officers["both"], case.id, office.stamp(), own_reasons=REASONS)
    with pytest.raises(NotPermitted, match="second officer"):
        deciding.issue_order(office.officers["both"], case.id, office.stamp(), reason=REASONS)


def test_canada_a_detention_runs_on_the_laws_own_reviews(office: Office) -> None:
    case = examined(under(office, "canada"))
    with pytest.raises(NotPermitted, match="second officer"):
        detaining.detain(office.officers["secondary"], case.id, office.stamp(), reason=REASONS)
    holding.hold(office.officers["secondary"], case.id, office.stamp(), reason="waiting for the chief")
    detaining.detain(office.officers["chief"], case.id, office.stamp(), reason=REASONS)
    case = office.case(case.id)
    (first,) = case.holds.filter(ended_at=None)
    assert case.state == "detained" and first.limit_at - first.made_at == timedelta(hours=48)
    assert not keys(office, case, "secondary").get("admit"), "nobody who is detained is let in"
    deciding.report(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    assert office.case(case.id).state == "reported", "the detention goes on beside the report"
    with pytest.raises(NotPermitted, match="second officer"):
        detaining.continue_detention(office.officers["chief"], case.id, office.stamp(), review=REASONS)
    for days in (7, 30, 30):
        by = "both" if days == 7 or entries(case, "continue_detention") == 2 else "chief"
        office.now += timedelta(hours=40)
        detaining.continue_detention(office.officers[by], case.id, office.stamp(), review=REASONS)
        (runs,) = case.holds.filter(ended_at=None)
        assert runs.limit_at - runs.made_at == timedelta(days=days)
    view = caseview.build(office.case(case.id), office.officers["chief"], office.now)
    assert view.hold is not None and view.hold.detained
    referring.refer_protection(office.officers["secondary"], case.id, office.stamp(), words="They will kill me")
    assert case.holds.filter(ended_at=None).exists(), "a claim does not end it, and its reviews go on"
    detaining.release(
        office.officers["chief"], case.id, office.stamp(), review="Released to an address, reports weekly."
    )
    assert not case.holds.filter(ended_at=None).exists() and office.case(case.id).state == "protection"


def test_united_kingdom_detention_is_a_chiefs_and_reviewed_after_a_day_then_weeks(office: Office) -> None:
    case = examined(under(office, "united_kingdom"))
    assert office.advice(case)["outcome"] == "refuse"
    with pytest.raises(NotPermitted):
        detaining.detain(office.officers["secondary"], case.id, office.stamp(), reason=REASONS)
    detaining.detain(office.officers["chief"], case.id, office.stamp(), reason=REASONS)
    with pytest.raises(NotPossible, match="knows no such act"):
        deciding.withdraw(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    case = office.case(case.id)
    began = case.holds.get().made_at
    limits = [case.holds.get().limit_at - began]
    for by in ("both", "chief", "both"):
        detaining.continue_detention(office.officers[by], case.id, office.stamp(), review=REASONS)
        limits.append(case.holds.get(ended_at=None).limit_at - began)
    assert limits == [timedelta(days=days) for days in (1, 7, 14, 21)]
    assert made(case).name == "detention_reasons"
    deciding.refuse(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    assert office.case(case.id).state == "awaiting", "who is detained is refused without being let go first"


def test_canada_a_withdrawal_is_not_allowed_while_a_report_is_in_hand(office: Office) -> None:
    case = office.answer(examined(under(office, "canada")), "report_stage", "in_hand", "secondary")
    with pytest.raises(NotPossible, match="no ground"):
        deciding.withdraw(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    assert not case.answers.filter(fact="application_wish").exists(), "what was not done left nothing behind"
    assert case.answers.get(fact="report_stage", superseded=False).value == "in_hand", "an answer on record stands"


def test_canada_a_withdrawal_is_allowed_before_any_report(office: Office) -> None:
    case = examined(under(office, "canada"))
    view = viewing.case(office.officers["secondary"], case.id, office.stamp())
    states = next(act.states for act in view.acts if act.act == "withdraw")
    assert {answer for _, answer, _ in states} >= {"none is being prepared"}, "what the act puts on record is said"
    deciding.withdraw(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    case = office.case(case.id)
    assert (case.state, office.advice(case)["outcome"]) == ("awaiting", "allow_withdrawal")
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    case = office.case(case.id)
    assert (case.state, made(case).name) == ("withdrawn", "withdrawal")


def test_a_decision_is_replayed_a_year_later_as_it_was(office: Office) -> None:
    """The law and the lists have changed since: what is shown is what the officers had before them."""
    case = examined(under(office, "canada"))
    deciding.report(office.officers["secondary"], case.id, office.stamp(), own_reasons=REASONS)
    deciding.issue_order(office.officers["chief"], case.id, office.stamp(), reason=REASONS)
    before = replaying.replay(office.officers["auditor"], case.id, office.stamp())
    office.now += timedelta(days=365)
    files = copy.deepcopy(dict(policy.load_pack("canada").documents))
    files["text/en/rules.yaml"]["rules"]["refuse.visa"]["title"] = "Words of another year"
    files["routes/entry.yaml"]["acts"] = [
        act for act in files["routes/entry.yaml"]["acts"] if act["name"] != "take_no_step"
    ]
    office.release(canonical({"format": 1, "files": files}), pack="canada")
    office.import_csv("alerts", b"id,name,alias,born,sex,nationality,document,list\nA-9,Amara Ndiaye,,,,,,\n")
    after = replaying.replay(office.officers["auditor"], case.id, office.stamp())
    assert before.same and after.same
    assert [one.law.digest for one in after.decisions] == [one.law.digest for one in before.decisions]
    assert all(one.law.replaced_at is not None for one in after.decisions)
    view = caseview.build(office.case(case.id), office.officers["auditor"], office.now)
    assert view.decision is not None and view.state == "ordered"
    assert all(ground.title != "Words of another year" for ground in view.decision.grounds)
