"""Making what is handed to people: the pack's paragraphs with this person's facts in their slots, as a tagged PDF.

A notice tells of a decision that took effect; an information tells somebody who is referred or held why, for how long
and what they may ask for. Both are made in a language the person understands.

A notice made under a law or a language without a reviewer, or at a post in practice, prints NOT FOR SERVICE on each
page and can be handed over in practice only (DESIGN §7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from limen import policy
from limen.office.actions import law, reasoning, telling
from limen.office.actions.acting import Acting, NotPossible
from limen.office.notices import (
    GroundBox,
    Letter,
    NoticeError,
    Paragraph,
    Row,
    Signature,
    Wording,
    fill,
    is_right_to_left,
    render,
    wording,
)
from limen.office.records import store
from limen.office.records.models import Account, Decision, Notice, Post
from limen.policy import Route
from limen.vocabulary import countries
from limen.vocabulary.dates import PartialDate

# The languages letters are made in, each by its own name.
LANGUAGES: Mapping[str, str] = {"en": "English", "fr": "français", "es": "español", "ar": "العربية"}
PARTICULARS = ("appeal_authority", "appeal_days", "contact_points", "data_authority")


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a letter tells of: whose act, on which facts and law, and the decision where it is one's."""

    reference: str
    officer: Account
    made_at: datetime
    facts: Mapping[str, Any]
    law: str
    decision: Decision | None = None
    until: datetime | date | None = None  # when what it tells of ends
    reasons: str = ""  # the officer's own, of an act that is no decision


def make(acting: Acting, decision: Decision, act: str = "") -> Notice:
    """Make and keep the notice of a decision that took effect, in the language the decision names.

    `act` is what brought it into effect, where that has a notice of its own. Raises NotPossible where the route has
    none for it.
    """
    route = law.route(acting.case, acting.today)
    route_act = route.act(act or decision.act)
    if route_act is None or not route_act.notice:
        raise NotPossible("The law of this post has no notice for this decision.")
    row = _made(acting, _of_decision(decision), route, route_act.notice, decision.language)
    acting.payload["notice"] = {"id": str(row.id), "pdf": row.pdf_id, "for_service": row.for_service}
    return row


def check(acting: Acting, decision: Decision) -> None:
    """Whether the notice of a proposed decision can be printed. Raises NotPossible saying what cannot."""
    route = law.route(acting.case, acting.today)
    route_act = route.act(decision.act)
    if route_act is not None and route_act.notice:
        _printed(acting, _of_decision(decision), route, route_act.notice, decision.language, earnest=False)


def inform(acting: Acting, act: str, language: str, *, until: datetime | date | None = None, reasons: str = "") -> None:
    """Make the information that goes with an act which decides nothing: a hold, a referral.

    What cannot be printed stops nobody's protection: then the act goes on, and its entry says what was not made.
    """
    route, case = law.route(acting.case, acting.today), acting.case
    route_act = route.act(act)
    if route_act is None or not route_act.notice:
        return
    assessment = store.assessment_of(case)
    officer = Account.objects.get(id=acting.officer.id)
    facts = assessment.facts if assessment else {}
    subject = _Subject(
        str(case.id), officer, acting.stamp.at, facts, law.release_of(case.post, acting.today).digest, until=until,
        reasons=reasons,
    )  # fmt: skip
    try:
        row = _made(acting, subject, route, route_act.notice, language)
    except NotPossible as error:
        acting.payload["notice"] = {"not_made": str(error)}
    else:
        acting.payload["notice"] = {"id": str(row.id), "pdf": row.pdf_id, "for_service": row.for_service}


def _of_decision(decision: Decision) -> _Subject:
    return _Subject(
        str(decision.id), decision.officer, decision.made_at, decision.assessment.facts, decision.inputs["pack"],
        decision,
    )  # fmt: skip


def _printed(
    acting: Acting, subject: _Subject, route: Route, notice: str, language: str, *, earnest: bool
) -> tuple[Letter, bytes]:
    try:
        letter = _letter(acting, subject, route, notice, wording(language), earnest=earnest)
        return letter, render(letter)
    except NoticeError as error:
        raise NotPossible(
            "The notice cannot be made, so nothing was recorded: {why}", why=telling.explained(str(error))
        ) from error


def _made(acting: Acting, subject: _Subject, route: Route, notice: str, language: str) -> Notice:
    served = law.for_service(acting.post, acting.today) and route.pack.is_for_service(language)
    earnest = served and _complete(acting.post)
    letter, pdf = _printed(acting, subject, route, notice, language, earnest=earnest)
    return Notice.objects.create(
        **acting.acted(),
        case=acting.case,
        decision=subject.decision,
        name=notice,
        language=language,
        for_service=earnest,
        pdf_id=store.keep(pdf, "application/pdf", acting.stamp.at),
        data_id=store.keep_json(_data(letter), acting.stamp.at),
    )


def _complete(post: Post) -> bool:
    return all(post.particulars.get(name) for name in PARTICULARS)


def _letter(acting: Acting, subject: _Subject, route: Route, notice_id: str, says: Wording, *, earnest: bool) -> Letter:
    case, post = acting.case, acting.post
    document, decision = case.document, subject.decision
    notice = route.notice(notice_id, says.language)
    at = acting.stamp.at.astimezone(ZoneInfo(post.zone))
    grounds = _grounds(decision, says.language) if decision else []
    slots = _slots(subject, post, document, grounds, at, says)
    mirrored = is_right_to_left(says.language)
    filled = {
        part.id: fill(part.text, {name: slots[name] for name in part.slots}, right_to_left=mirrored)
        for part in notice.paragraphs
    }
    order = [part.id for part in notice.paragraphs]
    return Letter(
        language=says.language,
        title=notice.title,
        authority=post.authority,
        post=post.title,
        reference=subject.reference,
        issued_at=acting.stamp.at.astimezone(UTC),
        issued_at_text=f"{says.day(at)} {at:%H:%M} ({post.zone})",
        form_code=notice.form,
        mark="" if earnest else says.say("mark"),
        person=tuple(
            Row(says.say(label), slots[name])
            for label, name in (("surname", "surname"), ("given", "given"), ("born", "birth"), ("nationality",) * 2)
        ),
        document=(
            Row(says.say("printed"), slots["document"], is_code=True),
            Row(says.say("expiry"), _partial(document.expiry if document else "", says)),
        ),
        opening=tuple(Paragraph(part, filled[part]) for part in order if part == "identity"),
        grounds=tuple(_boxes(grounds, route, notice_id, says.language)) if decision else (),
        paragraphs=tuple(
            Paragraph(part, filled[part]) for part in order if part not in ("identity", "grounds", "appeal", "contacts")
        ),
        appeal=tuple(Paragraph(part, filled[part]) for part in order if part in ("appeal", "contacts")),
        signatures=tuple(_signatures(subject, post, says)),
        verification=says.say("verification", decision=subject.reference, law=subject.law[:16]),
        labels=says.labels,
    )


def _grounds(decision: Decision, language: str) -> list[Mapping[str, Any]]:
    """The grounds of the decision with title and reason in the letter's language, as the law gave them on its day."""
    if language == "en":
        return list(decision.grounds)
    was = law.pack(decision.inputs["pack"]).route(decision.case.direction)
    told = [(ground, policy.spoken_ground(ground, was, language)) for ground in decision.grounds]
    return [{**ground, "title": title, "reason": reason} for ground, (title, reason) in told]


def _slots(
    subject: _Subject,
    post: Post,
    document: Any,
    grounds: Sequence[Mapping[str, Any]],
    at: datetime,
    says: Wording,
) -> Mapping[str, str]:
    codes = [ground["code"] for ground in grounds if ground["code"]]
    titles = [f"({ground['code']}) {ground['title']}" for ground in grounds]
    return {
        "post": post.title,
        "date": says.day(at),
        "time": f"{at:%H:%M}",
        "surname": (document.surname if document else "") or "-",
        "given": (document.given if document else "") or "-",
        "birth": _partial(document.birth if document else "", says),
        "nationality": _nationality(subject.facts, document, says),
        "document": f"{document.type} {document.issuer} {document.number}" if document else "-",
        "grounds": "; ".join(titles) or ", ".join(codes),
        "reasons": _reasons(subject),
        "officer": f"{subject.officer.full_name}, {subject.officer.number}",
        "until": _until(subject.until, post, says),
        **{name: str(post.particulars.get(name) or says.say("not_stated")) for name in PARTICULARS},
    }


def _reasons(subject: _Subject) -> str:
    """The officer's reasons as a letter prints them: nothing in them names a list or an entry."""
    decision = subject.decision
    text = reasoning.printed(decision.case, decision.own_reasons) if decision else subject.reasons
    return " ".join(text.split())


def _until(until: datetime | date | None, post: Post, says: Wording) -> str:
    """A moment or a day as the letter says it."""
    if until is None:
        return says.say("not_stated")
    if not isinstance(until, datetime):
        return says.day(until)
    local = until.astimezone(ZoneInfo(post.zone))
    return f"{says.day(local)} {local:%H:%M}"


def _nationality(facts: Mapping[str, Any], document: Any, says: Wording) -> str:
    """The nationality the act rests on, as a country's name; what was not established is said to be so."""
    fact, printed = facts.get("nationality", {}), document.nationality if document else ""
    code = fact["value"] if fact.get("status") == "known" else printed
    country = countries.find(code) or countries.of_iso(code) if code else None
    return f"{says.country(country)} ({printed or code})" if country else says.say("not_established")


def _boxes(rests_on: Sequence[Mapping[str, Any]], route: Route, notice_id: str, language: str) -> list[GroundBox]:
    """All letters of the form, ticked where the decision rests on them, with its reasons."""
    chosen: dict[str, list[Mapping[str, Any]]] = {}
    for ground in rests_on:
        chosen.setdefault(ground["code"], []).append(ground)
    boxes: dict[str, GroundBox] = {}
    first = {rule.code: rule for rule in reversed(route.rules) if rule.code}
    letters = route.letters(notice_id, language) or dict.fromkeys(sorted(first), "")
    for code, title in letters.items():
        grounds, rule = chosen.get(code, []), first.get(code)
        # A restricted ground names its provision only: what a list said is not for the form (SIS rules).
        reasons = tuple(ground["reason"] for ground in grounds if ground["disclosure"] == "full" and ground["reason"])
        boxes[code] = GroundBox(
            code=code,
            is_ticked=bool(grounds),
            title=title or (route.pack.words(language, "rules", rule.id, "title") if rule else code),
            cite="; ".join(ground["cite"] for ground in grounds),
            reasons=reasons,
        )
    return list(boxes.values())


def _signatures(subject: _Subject, post: Post, says: Wording) -> list[Signature]:
    def when(made_at: datetime) -> str:
        local = made_at.astimezone(ZoneInfo(post.zone))
        return f"{says.day(local)} {local:%H:%M}"

    first = subject.officer
    taken = says.say("taken", when=when(subject.made_at))
    rows = [Signature(says.say("officer"), first.full_name, first.number, taken)]
    for second in subject.decision.countersignatures.select_related("officer") if subject.decision else ():
        agreed = says.say("countersigned", when=when(second.made_at))
        rows.append(Signature(says.say("second"), second.officer.full_name, second.officer.number, agreed))
    rows.append(Signature(says.say("holder"), "", "", ""))
    return rows


def _partial(text: str, says: Wording) -> str:
    return says.day(PartialDate.parse(text)) if text else says.say("not_printed")


def _data(letter: Letter) -> dict[str, Any]:
    """The letter as it is kept beside its PDF, so that it can be made again and compared."""
    from dataclasses import asdict

    data = asdict(letter)
    data["issued_at"] = letter.issued_at.isoformat()
    data["labels"] = dict(letter.labels)
    return data
