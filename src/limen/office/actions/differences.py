"""Where the sources of a case do not say the same: found, shown with both sides, put to the person, weighed.

What is compared is what the office has: the document, its chip and page, the register, the answers with the lines they
were given in, what papers say as an officer took it down (`statements`), and what others of the same family say. A
difference decides nothing. What it touches is no ground of a refusal before it was put and answered, and an answer that
a paper contradicts is disputed until an officer has weighed which holds (`disputed`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from limen.documents import examined
from limen.documents.agreement import FIELDS
from limen.interview import statements
from limen.interview.discrepancies import (
    EXPLANATIONS,
    NAMES,
    WORDS,
    Account,
    Kind,
    Weight,
    differences,
    key_of,
    stays_of,
)
from limen.office.actions import law, telling
from limen.office.actions.acting import Acting, NotFound, NotPossible, Words
from limen.office.records import store
from limen.office.records.models import (
    Answer,
    Case,
    Decision,
    DifferencePut,
    InterviewLine,
    Referral,
    Statement,
    Unit,
    Weighing,
)
from limen.policy import Route
from limen.policy.stays import Direction, Movement, StayError, parse_movements
from limen.vocabulary.dates import DateError, PartialDate, spoken_day
from limen.vocabulary.evidence import N_

RESULTS: Mapping[str, str] = {
    "explained": N_("Explained"),
    "not_explained": N_("Not explained"),
    "not_material": N_("Not material"),
}
# Whether a ground that rests on one of these facts rests on a difference in this topic, in whatever law is in force.
_INTENT = ("leaves_at_end", "will_leave", "nonimmigrant_intent_shown")
_PURPOSE = ("purpose_shown", "prohibited_activity", "intends_permanent_residence", *_INTENT)
_MEANS = ("means_amount", "means_sufficient", "means_guaranteed", "means_acquirable", "onward_means", "self_support",
          "support_arranged", "public_charge_likely")  # fmt: skip
_DOCUMENT = ("document_in_order", "document_false", "document_held", "document_type")
_RECORD = ("misrepresentation_found", "false_in_application", "earlier_breach", "travel_history_complete")
TOUCHES: Mapping[str, tuple[str, ...]] = {
    "planned_exit": ("planned_exit", *_INTENT),
    "ticket_return": ("planned_exit", "onward_means", *_PURPOSE),
    "booked_until": ("planned_exit", "lodging", *_PURPOSE),
    "leave_until": ("planned_exit", *_PURPOSE),
    "purpose": _PURPOSE,
    "means": _MEANS,
    "income": _MEANS,
    "deposit": _MEANS,
    "host_name": ("lodging", "means_guaranteed", *_PURPOSE),
    "host_address": ("lodging", "means_guaranteed", *_PURPOSE),
    "marital_status": ("married_to_citizen", "relationship", "relationship_genuine", "family_member_free_movement"),
    "spouse": ("married_to_citizen", "relationship", "relationship_genuine", "family_member_free_movement"),
    "children": ("relationship", "family_member_free_movement", *_INTENT),
    "occupations": _PURPOSE,
    "refusals": _RECORD,
    "stays": ("stays", "overstay_days", *_RECORD),
    "whereabouts": ("stays", *_RECORD),
    "document_issued": ("document_issued", *_DOCUMENT),
    "document_used": ("document_issued", *_DOCUMENT),
    "birth": ("birth", *_DOCUMENT),
    "nationality": ("nationality", *_DOCUMENT),
    "expiry": ("document_expiry", *_DOCUMENT),
}
# The fact of the law that a topic may dispute, where it stands on what the person says.
FACT_OF: Mapping[str, str] = {
    "planned_exit": "planned_exit", "ticket_return": "planned_exit", "means": "means_amount",
    "document_issued": "document_issued", "document_used": "document_issued",
}  # fmt: skip
SAID_BY: Mapping[str, str] = {fact: topic for topic, fact in FACT_OF.items() if topic not in ("ticket_return",)}
# What relatives say of themselves that must be the same of the others of one family (D6, D7).
OF_THE_FAMILY = frozenset({"planned_exit", "purpose", "host_name", "host_address", "marital_status", "spouse",
                           "children"})  # fmt: skip
# What was said on an earlier journey and may be asked again on this one.
LASTING = frozenset({"marital_status", "spouse", "children", "occupations", "whereabouts", "refusals"})
MOST_MOVEMENTS, MOST_OTHERS, MOST_EARLIER = 200, 8, 10  # what is compared; who crosses daily has more
_WALLED = (Referral.Kind.PROTECTION, Referral.Kind.CHILD, Referral.Kind.VICTIM)
# The rule of a difference between an answer and a record, by the fact it is in; of a document's fields it is D1.
_RULES: Mapping[str, str] = {"stays": "D2", "purpose_shown": "D3", "planned_exit": "D4", "document_issued": "D10",
                             "visa_held": "D9", "alert_for_refusal": "D9"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says: the source and the value as they are read, and the place where it says so."""

    source: str
    value: str
    where: str


@dataclass(frozen=True, slots=True)
class Put:
    """One time it was put: when, by whom, in which language, what was answered, the line it has in the record."""

    at: datetime
    by: str
    language: str
    status: str
    reply: str
    rendered: str
    line: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an officer makes of it: the result, why, and which side is found to hold, if one is."""

    at: datetime
    by: str
    result: str
    result_words: str
    reason: str
    settles: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sources that disagree, as they are put to the person; what was answered and how it was weighed."""

    key: str
    rule: str
    fact: str  # the topic or the fact they differ in
    law_fact: str  # the fact of the law that may be settled by it, "" where there is none
    heading: str
    how: str
    first: Side
    second: Side
    weight: str
    explanations: tuple[str, ...]
    words: str  # as it is put
    language: str
    replies: tuple[str, ...]
    puts: tuple[Put, ...]
    weighed: Weighed | None
    kept: Mapping[str, Any]

    @property
    def answered(self) -> bool:
        """Whether it was put and answered, or put and an answer declined."""
        return bool(self.replies) or any(put.status for put in self.puts)

    @property
    def state(self) -> str:
        """`open`, `put` (and not weighed yet), or the result of the weighing."""
        if self.weighed is not None:
            return self.weighed.result
        return "put" if self.answered else "open"

    def touches(self, facts: Collection[str]) -> bool:
        """Whether one of these facts rests on what differs here."""
        return not touched(self.fact).isdisjoint(facts)


def touched(name: str) -> frozenset[str]:
    """The facts that may rest on what differs in a topic, a fact or a field of the document."""
    field = name.rpartition(".")[2]
    rests: tuple[str, ...] = TOUCHES.get(field, ())
    if name.startswith("document.") or field in FIELDS:
        rests = (*rests, *_DOCUMENT)
    return frozenset((*rests, name))


# -- what is found ----------------------------------------------------------------------------------------------------


def rows_of(case: Case) -> tuple[dict[str, Any], ...]:
    """Every difference of a case as it is kept: those of the newest assessment, then those between accounts."""
    latest = store.assessment_of(case)
    kept = [_of_assessment(row) for row in (latest.discrepancies if latest else ())]
    known = {(row["name"], row["first"].get("source"), row["second"].get("source")) for row in kept}
    between = [one for one in differences(accounts(case)) if _is_ours(case, one.code, one.to_json())]
    rows = [*kept, *(one.to_json() for one in between)]
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        same = (row["name"], row["first"].get("source"), row["second"].get("source")) in known
        if row in kept or not same:
            found.setdefault(key_of(row), row)
    return tuple(found.values())


def _of_assessment(row: Mapping[str, Any]) -> dict[str, Any]:
    name = row["name"]
    rule = "D1" if name.startswith("document.") else _RULES.get(name, "D1")
    return {"rule": rule, "weight": str(Weight.MATERIAL), "explanations": ["record", "writing", "interpreter"], **row}


def _is_ours(case: Case, code: str, row: Mapping[str, Any]) -> bool:
    """Not a refusal told of another State: the register knows its own, and its silence says nothing of others'."""
    return code != "refusal_not_known" or str(row["first"].get("value", "")).startswith(f"{case.post.country} ")


def accounts(case: Case) -> tuple[Account, ...]:
    """What each source of the case says, for comparing."""
    stated = _stated(case)
    others = [*_of_family(case), *_earlier(case)]
    found = [_answered(case), *stated, *others]
    if stated or others:
        found.append(_of_document(case))
    return tuple(one for one in (*found, *_registered(case)) if one.says)


def _stated(case: Case) -> list[Account]:
    """Each paper or person with what was taken down of it."""
    rows: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in case.statements.filter(superseded=False).order_by("made_at", "id"):
        rows.setdefault((row.source, row.kind), []).append((row.topic, row.value, row.where))
    return [statements.account(source, Kind(kind), said) for (source, kind), said in rows.items()]


def _answered(case: Case) -> Account:
    """The live answers of the person, each with the line of the interview it was given in."""
    says: dict[str, Any] = {}
    where: dict[str, str] = {}
    lines = _lines(case)
    for row in store.answers_of(case):
        value = _said(row)
        topic = SAID_BY.get(row.fact, row.fact)
        if value is not None and row.source == "answer":
            says[topic], where[topic] = value, lines.get(row.fact, row.words[:200])
    return Account("answer", Kind.ANSWER, says, where)


def _said(row: Answer) -> Any:
    if row.status != "known" or row.value is None:
        return None
    try:
        if row.fact in ("planned_exit", "document_issued"):
            return date.fromisoformat(str(row.value))
        if row.fact == "means_amount":
            return statements.read("means", str(row.value))
        if row.fact == "stays":
            return parse_movements(row.value)[-MOST_MOVEMENTS:]
    except (ValueError, StayError):
        return None
    return None


def _lines(case: Case) -> dict[str, str]:
    """The last line of an interview that answers each question of the law: its number, its time, its words."""
    rows = InterviewLine.objects.filter(interview__case=case, kind=InterviewLine.Kind.ANSWER).exclude(fact="")
    found = {}
    for row in rows.select_related("interview").order_by("made_at"):
        found[row.fact] = f"{row.number}, {row.made_at:%H:%M} UTC: {row.words[:160]}"
    return found


def _of_document(case: Case) -> Account:
    """The fields of the document as the case has it, by which a form or a letter is compared."""
    document = case.document
    says: dict[str, Any] = {}
    if document is not None:
        for name in ("surname", "given", "number", "nationality"):
            if text := str(getattr(document, name)):
                says[name] = text
        try:
            says["birth"] = PartialDate.parse(document.birth)
        except DateError:
            says.pop("birth", None)
    return Account("mrz", Kind.DOCUMENT, says)


def _registered(case: Case) -> Iterator[Account]:
    """What the register has of this person: stays, where they were, refusals, since when the document was used."""
    if case.person_id is None:
        return
    persons = store.same_person(case.person_id)
    rows = [row for row in store.movements_of(persons) if row.case_id != case.id][-MOST_MOVEMENTS:]
    moves = tuple(Movement(row.on, Direction(row.direction), row.post.country) for row in rows)
    says: dict[str, Any] = {"refusals": _refused(case, persons)}
    if moves:
        says["stays"] = moves
        says["whereabouts"] = tuple(span for span in stays_of(moves) if span.state)
        used = [row.on for row in rows if row.document_id == case.document_id]
        if used:
            says["document_used"] = min(used)
    yield Account("register", Kind.REGISTER, says)
    latest = store.assessment_of(case)
    issued = (latest.facts if latest else {}).get("document_issued", {})
    if issued.get("status") == "known" and issued.get("source") == "chip":
        yield Account("chip", Kind.DOCUMENT, {"document_issued": date.fromisoformat(issued["value"])})


def _refused(case: Case, persons: Collection[Any]) -> frozenset[str]:
    rows = Decision.objects.filter(
        case__person__in=persons, act="refuse", state=Decision.State.EFFECTIVE, case__compartment=""
    ).exclude(case=case)
    return frozenset(f"{row.case.post.country} {row.made_at.year}" for row in rows.select_related("case__post"))


def _of_family(case: Case) -> Iterator[Account]:
    """What others of the same family or car say of what is theirs together; nobody's who is behind the wall."""
    if case.unit is None or case.unit.kind not in (Unit.Kind.FAMILY, Unit.Kind.CAR):
        return
    others = Case.objects.filter(unit=case.unit, compartment="").exclude(id=case.id).select_related("document")
    for other in others.exclude(referrals__kind__in=_WALLED).order_by("made_at")[:MOST_OTHERS]:
        name = f"{other.document.given} {other.document.surname}".strip() if other.document else str(other.id)[:8]
        says: dict[str, Any] = {}
        for one in (*_stated(other), _answered(other)):
            if one.kind in (Kind.ANSWER, Kind.FORM):
                says |= {topic: value for topic, value in one.says.items() if topic in OF_THE_FAMILY}
        yield Account(name, Kind.THIRD_PARTY, says, dict.fromkeys(says, ""))


def _earlier(case: Case) -> Iterator[Account]:
    """What was taken down of the same person on earlier journeys, if it is of the kind that lasts."""
    if case.person_id is None:
        return
    rows = Statement.objects.filter(
        case__person__in=store.same_person(case.person_id), case__compartment="", superseded=False, topic__in=LASTING
    ).exclude(case=case)
    rows = rows.exclude(case__referrals__kind__in=_WALLED).select_related("case").order_by("made_at")
    by_case: dict[Any, list[Statement]] = {}
    for row in rows:
        by_case.setdefault(row.case_id, []).append(row)
    for several in list(by_case.values())[-MOST_EARLIER:]:
        day = spoken_day(several[0].made_at.date())
        said = [(row.topic, row.value, row.where) for row in several]
        yield replace(statements.account("earlier_answer", Kind.EARLIER_ANSWER, said), source=f"earlier_answer:{day}")


# -- how it is shown --------------------------------------------------------------------------------------------------


def of(case: Case, language: str = "en") -> tuple[Difference, ...]:
    """Every difference of a case in a language, by the law it was assessed with; what is not put yet first."""
    latest = store.assessment_of(case)
    if latest is None:
        return ()
    weighings = {row.key: row for row in case.weighings.filter(superseded=False).select_related("officer")}
    rows = list(rows_of(case))
    known = {key_of(row) for row in rows}
    rows += [one.kept for key, one in weighings.items() if key not in known]  # what was weighed stays to be read
    if not rows:
        return ()
    route = law.pack(latest.inputs["pack"]).route(case.direction)
    told_in = telling.language_of(route.pack, language)
    puts: dict[str, list[DifferencePut]] = {}
    for put in case.differences_put.select_related("officer", "line__interview").order_by("made_at"):
        puts.setdefault(put.key, []).append(put)
    told, numbers = _told(case)
    shown = [_shown(route, row, told_in, puts, weighings, told, numbers) for row in rows]
    order = {"open": 0, "put": 1, "not_explained": 2}
    return tuple(sorted(shown, key=lambda one: (order.get(one.state, 3), int(one.rule[1:]), one.key)))


def _shown(
    route: Route,
    row: Mapping[str, Any],
    language: str,
    puts: Mapping[str, list[DifferencePut]],
    weighings: Mapping[str, Weighing],
    told: Mapping[str, tuple[str, ...]],
    numbers: Mapping[Any, str],
) -> Difference:
    name, key = row["name"], key_of(row)
    of_law = _is_of_law(route, name)
    said_in = language if of_law else "en"
    words = _wording(route, row, said_in)
    was_put = {words, *(telling.differences_put(route, row) if of_law else ())}
    replies = tuple(reply for one in sorted(was_put) for reply in told.get(one, ()))
    first, second = (_side(route, row, side, language) for side in ("first", "second"))
    weighed = weighings.get(key)
    return Difference(
        key=key,
        rule=row["rule"],
        fact=name,
        law_fact=_law_fact(route, row),
        heading=_heading(route, name, language),
        how=Words(WORDS[row["code"]], first=first.source, second=second.source) if row["code"] in WORDS else "",
        first=first,
        second=second,
        weight=row["weight"],
        explanations=tuple(EXPLANATIONS[code] for code in row["explanations"]),
        words=words,
        language=said_in,
        replies=replies,
        puts=tuple(_put(one, numbers) for one in puts.get(key, ())),
        weighed=_weighed(weighed) if weighed else None,
        kept=row,
    )


def _is_of_law(route: Route, name: str) -> bool:
    return name in route.pack.facts or name.startswith("document.")


def _law_fact(route: Route, row: Mapping[str, Any]) -> str:
    fact = FACT_OF.get(row["name"], row["name"] if "." not in row["name"] else "")
    definition = route.pack.facts.get(fact)
    return fact if definition is not None and {"answer", "officer"} & set(definition.evidence) else ""


def _heading(route: Route, name: str, language: str) -> str:
    if name in NAMES and name not in route.pack.facts:
        return Words(NAMES[name])
    field = name.rpartition(".")[2]
    if field in examined.FIELDS and name not in route.pack.facts:
        return Words(examined.FIELDS[field])
    return telling.question(route, name, "", language)


def _wording(route: Route, row: Mapping[str, Any], language: str) -> str:
    """What is read out: what it is about, and both sides with their sources; the law's own question where it has one.

    A topic that no law asks about has English words: they are read to the interpreter, and never made by machine.
    """
    if _is_of_law(route, row["name"]):
        return telling.difference(route, row, language)
    sides = (_side(route, row, side, "en") for side in ("first", "second"))
    first, second = (f"“{_spoken(one.value)}” ({one.source})" for one in sides)
    return f"{_heading(route, row['name'], 'en')}: {first} / {second}"


def _spoken(value: str) -> str:
    """A day as it is said in English; anything else as it is."""
    try:
        return spoken_day(date.fromisoformat(value))
    except ValueError:
        return value


def _side(route: Route, row: Mapping[str, Any], side: str, language: str) -> Side:
    fact, params = row[side], row.get("params", {})
    where = str(params.get("said_in" if side == "first" else "other_in", ""))
    return Side(_source(fact.get("source", "")), value_of(route, row["name"], fact, language), where)


def _source(code: str) -> str:
    return telling.source(code) if code.partition(":")[0] in telling.SOURCES else code


def value_of(route: Route, name: str, fact: Mapping[str, Any], language: str) -> str:
    """What one side says, as it is read; that it says nothing where it does not."""
    kept = fact.get("value")
    if kept is None:
        return Words(N_("nothing of it"))
    if isinstance(kept, Mapping):
        return _spanned(kept)
    if isinstance(kept, list) and kept and isinstance(kept[0], Mapping) and "first" in kept[0]:
        return "; ".join(_spanned(one) for one in kept)
    if name in ("purpose", "shows") and isinstance(kept, str):
        return ", ".join(
            Words(statements.PURPOSES[one]) if one in statements.PURPOSES else one for one in kept.split(", ")
        )
    return telling.value(route, name, kept, fact.get("status", "known"), language)


def _spanned(kept: Mapping[str, Any]) -> str:
    days = [kept[end] or "…" for end in ("first", "last")]
    return " ".join(part for part in (" – ".join(dict.fromkeys(days)), kept["what"], kept["state"]) if part)


def _put(row: DifferencePut, numbers: Mapping[Any, str]) -> Put:
    line = numbers.get(row.line_id, "")
    return Put(row.made_at, row.officer.full_name, row.language, row.status, row.reply, row.rendered, line)


def _weighed(row: Weighing) -> Weighed:
    return Weighed(row.made_at, row.officer.full_name, row.result, RESULTS[row.result], row.reason, row.settles)


def _told(case: Case) -> tuple[dict[str, tuple[str, ...]], dict[Any, str]]:
    """The words of each line that was put → the numbers of the lines that answer it; and the number of each line."""
    told: dict[str, tuple[str, ...]] = {}
    numbers: dict[Any, str] = {}
    for number, sitting in enumerate(case.interviews.prefetch_related("lines").order_by("made_at"), 1):
        put = ""
        for line in sitting.lines.all():
            numbers[line.id] = f"{number}.{line.number}"
            if line.kind == InterviewLine.Kind.PUT:
                put = line.words
                told.setdefault(put, ())
            elif line.kind == InterviewLine.Kind.ANSWER and put:
                told[put] = (*told[put], f"{number}.{line.number}")
            else:
                put = ""
    return told, numbers


def one(case: Case, key: str, language: str = "en") -> Difference:
    """The difference of that key as it stands. Raises NotFound where the sources agree by now."""
    found = next((row for row in of(case, language) if row.key == key), None)
    if found is None:
        raise NotFound("The two sources agree by now, or have changed: reload the page.")
    return found


# -- what rests on it -------------------------------------------------------------------------------------------------


def disputed(case: Case, said: Answer | None = None) -> frozenset[str]:
    """The facts whose answer a paper contradicts, until an officer has weighed it: they decide nothing (DESIGN §2).

    With an answer about to be given in place of the one before. Explained or not material, the answer holds again; not
    explained it stays disputed, and which side holds is the officer's own finding.
    """
    if not case.statements.filter(superseded=False).exists():
        return frozenset()
    settled = dict(case.weighings.filter(superseded=False).values_list("key", "result"))
    answer = _answered(case)
    if said is not None:
        value, topic = _said(said), SAID_BY.get(said.fact, said.fact)
        says = {name: kept for name, kept in answer.says.items() if name != topic}
        answer = replace(answer, says=says | ({topic: value} if value is not None and said.source == "answer" else {}))
    return frozenset(
        FACT_OF[one.discrepancy.name]
        for one in differences([answer, *_stated(case)])
        if one.discrepancy.name in FACT_OF
        and one.weight is Weight.MATERIAL
        and "answer" in (one.discrepancy.first.source, one.discrepancy.second.source)
        and settled.get(one.key, "not_explained") == "not_explained"
    )


def require_put(case: Case, grounds: Iterable[Collection[str]]) -> None:
    """Nothing where all that these grounds rest on was put to the person. Raises NotPossible, naming what was not.

    A difference found explained or not material, with no side taken, is used against nobody and need not be put.
    """
    facts = {name for ground in grounds for name in ground}
    waiting = [
        row
        for row in of(case)
        if row.touches(facts) and not row.answered and not (row.weighed and not row.weighed.settles)
    ]
    if waiting:
        first, more = waiting[0], len(waiting) - 1
        raise NotPossible(
            "A ground rests on what was never put to the person. Put this first and record the answer, or that none "
            "was given: {words}{more}",
            "differences.not_put",
            words=first.words,
            more=Words(N_(" (and {count} more)"), count=more) if more else "",
        )


def record(acting: Acting, found: Difference, *, reply: str, rendered: str, status: str, line: Any = None) -> None:
    """Keep that it was put, with both sides as they stand, and what was answered."""
    said = status or ("answered" if reply.strip() else "")
    row = DifferencePut.objects.create(
        **acting.acted(), case=acting.case, key=found.key, kept=json.loads(json.dumps(found.kept)), words=found.words,
        language=found.language, status=said, reply=reply, rendered=rendered, line=line,
    )  # fmt: skip
    acting.result = str(row.id)
    acting.payload |= {"difference": found.key, "rule": found.rule, "put_in": found.language, "reply_is": said,
                       "digest": store.name_of([found.words, reply, rendered])}  # fmt: skip
