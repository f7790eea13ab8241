"""The interview: begun with who understands whom, written down line by line as it is spoken, read back, closed.

A line is one act, sent as it is written, numbered, and never changed afterwards: what was misheard is a correction of
its own when the record is read back. Nothing is lost when a session ends; the interview stays open for its officer, or
for whoever the case is handed over to. The journal keeps the digest of each line; the words stand in the line alone.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from limen.interview.coverage import HOW, coverage
from limen.office import authority
from limen.office.actions import assessing, law, secondary, telling, viewing
from limen.office.actions import differences as differing
from limen.office.actions.acting import Acting, BadInput, NotPossible, case_act, permit
from limen.office.actions.differences import Difference
from limen.office.actions.referring import by_holder
from limen.office.actions.secondary import Clock
from limen.office.actions.topics import manner
from limen.office.actions.views import AskView, CaseView
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Interview, InterviewLine
from limen.policy import Route
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer, Role

Kind = InterviewLine.Kind
LONGEST = 4000
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

KINDS: Mapping[str, str] = {
    "question": N_("Question"),
    "answer": N_("Answer"),
    "put": N_("Put to the person"),
    "shown": N_("Document shown"),
    "observed": N_("Observed"),
    "break": N_("Break"),
    "resumed": N_("Resumed"),
    "correction": N_("Correction"),
}


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the record as it is read."""

    number: int
    kind: str
    kind_words: str
    words: str
    rendered: str
    fact: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """One interview with its lines; `asked` counts open, closed and untold questions."""

    id: uuid.UUID
    number: int
    begun_at: datetime
    by: str
    place: str
    language: str
    dialect: str
    through: str
    interpreter: str
    interpreter_number: str
    understood: bool
    present: str
    told: bool
    lines: tuple[LineView, ...]
    on_break: bool
    broken_minutes: int
    asked: Mapping[str, int]
    ended_at: datetime | None
    read_back: str
    read_back_note: str
    signature: str


@dataclass(frozen=True, slots=True)
class FactFound:
    """What is known of one fact: value, status, source, standard, where it was spoken of, and what disagrees."""

    fact: str
    question: str
    value: str
    status: str
    source: str
    standard: str
    asked: bool  # the law still asks for it
    lines: tuple[str, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class NeedView:
    """One fact the rules still need: the question, who may settle it, the rules that hang on it, if it was asked."""

    fact: str
    question: str
    language: str
    cite: str
    how_words: str
    hangs_on: tuple[str, ...]
    was_asked: bool
    protects: bool


@dataclass(frozen=True, slots=True)
class InterviewView:
    """Everything the interview page shows; `writes` says whether this officer may add to it."""

    case: CaseView
    sittings: tuple[Sitting, ...]
    running: Sitting | None
    writes: bool
    starts: bool
    asks: tuple[AskView, ...]
    differences: tuple[Difference, ...]
    findings: tuple[FactFound, ...]
    needs: tuple[NeedView, ...]
    clock: Clock | None


# -- the acts ---------------------------------------------------------------------------------------------------------


@case_act("start_interview")
def start_interview(
    acting: Acting, *, language: str, through: str, understood: bool, dialect: str = "", interpreter: str = "",
    interpreter_number: str = "", present: str = "", place: str = "", told: bool = False,
) -> None:  # fmt: skip
    """Begin an interview: in which language, through whom, that both understand each other, who else is there."""
    by_holder(acting, "start_interview")
    if len(language) > 12 or not LANGUAGE.fullmatch(language):
        raise BadInput("Give the language by its code, as in en, fr, ar or zh-Hant.")
    if through not in Interview.Through.values:
        raise BadInput("Say how you understand each other: you speak the language, or an interpreter does.")
    if through != Interview.Through.NOBODY and not (interpreter or interpreter_number):
        raise BadInput("Name the interpreter, or give their number: the record must say who spoke.")
    if not understood:
        raise BadInput("Check that both of you understand each other; without that, change the interpreter first.")
    if acting.case.interviews.filter(ended_at=None).exists():
        raise NotPossible("An interview is open already: go on with it.")
    row = Interview.objects.create(
        **acting.acted(), case=acting.case, language=language, dialect=dialect[:60], through=through,
        interpreter=interpreter[:120], interpreter_number=interpreter_number[:40], understood=understood,
        present=present[:300], place=place[:120], told=told,
    )  # fmt: skip
    acting.result = str(row.id)
    acting.payload |= {"interview": str(row.id), "language": language, "through": through, "told": told}


@case_act("add_line")
def add_line(
    acting: Acting, *, kind: str, words: str = "", reply: str = "", rendered: str = "", differs: str = "",
    fact: str = "", value: str = "", status: str = "", language: str = "en", shown: str = "",
) -> None:  # fmt: skip
    """Add what was said or done as lines; with `value` or `status` the same words answer a question of the law.

    `words` is the question, the document, the fact seen or why a break was made; `reply` is the person's own, verbatim,
    and `rendered` its translation; a difference is put in `language`; `shown` is that in which a question was shown to
    the person. Raises BadInput for what is no line, NotPossible on a break.
    """
    by_holder(acting, "add_line")
    interview = _running(acting.case)
    rests = _on_break(interview.lines.all())
    if kind != Kind.RESUMED and rests:
        raise NotPossible("The interview is on a break: go on again before anything is written.")
    if kind == Kind.RESUMED and not rests:
        raise NotPossible("The interview is not on a break.")
    found = differing.one(acting.case, differs, language) if differs else None
    if found is not None:
        words, fact = found.words, found.law_fact
    if fact and fact not in law.facts(acting.case, acting.today):
        raise BadInput("The law of this post knows no fact “{fact}”.", fact=fact[:60])
    answers = bool(value or status) and found is None
    lines = _lines(kind, words, reply, rendered)
    if answers:
        _permit_answer(acting)
        assessing.take_answer(acting, fact=fact, value=value, status=status or "known", words=reply, shown=shown)
    made = _write(acting, interview, lines, fact)
    if found is not None:
        differing.record(acting, found, reply=reply, rendered=rendered, status=_unanswered(status), line=made[0])


def _unanswered(status: str) -> str:
    """Why a difference that was put has no answer. Raises BadInput for what is no such reason."""
    if status not in ("", "known", "refused", "unknown"):
        raise BadInput("Say what was answered, or that an answer was declined or is not known.")
    return "" if status == "known" else status


def _lines(kind: str, words: str, reply: str, rendered: str) -> list[tuple[str, str, str]]:
    """What one form says as lines: kind, words, translation. Raises BadInput."""
    if kind not in (Kind.QUESTION, Kind.ANSWER, Kind.PUT, Kind.SHOWN, Kind.OBSERVED, Kind.BREAK, Kind.RESUMED):
        raise BadInput("Say what the line is: a question, a document shown, something observed, a break.")
    if kind in (Kind.BREAK, Kind.RESUMED):
        words = words or KINDS[kind]
    if kind == Kind.ANSWER:
        words, reply = reply or words, ""
        lines = [(str(kind), words, rendered)]
    else:
        lines = [(kind, words, "")]
    if not words.strip():
        raise BadInput("Write the line first: the record takes no empty one.")
    if reply.strip():
        lines.append((str(Kind.ANSWER), reply, rendered))
    elif rendered.strip() and kind != Kind.ANSWER:
        raise BadInput("Write what the person said beside its translation: the words themselves are the record.")
    longest = max(len(text) for line in lines for text in line)
    if longest > LONGEST:
        raise BadInput("A line has at most {most} characters; this one has {length}.", most=LONGEST, length=longest)
    return lines


def _permit_answer(acting: Acting) -> None:
    """The law's questions are answered by whoever may answer them at a desk, in the states it may be done in."""
    case = acting.case
    authority.require(
        acting.officer, "answer", post=case.post.code, state=case.state, compartment=case.compartment
    )  # fmt: skip
    if case.document_id is None:
        raise NotPossible("No document has been read yet: the law asks nothing before that.")


def _write(
    acting: Acting, interview: Interview, lines: Iterable[tuple[str, str, str]], fact: str = ""
) -> list[InterviewLine]:
    rows, made = [], []
    for number, (kind, words, rendered) in enumerate(lines, interview.lines.count() + 1):
        row = InterviewLine.objects.create(
            **acting.acted(), interview=interview, number=number, kind=kind, words=words, rendered=rendered,
            fact=fact if kind in (Kind.QUESTION, Kind.ANSWER, Kind.PUT) else "",
        )  # fmt: skip
        rows.append(row)
        made.append({"number": number, "kind": kind, "digest": store.name_of([words, rendered])})
    acting.result = str(interview.id)
    acting.payload |= {"interview": str(interview.id), "lines": made}
    return rows


@case_act("end_interview")
def end_interview(acting: Acting, *, read_back: str, signature: str, note: str = "", corrections: str = "") -> None:
    """Read back and end: agreed, corrected (one correction a line), refused, or impossible; and the signature."""
    by_holder(acting, "end_interview")
    interview = _running(acting.case)
    if read_back not in Interview.ReadBack.values:
        raise BadInput("Say how the read-back ended: agreed, corrected, refused or impossible.")
    if signature not in Interview.Signature.values:
        raise BadInput("Say whether the person signed, refused to sign, or could not.")
    corrected = [text.strip() for text in corrections.split("\n") if text.strip()]
    if (read_back == Interview.ReadBack.CORRECTED) != bool(corrected):
        raise BadInput("Write each correction on a line of its own, and choose “corrected”; otherwise leave it empty.")
    if read_back in (Interview.ReadBack.REFUSED, Interview.ReadBack.IMPOSSIBLE) and not note.strip():
        raise BadInput("Say in the note why the record could not be read back.")
    if any(len(text) > LONGEST for text in (*corrected, note)):
        raise BadInput("A line has at most {most} characters.", most=LONGEST)
    _write(acting, interview, ((str(Kind.CORRECTION), text, "") for text in corrected))
    interview.ended_at, interview.read_back, interview.read_back_note = acting.stamp.at, read_back, note
    interview.signature = signature
    interview.save(update_fields=["ended_at", "read_back", "read_back_note", "signature"])
    acting.payload |= {"read_back": read_back, "signature": signature, "of": interview.lines.count()}


def _running(case: Case) -> Interview:
    row = case.interviews.filter(ended_at=None).first()
    if row is None:
        raise NotPossible("No interview is open: start one first.")
    return row


def _on_break(lines: Iterable[InterviewLine]) -> bool:
    last = [line.kind for line in lines if line.kind in (Kind.BREAK, Kind.RESUMED)][-1:]
    return last == [Kind.BREAK]


# -- the views --------------------------------------------------------------------------------------------------------


def interview(officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, language: str = "en") -> InterviewView:
    """The interviews of a case and what they found, the law in a language.

    They are for the officer who holds the case and for whoever may read interviews; a look by anybody but its officer
    is journaled.
    """
    held = Case.objects.select_related("post").filter(id=case_id).exclude(holder=uuid.UUID(officer.id)).first()
    if held is not None:
        permit(
            officer, "see_interview", stamp, str(case_id), post=held.post.code, compartment=held.compartment
        )  # fmt: skip
    shown = viewing.case(officer, case_id, stamp, language=language)
    case = Case.objects.select_related("post", "document").get(id=case_id)
    sittings = tuple(_sitting(row, number) for number, row in enumerate(_interviews(case), 1))
    running = next((one for one in sittings if one.ended_at is None), None)
    holds = str(case.holder_id) == officer.id or Role.CHIEF in officer.roles
    concerned = {"post": case.post.code, "state": case.state, "compartment": case.compartment}
    differences = differing.of(case, language)
    asks = shown.advice.asks if shown.advice and authority.may(officer, "answer", **concerned) else ()
    return InterviewView(
        case=shown,
        sittings=sittings,
        running=running,
        writes=running is not None and holds and authority.may(officer, "add_line", **concerned),
        starts=running is None and holds and authority.may(officer, "start_interview", **concerned),
        asks=asks,
        differences=differences,
        findings=tuple(_findings(case, sittings, differences, {ask.fact for ask in asks}, shown.language)),
        needs=tuple(_needs(case, sittings, shown.language)),
        clock=secondary.clock(case, stamp.at),
    )


def _interviews(case: Case) -> Iterable[Interview]:
    return case.interviews.select_related("officer").prefetch_related("lines__officer").order_by("made_at")


def _sitting(row: Interview, number: int) -> Sitting:
    lines = list(row.lines.all())
    asked = {"open": 0, "closed": 0, "untold": 0}
    for line in lines:
        if line.kind == Kind.QUESTION:
            asked[manner(line.words)] += 1
    return Sitting(
        id=row.id, number=number, begun_at=row.made_at, by=row.officer.full_name, place=row.place,
        language=row.language, dialect=row.dialect, through=row.through, interpreter=row.interpreter,
        interpreter_number=row.interpreter_number, understood=row.understood, present=row.present, told=row.told,
        lines=tuple(
            LineView(
                one.number, one.kind, KINDS[one.kind], one.words, one.rendered, one.fact, one.made_at,
                one.officer.full_name,
            )
            for one in lines
        ),
        on_break=_on_break(lines), broken_minutes=_broken(lines), asked=asked, ended_at=row.ended_at,
        read_back=row.read_back, read_back_note=row.read_back_note, signature=row.signature,
    )  # fmt: skip


def _broken(lines: Iterable[InterviewLine]) -> int:
    """The minutes of all breaks that were ended."""
    seconds, since = 0.0, None
    for line in lines:
        if line.kind == Kind.BREAK:
            since = line.made_at
        elif line.kind == Kind.RESUMED and since is not None:
            seconds, since = seconds + (line.made_at - since).total_seconds(), None
    return int(seconds // 60)


def _known(route: Route, name: str, fact: Mapping[str, Any], language: str) -> str:
    """The value of a fact that has one, as it is read."""
    if fact.get("status", "known") not in ("known", "disputed"):
        return ""
    return telling.value(route, name, fact.get("value"), "known", language)


def _findings(
    case: Case, sittings: Iterable[Sitting], differences: Iterable[Difference], asked: set[str], language: str
) -> Iterable[FactFound]:
    """Every fact that is asked, known or was spoken of: what the law still asks first, then what disagrees."""
    latest = store.assessment_of(case)
    if latest is None:
        return
    route, known = law.pack(latest.inputs["pack"]).route(case.direction), latest.facts
    spoken: dict[str, list[str]] = {}
    for sitting in sittings:
        for line in sitting.lines:
            if line.fact:
                spoken.setdefault(line.fact, []).append(f"{sitting.number}.{line.number}")
    apart = list(differences)
    order = [name for name in route.facts if name in known or name in asked or name in spoken]

    def found(name: str) -> FactFound:
        fact = known.get(name, {"status": "unknown"})
        return FactFound(
            fact=name, question=telling.question(route, name, "", language), value=_known(route, name, fact, language),
            status=fact.get("status", "unknown"), source=fact.get("source", ""), standard=fact.get("standard", ""),
            asked=name in asked, lines=tuple(spoken.get(name, ())),
            differences=tuple(one for one in apart if name in (one.fact, one.law_fact)),
        )  # fmt: skip

    rows = [found(name) for name in order]
    shown = [row for row in rows if row.asked or row.lines or row.differences or row.status != "unknown"]
    yield from sorted(shown, key=lambda row: (not row.asked, not row.differences, not row.lines))


def _needs(case: Case, sittings: Iterable[Sitting], language: str) -> Iterable[NeedView]:
    """What the rules need minus what was asked, each with why it matters."""
    latest = store.assessment_of(case)
    if latest is None:
        return
    route = law.pack(latest.inputs["pack"]).route(case.direction)
    spoken = {line.fact for sitting in sittings for line in sitting.lines if line.fact}
    asks = [ask for ask in latest.advice["ask"] if ask["fact"] in route.facts]
    for need in coverage(asks, route, spoken):
        titles = (route.pack.words(language, "rules", rule, "title") or rule for rule in need.could_change)
        yield NeedView(
            need.fact, telling.question(route, need.fact, "", language), language, need.cite, HOW[need.how],
            tuple(dict.fromkeys(titles)), need.was_asked, need.protects,
        )  # fmt: skip
