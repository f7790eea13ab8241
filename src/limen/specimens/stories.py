"""Named stories for the practice desk: who comes, with which papers, what they answer, and where the law leads.

Rules: a story is built as of a day and holds no clock; its papers read as their lines say, flaws included; `outcome`
is what the pack of the specimen post advises once the hits are resolved as `hits` says and every question it asks is
answered from `answers`. A fact that is not in `answers` is one that nobody at the desk knows.

>>> story("clean-visitor", date(2026, 11, 22)).outcome
'admit'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from limen.specimens import papers
from limen.specimens.cast import CAST
from limen.specimens.day import Step, crossed, usual_answers
from limen.specimens.people import Traveller
from limen.vocabulary.dates import PartialDate, plus_months
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import TravelDocument

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper on the desk: its holder, what it says, the lines under the scanner, and what its page shows.

    `opens` marks the paper with which its holder's case is opened. `shows` holds printed values that differ from the
    lines, by the name of the field in `documents`; `printed` those a page has beside the lines, such as the entries of
    a visa.
    """

    holder: Traveller
    document: TravelDocument
    lines: tuple[str, ...]
    issued: PartialDate
    on: date  # the day it is shown
    opens: bool = True
    shows: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    printed: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    @property
    def text(self) -> str:
        """The lines as a scanner types them, each with a line end."""
        return "".join(f"{line}\n" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Story:
    """What happens at the desk, for practice and for tests.

    `hits` says what each hit of the specimen lists turns out to be, `list:entry` to `same` or `different`; `earlier`
    the movements on the register, as direction and days ago; `act` what the officer does about `outcome`.
    """

    id: str
    title: str
    watch: tuple[str, str]
    direction: str
    papers: tuple[Paper, ...]
    answers: Mapping[str, Any]
    outcome: str
    act: str
    hits: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    earlier: tuple[tuple[str, int], ...] = ()

    @property
    def opening(self) -> tuple[Paper, ...]:
        """The paper each traveller hands over first: one case each."""
        return tuple(paper for paper in self.papers if paper.opens)


def stories(on: date) -> tuple[Story, ...]:
    """Every story, as of a day."""
    return tuple(make(on) for make in _STORIES.values())


def story(id: str, on: date) -> Story:
    """The story of that id as of a day. Raises KeyError naming those there are."""
    if id not in _STORIES:
        raise KeyError(f"there is no story {id!r}: there are {', '.join(_STORIES)}")
    return _STORIES[id](on)


def steps_before(on: date) -> tuple[Step, ...]:
    """The earlier crossings of everybody in a story, as acts of the post in the order of time."""
    steps: list[Step] = []
    for told in stories(on):
        for number, (direction, days) in enumerate(told.earlier):
            paper, day = told.opening[0], on - timedelta(days=days)
            # What has run out since was good then: the one entry of a visa was not used yet.
            facts = {**told.answers, "planned_exit": day + timedelta(days=7)}
            facts |= {"visa_covers_stay": True, "visa_entries_left": "one", "visa_days_left": 30}
            name = f"{paper.holder.key}.story-{number}"
            steps += crossed(name, day, paper.document, direction, paper.text, facts)
    return tuple(sorted(steps, key=lambda step: (step.on, step.at)))


def page_of(document: TravelDocument, holder: Traveller, *, on: date) -> Paper:
    """Any specimen document as a paper to be drawn, such as one of the working day."""
    return Paper(holder, document, document.mrz, _issued(document, holder, on), on)


def _issued(document: TravelDocument, holder: Traveller, on: date) -> PartialDate:
    """Ten years before it expires, five for a child's; half a year ago where it does not say when that is."""
    if document.format.startswith("MRV"):
        return PartialDate.of(plus_months(on, -1))
    if document.expiry is None or not document.expiry.is_whole:
        return PartialDate.of(plus_months(on, -6))
    years = 5 if holder.birth and holder.birth.age_on(on)[0] < 18 else 10
    return PartialDate.of(plus_months(document.expiry.first, -12 * years))


def _passport(key: str, on: date, *, months: int = 52, child: int = 0, **changes: Any) -> Paper:
    """A passport of one of the cast with so many months left; a `child` was born so many years ago."""
    holder = CAST[key]
    if child:
        holder = replace(holder, birth=papers.child_born(on, years=child))
    document = papers.passport(holder, on=on, expiry=PartialDate.of(plus_months(on, months)), **changes)
    return page_of(document, holder, on=on)


def _card(key: str, on: date, *, format: str, number: str = "", **changes: Any) -> Paper:
    document = papers.identity_card(CAST[key], on=on, format=format, number=number, **changes)
    return page_of(document, CAST[key], on=on)


def _visa(key: str, on: date, *, format: str, number: str, days: tuple[int, int], entries: str) -> Paper:
    """A visa good from so many days ago for so many days from now; its passport opens the case."""
    valid_from, last = (PartialDate.of(on + timedelta(days=day)) for day in days)
    document = papers.visa(CAST[key], on=on, format=format, number=number, expiry=last)
    paper = page_of(document, CAST[key], on=on)
    issued = PartialDate.of(valid_from.first - timedelta(days=12))
    return replace(paper, issued=issued, opens=False, printed={"entries": entries, "valid_from": str(valid_from)})


def _answers(on: date, paper: Paper, *, days: int = 7, **facts: Any) -> Mapping[str, Any]:
    """The usual answers, with the issue date that the page shows and a stay of so many days."""
    told = {"planned_exit": on + timedelta(days=days), "document_issued": paper.issued.first}
    return MappingProxyType({**usual_answers(on), **told, **facts})


def _clean_visitor(on: date) -> Story:
    paper = _passport("jelena", on, months=71)
    return Story(
        "clean-visitor", N_("A visitor with nothing amiss"),
        (N_("Every check passes: how many keys until she is through?"),
         N_("She says when she leaves; nearly all the rest the page and the register tell.")),
        "entry", (paper,), _answers(on, paper, days=9), "admit", "admit", earlier=(("entry", 196), ("exit", 187)),
    )  # fmt: skip


def _family(on: date) -> Story:
    five = (
        _passport("ken", on, months=63), _passport("misaki", on, months=63),
        _passport("hina", on, months=31, child=15), _passport("ren", on, months=31, child=11),
        _passport("yui", on, months=31, child=5),
    )  # fmt: skip
    facts = _answers(on, five[0], days=12, accompanied_by_responsible_adult=True)
    return Story(
        "family-of-five", N_("A family of five"),
        (N_("Five passports, one unit: what is asked once, and what of each?"),
         N_("Three are children: who is responsible for them, and do they know each other?")),
        "entry", five, facts, "admit", "admit",
    )  # fmt: skip


def _list_hit(on: date) -> Story:
    paper = _passport("ottilie", on, months=40)
    return Story(
        "list-hit", N_("She is the person on the list"),
        (N_("Name, month of birth and passport number all agree with alert SA-1004."),
         N_("Resolve the hit before you decide; another officer must sign the refusal.")),
        "entry", (paper,), _answers(on, paper), "refuse", "refuse", hits={"alerts:SA-1004": "same"},
    )  # fmt: skip


def _twin_name(on: date) -> Story:
    paper = _passport("philomena", on, months=88)
    return Story(
        "twin-name", N_("The same name, another person"),
        (N_("The alert has her very name; she was born a month earlier, in another State."),
         N_("Say why she is not the listed one; the answer holds for this passport, not the name.")),
        "entry", (paper,), _answers(on, paper, days=5), "admit", "admit", hits={"alerts:SA-1006": "different"},
    )  # fmt: skip


def _expired(on: date) -> Story:
    paper = _passport("avner", on, months=-2)
    return Story(
        "expired-passport", N_("A passport that has run out"),
        (N_("Nothing is forged: the last day of the passport was two months ago."),
         N_("He says he did not notice. Is there a way out in the law, and who may take it?")),
        "entry", (paper,), _answers(on, paper), "refuse", "refuse",
    )  # fmt: skip


def _forged_digit(on: date) -> Story:
    paper = _passport("bohdan", on, months=58)
    lines = papers.forged(paper.document)
    return Story(
        "forged-digit", N_("One digit was altered"),
        (N_("The year of birth in the lines is not the year printed above: look at both."),
         N_("Two check digits fail. A misread, or an altered page? Turn it to the light.")),
        "entry", (replace(paper, lines=lines, shows={"birth": str(paper.document.birth)}),),
        # What the lines say of a birth is no fact where their digit fails: the officer reads the page.
        _answers(on, paper, birth=paper.document.birth),
        "refer_secondary", "refer_secondary",
    )  # fmt: skip


def _unknown_nationality(on: date) -> Story:
    paper = _passport("solvi", on, months=77)
    return Story(
        "unknown-nationality", N_("A State that is in no list"),
        (N_("UTO stands in no annex: nobody may presume that she needs a visa, or that she does not."),
         N_("The advice says which fact is missing. Who can establish it?")),
        "entry", (paper,), _answers(on, paper), "undetermined", "refer_secondary",
    )  # fmt: skip


def _words_of_fear(on: date) -> Story:
    paper = _passport("hala", on, months=14)
    return Story(
        "words-of-fear", N_("Words of fear"),
        (N_("She says: I cannot go back, they came to my house. No form is needed, words count."),
         N_("No visa either; that no longer matters. Nothing of this may reach her State.")),
        "entry", (paper,), _answers(on, paper, asks_protection=True), "refer_protection", "refer_protection",
    )  # fmt: skip


def _overstayer(on: date) -> Story:
    paper = _passport("tamar", on, months=66)
    return Story(
        "overstayer-returns", N_("She stayed too long, and comes back"),
        (N_("The calendar strip shows it: all ninety days of the window are used."),
         N_("The overstay is no ground by itself; the days are. From which day might she come again?")),
        "entry", (paper,), _answers(on, paper, days=14), "refuse", "refuse", earlier=(("entry", 150), ("exit", 30)),
    )  # fmt: skip


def _late_departure(on: date) -> Story:
    paper = _passport("ramiro", on, months=45)
    return Story(
        "late-departure", N_("He leaves two weeks late"),
        (N_("Nobody is kept from leaving because of an overstay: it is noted, and he goes."),
         N_("Hear why before you note it; he is told how to have the record corrected.")),
        "exit", (paper,), _answers(on, paper), "depart_overstay", "depart", earlier=(("entry", 104),),
    )  # fmt: skip


def _child_alone(on: date) -> Story:
    paper = _passport("abel", on, months=38, child=12)
    facts = _answers(on, paper, accompanied_by_responsible_adult=False)
    return Story(
        "child-alone", N_("A boy of twelve, alone"),
        (N_("Nobody waits for him here; he has a telephone number on his arm."),
         N_("A child comes before every other rule: whose task is he now?")),
        "entry", (paper,), facts, "refer_child_protection", "refer_child_protection",
    )  # fmt: skip


def _two_nationalities(on: date) -> Story:
    card = _card("nefeli", on, format="TD1")
    other = replace(
        CAST["nefeli"], surname="Gefira", given="Nevin Nefeli", native="نيفين نيفيلي جفيرا", nationality="EGY",
        number="A31447720", language="ar",
    )  # fmt: skip
    document = papers.passport(other, on=on, expiry=PartialDate.of(plus_months(on, 33)))
    passport = replace(page_of(document, other, on=on), opens=False)
    return Story(
        "two-nationalities", N_("Two papers, two spellings, one woman"),
        (N_("Two States spell her name two ways: which letters differ, and is it the same face?"),
         N_("Her card makes her a Union citizen: the minimum check, no question of Article 6.")),
        "entry", (card, passport), _answers(on, card), "admit", "admit",
    )  # fmt: skip


def _permit_in_transit(on: date) -> Story:
    passport = _passport("anjali", on, months=49)
    permit = replace(_card("anjali", on, format="TD1", number="7J0144120", type="IR", issuer="FRA"), opens=False)
    permit = replace(permit, issued=PartialDate.of(plus_months(on, -8)))
    facts = _answers(on, passport, days=1, residence_permit_or_long_stay=True)
    return Story(
        "permit-in-transit", N_("On her way home, with a permit"),
        (N_("No visa, and her State needs one; her residence permit is the second paper."),
         N_("Does the permit run past today? It lifts the visa, not an alert.")),
        "entry", (passport, permit), facts, "admit", "admit",
    )  # fmt: skip


def _visa_used(on: date) -> Story:
    passport = _passport("anran", on, months=59)
    sticker = _visa("anran", on, format="MRV-A", number="V70144712", days=(-60, 30), entries="1")
    last = on + timedelta(days=30)
    used: dict[str, Any] = {
        "visa_held": True,
        "visa_expiry": last,
        "visa_covers_stay": False,
        "visa_entries_left": "none_left",
    }
    facts = _answers(on, passport, visa_days_left=0, **used)
    return Story(
        "visa-used", N_("A visa of one entry, already used"),
        (N_("The visa has a month to run, and one entry: look at the register, not at its date."),
         N_("She left eleven days ago and thought it still good. Used up is as good as none.")),
        "entry", (passport, sticker), facts, "refuse", "refuse",
        earlier=(("entry", 25), ("exit", 11)),
    )  # fmt: skip


def _visa_holder(on: date) -> Story:
    passport = _passport("malee", on, months=82)
    sticker = _visa("malee", on, format="MRV-B", number="V70155903", days=(-3, 42), entries="MULT")
    last = on + timedelta(days=42)
    visa: dict[str, Any] = {
        "visa_held": True,
        "visa_expiry": last,
        "visa_covers_stay": True,
        "visa_entries_left": "several",
    }
    facts = _answers(on, passport, days=20, visa_days_left=42, **visa)
    return Story(
        "visa-holder", N_("A visa holder on her first visit"),
        (N_("Passport and visa belong together: same name, same number of passport, same face?"),
         N_("Which day comes first: the end of the visa, ninety days, or the one she names?")),
        "entry", (passport, sticker), facts, "admit", "admit",
    )  # fmt: skip


def _union_citizen(on: date) -> Story:
    card = _card("radka", on, format="TD2")
    return Story(
        "union-citizen", N_("A Union citizen with a card"),
        (N_("An identity card is enough: is it hers, is it in order? Nothing else is asked."),
         N_("Her name stands in Cyrillic and in Latin letters: both are hers.")),
        "entry", (card,), _answers(on, card), "admit", "admit",
    )  # fmt: skip


_STORIES: Mapping[str, Callable[[date], Story]] = MappingProxyType(
    {
        "clean-visitor": _clean_visitor,
        "family-of-five": _family,
        "list-hit": _list_hit,
        "twin-name": _twin_name,
        "expired-passport": _expired,
        "forged-digit": _forged_digit,
        "unknown-nationality": _unknown_nationality,
        "words-of-fear": _words_of_fear,
        "overstayer-returns": _overstayer,
        "late-departure": _late_departure,
        "child-alone": _child_alone,
        "two-nationalities": _two_nationalities,
        "permit-in-transit": _permit_in_transit,
        "visa-used": _visa_used,
        "visa-holder": _visa_holder,
        "union-citizen": _union_citizen,
    }
)
