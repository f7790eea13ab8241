"""Making the notice of a decision: the pack's paragraphs with this person's facts in their slots, as a tagged PDF.

A notice made under a law or a language without a reviewer, or at a post in practice, prints NOT FOR SERVICE on each
page and can be handed over in practice only (DESIGN §7).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from limen.office.actions import law
from limen.office.actions.acting import Acting, NotPossible
from limen.office.notices import GroundBox, Letter, NoticeError, Paragraph, Row, Signature, fill, render
from limen.office.records import store
from limen.office.records.models import Decision, Notice, Post
from limen.policy import Route
from limen.vocabulary import countries
from limen.vocabulary.dates import PartialDate, spoken_day

MARK = "PRACTICE - NOT FOR SERVICE"
PARTICULARS = ("appeal_authority", "appeal_days", "contact_points", "data_authority")
NOT_STATED = "[not stated by this post]"


def make(acting: Acting, decision: Decision, language: str = "en") -> Notice:
    """Make and keep the notice of a decision that took effect. Raises NotPossible where the route has none for it."""
    route = law.route(acting.case)
    route_act = route.act(decision.act)
    if route_act is None or not route_act.notice:
        raise NotPossible("The law of this post has no notice for this decision.")
    row = _made(acting, decision, route, route_act.notice, language)
    acting.payload["notice"] = {"id": str(row.id), "pdf": row.pdf_id, "for_service": row.for_service}
    return row


def check(acting: Acting, decision: Decision, language: str = "en") -> None:
    """Whether the notice of a proposed decision can be printed. Raises NotPossible saying what cannot."""
    route = law.route(acting.case)
    route_act = route.act(decision.act)
    if route_act is not None and route_act.notice:
        _printed(acting, decision, route, route_act.notice, language, mark=MARK)


def _printed(
    acting: Acting, decision: Decision, route: Route, notice: str, language: str, *, mark: str
) -> tuple[Letter, bytes]:
    try:
        letter = _letter(acting, decision, route, notice, language, mark=mark)
        return letter, render(letter)
    except NoticeError as error:
        raise NotPossible(f"The notice cannot be made, so nothing was recorded: {error}") from error


def _made(acting: Acting, decision: Decision, route: Route, notice: str, language: str) -> Notice:
    earnest = law.for_service(acting.post) and route.pack.is_for_service(language) and _complete(acting.post)
    letter, pdf = _printed(acting, decision, route, notice, language, mark="" if earnest else MARK)
    return Notice.objects.create(
        **acting.acted(),
        case=acting.case,
        decision=decision,
        language=language,
        for_service=earnest,
        pdf_id=store.keep(pdf, "application/pdf", acting.stamp.at),
        data_id=store.keep_json(_data(letter), acting.stamp.at),
    )


def _complete(post: Post) -> bool:
    return all(post.particulars.get(name) for name in PARTICULARS)


def _letter(acting: Acting, decision: Decision, route: Route, notice_id: str, language: str, *, mark: str) -> Letter:
    case, post = acting.case, acting.post
    document = case.document
    if document is None:
        raise NotPossible("No document has been read yet.")
    notice = route.notice(notice_id, language)
    at = acting.stamp.at.astimezone(ZoneInfo(post.zone))
    slots = _slots(decision, post, document, at)
    filled = {part.id: fill(part.text, {name: slots[name] for name in part.slots}) for part in notice.paragraphs}
    order = [part.id for part in notice.paragraphs]
    return Letter(
        language=language,
        title=notice.title,
        authority=post.authority,
        post=post.title,
        reference=str(decision.id),
        issued_at=acting.stamp.at.astimezone(UTC),
        issued_at_text=f"{spoken_day(at)} {at:%H:%M} ({post.zone})",
        form_code=notice.form,
        mark=mark,
        person=(
            Row("Surname", document.surname or "-"),
            Row("Given names", document.given or "-"),
            Row("Born", _partial(document.birth)),
            Row("Nationality", _nationality(decision, document)),
        ),
        document=(
            Row("Document", f"{document.type} {document.issuer} {document.number}", is_code=True),
            Row("Valid until", _partial(document.expiry)),
        ),
        opening=tuple(Paragraph(part, filled[part]) for part in order if part == "identity"),
        grounds=tuple(_boxes(decision, route, notice_id, language)),
        paragraphs=tuple(
            Paragraph(part, filled[part]) for part in order if part not in ("identity", "grounds", "appeal", "contacts")
        ),
        appeal=tuple(Paragraph(part, filled[part]) for part in order if part in ("appeal", "contacts")),
        signatures=tuple(_signatures(decision, post)),
        verification=f"Decision {decision.id} · law {decision.inputs['pack'][:16]}",
    )


def _slots(decision: Decision, post: Post, document: Any, at: datetime) -> Mapping[str, str]:
    codes = [ground["code"] for ground in decision.grounds if ground["code"]]
    titles = [f"({ground['code']}) {ground['title']}" for ground in decision.grounds]
    return {
        "post": post.title,
        "date": spoken_day(at),
        "time": f"{at:%H:%M}",
        "surname": document.surname or "-",
        "given": document.given or "-",
        "birth": _partial(document.birth),
        "nationality": _nationality(decision, document),
        "document": f"{document.type} {document.issuer} {document.number}",
        "grounds": "; ".join(titles) or ", ".join(codes),
        "reasons": " ".join(decision.own_reasons.split()),
        "officer": f"{decision.officer.full_name}, {decision.officer.number}",
        "until": "",
        **{name: str(post.particulars.get(name) or NOT_STATED) for name in PARTICULARS},
    }


def _nationality(decision: Decision, document: Any) -> str:
    """The nationality the decision rests on, as a country's name; what was not established is said to be so."""
    fact = decision.assessment.facts.get("nationality", {})
    code = fact["value"] if fact.get("status") == "known" else document.nationality
    country = countries.find(code) or countries.of_iso(code) if code else None
    return f"{country.name} ({document.nationality or code})" if country else "not established"


def _boxes(decision: Decision, route: Route, notice_id: str, language: str) -> list[GroundBox]:
    """All letters of the form, ticked where the decision rests on them, with its reasons."""
    chosen: dict[str, list[Mapping[str, Any]]] = {}
    for ground in decision.grounds:
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


def _signatures(decision: Decision, post: Post) -> list[Signature]:
    zone = ZoneInfo(post.zone)
    taken = decision.made_at.astimezone(zone)
    rows = [
        Signature(
            "Officer", decision.officer.full_name, decision.officer.number,
            f"Taken in the system, {spoken_day(taken)} {taken:%H:%M}",
        )
    ]  # fmt: skip
    for second in decision.countersignatures.select_related("officer"):
        at = second.made_at.astimezone(zone)
        rows.append(
            Signature(
                "Countersigned by", second.officer.full_name, second.officer.number,
                f"Countersigned in the system, {spoken_day(at)} {at:%H:%M}",
            )
        )  # fmt: skip
    rows.append(Signature("The person", "", "", ""))
    return rows


def _partial(text: str) -> str:
    return spoken_day(PartialDate.parse(text)) if text else "not printed"


def _data(letter: Letter) -> dict[str, Any]:
    """The letter as it is kept beside its PDF, so that it can be made again and compared."""
    from dataclasses import asdict

    data = asdict(letter)
    data["issued_at"] = letter.issued_at.isoformat()
    data["labels"] = dict(letter.labels)
    return data
