"""What must somebody bring, going by what is known of them so far?

The list comes from the same conditions as the advice: a document is needed, not needed, or it depends, and then on
exactly the facts that keep its condition open. What is not known is never taken as "not needed".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from limen.policy.formula import governing
from limen.policy.pack import Route
from limen.policy.reading import Reading
from limen.vocabulary.evidence import Fact


class Need(StrEnum):
    """Whether a document is to be brought."""

    NEEDED = "needed"
    NOT_NEEDED = "not_needed"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Item:
    """One document: whether it is needed, in which words, on which clause, and what it proves.

    `depends_on` are the facts that would settle whether it is needed; `instead_of` the ids of documents it may stand in
    for; `no_older_than_days` 0 where its age does not matter.
    """

    id: str
    need: Need
    words: str
    cite: str
    proves: tuple[str, ...]
    depends_on: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    form: str = ""
    no_older_than_days: int = 0

    def to_json(self) -> dict[str, Any]:
        """The item as `limen policy checklist` prints it."""
        return {
            "id": self.id,
            "need": str(self.need),
            "words": self.words,
            "cite": self.cite,
            "proves": list(self.proves),
            "depends_on": list(self.depends_on),
            "instead_of": list(self.instead_of),
            "form": self.form,
            "no_older_than_days": self.no_older_than_days,
        }


def checklist(
    facts: Iterable[Fact] | Mapping[str, Any], route: Route, *, on: date, language: str = "en"
) -> tuple[Item, ...]:
    """Every document that a route knows, in the pack's order, for facts as `evaluate` takes them.

    Raises FactError for a value of the wrong kind, NotInForceError for a day of which the pack says nothing.
    """
    law = governing(route, on)
    case = Reading(law, facts)
    found = []
    for paper, formula in law.papers:
        truth = case.truth(formula)
        open_facts = case.asked_instead(case.open_facts([formula])) if truth is None else frozenset()
        found.append(
            Item(
                paper.id,
                Need.DEPENDS if truth is None else Need.NEEDED if truth else Need.NOT_NEEDED,
                route.pack.words(language, "documents", paper.id) or paper.id.replace("_", " "),
                route.pack.cited(paper.cite),
                paper.proves,
                tuple(sorted(open_facts, key=lambda name: (law.facts[name].order, name))),
                paper.instead_of,
                paper.form,
                paper.no_older_than_days,
            )
        )
    return tuple(found)
