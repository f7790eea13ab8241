"""Which unknown facts could still change the outcome? Exactly those, by a multi-valued decision diagram.

Every unknown fact becomes a variable whose values are the cells on which all leaves that mention it are constant; a
leaf that no single fact's cells settle becomes an opaque variable of its own. The outcome rows are built as one
reduced ordered diagram over these variables (Bryant 1986, with many-valued nodes as in Srinivasan et al. 1990): a
variable is in a reduced diagram if, and only if, the outcome depends on it. Comparing three-valued answers instead
would call facts irrelevant that matter, and ask facts that do not.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from limen.policy.leaves import BoundLeaf, Environment, Truth, cuts
from limen.policy.values import ORDERED, Kind

FALSE, TRUE = 0, 1
BUDGET = 20_000  # nodes; a diagram past it falls back to three-valued support
_NOWHERE = 1 << 30
_ANOTHER_STATE = "?"


class DiagramTooLargeError(Exception):
    """The diagram passed its budget of nodes; whoever built it falls back to the support of open leaves."""


class Diagram:
    """A reduced ordered decision diagram: nodes are numbers, 0 and 1 the truths, negative numbers labelled ends."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        # of each node its variable and its children; the truths are nodes that no variable is above
        self._variables: list[int] = [_NOWHERE, _NOWHERE]
        self._children: list[tuple[int, ...]] = [(), ()]
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self._choices: dict[tuple[int, int, int], int] = {}
        self._ends: dict[Hashable, int] = {}

    def end(self, label: Hashable) -> int:
        """The end that carries a label."""
        return self._ends.setdefault(label, -1 - len(self._ends))

    def node(self, variable: int, children: Sequence[int]) -> int:
        """The node that follows child `i` where the variable is in cell `i`; a node that decides nothing is none."""
        kids = tuple(children)
        if kids.count(kids[0]) == len(kids):
            return kids[0]
        key = (variable, kids)
        number = self._numbers.get(key)
        if number is None:
            number = len(self._variables)
            if number >= self._budget + 2:
                raise DiagramTooLargeError
            self._variables.append(variable)
            self._children.append(kids)
            self._numbers[key] = number
        return number

    def choose(self, test: int, then: int, otherwise: int) -> int:
        """If `test` then `then`, otherwise `otherwise`: every connective is one of these."""
        if test == TRUE or then == otherwise:
            return then
        if test == FALSE:
            return otherwise
        if then == TRUE and otherwise == FALSE:
            return test
        key = (test, then, otherwise)
        found = self._choices.get(key)
        if found is None:
            variables, children = self._variables, self._children
            one = variables[test]
            two = variables[then] if then > 1 else _NOWHERE
            three = variables[otherwise] if otherwise > 1 else _NOWHERE
            variable = min(one, two, three)
            # the children of those that the topmost variable decides; the others stand for each of their own
            tests = children[test] if one == variable else repeat(test)
            thens = children[then] if two == variable else repeat(then)
            others = children[otherwise] if three == variable else repeat(otherwise)
            found = self._choices[key] = self.node(variable, tuple(map(self.choose, tests, thens, others)))
        return found

    def both(self, numbers: Iterable[int]) -> int:
        """True where all are."""
        answer = TRUE
        for number in numbers:
            answer = self.choose(answer, number, FALSE)
        return answer

    def either(self, numbers: Iterable[int]) -> int:
        """True where any is."""
        answer = FALSE
        for number in numbers:
            answer = self.choose(answer, TRUE, number)
        return answer

    def contrary(self, number: int) -> int:
        """True where it is false."""
        return self.choose(number, FALSE, TRUE)

    def _reached(self, root: int) -> Iterator[int]:
        waiting, seen = [root], {root}
        while waiting:
            number = waiting.pop()
            yield number
            if number > 1:
                fresh = set(self._children[number]) - seen
                seen |= fresh
                waiting.extend(fresh)

    def support(self, root: int) -> frozenset[int]:
        """The variables on which a diagram depends."""
        return frozenset(self._variables[number] for number in self._reached(root) if number > 1)

    def labels(self, root: int) -> frozenset[Hashable]:
        """The labels that can be reached."""
        names = {number: label for label, number in self._ends.items()}
        return frozenset(names[number] for number in self._reached(root) if number < 0)

    @property
    def size(self) -> int:
        """How many nodes were made."""
        return len(self._variables) - 2


@dataclass(frozen=True, slots=True)
class OpenLeaf:
    """A leaf that what is known does not settle, with the environment it is read in."""

    key: int
    leaf: BoundLeaf
    environment: Environment


@dataclass(slots=True)
class Unknowns:
    """The variables of one case: which facts each stands for, and how each open leaf follows from them."""

    facts: list[tuple[str, ...]] = field(default_factory=list)
    _shapes: dict[int, tuple[int, tuple[Truth, ...]]] = field(default_factory=dict)
    _atoms: dict[int, int] = field(default_factory=dict)

    def figure(self, diagram: Diagram, key: int) -> int:
        """The diagram of an open leaf."""
        shape = self._shapes.get(key)
        if shape is None:
            return diagram.node(self._atoms[key], (FALSE, TRUE))
        variable, truths = shape
        ends: Mapping[Truth, int] = {False: FALSE, True: TRUE}
        return diagram.node(
            variable,
            [ends[t] if t is not None else diagram.node(self._atoms[key], (FALSE, TRUE)) for t in truths],
        )

    def relevant(self, variables: Iterable[int]) -> frozenset[str]:
        """The facts that some variables stand for."""
        return frozenset(fact for variable in variables for fact in self.facts[variable])

    def is_exact(self, variables: frozenset[int]) -> bool:
        """Whether no opaque variable among them shares a fact with another: then relevance is exact."""
        opaque = set(self._atoms.values())
        for variable in variables & opaque:
            names = set(self.facts[variable])
            others = (set(self.facts[other]) for other in range(len(self.facts)) if other != variable)
            if len(names) > 1 or any(names & other for other in others):
                return False
        return True


def partition(leaves: Iterable[OpenLeaf]) -> Unknowns:
    """Divide the unknown facts of open leaves into cells; leaves that no one fact settles become opaque."""
    unknowns = Unknowns()
    groups: dict[tuple[str, Any], list[OpenLeaf]] = {}
    opaque: list[OpenLeaf] = []
    for item in leaves:
        blurred = item.leaf.blurred(item.environment)
        if len(blurred) == 1 and item.leaf.has_cells(blurred[0]):
            groups.setdefault((blurred[0], item.environment[blurred[0]]), []).append(item)
        else:
            opaque.append(item)
    unsettled: list[OpenLeaf] = []
    for (fact, _), group in groups.items():
        variable = len(unknowns.facts)
        unknowns.facts.append((fact,))
        for item, truths in zip(group, _cells(fact, group), strict=True):
            unknowns._shapes[item.key] = (variable, truths)
            if None in truths:
                unsettled.append(item)
    for item in opaque:
        unknowns._atoms[item.key] = len(unknowns.facts)
        unknowns.facts.append(item.leaf.blurred(item.environment))
    for item in unsettled:
        unknowns._atoms[item.key] = len(unknowns.facts)
        unknowns.facts.append(item.leaf.histories)
    return unknowns


def _cells(fact: str, group: Sequence[OpenLeaf]) -> list[tuple[Truth, ...]]:
    """The truths of each leaf of a group in each cell of the fact; cells that all leaves read alike are one."""
    found: dict[tuple[Truth, ...], None] = {}
    for value in _representatives(fact, group):
        found[tuple(_at(item, fact, value) for item in group)] = None
    return [tuple(cell[place] for cell in found) for place in range(len(group))]


def _at(item: OpenLeaf, fact: str, value: Any) -> Truth:
    before = item.environment[fact]
    item.environment[fact] = value
    truth = item.leaf.value(item.environment)
    item.environment[fact] = before
    return truth


def _representatives(fact: str, group: Sequence[OpenLeaf]) -> Iterable[Any]:
    """One value of the fact from each cell at least."""
    type_ = group[0].leaf.types[fact]
    if type_.kind is Kind.BOOL:
        return (False, True)
    if type_.kind is Kind.ENUM:
        return type_.values
    if type_.kind in ORDERED:
        domain = group[0].environment[fact]
        return sorted({domain.low, *(cut for item in group for cut in cuts(item.leaf, fact, item.environment))})
    states = {_ANOTHER_STATE}
    for item in group:
        states |= item.leaf.countries
        states.update(
            item.environment[name]
            for name in item.leaf.expression.facts
            if name != fact and item.leaf.types[name].kind is Kind.COUNTRY
        )
    return sorted(states)
