"""One case as the desk shows it: rows turned into what is looked at, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from limen import policy
from limen.casework import ARRIVAL
from limen.casework.arrival import DECIDED_AGAINST
from limen.casework.engine import WORDS as CASE_WORDS
from limen.documents import read_mrz
from limen.office import authority
from limen.office.actions import (
    deciding,
    differences,
    grounding,
    law,
    listing,
    owners,
    registerview,
    relaxing,
    stay,
    telling,
)
from limen.office.actions.acting import availabilities, first_officer
from limen.office.actions.errors import Words
from limen.office.actions.views import (
    ActKey,
    AdviceView,
    AskView,
    CaseView,
    Check,
    DecisionView,
    Event,
    HitView,
    HoldView,
    NoticeView,
    OrderView,
    Proposal,
    Said,
    Why,
)
from limen.office.records import journal, store
from limen.office.records.models import Account, Case, Decision, HistoryLink, Hit, Hold, JournalEntry
from limen.policy import Route
from limen.policy.explain import title as title_of_pack
from limen.vocabulary.evidence import N_, SEVERITY, Outcome
from limen.vocabulary.person import Officer

# act → label, and what its form must ask for; the order is the order on the desk. Keys are the console's.
LABELS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "admit": (N_("Admit"), ()),
    "depart": (N_("Depart"), ()),
    "refuse": (N_("Refuse"), ("own_reasons",)),
    "hold": (N_("Hold"), ("reason",)),
    "refer_secondary": (N_("Secondary"), ("reason",)),
    "refer_protection": (N_("Words of fear"), ("words",)),
    "refer_child_protection": (N_("Child protection"), ("reason",)),
    "note_overstay": (N_("Note overstay"), ("reason",)),
    "take": (N_("Take the case"), ()),
    "return_to_primary": (N_("Return with result"), ("result",)),
    "hand_over": (N_("Hand over"), ("to",)),
    "review_hold": (N_("Review the hold"), ("review",)),
    "countersign": (N_("Countersign"), ()),
    "return_refusal": (N_("Send back"), ("reason",)),
    # What only some laws know: generic here, by the law's own name in the form.
    "withdraw": (N_("Withdrawal"), ("own_reasons",)),
    "parole": (N_("Let in for a time"), ("own_reasons",)),
    "defer": (N_("Let in to come back"), ("reason",)),
    "refer_hearing": (N_("Send to a hearing"), ("own_reasons",)),
    "report": (N_("Report"), ("own_reasons",)),
    "issue_order": (N_("Order to leave"), ("reason",)),
    "agree_hearing": (N_("Agree to a hearing"), ("reason",)),
    "take_no_step": (N_("Take no step"), ("reason",)),
    "detain": (N_("Detain"), ("reason",)),
    "continue_detention": (N_("Keep detained"), ("review",)),
    "release": (N_("Release"), ("review",)),
    "abandon": (N_("Close without decision"), ("reason",)),
}
LAWS_OWN = frozenset(
    {"withdraw", "parole", "defer", "refer_hearing", "report", "issue_order", "agree_hearing", "take_no_step", "detain"}
)
ONLY_PROPOSED = frozenset(act.name for act in ARRIVAL.acts if act.only_proposed)
ADVERSE = DECIDED_AGAINST | {"hold", "detain", "continue_detention", "issue_order", "agree_hearing"}
# Where one of these stands in the way there is no key at all: nobody could do anything about it here.
UNSEEN = frozenset({"case.state", "case.closed", "case.not_detained"})
Repaired = tuple[str, int, int, str, str, str]

HIT_STATES: Mapping[str, str] = {
    "open": N_("to be resolved"),
    "same": N_("the listed person"),
    "not_same": N_("not the listed person"),
    "inconclusive": N_("inconclusive: still blocks"),
    "remembered": N_("not the listed person, as found before"),
}
# The same of a list of lost and stolen documents.
REPORT_STATES: Mapping[str, str] = {
    **HIT_STATES,
    "same": N_("the reported document"),
    "not_same": N_("not the reported document"),
    "remembered": N_("not the reported document, as found before"),
}


def build(case: Case, officer: Officer, at: datetime, language: str = "en") -> CaseView:
    """Everything the desk shows of one traveller, the law in a language where its pack has it."""
    latest = store.assessment_of(case)
    today = law.day_at(case.post, at)
    route = law.pack(latest.inputs["pack"]).route(case.direction) if latest else law.route(case, today)
    language = telling.language_of(route.pack, language)
    checks = tuple(_checks(latest.findings if latest else (), route, language))
    document, mrz, doubtful, repairs = _document(case, today)
    hold = case.holds.filter(ended_at=None).first()
    open_to = ("", *officer.compartments)
    return CaseView(
        id=case.id,
        revision=case.revision,
        state=case.state,
        state_words=ARRIVAL.states[case.state],
        closed=case.state in ARRIVAL.closed,
        direction=case.direction,
        post=case.post.title,
        zone=case.post.zone,
        holder=case.holder.full_name,
        opened_at=case.made_at,
        name=f"{case.document.given} {case.document.surname}".strip() if case.document else "",
        document=document,
        mrz=mrz,
        doubtful=doubtful,
        repairs=repairs,
        checks=checks,
        worst=checks[0].outcome if checks else "",
        hits=tuple(hit_view(hit, language) for hit in case.hits.filter(superseded=False).order_by("-score")),
        proposals=tuple(proposal(link) for link in case.history_links.select_related("earlier", "person")),
        visits=tuple(stay.visits(store.same_person(case.person_id), today, open_to)) if case.person_id else (),
        stay=stay.of(case, today, open_to),
        discrepancies=tuple(_discrepancies(case, language)),
        advice=_advice(case, route, latest.advice, language, today) if latest else None,
        acts=tuple(_acts(case, officer, today, route, language)),
        said=tuple(_said(case, route, language)),
        decision=_decision(case, language),
        notices=tuple(_notices(case, language, today)),
        hold=_hold(case, hold, at) if hold else None,
        referrals=tuple(case.referrals.order_by("made_at").values_list("kind", "reason", "words", "made_at")),
        timeline=tuple(_timeline(case)),
        person=case.person_id,
        unit=case.unit_id,
        restrained_at=case.restrained_at,
        relaxed=relaxing.said_of(case),
        language=language,
    )


def _hold(case: Case, row: Hold, at: datetime) -> HoldView:
    return HoldView(row.made_at, row.limit_at, row.reason, at >= row.limit_at, detained=case.state != "held")


def _checks(findings: Iterable[Mapping[str, Any]], route: Route, language: str) -> Iterable[Check]:
    rows = [
        Check(
            code=finding["code"],
            outcome=finding["outcome"],
            title=telling.title(finding),
            reason=telling.reason(finding, route, language),
            clause=finding.get("clause", ""),
            evidence=telling.evidence(finding.get("evidence", {}), "device"),
            device=telling.device(str(finding.get("evidence", {}).get("device", ""))),
        )
        for finding in findings
    ]
    return sorted(rows, key=lambda row: SEVERITY[Outcome(row.outcome)])


def _document(
    case: Case, today: Any
) -> tuple[tuple[tuple[str, str, str], ...], tuple[str, ...], frozenset[tuple[int, int]], tuple[Repaired, ...]]:
    """Printed fields with their place in the MRZ, its lines, and the characters a repair would change."""
    if case.document is None:
        return (), (), frozenset(), ()
    reading = read_mrz(case.document.mrz, on=today)
    rows = tuple((field.name, str(field.value), f"{field.line}:{field.start}-{field.end}") for field in reading.fields)
    doubtful = frozenset((repair.line, repair.position) for repair in reading.repairs)
    repairs = tuple(
        (r.field, r.line, r.position, r.was, r.might_be, telling.repair(r.why, r.was, r.might_be))
        for r in reading.repairs
    )
    return rows, reading.lines, doubtful, repairs


def hit_view(hit: Hit, language: str = "en") -> HitView:
    """A hit beside the traveller."""
    known = {row.list_id: row for row in listing.everywhere()}.get(hit.list_id)
    listed, register = hit.listed, registerview.title_of(hit)
    kind = known.kind if known else "lost_stolen" if register else ""
    states = REPORT_STATES if kind == "lost_stolen" else HIT_STATES
    order = hit.overrides.select_related("officer").first()
    return HitView(
        id=hit.id,
        list_title=known.title if known else register or hit.list_id,
        list_kind=kind,
        action=known.action if known else "",
        listed_name=hit.listed_name,
        listed=tuple(_listed(listed)),
        score=hit.score,
        strength=hit.strength,
        why=tuple(_whys(hit.why)),
        state=hit.state,
        state_words=states[hit.state],
        blocking=hit.state in (Hit.State.OPEN, Hit.State.INCONCLUSIVE),
        note=hit.note,
        resolved_by=hit.resolved_by.full_name if hit.resolved_by else "",
        resolved_at=hit.resolved_at,
        agreed_by=hit.agreed_by.full_name if hit.agreed_by else "",
        proposed=hit.proposed,
        proposed_words=states[hit.proposed] if hit.proposed else "",
        proposed_by=hit.proposed_by.full_name if hit.proposed_by else "",
        proposed_note=hit.proposed_note,
        claimed_by=hit.claimed_by.full_name if hit.claimed_by else "",
        caution=owners.caution(hit, language),
        order=OrderView(order.officer.full_name, order.role, order.reason, order.made_at) if order else None,
    )


def _listed(entry: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield "number", entry["id"]
    yield "names", " · ".join(name for name, _ in entry["names"])
    if entry["born"]:
        yield "born", ", ".join(entry["born"])
    if entry["sex"]:
        yield "sex", entry["sex"]
    if entry["nationalities"]:
        yield "nationality", ", ".join(printed for printed, _ in entry["nationalities"])
    if entry["documents"]:
        yield "documents", ", ".join(document[0] for document in entry["documents"])
    reported = [_reported(*document) for document in entry["documents"]]
    if any(reported):
        yield "reported", ", ".join(filter(None, reported))
    if entry["note"]:
        yield "note", entry["note"][:1200]


def _reported(number: str, issuer: str, kind: str, status: str = "", *days: str) -> str:
    """What a list says of how a document was lost, and when."""
    del number, issuer, kind
    return " ".join(part for part in (status, " / ".join(filter(None, days))) if part)


def _whys(features: Iterable[Mapping[str, Any]]) -> Iterable[Why]:
    for feature in features:
        yield Why(telling.feature(feature), str(feature.get("detail", "")), float(feature.get("contribution", 0.0)))


_SEEN: Mapping[str, str] = {"entry": N_("entry {day}"), "exit": N_("exit {day}")}


def proposal(link: HistoryLink) -> Proposal:
    """Somebody met before who may be this person."""
    document = link.earlier.documents.order_by("-id").first()
    # In a compartment a movement is not told of, as in a search.
    last = link.earlier.movements.filter(voided_by=None, case__compartment="").order_by("-on").first()
    return Proposal(
        id=link.id,
        name=f"{document.given} {document.surname}".strip() if document else "",
        born=document.birth if document else "",
        document=f"{document.issuer} {document.number}" if document else "",
        last_seen=Words(_SEEN[last.direction], day=last.on) if last else "",
        score=link.score,
        why=tuple(_whys(link.why)),
        state=link.state,
    )


def _discrepancies(case: Case, language: str) -> Iterable[tuple[str, str, str]]:
    """What the sources differ in and no officer has explained, with both sides."""
    for one in differences.of(case, language):
        if one.state in ("open", "put", "not_explained"):
            first, second = (
                Words(N_("{value} ({source})"), value=telling.dated(side.value, side.value), source=side.source)
                for side in (one.first, one.second)
            )
            yield one.heading, first, second


def _advice(case: Case, route: Route, kept: Mapping[str, Any], language: str, today: date) -> AdviceView:
    advice = kept if language == "en" else policy.spoken(kept, route, language)
    unjudged = _unjudged(case, today) & {ask["fact"] for ask in advice["ask"]}  # what is not asked hides nothing
    advised = grounding.Advised(advice["trace"], route, language, unjudged)
    return AdviceView(
        outcome=advice["outcome"],
        outcome_words=route.outcome_words(advice["outcome"], language),
        kind=advice["kind"],
        decided=advice["decided"],
        grounds=grounding.grounds(advised, advice["grounds"]),
        # What is disputed waits for its hit.
        asks=tuple(ask_view(route, ask, language) for ask in advice["ask"] if ask["status"] != "disputed"),
        tell=tuple((tell["text"], tell["cite"]) for tell in advice["tell"]),
        deadlines=tuple(
            (d.get("words") or d["clock"], _due(route, d, language), d["cite"]) for d in advice["deadlines"]
        ),
        trace=tuple(telling.trace(advice["trace"], route, language, unjudged)),
        snapshot=advice["snapshot"],
        law_title=title_of_pack(route.pack, language),
        for_service=law.for_service(case.post, today),
        language=language,
    )


def _due(route: Route, deadline: Mapping[str, Any], language: str) -> str:
    """The last day of a clock in words; the question after the day it runs from, while nobody knows it."""
    if deadline["due"]:
        return policy.spoken_date(date.fromisoformat(deadline["due"]), language)
    return telling.question(route, deadline["starts"], "", language)


def _unjudged(case: Case, today: date) -> frozenset[str]:
    """The judgement facts on which this officer's own finding is not recorded yet."""
    judged = {row.fact for row in store.answers_of(case) if row.status == "known"}
    return frozenset(name for name, fact in law.facts(case, today).items() if fact.judgement and name not in judged)


def ask_view(route: Route, ask: Mapping[str, Any], language: str = "en") -> AskView:
    """The answer keys: what the pack presets, else yes and no, else the values; then not known and refused."""
    keys: list[tuple[str, str, str]] = []
    if ask["type"] in ("bool", "judgement") and not ask["presets"]:
        choices: list[tuple[str, str]] = [(Words(N_("Yes")), "true"), (Words(N_("No")), "false")]
    else:
        choices = list(policy.choices(route, ask["fact"], language))
    for number, (label, value) in enumerate(choices[:9], 1):
        keys.append((str(number), label, value))
    return AskView(
        fact=ask["fact"],
        question=telling.question(route, ask["fact"], ask["question"], language),
        cite=ask["cite"],
        type=ask["type"],
        hangs_on=() if ask["judgement"] else tuple(_titles(route, ask["could_change"], language)),
        could_change=() if ask["judgement"] else tuple(ask["could_change"]),  # no anchor before the own view
        judgement=ask["judgement"],
        keys=tuple(keys),
        takes_text=ask["type"] in ("date", "int", "money", "country", "text"),
        language=language,
        elsewhere=() if ask["judgement"] else tuple(_elsewhere(route, ask["fact"], language)),
    )


def _elsewhere(route: Route, fact: str, language: str) -> Iterable[tuple[str, str]]:
    """The question as a traveller may read it, in each language the pack has it in."""
    for other in sorted(route.pack.text):
        said = route.pack.own_words(other, "facts", fact, "question")
        if other != language and said:
            yield other, said


def _titles(route: Route, rules: Iterable[str], language: str) -> Iterable[str]:
    titles = (route.pack.words(language, "rules", rule, "title") or rule for rule in rules)
    return dict.fromkeys(titles)


def _acts(case: Case, officer: Officer, today: date, route: Route, language: str) -> Iterable[ActKey]:
    route_acts = {act.name: act for act in law.route_acts(case, today)}
    for answer in availabilities(case, today):
        if answer.act not in LABELS:
            continue
        label, needs = LABELS[answer.act]
        refused = authority.why_not(
            officer,
            answer.act,
            post=case.post.code,
            state=case.state,
            compartment=case.compartment,
            first_officer=first_officer(case, answer.act),
            grade=route_acts[answer.act].grade if answer.act in route_acts else "",
        )
        if refused == "authority.role" or UNSEEN & set(answer.why_not):
            continue
        if answer.act in ONLY_PROPOSED and "case.not_advised" in answer.why_not:
            continue
        if answer.act in LAWS_OWN and refused == "authority.grade":
            continue  # there are enough keys: what is another's to take is no key here
        reason = CASE_WORDS[answer.why_not[0]] if answer.why_not else authority.WORDS[refused] if refused else ""
        needs_reasons = answer.act in ("admit", "depart") and deciding.wants_reasons(
            case, answer.departs_from_advice, today
        )
        yield ActKey(
            act=answer.act,
            label=label,
            may=not reason,
            why_not=reason,
            adverse=answer.act in ADVERSE,
            second_signature=answer.second_signature,
            needs=(*needs, "own_reasons") if needs_reasons else needs,
            departs=answer.departs_from_advice,
            law_words=route.pack.words(language, "acts", answer.act) if answer.act in LAWS_OWN else "",
            law_language=route.pack.language_of(language, "acts", answer.act),
            cite=route.pack.cited(route_acts[answer.act].cite) if answer.act in route_acts else "",
            states=tuple(_stated(case, route, answer.act, language)),
        )


def _stated(case: Case, route: Route, act: str, language: str) -> Iterable[tuple[str, str, str]]:
    said = route.act(act)
    if said is None or not said.records:
        return
    answered = set(case.answers.filter(superseded=False).values_list("fact", flat=True))
    for fact, value in said.records:
        if fact not in answered:
            question = telling.question(route, fact, "", language)
            answer = telling.value(route, fact, value, "known", language)
            yield question, answer, route.pack.language_of(language, "facts", fact, "question")


def _said(case: Case, route: Route, language: str) -> Iterable[Said]:
    for row in case.answers.select_related("officer").order_by("made_at"):
        question = row.question if language == "en" else telling.question(route, row.fact, row.question, language)
        answer = telling.value(route, row.fact, row.value, row.status, language) or Words(telling.STATUSES["unknown"])
        yield Said(
            row.id, row.fact, question, answer, row.status, row.officer.full_name, row.made_at, row.superseded
        )  # fmt: skip


def _decision(case: Case, language: str) -> DecisionView | None:
    row = case.decisions.select_related("officer").order_by("-made_at").first()
    if row is None:
        return None
    signature = row.countersignatures.select_related("officer").first()
    movement = case.movements.filter(voided_by=None).first()
    return DecisionView(
        id=row.id,
        act=row.act,
        outcome=row.outcome,
        advised=row.advised,
        grounds=grounding.of_decision(row.id, language),
        own_reasons=row.own_reasons,
        officer=row.officer.full_name,
        taken_at=row.made_at,
        state=row.state,
        countersigned_by=signature.officer.full_name if signature else "",
        countersigned_at=signature.made_at if signature else None,
        countersign_reason=signature.reason if signature else "",
        movement=movement.id if movement else None,
    )


def _notices(case: Case, language: str, today: date) -> Iterable[NoticeView]:
    in_effect = Q(decision=None) | Q(decision__state=Decision.State.EFFECTIVE)
    pack = law.route(case, today).pack
    rows = case.notices.filter(in_effect).select_related("service").order_by("made_at")
    for row in sorted(rows, key=lambda row: row.decision_id is None):  # what decides comes first
        service = getattr(row, "service", None)
        yield NoticeView(
            id=row.id,
            title=pack.words(language, "notices", row.name, "title"),
            decides=row.decision_id is not None,
            opens=f"serve-{row.id}",
            language=row.language,
            for_service=row.for_service,
            served=service is not None,
            handed_at=service.handed_at if service else None,
            signature=service.signature if service else "",
            interpreter=service.interpreter if service else "",
            carrier_told=service.carrier_told if service else "",
            passport_is=service.passport_is if service else "",
        )


def _timeline(case: Case) -> Iterable[Event]:
    names = {str(account.id): account.full_name for account in Account.objects.all()}
    for entry in JournalEntry.objects.filter(case=str(case.id)).select_related("payload").order_by("seq"):
        yield Event(
            entry.at, entry.verb, journal.VERBS.get(entry.verb, entry.verb), names.get(entry.officer, entry.officer), ""
        )
