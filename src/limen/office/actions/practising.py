"""The practice desk: an officer plays a case made from the law and is marked on outcome, grounds and questions.

Practice touches no case, no register, no list and nobody's record. What is marked is how the law was read, never a
person: the traveller is a specimen. Each run belongs to the officer who played it; a trainer of the post may see it.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from limen import policy, specimens
from limen.office import authority
from limen.office.actions import law, telling
from limen.office.actions.acting import Done, acted, once, permit
from limen.office.actions.errors import BadInput, NotFound, NotPossible
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import Post, PracticeRun
from limen.policy import Route, question
from limen.policy.explain import title as title_of
from limen.policy.marking import Marks, ground_choices, mark, read_marks
from limen.policy.scenarios import Scenario, is_given, read_scenario, scenarios, told
from limen.policy.values import as_json
from limen.vocabulary.evidence import N_, Fact, FactStatus
from limen.vocabulary.person import Officer

SEEDS = 1_000_000
MOST_SHOWN = 30  # runs in a history
NO_TRAVELLER = ""  # of a run that is no case but a set of exam items (`exams`)
NO_ANSWER = {
    FactStatus.REFUSED: N_("Declines to answer"),
    FactStatus.DISPUTED: N_("The sources disagree"),
    FactStatus.NOT_APPLICABLE: N_("Does not apply"),
    FactStatus.NOT_ESTABLISHED: N_("Not established"),
    FactStatus.UNKNOWN: N_("Not known"),
}

NONE_ON_RECORD = N_("None on record")
NOTHING_SEEN = N_("Nothing in this case points to it")


@dataclass(frozen=True, slots=True)
class Line:
    """One fact on the page: its question, its value or why it has none, where it is from, the clause of its question.

    `distractor` and `turns_on` are told only once the case is decided.
    """

    fact: str
    question: str
    value: str
    no_value: str
    source: str
    cite: str
    distractor: bool = False
    turns_on: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was asked: the answer, and of a finding the choices and what the officer found."""

    line: Line
    judgement: bool
    choices: tuple[tuple[str, str], ...] = ()
    found: str = ""

    @property
    def waits(self) -> bool:
        """Whether the officer's own finding is still wanted."""
        return self.judgement and bool(self.choices) and not self.found


@dataclass(frozen=True, slots=True)
class GroundLine:
    """One rule among the grounds: id, title, clause."""

    id: str
    title: str
    cite: str


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks of a decided run in words: each ground and question by its text."""

    marks: Marks
    outcome: str
    right_outcome: str
    right_kind: str
    right: tuple[GroundLine, ...]
    missed: tuple[GroundLine, ...]
    wrong: tuple[GroundLine, ...]
    needed: tuple[Line, ...]
    needless: tuple[Line, ...]
    not_asked: tuple[Line, ...]
    freely: tuple[Line, ...]
    turned_on: Line
    otherwise: str  # the value that the neighbour has
    near_outcome: str  # what the neighbour comes to; "" for a neighbour itself
    near_run: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class RunView:
    """One run as its page shows it; `language` is that of the law's words."""

    id: uuid.UUID
    officer: str
    own: bool
    name: str  # `pack/route`
    route: str
    on: date
    language: str
    traveller: str
    given: tuple[Line, ...]
    asked: tuple[Asked, ...]
    open: tuple[Line, ...]  # what may still be asked
    outcomes: tuple[tuple[str, str, str], ...]  # id, words, kind
    is_near: bool
    marked: Marked | None

    @property
    def waiting(self) -> Asked | None:
        """The finding that the officer has still to make."""
        return next((one for one in self.asked if one.waits), None)


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run in a history."""

    id: uuid.UUID
    at: datetime
    route: str
    language: str
    marks: Marks | None
    is_near: bool


@dataclass(frozen=True, slots=True)
class Learner:
    """One officer of the post with runs: how many, and how the last ten went."""

    account: str
    name: str
    runs: int
    faultless: int


@dataclass(frozen=True, slots=True)
class RouteChoice:
    """One route to practise on: `pack/route`, its title, its pack's title, whether it may be served, the language."""

    name: str
    title: str
    pack: str
    language: str


@dataclass(frozen=True, slots=True)
class PracticeView:
    """The practice desk before a case: routes, the runs of one officer, and for a trainer the officers who practise."""

    routes: tuple[RouteChoice, ...]
    of: str
    own: bool
    runs: tuple[RunRow, ...]
    learners: tuple[Learner, ...]


# -- acts -------------------------------------------------------------------------------------------------------------


def begin_practice(officer: Officer, stamp: Stamp, *, route: str) -> Done:
    """Begin a case of a route of a law in force; which one is left to chance. The result names the run.

    Raises NotPermitted; NotFound for a route that no law in force has; NotPossible where it gives no scenario.
    """
    permit(officer, "practise", stamp)
    found, digest, today = route_named(officer, route, stamp.at)
    made = scenarios(found, on=today, seed=secrets.randbelow(SEEDS), most=1)
    if not made:
        raise NotPossible(N_("This route has no example from which a case to practise on could be made."))
    traveller = secrets.choice(sorted(specimens.PEOPLE))
    return _begun(officer, stamp, made[0], digest, traveller, None)


def begin_near_miss(officer: Officer, stamp: Stamp, *, run: uuid.UUID) -> Done:
    """Begin the neighbour of a case just decided: one fact is otherwise. The result names the new run.

    Raises NotFound for a run that is not the officer's; NotPossible before it is decided, and where it has none.
    """
    permit(officer, "practise", stamp)
    row = _own(officer, run)
    scenario = _scenario(row)
    if row.decided_at is None or scenario.near is None:
        raise NotPossible(N_("The near miss comes after the case it belongs to is decided."))
    played = PracticeRun.objects.filter(near_of=row).first()
    if played is not None and journal.earlier(stamp.key) is None:
        raise NotPossible(N_("This near miss was begun already: open it from your history."))
    return _begun(officer, stamp, scenario.near, row.digest, row.traveller, row)


def _begun(
    officer: Officer, stamp: Stamp, scenario: Scenario, digest: str, traveller: str, near_of: PracticeRun | None
) -> Done:
    def run() -> Done:
        row = PracticeRun.objects.create(
            **acted(officer, stamp), post=Post.objects.get(code=officer.post), digest=digest, route=scenario.route,
            traveller=traveller, scenario=scenario.to_json(), near_of=near_of,
        )  # fmt: skip
        return _noted(officer, stamp, "begin_practice", row)

    return once(officer, "begin_practice", stamp, run)


def ask_in_practice(officer: Officer, stamp: Stamp, *, run: uuid.UUID, fact: str) -> Done:
    """Ask one question of the case; it counts once, and its answer is shown.

    Raises NotFound for a run that is not the officer's; BadInput for a fact that nobody asks there; NotPossible for a
    decided run.
    """
    permit(officer, "practise", stamp)

    def act() -> Done:
        row = _open(officer, run)
        if fact not in {line.name for line in _askable(row)}:
            raise BadInput(N_("This is no question of the route, or it is answered by what is before you."))
        if fact not in row.asked:
            row.asked = [*row.asked, fact]
            row.save(update_fields=["asked"])
        return _noted(officer, stamp, "ask_in_practice", row, fact=fact)

    return once(officer, "ask_in_practice", stamp, act)


def find_in_practice(officer: Officer, stamp: Stamp, *, run: uuid.UUID, fact: str, value: str) -> Done:
    """Record the officer's own finding on a judgement fact that was opened; it may be taken anew until the decision.

    Raises NotFound, BadInput for a fact that was not opened or a value it cannot have, NotPossible once decided.
    """
    permit(officer, "practise", stamp)

    def act() -> Done:
        row = _open(officer, run)
        route = route_of(row)
        if fact not in row.asked or not route.facts[fact].judgement or fact not in _scenario(row).facts:
            raise BadInput(N_("Open the question first, then record your own finding."))
        try:
            kept = as_json(policy.parse_facts({fact: _plain(value)}, route)[fact].value)
        except policy.FactError as error:
            raise BadInput(N_("That finding is none of the answers: {why}"), why=str(error)) from error
        row.findings = {**row.findings, fact: kept}
        row.save(update_fields=["findings"])
        return _noted(officer, stamp, "find_in_practice", row, fact=fact)

    return once(officer, "find_in_practice", stamp, act)


def decide_practice(
    officer: Officer, stamp: Stamp, *, run: uuid.UUID, outcome: str, grounds: Iterable[str] = ()
) -> Done:
    """Decide the case, once: it is marked by the law it was made from, and the marks are kept.

    Raises NotFound, BadInput for an outcome or a ground the route does not know or while an own finding is wanted,
    NotPossible once decided.
    """
    permit(officer, "practise", stamp)
    named = list(dict.fromkeys(grounds))

    def act() -> Done:
        row = _open(officer, run)
        route, scenario = route_of(row), _scenario(row)
        if outcome not in route.outcomes:
            raise BadInput(N_("Choose one of the outcomes of the route."))
        if set(named) - {rule.id for rule in route.rules}:
            raise BadInput(N_("A ground is one of the rules of the route."))
        opened = [fact for fact in row.asked if fact in scenario.facts and route.facts[fact].judgement]
        if not set(opened) <= set(row.findings):
            raise BadInput(N_("Record your own finding first: you have opened it and not answered."))
        marks = mark(scenario, route, asked=row.asked, outcome=outcome, grounds=named, findings=row.findings)
        row.outcome, row.grounds, row.marks, row.decided_at = outcome, named, marks.to_json(), stamp.at
        row.save(update_fields=["outcome", "grounds", "marks", "decided_at"])
        return _noted(officer, stamp, "decide_practice", row, outcome=outcome)

    return once(officer, "decide_practice", stamp, act)


def _noted(officer: Officer, stamp: Stamp, verb: str, row: PracticeRun, **more: str) -> Done:
    entry = journal.append(
        stamp=stamp, verb=verb, officer=officer.id, post=officer.post,
        payload={"practice": str(row.id), "route": row.route, **more}, result=str(row.id),
    )  # fmt: skip
    return Done(None, str(row.id), entry.seq)


# -- what is looked at ------------------------------------------------------------------------------------------------


def desk(officer: Officer, stamp: Stamp, *, of: str = "", language: str = "en") -> PracticeView:
    """The practice desk; `of` is the account of another officer, for a trainer, whose look is journaled.

    Raises NotPermitted; NotFound for an officer who never practised at this post.
    """
    authority.require(officer, "practise")
    teaches = authority.may(officer, "see_practice")
    own = not of or of == officer.id
    if not own:
        permit(officer, "see_practice", stamp)
    rows = _runs_at(officer).filter(officer_id=_uuid(officer.id if own else of))
    if not own and not rows.exists():
        raise NotFound(N_("This officer has not practised at this post."))
    if not own:
        looked(officer, stamp, of)
    shown = tuple(_row(row, language) for row in rows.order_by("-made_at")[:MOST_SHOWN])
    name = "" if own else rows[0].officer.full_name
    return PracticeView(routes(officer, stamp.at, language), name, own, shown, _learners(officer) if teaches else ())


def run(officer: Officer, stamp: Stamp, run: uuid.UUID, *, language: str = "en") -> RunView:
    """One run: while it goes on to its officer alone, once decided to a trainer of the post too.

    Raises NotFound; NotPermitted for the run of another officer.
    """
    authority.require(officer, "practise")
    row = _runs_at(officer).filter(id=run).first()
    if row is None:
        raise NotFound(N_("There is no such practice run."))
    own = str(row.officer_id) == officer.id
    if not own:
        permit(officer, "see_practice", stamp)
    if not own and row.decided_at is None:
        raise NotFound(N_("This officer has not decided the case yet: you may look at it then."))
    if not own:
        looked(officer, stamp, str(row.officer_id))
    route, scenario = route_of(row), _scenario(row)
    in_words = _Words(route, scenario, telling.language_of(route.pack, language), row.decided_at is not None)
    return RunView(
        id=row.id,
        officer=row.officer.full_name,
        own=own,
        name=route.name,
        route=route_title(route, in_words.language),
        on=scenario.on,
        language=in_words.language,
        traveller=specimens.PEOPLE[row.traveller].name,
        given=tuple(in_words.line(fact) for fact in scenario.given),
        asked=tuple(_asked(row, fact, in_words) for fact in row.asked),
        open=tuple(in_words.line(fact) for fact in _askable(row) if fact.name not in row.asked),
        outcomes=tuple((name, route.outcome_words(name, in_words.language), str(kind))
                       for name, kind in route.outcomes.items()),
        is_near=row.near_of_id is not None,
        marked=_marked(row, in_words) if row.marks is not None else None,
    )  # fmt: skip


def grounds_of(officer: Officer, run: uuid.UUID, outcome: str, *, language: str = "en") -> tuple[GroundLine, ...]:
    """The rules among which the officer chooses the grounds of an outcome. Raises NotFound."""
    authority.require(officer, "practise")
    row = _own(officer, run)
    route = route_of(row)
    chosen = ground_choices(_scenario(row), route, outcome, telling.language_of(route.pack, language))
    return tuple(GroundLine(*one) for one in chosen)


@dataclass(frozen=True, slots=True)
class _Words:
    """The facts of one scenario in words of a language; what would give it away is told only once it is decided."""

    route: Route
    scenario: Scenario
    language: str
    decided: bool

    def line(self, fact: Fact) -> Line:
        definition = self.route.pack.facts[fact.name]
        given, is_empty = is_given(definition), fact.value == ()
        return Line(
            fact=fact.name,
            question=question(self.route, fact.name, self.language) or fact.name.replace("_", " "),
            value="" if is_empty else told(fact, self.route, self.language),
            no_value=NONE_ON_RECORD if is_empty else NO_ANSWER.get(fact.status, ""),
            source=definition.evidence[0] if given else "answer",
            cite=self.route.pack.cited(definition.cite),
            distractor=self.decided and fact.name in self.scenario.distractors,
            turns_on=self.decided and fact.name == self.scenario.turns_on,
        )

    def of(self, name: str) -> Line:
        """The line of a fact by name; one that the scenario says nothing of is not known."""
        return self.line(self.scenario.facts.get(name, Fact.unknown(name)))

    def lines(self, names: Iterable[str]) -> tuple[Line, ...]:
        return tuple(self.of(name) for name in names)

    def ground(self, name: str) -> GroundLine:
        rule, pack = self.route.rule(name), self.route.pack
        return GroundLine(name, pack.words(self.language, "rules", name, "title") or name, pack.cited(rule.cite))


def _asked(row: PracticeRun, name: str, in_words: _Words) -> Asked:
    route = in_words.route
    definition = route.pack.facts[name]
    if not definition.judgement:
        return Asked(in_words.of(name), judgement=False)
    if name not in in_words.scenario.facts:
        return Asked(replace(in_words.of(name), no_value=NOTHING_SEEN), judgement=True)
    choices = policy.choices(route, name, in_words.language)
    found = policy.parse_facts({name: row.findings.get(name)}, route)[name]
    return Asked(in_words.of(name), True, choices, told(found, route, in_words.language))


def _marked(row: PracticeRun, in_words: _Words) -> Marked:
    marks, scenario, route = read_marks(row.marks or {}), in_words.scenario, in_words.route
    near = scenario.near
    other = near.facts[scenario.turns_on] if near is not None else None
    played = PracticeRun.objects.filter(near_of=row).values_list("id", flat=True).first()
    return Marked(
        marks=marks,
        outcome=route.outcome_words(row.outcome, in_words.language),
        right_outcome=route.outcome_words(scenario.outcome, in_words.language),
        right_kind=str(scenario.kind),
        right=tuple(in_words.ground(name) for name in marks.grounds_right),
        missed=tuple(in_words.ground(name) for name in marks.grounds_missed),
        wrong=tuple(in_words.ground(name) for name in marks.grounds_wrong),
        needed=in_words.lines(marks.asked_needed),
        needless=in_words.lines(marks.asked_needless),
        not_asked=in_words.lines(marks.not_asked),
        freely=in_words.lines(marks.asked_freely),
        turned_on=in_words.of(scenario.turns_on),
        otherwise=told(other, route, in_words.language) if other is not None else "",
        near_outcome=route.outcome_words(near.outcome, in_words.language) if near is not None else "",
        near_run=played,
    )


def _askable(row: PracticeRun) -> list[Fact]:
    """Every fact of the route that nobody reads off a document or a record, in the order of its question."""
    route, scenario = route_of(row), _scenario(row)
    given = {fact.name for fact in scenario.given}
    return [
        scenario.facts.get(name, Fact.unknown(name))
        for name, definition in route.facts.items()
        if name not in given and not is_given(definition) and not definition.looked_up
    ]


def routes(officer: Officer, at: datetime, language: str) -> tuple[RouteChoice, ...]:
    """Every route of a law in force at the officer's post."""
    found = []
    today = law.day_at(Post.objects.get(code=officer.post), at)
    for release in law.each_in_force(today).values():
        pack = law.pack(release.digest)
        spoken = telling.language_of(pack, language)
        found += [
            RouteChoice(route.name, route_title(route, spoken), title_of(pack, spoken), spoken)
            for route in pack.routes.values()
        ]
    return tuple(found)


def route_named(officer: Officer, name: str, at: datetime) -> tuple[Route, str, date]:
    """A route of a law in force, the digest of its pack, and the day at the post. Raises NotFound."""
    today = law.day_at(Post.objects.get(code=officer.post), at)
    for release in law.each_in_force(today).values():
        pack = law.pack(release.digest)
        for route in pack.routes.values():
            if route.name == name:
                return route, release.digest, today
    raise NotFound(N_("No law in force here has this route: choose one of the list."))


def route_of(row: PracticeRun) -> Route:
    """The route that a run was made from, as its law was then."""
    return law.pack(row.digest).route(row.route)


def _scenario(row: PracticeRun) -> Scenario:
    return read_scenario(row.scenario, law.pack(row.digest))


def _cases() -> QuerySet[PracticeRun]:
    return PracticeRun.objects.exclude(traveller=NO_TRAVELLER)


def _runs_at(officer: Officer) -> QuerySet[PracticeRun]:
    return _cases().filter(post__code=officer.post).select_related("officer")


def _own(officer: Officer, run: uuid.UUID) -> PracticeRun:
    row = _cases().filter(id=run, officer_id=_uuid(officer.id)).first()
    if row is None:
        raise NotFound(N_("There is no such practice run of yours."))
    return row


def _open(officer: Officer, run: uuid.UUID) -> PracticeRun:
    """The officer's own run, locked, while it is not decided."""
    row = _cases().select_for_update(of=("self",)).filter(id=run, officer_id=_uuid(officer.id)).first()
    if row is None:
        raise NotFound(N_("There is no such practice run of yours."))
    if row.decided_at is not None:
        raise NotPossible(N_("This case is decided and marked: begin another."))
    return row


def looked(officer: Officer, stamp: Stamp, account: str) -> None:
    """Journal that a trainer looked at what an officer practised."""

    def act() -> Done:
        entry = journal.append(
            stamp=stamp, verb="see_practice", officer=officer.id, post=officer.post, payload={"account": account}
        )
        return Done(None, "", entry.seq)

    once(officer, "see_practice", stamp, act)


def _row(row: PracticeRun, language: str) -> RunRow:
    route = route_of(row)
    spoken = telling.language_of(route.pack, language)
    marks = read_marks(row.marks) if row.marks is not None else None
    return RunRow(row.id, row.made_at, route_title(route, spoken), spoken, marks, row.near_of_id is not None)


def _learners(officer: Officer) -> tuple[Learner, ...]:
    found: dict[str, list[PracticeRun]] = {}
    for row in _runs_at(officer).exclude(decided_at=None).order_by("officer__full_name"):
        found.setdefault(str(row.officer_id), []).append(row)
    return tuple(
        Learner(account, rows[0].officer.full_name, len(rows), sum(_is_faultless(row) for row in rows))
        for account, rows in found.items()
    )


def _is_faultless(row: PracticeRun) -> bool:
    return row.marks is not None and read_marks(row.marks).is_faultless


def route_title(route: Route, language: str) -> str:
    """What a route is called in a language."""
    return route.pack.words(language, "titles", route.id) or route.title


def _plain(value: str) -> object:
    """What an answer key sends: true and false are no texts."""
    return {"true": True, "false": False}.get(value, value)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFound(N_("There is no such officer.")) from error
