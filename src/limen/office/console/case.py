"""One traveller: the page of a case and the forms it sends, each one call into `actions`."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from limen.office import authority
from limen.office.actions import (
    assessing,
    correcting,
    deciding,
    detaining,
    holding,
    referring,
    secondary,
    serving,
    viewing,
)
from limen.office.actions.acting import ActError, BadInput, Done
from limen.office.actions.views import ActKey, AskView, CaseView, Check, HitView, Proposal, Said
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed, words
from limen.office.console.find import purpose_for
from limen.office.console.problems import Problem
from limen.office.console.typed import ACT_FIELDS, DeskRequest, Field
from limen.vocabulary.evidence import SEVERITY, Outcome
from limen.vocabulary.person import Officer

ACTS: Mapping[str, Callable[..., Done]] = {
    "admit": deciding.admit,
    "depart": deciding.depart,
    "note_overstay": deciding.note_overstay,
    "refuse": deciding.refuse,
    "countersign": deciding.countersign,
    "return_refusal": deciding.return_refusal,
    "hold": holding.hold,
    "review_hold": holding.review_hold,
    "refer_secondary": referring.refer_secondary,
    "withdraw": deciding.withdraw,
    "parole": deciding.parole,
    "defer": referring.defer,
    "refer_hearing": deciding.refer_hearing,
    "report": deciding.report,
    "issue_order": deciding.issue_order,
    "agree_hearing": deciding.agree_hearing,
    "take_no_step": deciding.take_no_step,
    "detain": detaining.detain,
    "continue_detention": detaining.continue_detention,
    "release": detaining.release,
    "take": referring.take,
    "return_to_primary": referring.return_to_primary,
    "hand_over": referring.hand_over,
    "refer_protection": referring.refer_protection,
    "refer_child_protection": referring.refer_child_protection,
    "abandon": referring.abandon,
}
# After these the traveller has left the desk, and the next one stands there.
LEAVES_THE_DESK = frozenset({"admit", "depart", "refer_secondary", "abandon", "parole", "defer"})

# A refusal leaves no day to stay until, proposed or in effect; nor is who asks for protection told one.
TURNED_AWAY = frozenset({"awaiting", "refused", "served", "withdrawn", "reported", "ordered", "in_proceedings"})


@dataclass(frozen=True, slots=True)
class Dialog:
    """The form an act opens: its fields, those that its needs do not call for left out."""

    act: ActKey
    fields: tuple[Field, ...]

    @property
    def asks(self) -> bool:
        """Whether it is shown before the act is sent: adverse acts always, others where there is something to write."""
        return self.act.adverse or any(field.kind != "revision" for field in self.fields)


@dataclass(frozen=True, slots=True)
class Worst:
    """The banner: a shape, the words, and what belongs beside them."""

    shape: str
    words: str
    more: str = ""
    words_in: str = ""  # the language of words of law, "" for the console's own
    more_in: str = ""  # the same of what stands beside; `*` for names


@dataclass(frozen=True, slots=True)
class CasePage:
    """What the template is given beside the view: the same things, in the order they are shown."""

    failing: tuple[Check, ...]
    passed: tuple[Check, ...]
    open_hits: tuple[HitView, ...]
    settled_hits: tuple[HitView, ...]
    proposed: tuple[Proposal, ...]
    settled_proposals: tuple[Proposal, ...]
    ask: AskView | None
    later: tuple[AskView, ...]
    answers: tuple[Said, ...]
    dialogs: tuple[Dialog, ...]
    worst: Worst
    waits: ActKey | None  # the act that lets the traveller pass, where something still stands in its way
    undoes: str  # what the undo key takes back: an answer, the movement, or nothing
    decided: bool  # whether a decision stands or waits for its second signature
    reads: bool
    settles: bool  # whether this officer says who is who: hits and earlier persons
    stays: bool  # whether a day to leave by means anything: not for who was or would be refused or protected
    shield: str  # the act the law proposes for the person's protection, "" where it proposes none
    pill: str  # the state, where the headline does not say the same words


def arranged(view: CaseView, officer: Officer) -> CasePage:
    """The view in the order a desk shows it: the worst first, what is settled last; no key for what may not be done."""
    # What concerns the person before the many small checks of the document.
    checks = sorted(view.checks, key=lambda one: (SEVERITY[Outcome(one.outcome)], one.code.startswith("mrz.")))
    first = worst(view, tuple(checks))
    asks = view.advice.asks if view.advice and authority.may(officer, "answer", state=view.state) else ()
    return CasePage(
        failing=tuple(check for check in checks if check.outcome != Outcome.PASSED),
        passed=tuple(check for check in checks if check.outcome == Outcome.PASSED),
        open_hits=tuple(hit for hit in view.hits if hit.blocking),
        settled_hits=tuple(hit for hit in view.hits if not hit.blocking),
        proposed=tuple(link for link in view.proposals if link.state == "proposed"),
        settled_proposals=tuple(link for link in view.proposals if link.state != "proposed"),
        ask=asks[0] if asks else None,
        later=asks[1:],
        answers=tuple(said for said in view.said if not said.superseded),
        dialogs=tuple(_dialog(act) for act in view.acts if act.act in ACT_FIELDS),
        worst=first,
        waits=next((act for act in view.acts if act.act in ("admit", "depart") and not act.may), None),
        undoes=_undoes(view) if authority.may(officer, "correct") else "",
        decided=view.decision is not None and view.decision.state in ("effective", "awaiting"),
        reads=authority.may(officer, "read", state=view.state),
        settles=not view.closed and authority.may(officer, "resolve_hit"),
        stays=view.state not in TURNED_AWAY and not (view.advice and view.advice.kind in ("adverse", "protective")),
        shield=view.advice.outcome if view.advice and view.advice.kind == "protective" else "",
        pill=_(view.state_words) if first.words != _(view.state_words) else "",
    )


def _undoes(view: CaseView) -> str:
    if view.state in ("admitted", "departed"):
        return "movement"
    worked = view.state in ("open", "secondary", "held")
    return "answer" if worked and any(not said.superseded for said in view.said) else ""


def _dialog(act: ActKey) -> Dialog:
    return Dialog(act, tuple(field for field in ACT_FIELDS[act.act] if not field.need or field.need in act.needs))


def worst(view: CaseView, checks: tuple[Check, ...]) -> Worst:
    """The first thing seen: what happened, else what blocks, else the worst check, else what the law proposes."""
    for found in (_settled(view), _blocking(view), _checked(checks), _advised(view)):
        if found is not None:
            return found
    left = sum(1 for check in checks if check.outcome == Outcome.NOT_DONE)
    more = ngettext("%(count)d check not done", "%(count)d checks not done", left) % {"count": left} if left else ""
    return Worst("passed", _("Nothing stands in the way"), more)


def _settled(view: CaseView) -> Worst | None:
    """A case that is decided or handed on says so first."""
    if view.state in ("open", "secondary"):
        return None
    shape = {"admitted": "passed", "departed": "passed", "refused": "failed", "served": "failed", "awaiting": "unsure",
             "protection": "protective", "child_protection": "protective", "paroled": "passed", "deferred": "unsure",
             "detained": "failed", "withdrawn": "failed", "reported": "unsure", "ordered": "failed",
             "in_proceedings": "failed"}.get(view.state, "not_done")  # fmt: skip
    if view.hold and view.hold.detained and view.hold.lapsed:
        return Worst("failed", _("The review of the detention is overdue: make it now"))
    if view.hold and view.hold.lapsed:
        return Worst("failed", _("The hold has lapsed: review it now"))
    return Worst(shape, _(view.state_words))


def _blocking(view: CaseView) -> Worst | None:
    """List hits that nobody has resolved, then somebody met before, then sources that disagree."""
    hits = [hit for hit in view.hits if hit.keeps_waiting]
    if hits:
        names = ", ".join(dict.fromkeys(hit.list_title for hit in hits))
        return Worst(
            "failed",
            ngettext("%(count)d list hit to resolve", "%(count)d list hits to resolve", len(hits))
            % {"count": len(hits)},
            names,
            more_in="*",
        )
    ordered = [hit for hit in view.hits if hit.blocking and hit.order is not None]
    if ordered:
        by = ", ".join(dict.fromkeys(hit.order.by for hit in ordered if hit.order is not None))
        return Worst("unsure", _("Let through by order, with a list hit unresolved"), by, more_in="*")
    return None


def _checked(checks: tuple[Check, ...]) -> Worst | None:
    """The worst check that failed or is unsure, with how many there are."""
    for outcome in (Outcome.FAILED, Outcome.UNSURE):
        found = [check for check in checks if check.outcome == outcome]
        if found:
            more = "" if len(found) == 1 else _("and %(count)d more") % {"count": len(found) - 1}
            return Worst(str(outcome), words.told(found[0].reason) or words.check_title(found[0]), more)
    return None


def _advised(view: CaseView) -> Worst | None:
    """What the law proposes where that is not to let the traveller pass."""
    advice = view.advice
    if advice is None:
        return Worst("not_done", _("No document has been read yet"))
    grounds = ", ".join(ground.code or ground.title for ground in advice.grounds if not ground.hidden)
    if advice.kind == "favourable" and advice.decided:  # an overstay stops nobody from leaving, and is told first
        told = Worst("unsure", advice.outcome_words, grounds, words_in=advice.language, more_in=advice.language)
        return told if grounds else None
    if advice.kind in ("adverse", "protective") and advice.decided:
        shape = "failed" if advice.kind == "adverse" else "protective"
        return Worst(shape, advice.outcome_words, grounds, words_in=advice.language, more_in=advice.language)
    question = advice.asks[0].question if advice.asks else ""
    return Worst("unsure", _("A question is open"), question, more_in=advice.language)


@require_GET
def show(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The case."""
    return page(cast(DeskRequest, request), case_id)


def page(request: DeskRequest, case_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    """The case with what is shown of a problem, its dialog open and what was typed kept."""
    stated = purpose_for(request, "cases", case_id)
    view = viewing.case(
        request.officer, case_id, typed.reading_stamp(request), purpose=stated, language=words.language()
    )
    shown = arranged(view, request.officer)
    if problem and problem.dialog not in forms_of(view, shown):
        problem = replace(problem, dialog="")  # its form is not offered any more: it is told at the top of the page
    given = {
        "view": view,
        "page": shown,
        "line": secondary.line_of(request.officer, case_id, timezone.now()),
        "problem": problem,
        "opened": problem.dialog if problem else request.GET.get("do", ""),
        "typed": request.POST if problem else QueryDict(),
    }
    return render(request, "console/case.html", given, status=problem.status if problem else 200)


def forms_of(view: CaseView, page: CasePage) -> frozenset[str]:
    """The forms this page holds, by the names that problems give them: each shows its own problem."""
    found = {dialog.act.act for dialog in page.dialogs if dialog.act.may and dialog.asks}
    found |= {f"hit-{hit.id}" for hit in page.open_hits} | {f"link-{link.id}" for link in page.proposed}
    held = {"answer": page.ask is not None, "correct": bool(page.undoes), "read": page.reads,
            "serve": any(not notice.served for notice in view.notices)}  # fmt: skip
    return frozenset(found | {name for name, there in held.items() if there})


Sent = Callable[[DeskRequest, uuid.UUID], Any]


def _acted(
    request: HttpRequest, case_id: uuid.UUID, send: Sent, dialog: str = "", leaves: bool = False
) -> HttpResponse:
    """Send one act; go on to where it leads, or show the page again with what stood in the way."""
    at_desk = cast(DeskRequest, request)
    try:
        send(at_desk, case_id)
    except (ActError, NotPermitted) as error:
        return page(at_desk, case_id, problems.of(error, dialog))
    unit = viewing.unit_of(case_id) if leaves else None
    if unit is not None:
        target = reverse("unit", args=[unit])  # the others of the unit still stand there
    else:
        target = f"{reverse('desk')}?done={case_id}" if leaves else reverse("case", args=[case_id])
    return HttpResponseRedirect(target, status=303)


@require_POST
def act(request: HttpRequest, case_id: uuid.UUID, name: str) -> HttpResponse:
    """One of the acts at the bottom of the desk."""
    if name not in ACTS:
        raise Http404

    def send(desk: DeskRequest, case: uuid.UUID) -> Done:
        return ACTS[name](desk.officer, case, typed.act_stamp(desk), **typed.act_arguments(name, desk.POST))

    return _acted(request, case_id, send, name, name in LEAVES_THE_DESK)


@require_POST
def answer(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """An answer by key (`value`), typed (`typed`), or why there is none (`status`)."""

    def send(desk: DeskRequest, case: uuid.UUID) -> Done:
        sent = desk.POST
        return assessing.answer(
            desk.officer,
            case,
            typed.act_stamp(desk),
            fact=sent.get("fact", ""),
            value=answered(sent),
            status=sent.get("status", "known"),
            words=typed.words(sent.get("words", "")),
        )

    return _acted(request, case_id, send, "answer" if "typed" in request.POST else "")


def answered(sent: QueryDict) -> str:
    """The value of an answer: its key's, or what was typed, a worded day as a day."""
    if "typed" not in sent:
        return sent.get("value", "")
    text = sent.get("typed", "").strip()
    if not text:
        raise typed.Misread(_("Type the answer, or press one of its keys."), "typed")
    return typed.day_or_text(text) if sent.get("type") == "date" else text


@require_POST
def hit(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Resolve a list hit."""
    name = request.POST.get("hit", "")

    def send(desk: DeskRequest, case: uuid.UUID) -> Done:
        state, note = desk.POST.get("state", ""), typed.words(desk.POST.get("note", ""))
        return assessing.resolve_hit(desk.officer, case, typed.act_stamp(desk), hit=_row(name), state=state, note=note)

    return _acted(request, case_id, send, f"hit-{name}")


@require_POST
def history(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Say whether somebody met before is this person."""
    name = request.POST.get("link", "")

    def send(desk: DeskRequest, case: uuid.UUID) -> Done:
        same = desk.POST.get("same", "")
        if same not in ("yes", "no"):
            raise BadInput(_("Say whether it is the same person or not."))
        reason = typed.words(desk.POST.get("reason", ""))
        stamp = typed.act_stamp(desk)
        return assessing.confirm_history(desk.officer, case, stamp, link=_row(name), same=same == "yes", reason=reason)

    return _acted(request, case_id, send, f"link-{name}")


@require_POST
def correct(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Undo an answer, or a recorded admission or departure."""

    def send(desk: DeskRequest, case: uuid.UUID) -> Done:
        reason, stamp = typed.words(desk.POST.get("reason", "")), typed.act_stamp(desk)
        if desk.POST.get("what") == "movement":
            return correcting.correct_movement(desk.officer, case, stamp, reason=reason)
        return correcting.correct_answer(
            desk.officer, case, stamp, answer=_row(desk.POST.get("answer", "")), reason=reason
        )

    return _acted(request, case_id, send, "correct")


@require_POST
def serve(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Record how a notice reached the person."""

    def send(desk: DeskRequest, case: uuid.UUID) -> Done:
        sent = desk.POST
        return serving.serve(
            desk.officer,
            case,
            typed.act_stamp(desk),
            notice=_row(sent.get("notice", "")),
            handed_at=typed.moment(sent.get("handed_at", ""), "handed_at", desk.at_post.zone, timezone.now()),
            language=sent.get("language", "").strip(),
            interpreter=sent.get("interpreter", "").strip(),
            signature=sent.get("signature", ""),
            carrier_told=sent.get("carrier_told", "").strip(),
            passport_is=sent.get("passport_is", "").strip(),
        )

    return _acted(request, case_id, send, f"serve-{request.POST.get('notice', '')}")


@require_GET
def notice(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    """The notice as it is handed over, for the screen or the printer."""
    at_desk = cast(DeskRequest, request)
    pdf = serving.notice_pdf(at_desk.officer, notice_id, typed.reading_stamp(at_desk))
    name = f'inline; filename="notice-{notice_id}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


def _row(text: str) -> uuid.UUID:
    """The id a form names. Raises BadInput where it names none."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise BadInput(_("The form names no record: choose one, or reload the page.")) from error
