"""A working day at the fictional post as a script for a given date, with the weeks before it that made its history.

Each `Step` is one act of one officer at one local time. `answer` steps hold everything the traveller would say: whoever
plays the script answers only what the law asks, in the order in which it asks. Nothing here knows an outcome of the
law; a step that the law does not allow is a fault of the script, and playing it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from limen.specimens.lists import SPECIMEN_LISTS
from limen.specimens.papers import forged, mrz_text, passport
from limen.specimens.people import PEOPLE
from limen.vocabulary.dates import PartialDate, plus_months
from limen.vocabulary.person import TravelDocument

# What a step may be: the acts of the office, by the names it gives them.
VERBS = frozenset(
    {
        "sign_in", "import_list", "arrive", "answer", "resolve_hit", "confirm_history", "admit", "depart",
        "note_overstay", "refuse", "countersign", "serve", "hold", "refer_secondary", "take", "refer_protection",
        "refer_child_protection",
    }
)  # fmt: skip
LATEST = time(13, 42)  # the last step of the day
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Step:
    """One act: the local day and time, the officer's sign-in name, the verb, and what it takes.

    `crossing` names the case (one traveller crossing once, such as `marisol.3`), empty for an act on no case;
    `traveller` is a key of `PEOPLE`. `parameters` are plain values: `arrive` has direction, text and source; `answer`
    has facts by name; `resolve_hit` list, state and note; `serve` how the notice was handed over.
    """

    on: date
    at: time
    officer: str
    verb: str
    crossing: str = ""
    traveller: str = ""
    parameters: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


def working_day(on: date) -> tuple[Step, ...]:
    """Everything that happened at the fictional post up to the early afternoon of a day, in order of time."""
    steps = [*_set_up(on), *_weeks_before(on), *_morning(on), *_adverse(on), *_open_at_the_desk(on)]
    return tuple(sorted(steps, key=lambda step: (step.on, step.at)))


@dataclass(frozen=True, slots=True)
class _Crossing:
    """One traveller crossing once: what is read, said and decided, a minute or two apart."""

    name: str
    on: date
    clock: time
    document: TravelDocument
    officer: str = "amina"
    direction: str = "entry"
    text: str = ""

    def step(self, after: int, verb: str, officer: str = "", **parameters: Any) -> Step:
        """An act so many minutes after the traveller came to the desk."""
        at = (datetime.combine(self.on, self.clock) + timedelta(minutes=after)).time()
        key = self.name.partition(".")[0]
        return Step(self.on, at, officer or self.officer, verb, self.name, key, MappingProxyType(parameters))

    def arrive(self) -> Step:
        """The passport under the scanner."""
        text = self.text or mrz_text(self.document)
        return self.step(0, "arrive", direction=self.direction, text=text, source="wedge")

    def answer(self, **facts: Any) -> Step:
        """What the person says, shows or the officer finds, should the law ask for it."""
        return self.step(1, "answer", facts={**usual_answers(self.on), **facts})

    def admitted(self, **facts: Any) -> Iterator[Step]:
        """Read, asked, admitted."""
        yield from (self.arrive(), self.answer(**facts), self.step(2, "admit"))

    def departed(self, **facts: Any) -> Iterator[Step]:
        """Read, asked if need be, and gone."""
        yield from (self.arrive(), self.answer(**facts), self.step(2, "depart"))


def crossed(
    name: str, on: date, document: TravelDocument, direction: str, text: str, facts: Mapping[str, Any]
) -> Iterator[Step]:
    """One crossing on some day before: read, asked, let through."""
    crossing = _Crossing(name, on, time(15, 20), document, "bram", direction, text)
    yield from crossing.admitted(**facts) if direction == "entry" else crossing.departed(**facts)


def usual_answers(on: date) -> dict[str, Any]:
    """What nearly everybody answers: a week's visit on a passport of three years."""
    return {
        "planned_exit": on + timedelta(days=7),
        "document_issued": plus_months(on, -36),
        "document_biometric": True,
        "thorough_check": "nothing_open",
        "visa_held": False,
        "residence_permit_or_long_stay": False,
        "family_member_free_movement": False,
        "justified_emergency": False,
        "humanitarian_or_national_interest": False,
        "asks_protection": False,
        "security_concern": False,
        "court_order_stops_exit": False,
        "child_exit_agreed": True,
    }


def _visa(on: date, days: int) -> dict[str, Any]:
    """A visa in the passport, good for so many days."""
    last = on + timedelta(days=days)
    return {"visa_held": True, "visa_expiry": last, "visa_covers_stay": True, "visa_entries_left": "several"}


def _set_up(on: date) -> Iterator[Step]:
    """The lists: a first import long before, today's with the newest row, and everybody signing in."""
    early = on - timedelta(days=200)
    for number, specimen in enumerate(SPECIMEN_LISTS):
        rows = len(specimen.rows)
        for day, kept in ((early, rows - 1), (on, rows)):
            parameters = MappingProxyType({"list": specimen.id, "rows": kept})
            yield Step(day, time(5, 30 + number), "lotte", "import_list", parameters=parameters)
    for minute, officer in enumerate(("lotte", "amina", "bram", "sven", "clara")):
        yield Step(on, time(5, 20 + minute), officer, "sign_in")


def _weeks_before(on: date) -> Iterator[Step]:
    """Earlier crossings: visits, a stay that ran on too long, an old passport, an exit that nobody recorded."""

    def day(before: int) -> date:
        return on - timedelta(days=before)

    def crossing(name: str, before: int, clock: time, document: TravelDocument, direction: str = "entry") -> _Crossing:
        return _Crossing(name, day(before), clock, document, "bram", direction)

    marisol, bruno, beatrice = (passport(PEOPLE[key], on=on) for key in ("marisol", "bruno", "beatrice"))
    ingrid, somchai = passport(PEOPLE["ingrid"], on=on), passport(PEOPLE["somchai"], on=on)
    yield from crossing("bruno.1", 121, time(9, 10), bruno).admitted(planned_exit=day(100))
    yield from crossing("marisol.1", 96, time(10, 5), marisol).admitted(planned_exit=day(84))
    yield from crossing("marisol.2", 85, time(16, 40), marisol, "exit").departed()
    yield from crossing("jiyeon.1", 61, time(11, 25), _old_passport(on)).admitted(planned_exit=day(50))
    yield from crossing("jiyeon.2", 52, time(18, 15), _old_passport(on), "exit").departed()
    yield from crossing("ingrid.1", 33, time(8, 45), ingrid).admitted()
    yield from crossing("ingrid.2", 6, time(8, 50), ingrid).admitted()
    yield from crossing("somchai.1", 20, time(7, 30), somchai).admitted(**_visa(day(20), 60))
    yield from crossing("somchai.2", 15, time(21, 5), somchai, "exit").departed()
    yield from crossing("beatrice.1", 9, time(13, 0), beatrice).admitted(planned_exit=on)


def _old_passport(on: date) -> TravelDocument:
    """The passport Ji Yeon Munteok carried before the one of today: another number, the same name and birth."""
    expiry = PartialDate.of(plus_months(on, 5))
    return passport(PEOPLE["jiyeon"], on=on, number="M55102877", expiry=expiry)


def _morning(on: date) -> Iterator[Step]:
    """The clean ones: who needs nothing, who is asked a date, who was here before, who leaves."""

    def crossing(name: str, clock: time, officer: str = "amina", direction: str = "entry") -> _Crossing:
        return _Crossing(name, on, clock, passport(PEOPLE[name.partition(".")[0]], on=on), officer, direction)

    yield from crossing("henri.1", time(6, 2)).admitted()
    yield from crossing("katerina.1", time(6, 5), "bram").admitted()
    yield from crossing("taro.1", time(6, 11)).admitted(planned_exit=on + timedelta(days=12))
    yield from crossing("marisol.3", time(6, 24), "bram").admitted(planned_exit=on + timedelta(days=20))
    yield from crossing("amara.1", time(6, 38)).admitted(**_visa(on, 30), planned_exit=on + timedelta(days=10))
    yield from crossing("calvin.1", time(6, 55), "bram").admitted(planned_exit=on + timedelta(days=5))
    yield from crossing("ilona.1", time(7, 3)).admitted()
    yield from crossing("kan.1", time(7, 20), "bram").admitted(**_visa(on, 21), planned_exit=on + timedelta(days=14))
    yield from crossing("beatrice.2", time(8, 10), "amina", "exit").departed()
    # An exit without an entry on this register: she came in elsewhere, and shows the permit she lives under.
    yield from crossing("anahit.1", time(8, 31), "bram", "exit").departed(residence_permit_or_long_stay=True)
    jiyeon = crossing("jiyeon.3", time(9, 2))
    yield jiyeon.arrive()
    yield jiyeon.step(1, "confirm_history", same=True, reason="Shows the cancelled passport with the earlier stamps.")
    facts = {**usual_answers(on), "planned_exit": on + timedelta(days=9)}
    yield jiyeon.step(2, "answer", facts=facts)
    yield jiyeon.step(3, "admit")
    bruno = crossing("bruno.2", time(9, 40), "bram", "exit")
    yield bruno.arrive()
    yield bruno.step(2, "answer", facts=usual_answers(on))
    said = "Says he fell ill in September and missed his flight; shows a discharge letter of a clinic."
    yield bruno.step(3, "note_overstay", reason=said)
    yield bruno.step(5, "depart")


def _adverse(on: date) -> Iterator[Step]:
    """Refusals: one signed and served, one on an alert, one that waits for the chief; a hold; three referrals."""

    def crossing(name: str, clock: time, officer: str = "amina") -> _Crossing:
        return _Crossing(name, on, clock, passport(PEOPLE[name.partition(".")[0]], on=on), officer)

    devraj = crossing("devraj.1", time(7, 35))
    yield from _to_secondary(devraj, "No visa in the passport; says the hotel would arrange one on arrival.")
    reasons = "Mr Dehleez shows no visa and no permit, and holds no booking beyond tonight. He says nobody told him."
    yield devraj.step(24, "refuse", "sven", own_reasons=reasons)
    yield devraj.step(31, "countersign", "clara", reason="File read; the passport holds no visa.")
    yield devraj.step(48, "serve", "sven", **_served("en", "signed"))
    dorian = crossing("dorian.1", time(9, 15))
    yield dorian.arrive()
    note = "Name, birth date and passport number are those of the entry; the portrait agrees."
    yield dorian.step(2, "resolve_hit", list="alerts", state="same", note=note)
    yield dorian.step(3, "refer_secondary", cause="list_hit", reason="The traveller is the person of alert SA-1001.")
    yield dorian.step(9, "take", "sven")
    yield dorian.step(12, "answer", "sven", facts=usual_answers(on))
    reasons = (
        "Mr Vestibule is the person of the alert: name, date of birth and passport number agree. He does not deny it."
    )
    yield dorian.step(20, "refuse", "sven", own_reasons=reasons)
    yield dorian.step(33, "countersign", "clara", reason="Alert and identity checked at the issuing desk.")
    farida = crossing("farida.1", time(10, 20))
    yield from _to_secondary(farida, "Says she transits to relatives and needs no visa; no onward ticket.")
    reasons = "Ms Astaneh leaves the airport to visit relatives, holds no visa and no permit, and names no exemption."
    yield farida.step(26, "refuse", "sven", own_reasons=reasons)
    mikheil = _Crossing(
        "mikheil.1", on, time(11, 5), passport(PEOPLE["mikheil"], on=on),
        text="\n".join(forged(passport(PEOPLE["mikheil"], on=on))),
    )  # fmt: skip
    yield mikheil.arrive()
    seen = "Check digits of the birth date fail and the year looks altered."
    yield mikheil.step(3, "refer_secondary", cause="document", reason=seen)
    yield mikheil.step(8, "take", "sven")
    why = "The document examiner comes at 18:00; until then nobody can say whether the year of birth was altered."
    yield mikheil.step(20, "hold", "sven", reason=why)
    leila = crossing("leila.1", time(12, 48), "bram")
    yield leila.arrive()
    told = "Purpose of the visit changes with each question; no address given."
    yield leila.step(4, "refer_secondary", cause="purpose_means", reason=told)
    zarmina = crossing("zarmina.1", time(11, 50))
    yield zarmina.arrive()
    words = "I cannot go back. If they send me back they will kill me."
    yield zarmina.step(3, "refer_protection", words=words, reason="Said at the desk, in English, before any question.")
    yield from _child(on)


def _child(on: date) -> Iterator[Step]:
    """A boy of thirteen or so who travels alone."""
    born = PartialDate.of(plus_months(on, -12 * 13 - 5))
    tam = _Crossing("tam.1", on, time(12, 15), passport(PEOPLE["tam"], on=on, birth=born), "bram")
    yield tam.arrive()
    yield tam.step(2, "answer", facts={"accompanied_by_responsible_adult": False})
    yield tam.step(
        4, "refer_child_protection", reason="Travels alone; knows a telephone number, no name and no address."
    )


def _to_secondary(crossing: _Crossing, reason: str) -> Iterator[Step]:
    """Read at the desk, referred, taken, asked."""
    yield crossing.arrive()
    yield crossing.step(2, "refer_secondary", cause="identity", reason=reason)
    yield crossing.step(7, "take", "sven")
    yield crossing.step(12, "answer", "sven", facts=usual_answers(crossing.on))


def _served(language: str, signature: str) -> dict[str, Any]:
    return {
        "language": language,
        "interpreter": "",
        "signature": signature,
        "carrier_told": "Specimen Air, flight SP 117, told at the gate",
        "passport_is": "with the crew until the return flight has landed",
    }


def _open_at_the_desk(on: date) -> Iterator[Step]:
    """Half done: a hit nobody has resolved, a passport reported stolen, a State that is in no list."""
    held = (("gamze", time(13, 12), "bram"), ("ioan", time(13, 26), "amina"), ("edda", LATEST, "amina"))
    for key, clock, officer in held:
        yield _Crossing(f"{key}.1", on, clock, passport(PEOPLE[key], on=on), officer).arrive()


def crossings(steps: Iterable[Step]) -> tuple[str, ...]:
    """The cases a script opens, in order."""
    return tuple(step.crossing for step in steps if step.verb == "arrive")
