"""What a form of a draft of law says, as one change: read here, held to its field, never judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from limen.office.actions import draftforms
from limen.office.actions.acting import BadInput
from limen.office.actions.draftfields import Field, Form
from limen.office.console import typed
from limen.policy import Pack, edits
from limen.policy.dictionary import FLAGS, FactNature, FactValue, NewFact
from limen.policy.drafting import compared, composed, readable
from limen.policy.places import EditError, named_one, rule_of
from limen.policy.procedure import ClockOut, SetAct, SetClock
from limen.policy.provisions import Nature, NewRule, Say, Transition, Waiver, nature_of


def _day(sent: QueryDict, name: str) -> str:
    """A day as the file writes it; empty where none was given."""
    text = sent.get(name, "").strip()
    return typed.day(text, f"{sent.get('form', '')}-{name}").isoformat() if text else ""


def _given(sent: QueryDict, name: str) -> str:
    return typed.words(sent.get(name, ""))


def _long(sent: QueryDict, name: str) -> str:
    return " ".join(typed.words(sent.get(name, "")).split("\n"))


def _number(sent: QueryDict, name: str, none: int = 0) -> int:
    """A whole number; `none` where nothing was given."""
    given = typed.whole(sent.get(name, ""), f"{sent.get('form', '')}-{name}")
    return none if given is None else given


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
    given = {number: _given(sent, f"p{number}") for number in range(len(chosen.pieces)) if f"p{number}" in sent}
    text = composed(chosen.pieces, given)
    try:
        readable(form.now, text)
    except EditError as error:
        changed = (number for number, word in given.items() if word != chosen.pieces[number].text)
        raise EditError(error.code, f"p{next(changed, min(given, default=0))}", **error.params) from error
    return edits.Leaf(*_where(sent, subject), text, _given(sent, "cite"))


def _new_leaf(sent: QueryDict, form: draftforms.SubjectView) -> str:
    return _compared(sent, form.now)


def _compared(sent: QueryDict, now: Pack) -> str:
    try:
        return compared(now, sent.get("fact", ""), sent.get("operator", ""), typed.words(sent.get("value", "")))
    except EditError as error:
        raise EditError(error.code, "leaf", **error.params) from error


def _join(sent: QueryDict, subject: Subject, form: draftforms.SubjectView) -> edits.Edit:
    cite = typed.words(sent.get("cite", ""))
    return edits.Join(*_where(sent, subject), _new_leaf(sent, form), cite, sent.get("how", "all"))


def _group(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    return edits.Group(*_where(sent, subject), sent.get("how", ""))


def _drop(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    return edits.Drop(*_where(sent, subject))


def _unless(sent: QueryDict, subject: Subject, form: draftforms.SubjectView) -> edits.Edit:
    return edits.Except(
        subject[1], subject[2], _given(sent, "version"), _given(sent, "id"),
        _new_leaf(sent, form) if "fact" in sent else "", _given(sent, "cite"),
        "discretionary" if "may" in sent else "mandatory", _given(sent, "authority"),
    )  # fmt: skip


def _waiver(sent: QueryDict, subject: Subject, form: draftforms.SubjectView) -> edits.Edit:
    return Waiver(
        subject[1], subject[2], _given(sent, "version"), _given(sent, "id"), _given(sent, "cite"),
        _given(sent, "authority"), _given(sent, "form-of"), _new_leaf(sent, form) if _given(sent, "value") else "",
        _long(sent, "words"),
    )  # fmt: skip


def _transition(sent: QueryDict, subject: Subject, form: draftforms.SubjectView) -> edits.Edit:
    text = _new_leaf(sent, form) if "fact" in sent else ""
    return Transition(subject[1], subject[2], _given(sent, "version"), _given(sent, "side"), text, _given(sent, "cite"))


def _say(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    return Say(*_where(sent, subject), _given(sent, "id"), _long(sent, "words"))


def _nature(sent: QueryDict, subject: Subject, form: draftforms.SubjectView) -> edits.Edit:
    rule = rule_of(form.now.documents, subject[1], subject[2])
    was = {
        **{name: rule.get(name, "") for name in ("effect", "code", "cite", "interpretation")}, **nature_of(rule)
    }  # fmt: skip
    given = {name: _long(sent, name) for name in was if name in sent}
    shield = "shield" in sent
    changed: dict[str, Any] = {name: value for name, value in given.items() if value != was[name]}
    if shield != rule.get("shield", False):
        changed["shield"] = shield
    return Nature(subject[1], subject[2], **changed)


def _fact_nature(sent: QueryDict, subject: Subject, form: draftforms.SubjectView) -> edits.Edit:
    fact = named_one(form.now.documents["facts.yaml"]["facts"], subject[2])
    changed: dict[str, Any] = {flag: flag in sent for flag in FLAGS if (flag in sent) != fact.get(flag, False)}
    if (order := _number(sent, "order")) != fact["order"]:
        changed["order"] = order
    if set(evidence := sent.getlist("evidence")) != set(fact.get("evidence", ())):
        changed["evidence"] = tuple(evidence)
    changed |= {name: given for name in ("cite", "informs") if (given := _given(sent, name)) != fact.get(name, "")}
    return FactNature(subject[2], **changed)


def _fact_value(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    return FactValue(subject[2], _given(sent, "value"), _long(sent, "words"))


def _act(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    return SetAct(
        subject[1], subject[2], _given(sent, "grade"), _given(sent, "cite"), _given(sent, "second_signature"),
        tuple(sent.getlist("frozen_by")), tuple(sent.getlist("freed_by")), tuple(sent.getlist("outcomes")),
        _number(sent, "limit_hours"), _given(sent, "review_by"), "provisional_alone" in sent, _given(sent, "notice"),
    )  # fmt: skip


def _clock(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    return _timed(sent, subject[1], subject[2], sent.getlist("outcomes"), sent.getlist("acts"))


def _timed(sent: QueryDict, route: str, name: str, outcomes: list[str], acts: list[str]) -> SetClock:
    return SetClock(
        route, name, _given(sent, "cite"), _number(sent, "length", none=-1), _given(sent, "unit"), tuple(outcomes),
        tuple(acts), _given(sent, "starts"), _number(sent, "then"), _given(sent, "then_unit"), _number(sent, "every"),
        _given(sent, "every_unit"), _given(sent, "roll"), _given(sent, "roll_cite"), tuple(sent.getlist("weekdays")),
        _given(sent, "holidays"), _long(sent, "words"),
    )  # fmt: skip


def _clock_out(_sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    return ClockOut(subject[1], subject[2])


def _version(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    return edits.NewVersion(subject[1], subject[2], _day(sent, "first"))


def _period(sent: QueryDict, subject: Subject, _form: draftforms.SubjectView) -> edits.Edit:
    version = sent.get("version", "")
    first = _day(sent, "first") if version[:1].isdigit() else version
    return edits.Period(
        subject[1], subject[2], version, first, _day(sent, "last"), "repealed" in sent, _given(sent, "by")
    )


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


def _text(sent: QueryDict, _subject: Subject, form: draftforms.SubjectView) -> edits.Edit:
    path = sent.get("path", "")
    if path not in {one.path for one in form.texts}:
        raise BadInput(_("The form does not say which words: reload the page and try again."))
    return edits.Text(
        sent.get("language", ""), tuple(path.split("/")), " ".join(typed.words(sent.get("words", "")).split("\n"))
    )


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


# -- something new -----------------------------------------------------------------------------------------------------


def _new_rule(sent: QueryDict, now: Pack) -> edits.Edit:
    route, _bar, effect = sent.get("effect", "").partition("|")
    of, _bar, like = sent.get("like", "").partition("|")
    if like and of != route:
        raise typed.Misread(
            _("The rule whose conditions are copied is of another route than what follows."), "rule-like"
        )
    return NewRule(
        route, _given(sent, "id"), _given(sent, "title"), _given(sent, "cite"), effect, _day(sent, "first"), like,
        "whole" in sent, _compared(sent, now) if _given(sent, "value") else "", _given(sent, "kind"),
        _given(sent, "burden"), _given(sent, "standard"), _given(sent, "by"), _given(sent, "code"),
        _long(sent, "reason"), _long(sent, "not_shown"),
    )  # fmt: skip


def _new_fact(sent: QueryDict, _now: Pack) -> edits.Edit:
    lines = [line.strip() for line in typed.words(sent.get("values", "")).split("\n") if line.strip()]
    values = {value.strip(): words.strip() for value, _colon, words in (line.partition(":") for line in lines)}
    return NewFact(
        _given(sent, "id"), _given(sent, "type"), _number(sent, "order"), _long(sent, "question"),
        _given(sent, "name"), tuple(sent.getlist("evidence")), values, _given(sent, "currency"),
        **{flag: flag in sent for flag in FLAGS}, cite=_given(sent, "cite"), informs=_given(sent, "informs"),
    )  # fmt: skip


def _new_clock(sent: QueryDict, _now: Pack) -> edits.Edit:
    route, _bar, event = sent.get("outcomes", "").partition("|")
    kind, _bar, name = event.partition("|")
    there = [name]
    if not name:
        raise EditError("edit.starts", "outcomes")
    return _timed(sent, route, _given(sent, "id"), there if kind == "outcomes" else [], there if kind == "acts" else [])


NEW: Mapping[str, Callable[[QueryDict, Pack], edits.Edit]] = {
    "rule": _new_rule, "fact": _new_fact, "clock": _new_clock
}  # fmt: skip


def place_of(edit: edits.Edit) -> Subject:
    """What is new, as its page is addressed."""
    if isinstance(edit, NewRule):
        return "rule", edit.route, edit.id
    if isinstance(edit, SetClock):
        return "clock", edit.route, edit.id
    if isinstance(edit, NewFact):
        return "fact", "", edit.id
    raise TypeError(edit)


# -- a form that could not be read ------------------------------------------------------------------------------------


def refilled(form: Form, sent: QueryDict) -> Form:
    """A form with what was typed into it."""
    return replace(form, fields=tuple(_refilled(field, sent) for field in form.fields))


def retyped(view: draftforms.SubjectView, sent: QueryDict) -> draftforms.SubjectView:
    """The view with what was typed into the form that could not be read."""
    view = draftforms.refilled(view, sent.get("form", ""), lambda form: refilled(form, sent))
    if view.chosen is None or sent.get("form") != "leaf":
        return view
    pieces = tuple(
        replace(piece, text=_given(sent, f"p{number}")) if f"p{number}" in sent else piece
        for number, piece in enumerate(view.chosen.pieces)
    )
    return replace(view, chosen=replace(view.chosen, pieces=pieces, cite=_given(sent, "cite")))


def _refilled(field: Field, sent: QueryDict) -> Field:
    if field.kind == "some":
        return replace(field, values=tuple(sent.getlist(field.name)))
    if field.kind == "leaf":
        return replace(field, value=sent.get("value", ""), fact=sent.get("fact", ""), operator=sent.get("operator", ""))
    return replace(field, value=sent.get(field.name, ""))


_Asked = Callable[[QueryDict, Subject, draftforms.SubjectView], edits.Edit]
FORMS: Mapping[str, _Asked] = {
    "leaf": _leaf, "join": _join, "group": _group, "drop": _drop, "unless": _unless, "version": _version,
    "period": _period, "member": _member, "amount": _amount, "text": _text, "example": _example,
    "nature": _nature, "say": _say, "waiver": _waiver, "transition": _transition, "fact_nature": _fact_nature,
    "fact_value": _fact_value, "act": _act, "clock": _clock, "clock_out": _clock_out,
}  # fmt: skip
