"""Drafts of law: the list, one draft, one thing of the law as a form, its changes, the files, sending it off."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import draftforms, drafting, draftview
from limen.office.actions.acting import ActError, BadInput, Done
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed, words
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest
from limen.policy import edits
from limen.policy.drafting import compared, composed

PACK_WIDE = "-"  # in an address, for what belongs to no route
MOST_PIECES = 60


def _day(sent: QueryDict, name: str) -> str:
    """A day as the file writes it; empty where none was given."""
    text = sent.get(name, "").strip()
    return typed.day(text, name).isoformat() if text else ""


Subject = tuple[str, str, str]  # kind, route, name


def _where(sent: QueryDict, subject: Subject) -> tuple[str, str, str, str]:
    rule, _bar, rest = sent.get("at", "").partition("|")
    version, _bar, part = rest.partition("|")
    return subject[1], rule, version, part


# -- what a form says, as a change -------------------------------------------------------------------------------------


def _leaf(sent: QueryDict, subject: Subject, form: draftforms.SubjectView) -> edits.Edit:
    chosen = form.chosen
    if chosen is None or chosen.how != "if":
        raise BadInput(_("The form does not say which condition: reload the page and try again."))
    given = {number: typed.words(sent.get(f"p{number}", "")) for number in range(MOST_PIECES) if f"p{number}" in sent}
    return edits.Leaf(*_where(sent, subject), composed(chosen.pieces, given), typed.words(sent.get("cite", "")))


def _new_leaf(sent: QueryDict, form: draftforms.SubjectView) -> str:
    return compared(form.now, sent.get("fact", ""), sent.get("operator", ""), typed.words(sent.get("value", "")))


def _join(sent: QueryDict, subject: Subject, form: draftforms.SubjectView) -> edits.Edit:
    cite = typed.words(sent.get("cite", ""))
    return edits.Join(*_where(sent, subject), _new_leaf(sent, form), cite, sent.get("how", "all"))


def _group(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    return edits.Group(*_where(sent, subject), sent.get("how", ""))


def _drop(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    return edits.Drop(*_where(sent, subject))


def _unless(sent: QueryDict, subject: Subject, form: draftforms.SubjectView) -> edits.Edit:
    return edits.Except(
        subject[1], subject[2], sent.get("version", ""), typed.words(sent.get("id", "")), _new_leaf(sent, form),
        typed.words(sent.get("cite", "")), "discretionary" if "may" in sent else "mandatory",
    )  # fmt: skip


def _version(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    return edits.NewVersion(subject[1], subject[2], _day(sent, "first"))


def _period(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    version = sent.get("version", "")
    first = _day(sent, "first") if version[:1].isdigit() else version
    return edits.Period(subject[1], subject[2], version, first, _day(sent, "last"), "repealed" in sent)


def _member(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    code = typed.words(sent.get("code", "")).upper()
    if "out" in sent:
        return edits.MemberOut(subject[2], code)
    name, cite = typed.words(sent.get("name", "")), typed.words(sent.get("cite", ""))
    return edits.Member(subject[2], code, name, _day(sent, "first"), _day(sent, "last"), cite)


def _amount(sent: QueryDict, _subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    keys = tuple(part.strip() for part in sent.get("keys", "").split(",") if part.strip())
    table, first = sent.get("table", ""), _day(sent, "first")
    if "out" in sent:
        return edits.AmountOut(table, keys, first)
    amount, source = typed.words(sent.get("amount", "")).replace(",", "."), typed.words(sent.get("source", ""))
    return edits.Amount(table, keys, amount, first, source, _day(sent, "last"), sent.get("checked", "memory"))


def _text(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    path = tuple(sent.get("path", "").split("/"))
    if path[1:2] != (subject[2],):
        raise BadInput(_("The form does not say which words: reload the page and try again."))
    return edits.Text(sent.get("language", ""), path, " ".join(typed.words(sent.get("words", "")).split("\n")))


def _example(sent: QueryDict, subject: Subject, form: draftforms.SubjectView) -> edits.Edit:
    if "out" in sent:
        return edits.ExampleOut(subject[1], sent.get("id", ""))
    if "expect" in sent:
        ran = {one.id: one.given for one in form.ran}
        return edits.Expect(subject[1], sent.get("id", ""), ran.get(sent.get("id", ""), {}))
    facts: dict[str, Any] = {}
    for name, _accepted in form.mine:
        if text := typed.words(sent.get(f"fact-{name}", "")):
            facts[name] = {"true": True, "false": False}.get(text, text)
    like = sent.get("like", "")
    return edits.AddExample(
        subject[1], typed.words(sent.get("id", "")), like, _day(sent, "date"), sent.get("outcome", ""), facts,
        typed.words(sent.get("title", "")),
    )  # fmt: skip


_Asked = Callable[[QueryDict, Subject, draftforms.SubjectView], edits.Edit]
_FORMS: Mapping[str, _Asked] = {
    "leaf": _leaf, "join": _join, "group": _group, "drop": _drop, "unless": _unless, "version": _version,
    "period": _period, "member": _member, "amount": _amount, "text": _text, "example": _example,
}  # fmt: skip


# -- pages -------------------------------------------------------------------------------------------------------------


@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts there are."""
    return _board(cast(DeskRequest, request))


def _board(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    view = draftview.board(request.officer, typed.reading_stamp(request), language=words.language())
    given = {"view": view, "problem": problem, "typed": request.POST if problem else {}}
    return render(request, "console/drafts.html", given, status=problem.status if problem else 200)


@require_POST
def begin_draft(request: HttpRequest) -> HttpResponse:
    """Begin a draft from the newest release."""
    at_desk = cast(DeskRequest, request)
    try:
        title = typed.words(request.POST.get("title", ""))
        done = drafting.begin_draft(at_desk.officer, typed.act_stamp(at_desk), title=title)
    except ActError as error:
        return _board(at_desk, problems.of(error))
    return HttpResponseRedirect(reverse("draft", args=[done.result]), status=303)


@require_GET
def draft(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """One draft: its changes, what was looked for, what it does to the examples."""
    return _draft(cast(DeskRequest, request), draft_id)


def _draft(request: DeskRequest, draft_id: uuid.UUID, problem: Problem | None = None) -> HttpResponse:
    view = draftview.draft(
        request.officer, typed.reading_stamp(request), draft_id, words=request.GET.get("q", "")[:200],
        whole="whole" in request.GET, language=words.language(),
    )  # fmt: skip
    asked = problem.dialog if problem else request.GET.get("do", "")
    given = {
        "view": view, "head": view.head, "problem": problem, "typed": request.POST if problem else {},
        "do": asked if asked in _ACTS else "", "words": request.GET.get("q", "")[:200], "pack_wide": PACK_WIDE,
    }  # fmt: skip
    return render(request, "console/draft.html", given, status=problem.status if problem else 200)


@require_GET
def subject(request: HttpRequest, draft_id: uuid.UUID, kind: str, route: str, name: str) -> HttpResponse:
    """One thing of the law as a form, beside the law in force."""
    return _subject(cast(DeskRequest, request), draft_id, (kind, route, name))


def _subject(request: DeskRequest, draft_id: uuid.UUID, meant: Subject, problem: Problem | None = None) -> HttpResponse:
    view = _form(request, draft_id, meant, request.POST if problem else request.GET)
    given = {
        "view": view, "head": view.head, "problem": problem, "typed": request.POST if problem else {},
        "form": problem.dialog if problem else "", "pack_wide": PACK_WIDE,
    }  # fmt: skip
    return render(request, "console/draft_subject.html", given, status=problem.status if problem else 200)


def _form(request: DeskRequest, draft_id: uuid.UUID, meant: Subject, sent: QueryDict) -> draftforms.SubjectView:
    kind, route, name = meant
    return draftforms.subject(
        request.officer, typed.reading_stamp(request), draft_id, kind, "" if route == PACK_WIDE else route, name,
        at=sent.get("at", "")[:400], language=words.language(),
    )  # fmt: skip


@require_POST
def change(request: HttpRequest, draft_id: uuid.UUID, kind: str, route: str, name: str) -> HttpResponse:
    """Make the change that a form asks for, and show the same thing again."""
    at_desk, meant = cast(DeskRequest, request), (kind, route, name)
    asked = _FORMS.get(request.POST.get("do", ""))
    try:
        if asked is None:
            raise BadInput(_("The form does not say what to do: reload the page and try again."))
        view = _form(at_desk, draft_id, meant, request.POST)
        edit = asked(request.POST, meant, view)
        stamp = typed.act_stamp(at_desk)
        drafting.edit_draft(at_desk.officer, stamp, draft_id, seen=_seen(request.POST), edit=edit)
    except edits.EditError as error:
        said = BadInput(drafting.said(error))
        return _subject(at_desk, draft_id, meant, problems.of(said, request.POST.get("form", "")))
    except ActError as error:
        return _subject(at_desk, draft_id, meant, problems.of(error, request.POST.get("form", "")))
    back = reverse("draft_subject", args=[draft_id, *meant])
    return HttpResponseRedirect(f"{back}#{_anchor(request.POST.get('back', ''))}", status=303)


def _anchor(name: str) -> str:
    return name if name in {"examples", "conditions", "amounts", "words", "members"} else "examples"


def _seen(sent: QueryDict) -> int:
    seen = typed.whole(sent.get("seen", ""), "seen")
    if seen is None:
        raise BadInput(_("The form has lost what it was looking at: reload the page."))
    return seen


@require_POST
def act(request: HttpRequest, draft_id: uuid.UUID, name: str) -> HttpResponse:
    """Undo, move, take over, name who reviewed, give up or send: what the address names."""
    at_desk = cast(DeskRequest, request)
    try:
        if name not in _ACTS:
            raise BadInput(_("The form does not say what to do: reload the page and try again."))
        _ACTS[name](at_desk, draft_id, _seen(request.POST))
    except (ActError, NotPermitted) as error:
        if isinstance(error, NotPermitted):
            raise
        return _draft(at_desk, draft_id, problems.of(error, name))
    return HttpResponseRedirect(reverse("draft", args=[draft_id]), status=303)


def _undo(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    return drafting.undo_edit(request.officer, typed.act_stamp(request), draft_id, seen=seen)


def _move(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    return drafting.move_draft(request.officer, typed.act_stamp(request), draft_id, seen=seen)


def _take(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    return drafting.take_draft(request.officer, typed.act_stamp(request), draft_id, seen=seen)


def _give_up(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    return drafting.drop_draft(request.officer, typed.act_stamp(request), draft_id, seen=seen)


def _reviewed(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    names = tuple(part.strip() for part in typed.words(request.POST.get("names", "")).split("\n") if part.strip())
    edit = edits.Reviewers(request.POST.get("of", ""), names)
    return drafting.edit_draft(request.officer, typed.act_stamp(request), draft_id, seen=seen, edit=edit)


def _send(request: DeskRequest, draft_id: uuid.UUID, seen: int) -> Done:
    sent = request.POST
    return drafting.send_draft(
        request.officer, typed.act_stamp(request), draft_id, seen=seen,
        commences=typed.day(sent.get("commences", ""), "commences"), summary=typed.words(sent.get("summary", "")),
        bulletin=typed.words(sent.get("bulletin", "")),
    )  # fmt: skip


_ACTS: Mapping[str, Callable[[DeskRequest, uuid.UUID, int], Done]] = {
    "undo": _undo, "move": _move, "take": _take, "drop": _give_up, "reviewed": _reviewed, "send": _send,
}  # fmt: skip


@require_GET
def files(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The canonical files of a draft, as one archive."""
    at_desk = cast(DeskRequest, request)
    name, data = draftview.files(at_desk.officer, typed.reading_stamp(at_desk), draft_id)
    return HttpResponse(
        data, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
