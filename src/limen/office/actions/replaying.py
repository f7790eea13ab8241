"""A decision opened again: recomputed from the kept bytes alone, and held against what was recorded then.

Nothing of today goes in: evidence, law and lists are read by the digests the decision keeps (DESIGN §9.7), each digest
is checked, and the pure journey (`assessment.assess`) is gone through once more. What is compared: every check, fact,
ground and question, the law's answer and its snapshot; the rows against what the journal says of the act; the bytes
against their own names. A replay that differs means that one of our own artefacts is unsound.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from limen import assessment, interview, policy, screening
from limen.assessment import Evidence, Lists
from limen.documents import examined
from limen.documents.mrz import MrzError
from limen.office.actions import ageing, checkpointing, listing, retracing, walls
from limen.office.actions import law as released
from limen.office.actions.acting import NotFound, permit
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import (
    Account,
    Assessment,
    Case,
    Countersignature,
    Decision,
    JournalEntry,
    JournalPayload,
    Kept,
    WatchList,
)
from limen.policy import FactDefinition, Pack, PolicyError
from limen.policy.explain import title as title_of_pack
from limen.screening import RULES_VERSION, Index, read_list
from limen.screening.errors import ScreeningError
from limen.vocabulary.evidence import N_, Fact, FactStatus, Standard
from limen.vocabulary.person import Officer

# What is compared, in the order it is shown.
KINDS: Mapping[str, str] = {
    "replay": N_("Recomputing"),
    "bytes": N_("Kept bytes"),
    "record": N_("Record"),
    "advice": N_("What the law said"),
    "ground": N_("Ground"),
    "ask": N_("Open question"),
    "tell": N_("To be told"),
    "deadline": N_("Deadline"),
    "check": N_("Check"),
    "fact": N_("Fact"),
    "discrepancy": N_("Sources that disagree"),
}
SYSTEM = "system"  # the machine's own look, as `limen journal verify` is one
LONGEST_PURPOSE = 200


@dataclass(frozen=True, slots=True)
class Side:
    """One thing as it was recorded and as it comes out now; None where it is not there at all."""

    kind: str
    name: str
    then: Any
    now: Any
    title: str = ""

    @property
    def same(self) -> bool:
        """Whether both are the same."""
        return bool(self.then == self.now)

    @property
    def kind_words(self) -> str:
        """What kind of thing it is."""
        return KINDS[self.kind]

    @property
    def what(self) -> str:
        """What it is, for a line of text."""
        return f"{self.kind_words} {self.name}".strip()

    @property
    def then_words(self) -> str:
        """As it was recorded, in a line."""
        return said(self.then)

    @property
    def now_words(self) -> str:
        """As it comes out now, in a line."""
        return said(self.now)


@dataclass(frozen=True, slots=True)
class LawThen:
    """The law in force at the decision: the pack's title, its kept bytes, from when until when it was the post's."""

    title: str
    digest: str
    reviewers: tuple[str, ...] = ()
    released_at: datetime | None = None
    released_by: str = ""
    replaced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListThen:
    """A list in service at the decision, in that version; `searched` is false where its copy had expired."""

    id: str
    title: str
    kind: str
    version: str
    entries: int
    threshold: float
    expires: str
    searched: bool
    imported_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FactThen:
    """A fact as it was: its value, or why it had none, and where it came from."""

    name: str
    title: str  # in the language of whoever reads
    value: Any
    status: str
    source: str
    standard: str
    as_of: str
    basis: tuple[str, ...]

    @property
    def words(self) -> str:
        """The value, or why there is none."""
        return said(self.value) if self.status == "known" else self.status.replace("_", " ")


@dataclass(frozen=True, slots=True)
class KeptThen:
    """Bytes the decision rests on: their name, and whether they still have it."""

    what: str
    digest: str
    size: int | None
    found: str  # the digest they have now; "" where they are gone

    @property
    def intact(self) -> bool:
        """Whether the bytes still have the digest they were kept under."""
        return self.found == self.digest


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decision, or one second signature, opened again."""

    decision: uuid.UUID
    act: str
    outcome: str
    advised: str
    officer: str
    taken_at: datetime
    state: str
    sides: tuple[Side, ...]
    law: LawThen
    lists: tuple[ListThen, ...]
    facts: tuple[FactThen, ...]
    kept: tuple[KeptThen, ...]

    @property
    def differing(self) -> tuple[Side, ...]:
        """What does not come out as it was recorded."""
        return tuple(side for side in self.sides if not side.same)

    @property
    def differences(self) -> tuple[tuple[str, Any, Any], ...]:
        """What differs, as (what, then, now)."""
        return tuple((side.what, side.then, side.now) for side in self.differing)

    @property
    def same(self) -> bool:
        """Whether everything comes out as it was recorded, from bytes that still have their names."""
        return not self.differing

    def to_json(self) -> dict[str, Any]:
        """The replay as `limen replay --json` prints it."""
        return {
            "decision": str(self.decision), "act": self.act, "outcome": self.outcome, "advised": self.advised,
            "officer": self.officer, "taken_at": self.taken_at, "state": self.state, "same": self.same,
            "differences": [{"what": what, "then": then, "now": now} for what, then, now in self.differences],
            "law": {"title": self.law.title, "digest": self.law.digest, "released_at": self.law.released_at,
                    "replaced_at": self.law.replaced_at},
            "lists": [{"id": one.id, "version": one.version, "entries": one.entries, "searched": one.searched}
                      for one in self.lists],
            "facts": {one.name: {"value": one.value, "status": one.status, "source": one.source} for one in self.facts},
            "kept": [{"what": one.what, "digest": one.digest, "size": one.size, "intact": one.intact}
                     for one in self.kept],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replay:
    """Every decision of a case opened again, the oldest first."""

    case: uuid.UUID
    post: str
    zone: str
    name: str
    decisions: tuple[Replayed, ...]

    @property
    def same(self) -> bool:
        """Whether every decision comes out as it was recorded."""
        return all(one.same for one in self.decisions)


def replay(officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, purpose: str = "", language: str = "en") -> Replay:
    """Open every decision of a case again; the look, its purpose and what it found are journaled.

    Raises NotPermitted, and NotFound for a case that is not there.
    """
    case = _case(case_id)
    permit(officer, "replay", stamp, str(case.id), post=case.post.code, compartment=case.compartment)
    walls.keep(officer, "replay", case, stamp)
    found = _replayed(case, language)
    _note(officer.id, officer.post, stamp, case, found, purpose)
    return found


def replay_here(case_id: uuid.UUID, stamp: Stamp) -> Replay:
    """The same for whoever runs the machine and so holds the records anyway; journaled as the system's own look."""
    case = _case(case_id)
    found = _replayed(case)
    _note(SYSTEM, case.post.code, stamp, case, found, "limen replay")
    return found


def said(value: Any) -> str:
    """Any kept value in one line."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {said(one)}" for key, one in value.items() if one not in ("", None, {}, [])) or "—"
    if isinstance(value, list | tuple):
        return "; ".join(said(one) for one in value) or "—"
    return str(value)


def _case(case_id: uuid.UUID) -> Case:
    row = Case.objects.select_related("post", "document").filter(id=case_id).first()
    if row is None:
        raise NotFound("There is no such case at this post.")
    return row


def _note(officer: str, post: str, stamp: Stamp, case: Case, found: Replay, purpose: str) -> None:
    differing = {one.decision for one in found.decisions if not one.same}  # in itself or in its second signature
    payload = {
        "purpose": purpose.strip()[:LONGEST_PURPOSE] or "replay",
        "replayed": {str(one.decision): "differs" if one.decision in differing else "same" for one in found.decisions},
    }
    with transaction.atomic():
        if journal.earlier(stamp.key) is None:
            journal.append(
                stamp=stamp, verb="see_case", officer=officer, post=post, payload=payload, case=str(case.id),
                person=str(case.person_id or ""),
            )  # fmt: skip
    checkpointing.if_due(stamp.at)


def _replayed(case: Case, language: str = "en") -> Replay:
    taken: list[tuple[datetime, Replayed]] = []
    told = retracing.told_of(case)
    for decision in case.decisions.select_related("assessment", "officer"):
        rest = decision.assessment
        said = told.pop(str(decision.id), None)
        became = retracing.differences(said, decision) if said is not None else ()
        taken.append((decision.made_at, _opened(decision, decision, rest, became, language)))
        for signature in decision.countersignatures.select_related("officer").filter(agreed=True):
            # The law was asked again for the second signature: that answer is replayed as well.
            second = case.assessments.filter(made_at=signature.made_at).order_by("-revision").first()
            taken.append((signature.made_at, _opened(decision, signature, second, (), language)))
    taken += [(gone.at, _gone(gone)) for gone in told.values()]
    name = f"{case.document.given} {case.document.surname}".strip() if case.document else ""
    ordered = tuple(one for _, one in sorted(taken, key=lambda pair: pair[0]))
    return Replay(case.id, case.post.title, case.post.zone, name, ordered)


def _gone(told: retracing.Told) -> Replayed:
    """A decision that the journal tells of and that has no row any more."""
    by = Account.objects.filter(id=told.officer).first()
    return Replayed(
        decision=uuid.UUID(told.id), act=told.verb, outcome=told.verb, advised="",
        officer=by.full_name if by else told.officer, taken_at=told.at, state=told.state or "",
        sides=(Side("record", "decision", told.id, None),), law=LawThen("", ""), lists=(), facts=(), kept=(),
    )  # fmt: skip


def _opened(
    decision: Decision,
    act: Decision | Countersignature,
    rest: Assessment | None,
    became: Iterable[tuple[str, Any, Any]] = (),
    language: str = "en",
) -> Replayed:
    """One decision or signature with everything compared; never an exception, whatever became of the bytes.

    `became` is the row beside what the journal says became of the decision since.
    """
    reader = _Reader()
    sides = [Side("record", *one) for one in became]
    # What can be read of them; bytes that are gone leave them empty.
    law = LawThen("", "")
    lists: tuple[ListThen, ...] = ()
    facts: tuple[FactThen, ...] = ()
    inputs: Mapping[str, str] = rest.inputs if rest is not None else {}
    if rest is None:
        sides.append(Side("record", "assessment", "recorded", None))
    else:
        try:
            facts = tuple(_facts_then(reader.json("facts", inputs["facts"])))
            pack = reader("law", inputs["pack"])
            law = _law_then(pack, inputs["pack"], rest.made_at, language)
            facts = tuple(
                replace(one, title=_pack(pack).words(language, "facts", one.name, "name") or one.title) for one in facts
            )
            kept = reader.json("lists", inputs["lists"])
            day = next(fact.value for fact in facts if fact.name == "entry_date")
            lists = tuple(_lists_then(kept, str(day), rest))
            sides += _compared(rest, decision, reader, act is decision)
            if kept["rules"] != RULES_VERSION and not all(side.same for side in sides):
                sides.append(Side("replay", "rules of comparing names", kept["rules"], RULES_VERSION))
        except _BROKEN as fault:
            sides.append(Side("replay", "", "possible", f"{type(fault).__name__}: {fault}"[:300]))
        sides += _recorded(decision, act, rest)
    sides += [Side("bytes", one.what, one.digest, one.found or None) for one in reader.found.values()]
    return Replayed(
        decision=decision.id,
        act=decision.act if act is decision else "countersign",
        outcome=decision.outcome,
        advised=decision.advised if act is decision else str(rest.advice["outcome"]) if rest else "",
        officer=act.officer.full_name,
        taken_at=act.made_at,
        state=decision.state,
        sides=tuple(sorted(sides, key=lambda side: (side.same, _ORDER[side.kind]))),
        law=law,
        lists=lists,
        facts=facts,
        kept=tuple(reader.found.values()),
    )


_ORDER = {kind: place for place, kind in enumerate(KINDS)}
# What bytes that are gone or were changed may raise on their way through the rooms.
_BROKEN = (
    Kept.DoesNotExist, PolicyError, ScreeningError, MrzError, interview.AnswerError, ValueError, KeyError, TypeError,
    AttributeError, StopIteration,
)  # fmt: skip


@dataclass(slots=True)
class _Reader:
    """Reads kept bytes by their digest and remembers whether they still have it."""

    found: dict[str, KeptThen] = field(default_factory=dict)

    def __call__(self, what: str, digest: str) -> bytes:
        row = Kept.objects.filter(digest=digest).first()
        content = bytes(row.content) if row is not None else b""
        now = hashlib.sha256(content).hexdigest() if row is not None else ""
        self.found[digest] = KeptThen(what, digest, len(content) if row is not None else None, now)
        if row is None:
            raise Kept.DoesNotExist(f"{what}: no bytes are kept under {digest}")
        return content

    def json(self, what: str, digest: str) -> Any:
        return json.loads(self(what, digest))


def _compared(rest: Assessment, decision: Decision, reader: _Reader, taken: bool) -> Iterator[Side]:
    """Everything recomputed beside what was recorded."""
    inputs = rest.inputs
    kept = reader.json("evidence", inputs["evidence"])
    pack = _pack(reader("law", inputs["pack"]))
    route = pack.route(kept["direction"])
    evidence = evidence_of(kept, policy.fact_dictionary(route))
    reader("document as read", hashlib.sha256(evidence.mrz.encode()).hexdigest())
    lists = _lists_of(inputs["lists"], reader, evidence.on)
    checked, advice = assessment.assess(evidence, lists, route)
    now = _plain(advice.to_json())
    then = rest.advice
    for name in ("outcome", "kind", "decided", "snapshot"):
        yield Side("advice", name, then.get(name), now[name])
    if taken and decision.snapshot != then.get("snapshot"):
        yield Side("advice", "snapshot of the decision", decision.snapshot, now["snapshot"])
    yield from _paired("ground", then["grounds"], now["grounds"], "id", "title")
    if taken:  # what the decision itself relied on: all of the grounds, or those that were chosen
        given = {ground["id"]: ground for ground in now["grounds"]}
        for ground in decision.grounds:
            yield Side("ground", f"{ground['id']} (relied on)", ground, given.get(ground["id"]), ground["title"])
    yield from _paired("ask", then["ask"], now["ask"], "fact", "question")
    yield from _paired("tell", then["tell"], now["tell"], "id", "text")
    yield from _paired("deadline", then["deadlines"], now["deadlines"], "clock", "words")
    again = _checks(_plain([finding.to_json() for finding in checked.findings]))
    words = {**examined.words(), **screening.WORDS, **assessment.WORDS}
    for name, (one, other) in _both(_checks(rest.findings), again):
        title = words.get(name.split()[0], "").format_map(_Params((one or other or {}).get("params", {})))
        yield Side("check", name, one, other, title)
    facts = _plain({fact.name: fact.to_json() for fact in checked.facts})
    yield from (Side("fact", name, *pair) for name, pair in _both(reader.json("facts", inputs["facts"]), facts))
    disagreeing = _plain([one.to_json() for one in checked.discrepancies])
    yield from _paired("discrepancy", rest.discrepancies, disagreeing, "name", "name")


def _checks(findings: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Findings by a name of their own: the code, the list where there are several, a number where that is not enough.

    The sentence is left out: it is made from the code by the words of the day (DESIGN §9.6).
    """
    named: dict[str, dict[str, Any]] = {}
    for finding in findings:
        name = f"{finding['code']} {finding['params'].get('list', '')}".strip()
        several = sum(1 for other in named if other.partition(" #")[0] == name)
        named[f"{name} #{several + 1}" if several else name] = {
            key: value for key, value in finding.items() if key not in ("reason", "code")
        }
    return named


class _Params(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _paired(kind: str, then: Iterable[Any], now: Iterable[Any], key: str, title: str) -> Iterator[Side]:
    """Rows of two lists beside each other by their key, with the title that people know them by."""
    first, second = {row[key]: row for row in then}, {row[key]: row for row in now}
    for name, (one, other) in _both(first, second):
        shown = str((one or other or {}).get(title, ""))
        yield Side(kind, str(name), one, other, "" if shown == name else shown)


def _both(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for name in dict.fromkeys((*then, *now)):
        yield name, (then.get(name), now.get(name))


def _plain(value: Any) -> Any:
    """A value as it comes back from JSON, as the recorded one did."""
    return json.loads(journal.canonical(value))


def _recorded(decision: Decision, act: Decision | Countersignature, rest: Assessment) -> Iterator[Side]:
    """The rows beside what the journal says of the act: a row changed since is seen although it is well formed."""
    found = {name: getattr(rest, name) for name in ("findings", "facts", "discrepancies", "advice")}
    entry = (
        JournalEntry.objects.select_related("payload")
        .filter(node=act.node, act_key=str(act.act_key), case=str(decision.case_id))
        .first()
    )
    if entry is None:
        yield Side("record", "journal entry", str(act.act_key), None)
        return
    taken = act is decision
    yield Side("record", "act", entry.verb, decision.act if taken else retracing.signing(decision, entry.verb))
    yield Side("record", "outcome", entry.verb if taken else decision.act, decision.outcome)
    yield Side("record", "officer", entry.officer, str(act.officer_id))
    yield Side("record", "moment", journal.moment(entry.at), journal.moment(act.made_at))
    if not JournalPayload.objects.filter(entry=entry).exists():
        yield Side("record", "payload of the journal", entry.payload_digest, None)
        return
    if entry.payload.masked_at is not None:
        return  # masked under law: what it said is gone, and the journal says so
    given = hashlib.sha256(bytes.fromhex(entry.payload.salt) + entry.payload.content.encode()).hexdigest()
    yield Side("record", "payload of the journal", entry.payload_digest, given)
    told = json.loads(entry.payload.content)
    yield Side("record", "inputs of the assessment", told.get("inputs"), rest.inputs)
    if "assessed" in told:
        yield Side("record", "assessment", told["assessed"], store.name_of(found))
    if taken:
        yield Side("record", "inputs", told.get("inputs"), decision.inputs)
        yield Side("record", "advised", told.get("advised"), decision.advised)
        yield Side("record", "grounds", told.get("grounds"), [ground["id"] for ground in decision.grounds])
        yield Side("record", "own reasons", told.get("own_reasons"), decision.own_reasons)


# -- kept bytes as the words of the pure rooms ------------------------------------------------------------------------


def evidence_of(kept: Mapping[str, Any], facts: Mapping[str, FactDefinition]) -> Evidence:
    """The evidence that `Evidence.to_json` wrote, its answers typed again by the law of that day."""
    since = kept["register_from"]
    return Evidence(
        on=date.fromisoformat(kept["on"]), direction=kept["direction"], mrz=kept["mrz"],
        answers=tuple(_answer(row, facts) for row in kept["answers"]),
        movements=tuple(kept["movements"]),
        proposals=kept["proposals"],
        register_from=date.fromisoformat(since) if since else None,
        resolutions=kept["resolutions"],
        post_country=kept["post_country"], post=kept.get("post", ""), unsearched=kept.get("unsearched", {}),
        relaxed=kept.get("relaxed"),
        examined=tuple(kept.get("examined", ())),
        library=kept.get("library"), flight=kept.get("flight", ""),
        registers=tuple(kept.get("registers", ())), overrides=kept.get("overrides", {}),
    )  # fmt: skip


def _answer(row: Mapping[str, Any], facts: Mapping[str, FactDefinition]) -> Fact:
    known = Fact(
        row["name"], row["value"], FactStatus(row["status"]), Standard(row["standard"]), row.get("source", ""),
        row.get("as_of", ""), tuple(row.get("basis", ())),
    )  # fmt: skip
    return interview.restore(facts[known.name], known)


@lru_cache(maxsize=4)
def _pack(data: bytes) -> Pack:
    return Pack.from_bytes(data)


Source = tuple[str, str, str, bytes, tuple[tuple[str, bytes], ...]]  # id, format, version, bytes as published, beside


@lru_cache(maxsize=2)
def _index(sources: tuple[Source, ...]) -> Index:
    """The index of lists as published; by the bytes themselves, so that changed bytes never meet an older index."""
    entries: list[screening.Entry] = []
    for list_id, form, version, data, beside in sources:
        content = read_list(form, data, list_id=list_id, **dict(beside))
        if content.content_hash != version:
            raise ValueError(f"the kept bytes of the list {list_id} do not hold the entries of {version[:12]}")
        entries += content.entries
    return Index.build(entries)


def _lists_of(digest: str, reader: _Reader, on: date) -> Lists:
    """A past version of the lists, read again from the bytes as they were published."""
    kept = reader.json("lists", digest)
    sources = []
    for row in kept["lists"]:
        given = row["sources"]
        told = [(name, f"list {row['id']}, {name} file") for name in listing.BESIDE if given.get(name)]
        beside = tuple((name, reader(words, given[name])) for name, words in told)
        sources.append((row["id"], row["format"], row["version"], reader(f"list {row['id']}", given["list"]), beside))
    return listing.opened(kept, _index(tuple(sources)), digest, on)


# -- as it was, for people --------------------------------------------------------------------------------------------


def _law_then(data: bytes, digest: str, at: datetime, language: str) -> LawThen:
    """The pack of the kept bytes; from the releases, since when and until when it was in force."""
    pack = _pack(data)
    title = title_of_pack(pack, language)
    if (service := released.released_with(digest, at)) is None:
        return LawThen(title, digest, tuple(pack.reviewers))
    row, since, until = service
    return LawThen(title, digest, tuple(pack.reviewers), since, released.signed_by(row), until)


def _lists_then(kept: Mapping[str, Any], on: str, rest: Assessment) -> Iterator[ListThen]:
    unsearched = ageing.unsearched_of(rest.findings)
    for row in kept["lists"]:
        imported = WatchList.objects.filter(list_id=row["id"], version=row["version"], made_at__lte=rest.made_at)
        yield ListThen(
            id=row["id"],
            title=row["title"],
            kind=row["kind"],
            version=row["version"],
            entries=row["entries"],
            threshold=row["threshold"],
            expires=row["expires"],
            searched=row["id"] not in unsearched and not (row["expires"] and row["expires"] < on),
            imported_at=imported.order_by("-made_at").values_list("made_at", flat=True).first(),
        )


def _facts_then(kept: Mapping[str, Mapping[str, Any]]) -> Iterator[FactThen]:
    for name, row in kept.items():
        yield FactThen(
            name, name.replace("_", " "), row["value"], row["status"], row.get("source", ""), row["standard"],
            row.get("as_of", ""), tuple(row.get("basis", ())),
        )  # fmt: skip
