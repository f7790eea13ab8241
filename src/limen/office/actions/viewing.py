"""What a page may see, and the record that it was seen: reading a person's record is a journal entry (FEATURES R1)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from limen.casework import ARRIVAL
from limen.office import authority
from limen.office.actions import (
    ageing,
    assessing,
    caseview,
    checkpointing,
    finding,
    listing,
    listterms,
    stay,
    telling,
    walls,
)
from limen.office.actions import law as released
from limen.office.actions import secondary as second_line
from limen.office.actions.acting import NotFound, Words, permit
from limen.office.actions.ageing import Aged
from limen.office.actions.serving import TOLD
from limen.office.actions.views import (
    CaseRow,
    CaseView,
    DeskView,
    JournalRow,
    JournalView,
    LawView,
    ListChange,
    ListView,
    RegisterRow,
)
from limen.office.records import journal as log
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import (
    Account,
    Case,
    Decision,
    Document,
    JournalEntry,
    Movement,
    Notice,
    Post,
    WatchList,
)
from limen.office.records.models.row import this_node
from limen.policy.explain import lines, not_modelled, title
from limen.vocabulary.evidence import N_
from limen.vocabulary.names import name_key
from limen.vocabulary.person import Officer

PAGE = 50
DRIFT = timedelta(minutes=2)
SEALED = "sealed"  # in place of what an entry of a compartment says, for who does not hold it
WORKING = ("open", "secondary", "held", "referred", "awaiting", "protection", "child_protection", "refused", "reported",
           "detained", "deferred")  # fmt: skip

SIGNED_SECOND = ("awaiting", "reported")  # what waits for a second officer


def _permit(officer: Officer, act: str, stamp: Stamp | datetime, case: str = "", **concerned: str) -> None:
    permit(officer, act, stamp if isinstance(stamp, Stamp) else Stamp(uuid.uuid4(), stamp), case, **concerned)


def _seen(
    officer: Officer, stamp: Stamp, verb: str, payload: dict[str, Any], *, case: str = "", person: str = ""
) -> None:
    """Journal a look, under the stamp's own key."""
    with transaction.atomic():
        if log.earlier(stamp.key) is None:
            log.append(
                stamp=stamp, verb=verb, officer=officer.id, post=officer.post, payload=payload, case=case, person=person
            )
    checkpointing.if_due(stamp.at)


def _post(officer: Officer) -> Post:
    row = Post.objects.filter(code=officer.post).first()
    if row is None:
        raise NotFound("There is no post {code}.", code=officer.post)
    return row


def desk(officer: Officer, direction: str, at: datetime) -> DeskView:
    """The desk between travellers."""
    post = _post(officer)
    cases = _cases(officer)
    mine = cases.filter(holder=uuid.UUID(officer.id), state__in=("open", "secondary"), kind="arrival")
    mine = mine.filter(Q(unit=None) | Q(unit__closed_at__isnull=False))  # a unit stands on the desk as one
    me = uuid.UUID(officer.id)
    recent = cases.filter(Q(holder=me) | second_line.followed(officer)).distinct()
    recent = recent.exclude(holder=me, state__in=("open", "secondary"))
    waiting = {
        "countersigning": cases.filter(state__in=SIGNED_SECOND).count(),
        "secondary": cases.filter(state="referred").count(),
        "held": cases.filter(holds__ended_at=None, holds__isnull=False).count(),
        "serving": _to_serve(cases).count(),
    }
    return DeskView(
        post=post.code,
        post_title=post.title,
        mode=post.mode,
        for_service=released.for_service(post, _today(post, at)),
        direction=direction,
        half_done=tuple(second_line.receipts(officer, _rows(officer, mine.order_by("-made_at")[:12], at))),
        recent=tuple(second_line.receipts(officer, _rows(officer, recent.order_by("-made_at")[:12], at))),
        lists=ageing.ages(post, at),
        waiting=waiting,
        clock_behind=_is_behind(at),
    )


def case(officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, purpose: str = "", language: str = "en") -> CaseView:
    """One traveller, whole, the law in a language.

    A look by anybody but the officer who is working the case is journaled, and a look that a search led to, with what
    it was for.
    """
    row = _cases(officer, any_post=True).filter(id=case_id).first()
    if row is None:
        raise NotFound("There is no such case at this post.")
    own = str(row.holder_id) == officer.id and row.state not in ARRIVAL.closed
    concerned = {"post": row.post.code, "compartment": row.compartment}
    _permit(officer, "see_case", stamp, str(row.id), **concerned)
    walls.keep(officer, "see_case", row, stamp)
    if not own or purpose:
        said = {"state": row.state} | ({"purpose": purpose} if purpose else {})
        _seen(officer, stamp, "see_case", said, case=str(row.id), person=str(row.person_id or ""))
    if own and row.state in ("open", "secondary") and row.document_id and assessing.is_stale(row, stamp.at):
        # Lists or law changed since: the officer sees what they say now, not what they said.
        assessing.refresh(officer, row.id, Stamp(uuid.uuid4(), stamp.at, stamp.client_at, stamp.zone))
        row.refresh_from_db()
    with store.looking(row, row.post):
        return caseview.build(row, officer, stamp.at, language)


def _is_behind(at: datetime) -> bool:
    """Whether this machine's clock stands before its own newest journal entry, by more than two machines may differ."""
    newest = JournalEntry.objects.filter(node=this_node()).order_by("-seq").values_list("at", flat=True).first()
    return newest is not None and at < newest - DRIFT


def unit_of(case_id: uuid.UUID) -> uuid.UUID | None:
    """The open unit a case stands in."""
    return Case.objects.filter(id=case_id, unit__closed_at=None).values_list("unit_id", flat=True).first()


def countersigning(officer: Officer, at: datetime) -> tuple[CaseRow, ...]:
    """Refusals that wait for a second signature, the longest waiting first."""
    _permit(officer, "see_countersigning", at)
    return tuple(_rows(officer, _cases(officer).filter(state__in=SIGNED_SECOND).order_by("made_at")[:PAGE], at))


def serving(officer: Officer, at: datetime) -> tuple[CaseRow, ...]:
    """Refused travellers whose notice is not served yet and is this officer's to serve, the longest waiting first."""
    _permit(officer, "see_serving", at)
    rows = _rows(officer, _to_serve(_cases(officer)).order_by("made_at")[:PAGE], at)
    return tuple(row for row in rows if row.state != walls.STATE)


def _to_serve(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Who was refused, and whoever else was decided of with a notice that is not handed over yet."""
    live = Notice.objects.filter(decision__state=Decision.State.EFFECTIVE, service=None)
    return cases.filter(Q(state="refused") | Q(state__in=TOLD, id__in=live.values("case")))


def holds(officer: Officer, at: datetime) -> tuple[CaseRow, ...]:
    """Travellers held or detained, the hold that lapses or the review that is due first on top."""
    _permit(officer, "see_secondary", at)
    held = list(_cases(officer).filter(holds__ended_at=None, holds__isnull=False)[:PAGE])
    limits = {case.id: case.holds.get(ended_at=None).limit_at for case in held}
    rows = {row.id: row for row in _rows(officer, held, at)}
    return tuple(
        _noted(rows[case.id], _limited(limits[case.id], case.post, at))
        for case in sorted(held, key=lambda case: limits[case.id])
    )


def register(officer: Officer, stamp: Stamp, *, query: str = "", day: date | None = None) -> tuple[RegisterRow, ...]:
    """Movements by name, document number or day, the newest first; a search is journaled."""
    _permit(officer, "see_register", stamp)
    post = _post(officer)
    rows = Movement.objects.select_related("document", "post", "person").order_by("-on", "-made_at")
    rows = rows.filter(Q(case__compartment="") | Q(case__compartment__in=list(officer.compartments)))
    if query.strip():
        number, name = store.number_key(query), name_key(query)
        words = Q()
        for word in name.split()[:6]:
            words &= Q(document__name_key__contains=word)
        rows = rows.filter((Q(document__number_key=number) if number else Q()) | (words if name else Q()))
    if day is not None:
        rows = rows.filter(on=day)
    found = list(rows[:PAGE])
    never = list(_never_crossed(officer, query)) if query.strip() and day is None else []
    _seen(
        officer,
        stamp,
        "see_register",
        {
            "purpose": "register",
            "query": query,
            "day": str(day or ""),
            "found": len(found),
            "persons": sorted({str(row.person_id) for row in found} | {str(row.person) for row in never}),
        },
    )
    today = _today(post, stamp.at)
    persons = {row.person_id for row in found}
    unmatched = stay.unmatched_of(persons, today)
    days = {key: stay.of_persons(store.same_person(key), post, today) for key in persons}
    moved = tuple(
        RegisterRow(
            person=row.person_id,
            name=f"{row.document.given} {row.document.surname}".strip(),
            nationality=row.document.nationality,
            visit=stay.visit(row, unmatched),
            days_used=days[row.person_id].days_used if row.counts else None,
            days_left=days[row.person_id].days_left if row.counts else None,
            days_not_known=days[row.person_id].not_known if row.counts else "",
        )
        for row in found
    )
    return (*moved, *never)


def _never_crossed(officer: Officer, query: str) -> Iterable[RegisterRow]:
    """Persons of that name or number who were read at a desk and never crossed: refused, held, half done."""
    number, words = store.number_key(query), Q()
    for word in name_key(query).split()[:6]:
        words &= Q(name_key__contains=word)
    wanted = (Q(number_key=number) if number else Q()) | (words if words else Q())
    if not wanted:
        return
    found = Document.objects.filter(wanted, person__movements=None).exclude(finding.hidden_persons(officer, "person__"))
    for row in found.order_by("-id")[:PAGE]:
        yield RegisterRow(row.person_id, f"{row.given} {row.surname}".strip(), row.nationality, None)


def lists(officer: Officer, at: datetime) -> tuple[ListView, ...]:
    """The lists in service, each with its age and the account of every row of its import."""
    authority.require(officer, "see_lists")
    aged = {one.list_id: one for one in ageing.ages(_post(officer), at)}
    known = [row for row in listing.everywhere() if listing.is_known_to(row, officer)]
    return tuple(_list_view(row, aged.get(row.list_id)) for row in known)


def waiting_lists(officer: Officer) -> tuple[ListView, ...]:
    """The versions that were read and wait to be released, each with what it changes."""
    authority.require(officer, "see_lists")
    return tuple(_list_view(row) for row in listing.waiting() if listing.is_known_to(row, officer))


def earlier_lists(officer: Officer) -> tuple[ListView, ...]:
    """Of each list the version before the one in service, which can be put back."""
    authority.require(officer, "see_lists")
    return tuple(_list_view(row) for row in listing.earlier() if listing.is_known_to(row, officer))


def _list_view(row: WatchList, aged: Aged | None = None) -> ListView:
    return ListView(
        id=row.id,
        list_id=row.list_id,
        title=row.title,
        owner=row.owner,
        kind=row.kind,
        version=row.version,
        entries=row.entries,
        rows_read=row.rows_read,
        accounted=tuple(sorted(row.accounted.items())),
        rejected=tuple((number, telling.explained(reason), text) for number, reason, text in row.rejected),
        difference=tuple((key, row.difference[key]) for key in listing.DIFFERENCES if row.difference.get(key)),
        changes=tuple(
            ListChange(one["what"], one["id"], one["name"], one.get("was", ""), tuple(one.get("parts", ())))
            for one in row.difference.get("entries", ())
        ),
        imported_by=row.officer.full_name,
        imported_at=row.made_at,
        expires_on=row.expires_on,
        threshold=row.threshold,
        aged=aged,
        copied_by=row.copy.issuer.name if row.copy is not None else "",
        rules=tuple(listterms.TITLES[name] for name in row.difference.get("terms") or ()),
    )


def law(officer: Officer, at: datetime, *, language: str = "en") -> LawView:
    """The law of the post, as released, in words of a language."""

    _permit(officer, "see_law", at)
    post = _post(officer)
    today = _today(post, at)
    release = released.release_of(post, today)
    pack = released.pack(release.digest)
    told_in = telling.language_of(pack, language)
    entry, leaving = (
        telling.law_lines(lines(pack.route(name), on=today, language=told_in)) if name in pack.routes else ()
        for name in ("entry", "exit")
    )
    return LawView(
        title=title(pack, told_in),
        digest=release.digest,
        released_by=released.signed_by(release),
        released_at=release.released_at or release.made_at,
        reviewers=tuple(release.reviewers),
        entry=entry,
        exit=leaving,
        not_modelled=not_modelled(pack, told_in),
        language=told_in,
    )


def journal(officer: Officer, stamp: Stamp, *, before: int | None = None) -> JournalView:
    """A page of the journal, the newest first, with what its verification found; the look is an entry itself."""
    _permit(officer, "see_journal", stamp)
    _seen(officer, stamp, "see_journal", {"before": before})
    found, fault = checkpointing.verify()
    rows = JournalEntry.objects.filter(node=this_node()).select_related("payload").order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    page = list(rows[:PAGE])
    names = {str(account.id): account.full_name for account in Account.objects.all()}
    breach = fault or (f"entry {found.breach.seq}: {found.breach.what}" if found.breach else "")
    return JournalView(
        rows=tuple(
            JournalRow(
                row.seq, row.at, row.verb, log.VERBS.get(row.verb, ""),
                names.get(row.officer, row.officer), row.post, row.case, _payload(row, officer), row.leaf,
            )
            for row in page
        ),
        entries=found.entries,
        witnessed=found.witnessed,
        sound=not breach,
        breach=breach,
        older=page[-1].seq if page and page[-1].seq > 0 else None,
    )  # fmt: skip


def _payload(row: JournalEntry, officer: Officer) -> str:
    payload = row.payload
    if payload.masked_at:
        return f"masked: {payload.masked_why}"
    said = json.loads(payload.content)
    compartment = said.get("compartment", "") if isinstance(said, dict) else ""
    return payload.content if not compartment or compartment in officer.compartments else SEALED


def _today(post: Post, at: datetime) -> date:
    """The local day at a post."""
    return at.astimezone(ZoneInfo(post.zone)).date()


def _cases(officer: Officer, *, any_post: bool = False) -> QuerySet[Case]:
    """The cases an officer may know of: of the post, and of the compartments held."""
    rows = Case.objects.select_related("post", "holder", "document").filter(
        Q(compartment="") | Q(compartment__in=list(officer.compartments))
    )
    return rows if any_post else rows.filter(post__code=officer.post)


def _rows(officer: Officer, cases: Iterable[Case], at: datetime) -> Iterable[CaseRow]:
    shown = list(cases)
    behind = walls.among(officer, shown, at)
    for row in shown:
        document, walled = row.document, row.id in behind
        yield CaseRow(
            id=row.id,
            name=f"{document.given} {document.surname}".strip() if document else "",
            nationality=document.nationality if document else "",
            document=f"{document.issuer} {document.number}" if document else "",
            direction=row.direction,
            state=walls.STATE if walled else row.state,
            state_words=walls.HANDED_ON if walled else ARRIVAL.states[row.state],
            officer="" if walled else row.holder.full_name,
            since=row.made_at,
            note="" if walled else _waited(row, at),
        )


def _waited(row: Case, at: datetime) -> str:
    """How long a case that is still open has been open; until when an admitted traveller may stay."""
    if row.state == "admitted":
        movement = row.movements.filter(voided_by=None).first()
        return Words(N_("until {day}"), day=movement.last_day) if movement and movement.last_day else ""
    if row.state in ARRIVAL.closed:
        return ""
    minutes = max(0, int((at - row.made_at).total_seconds() // 60))
    if minutes == 0:
        return Words(N_("just now"))
    if minutes < 120:
        return Words(N_("for {minutes} min"), minutes=minutes)
    return Words(N_("for {hours} h"), hours=minutes // 60)


def _noted(row: CaseRow, note: str) -> CaseRow:
    from dataclasses import replace

    return replace(row, note=note)


def _limited(limit: datetime, post: Post, at: datetime) -> str:
    """Until when somebody is held, or since when the hold has lapsed, in the post's own time."""
    local = limit.astimezone(ZoneInfo(post.zone))
    template = N_("lapsed {day} {time}") if limit <= at else N_("until {day} {time}")
    return Words(template, day=local.date(), time=f"{local:%H:%M}")
