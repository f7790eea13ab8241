"""A leaf of the law, and a node of the tree that advice keeps, as a sentence in the reader's language.

The law names facts by codes; the pack names them in words (`text/<language>`). What joins those words are templates,
marked for translation, which whoever shows the sentence says in the reader's language (`str` says them in English).

>>> from limen.policy import load_pack
>>> str(sentence("document_expiry < plus_months(planned_exit, 3)", load_pack("schengen"), "en"))
'end of validity of the document is before day of intended departure plus 3 months'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.lists import format_list
from babel.units import format_unit

from limen.policy.expressions import (
    DECISION_DATE,
    Call,
    ExpressionError,
    Literal,
    Membership,
    Reference,
    Root,
    Sum,
    Term,
    parse,
)
from limen.policy.formula import scope_of
from limen.policy.pack import Pack, Route
from limen.policy.relaxed import LEFT_OUT
from limen.policy.spoken import locale_of, spoken_country, spoken_date, spoken_value
from limen.policy.values import Kind, as_json
from limen.vocabulary.evidence import N_

_IS = {"=": N_("{fact}: {value}"), "!=": N_("{fact}: not {value}")}
_DAYS = {
    "<": N_("{left} is before {right}"),
    "<=": N_("{left} is not after {right}"),
    ">": N_("{left} is after {right}"),
    ">=": N_("{left} is not before {right}"),
    "=": N_("{left} is the same day as {right}"),
    "!=": N_("{left} is another day than {right}"),
}
_FIGURES = {
    "<": N_("{left} is less than {right}"),
    "<=": N_("{left} is at most {right}"),
    ">": N_("{left} is more than {right}"),
    ">=": N_("{left} is at least {right}"),
    "=": N_("{left} is the same as {right}"),
    "!=": N_("{left} is not the same as {right}"),
}
_LATER, _EARLIER = N_("{day} plus {length}"), N_("{day} less {length}")
_MOVES = {
    "plus_years": (_LATER, "duration-year"),
    "minus_years": (_EARLIER, "duration-year"),
    "plus_months": (_LATER, "duration-month"),
    "minus_months": (_EARLIER, "duration-month"),
    "plus_days": (_LATER, "duration-day"),
    "minus_days": (_EARLIER, "duration-day"),
}
# What a function says, and the name of each of its arguments there; one that is not said has no name.
_CALLS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "age": (N_("age on {day} (from {birth})"), ("birth", "day")),
    "days_between": (N_("days from {first} to {last}"), ("first", "last")),
    "last_day_of_short_stay": (
        N_("the last day that the rule {rule} allows for a stay begun on {day}"),
        ("", "day", "rule"),
    ),
    "last_day_of_stay_in_progress": (
        N_("the last day that the rule {rule} allowed for the stay that ends on {day}"),
        ("", "day", "rule"),
    ),
    "days_present": (N_("days in the country from {first} through {last}"), ("", "first", "last")),
    "days_absent": (N_("whole days away from {first} through {last}"), ("", "first", "last")),
    "longest_absence": (N_("whole days of the longest absence from {first} through {last}"), ("", "first", "last")),
    "half_of": (N_("half of {days}, at most {most}"), ("days", "most")),
}
_SIGNS = {"+": "{left} + {right}", "-": "{left} − {right}", "*": "{left} × {right}"}
GROUPS = {
    "all": N_("all of these"),
    "any": N_("at least one of these"),
    "none": N_("none of these"),
    "recorded": N_("this, if it is on record"),
}
_LABELS = {"unless": N_("no exception applies"), "discretion": N_("an exception leaves a choice")}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A template marked for translation and what fills it: words of the pack, values, other phrases."""

    template: str
    parts: Mapping[str, Phrase | str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format_map({name: str(part) for name, part in self.parts.items()})


Said = Phrase | str  # a plain text is the pack's own, in its language


@lru_cache(maxsize=4000)
def sentence(text: str, pack: Pack, language: str = "en") -> Said:
    """A leaf as people of a language read it; the text itself where the pack cannot read it (any more)."""
    try:
        root = parse(text, scope_of(pack.facts, frozenset(pack.lists))).root
    except ExpressionError:
        return isolated(text)
    return _Voice(pack, language).root(root)


def isolated(text: str) -> str:
    """A code or a figure that keeps its own direction within a sentence of the other (Unicode TR 9, FSI and PDI)."""
    return f"\u2068{text}\u2069"


def either(items: Iterable[str], language: str) -> str:
    """Words of which one is meant, as a language joins them: a, b or c."""
    return str(format_list(list(items), style="or", locale=locale_of(language) or Locale("en")))


def named(pack: Pack, language: str, section: str, name: str) -> str:
    """What the pack calls a list, a condition, an exception or an authority; its code as words where it does not."""
    return pack.words(language, section, name) or name.replace("_", " ")


def title_of(route: Route, rule: str, language: str) -> str:
    """The title of a rule; its id where it has none."""
    return route.pack.words(language, "rules", rule, "title") or rule


def node_said(node: Mapping[str, Any], route: Route, language: str) -> Said:
    """One node of a kept tree below a rule: a leaf as its sentence, a group by what it asks of its parts."""
    text = str(node.get("text", ""))
    if "how" not in node:
        plain = text.removesuffix(LEFT_OUT)
        said = sentence(plain, route.pack, language)
        return said if plain == text else Phrase(N_("{what} (left out by order)"), {"what": said})
    if text in _LABELS:
        return Phrase(_LABELS[text])
    if text == f"{node['how']} of":
        return Phrase(GROUPS[node["how"]])
    rule = labelled_rule(node, route)
    if rule:
        return title_of(route, rule, language)
    name = next((name for name in route.conditions if name.replace("_", " ") == text), text)
    return named(route.pack, language, "conditions", name)


def labelled_rule(node: Mapping[str, Any], route: Route) -> str:
    """The rule whose own formula a node of a kept tree is; "" for any other node."""
    if "how" not in node:
        return ""
    return next((rule.id for rule in route.rules if rule.id.replace("_", " ") == node.get("text")), "")


@dataclass(frozen=True, slots=True)
class _Voice:
    pack: Pack
    language: str

    def root(self, root: Root) -> Phrase:
        if isinstance(root, Membership):
            return self.membership(root)
        left, right = root.left, root.right
        if isinstance(left, Literal) and isinstance(right, Reference) and root.operator in _IS:
            left, right = right, left
        if isinstance(left, Reference) and isinstance(right, Literal) and left.type.kind in _NAMED:
            value = self.value(left.name, left.type.kind, right.value)
            return Phrase(_IS[root.operator], {"fact": self.fact(left.name), "value": value})
        table = _DAYS if left.type.kind is Kind.DATE else _FIGURES
        return Phrase(table[root.operator], {"left": self.term(left), "right": self.term(right)})

    def membership(self, root: Membership) -> Phrase:
        fact = self.term(root.term)
        if root.list_name:
            template = N_("{fact}: not in the list “{list}”") if root.negated else N_("{fact}: in the list “{list}”")
            return Phrase(template, {"fact": fact, "list": named(self.pack, self.language, "lists", root.list_name)})
        name = root.term.name if isinstance(root.term, Reference) else ""
        members = either((self.value(name, root.term.type.kind, one) for one in root.members), self.language)
        template = N_("{fact}: none of {values}") if root.negated else _IS["="]
        return Phrase(template, {"fact": fact, "values" if root.negated else "value": members})

    def fact(self, name: str) -> str:
        return self.pack.words(self.language, "facts", name, "name") or name.replace("_", " ")

    def value(self, fact: str, kind: Kind, value: Any) -> str:
        return spoken_value({"kind": str(kind), "value": as_json(value), "fact": fact}, self.pack, self.language)

    def term(self, term: Term) -> Said:
        match term:
            case Reference(name=name):
                return Phrase(N_("day of the decision")) if name == DECISION_DATE else self.fact(name)
            case Literal(value=value, type=of):
                return self.literal(value, of.kind)
            case Sum(operator=sign, left=left, right=right):
                second = self.term(right)
                if isinstance(right, Sum):
                    second = Phrase("({sum})", {"sum": second})
                return Phrase(_SIGNS[sign], {"left": self.term(left), "right": second})
            case Call(name=name, arguments=arguments):
                return self.call(name, arguments)

    def literal(self, value: Any, kind: Kind) -> str:
        if kind is Kind.DATE:
            return spoken_date(value, self.language)
        if kind is Kind.COUNTRY:
            return spoken_country(str(value), self.language)
        return self.value("", kind, value) if kind in _NAMED else isolated(str(as_json(value)))

    def call(self, name: str, arguments: tuple[Term, ...]) -> Said:
        if name in _MOVES:
            template, unit = _MOVES[name]
            return Phrase(template, {"length": self.length(arguments[1], unit), "day": self.term(arguments[0])})
        template, names = _CALLS[name]
        return Phrase(template, {slot: self.term(one) for slot, one in zip(names, arguments, strict=True) if slot})

    def length(self, count: Term, unit: str) -> Said:
        if isinstance(count, Literal):
            return str(format_unit(count.value, unit, "long", locale=locale_of(self.language) or Locale("en")))
        units = {"duration-year": N_("years: {count}"), "duration-month": N_("months: {count}")}
        return Phrase(units.get(unit, N_("days: {count}")), {"count": self.term(count)})


_NAMED = frozenset({Kind.BOOL, Kind.ENUM, Kind.COUNTRY})
