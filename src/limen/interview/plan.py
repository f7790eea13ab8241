"""The order of questions: the few that could change the outcome, best first.

The advice already holds exactly the relevant facts. What is left to order: a shield's question comes first once an
adverse outcome stands; what was refused or is disputed comes after what nobody has asked; then the dictionary's own
order; then what a machine or a record can settle before what only a person can say; sensitive questions late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from limen.policy import FactDefinition
from limen.vocabulary.decision import Advice, Ask
from limen.vocabulary.evidence import Fact, FactStatus

# What each source of evidence costs the traveller and the officer, cheapest first.
_COST: Mapping[str, int] = {
    name: cost
    for cost, name in enumerate(("mrz", "chip", "list", "register", "assessment", "printed", "officer", "answer"))
}
_TRIED = frozenset({FactStatus.REFUSED, FactStatus.DISPUTED})


def plan(
    advice: Advice, dictionary: Mapping[str, FactDefinition], known: Mapping[str, Fact] | None = None
) -> tuple[Ask, ...]:
    """The questions of an advice in the order to ask them; the first is the next one.

    `known` are the facts gathered so far: what was refused or is disputed is asked after what nobody has asked. A
    question that the advice puts before its own order (a shield, while an adverse outcome stands) stays first.
    """
    gathered = known or {}
    first = shields([ask.fact for ask in advice.ask], dictionary)

    def place(ask: Ask) -> tuple[bool, bool, int, int, bool, str]:
        definition = dictionary[ask.fact]
        fact = gathered.get(ask.fact)
        tried = fact is not None and fact.status in _TRIED
        cost = min((_COST[source] for source in definition.evidence), default=len(_COST))
        return (ask.fact not in first, tried, definition.order, cost, definition.sensitive, ask.fact)

    return tuple(sorted(advice.ask, key=place))


def shields(asked: Sequence[str], dictionary: Mapping[str, FactDefinition]) -> frozenset[str]:
    """The facts that the advice put before what the dictionary would have asked earlier: they protect the person."""
    orders = [dictionary[fact].order for fact in asked]
    late = [any(orders[place] > later for later in orders[place + 1 :]) for place in range(len(orders))]
    return frozenset(fact for fact, is_late in zip(asked, late, strict=True) if is_late)
