"""What a case rests on, and what the checks and the law make of it: worked out before the act where it is foreseen.

`assessment.assess` is pure and takes most of the work of an act; a transaction of the office is waited for by every
other desk. So an act that can say what its evidence will be has it worked out first, from the rows as they stand then.
In its transaction, with the case locked, the act reads everything again: a result counts only for exactly this
evidence, these lists and this law, named by what they contain, and anything else is worked out there. What was worked
out belongs to one act and is gone with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from limen import assessment, interview, screening
from limen.assessment import Checked, Evidence, Lists
from limen.documents import examined
from limen.office.actions import ageing, differences, law, library, listing, relaxing
from limen.office.actions.acting import Acting
from limen.office.records import store
from limen.office.records.models import Answer, Case, Decision, HistoryLink, Hit, Inquiry
from limen.policy import FactDefinition
from limen.screening import Entry
from limen.screening import Hit as Found
from limen.screening.documents import register_entries
from limen.vocabulary.decision import Advice
from limen.vocabulary.evidence import Fact, FactStatus


@dataclass(frozen=True)
class Assessed:
    """What was found and advised, with the bytes and the words that are kept of it."""

    checked: Checked
    advice: Advice
    evidence: bytes
    told: Mapping[str, Entry]  # what other people's registers told, as entries by their keys

    @cached_property
    def facts(self) -> bytes:
        """The facts as they are kept."""
        return store.canonical({fact.name: fact.to_json() for fact in self.checked.facts})

    @cached_property
    def found(self) -> Mapping[str, Any]:
        """The columns of the assessment's row."""
        return {
            "findings": [finding.to_json(_words()) for finding in self.checked.findings],
            "facts": {fact.name: fact.to_json() for fact in self.checked.facts},
            "discrepancies": [discrepancy.to_json() for discrepancy in self.checked.discrepancies],
            "advice": self.advice.to_json(),
        }

    @cached_property
    def name(self) -> str:
        """The digest of what was found, for the journal."""
        return store.name_of(self.found)


@cache
def _words() -> Mapping[str, str]:
    return {**examined.words(), **screening.WORDS, **assessment.WORDS}


def weigh(acting: Acting, evidence: Evidence, lists: Lists, pack: str) -> Assessed:
    """What the checks and the law of this pack's digest make of this evidence; taken from ahead where it was foreseen.

    `Lists.version` names the content, use, expiry and rules of comparing; the day and the direction are evidence.
    """
    said = store.canonical(evidence.to_json())
    key = (store.digest(said), lists.version, pack)
    done = acting.ahead.results.get(key)
    if done is None:
        checked, advice = assessment.assess(evidence, lists, law.pack(pack).route(evidence.direction))
        told = {entry.key: entry for kept in evidence.registers for entry in _entries(kept)}
        done = acting.ahead.results[key] = Assessed(checked, advice, said, told)
    return done


def _entries(kept: Mapping[str, Any]) -> Iterator[Entry]:
    return register_entries(kept["register"], kept.get("reports", ()))


def evidence_of(
    case: Case, acting: Acting, *, mrz: str = "", said: Answer | None = None, looked: Mapping[str, Any] | None = None,
    told: Inquiry | None = None,
) -> Evidence:  # fmt: skip
    """Everything a decision on this case rests on, as it stands in the records now.

    With the `mrz` about to be read, with an answer about to be given, with an examination and with what a register
    told about to be kept, each in place of the one before, where named.
    """
    if not mrz:
        reading = case.readings.filter(superseded=False).select_related("kept").latest("made_at")
        mrz = bytes(reading.kept.content).decode()
    facts, rows = law.facts(case, acting.today), store.answers_of(case)
    if said is not None:
        rows = [*(row for row in rows if row.fact != said.fact), said]
    apart = differences.disputed(case, said)
    answers = tuple(_restored(facts[row.fact], row, row.fact in apart) for row in rows if row.fact in facts)
    if in_second_line(case) and "line" in facts:
        answers += (Fact("line", "second", source="post", as_of=acting.today.isoformat()),)
    persons = store.same_person(case.person_id) if case.person_id else set()
    hits = case.hits.filter(superseded=False)
    return Evidence(
        on=acting.today,
        direction=case.direction,
        mrz=mrz,
        answers=answers,
        movements=tuple(
            {"direction": row.direction, "on": row.on.isoformat(), "state": row.post.country, "counts": row.counts}
            for row in store.movements_of(persons, before=acting.today)
            if row.case_id != case.id
        ),
        proposals=case.history_links.filter(state=HistoryLink.State.PROPOSED, person=case.person_id).count(),
        register_from=case.post.register_from,
        resolutions=store.resolutions(hits),
        post_country=case.post.country,
        relaxed=relaxing.in_force(case, acting.today),
        examined=store.examined(case, looked),
        library=library.said(mrz, answers, acting.today),
        registers=store.inquiries(case, told),
        post=case.post.code,
        flight=case.flight,
        unsearched=ageing.unsearched(case.post, acting.stamp.at),
        overrides=store.overrides(case),
    )


def in_second_line(case: Case) -> bool:
    """Whether the check is a further one, away from where everybody is checked (SBC Art 2(13)).

    It is from the taking over until the case is returned to the desk; a refusal proposed there stays one of there.
    """
    if case.state in ("open", "referred"):
        return False
    return (
        case.state == "secondary"
        or case.referrals.exclude(taken_at=None).filter(ended_at=None).exists()
        or case.decisions.filter(state=Decision.State.RETURNED).exists()
        or case.holds.exclude(ended_at=None).exists()
    )


def _restored(definition: FactDefinition, row: Answer, is_disputed: bool) -> Fact:
    """A kept answer as a fact; one that the law in force no longer takes is unknown, and asked again.

    What a paper contradicts and nobody has weighed is disputed: its value stays to be seen and decides nothing.
    """
    try:
        found = interview.restore(definition, store.fact_of(row))
        return replace(found, status=FactStatus.DISPUTED) if is_disputed and found.source == "answer" else found
    except interview.AnswerError:
        return Fact.unknown(row.fact, source=row.source, basis=(f"answer:{row.id}", "answer.not_taken"))


# -- ahead of an act --------------------------------------------------------------------------------------------------


def as_it_stands(acting: Acting, *_: Any, **__: Any) -> None:
    """Weigh a case ahead of an act that only asks the law again."""
    if acting.case.document_id is not None:
        foresee(acting, evidence_of(acting.case, acting))


def foresee(acting: Acting, evidence: Evidence, document: str = "") -> None:
    """Weigh evidence that an act will have; once more with the hits that it will make of what is found on the lists.

    `document` is the digest of a document about to be read, else it is the document of the case.
    """
    pack, lists = law.release_of(acting.case.post, acting.today).digest, listing.current(acting.today)
    done = weigh(acting, evidence, lists, pack)
    used = lists.as_used(evidence)
    states = _states(acting.case, document, done.checked.hits, used, evidence.resolutions)
    if states != evidence.resolutions:
        done = weigh(acting, replace(evidence, resolutions=states), lists, pack)
    _ = done.facts, done.name  # worked out now, kept with the result


def _states(
    case: Case, document: str, found: tuple[Found, ...], lists: Lists, known: Mapping[str, str]
) -> Mapping[str, str]:
    """The states of the hits as the act will leave them: new ones open or remembered, those no longer found gone."""
    states = {key: state for key, state in known.items() if key.partition(":")[0] in lists.expired}
    for hit in found:
        key = f"{hit.list}:{hit.entry_id}"
        if key not in known:
            document = document or (case.document.digest if case.document else "")
            before = store.remembered(document, hit.entry_hash, hit.rules_version)
            states[key] = str(Hit.State.REMEMBERED if before else Hit.State.OPEN)
        else:
            states[key] = known[key]
    return states
