"""The journey on one page: what was read and answered → findings → facts → what the law says.

Pure: the same evidence, lists, law and day give the same result, so any decision can be replayed from its kept inputs.
`check` looks at the document, the lists and the register; `advise` asks the law; `assess` does both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from limen import documents, policy, screening
from limen.documents import examined as looked
from limen.documents import lost
from limen.documents.examined import Examined
from limen.documents.mrz import Reading
from limen.policy import Route, stays
from limen.screening import Entry, Hit, Index, ListManifest, Reported
from limen.screening.copies import blinded_hits
from limen.screening.documents import REGISTER
from limen.screening.lists import ListKind
from limen.screening.unsearched import why_not
from limen.vocabulary import countries
from limen.vocabulary.dates import spoken_day
from limen.vocabulary.decision import Advice, Tell
from limen.vocabulary.evidence import N_, Discrepancy, Fact, FactStatus, Finding, Outcome
from limen.vocabulary.person import Person

BLOCKING = frozenset({"open", "inconclusive"})
OVERRIDDEN = "overridden"  # a chief ordered, by name and with reasons, that an unresolved hit keeps nobody waiting
# Checks whose failing says something of a date or a name, not that the document is altered or misread.
NOT_OF_THE_DOCUMENT = frozenset({"mrz.expiry", "mrz.expiry_century", "mrz.birth_century", "mrz.name_truncated"})
# Doc 9303-3 4.4: the first letter says what kind of document it is; the fact's values are the law's.
KINDS: Mapping[str, str] = {"P": "passport", "V": "visa", "I": "identity_card", "A": "other", "C": "identity_card"}

# SBC 9, 8(2): whatever is relaxed, whose document it is, whether it is in order and the lists are looked at.
LEAST_CHECKS = frozenset({"mrz", "list", "lists", "document"})

# Pairing entries with exits needs no rule of law: the numbers of this one are not used.
_PAIRING = stays.StayRule("register", 90, 180, "")

WORDS: Mapping[str, str] = {
    "list": N_("Screened against {title}"),
    "list.passed": N_("{title}: nobody of this name and birth date ({entries} entries searched)"),
    "list.unsure": N_("{title}: hits to be resolved: {hits}"),
    "list.failed": N_("{title}: this is the listed person"),
    "list.not_done": N_("{title}: not searched, {why}"),
    "override": N_("Let through by order"),
    "override.unsure": N_(
        "{title}, entry {entry}: the hit is not resolved. {by} ({role}) ordered on {since} that it keeps nobody "
        "waiting: {why}"
    ),
    "lists": N_("Lists at this post"),
    "lists.not_done": N_("No list is in service at this post: nobody was screened"),
    "register": N_("Earlier movements"),
    "register.passed": N_("Earlier movements on record since {since}: {movements}"),
    "register.unsure": N_("Earlier persons who may be this one: {proposals}; confirm or reject before they count"),
    "register.not_done": N_("The register begins on {since}: stays before that are not known"),
    "register.matched": N_("Entries and exits"),
    "register.matched.passed": N_("Each entry has its exit"),
    "register.matched.unsure": N_("Movements without a partner: {unmatched}; days are not certain"),
    "chip": N_("Chip"),
    "chip.not_done": N_("The chip was not read: no reader at this desk"),
    "portrait": N_("Portrait"),
    "portrait.not_done": N_("The face was not compared by machine: look at the holder and the page"),
    "relaxed": N_("Relaxed checks"),
    "relaxed.not_done": N_("Checks relaxed since {since} by order of {by}: {why}. Not asked: {facts}"),
    "left_out": N_("Left out: {title}"),
    "left_out.not_done": N_("Left out by order of {by} since {since}"),
    "discrepancy.answer": N_("the answer and the record disagree"),
}


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a post with their index; `expired` ones are in the index but may not be used.

    `partial` ones say only who is on them: that nobody was found there makes no fact false.
    """

    index: Index
    manifests: Mapping[str, ListManifest]
    version: str = ""
    sizes: Mapping[str, int] = field(default_factory=dict)
    expired: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    blinded: Mapping[str, bytes] = field(default_factory=dict)  # those that came as digests, each with its salt

    def screen(self, person: Person) -> tuple[Hit, ...]:
        """Every hit of a traveller, each list by its own threshold, a blinded one by exact agreement."""
        hits = screening.screen(self.index, person, manifests=self.manifests)
        return (*hits, *blinded_hits(self.index, self.blinded, person)) if self.blinded else hits

    def without(self, expired: frozenset[str]) -> Lists:
        """The same lists with some of them past their last day."""
        return replace(self, expired=expired)

    def as_used(self, evidence: Evidence) -> Lists:
        """The same lists with those that were not searched then among those past their last day."""
        return self.without(self.expired | evidence.unsearched.keys()) if evidence.unsearched else self


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a decision may rest on, as it was: the MRZ as read, answers, the register, what was resolved.

    `movements` are `{"direction","on","state","counts"}` of this person by documents that prove it or links an officer
    confirmed; `proposals` counts links nobody confirmed; `register_from` is where the register's coverage begins;
    `resolutions` maps `list:entry` to the state of the hit; `overrides` holds a chief's orders that a hit keeps this
    traveller waiting no longer, each with `id`, `by`, `role`, `reason`, `at`; `post_country` is ISO 3166 two-letter.
    `relaxed` is the order under which fewer checks are made, None where all are: `id`, `since`, `by`, `reason`, `cite`,
    and `left_out` with the codes of `checks` and the names of `facts`. `examined` are the examinations of the document
    as they are kept (`documents.examined`). `library` is what the reference library said of the document, its alerts as
    findings under `found`; None where nobody asked it. `registers` are the questions to other people's registers of
    lost documents, each as it is kept (`documents.lost.Inquiry`), one that was not asked yet too. `post` is the code of
    the post, by which an entry with a scope is looked at or not; empty in what was kept before entries had one.
    `flight` is what the traveller came or goes by, "" where nobody noted it.
    `unsearched` are lists in service that the post could or would not search then, each with why (`UNSEARCHED`).
    """

    on: date
    direction: str
    mrz: str
    answers: tuple[Fact, ...] = ()
    movements: tuple[Mapping[str, Any], ...] = ()
    proposals: int = 0
    register_from: date | None = None
    resolutions: Mapping[str, str] = field(default_factory=dict)
    post_country: str = ""
    relaxed: Mapping[str, Any] | None = None
    examined: tuple[Mapping[str, Any], ...] = ()
    library: Mapping[str, Any] | None = None
    registers: tuple[Mapping[str, Any], ...] = ()
    post: str = ""
    flight: str = ""
    unsearched: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def left_out(self) -> tuple[frozenset[str], frozenset[str]]:
        """The codes of checks and the names of facts that are left out by order."""
        given = self.relaxed["left_out"] if self.relaxed else {}
        return frozenset(given.get("checks", ())), frozenset(given.get("facts", ()))

    def to_json(self) -> dict[str, Any]:
        """The evidence as it is kept; `from_json` reads it back."""
        kept: dict[str, Any] = {
            "on": self.on.isoformat(),
            "direction": self.direction,
            "mrz": self.mrz,
            "answers": [{"name": fact.name, **fact.to_json()} for fact in self.answers],
            "movements": [dict(movement) for movement in self.movements],
            "proposals": self.proposals,
            "register_from": self.register_from.isoformat() if self.register_from else None,
            "resolutions": dict(self.resolutions),
            "post_country": self.post_country,
        }
        if self.relaxed is not None:  # what was kept before there was such an order has the same bytes as ever
            kept["relaxed"] = dict(self.relaxed)
        if self.examined:
            kept["examined"] = [dict(one) for one in self.examined]
        if self.library is not None:
            kept["library"] = dict(self.library)
        if self.registers:
            kept["registers"] = [dict(one) for one in self.registers]
        if self.post:
            kept["post"] = self.post
        if self.flight:
            kept["flight"] = self.flight
        if self.unsearched:
            kept["unsearched"] = {key: dict(why) for key, why in self.unsearched.items()}
        if self.overrides:
            kept["overrides"] = {key: dict(order) for key, order in self.overrides.items()}
        return kept


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found and the facts that follow."""

    reading: Reading
    findings: tuple[Finding, ...]
    facts: tuple[Fact, ...]
    hits: tuple[Hit, ...]
    discrepancies: tuple[Discrepancy, ...] = ()


def check(evidence: Evidence, lists: Lists | None) -> Checked:
    """Look at the document, the lists and the register. Raises MrzError for what is no MRZ at all.

    What closer examinations found stands in the evidence, each with the certificates of its own day; without one, chip
    and portrait are `not_done`.
    """
    reading, lists = documents.read_mrz(evidence.mrz, on=evidence.on), lists and lists.as_used(evidence)
    examined = tuple(Examined.of(one) for one in evidence.examined)
    reported, told = _look_up(reading, lists), _told(reading, evidence)
    hits = _screen(reading, lists, (*reported, *told), evidence)
    list_findings = tuple(_list_findings(hits, lists, evidence))
    register_findings = tuple(_register_findings(evidence))
    closer = looked.at_the_desk(examined, reading, evidence.on)
    not_done = (
        Finding(code, Outcome.NOT_DONE, clause=clause)
        for code, clause in (("chip", "Doc 9303-11"), ("portrait", "Doc 9303-3 3.9"))
        if not any(finding.code == code for finding in closer)
    )
    derived = {fact.name: fact for fact in _facts(evidence, reading, hits, lists, examined)}
    facts, discrepancies = _with_answers(derived, evidence.answers)
    differing = looked.differences(examined, reading, evidence.on)
    alerts = tuple(looked.finding_of(one) for one in (evidence.library or {}).get("found", ()))
    reports = (*_lost_findings(reading, lists, reported, evidence), *_register_reports(told, evidence))
    orders = tuple(_order_findings(evidence, lists))
    findings = (*reading.findings, *list_findings, *orders, *reports, *register_findings, *closer, *alerts, *not_done)
    return _relaxed(evidence, Checked(reading, findings, facts, hits, (*discrepancies, *differing)))


def advise(facts: Iterable[Fact], route: Route, *, on: date, left_out: Collection[str] = ()) -> Advice:
    """What the law of this route says of these facts on this day, and what it must still know.

    `left_out` names facts that by order nobody asks for (`limen.policy.relaxed` says what the law then says).
    """
    return policy.evaluate(tuple(facts), route, on=on, left_out=left_out)


def assess(evidence: Evidence, lists: Lists | None, route: Route) -> tuple[Checked, Advice]:
    """`check`, then `advise`; advice under relaxed checks tells so (SBC Art 9)."""
    checked = check(evidence, lists)
    advice = advise(checked.facts, route, on=evidence.on, left_out=evidence.left_out[1])
    if evidence.relaxed is not None:
        words = route.pack.words("en", "tells", "relaxed") or "Fewer checks than usual were made of this crossing."
        mark = Tell("relaxed", route.pack.cited(evidence.relaxed["cite"]), words)
        advice = replace(advice, tell=(*advice.tell, mark))
    return checked, advice


def _relaxed(evidence: Evidence, checked: Checked) -> Checked:
    """The checks with those left out by order as not done, and the facts nobody asked for with why they are unknown.

    What was found all the same is kept: an order hides no check that failed and no fact that is known. Raises
    ValueError for an order that leaves out the least that everybody gets.
    """
    if evidence.relaxed is None:
        return checked
    order = evidence.relaxed
    checks, names = evidence.left_out
    if least := sorted(code for code in checks if code.partition(".")[0] in LEAST_CHECKS):
        raise ValueError(f"these checks may never be left out: {', '.join(least)}")
    told = {"since": _moment(order["since"]), "by": order["by"], "order": order["id"]}
    unasked = sorted(names - {fact.name for fact in checked.facts if fact.status is not FactStatus.UNKNOWN})
    mark = Finding(
        "relaxed",
        Outcome.NOT_DONE,
        {**told, "why": order["reason"].rstrip("."), "facts": _named(unasked)},
        clause=order["cite"],
    )
    found = {finding.code for finding in checked.findings if finding.outcome in (Outcome.FAILED, Outcome.UNSURE)}
    left = tuple(
        Finding("left_out", Outcome.NOT_DONE, {**told, "check": code, "title": WORDS.get(code, code)}, order["cite"])
        for code in sorted(checks - found)
    )
    kept = tuple(finding for finding in checked.findings if finding.code not in checks - found)
    facts = tuple(fact for fact in checked.facts if fact.name not in unasked)
    facts += tuple(Fact.unknown(name, source="relaxed", basis=(f"relaxed:{order['id']}",)) for name in unasked)
    return replace(checked, findings=(*kept, mark, *left), facts=facts)


def _moment(text: str) -> str:
    """A moment as the order states it, in the post's own time."""
    at = datetime.fromisoformat(text)
    return f"{spoken_day(at.date())} {at:%H:%M}"


def _named(names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names) or "–"


def _look_up(reading: Reading, lists: Lists | None) -> tuple[Reported, ...]:
    """The reports of lost and stolen documents that may be of this one, on the lists that may be used."""
    if lists is None:
        return ()
    found = screening.look_up(lists.index, reading.document, lists.manifests)
    return tuple(one for one in found if one.hit.list not in lists.expired)


def _told(reading: Reading, evidence: Evidence) -> tuple[Reported, ...]:
    """The reports of this document that other people's registers told."""
    return tuple(
        one
        for kept in evidence.registers
        for one in screening.of_register(kept["register"], kept.get("reports", ()), reading.document)
    )


def _screen(reading: Reading, lists: Lists | None, reported: Sequence[Reported], evidence: Evidence) -> tuple[Hit, ...]:
    """The hits on the lists that may be used, of entries that are looked at here, today and that way."""
    by_number = {(one.hit.list, one.hit.entry_id): one.hit for one in reported}
    if lists is None:
        return tuple(by_number.values())
    hits = lists.screen(Person.of(reading.document))
    others = (
        hit
        for hit in hits
        if hit.list not in lists.expired
        and (hit.list, hit.entry_id) not in by_number
        and _is_looked_at(lists.index.entry(f"{hit.list}:{hit.entry_id}"), evidence)
    )
    return tuple(sorted((*by_number.values(), *others), key=lambda hit: (-hit.score, hit.list, hit.entry_id)))


def _is_looked_at(entry: Entry, evidence: Evidence) -> bool:
    """Whether an entry is one for this crossing; its scope may be of posts, days or a direction."""
    here = (evidence.post, evidence.on, evidence.direction, evidence.flight)
    return entry.scope is None or entry.scope.covers(*here)


def _lost_findings(
    reading: Reading, lists: Lists | None, reported: Sequence[Reported], evidence: Evidence
) -> tuple[Finding, ...]:
    """What the lists of lost, stolen and revoked documents say of this one."""
    theirs = [one.id for one in lists.manifests.values() if one.kind is ListKind.LOST_STOLEN] if lists else []
    usable = [one for one in theirs if lists and one not in lists.expired]
    why = lost.EXPIRED if theirs and not usable else "" if reading.document.number else lost.NO_NUMBER
    searched = sum(lists.sizes.get(one, 0) for one in usable) if lists and usable and not why else None
    reports = ((_report(one), _state_of(one.hit, evidence)) for one in reported)
    return lost.findings(reports, on=evidence.on, searched=searched, why=why, clause="SBC 8(3)(a)(i)")


def _register_reports(told: Sequence[Reported], evidence: Evidence) -> Iterable[Finding]:
    """What other people's registers said of this document, each question a finding and each report one."""
    for kept in evidence.registers:
        inquiry = lost.Inquiry.of(kept)
        theirs = [one for one in told if one.hit.list == REGISTER + inquiry.register]
        yield lost.asked(inquiry, [_state_of(one.hit, evidence) for one in theirs], "SBC 8(3)(a)(i)")
    if told:
        reports = ((_report(one), _state_of(one.hit, evidence)) for one in told)
        yield from lost.findings(reports, on=evidence.on, searched=0, clause="SBC 8(3)(a)(i)")


def _report(one: Reported) -> lost.Report:
    listed = one.listed
    status = lost.Status(listed.status or "lost")
    return lost.Report(
        one.hit.list, one.hit.entry_id, status, one.how, listed.number, listed.lost_on, listed.reported_on
    )


def _state_of(hit: Hit, evidence: Evidence) -> str:
    return evidence.resolutions.get(f"{hit.list}:{hit.entry_id}", "open")


def _weighed(hit: Hit, evidence: Evidence) -> str:
    """The state of a hit as facts are drawn from it: an order to let through stands in place of what blocks.

    The hit stays what it is, and the check of its list goes on saying so.
    """
    state = _state_of(hit, evidence)
    ordered = state in BLOCKING and f"{hit.list}:{hit.entry_id}" in evidence.overrides
    return OVERRIDDEN if ordered else state


def _list_findings(hits: Sequence[Hit], lists: Lists | None, evidence: Evidence) -> Iterable[Finding]:
    if lists is None or not lists.manifests:
        yield Finding("lists", Outcome.NOT_DONE, clause="SBC 8(3)(a)(vi)")
        return
    for manifest in lists.manifests.values():
        params: dict[str, str | int | float | bool] = {"title": manifest.title or manifest.id, "list": manifest.id}
        if manifest.id in lists.expired:
            yield Finding(
                "list", Outcome.NOT_DONE, params | why_not(evidence.unsearched.get(manifest.id, {}), manifest.expires)
            )
            continue
        states = [_state_of(hit, evidence) for hit in hits if hit.list == manifest.id]
        open_states = [state for state in states if state in BLOCKING]
        if "same" in states:
            outcome = Outcome.FAILED
        else:
            outcome = Outcome.UNSURE if open_states else Outcome.PASSED
        params |= {"hits": len(open_states), "entries": lists.sizes.get(manifest.id, 0)}
        yield Finding("list", outcome, params, clause="SBC 8(3)(a)(vi)", evidence={"version": lists.version})


def _order_findings(evidence: Evidence, lists: Lists | None) -> Iterable[Finding]:
    """Each order of a chief that an unresolved hit keeps this traveller waiting no longer: who, in what rank, why."""
    for key, order in sorted(evidence.overrides.items()):
        list_id, _colon, entry = key.rpartition(":")
        manifest = lists.manifests.get(list_id) if lists else None
        params = {
            "title": (manifest.title if manifest else "") or list_id, "entry": entry, "by": order["by"],
            "role": order["role"], "since": _moment(order["at"]), "why": order["reason"].rstrip("."),
        }  # fmt: skip
        yield Finding("override", Outcome.UNSURE, params, evidence={"order": order["id"]})


def _register_findings(evidence: Evidence) -> Iterable[Finding]:
    since = evidence.register_from.isoformat() if evidence.register_from else "?"
    params: dict[str, str | int | float | bool] = {
        "movements": len(evidence.movements), "since": since, "proposals": evidence.proposals,
    }  # fmt: skip
    if evidence.proposals:
        outcome = Outcome.UNSURE
    else:
        outcome = Outcome.PASSED if _covered(evidence) else Outcome.NOT_DONE
    yield Finding("register", outcome, params, clause="SBC 6(1), 8(3)(a)(iii)")
    unmatched = len(unmatched_movements(evidence.movements, evidence.direction, evidence.on))
    yield Finding(
        "register.matched", Outcome.UNSURE if unmatched else Outcome.PASSED, {"unmatched": unmatched}, clause="SBC 12"
    )


def unmatched_movements(movements: Iterable[Mapping[str, Any]], direction: str, on: date) -> tuple[stays.Movement, ...]:
    """The movements on record that lack their counterpart; at exit the last entry is not one: this exit follows it."""
    found = stays.presence(stays.parse_movements([dict(movement) for movement in movements]), on, _PAIRING)
    if direction == "exit" and found.open_since is not None:
        return found.unmatched[:-1]
    return found.unmatched


def _covered(evidence: Evidence) -> bool:
    """Whether the register reaches back over the whole 180-day window (DESIGN §9.4)."""
    return evidence.register_from is not None and evidence.register_from <= evidence.on - timedelta(days=179)


def _facts(
    evidence: Evidence, reading: Reading, hits: Sequence[Hit], lists: Lists | None, examined: Sequence[Examined]
) -> Iterable[Fact]:
    document, as_of = reading.document, evidence.on.isoformat()

    def of_mrz(name: str, value: Any, *, known: bool = True) -> Fact:
        status = FactStatus.KNOWN if known else FactStatus.UNKNOWN
        return Fact(name, value if known else None, status, source="mrz", as_of=as_of)

    yield of_mrz("document_held", True)
    yield of_mrz("document_type", KINDS.get(document.type[:1], "other"), known=bool(document.type))
    yield _document_in_order(evidence, reading, hits, lists, examined)
    yield from looked.facts(examined, evidence.on)
    for name, value, printed in (("document_expiry", document.expiry, "expiry"), ("birth", document.birth, "birth")):
        # A partial date is a fact too: the law is decided where every day it may mean decides it alike.
        yield of_mrz(name, value, known=value is not None and _field_sound(reading, printed))
    nationality = _nationality(document.nationality)
    yield of_mrz("nationality", nationality, known=bool(nationality))
    for name in ("entry_date", "exit_date"):
        yield Fact(name, evidence.on, source="post", as_of=as_of)
    yield Fact("direction", evidence.direction, source="post", as_of=as_of)
    yield Fact("post_country", evidence.post_country, source="post", as_of=as_of)
    yield _stays(evidence)
    yield from _list_facts(evidence, hits, lists, nationality)


def _field_sound(reading: Reading, field: str) -> bool:
    """Whether the field's own check digit did not fail: a misread date is no fact."""
    return not any(
        finding.code == f"mrz.check_digit.{field}" and finding.outcome is Outcome.FAILED for finding in reading.findings
    )


def _document_in_order(
    evidence: Evidence, reading: Reading, hits: Sequence[Hit], lists: Lists | None, examined: Sequence[Examined]
) -> Fact:
    """Whether every check passed and no list of lost and stolen documents names it; open while a hit there is.

    What a closer examination shows counts as much as the MRZ; what it leaves unsure leaves this unknown, and the
    officer is asked.
    """
    manifests, as_of = lists.manifests if lists else {}, evidence.on.isoformat()
    states = {
        _weighed(hit, evidence)
        for hit in hits
        if hit.list.startswith(REGISTER) or (hit.list in manifests and manifests[hit.list].kind is ListKind.LOST_STOLEN)
    }
    if states & BLOCKING:
        return Fact("document_in_order", None, FactStatus.DISPUTED, source="list", as_of=as_of)
    sound = _passed(reading.findings) and "same" not in states
    if sound and OVERRIDDEN in states:
        return Fact.unknown("document_in_order", source="list", basis=(OVERRIDDEN,))
    closer, codes = looked.in_order(examined, reading, evidence.on)
    if sound and closer is None:
        return Fact.unknown("document_in_order", source="assessment", basis=codes)
    if sound and closer is False:
        return Fact("document_in_order", False, source="assessment", as_of=as_of, basis=codes)
    return Fact("document_in_order", sound, source="mrz", as_of=as_of)


def _passed(findings: Iterable[Finding]) -> bool:
    return not any(
        finding.outcome in (Outcome.FAILED, Outcome.UNSURE) and finding.code not in NOT_OF_THE_DOCUMENT
        for finding in findings
    )


def _nationality(code: str) -> str:
    """ISO two-letter where there is one, else the ICAO code itself; empty where nothing usable was read."""
    country = countries.find(code)
    if country is None:
        return ""
    return country.iso2 or country.code


def _stays(evidence: Evidence) -> Fact:
    """Earlier movements as a fact: known only within coverage and with nothing proposed.

    A movement without its counterpart stays in: policy counts both the days that are certain and those possible.
    """
    why: tuple[str, ...] = ()
    if not _covered(evidence):
        why = ("register.not_covered",)
    elif evidence.proposals:
        why = ("register.proposed",)
    elif evidence.direction == "exit" and not _is_inside(evidence):
        why = ("register.no_entry",)  # somebody leaves whose entry is not on record: when they came is not known
    if why:
        # Somebody proposed and not yet confirmed or rejected is settled first; no answer goes around it.
        status = FactStatus.DISPUTED if why == ("register.proposed",) else FactStatus.UNKNOWN
        return Fact("stays", None, status, source="register", basis=why)
    return Fact("stays", list(evidence.movements), source="register", as_of=evidence.on.isoformat())


def _is_inside(evidence: Evidence) -> bool:
    """Whether the register's last movement is an entry."""
    movements = stays.parse_movements([dict(movement) for movement in evidence.movements])
    return stays.presence(movements, evidence.on, _PAIRING).open_since is not None


def _named_states(evidence: Evidence, nationality: str) -> frozenset[str]:
    """The States a person may be fleeing: of their nationality, and those that their answers name; two letters each."""
    said = (fact.value for fact in evidence.answers if isinstance(fact.value, str) and len(fact.value) in (2, 3))
    named = (countries.find(value) for value in said if value.isupper())
    return frozenset({nationality, *(country.iso2 for country in named if country is not None)} - {""})


def _list_facts(evidence: Evidence, hits: Sequence[Hit], lists: Lists | None, nationality: str = "") -> Iterable[Fact]:
    """What lists establish: each list feeds the fact its manifest names; nobody on any of them makes it false.

    An alert for refusal comes only from a list of kind alert, and what a list of concern says is for the officer to
    judge, so a confirmed hit there leaves the fact open (DESIGN §9.5). An unresolved hit leaves any fact disputed.
    """
    feeding: dict[str, list[ListManifest]] = {}
    for manifest in (lists.manifests if lists else {}).values():
        if manifest.feeds_fact and (manifest.feeds_fact != "alert_for_refusal" or manifest.kind is ListKind.ALERT):
            feeding.setdefault(manifest.feeds_fact, []).append(manifest)
    for name, manifests in sorted(feeding.items()):
        used = {manifest.id: manifest for manifest in manifests}
        found = [(used[hit.list], _weighed(hit, evidence)) for hit in hits if hit.list in used]
        basis = tuple(f"list:{list_id}" for list_id in used)
        same = [manifest for manifest, state in found if state == "same"]
        ordered = [manifest for manifest, state in found if state == OVERRIDDEN]
        theirs = _named_states(evidence, nationality)
        fleeing = [manifest for manifest in same if manifest.owner_country in theirs]
        if any(state in BLOCKING for _, state in found):
            yield Fact(name, None, FactStatus.DISPUTED, source="list", basis=basis)
        elif any(manifest.kind is ListKind.CONCERN for manifest in (*same, *ordered)):
            yield Fact.unknown(name, source="list", basis=basis)
        elif fleeing and len(fleeing) == len(same):
            # An alert of the State somebody may be fleeing is never decisive: alone it founds nothing (DESIGN 7).
            yield Fact(name, None, FactStatus.NOT_ESTABLISHED, source="list", basis=(*basis, "list.of_their_state"))
        elif ordered and not same:
            # Whether it is this person was not settled, and by order nobody waits for it: nothing is established.
            yield Fact(name, None, FactStatus.NOT_ESTABLISHED, source="list", basis=(*basis, OVERRIDDEN))
        elif not same and lists and not lists.expired.isdisjoint(used):
            # A list past its last day was not searched: nobody may be called clear of it.
            yield Fact.unknown(name, source="list", basis=(*basis, "list.expired"))
        elif not same and lists and lists.partial.issuperset(used):
            # Nobody on the officers' own entries is nobody they wrote down; the lists of others say who is sought.
            yield Fact.unknown(name, source="list", basis=(*basis, "list.partial"))
        else:
            yield Fact(name, bool(same), source="list", as_of=evidence.on.isoformat(), basis=basis)


def _with_answers(
    derived: Mapping[str, Fact], answers: Iterable[Fact]
) -> tuple[tuple[Fact, ...], tuple[Discrepancy, ...]]:
    """Answers fill what is unknown; one that contradicts a record is a discrepancy, and the record stands.

    A fact that hangs on an unresolved hit is not filled by an answer: the hit is resolved first (FAILURES F14).
    """
    facts, discrepancies = dict(derived), []
    for answer in answers:
        known = facts.get(answer.name)
        if known is not None and known.status is FactStatus.DISPUTED and known.source in ("list", "register"):
            continue
        if known is None or not known.is_known:
            facts[answer.name] = answer
        elif answer.is_known and _plain(answer.value) != _plain(known.value):
            discrepancies.append(Discrepancy(answer.name, known, answer, "discrepancy.answer"))
    return tuple(facts.values()), tuple(discrepancies)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
