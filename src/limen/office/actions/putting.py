"""What a source says is taken down; a difference is put to the person, answered, and weighed by an officer.

At a desk the reply stands with the difference; where an interview is open it is put there, as a line of its record
(`interviewing.add_line`). A weighing says what the officer makes of it and why. "Not explained" makes nothing true: the
fact stays disputed unless the officer finds which side holds, which is a finding of their own with its reason.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from limen import interview
from limen.interview import statements
from limen.interview.discrepancies import NAMES
from limen.interview.statements import FORMS, KEYED, PURPOSES, StatementError
from limen.office import authority
from limen.office.actions import assessing, differences, law, viewing
from limen.office.actions.acting import Acting, BadInput, NotFound, NotPossible, Words, case_act
from limen.office.actions.differences import RESULTS, Difference
from limen.office.actions.referring import by_holder
from limen.office.actions.telling import FIELDS
from limen.office.actions.views import CaseView
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import Answer, Case, Statement, Weighing
from limen.policy import Route
from limen.policy.values import as_json
from limen.vocabulary.evidence import N_, Fact
from limen.vocabulary.person import Officer, Role

LONGEST = 4000
MOST_STATEMENTS = 36  # with all else that is compared, less than `discrepancies.MOST_ACCOUNTS`
LEAST_REASON = 15  # characters: shorter is a tick box, not a reason (FAILURES F27)
# What a source is, as an officer chooses it; a register is read, never keyed.
KINDS = {
    "document": N_("A paper"),
    "form": N_("A form the person filled in"),
    "answer": N_("The person says"),
    "third_party": N_("Somebody else says"),
}
STATUSES = ("answered", "refused", "unknown")


def topic_words(topic: str) -> str:
    """What a topic is called."""
    return NAMES.get(topic) or FIELDS.get(topic, topic)


@case_act("note_statement")
def note_statement(acting: Acting, *, kind: str, source: str, topic: str, value: str, where: str = "") -> None:
    """Take down what one source says on one topic, and where in it; of a topic said once the last stands."""
    by_holder(acting, "note_statement")
    if kind not in KINDS:
        raise BadInput("Say what the source is: a paper, a form, the person, or somebody else.")
    named = " ".join(source.split())[:60] or ("answer" if kind == "answer" else "")
    if not named or named in ("mrz", "register"):
        raise BadInput("Name the source as it will be put to the person: the ticket, the letter of the host.")
    if topic not in KEYED:
        raise BadInput("Choose what the source speaks of.")
    try:
        statements.read(topic, value)
    except StatementError as error:
        form = Words(FORMS[error.form], purposes=", ".join(PURPOSES), most=statements.LONGEST)
        raise BadInput(
            "“{given}” does not say it for “{topic}”: write {form}.",
            given=value[:60], topic=Words(topic_words(topic)), form=form,
        ) from error  # fmt: skip
    live = acting.case.statements.filter(superseded=False)
    if live.count() >= MOST_STATEMENTS:
        raise NotPossible("{most} statements are taken down already: take back those not needed.", most=MOST_STATEMENTS)
    if topic not in statements.SEVERAL:
        live.filter(kind=kind, source=named, topic=topic).update(superseded=True)
    row = Statement.objects.create(
        **acting.acted(), case=acting.case, kind=kind, source=named, topic=topic, value=" ".join(value.split()),
        where=where.strip()[:400],
    )  # fmt: skip
    assessing.look_again(acting)
    acting.result = str(row.id)
    acting.payload |= {"statement": str(row.id), "kind": kind, "source": named, "topic": topic,
                       "digest": store.name_of([row.value, row.where])}  # fmt: skip


@case_act("withdraw_statement")
def withdraw_statement(acting: Acting, *, statement: uuid.UUID, reason: str) -> None:
    """Take back what was taken down wrong; it stays on record and is compared no more."""
    by_holder(acting, "withdraw_statement")
    if not reason.strip():
        raise BadInput("Say what was wrong with it.")
    row = acting.case.statements.filter(id=statement, superseded=False).first()
    if row is None:
        raise NotFound("There is no such statement on this traveller.")
    Statement.objects.filter(id=row.id).update(superseded=True)
    assessing.look_again(acting)
    acting.result = str(row.id)
    acting.payload |= {"statement": str(row.id), "reason": reason}


@case_act("put_difference")
def put_difference(
    acting: Acting, *, key: str, reply: str = "", rendered: str = "", status: str = "answered", language: str = "en"
) -> None:
    """Put a difference to the person at the desk and take the reply down, verbatim, or why there is none."""
    by_holder(acting, "put_difference")
    if acting.case.interviews.filter(ended_at=None).exists():
        raise NotPossible("An interview is open: put it there, so that it stands in its record.")
    if status not in STATUSES:
        raise BadInput("Say what was answered, or that an answer was declined or is not known.")
    if (status == "answered") != bool(reply.strip()):
        raise BadInput("Write down the reply in the person’s words; leave it empty where there was none.")
    if max(len(reply), len(rendered)) > LONGEST:
        raise BadInput("A reply has at most {most} characters.", most=LONGEST)
    found = differences.one(acting.case, key, language)
    differences.record(acting, found, reply=reply, rendered=rendered, status=status)


@case_act("weigh_difference")
def weigh_difference(acting: Acting, *, key: str, result: str, reason: str, settles: str = "") -> None:
    """Say what the reply makes of a difference, and why; `settles` is the side an officer finds to hold, if one.

    Only a new weighing takes the place of this one. Raises NotPossible for what was not put first.
    """
    by_holder(acting, "weigh_difference")
    if result not in RESULTS:
        raise BadInput("Say whether it is explained, not explained, or not material.")
    if settles not in ("", "first", "second"):
        raise BadInput("Say which side holds, or leave it open.")
    text = reason.strip()
    if not LEAST_REASON <= len(text) <= LONGEST:
        raise BadInput(
            "Give your reason, {least} characters at least: what was said or seen, and what follows from it.",
            least=LEAST_REASON,
        )
    found = differences.one(acting.case, key)
    if (result == "not_explained" or settles) and not found.answered:
        raise NotPossible("Put it to the person first: what was never put is not held against anybody.")
    acting.case.weighings.filter(key=key, superseded=False).update(superseded=True)
    row = Weighing.objects.create(
        **acting.acted(), case=acting.case, key=key, kept=dict(found.kept), result=result, reason=text, settles=settles
    )
    if settles:
        _settle(acting, found, settles, text)
    assessing.look_again(acting)
    acting.result = str(row.id)
    acting.payload |= {"difference": key, "rule": found.rule, "result": result, "settles": settles, "reason": text}


def _settle(acting: Acting, found: Difference, side: str, reason: str) -> None:
    """The value of one side as the officer's own finding, with its reason, in place of what was answered."""
    definition = law.facts(acting.case, acting.today).get(found.law_fact)
    if definition is None:
        raise NotPossible("No fact of the law hangs on this alone: weigh it, and leave the side open.")
    other = found.kept["second" if side == "first" else "first"]
    kept = found.kept[side]
    if other.get("source") in ("mrz", "chip", "register", "list"):
        raise NotPossible("What a record says stands until the record is mended: weigh it, and leave the side open.")
    try:
        known = interview.answer(definition, kept.get("value"), source="officer", on=acting.today)
    except interview.AnswerError as error:
        raise BadInput("This side has no value the law can take: leave the side open.") from error
    acting.case.answers.filter(fact=definition.id, superseded=False).update(superseded=True)
    answer = Answer.objects.create(
        **acting.acted(), case=acting.case, fact=definition.id, question=found.words, value=as_json(known.value),
        status=str(known.status), standard=str(known.standard), source="officer", words=reason,
    )  # fmt: skip
    acting.payload |= {"fact": definition.id, "value": answer.value}


# -- the page ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatementView:
    """What one source says on one topic, as it was taken down."""

    id: uuid.UUID
    kind_words: str
    source: str
    topic_words: str
    value: str
    where: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """Every difference of a case with what was said; `may` says whether this officer puts and weighs them."""

    case: CaseView
    differences: tuple[Difference, ...]
    statements: tuple[StatementView, ...]
    may: bool
    interview_open: bool


def board(officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, language: str = "en") -> Board:
    """The differences of one traveller; whoever may see the case may see them, and the look is kept as that is."""
    view = viewing.case(officer, case_id, stamp, language=language)
    row = Case.objects.select_related("post", "document", "unit").get(id=case_id)
    concerned = {"post": row.post.code, "state": row.state, "compartment": row.compartment}
    holds = str(row.holder_id) == officer.id or Role.CHIEF in officer.roles
    route = law.route(row, law.day_at(row.post, stamp.at))
    said = row.statements.filter(superseded=False).select_related("officer").order_by("made_at", "id")
    return Board(
        case=view,
        differences=differences.of(row, language),
        statements=tuple(
            StatementView(
                one.id, KINDS[one.kind], one.source, topic_words(one.topic), _read_out(route, one, language),
                one.where, one.officer.full_name, one.made_at,
            )
            for one in said
        ),
        may=holds and row.document_id is not None and authority.may(officer, "put_difference", **concerned),
        interview_open=row.interviews.filter(ended_at=None).exists(),
    )  # fmt: skip


def _read_out(route: Route, row: Statement, language: str) -> str:
    kept = Fact(row.topic, statements.read(row.topic, row.value)).to_json()
    if isinstance(kept["value"], frozenset):
        kept["value"] = ", ".join(sorted(kept["value"]))
    if row.topic == "stays":
        return row.value
    return differences.value_of(route, row.topic, kept, language)
