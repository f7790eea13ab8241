"""Decisions: admit, depart, refuse, countersign. Policy proposes, a named officer takes, a second officer signs.

Every decision asks the law again first, with today's lists, and stops if the answer is no longer the one on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from limen.casework import ARRIVAL, RouteAct, allowed
from limen.casework.arrival import DECIDED_AGAINST
from limen.casework.engine import WORDS
from limen.office.actions import assessing, differences, law, notifying, reasoning, stay, weighing
from limen.office.actions.acting import Acting, BadInput, CaseAct, NotPossible, Words, case_act
from limen.office.records import store
from limen.office.records.models import Answer, Case, Countersignature, Decision, Hit, Movement, Unit
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.decision import Advice, Ground
from limen.vocabulary.evidence import N_

OVERSTAY = N_("Overstay noted: what does the traveller say of it?")
# Whoever is in one of these does not go on with the others of the unit.
KEPT_BACK = (
    "referred", "secondary", "held", "awaiting", "refused", "served", "protection", "child_protection", "detained",
    "deferred", "withdrawn", "reported", "ordered", "in_proceedings",
)  # fmt: skip
FARTHEST_DAY = 5 * 366  # days; nobody is let in for a time without a decision for longer
LEAST_REASONS = 20  # characters: shorter is a tick box, not a reason about this person (FAILURES F27)


def _fresh(acting: Acting, act: str, seen: int | None) -> Advice:
    """The law's answer now, with what the act itself records.

    Raises NotPossible where the page is stale or the answer no longer allows the act.
    """
    case = acting.case
    if seen is not None and seen != case.revision:
        raise NotPossible("Something changed since this page was shown: look again, then decide.", "case.stale")
    if case.interviews.filter(ended_at=None).exists():
        raise NotPossible("The interview is still open: read it back and end it first.")
    before = store.assessment_of(case)
    shown = (before.advice["outcome"], before.advice["decided"]) if before else None
    if _record(acting, act):
        shown = None
    _, advice = assessing.reassess(acting)
    if shown is not None and shown != (advice.outcome, advice.decided):
        raise NotPossible("The law or the lists changed since this page was shown: look again, then decide.")
    answers = allowed(ARRIVAL, case.state, law.route_acts(case, acting.today), store.situation(case))
    why_not = next(answer.why_not for answer in answers if answer.act == act)
    if why_not:
        raise NotPossible("Not possible: {why}.", why_not[0], why=Words(WORDS[why_not[0]]))
    if ARRIVAL.act(act).only_proposed and advice.outcome not in _route_act(acting, act).outcomes:
        raise NotPossible("Not possible: {why}.", "case.not_advised", why=Words(WORDS["case.not_advised"]))
    departs = next(answer.departs_from_advice for answer in answers if answer.act == act)
    if departs:
        acting.payload["departs_from_advice"] = True
    return advice


def _record(acting: Acting, act: str) -> bool:
    """Record what an act of the route establishes, such as the person's own wish; whether there is such a thing.

    What is on record already stands: an answer is undone by a correction alone.
    """
    route = law.route(acting.case, acting.today)
    said = route.act(act)
    answered = set(acting.case.answers.filter(superseded=False).values_list("fact", flat=True))
    for fact, value in said.records if said is not None else ():
        if fact in answered:
            continue
        Answer.objects.create(
            **acting.acted(), case=acting.case, fact=fact, question=route.pack.words("en", "facts", fact, "question"),
            value=value, status="known", standard="balance", source="answer",
        )  # fmt: skip
        acting.payload.setdefault("recorded", {})[fact] = value
    return said is not None and bool(said.records)


def _reasons(own_reasons: str, *, needed: bool) -> str:
    text = own_reasons.strip()
    if needed and len(text) < LEAST_REASONS:
        raise BadInput(
            "Give your reasons about this person in your own words, {least} characters at least: "
            "what they said or showed, and why it is not enough.",
            least=LEAST_REASONS,
        )
    if len(text) > 8000:
        raise BadInput("Reasons are kept up to 8,000 characters.")
    return text


def crossed_before(case: Case, on: date) -> Movement | None:
    """The movement of the same document the same way on the same day, if there is one."""
    return Movement.objects.filter(document=case.document, direction=case.direction, on=on, voided_by=None).first()


def wants_reasons(case: Case, departs: bool, on: date) -> bool:
    """Whether letting this person through needs the officer's own reasons.

    It does against the advice, for somebody an officer confirmed to be on a list or whom a chief lets through with a
    hit unresolved, for a document that has crossed the same way today already, and where it parts a child and an adult
    who came together (FAILURES F11).
    """
    standing = case.hits.filter(superseded=False)
    ordered = Q(state__in=store.BLOCKING, overrides__isnull=False)
    listed = standing.filter(Q(state=Hit.State.SAME) | ordered).exists()
    return departs or listed or crossed_before(case, on) is not None or _parts(case, on)


def _parts(case: Case, on: date) -> bool:
    """Whether somebody of the other age in the same family, car or group is kept back while this one goes on."""
    if case.unit is None:
        return False
    kept = Case.objects.filter(unit=case.unit, state__in=KEPT_BACK).exclude(id=case.id).select_related("document")
    parted = [other for other in kept if _is_child(other, on) != _is_child(case, on)]
    if case.unit.kind != Unit.Kind.COACH:
        return bool(parted)
    return any(_is_responsible(other, case) or _is_responsible(case, other) for other in parted)


def _is_responsible(adult: Case, child: Case) -> bool:
    """Whether the answers of a child name this adult, as they do in a coach, where not every adult is the child's."""
    number = adult.document.number if adult.document else ""
    return bool(number) and child.answers.filter(superseded=False, words__contains=number).exists()


def _is_child(case: Case, on: date) -> bool:
    """Whether the person is, or may be, under eighteen (Convention on the Rights of the Child, Art 1)."""
    birth = case.document.birth if case.document else ""
    try:
        return not birth or PartialDate.parse(birth).age_on(on)[0] < 18
    except DateError:
        return True


def _through(acting: Acting, own_reasons: str) -> str:
    """The officer's reasons for letting somebody through, where they are needed."""
    departs = bool(acting.payload.get("departs_from_advice"))
    before = crossed_before(acting.case, acting.today)
    if before is not None and len(own_reasons.strip()) < LEAST_REASONS:
        local = before.made_at.astimezone(ZoneInfo(before.zone))
        raise BadInput(
            "This document has crossed the same way today already, at {time}: give your own reasons, "
            "{least} characters at least, or correct the earlier movement.",
            time=f"{local:%H:%M}",
            least=LEAST_REASONS,
        )
    return _reasons(own_reasons, needed=wants_reasons(acting.case, departs, acting.today))


def _decide(acting: Acting, act: str, advice: Advice, own_reasons: str, state: str, grounds: Sequence[Any]) -> Decision:
    assessment = store.assessment_of(acting.case)
    if assessment is None:
        raise NotPossible("No document has been read yet.")
    decision = Decision.objects.create(
        **acting.acted(),
        case=acting.case,
        act=act,
        outcome=act,
        advised=advice.outcome,
        grounds=[ground.to_json() for ground in grounds],
        own_reasons=own_reasons,
        inputs=assessment.inputs,
        snapshot=advice.snapshot,
        assessment=assessment,
        state=state,
        effective_at=acting.stamp.at if state == Decision.State.EFFECTIVE else None,
    )
    acting.result = str(decision.id)
    acting.payload |= {
        "decision": str(decision.id),
        "advised": advice.outcome,
        "grounds": [ground.id for ground in grounds],
        "own_reasons": own_reasons,
        "inputs": assessment.inputs,
        "state": str(state),
    }
    return decision


def _close(acting: Acting, state: str) -> None:
    acting.case.state = state
    if state in ARRIVAL.closed:
        acting.case.closed_at = acting.stamp.at


def _move(acting: Acting, direction: str, last_day: date | None) -> None:
    case = acting.case
    if case.document is None or case.person is None:
        raise NotPossible("No document has been read yet.")
    Movement.objects.create(
        **acting.acted(),
        case=case,
        person=case.person,
        document=case.document,
        direction=direction,
        on=_day_of(acting, direction),
        post=case.post,
        counts=stay.counts(case),
        last_day=last_day,
    )


def _day_of(acting: Acting, direction: str) -> date:
    """Today; or the day of the movement this one replaces, where a correction voided it."""
    voided = acting.case.movements.filter(direction=direction).exclude(voided_by=None).order_by("-made_at").first()
    return voided.on if voided is not None else acting.today


@case_act("admit", weighing.as_it_stands)
def admit(acting: Acting, *, own_reasons: str = "", seen: int | None = None) -> None:
    """Admit and record the entry with its last day; against the advice only with the officer's own reasons."""
    advice = _fresh(acting, "admit", seen)
    reasons = _through(acting, own_reasons)
    days = stay.of(acting.case, acting.today)
    _decide(acting, "admit", advice, reasons, Decision.State.EFFECTIVE, advice.grounds)
    _move(acting, "entry", days.leave_by)
    acting.payload["last_day"] = days.leave_by.isoformat() if days.leave_by else None
    _close(acting, "admitted")


@case_act("depart", weighing.as_it_stands)
def depart(acting: Acting, *, own_reasons: str = "", seen: int | None = None) -> None:
    """Let a traveller leave and record the exit."""
    advice = _fresh(acting, "depart", seen)
    reasons = _through(acting, own_reasons)
    _decide(acting, "depart", advice, reasons, Decision.State.EFFECTIVE, advice.grounds)
    _move(acting, "exit", None)
    _close(acting, "departed")


@case_act("note_overstay", weighing.as_it_stands)
def note_overstay(acting: Acting, *, reason: str) -> None:
    """Note an overstay at exit: what the register shows and what the person says of it; it stops nobody leaving."""
    if acting.case.direction != "exit":
        raise NotPossible("An overstay is noted when somebody leaves.")
    if not reason.strip():
        raise BadInput("Write down what the person says of the overstay, even if it is nothing.")
    _, advice = assessing.reassess(acting)
    if not any(ground.effect == "note_overstay" for ground in advice.grounds):
        raise NotPossible("The law finds no overstay on the facts recorded, so there is none to note.")
    days = stay.of(acting.case, acting.today)
    # An answer row, so that it is seen on the case and undone like any other wrong key.
    acting.case.answers.filter(fact="overstay_noted", superseded=False).update(superseded=True)
    row = Answer.objects.create(
        **acting.acted(), case=acting.case, fact="overstay_noted", question=OVERSTAY, value=reason, status="known",
        standard="balance", source="answer", words=reason,
    )  # fmt: skip
    acting.payload |= {"days_used": days.days_used, "last_day": str(days.last_day or ""), "said": reason}
    acting.result = str(row.id)


@case_act("refuse", weighing.as_it_stands)
def refuse(
    acting: Acting, *, own_reasons: str, grounds: Iterable[str] = (), language: str = "en", seen: int | None = None
) -> None:
    """Propose a refusal on cited grounds with reasons about this person; it has no effect before the second signature.

    `grounds` names the advice's grounds that are relied on; empty means all of them. Raises BadInput without one.
    `language` is the notice's: one the person understands, which the form is translated into.
    """
    _propose(acting, "refuse", own_reasons, grounds, language, seen)


def _propose(
    acting: Acting, verb: str, own_reasons: str, grounds: Iterable[str], language: str, seen: int | None,
    until: date | None = None,
) -> None:  # fmt: skip
    """A decision with grounds and reasons: in effect at once, or proposed to whoever the route has sign it second."""
    if language not in notifying.LANGUAGES:
        raise BadInput("Choose a language the notice can be made in.")
    reasons = _reasons(own_reasons, needed=True)
    advice = _fresh(acting, verb, seen)
    wanted, given = set(grounds), _given(acting, verb, advice)
    chosen = [ground for ground in given if not wanted or ground.id in wanted]
    if not chosen or wanted - {ground.id for ground in chosen}:
        raise BadInput("A refusal must rest on at least one ground that the law gives on these facts.")
    act, route_act = ARRIVAL.act(verb), _route_act(acting, verb)
    if act.adverse:
        differences.require_put(acting.case, [ground.facts for ground in chosen])
        reasoning.require_own(acting, reasons, chosen)
    # What is decided against somebody waits for another officer, whatever a pack says or leaves out.
    waits = act.awaiting_state if act.adverse or route_act.second_signature else None
    state = Decision.State.AWAITING if waits else Decision.State.EFFECTIVE
    decision = _decide(acting, verb, advice, reasons, state, chosen)
    decision.language = acting.payload["language"] = language
    decision.save(update_fields=["language"])
    if waits:
        notifying.check(acting, decision)  # what cannot be printed is said now, not to the chief
        _close(acting, waits)
        return
    _take_effect(acting, decision, act.to_state or acting.case.state, until)


def _route_act(acting: Acting, verb: str) -> RouteAct:
    return next(act for act in law.route_acts(acting.case, acting.today) if act.name == verb)


def _given(acting: Acting, verb: str, advice: Advice) -> list[Ground]:
    """The grounds an act may rest on: a refusal on those that refuse, others on those of the advice's own kind."""
    if verb == "refuse":
        return [ground for ground in advice.grounds if ground.effect == "refuse"]
    effects = law.route(acting.case, acting.today).effects
    return [ground for ground in advice.grounds if effects[ground.effect] is advice.kind]


def _take_effect(acting: Acting, decision: Decision, state: str, until: date | None = None, notice: str = "") -> None:
    """What a decision does once nothing is missing: the crossing where it lets in, the state, the notice."""
    if ARRIVAL.act(decision.act).favourable:
        _move(acting, "entry", until)
    _close(acting, state)
    told = notice or decision.act
    route_act = law.route(acting.case, acting.today).act(told)
    if decision.act == "refuse" or (route_act is not None and route_act.notice):
        notifying.make(acting, decision, told)


def _proposing(verb: str, sentence: str) -> CaseAct[...]:
    """An act that decides as `refuse` does: what it does to the state and who signs it is in the tables."""

    def body(
        acting: Acting, *, own_reasons: str, grounds: Iterable[str] = (), language: str = "en", seen: int | None = None
    ) -> None:
        _propose(acting, verb, own_reasons, grounds, language, seen)

    body.__doc__ = sentence
    return case_act(verb, weighing.as_it_stands)(body)


withdraw = _proposing("withdraw", "Let somebody take their application back and leave, where they asked for it freely.")
refer_hearing = _proposing(
    "refer_hearing", "Send somebody to a hearing before whoever decides there, on cited grounds."
)
report = _proposing("report", "Report somebody on cited grounds; another officer decides what follows.")


@case_act("parole", weighing.as_it_stands)
def parole(
    acting: Acting, *, own_reasons: str, until: date | None = None, grounds: Iterable[str] = (), language: str = "en",
    seen: int | None = None,
) -> None:  # fmt: skip
    """Let somebody in for a time without admitting them; the crossing is on record with the day they must be gone."""
    last = a_later_day(acting, until)
    acting.payload["until"] = last.isoformat()
    _propose(acting, "parole", own_reasons, grounds, language, seen, last)


def a_later_day(acting: Acting, until: date | None) -> date:
    """The day until which somebody is let in. Raises BadInput for none, for one gone by, and for one far off."""
    if until is None or not 0 <= (until - acting.today).days <= FARTHEST_DAY:
        raise BadInput("State the day until which the person is let in: today at the earliest, within five years.")
    return until


def _awaiting(acting: Acting) -> Decision:
    decision = store.pending_decision(acting.case)
    if decision is None:
        raise NotPossible("No decision of this case waits for a second signature.")
    return decision


def _sign(acting: Acting, decision: Decision, *, agreed: bool, reason: str) -> None:
    Countersignature.objects.create(
        **acting.acted(), decision=decision, first_officer_id=decision.officer_id, agreed=agreed, reason=reason
    )
    acting.payload |= {"decision": str(decision.id), "agreed": agreed, "reason": reason}
    acting.result = str(decision.id)
    decision.state = Decision.State.EFFECTIVE if agreed else Decision.State.RETURNED
    decision.effective_at = acting.stamp.at if agreed else None
    decision.save(update_fields=["state", "effective_at"])


@case_act("countersign", weighing.as_it_stands)
def countersign(acting: Acting, *, reason: str = "", seen: int | None = None) -> None:
    """Sign another officer's refusal: it takes effect and its notice is made.

    The law is asked again first: where a ground no longer stands, the refusal can only be sent back.
    """
    decision = _standing(acting, seen)
    _sign(acting, decision, agreed=True, reason=reason)
    _take_effect(acting, decision, ARRIVAL.act(decision.act).to_state or acting.case.state)


def _standing(acting: Acting, seen: int | None) -> Decision:
    """The decision that waits, as long as the law still gives all it rests on. Raises NotPossible."""
    decision = _awaiting(acting)
    if seen is not None and seen != acting.case.revision:
        raise NotPossible("Something changed since this page was shown: read the refusal again.", "case.stale")
    _, advice = assessing.reassess(acting)
    standing = {ground.id for ground in _given(acting, decision.act, advice)}
    if not {ground["id"] for ground in decision.grounds} <= standing:
        raise NotPossible("The law or the lists no longer give a ground this refusal rests on: send it back.")
    differences.require_put(acting.case, [ground["facts"] for ground in decision.grounds])
    return decision


def _answering(verb: str, sentence: str) -> CaseAct[...]:
    """An act with which a second officer answers a report: it takes effect with what follows, or is sent back."""

    def body(acting: Acting, *, reason: str, seen: int | None = None) -> None:
        if len(reason.strip()) < LEAST_REASONS:
            raise BadInput("Give your reasons, {least} characters at least.", least=LEAST_REASONS)
        state = ARRIVAL.act(verb).to_state or acting.case.state
        if state not in ARRIVAL.closed:
            _sign_back(acting, reason, state)
            return
        decision = _standing(acting, seen)
        _sign(acting, decision, agreed=True, reason=reason)
        _take_effect(acting, decision, state, notice=verb)

    body.__doc__ = sentence
    return case_act(verb, weighing.as_it_stands)(body)


issue_order = _answering("issue_order", "Answer a report with an order to leave, with the reasons for it.")
agree_hearing = _answering("agree_hearing", "Answer a report by sending it to a hearing, with the reasons for it.")
take_no_step = _answering("take_no_step", "Answer a report with no step: the case goes back to be decided otherwise.")


@case_act("return_refusal")
def return_refusal(acting: Acting, *, reason: str) -> None:
    """Send a proposed refusal back, with what is missing; the case is open again in secondary."""
    if not reason.strip():
        raise BadInput("Say what is missing or wrong, so that the officer can mend it.")
    _sign_back(acting, reason, "secondary")


def _sign_back(acting: Acting, reason: str, state: str) -> None:
    _sign(acting, _awaiting(acting), agreed=False, reason=reason)
    _close(acting, state)
    assessing.look_again(acting)


def lapse_pending(acting: Acting, why: str) -> None:
    """A proposal still unsigned when the case goes another way has no effect any more; it stays on record."""
    for decision in acting.case.decisions.filter(state=Decision.State.AWAITING):
        decision.state = Decision.State.LAPSED
        decision.save(update_fields=["state"])
        acting.payload["lapsed"] = {"decision": str(decision.id), "why": why}


def set_aside(acting: Acting, why: str) -> None:
    """A signed refusal yields to protection: it stays on record, set aside, and its notice is no longer in effect."""
    for decision in acting.case.decisions.filter(state=Decision.State.EFFECTIVE, act__in=DECIDED_AGAINST):
        decision.state = Decision.State.SET_ASIDE
        decision.save(update_fields=["state"])
        acting.payload["set_aside"] = {"decision": str(decision.id), "why": why}
