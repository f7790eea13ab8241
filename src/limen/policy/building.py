"""Checked files to the words of a pack: expressions typed, references resolved, periods made, once, when it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from limen.policy import limits
from limen.policy.amounts import AmountRow, AmountTable
from limen.policy.expressions import ExpressionError, Quantity, Scope, parse, parse_quantity
from limen.policy.formula import scope_of
from limen.policy.pack import Pack, Route
from limen.policy.presets import preset
from limen.policy.rules import (
    NEVER,
    AppliesBy,
    Burden,
    Clock,
    Condition,
    CountryList,
    Example,
    FactDefinition,
    Group,
    Implication,
    Instrument,
    Leaf,
    MayLeaveOut,
    Named,
    NoticeForm,
    Paper,
    RouteAct,
    Row,
    Rule,
    RulesThat,
    RuleVersion,
    System,
    Telling,
    Transition,
    Unless,
    Waiver,
)
from limen.policy.stays import StayError, StayRule
from limen.policy.values import Kind, Money, ValueType, WrongValueError, parse_value
from limen.vocabulary.dates import DateError, Period
from limen.vocabulary.decision import GroundKind, OutcomeKind
from limen.vocabulary.evidence import Standard

Part = tuple[Any, ...]
DEEPEST_CONDITION = 16


class BuildError(ValueError):
    """Data that fits the schema and still makes no pack; `path` and `part` say where."""

    def __init__(self, path: str, part: Part, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.part = part


@contextmanager
def _at(path: str, *part: Any) -> Iterator[None]:
    """Say where, for whatever goes wrong inside."""
    try:
        yield
    except BuildError:
        raise
    except (ExpressionError, DateError, StayError, WrongValueError, ValueError) as problem:
        raise BuildError(path, part, str(problem)) from problem


def build(documents: Mapping[str, Any]) -> Pack:
    """The pack that the files of a folder make. Raises BuildError."""
    head = documents["pack.yaml"]
    for needed in ("facts.yaml", "lists.yaml"):
        if needed not in documents:
            raise BuildError("pack.yaml", (), f"a pack has a file {needed}: there is none")
    lists = _lists(documents["lists.yaml"])
    text, reviewers = _texts(documents)
    facts = _facts(documents["facts.yaml"], frozenset(lists), text.get("en", {}))
    with _at("pack.yaml", "as_of"):
        as_of = date.fromisoformat(head["as_of"])
    pack = Pack(
        id=head["id"],
        title=head["title"],
        jurisdiction=head["jurisdiction"],
        as_of=as_of,
        reviewers=tuple(head["reviewers"]),
        instruments=_instruments(head),
        facts=facts,
        lists=lists,
        stay_rules=_stay_rules(head, lists),
        not_modelled=tuple(_not_modelled(head)),
        text=text,
        text_reviewers=reviewers,
        documents=documents,
        examples=tuple(_examples(documents)),
        amounts=_amounts(documents["lists.yaml"], facts),
        systems=_systems(head),
        asked_in=tuple(head.get("asked_in", ())),
    )
    scope = scope_of(facts, frozenset(lists))
    for path in sorted(documents):
        if path.startswith("routes/"):
            route = _RouteBuilder(path, documents[path], pack, scope).route()
            pack.routes[route.id] = route
    for example in pack.examples:
        if example.route not in pack.routes:
            raise BuildError(f"examples/{example.route}.yaml", ("route",), f"there is no route {example.route!r}")
    return pack


def _instruments(head: Mapping[str, Any]) -> dict[str, Instrument]:
    found: dict[str, Instrument] = {}
    for place, item in enumerate(head["instruments"]):
        with _at("pack.yaml", "instruments", place):
            if item["id"] in found:
                raise ValueError(f"the instrument {item['id']} is given twice")
            versions = tuple(limits.period(version) for version in item["versions"])
            found[item["id"]] = Instrument(
                item["id"], item["short"], item["title"], item["url"], versions, item["checked"]
            )
    return found


def _not_modelled(head: Mapping[str, Any]) -> Iterator[str]:
    shorts = {item["id"]: item["short"] for item in head["instruments"]}
    for item in head.get("not_modelled", ()):
        key, _, clause = item["cite"].partition(" ")
        yield f"{item['what']} ({shorts.get(key, key)} {clause})"


def _lists(document: Mapping[str, Any]) -> dict[str, CountryList]:
    found: dict[str, CountryList] = {}
    with _at("lists.yaml", "calendars"):
        _ = list(limits.calendars(document.get("calendars", ())))
    for place, item in enumerate(document["lists"]):
        with _at("lists.yaml", "lists", place):
            if item["id"] in found:
                raise ValueError(f"the list {item['id']} is given twice")
            found[item["id"]] = limits.country_list(item)
    return found


def _amounts(document: Mapping[str, Any], facts: Mapping[str, FactDefinition]) -> dict[str, AmountTable]:
    found: dict[str, AmountTable] = {}
    for place, item in enumerate(document.get("amounts", ())):
        with _at("lists.yaml", "amounts", place):
            rows = []
            for name in item["by"]:
                if name not in facts or facts[name].type.kind not in {Kind.COUNTRY, Kind.ENUM}:
                    raise ValueError(f"{name}: a table is kept by a fact that is a country or a choice")
            for row in item["rows"]:
                for name, key in zip(item["by"], row["for"], strict=False):
                    parse_value(facts[name].type, key)
                if len(row["for"]) > len(item["by"]):
                    raise ValueError(f"{row['for']} has more values than the facts {item['by']}")
                amount = Money.parse(str(row["amount"]), item["currency"])
                rows.append(AmountRow(tuple(row["for"]), amount, limits.period(row), row["source"], row["checked"]))
            found[item["id"]] = AmountTable(item["id"], item["cite"], item["currency"], tuple(item["by"]), tuple(rows))
    for name, definition in facts.items():
        table = found.get(definition.looked_up)
        if definition.looked_up and (table is None or definition.type.currency != table.currency):
            raise BuildError("facts.yaml", (), f"{name}: {definition.looked_up} is no table of amounts in its currency")
    return found


def _systems(head: Mapping[str, Any]) -> dict[str, System]:
    found: dict[str, System] = {}
    for place, item in enumerate(head.get("systems", ())):
        with _at("pack.yaml", "systems", place):
            starts = date.fromisoformat(item["starts"]) if "starts" in item else None
            found[item["id"]] = System(item["id"], item["title"], item["cite"], starts, item.get("note", ""))
    return found


def _stay_rules(head: Mapping[str, Any], lists: Mapping[str, CountryList]) -> dict[str, StayRule]:
    found: dict[str, StayRule] = {}
    for place, item in enumerate(head.get("stay_rules", ())):
        with _at("pack.yaml", "stay_rules", place):
            territory: dict[str, tuple[Period, ...]] = {}
            if name := item.get("territory"):
                if name not in lists:
                    raise ValueError(f"{name} is no list of this pack")
                for member in lists[name].members:
                    territory[member.code] = (*territory.get(member.code, ()), member.period)
            found[item["id"]] = StayRule(item["id"], item["days"], item["window"], item["cite"], territory)
    return found


def _facts(document: Mapping[str, Any], lists: frozenset[str], words: Mapping[str, Any]) -> dict[str, FactDefinition]:
    types: dict[str, ValueType] = {}
    for place, item in enumerate(document["facts"]):
        with _at("facts.yaml", "facts", place):
            if item["id"] in types:
                raise ValueError(f"the fact {item['id']} is defined twice")
            if (item["type"] == "enum") != ("values" in item) or (item["type"] == "money") != ("currency" in item):
                raise ValueError("an enum has values, an amount of money has a currency, and nothing else has")
            types[item["id"]] = ValueType(Kind(item["type"]), tuple(item.get("values", ())), item.get("currency", ""))
    scope = Scope(types, lists)
    found = {}
    for place, item in enumerate(document["facts"]):
        with _at("facts.yaml", "facts", place):
            found[item["id"]] = _fact(item, types, scope, words)
    return found


def _fact(
    item: Mapping[str, Any], types: Mapping[str, ValueType], scope: Scope, words: Mapping[str, Any]
) -> FactDefinition:
    type_ = types[item["id"]]
    implies = tuple(
        Implication(parse(entry["when"], scope), parse_value(type_, entry["value"]), entry["cite"])
        for entry in item.get("implies", ())
    )
    presets = []
    for entry in item.get("presets", ()):
        form, of = entry["form"], entry["of"]
        if form == "value":
            parse_value(type_, of)
        elif type_.kind is not Kind.DATE or not isinstance(of, int):
            raise ValueError(f"a preset of the form {form} is a whole number for a date")
        presets.append(preset(form, of, words.get("presets", {}).get(form, "")))
    codes = dict(item.get("codes", {}))
    for value in codes.values():
        parse_value(type_, value)
    standing = item.get("if_not_given", "")
    if isinstance(standing, bool) or (standing and type_.kind is Kind.BOOL):
        if type_.kind is not Kind.BOOL or not item.get("cite") or not isinstance(standing, bool):
            raise ValueError("yes or no stands for what nobody says only where a clause says so: a bool with its cite")
        standing = "true" if standing else "false"
    elif standing and (type_.kind is Kind.DATE) != (standing == "decision_date"):
        raise ValueError(f"if_not_given is decision_date for a date, and else a value: {standing} is neither")
    elif standing and type_.kind is not Kind.DATE:
        parse_value(type_, standing)
    not_before = item.get("not_before", "")
    if not_before and not_before != "decision_date" and types.get(not_before) != ValueType(Kind.DATE):
        raise ValueError(f"not_before names a date: {not_before} is none")
    return FactDefinition(
        id=item["id"],
        type=type_,
        evidence=tuple(item.get("evidence", ())),
        order=item["order"],
        judgement=item.get("judgement", False),
        sensitive=item.get("sensitive", False),
        may_not_apply=item.get("may_not_apply", False),
        shared=item.get("shared", False),
        if_not_given=standing,
        not_before=not_before,
        looked_up=item.get("looked_up", ""),
        presets=tuple(presets),
        factors=tuple(item.get("factors", ())),
        implies=implies,
        informs=item.get("informs", ""),
        cite=item.get("cite", ""),
        codes=codes,
        question=words.get("facts", {}).get(item["id"], {}).get("question", ""),
    )


def _texts(documents: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], dict[str, tuple[str, ...]]]:
    words: dict[str, dict[str, Any]] = {}
    reviewers: dict[str, tuple[str, ...]] = {}
    for path in sorted(documents):
        if not path.startswith("text/"):
            continue
        language = path.split("/")[1]
        kept = words.setdefault(language, {})
        page = documents[path]
        for section, entries in page.items():
            if section == "reviewers":
                continue
            shelf = kept.setdefault(section, {})
            for key, value in entries.items():
                if key in shelf:
                    raise BuildError(path, (section, key), f"the words for {key} are given twice in {language}")
                shelf[key] = value
        # a language is reviewed by those who reviewed every file of it
        those = tuple(page["reviewers"])
        reviewers[language] = (
            those if language not in reviewers else tuple(r for r in reviewers[language] if r in those)
        )
    return words, reviewers


def _examples(documents: Mapping[str, Any]) -> Iterator[Example]:
    seen: set[str] = set()
    for path in sorted(documents):
        if not path.startswith("examples/"):
            continue
        page = documents[path]
        bases = page.get("bases", {})
        for place, item in enumerate(page["examples"]):
            with _at(path, "examples", place):
                if item["id"] in seen:
                    raise ValueError(f"the example {item['id']} is given twice")
                seen.add(item["id"])
                if item.get("base") and item["base"] not in bases:
                    raise ValueError(f"there is no base {item['base']}")
                gives = item["gives"]
                yield Example(
                    id=item["id"],
                    route=page["route"],
                    on=date.fromisoformat(item["date"]),
                    facts={**bases.get(item.get("base", ""), {}), **item.get("facts", {})},
                    outcome=gives["outcome"],
                    title=item.get("title", ""),
                    codes=_kept(gives, "codes"),
                    grounds=_kept(gives, "grounds"),
                    ask=_kept(gives, "ask"),
                    next=gives.get("next", ""),
                    near=item.get("near", ""),
                )


def _kept(document: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    return tuple(document[key]) if key in document else None


class _RouteBuilder:
    """One route file."""

    def __init__(self, path: str, document: Mapping[str, Any], pack: Pack, scope: Scope) -> None:
        self.path = path
        self.document = document
        self.pack = pack
        self.scope = scope
        self.effects = {name: OutcomeKind(kind) for name, kind in document["effects"].items()}
        self.outcomes = {item["id"]: OutcomeKind(item["kind"]) for item in document["outcomes"]}
        self.act_names = tuple(item["name"] for item in document.get("acts", ()))
        self.conditions: dict[str, Condition] = {}
        self._being_built: list[str] = []

    def route(self) -> Route:
        """The route, with every name in it resolved."""
        document = self.document
        if document["id"] != self.path.removeprefix("routes/").removesuffix(".yaml"):
            raise BuildError(self.path, ("id",), "the id of a route is the name of its file")
        for name in document.get("conditions", {}):
            self.named(name)
        rules = tuple(self.rule(item, place) for place, item in enumerate(document["rules"]))
        twice = [rule.id for place, rule in enumerate(rules) if rule.id in {other.id for other in rules[:place]}]
        if twice:
            raise BuildError(self.path, ("rules",), f"given twice: {', '.join(twice)}")
        rows = tuple(self.row(item, place, rules) for place, item in enumerate(document["decision"]["rows"]))
        otherwise = document["decision"]["otherwise"]
        self.known("outcome", otherwise, self.outcomes, "decision", "otherwise")
        for place, name in enumerate(document.get("also_facts", ())):
            self.known("fact", name, self.pack.facts, "also_facts", place)
        timed = document.get("clocks", ())
        return Route(
            id=document["id"],
            pack=self.pack,
            title=document["title"],
            effects=self.effects,
            outcomes=self.outcomes,
            conditions=self.conditions,
            rules=rules,
            rows=rows,
            otherwise=otherwise,
            acts=tuple(self.act(item, place) for place, item in enumerate(document.get("acts", ()))),
            tells=tuple(self.telling(item, place) for place, item in enumerate(document.get("tells", ()))),
            clocks=tuple(self.clock(item, place) for place, item in enumerate(timed)),
            notices=tuple(_notice(item) for item in document.get("notices", ())),
            also_facts=(*document.get("also_facts", ()), *(item["starts"] for item in timed if "starts" in item)),
            stay_rule=self.stay_rule(),
            unlimited_by=tuple(document.get("unlimited_by", ())),
            relaxation=self.relaxation(),
            quantities=self.quantities(),
            papers=tuple(self.paper(item, place) for place, item in enumerate(document.get("documents", ()))),
        )

    def quantities(self) -> dict[str, Quantity]:
        found = {}
        for name, text in self.document.get("quantities", {}).items():
            with _at(self.path, "quantities", name):
                if name in self.pack.facts:
                    raise ValueError(f"{name} is a fact already")
                found[name] = parse_quantity(text, self.scope)
        return found

    def in_force(self, item: Mapping[str, str]) -> Period:
        """The days of a version; its first may be that of a system, which may have none yet."""
        system = self.pack.systems.get(item["from"])
        if system is None:
            return limits.period(item)
        if system.starts is None:
            return NEVER
        return limits.period({**item, "from": system.starts.isoformat()})

    def stay_rule(self) -> StayRule | None:
        name = self.document.get("stay_rule")
        if name is None:
            return None
        self.known("stay rule", name, self.pack.stay_rules, "stay_rule")
        return self.pack.stay_rules[name]

    def relaxation(self) -> MayLeaveOut | None:
        item = self.document.get("relaxation")
        if item is None:
            return None
        given = item["may_leave_out"]
        for place, name in enumerate(given.get("facts", ())):
            self.known("fact", name, self.pack.facts, "relaxation", "may_leave_out", "facts", place)
        return MayLeaveOut(item["cite"], tuple(given.get("checks", ())), tuple(given.get("facts", ())))

    def known(self, what: str, name: str, among: Mapping[str, Any], *part: Any) -> None:
        if name not in among:
            raise BuildError(self.path, part, f"{name} is no {what}: there are {', '.join(sorted(among))}")

    def named(self, name: str) -> None:
        """Build a condition that has a name, and first those it rests on, wherever in the file they stand."""
        if name in self.conditions:
            return
        if name in self._being_built:
            raise BuildError(self.path, ("conditions", name), f"the condition {name} rests on itself")
        if len(self._being_built) == DEEPEST_CONDITION:
            raise BuildError(
                self.path, ("conditions", name), f"conditions rest on more than {DEEPEST_CONDITION} others"
            )
        self._being_built.append(name)
        self.conditions[name] = self.condition(self.document["conditions"][name], "conditions", name)
        self._being_built.pop()

    def condition(self, document: Any, *part: Any, depth: int = 0) -> Condition:
        if depth > DEEPEST_CONDITION:
            raise BuildError(self.path, part, f"a condition nested deeper than {DEEPEST_CONDITION}")
        if isinstance(document, str):
            return self.leaf(document, "", "", *part)
        if "if" in document:
            leaf = self.leaf(document["if"], document.get("cite", ""), document.get("say", ""), *part, "if")
            return replace(leaf, unasked=document.get("unasked", False))
        if "is" in document:
            self.known("condition", document["is"], self.document.get("conditions", {}), *part)
            self.named(document["is"])
            return Named(document["is"])
        how = next(key for key in ("all", "any", "none") if key in document)
        parts = tuple(
            self.condition(item, *part, how, place, depth=depth + 1) for place, item in enumerate(document[how])
        )
        return Group(how, parts, document.get("cite", ""), document.get("say", ""))

    def leaf(self, text: str, cite: str, say: str, *part: Any) -> Leaf:
        with _at(self.path, *part):
            expression = parse(text, self.scope)
            for rule in re.findall(r"'([^']*)'", text):
                if rule not in self.pack.stay_rules:
                    raise ValueError(f"{text!r}: {rule} is no stay rule of this pack")
            return Leaf(expression, cite, say)
        raise AssertionError  # _at lets nothing pass

    def rule(self, item: Mapping[str, Any], place: int) -> Rule:
        self.known("effect", item["effect"], self.effects, "rules", place, "effect")
        return Rule(
            id=item["id"],
            cite=item["cite"],
            effect=item["effect"],
            versions=tuple(
                self.version(version, "rules", place, "versions", number)
                for number, version in enumerate(item["versions"])
            ),
            kind=GroundKind(item.get("kind", "mandatory")),
            burden=Burden(item.get("burden", "authority")),
            standard=Standard(item.get("standard", "balance")),
            disclosure=item.get("disclosure", "full"),
            code=item.get("code", ""),
            shield=item.get("shield", False),
            interpretation=item.get("interpretation", ""),
            repealed=item.get("repealed", False),
        )

    def version(self, item: Mapping[str, Any], *part: Any) -> RuleVersion:
        with _at(self.path, *part):
            in_force = self.in_force(item["in_force"])
        if item["applies_by"] != "decision_date" and item["applies_by"] not in self.pack.facts:
            raise BuildError(self.path, (*part, "applies_by"), f"{item['applies_by']} is not in the fact dictionary")
        transition = item.get("transition")
        return RuleVersion(
            in_force=in_force,
            applies_by=AppliesBy(item["applies_by"]),
            when=self.condition(item["when"], *part, "when"),
            unless=tuple(
                Unless(
                    entry["id"],
                    entry["cite"],
                    self.condition(entry["when"], *part, "unless", place, "when"),
                    GroundKind(entry.get("kind", "mandatory")),
                    entry.get("authority", ""),
                )
                for place, entry in enumerate(item.get("unless", ()))
            ),
            waivers=tuple(
                Waiver(
                    entry["id"],
                    entry["cite"],
                    entry["authority"],
                    entry.get("form", ""),
                    self.condition(entry["granted"], *part, "waivers", place) if "granted" in entry else None,
                )
                for place, entry in enumerate(item.get("waivers", ()))
            ),
            transition=self.transition(transition, *part, "transition") if transition else None,
        )

    def transition(self, item: Mapping[str, Any], *part: Any) -> Transition:
        sides = {key: self.condition(item[key], *part, key) for key in ("not_to", "also_to") if key in item}
        return Transition(item["cite"], sides.get("not_to"), sides.get("also_to"))

    def row(self, item: Mapping[str, Any], place: int, rules: tuple[Rule, ...]) -> Row:
        self.known("outcome", item["outcome"], self.outcomes, "decision", "rows", place)
        return Row(
            item["outcome"], self.row_condition(item["when"], rules, "decision", "rows", place), item.get("cite", "")
        )

    def row_condition(self, document: Mapping[str, Any], rules: tuple[Rule, ...], *part: Any) -> Condition:
        if "rule" in document:
            self.known("rule", document["rule"], {rule.id: rule for rule in rules}, *part)
            return RulesThat(rule=document["rule"])
        if "effect" in document:
            self.known("effect", document["effect"], self.effects, *part)
            kind = GroundKind(document["kind"]) if "kind" in document else None
            return RulesThat(effect=document["effect"], kind=kind, lifted=document.get("lifted"))
        how = next(iter(document))
        return Group(how, tuple(self.row_condition(item, rules, *part) for item in document[how]))

    def telling(self, item: Mapping[str, Any], place: int) -> Telling:
        for outcome in item["outcomes"]:
            self.known("outcome", outcome, self.outcomes, "tells", place)
        lists = {key: tuple(item[key]) for key in ("outcomes", "record") if key in item}
        return Telling(**{**item, **lists})

    def paper(self, item: Mapping[str, Any], place: int) -> Paper:
        for name in item["proves"]:
            self.known("fact", name, self.pack.facts, "documents", place, "proves")
        those = {other["id"]: other for other in self.document["documents"] if other["id"] != item["id"]}
        for name in item.get("instead_of", ()):
            self.known("other document", name, those, "documents", place, "instead_of")
        return Paper(
            id=item["id"],
            cite=item["cite"],
            proves=tuple(item["proves"]),
            when=self.condition(item["when"], "documents", place, "when") if "when" in item else None,
            instead_of=tuple(item.get("instead_of", ())),
            form=item.get("form", ""),
            no_older_than_days=item.get("no_older_than_days", 0),
        )

    def clock(self, item: Mapping[str, Any], place: int) -> Clock:
        with _at(self.path, "clocks", place):
            kept = {one.id: one for one in limits.calendars(self.pack.documents["lists.yaml"].get("calendars", ()))}
            return limits.clock(item, self.outcomes, self.act_names, self.pack.facts, kept)
        raise AssertionError  # _at lets nothing pass

    def act(self, item: Mapping[str, Any], place: int) -> RouteAct:
        with _at(self.path, "acts", place):
            return limits.act(item, self.act_names, self.outcomes, self.pack.facts)
        raise AssertionError  # _at lets nothing pass


def _notice(item: Mapping[str, Any]) -> NoticeForm:
    return NoticeForm(
        item["id"],
        item["act"],
        item["form"],
        item["cite"],
        tuple((part["id"], part["cite"], tuple(part.get("slots", ()))) for part in item["paragraphs"]),
    )
