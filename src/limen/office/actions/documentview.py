"""A document as it is looked at closer: its pictures side by side, every check with who made it and with what.

Reading it is journaled as the case is: not by whoever works the case, by everybody else. Pictures are handed out only
as they were made anew in the reading room, never as they came.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from limen.casework import ARRIVAL
from limen.documents import examined, read_mrz
from limen.documents.examined import Examined
from limen.documents.mrz import MrzError
from limen.documents.mrz import Reading as Looked
from limen.office import authority
from limen.office.actions import checkpointing, facesview, registerview, telling, trusting, walls
from limen.office.actions.acting import NotFound, permit
from limen.office.actions.errors import Words
from limen.office.actions.facesview import FacesView
from limen.office.actions.registerview import RegisterLook
from limen.office.actions.views import Check
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Examination, Picture, Post, Reading
from limen.vocabulary.evidence import N_, SEVERITY, Finding, Outcome
from limen.vocabulary.person import Officer

SHOWN = ("page", "printed", "portrait", "live", "strip")  # never `original`: those bytes are the sender's
KINDS: Mapping[str, str] = {
    "page": N_("Page"),
    "chip": N_("Chip"),
    "seal": N_("Seal"),
    "portrait": N_("Portrait"),
    "own": N_("Own finding"),
    "mrz": N_("Machine readable zone"),
}
READ_BY: Mapping[str, str] = {
    "wedge": N_("scanner"),
    "pasted": N_("pasted"),
    "keyed": N_("keyed by hand"),
    "repaired": N_("mended by the officer"),
    "page": N_("picture of the page"),
}
PICTURES: Mapping[str, str] = {
    "page": N_("The page as it was photographed"),
    "printed": N_("The portrait on the page"),
    "portrait": N_("The portrait in the chip"),
    "live": N_("The traveller, as just taken"),
    "strip": N_("The strip as it was read"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One picture beside the others, by the examination it belongs to."""

    examination: uuid.UUID
    role: str
    words: str
    digest: str


@dataclass(frozen=True, slots=True)
class Doubted:
    """One character of the strip that was read with doubt: its place, what was taken, what else it may be, and why."""

    line: int
    position: int
    letter: str
    others: str
    reason: str


@dataclass(frozen=True, slots=True)
class LookView:
    """One examination: who looked, with what, when, what was found; `kept` and `trust` are digests."""

    id: uuid.UUID | None
    kind: str
    words: str
    device: str
    by: str
    at: datetime
    outcome: str
    rows: tuple[Check, ...]
    counts: tuple[tuple[str, int], ...]
    kept: str
    trust: str
    pictures: tuple[Side, ...] = ()
    doubts: tuple[Doubted, ...] = ()
    lines: tuple[str, ...] = ()
    certain: bool = True
    erased_at: datetime | None = None
    superseded: bool = False
    outdated: bool = False  # other certificates are in service since


@dataclass(frozen=True, slots=True)
class Beside:
    """One field as each source has it: (source in words, value), the MRZ first; `differs` where they do not agree."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The document of a case, whole: what `document.html` and the report show."""

    id: uuid.UUID
    name: str
    state: str
    state_words: str
    direction: str
    post: str
    authority: str
    zone: str
    mrz: tuple[str, ...]
    worst: str
    looks: tuple[LookView, ...]  # the latest first, the machine readable zone last
    earlier: tuple[LookView, ...]  # superseded
    sides: tuple[Side, ...]
    fields: tuple[Beside, ...]
    sources: tuple[str, ...]
    may_examine: bool
    may_erase: bool
    practice: bool
    features: tuple[tuple[str, str], ...]
    faces: FacesView
    registers: tuple[RegisterLook, ...] = ()  # other people's, of lost documents
    flight: str = ""


def view(officer: Officer, case_id: uuid.UUID, stamp: Stamp) -> DocumentView:
    """The document of a case with every look at it. Raises NotFound, NotPermitted."""
    case = _seen(officer, case_id, stamp, {})
    rows = list(case.examinations.select_related("officer").prefetch_related("images").order_by("-made_at"))
    on = _today(case, stamp)
    reading = read_mrz(case.document.mrz, on=on) if case.document else None
    live = [_look(row, reading, on) for row in rows if not row.superseded]
    zone = _of_lines(case)
    looks = (*live, *((zone,) if zone else ()))
    sides = [side for look in live for side in look.pictures if side.role != "strip"]
    sources, fields = _beside(case, [row for row in rows if not row.superseded], on)
    registers = registerview.looks(case, officer)
    outcomes = [look.outcome for look in (*looks, *registers)]
    acts = {"state": case.state, "post": case.post.code, "compartment": case.compartment}
    practice = case.post.mode == Post.Mode.PRACTICE
    return DocumentView(
        id=case.id,
        name=f"{case.document.given} {case.document.surname}".strip() if case.document else "",
        state=case.state,
        state_words=ARRIVAL.states[case.state],
        direction=case.direction,
        post=case.post.title,
        authority=case.post.authority,
        zone=case.post.zone,
        mrz=tuple(case.document.mrz.split("\n")) if case.document else (),
        worst=min(outcomes, key=lambda one: SEVERITY[Outcome(one)], default="not_done"),
        looks=looks,
        earlier=tuple(_look(row, None, on) for row in rows if row.superseded),
        sides=tuple(sorted(sides, key=lambda side: SHOWN.index(side.role))),
        fields=fields,
        sources=sources,
        may_examine=authority.may(officer, "examine_page", **acts),
        may_erase=practice and authority.may(officer, "erase_photo", **acts),
        practice=practice and bool(settings.LIMEN_DEMO),
        features=tuple(examined.FEATURES.items()),
        faces=facesview.view(officer, case, [row for row in rows if not row.superseded]),
        flight=case.flight,
        registers=registers,
    )


def sides_of(officer: Officer, case_id: uuid.UUID, at: datetime) -> tuple[Side, ...]:
    """The pictures of a case that is being shown already, for the small view beside it; none where they are not to be
    seen."""
    case = Case.objects.select_related("post").filter(id=case_id).first()
    concerned = {"post": case.post.code, "compartment": case.compartment} if case else {}
    if case is None or not authority.may(officer, "see_document", **concerned) or walls.walled(officer, case, at):
        return ()
    rows = Picture.objects.filter(examination__case=case, examination__superseded=False, role__in=SHOWN[:-1])
    found = [
        Side(examination, role, PICTURES[role], digest)
        for examination, role, digest in rows.values_list("examination_id", "role", "digest")
    ]
    return tuple(sorted(found, key=lambda side: SHOWN.index(side.role)))


def picture(officer: Officer, examination: uuid.UUID, role: str, stamp: Stamp) -> tuple[bytes, str]:
    """A picture made anew, with its media type. Raises NotFound, NotPermitted."""
    row = Picture.objects.select_related("examination").filter(examination=examination, role=role).first()
    if row is None or role not in SHOWN or not row.media.startswith("image/"):
        raise NotFound("There is no such picture: it was erased, or never there.")
    _seen(officer, row.examination.case_id, stamp, {"picture": row.digest})
    return bytes(row.content), row.media


def pictures_of(view: DocumentView) -> Mapping[tuple[uuid.UUID, str], bytes]:
    """The pictures of a document that was opened with `view`, for its report."""
    wanted = {side.examination for side in view.sides}
    rows = Picture.objects.filter(examination__in=wanted, role__in=SHOWN)
    return {(row.examination_id, row.role): bytes(row.content) for row in rows}


def _seen(officer: Officer, case_id: uuid.UUID, stamp: Stamp, said: Mapping[str, Any]) -> Case:
    """The case where the officer may look at its document; a look by anybody who does not work it is journaled."""
    case = Case.objects.select_related("post", "document").filter(id=case_id).first()
    if case is None:
        raise NotFound("There is no such case at this post.")
    concerned = {"post": case.post.code, "compartment": case.compartment}
    permit(officer, "see_document", stamp, str(case.id), **concerned)
    walls.keep(officer, "see_document", case, stamp)
    if str(case.holder_id) == officer.id and case.state not in ARRIVAL.closed:
        return case
    with transaction.atomic():
        if journal.earlier(stamp.key) is None:
            journal.append(
                stamp=stamp, verb="see_document", officer=officer.id, post=officer.post, case=str(case.id),
                person=str(case.person_id or ""), payload=dict(said),
            )  # fmt: skip
    checkpointing.if_due(stamp.at)
    return case


def _today(case: Case, stamp: Stamp) -> date:
    return stamp.at.astimezone(ZoneInfo(case.post.zone)).date()


# -- one look ---------------------------------------------------------------------------------------------------------


def check_rows(findings: Iterable[Finding]) -> tuple[Check, ...]:
    """Findings as rows, the worst first, each in the order in which it was made."""
    rows = []
    for finding in sorted(findings, key=lambda one: SEVERITY[one.outcome]):
        kept, outcome = finding.to_json(), str(finding.outcome)
        told = telling.evidence(finding.evidence)
        rows.append(Check(finding.code, outcome, telling.title(kept), telling.reason(kept), finding.clause, told))
    return tuple(rows)


def _look(row: Examination, reading: Looked | None, on: date) -> LookView:
    """One examination; a live one with how what it read agrees with the MRZ."""
    one = Examined.of(store.examination(row))
    if reading is not None:
        one = replace(one, findings=(*one.findings, *examined.agreeing(one, reading, on)))
    have = {image.role for image in row.images.all()}
    return LookView(
        id=row.id,
        kind=row.kind,
        words=KINDS[row.kind],
        device=telling.device(row.device),
        by=row.officer.full_name,
        at=row.made_at,
        outcome=str(one.outcome),
        rows=check_rows(one.findings),
        counts=_counts(one.findings),
        kept=one.kept,
        trust=row.trust,
        pictures=tuple(
            Side(row.id, role, PICTURES[role], row.pictures[role]) for role in SHOWN if role in have
        ),
        doubts=tuple(_doubts(row.fields.get("doubts", ()))),
        lines=tuple(str(line) for line in row.fields.get("mrz", ())),
        certain=bool(row.fields.get("certain", True)),
        erased_at=row.erased_at,
        superseded=row.superseded,
        outdated=row.kind == "chip" and not row.superseded and row.trust != trusting.version(),
    )  # fmt: skip


def _counts(findings: Iterable[Finding]) -> tuple[tuple[str, int], ...]:
    found = [finding.outcome for finding in findings]
    return tuple((str(outcome), found.count(outcome)) for outcome in SEVERITY if found.count(outcome))


def _doubts(kept: Iterable[Mapping[str, Any]]) -> Iterable[Doubted]:
    for row in list(kept)[:120]:
        others = dict.fromkeys(
            [str(row.get("second", "")), *(str(letter) for letter, _chance in row.get("others", ()))]
        )
        shown = ", ".join(other for other in dict.fromkeys(others) if other and other != row["letter"])
        yield Doubted(
            int(row["line"]), int(row["position"]), str(row["letter"]), shown,
            Words(telling.TEMPLATES.get(f"image.doubt.{row['why']}", str(row["why"]))),
        )  # fmt: skip


def _of_lines(case: Case) -> LookView | None:
    """The reading of the machine readable zone as a look like the others."""
    reading = Reading.objects.filter(case=case, superseded=False).select_related("officer").first()
    if reading is None or case.document is None:
        return None
    looked = read_mrz(case.document.mrz, on=reading.made_at.astimezone(ZoneInfo(case.post.zone)).date())
    outcome = min((one.outcome for one in looked.findings), key=SEVERITY.__getitem__)
    return LookView(
        id=None, kind="mrz", words=KINDS["mrz"], device=Words(READ_BY.get(reading.source, reading.source)),
        by=reading.officer.full_name, at=reading.made_at, outcome=str(outcome), rows=check_rows(looked.findings),
        counts=_counts(looked.findings), kept=reading.kept_id, trust="", lines=looked.lines,
    )  # fmt: skip


# -- the fields side by side ------------------------------------------------------------------------------------------


def _beside(case: Case, rows: Iterable[Examination], on: date) -> tuple[tuple[str, ...], tuple[Beside, ...]]:
    """What MRZ, page and chip say of each field; where one differs, that is what `examined` found as well."""
    if case.document is None:
        return (), ()
    reading = read_mrz(case.document.mrz, on=on)
    rows = list(rows)
    live = [Examined.of(store.examination(row)) for row in rows]
    differing = {one.name.rpartition(".")[2] for one in examined.differences(live, reading, on)}
    said = {"mrz": store.fields_of(reading.document)}
    for one, row in zip(live, rows, strict=True):
        if one.kind == "seal":
            said["seal"] = {str(name): str(value) for name, value in row.fields.get("said", ())}
        elif one.fields.get("mrz"):
            said[one.kind] = _fields_of(one.fields["mrz"], on)
        if found := examined.compared(one, reading, on).found:
            said["printed"] = dict(found)
    for one in live:
        for row in one.fields.get("differs", ()):
            said.setdefault(one.kind, {})[row["name"]] = row["theirs"]
    sources = tuple(said)
    fields = tuple(
        Beside(
            name, telling.FIELDS[name], tuple((source, said[source].get(name, "")) for source in sources),
            name in differing,
        )
        for name in ("surname", "given", "number", "nationality", "birth", "sex", "expiry", "issuer")
        if any(said[source].get(name) for source in sources)
    )  # fmt: skip
    return tuple(telling.source(source) for source in sources), fields


def _fields_of(lines: Iterable[str], on: date) -> dict[str, str]:
    """What lines say field by field; nothing where they are no MRZ."""
    try:
        return store.fields_of(read_mrz(list(lines), on=on).document)
    except MrzError:
        return {}
