"""The report of a document: everything that was looked at, by whom and with what, on paper, with its pictures."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from limen.documents.chip import Picture
from limen.office.actions import documentview, telling
from limen.office.actions.acting import NotPossible
from limen.office.actions.documentview import DocumentView, LookView
from limen.office.actions.registerview import RegisterLook
from limen.office.actions.views import Check
from limen.office.notices.errors import NoticeError
from limen.office.notices.report import Line, Report, Section, Shown, render
from limen.office.records.journal import Stamp
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

Told = Callable[[str], str]
Titled = Callable[[Check], str]

LABELS = {
    "reference": N_("Reference"), "page": N_("Page {page} of {pages}"), "pictures": N_("Pictures"),
    "fields": N_("The same fields from each source"), "outcome": N_("Outcome"), "check": N_("Check"),
    "found": N_("Found"), "clause": N_("Clause"),
}  # fmt: skip
OUTCOMES = {"passed": N_("Passed"), "failed": N_("Failed"), "unsure": N_("Unsure"), "not_done": N_("Not done")}
_TITLE = N_("Report of a document")
_MARK = N_("PRACTICE · NOT FOR SERVICE")


def report_pdf(
    officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, language: str, told: Told, titled: Titled
) -> bytes:
    """The report of a case's document as a tagged PDF in a language; `told` says words in it, `titled` names a check.

    Raises NotFound, NotPermitted, and NotPossible where it cannot be set.
    """
    view = documentview.view(officer, case_id, stamp)
    try:
        return render(_report(view, officer, stamp, language, told, titled))
    except NoticeError as error:
        raise NotPossible("The report cannot be made: {why}", why=telling.explained(str(error))) from error


def _report(view: DocumentView, officer: Officer, stamp: Stamp, language: str, told: Told, titled: Titled) -> Report:
    heading = (told(N_("Field")), *(told(source) for source in view.sources))
    rows = [(told(row.label), *(value or "–" for _source, value in row.values)) for row in view.fields]
    return Report(
        language=language,
        title=told(_TITLE),
        authority=view.authority,
        post=view.post,
        reference=str(view.id),
        made_at=stamp.at.astimezone(UTC),
        made_at_text=_moment(stamp.at, view.zone),
        mark=told(_MARK) if view.practice else "",
        facts=(
            (told(N_("Name")), view.name or "–"),
            (told(N_("State of the case")), told(view.state_words)),
            (told(N_("Worst of all checks")), told(OUTCOMES[view.worst])),
            (told(N_("Report made by")), officer.name),
        ),
        fields=(heading, *rows) if rows else (),
        lines=view.mrz,
        shown=tuple(_shown(view, told)),
        sections=tuple(_section(look, view.zone, told, titled) for look in (*view.looks, *view.earlier))
        + tuple(_register_section(look, view.zone, told, titled) for look in view.registers)
        + _uncompared(view, told, titled),
        labels={name: told(words) for name, words in LABELS.items()},
    )


def _uncompared(view: DocumentView, told: Told, titled: Titled) -> tuple[Section, ...]:
    """That the faces were not compared, where nobody asked for it: a check that is missing is no check that passed."""
    row = view.faces.likeness
    if row.code != "portrait":
        return ()
    word, title = told(OUTCOMES[row.outcome]), titled(row)
    return (Section(title, row.outcome, word, (), (Line(row.outcome, word, title, told(row.reason), row.clause),)),)


def _shown(view: DocumentView, told: Told) -> list[Shown]:
    pictures, shown = documentview.pictures_of(view), []
    for side in view.sides:
        picture = Picture(side.role, pictures.get((side.examination, side.role), b""))
        size = picture.measured()
        if size:
            shown.append(Shown(told(side.words), *size, picture.data))
    return shown


def _section(look: LookView, zone: str, told: Told, titled: Titled) -> Section:
    facts = [(told(N_("By")), look.by), (told(N_("At")), _moment(look.at, zone)), (told(N_("With")), told(look.device))]
    if look.superseded:
        facts.append((told(N_("Since")), told(N_("another look took the place of this one"))))
    if look.erased_at:
        facts.append((told(N_("Pictures")), told(N_("erased")) + f" {_moment(look.erased_at, zone)}"))
    digests = [(told(N_("SHA-256 of the evidence")), look.kept)] if look.kept else []
    digests += [(told(N_("SHA-256 of the certificates")), look.trust)] if look.trust else []
    digests += [(f"SHA-256 · {told(side.words)}", side.digest) for side in look.pictures]
    return Section(
        told(look.words), look.outcome, told(OUTCOMES[look.outcome]), tuple(facts),
        tuple(
            Line(row.outcome, told(OUTCOMES[row.outcome]), titled(row), told(row.reason), row.clause)
            for row in look.rows
        ),
        tuple(digests),
    )  # fmt: skip


def _register_section(look: RegisterLook, zone: str, told: Told, titled: Titled) -> Section:
    facts = [(told(N_("Register")), look.title)]
    if look.at is not None:
        facts += [
            (told(N_("Asked by")), look.by),
            (told(N_("At")), _moment(look.at, zone)),
            (told(N_("Our reference")), look.own_reference),
            (told(N_("Told to the register")), look.disclosed),
        ]
    if look.reference:
        facts.append((told(N_("Its reference")), look.reference))
    if look.tried:
        facts.append((told(N_("Other spellings of the number asked for")), " ".join(look.tried)))
    line = Line(
        look.outcome, told(OUTCOMES[look.outcome]), titled(look.check), told(look.check.reason), look.check.clause
    )
    return Section(
        told(N_("Registers of lost documents")), look.outcome, told(OUTCOMES[look.outcome]), tuple(facts), (line,), ()
    )


def _moment(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
