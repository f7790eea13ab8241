"""The forms by which a draft of law is changed, field by field: what stands there, what may stand there, what it means.

A form is data. One template shows them all, so that each has its label, its hint and its error in the same place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from limen.office.actions.errors import Words
from limen.policy import Pack
from limen.policy.dictionary import FLAGS, KINDS, SOURCES
from limen.policy.explain import BURDEN_WORDS, GRADE_WORDS, ROLL_WORDS, STANDARD_WORDS
from limen.policy.limits import WEEKDAYS
from limen.policy.places import route_file
from limen.policy.procedure import GRADES, ROLLS, referrals
from limen.policy.prose import title_of
from limen.policy.provisions import NATURES, SIDES, event_names, nature_of
from limen.policy.values import Kind
from limen.vocabulary.decision import OutcomeKind
from limen.vocabulary.evidence import N_


@dataclass(frozen=True, slots=True)
class Choice:
    """One of what a field may be: the word of the file, what it means; `law` where that is in the law's own words."""

    value: str
    words: str
    law: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `kind` is text, long, day, number, code, one, some, yes, leaf or fixed."""

    id: str
    name: str
    label: str
    kind: str = "text"
    value: str = ""
    choices: tuple[tuple[str, tuple[Choice, ...]], ...] = ()  # by heading, the law's own words; "" for none
    values: tuple[str, ...] = ()  # those chosen, of several
    hint: str = ""
    required: bool = False
    most: int = 400
    fact: str = ""  # of a comparison, as it was sent
    operator: str = ""


# How a condition compares, and values as the file writes them.
OPERATORS = ("=", "!=", "<", "<=", ">", ">=", "in", "not in")
SAMPLES = "true · 900.50 · 2026-11-22 · FR · entry_date · [visa, other]"


@dataclass(frozen=True, slots=True)
class Form:
    """A form: the change it asks for (`do`), its title, what its button says, its fields, what it carries unseen."""

    id: str
    do: str
    title: str
    button: str
    fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...] = ()
    back: str = "examples"
    key: str = ""
    hint: str = ""


_KINDS = {
    "mandatory": N_("mandatory"), "discretionary": N_("discretionary"), "favourable": N_("favourable"),
    "adverse": N_("adverse"), "protective": N_("protective"), "undetermined": N_("undetermined"),
}  # fmt: skip
_DISCLOSED = {"full": N_("a letter gives the reason"), "restricted": N_("a letter cites the provision only")}
_NATURES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "kind": (N_("How binding"), _KINDS),
    "burden": (N_("Who must prove"), BURDEN_WORDS),
    "standard": (N_("How sure one must be"), STANDARD_WORDS),
    "disclosure": (N_("What a letter says of it"), _DISCLOSED),
}
_EVENTS = {
    "decision_date": N_("the day of the decision"),
    "entry_date": N_("the day of entry"),
    "application_date": N_("the day of the application"),
    "claim_date": N_("the day of the claim"),
}
_GRADES = {"": N_("nobody"), **GRADE_WORDS}
_SOURCES = {
    "mrz": N_("MRZ"), "chip": N_("chip"), "printed": N_("printed page"), "register": N_("register"),
    "list": N_("list"), "officer": N_("officer"), "answer": N_("answer"), "assessment": N_("assessment"),
}  # fmt: skip
_FACTS = {
    "bool": N_("yes or no"), "enum": N_("a choice of values"), "int": N_("a whole number"),
    "money": N_("an amount of money"), "date": N_("a day"), "country": N_("a State"),
}  # fmt: skip
_FLAGS = {
    "judgement": N_("Only an officer can find it"),
    "sensitive": N_("It is sensitive, and asked late"),
    "may_not_apply": N_("It may be that it does not apply to somebody"),
    "shared": N_("Those who travel together may answer once for all"),
}
_UNITS = {"hours": N_("hours"), "days": N_("days"), "months": N_("months")}
_ROLLS = {"": N_("nothing"), **ROLL_WORDS}
_DAYS_OF_WEEK = {
    "monday": N_("Mondays"), "tuesday": N_("Tuesdays"), "wednesday": N_("Wednesdays"), "thursday": N_("Thursdays"),
    "friday": N_("Fridays"), "saturday": N_("Saturdays"), "sunday": N_("Sundays"),
}  # fmt: skip
_SIDES = {"not_to": N_("it does not apply yet"), "also_to": N_("it applies already")}
_CLAUSE, _NAME = N_("Clause"), N_("A short name for the file")
_CITED = N_("The key of a text of this law, then the clause; several are divided by “; ”.")


class Maker:
    """Makes the fields of one form: ids are drawn from its name, so that an error can point at its field."""

    def __init__(self, form: str) -> None:
        self.form = form

    def field(self, name: str, label: str, value: str = "", kind: str = "text", **more: Any) -> Field:
        """A field."""
        return Field(f"{self.form}-{name}", name, label, kind, value, **more)

    def one(self, name: str, label: str, value: str, words: Mapping[str, str], among: Iterable[str]) -> Field:
        """One of several, said in the officer's words."""
        choices = tuple(Choice(code, Words(words[code])) for code in among)
        return self.field(name, label, value, "one", choices=(("", choices),))

    def some(
        self, name: str, label: str, values: Iterable[str], words: Mapping[str, str], among: Iterable[str]
    ) -> Field:
        """Some of several, said in the officer's words."""
        choices = tuple(Choice(code, Words(words[code])) for code in among)
        return self.field(name, label, "", "some", values=tuple(values), choices=(("", choices),))

    def of_law(
        self, name: str, label: str, chosen: str | Iterable[str], among: Iterable[Choice], *, none: bool = False
    ) -> Field:
        """One (a text is chosen) or some of several, in the law's own words."""
        choices = (*((Choice("", "–"),) if none else ()), *among)
        if isinstance(chosen, str):
            return self.field(name, label, chosen, "one", choices=(("", choices),))
        return self.field(name, label, "", "some", values=tuple(chosen), choices=(("", choices),))

    def cite(self, value: str = "", name: str = "cite") -> Field:
        """The clause something stands on."""
        return self.field(name, _CLAUSE, value, "code", required=True, hint=_CITED)

    def yes(self, name: str, label: str, value: bool) -> Field:
        """Yes or no."""
        return self.field(name, label, "1" if value else "", "yes")

    def leaf(self, label: str, *, required: bool = True) -> Field:
        """A comparison: what is known, how it is compared, with what."""
        return self.field("leaf", label, kind="leaf", required=required)


# -- a rule ------------------------------------------------------------------------------------------------------------


def effects(pack: Pack, route: str, language: str) -> list[Choice]:
    """What may follow from a rule of a route."""
    kept = pack.routes[route]
    return [
        Choice(name, pack.words(language, "acts", name) or kept.outcome_words(name, language), law=True)
        for name in kept.effects
    ]


def nature(pack: Pack, route: str, rule: Mapping[str, Any], language: str) -> Form:
    """What a rule is: what follows, how binding it is, how it is proved, its clause, its letter on a notice."""
    make, now = Maker("nature"), nature_of(rule)
    fields = [make.of_law("effect", N_("What follows"), rule["effect"], effects(pack, route, language))]
    fields += [make.one(name, label, now[name], words, NATURES[name]) for name, (label, words) in _NATURES.items()]
    fields += [
        make.cite(rule["cite"]),
        make.field("code", N_("Its letter on the notice"), rule.get("code", ""), "code", most=12),
        make.yes("shield", N_("A shield: it outranks every other outcome"), rule.get("shield", False)),
        make.field("interpretation", N_("Read here as"), rule.get("interpretation", ""), "long", most=4000),
    ]
    return Form("nature", "nature", N_("What it is"), N_("Change what it is"), tuple(fields), back="nature", key="e")


def period(version: Mapping[str, Any], repealed: bool, pack: Pack, number: int) -> Form:
    """The days of a version, and the event that says whether it governs."""
    make, first = Maker(f"period-{number}"), version["in_force"]["from"]
    dated = first[:1].isdigit()
    return Form(
        make.form, "period", N_("Its days"), N_("Change the days"),
        (
            make.field("first", N_("From"), first, "day" if dated else "fixed", required=True),
            make.field("last", N_("To; empty for no end"), version["in_force"].get("to", ""), "day"),
            make.one("by", N_("Which day counts"), version["applies_by"], _EVENTS, event_names(pack.documents)),
            make.yes("repealed", N_("Repealed: nothing follows its last day"), repealed),
        ),
        (("version", first),), "conditions",
    )  # fmt: skip


def exception(first: str, entry: Mapping[str, Any] | None, number: int) -> Form:
    """A new exception, or what one is: whether it leaves a choice, and to whom."""
    make, there = Maker(f"unless-{number}" if entry is None else f"unless-{number}-{entry['id']}"), entry or {}
    fields = [make.cite(there.get("cite", ""))]
    if entry is None:
        fields = [
            make.leaf(N_("Where this holds")),
            make.field("id", _NAME, kind="code", required=True, most=60),
            *fields,
        ]
    fields += [
        make.yes("may", N_("It leaves a choice: the rule need not be applied"), there.get("kind") == "discretionary"),
        make.field("authority", N_("Who may decide so, where it leaves a choice"), there.get("authority", "")),
    ]
    hidden = (("version", first), *((("id", there["id"]),) if there else ()))
    title = N_("Add an exception") if entry is None else N_("Its clause, and whether it leaves a choice")
    button = N_("Add the exception") if entry is None else N_("Change the exception")
    return Form(make.form, "unless", title, button, tuple(fields), hidden, "conditions")


def waiver(first: str, entry: Mapping[str, Any] | None, number: int) -> Form:
    """A new waiver, or who grants one, in which form, and how the person is told."""
    make, there = Maker(f"waiver-{number}" if entry is None else f"waiver-{number}-{entry['id']}"), entry or {}
    fields = [make.field("id", _NAME, kind="code", required=True, most=60)] if entry is None else []
    fields += [
        make.cite(there.get("cite", "")),
        make.field("authority", N_("Who grants it"), there.get("authority", ""), required=True),
        make.field("form-of", N_("In which form; empty for any"), there.get("form", "")),
    ]
    if "granted" not in there:
        fields.append(make.leaf(N_("Where this is on record, it is granted"), required=False))
    if entry is None:
        hint = N_("In English; may stay empty where a waiver of this name has its words already.")
        fields.append(make.field("words", N_("What the person is told of it"), kind="long", most=4000, hint=hint))
    hidden = (("version", first), *((("id", there["id"]),) if there else ()))
    title = N_("Add a waiver") if entry is None else N_("Who grants it, and its clause")
    button = N_("Add the waiver") if entry is None else N_("Change the waiver")
    return Form(make.form, "waiver", title, button, tuple(fields), hidden, "conditions")


def transition(version: Mapping[str, Any], number: int) -> list[Form]:
    """A side that a version's transition lacks, and the clause of the one there is."""
    there, hidden = version.get("transition", {}), (("version", version["in_force"]["from"]),)
    made = []
    if open_sides := [side for side in SIDES if side not in there]:
        make = Maker(f"transition-{number}")
        made.append(Form(
            make.form, "transition", N_("Add a transition"), N_("Add the transition"),
            (
                make.one("side", N_("For those below"), open_sides[0], _SIDES, open_sides),
                make.leaf(N_("Where this holds")), make.cite(there.get("cite", "")),
            ),
            hidden, "conditions",
        ))  # fmt: skip
    if there:
        make = Maker(f"transition-{number}-cite")
        fields = (make.cite(there["cite"]),)
        title = N_("The clause of the transition")
        made.append(Form(make.form, "transition", title, N_("Change the clause"), fields, hidden, "conditions"))
    return made


def saying(say: str, words: str) -> Form:
    """What a condition says in a letter."""
    make = Maker("say")
    hint = N_("In English; wherever this name is used. Empty leaves the words that it has. No name: it says nothing.")
    return Form(
        make.form, "say", N_("What it says in a letter"), N_("Change the letter"),
        (
            make.field("id", _NAME, say, "code", most=60),
            make.field("words", N_("Its words in a letter"), words, "long", most=4000, hint=hint),
        ),
    )  # fmt: skip


def new_rule(pack: Pack, language: str) -> Form:
    """A rule that the law does not have yet: on a condition copied, or begun with one of its own."""
    make = Maker("rule")
    follows: list[tuple[str, tuple[Choice, ...]]] = []
    like: list[tuple[str, tuple[Choice, ...]]] = [("", (Choice("", "–"),))]
    for route in pack.routes.values():
        heading = pack.words(language, "titles", route.id) or route.title
        kept = (Choice(f"{route.id}|{one.value}", one.words, law=True) for one in effects(pack, route.id, language))
        follows.append((heading, tuple(kept)))
        rules = (
            Choice(f"{route.id}|{one.id}", f"{one.id} · {title_of(route, one.id, language)}", law=True)
            for one in route.rules
        )
        like.append((heading, tuple(rules)))
    reasons = N_("In English. A rule against somebody gives its reason; one that the traveller must disprove, both.")
    fields = [
        make.field("id", _NAME, kind="code", required=True, most=60),
        make.field("title", N_("Title"), required=True),
        make.field("effect", N_("What follows"), kind="one", choices=tuple(follows)),
        make.cite(),
        make.field("first", N_("From"), kind="day", required=True),
        make.one("by", N_("Which day counts"), "decision_date", _EVENTS, event_names(pack.documents)),
        make.field("like", N_("Copy the conditions of"), kind="one", choices=tuple(like)),
        make.yes("whole", N_("Its exceptions, waivers and transition too"), False),
        make.leaf(N_("Or begin with a condition of its own"), required=False),
    ]
    fields += [
        make.one("kind", _NATURES["kind"][0], "mandatory", _KINDS, NATURES["kind"]),
        make.one("burden", _NATURES["burden"][0], "authority", BURDEN_WORDS, NATURES["burden"]),
        make.one("standard", _NATURES["standard"][0], "balance", STANDARD_WORDS, NATURES["standard"]),
        make.field("code", N_("Its letter on the notice"), kind="code", most=12),
        make.field("reason", N_("Reason in a letter"), kind="long", most=4000, hint=reasons),
        make.field("not_shown", N_("Reason where it was not shown"), kind="long", most=4000),
    ]
    return Form("rule", "rule", N_("A new rule"), N_("Add the rule"), tuple(fields))


# -- a fact ------------------------------------------------------------------------------------------------------------


def _asked(make: Maker, fact: Mapping[str, Any], order: int) -> list[Field]:
    hint = N_("The smaller the number, the sooner it is asked.")
    informs = N_("Needed where no rule rests on it.")
    return [
        make.some("evidence", N_("Who or what says it"), fact.get("evidence", ()), _SOURCES, SOURCES),
        make.field(
            "order", N_("Its place among the questions"), str(order), "number", required=True, most=6, hint=hint
        ),
        *(make.yes(flag, _FLAGS[flag], fact.get(flag, False)) for flag in FLAGS),
        make.field("cite", _CLAUSE, fact.get("cite", ""), "code", hint=_CITED),
        make.field("informs", N_("What it is good for"), fact.get("informs", ""), hint=informs),
    ]


def fact(kept: Mapping[str, Any]) -> list[Form]:
    """Who says a fact and how it is asked; another value, where it is a choice."""
    make = Maker("fact_nature")
    fields = tuple(_asked(make, kept, kept["order"]))
    title = N_("Who says it, and when it is asked")
    forms = [Form(make.form, "fact_nature", title, N_("Change the fact"), fields, back="nature", key="e")]
    if "values" in kept:
        make = Maker("fact_value")
        added = (
            make.field("value", _NAME, kind="code", required=True, most=60),
            make.field("words", N_("In words, in English"), required=True),
        )
        forms.append(Form(make.form, "fact_value", N_("Another value"), N_("Add the value"), added, back="nature"))
    return forms


def new_fact(pack: Pack) -> Form:
    """A fact that the law does not ask yet."""
    make = Maker("fact")
    others = N_("In English. The other languages are written on its page, and told there as missing until then.")
    values = N_("One on a line: a short name for the file, a colon, the words in English.")
    last = max((one.order for one in pack.facts.values()), default=0)
    fields = [
        make.field("id", _NAME, kind="code", required=True, most=60),
        make.one("type", N_("Of which kind"), "bool", _FACTS, KINDS),
        make.field("question", N_("Question"), kind="long", required=True, most=4000, hint=others),
        make.field("name", N_("Name of the fact")),
        make.field("values", N_("Values, for a choice"), kind="long", most=4000, hint=values),
        make.field("currency", N_("Currency, for an amount"), kind="code", most=3),
        *_asked(make, {}, last + 10),
    ]
    return Form("fact", "fact", N_("A new fact"), N_("Add the fact"), tuple(fields))


# -- acts and clocks ---------------------------------------------------------------------------------------------------


def act(pack: Pack, route: str, kept: Mapping[str, Any], language: str) -> list[Form]:
    """Who may take an act, who signs second, what freezes and frees it, how long it may last."""
    make, of = Maker("act"), pack.routes[route]
    freed = kept.get("freed_by", ())
    freed = (freed,) if isinstance(freed, str) else freed
    frees = [
        Choice(name, pack.words(language, "acts", f"refer_{name}") or name, law=True)
        for name in referrals(route_file(pack.documents, route))
    ]
    outcomes = [Choice(name, of.outcome_words(name, language), law=True) for name in of.outcomes]
    notices = [
        Choice(one.id, pack.words(language, "notices", one.id, "title") or one.id, law=True) for one in of.notices
    ]
    fields = [
        make.one("grade", N_("Who may take it"), kept["grade"], _GRADES, GRADES),
        make.one(
            "second_signature", N_("Who signs second"), kept.get("second_signature", ""), _GRADES, ("", *GRADES[1:])
        ),
        make.some(
            "frozen_by", N_("Frozen while the outcome is"), kept.get("frozen_by", ()), _KINDS, map(str, OutcomeKind)
        ),
        make.of_law("freed_by", N_("Freed once this is done"), tuple(freed), frees),
        make.of_law(
            "outcomes", N_("Proposed by these outcomes; none: by their kind"), tuple(kept.get("outcomes", ())), outcomes
        ),
        make.field(
            "limit_hours",
            N_("At most so many hours; empty for no limit"),
            str(kept.get("limit_hours", "")),
            "number",
            most=3,
        ),
        make.one("review_by", N_("Who reviews it"), kept.get("review_by", ""), _GRADES, ("", *GRADES)),
        make.yes(
            "provisional_alone",
            N_("Alone at the post, an officer may take it provisionally"),
            kept.get("provisional_alone", False),
        ),
        make.of_law("notice", N_("Notice handed over"), kept.get("notice", ""), notices, none=True),
        make.cite(kept["cite"]),
    ]
    title = N_("Who takes it, who signs it")
    return [Form("act", "act", title, N_("Change the act"), tuple(fields), back="nature", key="e")]


def clock(pack: Pack, route: str, kept: Mapping[str, Any], language: str) -> list[Form]:
    """What starts a clock, how long it runs, its reviews, what closed days do; and taking it out."""
    make, of = Maker("clock"), pack.routes[route]
    outcomes = [Choice(name, of.outcome_words(name, language), law=True) for name in of.outcomes]
    acts = [Choice(one.name, pack.words(language, "acts", one.name) or one.name, law=True) for one in of.acts]
    fields = [
        make.of_law("outcomes", N_("It starts with these outcomes"), tuple(kept.get("outcomes", ())), outcomes),
        make.of_law("acts", N_("It starts with these acts"), tuple(kept.get("acts", ())), acts),
        *_timed(make, pack, kept, language),
        make.cite(kept["cite"]),
    ]
    change = Form(
        "clock",
        "clock",
        N_("What starts it, and how long it runs"),
        N_("Change the clock"),
        tuple(fields),
        back="nature",
        key="e",
    )
    return [change, Form("clock_out", "clock_out", N_("Take it out"), N_("Take the clock out"), (), back="nature")]


def new_clock(pack: Pack, language: str) -> Form:
    """A clock that no route has yet; what else starts it is added on its page."""
    make, starts = Maker("clock"), []
    for route in pack.routes.values():
        events = [
            Choice(f"{route.id}|outcomes|{name}", route.outcome_words(name, language), law=True)
            for name in route.outcomes
        ]
        events += [
            Choice(f"{route.id}|acts|{one.name}", pack.words(language, "acts", one.name) or one.name, law=True)
            for one in route.acts
        ]
        starts.append((pack.words(language, "titles", route.id) or route.title, tuple(events)))
    fields = [
        make.field("id", _NAME, kind="code", required=True, most=60),
        make.field("words", N_("What must be done by then, in English"), required=True),
        make.field("outcomes", N_("It starts with"), kind="one", choices=tuple(starts)),
        *_timed(make, pack, {"days": ""}, language),
        make.cite(),
    ]
    return Form("clock", "clock", N_("A new clock"), N_("Add the clock"), tuple(fields))


def _timed(make: Maker, pack: Pack, kept: Mapping[str, Any], language: str) -> list[Field]:
    dates = [
        Choice(name, named_fact(pack, name, language), law=True)
        for name, one in pack.facts.items()
        if one.type.kind is Kind.DATE
    ]
    calendars = [Choice(one["id"], one["id"]) for one in pack.documents["lists.yaml"].get("calendars", ())]
    roll = kept.get("roll", {})
    fields = [
        make.of_law("starts", N_("Counted from; –: from the day itself"), kept.get("starts", ""), dates, none=True),
        *_length(make, "", N_("It runs for"), kept, ("hours", "days", "months"), required=True),
        *_length(make, "then", N_("The second review so much later; empty for none"), kept, ("days", "months")),
        *_length(make, "every", N_("Then a review every; empty for none"), kept, ("days", "months")),
        make.one("roll", N_("What closed days do"), roll.get("how", ""), _ROLLS, ROLLS),
        make.field("roll_cite", N_("The clause of closed days"), roll.get("cite", ""), "code", hint=_CITED),
        make.some("weekdays", N_("Closed on"), roll.get("weekdays", ()), _DAYS_OF_WEEK, WEEKDAYS),
    ]
    if calendars:
        fields.append(make.of_law("holidays", N_("And on the days of"), roll.get("holidays", ""), calendars, none=True))
    return fields


def _length(
    make: Maker, name: str, label: str, kept: Mapping[str, Any], units: Sequence[str], *, required: bool = False
) -> Iterable[Field]:
    prefix = f"{name}_" if name else ""
    unit = next((unit for unit in units if f"{prefix}{unit}" in kept), "days")
    count = str(kept.get(f"{prefix}{unit}", ""))
    yield make.field(name or "length", label, count, "number", most=5, required=required)
    yield make.one(f"{prefix}unit", N_("Counted in"), unit, _UNITS, units)


def facts(pack: Pack, language: str) -> tuple[tuple[str, str], ...]:
    """The facts that a condition can compare, by what they are called."""
    told = [
        (name, named_fact(pack, name, language)) for name, one in pack.facts.items() if one.type.kind is not Kind.STAYS
    ]
    return tuple(sorted(told, key=lambda pair: pair[1].casefold()))


def named_fact(pack: Pack, name: str, language: str) -> str:
    """What a fact is called; its code as words where the pack has no name for it."""
    return pack.words(language, "facts", name, "name") or name.replace("_", " ")
