"""Looking closer at a document: its page, its chip, a seal on it, and what the officer's own eye finds.

Whatever is slow or dangerous is done before the transaction of the act: pictures are opened in the reading room, a chip
is judged and held against the certificates in service, and only what was found is then recorded, with the case locked.
A page's own bytes can be erased again where a post only practises; what was found remains and says so.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from limen.documents import chip, read_mrz, seal
from limen.documents.chip.evidence import Evidence
from limen.documents.examined import FEATURES, finding_of, weighed
from limen.documents.mrz import MrzError
from limen.documents.verify import passive_authentication
from limen.office.actions import assessing, inquiring, trusting, weighing
from limen.office.actions.acting import (
    Acting,
    BadInput,
    CaseAct,
    Done,
    NotFound,
    NotPossible,
    case_act,
    permit,
)
from limen.office.actions.errors import Words
from limen.office.connections import reading_room
from limen.office.connections.reading_room import ReadingRoomError
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Examination, Picture, Post
from limen.vocabulary.evidence import Finding, Outcome
from limen.vocabulary.person import Officer, TravelDocument

LONGEST_DEVICE, LONGEST_WORDS = 120, 2000
MOST_REPORTED = 40
WORKED = ("open", "secondary", "held")
# What only the reader saw while it read; everything else is judged here, from the files themselves.
REPORTED = ("chip.access", "chip.access_alternative", "chip.pace", "chip.recheck.", "chip.messaging", "chip.complete",
            "chip.resumed", "chip.file_missing", "chip.file_refused", "chip.file_cut", "chip.biometrics")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found, worked out before it is recorded: `kept` are bytes nothing removes, `pictures` can be."""

    kind: str
    device: str
    findings: tuple[Finding, ...]
    fields: Mapping[str, Any] = field(default_factory=dict)
    kept: bytes = field(default=b"", repr=False)
    media: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    trust: str = ""


# -- the acts ---------------------------------------------------------------------------------------------------------


def examine_page(officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, data: bytes, device: str = "file") -> Done:
    """Look at a picture of a page: its lines read twice, its print held against them, every doubt kept with its place.

    Raises NotPermitted, and BadInput for what is no picture of a page or more than may be opened.
    """
    case = permitted(officer, "examine_page", case_id, stamp)
    return _record_page(officer, case.id, stamp, unless_done(stamp, lambda: page_look(data, _today(stamp), device)))


def examine_chip(
    officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, evidence: bytes, device: str = "",
    reported: Iterable[Finding] = (),
) -> Done:  # fmt: skip
    """Judge the evidence file of a chip: each file, each proof, who signed it and who vouches for the signer.

    `reported` are the reader's own findings of what only it could see. Raises NotPermitted, and BadInput for what is no
    evidence file.
    """
    case = permitted(officer, "examine_chip", case_id, stamp)
    seen = tuple(reported)
    return _record_chip(
        officer, case.id, stamp, unless_done(stamp, lambda: chip_look(evidence, _today(stamp), device, seen))
    )


def judge_again(officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, examination: uuid.UUID) -> Done:
    """Judge the kept evidence of a chip once more, against the certificates in service now; no passport is needed."""
    case = permitted(officer, "examine_chip", case_id, stamp)
    row = case.examinations.filter(id=examination, kind="chip", superseded=False).first()
    if row is None or row.kept_id is None:
        raise NotFound("There is no chip that was read on this traveller.")
    reported = [finding_of(one) for one in row.findings if one["code"].startswith(REPORTED)]
    return examine_chip(officer, case.id, stamp, evidence=store.kept(row.kept_id), device=row.device, reported=reported)


def examine_seal(officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, data: bytes, device: str = "file") -> Done:
    """Read a seal from a picture or from its own bytes, verify it to its signer, and hold it against the document.

    Raises NotPermitted, and BadInput where there is no seal.
    """
    case = permitted(officer, "examine_seal", case_id, stamp)
    document = store.travel_document(case.document) if case.document else None
    return _record_seal(
        officer, case.id, stamp, unless_done(stamp, lambda: seal_look(data, _today(stamp), device, document))
    )


def foresee(acting: Acting, looked: Look | None) -> None:
    """Weigh a look ahead of the transaction in which it is recorded."""
    if looked is not None and acting.case.document_id is not None:
        fresh = _entry(acting, looked)
        weighing.foresee(acting, weighing.evidence_of(acting.case, acting, looked=fresh))


def keep(acting: Acting, looked: Look | None) -> None:
    """Record a look: an earlier one of its kind is superseded, and the law is asked again."""
    if looked is None:
        raise NotPossible("This form was already used for something else: reload the page and try again.")
    case, at = acting.case, acting.stamp.at
    fresh = _entry(acting, looked)
    for row in case.examinations.filter(superseded=False, kind=looked.kind).select_related("officer"):
        if store.replaces(fresh, store.examination(row)):
            case.examinations.filter(id=row.id).update(superseded=True)
    Examination.objects.create(
        id=acting.ahead.row, **acting.acted(), case=case, kind=looked.kind, device=looked.device,
        kept_id=store.keep(looked.kept, looked.media, at) if looked.kept else None, trust=looked.trust,
        findings=fresh["findings"], fields=dict(looked.fields),
        pictures={role: store.digest(picture) for role, picture in looked.pictures.items()},
    )  # fmt: skip
    Picture.objects.bulk_create(
        Picture(
            examination_id=acting.ahead.row, role=role, digest=store.digest(picture), content=picture, made_at=at,
            media=reading_room.media_of(picture) or "application/octet-stream",
        )
        for role, picture in looked.pictures.items()
    )  # fmt: skip
    assessing.look_again(acting)
    acting.result = str(acting.ahead.row)
    outcomes = {str(outcome): sum(row.outcome is outcome for row in looked.findings) for outcome in Outcome}
    acting.payload |= {"examination": acting.result, "kind": looked.kind, "device": looked.device,
                       "kept": fresh["kept"], "trust": looked.trust, "outcomes": outcomes}  # fmt: skip


_record_page: CaseAct[[Look | None]] = CaseAct("examine_page", keep, foresee)
_record_chip: CaseAct[[Look | None]] = CaseAct("examine_chip", keep, foresee)
_record_seal: CaseAct[[Look | None]] = CaseAct("examine_seal", keep, foresee)


def _own(acting: Acting, feature: str, outcome: str, words: str) -> Look:
    if feature not in FEATURES:
        raise BadInput("Say what you looked at: choose one of the features.")
    if outcome not in (Outcome.PASSED, Outcome.FAILED, Outcome.UNSURE):
        raise BadInput("Say whether it is as it should be, is not, or cannot be told.")
    text = words.strip()
    if len(text) > LONGEST_WORDS:
        raise BadInput("What you saw is kept up to {most} characters; this is {length}.",
                       most=LONGEST_WORDS, length=len(text))  # fmt: skip
    if not text and outcome != Outcome.PASSED:
        raise BadInput("Say in words what you saw that is not as it should be.")
    params = {"feature": FEATURES[feature], "words": text}
    found = Finding("own.look", Outcome(outcome), params, "SBC 8(3)(a)(i)", {"officer": acting.officer.id})
    return Look("own", "eye", (found,), {"feature": feature})


def _foresee_look(acting: Acting, *, feature: str, outcome: str, words: str = "") -> None:
    foresee(acting, _own(acting, feature, outcome, words))


@case_act("look_closer", _foresee_look)
def look_closer(acting: Acting, *, feature: str, outcome: str, words: str = "") -> None:
    """Record what the officer's own eye found of one feature; it takes the place of an earlier look at it."""
    keep(acting, _own(acting, feature, outcome, words))
    acting.payload |= {"feature": feature, "outcome": outcome, "words": words.strip()}


@case_act("erase_photo")
def erase_photo(acting: Acting, *, examination: uuid.UUID) -> None:
    """Erase the pictures of a look and what was read from them; the findings remain and say that it was erased.

    Only where a post practises: elsewhere a picture is evidence, and goes when the law says so.
    """
    row = acting.case.examinations.filter(id=examination, kind__in=("page", "seal", "portrait")).first()
    if row is None:
        raise NotFound("There is no such picture on this traveller.")
    if acting.post.mode != Post.Mode.PRACTICE:
        raise NotPossible("At a post in service a picture is evidence: it goes when its time to be kept ends.")
    if row.erased_at is not None:
        raise NotPossible("This picture was erased already.")
    store.erase_pictures(row)
    row.erased_at, row.fields = acting.stamp.at, {}
    row.save(update_fields=["erased_at", "fields"])
    if acting.case.state in WORKED:  # what a decision rested on stays as it was
        assessing.look_again(acting)
    acting.result = str(row.id)
    acting.payload |= {"examination": str(row.id), "erased": sorted(row.pictures.values())}


def arrive_with_photo(officer: Officer, stamp: Stamp, *, direction: str, data: bytes, device: str = "photo") -> Done:
    """Open a case by a picture of a page: its lines are read where they are certain, else shown to be compared.

    Raises NotPermitted, and BadInput, before anything is opened, for what is no picture.
    """
    permit(officer, "open", stamp)
    permit(officer, "examine_page", stamp)
    looked = page_look(data, _today(stamp), device)
    lines = "\n".join(looked.fields["mrz"])
    if looked.fields["certain"]:
        done = inquiring.arrive(officer, stamp, direction=direction, text=lines, source="page")
    else:
        done = assessing.open_case(officer, stamp, direction, None)
    if done.case is None:
        raise NotFound("There is no such case at this post.")
    part = Stamp(uuid.uuid5(stamp.key, "page"), stamp.at, stamp.client_at, stamp.zone)
    _record_page(officer, done.case, part, looked)
    return done


# -- the looks: pure but for the reading room and the certificates in service -----------------------------------------


def page_look(data: bytes, on: date, device: str) -> Look:
    """What a picture of a page shows."""
    try:
        found = reading_room.read_page(data, on)
    except ReadingRoomError as error:
        raise BadInput(Words(error.template, **error.params)) from error
    fields = dict(found.fields)
    lines = [str(line)[:90] for line in fields.get("mrz", ())][:3]
    fields |= {"mrz": lines, "certain": bool(fields.get("certain")) and _readable(lines, on)}
    pictures = {**found.pictures, "original": data}
    outcome = Outcome.PASSED if fields["certain"] else Outcome.UNSURE
    certain = Finding("page.certain", outcome, {}, "Doc 9303-3 4")
    return Look("page", _device(device or "file"), (certain, *found.findings), fields, pictures=pictures)


def _readable(lines: Sequence[str], on: date) -> bool:
    """Whether the lines the reading room gave are an MRZ here as well: its answer is checked, not believed."""
    try:
        return read_mrz(list(lines), on=on).accepted
    except MrzError:
        return False


def chip_look(data: bytes, on: date, device: str, reported: Iterable[Finding] = ()) -> Look:
    """What the evidence file of a chip shows, against the certificates in service."""
    try:
        evidence = chip.unpack(data)
    except chip.EvidenceError as error:
        raise BadInput(Words(error.template, **error.params)) from error
    trust, version = trusting.current()
    found = passive_authentication(evidence.files, trust, on)
    judged, passive = chip.verify(data, vouched=found.vouched), found.findings
    if not version:  # with no certificate at all, nobody is unknown
        passive = (
            *(row for row in passive if row.code not in ("passive.chain", "passive.card_security.chain")),
            Finding("passive.no_trust", Outcome.NOT_DONE, {}, "Doc 9303-12 6.2"),
        )
    known = {(row.code, tuple(row.params.items())) for row in judged}
    seen = [row for row in list(reported)[:MOST_REPORTED] if row.code.startswith(REPORTED)]
    seen = [row for row in seen if (row.code, tuple(row.params.items())) not in known]
    fields, portrait, trouble = _of_chip(evidence)
    return Look(
        "chip", _device(device or evidence.device or "file"), (*seen, *judged, *passive, *trouble), fields,
        data, "application/json", {"portrait": portrait} if portrait else {}, version,
    )  # fmt: skip


def _of_chip(evidence: Evidence) -> tuple[dict[str, Any], bytes, tuple[Finding, ...]]:
    """What a chip says of its holder, its portrait made anew, and why that is not shown where it is not."""
    groups = evidence.groups
    said = {name: group.fields for name, group in groups.items()}
    lines = said.get("DG1", {}).get("mrz", ())
    fields: dict[str, Any] = {
        "protocol": evidence.protocol,
        "read_at": evidence.at,
        "mrz": [str(line) for line in lines] if isinstance(lines, tuple) else [],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in evidence.files.items()},
    }
    for group, name in (("DG11", "name"), ("DG12", "authority"), ("DG12", "issued")):
        value = said.get(group, {}).get(name)
        if value:
            fields[name] = str(value)[:200]
    faces = [picture for picture in (groups["DG2"].pictures if "DG2" in groups else ()) if picture.shows == "face"]
    if not faces:
        return fields, b"", ()
    try:
        return fields, reading_room.show_portrait(faces[0].data), ()
    except ReadingRoomError as error:
        unread = Finding("portrait.unread", Outcome.NOT_DONE, {"why": str(error)[:200]}, "Doc 9303-10 4.7.2")
        return fields, b"", (unread,)


def seal_look(data: bytes, on: date, device: str, document: TravelDocument | None) -> Look:
    """What a seal says and whether it is genuine, from a picture or its own bytes."""
    content, shown = _seal_bytes(data)
    trust, version = trusting.current()
    try:
        found = seal.read(content)
    except seal.SealError as error:
        return Look("seal", _device(device), (seal.broken(error),), {}, content, "application/octet-stream", shown)
    verified = seal.verify(found, trust, on)
    rows, differs = list(verified.findings), []
    if document is not None:
        belonging = seal.belongs(found, document, on)
        rows += belonging.findings
        differs = [
            {"name": one.name, "mine": str(one.first.value), "theirs": str(one.second.value), "code": one.code}
            for one in belonging.discrepancies
        ]
    fields = {
        "seal": str(found.kind), "document": found.document, "issuer": found.issuer, "differs": differs,
        "mrz": list(found.mrz), "signer": found.signer.words,
        "said": [[one.name, one.text[:300]] for one in found.every() if one.name not in ("mrz", "portrait")][:60],
    }  # fmt: skip
    return Look("seal", _device(device), tuple(rows), fields, content, "application/octet-stream", shown, version)


def _seal_bytes(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The bytes of a seal, and the picture it was found on. Raises BadInput."""
    if seal.is_seal(data):
        return data, {}
    try:
        contents, page = reading_room.read_barcodes(data)
    except ReadingRoomError as error:
        raise BadInput(Words(error.template, **error.params)) from error
    for content in contents:
        if seal.is_seal(content):
            return content, {"original": data, "page": page}
    raise BadInput("No seal was found on the picture: take it nearer, flat and in even light, or scan the code itself.")


# -- what they share --------------------------------------------------------------------------------------------------


def permitted(officer: Officer, act: str, case_id: uuid.UUID, stamp: Stamp) -> Case:
    """The case where the officer may do this to it, asked before anything is opened; the act itself asks again."""
    case = Case.objects.select_related("post", "document").filter(id=case_id, post__code=officer.post).first()
    if case is None:
        raise NotFound("There is no such case at this post.")
    permit(officer, act, stamp, str(case.id), post=case.post.code, state=case.state, compartment=case.compartment)
    return case


def unless_done(stamp: Stamp, look: Any) -> Look | None:
    """Nothing is opened again for a form that was sent twice: its act answers as it did."""
    return None if journal.earlier(stamp.key) is not None else look()


def _entry(acting: Acting, looked: Look) -> dict[str, Any]:
    """A look as it will stand in evidence; exactly what `store.examination` makes of its row."""
    pictures = {role: store.digest(picture) for role, picture in looked.pictures.items()}
    return {
        "id": str(acting.ahead.row), "kind": looked.kind, "device": looked.device, "by": acting.officer.name,
        "at": store.moment(acting.stamp.at), "trust": looked.trust,
        "kept": store.digest(looked.kept) if looked.kept else pictures.get("original", ""),
        "findings": [finding.to_json() for finding in looked.findings], "fields": weighed(looked.fields),
    }  # fmt: skip


def _device(text: str) -> str:
    return " ".join(text.split())[:LONGEST_DEVICE]


def _today(stamp: Stamp) -> date:
    return stamp.at.astimezone(ZoneInfo(stamp.zone)).date()
