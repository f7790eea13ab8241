"""Words ↔ rows, only here: what the pure rooms say becomes rows, and rows become words again."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.db.models import Q

from limen.casework import Situation
from limen.documents.examined import weighed
from limen.documents.lost import ANSWERED
from limen.office.records import search
from limen.office.records.models import (
    Account,
    Answer,
    Assessment,
    Case,
    ConnectedRegister,
    Decision,
    Delivery,
    Document,
    Duty,
    Examination,
    HistoryLink,
    Hit,
    Inquiry,
    JournalEntry,
    Kept,
    Movement,
    Person,
    WatchList,
)
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.decision import OutcomeKind
from limen.vocabulary.evidence import Fact, FactStatus, Standard
from limen.vocabulary.names import name_key
from limen.vocabulary.person import Officer, Role, Sex, TravelDocument

Answered = TypeVar("Answered")
BLOCKING = (Hit.State.OPEN, Hit.State.INCONCLUSIVE)
_RESOLVING = ("resolve_hit", "agree_hit")


def keep(content: bytes, media: str, at: datetime) -> str:
    """Keep bytes under their own SHA-256; the same bytes are kept once. Answers the digest."""
    return keep_all((content,), media, at)[0]


def keep_all(contents: Sequence[bytes], media: str, at: datetime) -> list[str]:
    """Keep several in one statement, which leaves alone what is kept already. Answers the digests, in order."""
    rows = [Kept(digest=digest(one), content=one, media=media, size=len(one), kept_at=at) for one in contents]
    Kept.objects.bulk_create(rows, ignore_conflicts=True)
    return [row.digest for row in rows]


def keep_json(value: object, at: datetime) -> str:
    """Keep a value as canonical JSON; answers its digest."""
    return keep(canonical(value), "application/json", at)


def name_of(value: object) -> str:
    """The digest that `keep_json` keeps a value under."""
    return digest(canonical(value))


def digest(content: bytes) -> str:
    """The name that bytes are kept under."""
    return hashlib.sha256(content).hexdigest()


def canonical(value: object) -> bytes:
    """A value as the one JSON text that is kept of it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def kept(digest: str) -> bytes:
    """The bytes kept under a digest. Raises Kept.DoesNotExist."""
    return bytes(Kept.objects.get(digest=digest).content)


def officer_of(account: Account, post_code: str, at: datetime) -> Officer | None:
    """The account as an officer at a post, with the duties current at a moment; None without any."""
    duties = (
        Duty.objects.filter(account=account, post__code=post_code, from_at__lte=at)
        .filter(Q(until_at=None) | Q(until_at__gt=at))
        .values_list("role", "compartment")
    )
    # A duty in a compartment opens its records; it makes nobody an officer of the whole post.
    roles = frozenset(Role(role) for role, compartment in duties if not compartment)
    if not roles or not account.is_active:
        return None
    compartments = frozenset(compartment for _, compartment in duties if compartment)
    return Officer(str(account.id), account.full_name, post_code, roles, compartments)


def posts_of(account: Account, at: datetime) -> list[str]:
    """The codes of the posts where an account has a current duty."""
    duties = Duty.objects.filter(account=account, from_at__lte=at).filter(Q(until_at=None) | Q(until_at__gt=at))
    return sorted(set(duties.values_list("post__code", flat=True)))


def case(case_id: uuid.UUID) -> Case | None:
    """A case as it stands now, not locked."""
    return Case.objects.select_related("post").filter(id=case_id).first()


def lock_case(case_id: uuid.UUID) -> Case | None:
    """A case, locked for the transaction."""
    return Case.objects.select_for_update(of=("self",)).select_related("post").filter(id=case_id).first()


def cases_beginning(text: str) -> list[uuid.UUID]:
    """The ids of the cases that begin so, two at most: one is an answer, two are none."""
    digits = text.replace("-", "").lower()
    if not digits or len(digits) > 32 or not set(digits) <= set("0123456789abcdef"):
        return []
    low, high = (uuid.UUID(digits.ljust(32, filler)) for filler in "0f")
    return list(Case.objects.filter(id__gte=low, id__lte=high).values_list("id", flat=True)[:2])


def pending_decision(case: Case) -> Decision | None:
    """The decision that waits for a second signature."""
    return case.decisions.filter(state=Decision.State.AWAITING).first()


def assessment_of(case: Case) -> Assessment | None:
    """The newest assessment of a case."""
    return once(case, "assessment", lambda: case.assessments.order_by("-revision").first())


def assess(case: Case, revision: int, **columns: Any) -> None:
    """Write the assessment of a case at a revision, over the one that the same act made before it."""
    Assessment.objects.bulk_create(
        [Assessment(case=case, revision=revision, **columns)],
        update_conflicts=True, unique_fields=["case", "revision"], update_fields=list(columns),
    )  # fmt: skip
    forget(case, "assessment")


@contextmanager
def looking(*rows: models.Model) -> Iterator[None]:
    """While these rows are looked at, or locked by an act: what is asked of them by `once` is read once.

    Whoever writes it meanwhile says so with `forget`.
    """
    for row in rows:
        row.__dict__["_looked"] = {}
    try:
        yield
    finally:
        for row in rows:
            del row.__dict__["_looked"]


def once(row: models.Model, name: str, read: Callable[[], Answered]) -> Answered:
    """What is read of a row, kept while it is looked at; outside `looking` it is read each time."""
    looked: dict[str, Any] | None = row.__dict__.get("_looked")
    if looked is None:
        return read()
    if name not in looked:
        looked[name] = read()
    answer: Answered = looked[name]
    return answer


def forget(row: models.Model, name: str) -> None:
    """What is read of a row is read anew: it was written since."""
    row.__dict__.get("_looked", {}).pop(name, None)


def situation(case: Case) -> Situation:
    """What the case engine must know of a case, from its newest assessment and its open hits."""
    assessment = assessment_of(case)
    advice = assessment.advice if assessment else {}
    return Situation(
        document_read=case.document_id is not None,
        advice_kind=OutcomeKind(advice["kind"]) if advice else None,
        advice_outcome=advice.get("outcome", ""),
        advice_decided=bool(advice.get("decided")),
        open_hits=open_hits(case).count(),
        referrals=frozenset(case.referrals.values_list("kind", flat=True)),
        detained=case.state != "held" and case.holds.filter(ended_at=None).exists(),
    )


def open_hits(case: Case) -> Any:
    """The hits that block: open or inconclusive, of the document last read, and not let through by order."""
    return case.hits.filter(state__in=BLOCKING, superseded=False, overrides=None)


def overrides(case: Case) -> Mapping[str, Mapping[str, Any]]:
    """The orders that hits do not keep this traveller waiting, by `list:entry`, as evidence; of hits that stand."""
    rows = case.overrides.filter(hit__superseded=False).select_related("hit", "officer").order_by("made_at", "id")
    return {
        f"{row.hit.list_id}:{row.hit.entry_id}": {
            "id": str(row.id), "by": row.officer.full_name, "role": row.role, "reason": row.reason,
            "at": row.made_at.astimezone(ZoneInfo(row.zone)).isoformat(timespec="seconds"),
        }
        for row in rows
    }  # fmt: skip


def document_row(document: TravelDocument, at: datetime, custodian: str) -> Document:
    """The row of a document: the same MRZ again is the same row and the same person."""
    lines, digest = "\n".join(document.mrz), digest_of(document.mrz)
    found = Document.objects.filter(digest=digest).first()
    if found:
        return found
    row = Document.objects.create(
        person=Person.objects.create(made_at=at, custodian=custodian),
        digest=digest,
        made_at=at,
        format=document.format,
        type=document.type,
        issuer=document.issuer,
        number=document.number,
        number_key=number_key(document.number),
        surname=document.surname,
        given=document.given,
        name_key=name_key(document.name)[:250],
        nationality=document.nationality,
        birth=str(document.birth or ""),
        sex=str(document.sex or ""),
        expiry=str(document.expiry or ""),
        name_truncated=document.name_truncated,
        mrz=lines,
    )
    search.write_keys([row])
    return row


def digest_of(lines: Sequence[str]) -> str:
    """The SHA-256 of an MRZ's canonical lines: what makes two readings the same document."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def number_key(number: str) -> str:
    """A document number as two readings are compared by: letters and digits, upper case."""
    return "".join(character for character in number.upper() if character.isalnum())


def travel_document(row: Document) -> TravelDocument:
    """A document's row in the vocabulary's words."""
    return TravelDocument(
        format=row.format,
        type=row.type,
        issuer=row.issuer,
        number=row.number,
        surname=row.surname,
        given=row.given,
        nationality=row.nationality,
        birth=PartialDate.parse(row.birth) if row.birth else None,
        sex=Sex(row.sex) if row.sex else None,
        expiry=PartialDate.parse(row.expiry) if row.expiry else None,
        mrz=tuple(row.mrz.split("\n")),
        name_truncated=row.name_truncated,
    )


def fields_of(document: TravelDocument) -> dict[str, str]:
    """The fields of a document by name, as text; what it does not say is left out."""
    names = ("issuer", "number", "surname", "given", "nationality", "birth", "sex", "expiry")
    values = {name: getattr(document, name) for name in names}
    return {name: str(value) for name, value in values.items() if value}


def candidates(row: Document) -> Iterable[Document]:
    """Documents of other persons that may be the same person's: by number, by name key, by birth date.

    Bounded: a common birth date or name proposes at most so many rows, the newest first.
    """
    others = Document.objects.exclude(person_id=row.person_id).order_by("-id")
    # The strongest first: a common birth date must not crowd out the very number.
    found = list(others.filter(issuer=row.issuer, number_key=row.number_key)[:500]) if row.number_key else []
    found += others.filter(name_key=row.name_key)[:500]
    if row.birth:
        found += others.filter(birth=row.birth)[:1000]
    return {document.id: document for document in found}.values()


def same_person(person_id: uuid.UUID) -> set[uuid.UUID]:
    """The person and everybody an officer confirmed to be the same, through any number of confirmed links."""
    known, fresh = {person_id}, {person_id}
    while fresh:
        links = HistoryLink.objects.filter(
            Q(person__in=fresh) | Q(earlier__in=fresh), state=HistoryLink.State.CONFIRMED
        ).values_list("person_id", "earlier_id")
        fresh = {key for pair in links for key in pair} - known
        known |= fresh
    return known


def same_persons(persons: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, set[uuid.UUID]]:
    """The same of many persons at once, each with everybody who is the same: as many queries as links in a row."""
    groups = {person: {person} for person in persons}
    known, fresh = set(groups), set(groups)
    while fresh:
        links = HistoryLink.objects.filter(
            Q(person__in=fresh) | Q(earlier__in=fresh), state=HistoryLink.State.CONFIRMED
        ).values_list("person_id", "earlier_id")
        found: set[uuid.UUID] = set()
        for one, other in links:
            group = groups.setdefault(one, {one}) | groups.setdefault(other, {other})
            for member in group:
                groups[member] = group
            found |= {one, other}
        fresh = found - known
        known |= fresh
    return groups


def movements_of(persons: Iterable[uuid.UUID], before: date | None = None) -> Sequence[Movement]:
    """The live movements of these persons, oldest first."""
    rows = Movement.objects.filter(person__in=list(persons), voided_by=None).select_related("post", "document")
    if before is not None:
        rows = rows.filter(on__lte=before)
    return list(rows.order_by("on", "made_at"))


def answers_of(case: Case) -> list[Answer]:
    """The live answers of a case, oldest first."""
    return list(case.answers.filter(superseded=False).order_by("made_at", "id"))


def fact_of(answer: Answer) -> Fact:
    """An answer as a fact; its value still as it was typed (policy's dictionary gives it its type)."""
    return Fact(
        answer.fact,
        answer.value,
        FactStatus(answer.status),
        Standard(answer.standard),
        answer.source,
        answer.made_at.astimezone(UTC).date().isoformat(),
        (f"answer:{answer.id}",),
    )


def examined(case: Case, fresh: Mapping[str, Any] | None = None) -> tuple[Mapping[str, Any], ...]:
    """The live examinations of a case's document as evidence, oldest first; with one about to be kept, where named."""
    rows: list[Mapping[str, Any]]
    rows = [examination(row) for row in case.examinations.filter(superseded=False).select_related("officer")]
    if fresh is not None:
        rows = [row for row in rows if not replaces(fresh, row)] + [fresh]
    return tuple(sorted(rows, key=lambda row: (row["at"], row["id"])))


def moment(at: datetime) -> str:
    """A moment as evidence has it, whatever engine gave it back."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def examination(row: Examination) -> dict[str, Any]:
    """An examination as it stands in evidence."""
    return {
        "id": str(row.id), "kind": row.kind, "device": row.device, "by": row.officer.full_name,
        "at": moment(row.made_at), "kept": row.kept_id or row.pictures.get("original", ""), "trust": row.trust,
        "findings": row.findings, "fields": weighed(row.fields),
    }  # fmt: skip


def registers_of(post_id: uuid.UUID) -> list[ConnectedRegister]:
    """The registers a post is connected with, by name."""
    return list(ConnectedRegister.objects.filter(post=post_id, ended_at=None).order_by("name"))


def inquiries(case: Case, fresh: Inquiry | None = None) -> tuple[Mapping[str, Any], ...]:
    """What registers were asked about a case's document and answered, as evidence, by name; with one about to be kept.

    An answer stands until the register answers again; a register that was not asked yet is told of too.
    """
    standing: dict[str, Inquiry] = {}
    rows = list(case.inquiries.filter(superseded=False).select_related("register").order_by("made_at", "id"))
    if fresh is not None:
        rows = [row for row in rows if row.id != fresh.id] + [fresh]
    for row in rows:
        before = standing.get(row.register.name)
        if before is None or row.answer == ANSWERED or before.answer != ANSWERED:
            standing[row.register.name] = row
    told = [inquiry(row) for row in standing.values()]
    told += [
        {"register": row.name, "title": row.title, "answer": "never"}
        for row in registers_of(case.post_id)
        if row.name not in standing
    ]
    return tuple(sorted(told, key=lambda one: str(one["register"])))


def inquiry(row: Inquiry) -> dict[str, Any]:
    """A question to a register as it stands in evidence."""
    return {
        "id": str(row.id), "register": row.register.name, "title": row.register.title, "answer": row.answer,
        "asked_at": moment(row.made_at), "reference": row.reference, "tried": list(row.question.get("also", ())),
        "reports": list(row.reports),
    }  # fmt: skip


def erase_pictures(row: Examination) -> None:
    """Remove the bytes of an examination's pictures; on SQLite they are overwritten, not only unlinked."""
    _overwrite()
    row.images.all().delete()


def empty_deliveries(ids: Sequence[uuid.UUID], at: datetime) -> None:
    """Remove the lines and the bytes of what readers delivered; on SQLite they are overwritten."""
    _overwrite()
    Delivery.objects.filter(id__in=ids).update(text="", content=None, emptied_at=at)


def _overwrite() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def replaces(fresh: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether an examination takes the place of another: of its kind, and of one feature where an eye looked."""
    if fresh["kind"] != row["kind"]:
        return False
    return bool(fresh["kind"] != Examination.Kind.OWN or fresh["fields"]["feature"] == row["fields"]["feature"])


def remembered(document_digest: str, entry_hash: str, rules_version: str, compartment: str = "") -> Hit | None:
    """The "not the same" an officer signed for exactly this document, entry content and rules, if nobody has found
    otherwise since; None in every other case. Where the list demands two officers now, one alone is not enough."""
    resolved = Hit.every.filter(
        compartment=compartment,
        document_digest=document_digest,
        entry_hash=entry_hash,
        rules_version=rules_version,
        state__in=(Hit.State.NOT_SAME, Hit.State.SAME, Hit.State.INCONCLUSIVE),
    ).order_by("-resolved_at")
    newest = _last_resolved(list(resolved[:50]))
    if newest is None or newest.state != Hit.State.NOT_SAME:
        return None
    return newest if newest.agreed_by_id is not None or not needs_second(newest.list_id) else None


def needs_second(list_id: str) -> bool:
    """Whether what one officer finds of a hit on this list needs another officer's agreement."""
    return WatchList.objects.filter(list_id=list_id, in_service=True, second=True).exists()


def _last_resolved(hits: Sequence[Hit]) -> Hit | None:
    """The hit resolved last, as the journal numbers it: a clock set back must not let an older clearing win."""
    if len({hit.state for hit in hits}) < 2 or hits[0].compartment:  # the journal names no case for a discreet hit
        return hits[0] if hits else None
    entries = JournalEntry.objects.filter(verb__in=_RESOLVING, case__in=[str(hit.case_id) for hit in hits])
    place = {entry.result: (entry.node, entry.seq) for entry in entries.order_by("node", "seq")}
    if len({node for node, _ in place.values()}) > 1:  # two nodes have no order but their clocks
        return hits[0]
    return max(hits, key=lambda hit: place.get(str(hit.id), ("", -1))[1])


def resolutions(hits: Iterable[Hit]) -> Mapping[str, str]:
    """State by `list:entry` for the assessment."""
    return {f"{hit.list_id}:{hit.entry_id}": str(hit.state) for hit in hits}
