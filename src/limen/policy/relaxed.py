"""The law read while checks are relaxed: facts that by lawful order nobody asks for (Regulation (EU) 2016/399, Art 9).

A fact left out stays unknown, is not asked, and decides nothing: a leaf that only such facts keep open counts as
whatever keeps its rule from applying. So a rule applies only where it would apply whatever those facts were: nobody is
refused by what was not looked at. A fact that is known all the same, or in dispute, counts as
always; a leaf that another unknown fact keeps open too stays open, and that fact is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from limen.policy.formula import Formula, GoverningRoute
from limen.policy.leaves import Truth
from limen.policy.reading import Reading
from limen.vocabulary.evidence import Fact, FactStatus

# What a tree adds to the text of a leaf that was left out; whoever says the tree again reads it.
LEFT_OUT = " (left out by order)"
_NOT_ASKED = frozenset({FactStatus.UNKNOWN, FactStatus.REFUSED})


class RelaxedReading(Reading):
    """A reading in which some unknown facts are left out by order."""

    def __init__(
        self, law: GoverningRoute, facts: Iterable[Fact] | Mapping[str, Any], left_out: Collection[str]
    ) -> None:
        super().__init__(law, facts)
        self.set_aside = frozenset(
            name
            for name in left_out
            if name in law.facts and (name not in self.facts or self.facts[name].status in _NOT_ASKED)
        )

    def leaf(self, formula: Formula) -> Truth:
        """The truth of a leaf; one that nothing but facts left out keeps open does not make its rule apply."""
        truth = super().leaf(formula)
        if truth is not None or not self.rests_on_what_is_left_out(formula):
            return truth
        return formula.quiet

    def rests_on_what_is_left_out(self, formula: Formula) -> bool:
        """Whether nothing but facts left out keeps a leaf open."""
        use = self.law.leaves[formula.leaf]
        open_facts = use.bound.blurred(self.environment(use.rank))
        return bool(open_facts) and self.set_aside.issuperset(open_facts)

    def asked_instead(self, names: frozenset[str]) -> frozenset[str]:
        """Facts to ask for, none that is left out."""
        return super().asked_instead(names - self.set_aside) - self.set_aside


def marked(trace: dict[str, Any], case: Reading) -> dict[str, Any]:
    """A trace in which what was left out says so, and is called unknown whatever it was counted as."""
    if not isinstance(case, RelaxedReading) or not case.set_aside:
        return trace
    texts = {
        use.bound.expression.text
        for number, use in enumerate(case.law.leaves)
        if case.rests_on_what_is_left_out(Formula(-1, "leaf", leaf=number))
        and use.bound.value(case.environment(use.rank)) is None
    }
    return {**_marked(trace, texts), "left_out": sorted(case.set_aside)}


def _marked(node: Any, texts: set[str]) -> Any:
    if isinstance(node, list):
        return [_marked(item, texts) for item in node]
    if not isinstance(node, dict):
        return node
    again = {key: _marked(value, texts) for key, value in node.items()}
    if node.get("text") in texts and "parts" not in node:
        again |= {"text": node["text"] + LEFT_OUT, "value": "unknown"}
    return again
