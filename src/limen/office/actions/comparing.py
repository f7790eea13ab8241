"""The traveller before the desk and the portrait of their document, compared one to one; the officer decides.

The live picture is opened and compared in the reading room before the act, never in this process. What comes back is a
likeness with its threshold, or why there is none; whether it is the same person the officer says, as an own finding of
the holder (`examining.look_closer`). Nothing is said of a living person, and nobody is looked for among others. Drawn
portraits are told apart as drawings at the practice desk of a demo alone; elsewhere only what is installed compares.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec

from django.conf import settings
from django.db.models import Prefetch

from limen.documents import chip, portrait
from limen.documents.portrait.words import WORDS
from limen.office.actions import examining
from limen.office.actions.acting import Acting, BadInput, CaseAct, Done, NotPossible
from limen.office.actions.errors import Words
from limen.office.actions.examining import Look
from limen.office.connections import reading_room
from limen.office.connections.reading_room import Looked, ReadingRoomError
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Examination, Picture, Post
from limen.vocabulary.evidence import N_, Finding, Outcome
from limen.vocabulary.person import Officer

DEVICES = ("file", "camera", "practice")
PACKAGES = ("dlib", "face_recognition_models")  # what the extra `face` brings, by the names they are looked for
# Where a portrait is: the kind of the examination, and its picture there; the better one first.
PORTRAITS = (("chip", "portrait"), ("page", "page"))
# What compares here, in words.
COMPARED_BY: Mapping[str, str] = {
    "installed": N_("The recogniser of the extra named face compares: a score is no proof, and refuses nobody."),
    "practice": N_("Practice comparison of drawn portraits: drawings are told apart by their colours, no face is "
                   "recognised. A photograph of a person is compared only where the extra named face is installed."),
    "missing": N_("No recogniser is installed here (the extra named face): pictures are shown side by side and nothing "
                  "is compared by machine."),
    "off": N_("This office compares no faces by machine (LIMEN_FACES): pictures are shown side by side."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """The portrait of the document that a traveller is compared with: the chip's, else the page it is printed on."""

    source: str  # chip, page
    examination: uuid.UUID
    data: bytes


def compare_faces(officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, data: bytes, device: str = "file") -> Done:
    """Compare a live picture of the traveller with the portrait of the chip, of the page where no chip was read.

    Raises NotPermitted, NotPossible where there is no portrait yet, and BadInput for what is no picture.
    """
    case = examining.permitted(officer, "compare_faces", case_id, stamp)
    return _record(officer, case.id, stamp, examining.unless_done(stamp, lambda: face_look(case, data, device)))


def _keep(acting: Acting, looked: Look | None) -> None:
    examining.keep(acting, looked)
    if looked is not None:
        acting.payload |= dict(looked.fields)


_record: CaseAct[[Look | None]] = CaseAct("compare_faces", _keep, examining.foresee)


def face_look(case: Case, data: bytes, device: str) -> Look:
    """What a live picture shows beside the portrait of a case's document. Raises BadInput, NotPossible."""
    if device not in DEVICES:
        raise BadInput("The form names no way by which the picture was taken: reload the page.")
    against = held(case)
    if against is None:
        raise NotPossible("There is no portrait to compare with yet: read the chip, or give a picture of the page.")
    found = _compared(data, against, drawn=practises(case.post))
    likeness = found.findings[0]
    fields = {
        "against": against.source, "of": str(against.examination), "portrait": sha256(against.data).hexdigest(),
        **{name: likeness.params[name] for name in ("score", "threshold", "provider") if name in likeness.params},
    }  # fmt: skip
    return Look("portrait", device, found.findings, fields, pictures={**found.pictures, "original": data})


def source(rows: Iterable[Examination]) -> str:
    """Whose portrait would be compared with, of live examinations: the chip's, else the page's, else nothing."""
    have = {row.kind: {image.role for image in row.images.all()} for row in rows}
    return next((kind for kind, role in PORTRAITS if role in have.get(kind, ())), "")


def held(case: Case) -> Held | None:
    """The portrait to compare with; None where neither a chip's nor a page's is at hand."""
    images = Prefetch("images", Picture.objects.defer("content"))  # of all of them one is read
    rows = list(case.examinations.filter(superseded=False).prefetch_related(images))
    kind = source(rows)
    row = next((row for row in rows if row.kind == kind), None)
    if row is None:
        return None
    image = next(image for image in row.images.all() if image.role == dict(PORTRAITS)[kind])
    face = _of_chip(store.kept(row.kept_id)) if kind == "chip" and row.kept_id else b""
    return Held(kind, row.id, face or bytes(image.content))


def _of_chip(evidence: bytes) -> bytes:
    """The portrait in a chip's evidence file, as the chip gave it; empty where it holds none."""
    try:
        groups = chip.unpack(evidence).groups
    except chip.EvidenceError:
        return b""
    pictures = groups["DG2"].pictures if "DG2" in groups else ()
    return next((picture.data for picture in pictures if picture.shows == "face"), b"")


def _compared(data: bytes, against: Held, *, drawn: bool) -> Looked:
    """What the reading room finds; where its program ends without an answer, the live picture and that it did."""
    try:
        if not settings.LIMEN_FACES:
            return _without(data, switched_off=True)
        try:
            found = reading_room.compare_faces(data, against.data, against=against.source, drawn=drawn)
        except ReadingRoomError:
            return _without(data)
    except ReadingRoomError as error:
        raise BadInput(Words(error.template, **error.params)) from error
    return found if _believable(found) else _without(data)


def _without(data: bytes, *, switched_off: bool = False) -> Looked:
    shown = reading_room.show_live(data)
    return Looked(portrait.not_made(switched_off=switched_off).findings, {}, {"live": shown})


def _believable(found: Looked) -> bool:
    """Whether the answer is one that comparing faces can give: nothing but that, never a failure, with its picture."""
    likeness = found.findings[0].code.startswith("portrait.likeness") if found.findings else False
    return likeness and "live" in found.pictures and all(_of_faces(finding) for finding in found.findings)


def _of_faces(finding: Finding) -> bool:
    return finding.code in WORDS and finding.outcome is not Outcome.FAILED


def practises(post: Post) -> bool:
    """Whether drawn portraits may be compared as drawings: at a post of a demo that is not in service."""
    return bool(settings.LIMEN_DEMO) and post.mode == Post.Mode.PRACTICE


def compared_by(post: Post) -> str:
    """What compares faces at a post, by its code in COMPARED_BY; nothing is loaded to tell it."""
    if not settings.LIMEN_FACES:
        return "off"
    if practises(post):
        return "practice"
    return "installed" if installed() else "missing"


def installed() -> bool:
    """Whether what the extra `face` brings is here; whether it is as it was measured is seen when it compares."""
    return all(find_spec(name) for name in PACKAGES)
