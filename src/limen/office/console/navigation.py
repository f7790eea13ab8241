"""Where an officer may go: the places of the console, each behind the act that opens it."""

from __future__ import annotations

from dataclasses import dataclass

from limen.office import authority
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation: its URL name, words, key, and the act one must be permitted."""

    name: str
    words: str
    key: str
    act: str


PLACES: tuple[Place, ...] = (
    Place("desk", N_("Desk"), "g d", "open"),
    Place("secondary", N_("Secondary"), "g s", "see_secondary"),
    Place("hits", N_("List hits"), "g t", "see_hits"),
    Place("countersigning", N_("Countersigning"), "g k", "see_countersigning"),
    Place("serving", N_("Serving"), "g n", "see_serving"),
    Place("holds", N_("Holds"), "g h", "see_secondary"),
    Place("shift", N_("Shift"), "g c", "see_shift"),
    Place("find", N_("Find"), "g f", "find"),
    Place("register", N_("Register"), "g r", "see_register"),
    Place("lists", N_("Lists"), "g l", "see_lists"),
    Place("library", N_("Library"), "g b", "see_library"),
    Place("law", N_("Law"), "g w", "see_law"),
    Place("journal", N_("Journal"), "g j", "see_journal"),
    Place("practice", N_("Practice"), "g m", "practise"),
)

# Where somebody without a desk starts: the work that waits for nobody else first.
_HOMES = ("desk", "countersigning", "journal", "lists", "law", "register", "practice")


def places_for(officer: Officer) -> tuple[Place, ...]:
    """The places this officer may open, in the order of the bar."""
    return tuple(place for place in PLACES if authority.may(officer, place.act))


def home_of(officer: Officer) -> str:
    """The URL name of the page an officer starts at; the duty page where the console holds nothing for them."""
    open_to = {place.name for place in places_for(officer)}
    return next((name for name in _HOMES if name in open_to), "duty")
