"""Reading a document, answering a question, resolving a hit, confirming history: what changes what the law says."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from limen import interview
from limen.assessment import Checked, Lists
from limen.casework import ARRIVAL
from limen.documents import read_mrz
from limen.documents.mrz import MrzError
from limen.documents.mrz import Reading as Looked
from limen.office.actions import ageing, discreet, history, law, listing, relaxing, telling, watching, weighing
from limen.office.actions.acting import Acting, BadInput, Done, NotFound, NotPossible, acted, case_act, once, permit
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Answer, Case, Document, HistoryLink, Hit, Post, Reading, Unit
from limen.office.records.models.row import this_node
from limen.policy import FactDefinition
from limen.policy.values import as_json
from limen.screening import Entry
from limen.screening import Hit as Found
from limen.vocabulary.decision import Advice
from limen.vocabulary.evidence import FactStatus
from limen.vocabulary.person import Officer

SOURCES = ("wedge", "pasted", "keyed", "repaired", "page")
LONGEST_MRZ = 2000
LONGEST_WORDS = 4000
LONGEST_FLIGHT = 20
RESOLVED = (
    "state", "note", "resolved_by", "resolved_at", "proposed", "proposed_note", "proposed_by", "proposed_at",
    "agreed_by", "agreed_at", "claimed_by", "claimed_at",
)  # fmt: skip


def arrive(
    officer: Officer, stamp: Stamp, *, direction: str, text: str, source: str = "keyed", case: uuid.UUID | None = None,
    unit: uuid.UUID | None = None,
) -> Done:  # fmt: skip
    """Open a case for a traveller and read the document, or read again for an open case; in a `unit` if one is named.

    `text` is the MRZ as scanned, pasted or keyed. Raises BadInput, before anything is opened, for what is no MRZ.
    """
    reading = _look(text, source, stamp)
    if unit is not None:
        _may_join(officer, unit, direction, stamp)
    if case is None:
        before = journal.earlier(stamp.key)
        if before is None:
            case = _half_done(officer, direction, reading)
        elif before.verb == "read":  # the same form again, which then read into a case that was open
            case = uuid.UUID(before.case)
    if case is None:
        opened = open_case(officer, stamp, direction, unit)
        # A second act of the same form has a key of its own, the same one each time the form is sent again.
        stamp = Stamp(uuid.uuid5(stamp.key, "read"), stamp.at, stamp.client_at, stamp.zone)
        case = opened.case
    if case is None:
        raise NotFound("There is no such case at this post.")
    return read_document(officer, case, stamp, text=text, source=source, unit=unit)


def _may_join(officer: Officer, unit: uuid.UUID, direction: str, stamp: Stamp) -> None:
    """Nothing where somebody who goes that way may be added to the unit now."""
    row = Unit.objects.filter(id=unit, post__code=officer.post).first()
    if row is None:
        raise NotFound("There is no such unit at this post.")
    if row.direction != direction:
        raise NotPossible("This unit goes the other way: open another one for whoever does not.")
    zone = ZoneInfo(stamp.zone)
    if row.closed_at is not None and row.closed_at.astimezone(zone).date() != stamp.at.astimezone(zone).date():
        raise NotPossible("This unit was closed on another day: open a new one.")


def _join(case: Case, unit: uuid.UUID) -> dict[str, object]:
    """Put a case into a unit, which is open again with it; what the journal says of that."""
    if case.unit_id not in (None, unit):
        raise NotPossible("This traveller stands in another unit already: go on there, or close that unit first.")
    case.unit_id = unit
    reopened = Unit.objects.filter(id=unit).exclude(closed_at=None).update(closed_at=None)
    return {"unit": str(unit), **({"unit_reopened": True} if reopened else {})}


def _half_done(officer: Officer, direction: str, reading: Looked) -> uuid.UUID | None:
    """The officer's own open case of this very document: the same passport scanned twice is one traveller."""
    return (
        Case.objects.filter(
            holder=uuid.UUID(officer.id), post__code=officer.post, direction=direction, state__in=("open", "secondary"),
            document__digest=store.digest_of(reading.lines),
        )
        .values_list("id", flat=True)
        .first()
    )  # fmt: skip


def _look(text: str, source: str, stamp: Stamp) -> Looked:
    if source not in SOURCES:
        raise BadInput("“{source}” is no way of reading: {known}.", source=source[:40], known=", ".join(SOURCES))
    if len(text) > LONGEST_MRZ:
        raise BadInput(
            "That is {count} characters; a machine readable zone has 90 at most. Scan or key its lines again.",
            count=len(text),
        )
    try:
        return read_mrz(text, on=stamp.at.astimezone(ZoneInfo(stamp.zone)).date())
    except MrzError as error:
        raise BadInput(telling.unread(error)) from error


def open_case(officer: Officer, stamp: Stamp, direction: str, unit: uuid.UUID | None) -> Done:
    """Open a case for somebody whose document is not read yet; in a `unit` if one is named."""
    permit(officer, "open", stamp)
    if direction not in ("entry", "exit"):
        raise BadInput("Say whether the traveller enters or leaves.")

    def run() -> Done:
        post = Post.objects.filter(code=officer.post).first()
        if post is None:
            raise NotFound("There is no post {code}.", code=officer.post)
        law.release_of(post, law.day_at(post, stamp.at))  # without a law in force nobody is taken in
        case = Case.objects.create(
            **acted(officer, stamp), kind="arrival", direction=direction, post=post, state="open",
            holder_id=officer.id, custodian=this_node(), unit_id=unit,
        )  # fmt: skip
        entry = journal.append(
            stamp=stamp, verb="open", officer=officer.id, post=officer.post, case=str(case.id),
            payload={"direction": direction, **({"unit": str(unit)} if unit else {})}, result=str(case.id),
        )  # fmt: skip
        return Done(case.id, str(case.id), entry.seq)

    return once(officer, "open", stamp, run)


def _foresee_reading(acting: Acting, *, text: str, source: str = "keyed", unit: uuid.UUID | None = None) -> None:  # noqa: ARG001 - the act's own arguments
    """Weigh what is about to be read; not where it takes the place of another document, whose evidence falls away."""
    case = acting.case
    digest = store.digest_of(read_mrz(text, on=acting.today).document.mrz)
    document = Document.objects.filter(digest=digest).first()
    if case.document_id is not None and (document is None or document.id != case.document_id):
        return
    if document is not None:
        case.document, case.person_id = document, document.person_id
    weighing.foresee(acting, weighing.evidence_of(case, acting, mrz=text), digest)


@case_act("read", _foresee_reading)
def read_document(acting: Acting, *, text: str, source: str = "keyed", unit: uuid.UUID | None = None) -> None:
    """Keep the bytes, check, screen, look for earlier movements, ask the law. An earlier reading is superseded.

    With a `unit` the traveller stands in it from now on.
    """
    if source not in SOURCES:
        raise BadInput("“{source}” is no way of reading: {known}.", source=source[:40], known=", ".join(SOURCES))
    case = acting.case
    try:
        reading = read_mrz(text, on=acting.today)
    except MrzError as error:
        raise BadInput(telling.unread(error)) from error
    if unit is not None:
        acting.payload |= _join(case, unit)
    case.readings.filter(superseded=False).update(superseded=True)
    digest = store.keep(text.encode(), "text/plain", acting.stamp.at)
    row = Reading.objects.create(**acting.acted(), case=case, source=source, kept_id=digest, accepted=reading.accepted)
    document = store.document_row(reading.document, acting.stamp.at, case.custodian)
    if case.document_id is not None and case.document_id != document.id:
        # Another document, perhaps another person: nothing said of the first counts, but words of fear do.
        case.hits.update(superseded=True)
        case.history_links.filter(state=HistoryLink.State.PROPOSED).delete()
        case.answers.exclude(fact="asks_protection", value=True).update(superseded=True)
        case.examinations.update(superseded=True)
        case.inquiries.update(superseded=True)
    case.document, case.person = document, document.person
    history.propose(acting, document)
    reassess(acting)
    discreet.look(acting, reading.document)
    acting.result = str(row.id)
    proposed = case.history_links.filter(person=document.person, state=HistoryLink.State.PROPOSED)
    acting.payload |= {"reading": digest, "source": source, "accepted": reading.accepted,
                       "proposed": [str(key) for key in proposed.values_list("earlier_id", flat=True)]}  # fmt: skip


def _foresee_answer(
    acting: Acting, *, fact: str, value: str = "", status: str = "known", words: str = "", shown: str = ""
) -> None:
    if acting.case.document_id is not None:
        said = _answer(acting, _asked(acting, fact), value, status, words, shown)
        weighing.foresee(acting, weighing.evidence_of(acting.case, acting, said=said))


@case_act("answer", _foresee_answer)
def answer(
    acting: Acting, *, fact: str, value: str = "", status: str = "known", words: str = "", shown: str = ""
) -> None:
    """Record an answer to a question of the law, or the officer's own finding; it replaces the one before.

    `status` other than known says why there is no value; `shown` is the language in which the question was shown to the
    person, where it was. Raises BadInput for a value the question does not take.
    """
    take_answer(acting, fact=fact, value=value, status=status, words=words, shown=shown)


def take_answer(
    acting: Acting, *, fact: str, value: str = "", status: str = "known", words: str = "", shown: str = ""
) -> None:
    """What `answer` does, inside whichever act the words were spoken in. Raises BadInput, NotPossible."""
    case = acting.case
    definition = _asked(acting, fact)
    live = case.answers.filter(fact=fact, superseded=False).first()
    if live is not None and live.status == FactStatus.KNOWN:
        raise NotPossible("This is answered already: undo the answer, with a reason, before another is keyed.")
    row = _answer(acting, definition, value, status, words, shown)
    if live is not None:
        case.answers.filter(fact=fact, superseded=False).update(superseded=True)
    row.save(force_insert=True)
    reassess(acting)
    acting.result = str(row.id)
    acting.payload |= {"fact": fact, "value": row.value, "status": row.status, **({"shown_in": shown} if shown else {})}


def _asked(acting: Acting, fact: str) -> FactDefinition:
    """The definition of a fact that somebody may answer. Raises BadInput for any other."""
    definition = law.facts(acting.case, acting.today).get(fact)
    if definition is None:
        raise BadInput("The law of this post knows no fact “{fact}”.", fact=fact[:60])
    if not {"answer", "officer"} & set(definition.evidence):
        raise BadInput(
            "Only a list or the register says this, and the list is open to doubt or not in service: resolve its hit, "
            "have the list renewed, or refer."
        )
    return definition


def _answer(acting: Acting, definition: FactDefinition, value: str, status: str, words: str, shown: str = "") -> Answer:
    """The row of an answer, not yet saved. Raises BadInput for what the question does not take."""
    if status not in {kind.value for kind in FactStatus}:
        raise BadInput("“{status}” is no kind of answer.", status=status[:40])
    if len(words) > LONGEST_WORDS:
        raise BadInput(
            "Words are kept up to {most} characters; these are {count}.", most=LONGEST_WORDS, count=len(words)
        )
    try:
        known = interview.answer(definition, value, status=FactStatus(status), on=acting.today)
    except interview.AnswerError as error:
        raise BadInput(
            "“{given}” does not answer this question: {accepted}, or say why there is no answer.",
            given=value[:60], accepted=telling.accepted(definition),
        ) from error  # fmt: skip
    case, fact = acting.case, definition.id
    return Answer(
        id=acting.ahead.row, **acting.acted(), case=case, fact=fact,
        question=law.route(case, acting.today).pack.words("en", "facts", fact, "question"), value=as_json(known.value),
        status=str(known.status), standard=str(known.standard), source=known.source or "answer", words=words,
        shown_in=shown[:12],
    )  # fmt: skip


def _foresee_resolving(acting: Acting, *, hit: uuid.UUID, state: str, note: str = "") -> None:  # noqa: ARG001 - the act's own arguments
    row = acting.case.hits.filter(id=hit, superseded=False).first()
    if row is not None and acting.case.document_id is not None:
        foresee_state(acting, row, Hit.State.OPEN if _is_proposed(row, state) else state)


def foresee_state(acting: Acting, row: Hit, state: str) -> None:
    """Weigh a case as it will be once a hit is in this state."""
    evidence = weighing.evidence_of(acting.case, acting)
    states = {**evidence.resolutions, f"{row.list_id}:{row.entry_id}": str(state)}
    weighing.foresee(acting, replace(evidence, resolutions=states))


def _is_proposed(row: Hit, state: str) -> bool:
    """Whether a finding waits for another officer's agreement; that nobody can tell waits for nobody."""
    return state != Hit.State.INCONCLUSIVE and store.needs_second(row.list_id)


@case_act("resolve_hit", _foresee_resolving)
def resolve_hit(acting: Acting, *, hit: uuid.UUID, state: str, note: str = "") -> None:
    """Resolve a hit: same, not the same (remembered under its key), or inconclusive (which goes on blocking).

    On a list whose owner demands two officers, what the first finds is proposed, and the hit blocks as an open one.
    """
    row = hit_of(acting, hit)
    if state not in (Hit.State.SAME, Hit.State.NOT_SAME, Hit.State.INCONCLUSIVE):
        raise BadInput("Say whether it is the same person, is not, or cannot be told.")
    if not note.strip():
        raise BadInput("Say in the note what the finding rests on.")
    officer = uuid.UUID(acting.officer.id)
    if _is_proposed(row, state):
        if row.proposed == state and row.proposed_by_id != officer:
            raise NotPossible("Another officer has found just this: agree to it, which signs it.")
        row.state = Hit.State.OPEN
        row.proposed, row.proposed_note, row.proposed_by_id, row.proposed_at = state, note, officer, acting.stamp.at
        row.note, row.resolved_by_id, row.resolved_at, row.agreed_by_id, row.agreed_at = "", None, None, None, None
        acting.payload["proposed"] = state
    else:
        row.state, row.note, row.resolved_by_id, row.resolved_at = state, note, officer, acting.stamp.at
        row.proposed, row.proposed_note, row.proposed_by_id, row.proposed_at = "", "", None, None
        row.agreed_by_id, row.agreed_at = None, None
    save_resolution(acting, row, note)


def hit_of(acting: Acting, hit: uuid.UUID) -> Hit:
    """A hit of the case, which nobody else works on. Raises NotFound, NotPossible."""
    row = acting.case.hits.filter(id=hit, superseded=False).select_related("claimed_by").first()
    if row is None:
        raise NotFound("There is no such hit on this traveller.")
    if row.claimed_by is not None and str(row.claimed_by_id) != acting.officer.id:
        raise NotPossible(
            "{name} works on this hit: they give it back, or a chief takes it over once they are off duty.",
            name=row.claimed_by.full_name,
        )
    return row


def save_resolution(acting: Acting, row: Hit, note: str) -> None:
    """Write down what became of a hit, free for whoever claims it next, and ask the law again."""
    row.claimed_by_id, row.claimed_at = None, None
    row.save(update_fields=RESOLVED)
    if acting.case.state not in ARRIVAL.closed:  # what was decided stays as it was decided
        reassess(acting)
    acting.result = str(row.id)
    acting.payload |= {"hit": str(row.id), "list": row.list_id, "entry": row.entry_id, "entry_hash": row.entry_hash,
                       "state": str(row.state), "note": note}  # fmt: skip


@case_act("confirm_history")
def confirm_history(acting: Acting, *, link: uuid.UUID, same: bool, reason: str = "") -> None:
    """Confirm or reject that somebody met before is this person; until then it feeds nothing (DESIGN §7)."""
    row = acting.case.history_links.filter(id=link, person=acting.case.person).first()
    if row is None:
        raise NotFound("There is no such proposal on this traveller.")
    if row.state == HistoryLink.State.SAME_DOCUMENT:
        raise NotPossible("The same document proves this; it cannot be rejected here.")
    row.state = HistoryLink.State.CONFIRMED if same else HistoryLink.State.REJECTED
    row.reason, row.officer_id, row.made_at = reason, uuid.UUID(acting.officer.id), acting.stamp.at
    row.save(update_fields=["state", "reason", "officer", "made_at"])
    reassess(acting)
    acting.result = str(row.id)
    acting.payload |= {"link": str(row.id), "earlier": str(row.earlier_id), "state": row.state, "reason": reason}


def look_again(acting: Acting) -> None:
    """Assess again after an act that moved the case to another line; nothing where no document was read yet."""
    if acting.case.document_id is not None:
        reassess(acting)


@case_act("note_flight")
def note_flight(acting: Acting, *, flight: str) -> None:
    """Note what the traveller came or goes by, "" where it is not known: an entry for one flight is looked at there.

    Raises BadInput for what is no flight, train or ship.
    """
    text = "".join(flight.upper().split())
    if len(text) > LONGEST_FLIGHT or not all(one.isalnum() or one == "-" for one in text):
        raise BadInput("Write the flight, train or ship as it is announced, for example XY123: letters and digits, "
                       "{most} at most.", most=LONGEST_FLIGHT)  # fmt: skip
    acting.case.flight = text
    look_again(acting)
    acting.result = text
    acting.payload["flight"] = text


@case_act("reassess", weighing.as_it_stands)
def refresh(acting: Acting) -> None:
    """Ask the checks and the law again where lists, law or day have changed since this case was last assessed."""
    reassess(acting)
    acting.result = str(acting.case.id)


def is_stale(case: Case, at: datetime) -> bool:
    """Whether day, law, lists or the resolution of a hit are no longer those the case was last assessed with."""
    assessment = store.assessment_of(case)
    if assessment is None:
        return False
    today = at.astimezone(ZoneInfo(case.post.zone)).date()
    order = str((relaxing.in_force(case, today) or {}).get("id", ""))
    now = (
        today.isoformat(), law.release_of(case.post, today).digest, listing.current(today).version, order,
        ageing.unsearched(case.post, at),
    )  # fmt: skip
    then = (
        assessment.facts["entry_date"]["value"], assessment.inputs["pack"], assessment.inputs["lists"],
        relaxing.order_of(assessment.findings), ageing.unsearched_of(assessment.findings),
    )  # fmt: skip
    remembered = case.hits.filter(superseded=False, state=Hit.State.REMEMBERED)
    if case.hits.filter(superseded=False, reopened_at__gt=assessment.made_at).exists():
        return True
    return now != then or any(
        not store.remembered(row.document_digest, row.entry_hash, row.rules_version) for row in remembered
    )


def reassess(acting: Acting) -> tuple[Checked, Advice]:
    """Check and ask the law again, with today's lists and law; keep all inputs by their content."""
    case, at = acting.case, acting.stamp.at
    pack = law.release_of(case.post, acting.today).digest
    lists = listing.recorded(acting.today, at)
    known = weighing.evidence_of(case, acting)
    done = weighing.weigh(acting, known, lists, pack)
    if _save_hits(acting, done.checked.hits, lists.as_used(known), done.told):
        # New hits, some remembered: their states are evidence too.
        done = weighing.weigh(acting, weighing.evidence_of(case, acting), lists, pack)
    evidence, facts = store.keep_all((done.evidence, done.facts), "application/json", at)
    inputs = {"evidence": evidence, "facts": facts, "pack": pack, "lists": lists.version}
    store.assess(case, case.revision + 1, made_at=at, inputs=inputs, **done.found)
    acting.payload |= {"inputs": inputs, "outcome": done.advice.outcome, "decided": done.advice.decided,
                       "assessed": done.name}  # fmt: skip
    return done.checked, done.advice


def _entry(hit: Found, lists: Lists, told: Mapping[str, Entry]) -> Entry:
    """The entry a hit is of, on a list or as another's register told it."""
    key = f"{hit.list}:{hit.entry_id}"
    return told[key] if key in told else lists.index.entry(key)


def _save_hits(acting: Acting, found: tuple[Found, ...], lists: Lists, told: Mapping[str, Entry]) -> bool:
    """Make a row of each hit that has none yet; one cleared under exactly this key before is remembered."""
    rows = list(acting.case.hits.filter(superseded=False))
    document = acting.case.document if rows or found else None
    if document is None:
        return False
    have = {_key(row) for row in rows if row.document_digest == document.digest}
    wanted = {(hit.list, hit.entry_id, hit.entry_hash, hit.rules_version) for hit in found}
    fresh = [hit for hit in found if (hit.list, hit.entry_id, hit.entry_hash, hit.rules_version) not in have]
    changed = bool(fresh)
    for row in rows:
        if row.list_id in lists.expired:
            continue  # the list was not searched: what it said stands until it is renewed (FAILURES F14)
        if _key(row) not in wanted:
            # The entry changed or left the list since: its resolution no longer stands for what the list says now.
            Hit.objects.filter(id=row.id).update(superseded=True)
            changed = True
        elif row.state == Hit.State.REMEMBERED and not store.remembered(
            row.document_digest, row.entry_hash, row.rules_version
        ):
            # Somebody has found otherwise since: what was remembered is open again.
            Hit.objects.filter(id=row.id).update(state=Hit.State.OPEN, remembered_from=None)
            changed = True
    made = []
    for hit in fresh:
        before = store.remembered(document.digest, hit.entry_hash, hit.rules_version)
        row = Hit.objects.create(
            **acting.acted(),
            case=acting.case,
            document_digest=document.digest,
            list_id=hit.list,
            entry_id=hit.entry_id,
            entry_hash=hit.entry_hash,
            rules_version=hit.rules_version,
            listed_name=hit.listed_name[:400],
            listed=_entry(hit, lists, told).to_json(),
            score=hit.score,
            strength=str(hit.strength),
            why=hit.to_json()["why"],
            state=Hit.State.REMEMBERED if before else Hit.State.OPEN,
            remembered_from=before,
            resolved_by_id=before.resolved_by_id if before else None,
            resolved_at=before.resolved_at if before else None,
            note=before.note if before else "",
        )
        made += [row] if before is None else []
    watching.put_before(made, acting.post, acting.stamp.at)
    return changed


def _key(row: Hit) -> tuple[str, str, str, str]:
    return row.list_id, row.entry_id, row.entry_hash, row.rules_version
