"""Somebody is looked for, for a stated purpose: persons by name, number or birth date, cases by their reference.

Every search is a journal entry with its purpose and whom it showed; without a purpose nothing is searched (FEATURES R1,
R2). What stands in a compartment the officer does not hold is not found, not counted and not hinted at (R5). A search
shows who may be meant, best first, each with its reasons; it links nobody and changes nothing (FAILURES F1, F2).
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from limen.casework import ARRIVAL
from limen.office.actions import checkpointing, walls
from limen.office.actions.acting import BadInput, permit
from limen.office.records import journal, search, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Document, HistoryLink, Movement
from limen.office.records.romanised import forms
from limen.screening import Entry, compare
from limen.screening.compare import Feature
from limen.screening.lists import BirthInterval, ListedName
from limen.screening.names import is_light, words
from limen.vocabulary import countries
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer, Person, Role

SHOWN = 50
FLOOR = 0.3  # below it so little agrees that showing it would only be a crowd
SHORTEST = 2  # characters of a name
LONGEST = 400  # characters of what is looked for; the page sends fewer
_MOST_FORMS = 16  # Latin spellings of a whole name that are compared
_COMMONEST = 0.2
_IN_RANGE = 2_000  # cases that may share the beginning of a reference: those of a minute
_NOT_ASKED = 0.5  # what a word of the record weighs that was not looked for

# purpose → words, and who has such work. `register` and `case` are ways in, not choices.
PURPOSES: Mapping[str, tuple[str, frozenset[Role]]] = {
    "desk": (N_("This traveller at my desk"), frozenset({Role.PRIMARY, Role.SECONDARY})),
    "secondary": (N_("Secondary examination"), frozenset({Role.SECONDARY, Role.CHIEF})),
    "correction": (
        N_("Correction or complaint"), frozenset({Role.PRIMARY, Role.SECONDARY, Role.CHIEF, Role.AUDITOR}),
    ),
    "supervision": (N_("Supervision"), frozenset({Role.CHIEF})),
    "audit": (N_("Audit"), frozenset({Role.AUDITOR})),
}  # fmt: skip
WAYS_IN: Mapping[str, str] = {"register": N_("From the register")}

# What agrees or does not, as a line beside a person found: of the record, not of a list.
WHY: Mapping[str, str] = {
    "name.identical": N_("“{listed}” as written"),
    "name.consonants": N_("“{listed}”: the same consonants"),
    "name.spelling": N_("“{listed}”: one letter differs"),
    "name.nickname": N_("“{listed}”: a form of the same name"),
    "name.custom": N_("“{listed}”: by custom the same name"),
    "name.near": N_("“{listed}”: nearly the same consonants"),
    "name.joined": N_("“{listed}”: the same once written together"),
    "name.initial": N_("“{listed}”: begins alike, one is an initial"),
    "name.truncated": N_("“{theirs}” goes on as “{listed}”"),
    "name.missing": N_("without “{word}”"),
    "name.extra": N_("also “{word}”"),
    "name.few_words": N_("the words that agree are few or common"),
    "born.equal": N_("born that day"),
    "born.year": N_("birth dates agree as far as they are known"),
    "born.transposed": N_("birth dates agree with day and month exchanged"),
    "born.digit": N_("birth dates differ by one digit"),
    "born.approximate": N_("born about then"),
    "born.range": N_("born about then"),
    "born.near": N_("birth dates are near but differ"),
    "born.differs": N_("birth dates differ"),
    "number": N_("the very document number"),
    "born": N_("born that day"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a template of `WHY`, and what fills it."""

    template: str
    params: Mapping[str, object]
    against: bool


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Somebody who may be meant: how they are called, their documents, when they were last met, and why."""

    person: uuid.UUID
    name: str
    others: tuple[str, ...]
    born: str
    nationality: str
    documents: tuple[str, ...]
    last: tuple[str, date, str] | None  # direction, day, post
    score: float
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CaseFound:
    """A case with this reference."""

    case: uuid.UUID
    name: str
    state_words: str
    direction: str
    opened: date
    opens: bool  # false for a case that was handed on, past this officer


@dataclass(frozen=True, slots=True)
class FoundView:
    """What a search answers: the best first; `more` where others may match, `only` words too common to follow."""

    persons: tuple[PersonFound, ...]
    cases: tuple[CaseFound, ...]
    more: bool
    only: tuple[str, ...]
    read_as: tuple[str, ...]  # the Latin words that were compared, where the name was in another script


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, taken apart: a name, a number, a reference, a birth date, a nationality."""

    name: str
    number: str
    reference: str
    born: PartialDate | None
    nationality: str


def purposes_for(officer: Officer) -> tuple[str, ...]:
    """The purposes this officer may state, in their order."""
    return tuple(code for code, (_, roles) in PURPOSES.items() if officer.roles & roles)


def require_purpose(officer: Officer, purpose: str) -> str:
    """The purpose, if it is one this officer may state. Raises BadInput."""
    if purpose not in purposes_for(officer):
        raise BadInput("Say first what you look for somebody for: a search without a purpose is not made.")
    return purpose


def look(
    officer: Officer,
    stamp: Stamp,
    verb: str,
    payload: Mapping[str, object],
    *,
    case: str = "",
    person: str = "",
) -> None:
    """Journal a look, once for its stamp's key."""
    with transaction.atomic():
        if journal.earlier(stamp.key) is None:
            journal.append(
                stamp=stamp, verb=verb, officer=officer.id, post=officer.post, payload=payload, case=case, person=person
            )
    checkpointing.if_due(stamp.at)


_REFERENCE = re.compile(r"[0-9a-f]{8}[0-9a-f-]*", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")


def take_apart(query: str, born: str = "", nationality: str = "") -> Asked:
    """One field that understands all: a day within it is the birth date, the rest a name, number or reference.

    Raises BadInput, and nothing else, for what cannot be looked for.
    """
    for text in (query, born, nationality):
        if len(text) > LONGEST or not _is_text(text):
            raise BadInput(
                "This cannot be read as text, or is longer than {most} characters: write it again.", most=LONGEST
            )
    days = _DAY.findall(query) if not _REFERENCE.fullmatch(query.strip()) else []
    rest = " ".join(_DAY.sub(" ", query).split()) if days else " ".join(query.split())
    said = born.strip() or (days[0] if days else "")
    try:
        day = PartialDate.parse(said) if said else None
    except DateError as error:
        raise BadInput("“{text}” is no birth date: write 1985-02-03, 1985-02 or 1985.", text=said[:40]) from error
    code = nationality.strip().upper()
    country = countries.find(code) or countries.of_iso(code) if code else None
    if code and country is None:
        raise BadInput("“{text}” is no code of a nationality: write it as passports do, NGA.", text=code[:10])
    plain = rest.replace("-", "").lower()
    reference = plain if _REFERENCE.fullmatch(rest) and 8 <= len(plain) <= 32 else ""
    number = store.number_key(rest) if rest.isascii() and 4 <= len(store.number_key(rest)) <= 20 else ""
    name = rest if sum(map(str.isalpha, rest)) >= SHORTEST and not reference else ""
    if not name.isascii() and name and not words(name):
        name = ""
    if any(map(str.isdigit, name)):
        name = ""  # no name holds a numeral (Doc 9303-3 4.6): it is a number
    if not (name or number or reference or day):
        raise BadInput("Write a name, a document number, a case reference or a birth date.")
    return Asked(name, number, reference, day, country.code if country else "")


def _is_text(text: str) -> bool:
    """Whether it can be written down: half of a surrogate pair cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def find(
    officer: Officer, stamp: Stamp, *, query: str, purpose: str, born: str = "", nationality: str = ""
) -> FoundView:
    """Who may be meant, the best first; the search and whom it showed are journaled with the purpose.

    The same search under the same key is one entry, as long as it shows the same.
    """
    permit(officer, "find", stamp)
    require_purpose(officer, purpose)
    asked = take_apart(query, born, nationality)
    cases = _cases(officer, asked.reference, stamp.at) if asked.reference else ()
    found = _candidates(asked, _among(officer, asked))
    scored = _scored(asked, found)
    persons = _persons(scored[:SHOWN])
    shown = {
        "persons": sorted(str(one.person) for one in persons),
        "cases": sorted(str(one.case) for one in cases),
    }
    answer = hashlib.sha256(journal.canonical(shown).encode()).hexdigest()
    look(
        officer, Stamp(uuid.uuid5(stamp.key, answer), stamp.at, stamp.client_at, stamp.zone), "find",
        {"purpose": purpose, "query": query, "born": born, "nationality": nationality, **shown},
    )  # fmt: skip
    return FoundView(
        persons=persons,
        cases=cases,
        more=found.bounded or len(scored) > SHOWN,
        only=tuple(found.only),
        read_as=() if asked.name.isascii() else tuple(word.lstrip("~") for word in words(asked.name)),
    )


# -- whom an officer may know of -----------------------------------------------------------------------------------


def open_to(officer: Officer) -> list[str]:
    """The compartments this officer holds, and what stands in none."""
    return ["", *sorted(officer.compartments)]


def hidden_persons(officer: Officer, through: str = "") -> Q:
    """Persons of whom nothing may be known: in a compartment not held, or met only in cases that are.

    `through` is the way to the person from the rows that are asked of, as in "person__".
    """
    known = open_to(officer)
    behind = Case.objects.filter(person=OuterRef(f"{through}pk")).exclude(compartment__in=known)
    before = Case.objects.filter(person=OuterRef(f"{through}pk"), compartment__in=known)
    return ~Q((f"{through}compartment__in", known)) | (Q(Exists(behind)) & ~Q(Exists(before)))


def _among(officer: Officer, asked: Asked) -> Q:
    """The conditions on `document__…` that a search is limited by."""
    known = open_to(officer)
    person = OuterRef("document__person")
    behind = Case.objects.filter(person=person).exclude(compartment__in=known)
    before = Case.objects.filter(person=person, compartment__in=known)
    among = Q(document__person__compartment__in=known) & (~Q(Exists(behind)) | Q(Exists(before)))
    if asked.nationality:
        among &= Q(document__nationality=asked.nationality)
    if asked.born:
        among &= _born(asked.born)
    return among


def _born(day: PartialDate) -> Q:
    """Births that may be meant: the same or the next year, day and month exchanged, another year, none known."""
    found = Q(document__birth="")
    for year in (day.year - 1, day.year, day.year + 1):
        found |= Q(document__birth__startswith=f"{year:04}")
    if day.is_whole:
        found |= Q(document__birth__endswith=f"-{day.month:02}-{day.day:02}")
    return found


# -- the candidates and their order ---------------------------------------------------------------------------------


def _candidates(asked: Asked, among: Q) -> search.Found:
    found = search.by_name(search.words_of(asked.name), among) if asked.name else search.Found()
    for document in search.by_number(asked.number, among):
        found.documents[document] = None
    if asked.born and not (asked.name or asked.number or asked.reference):
        search.by_birth(str(asked.born), among, found)
    return found


@dataclass(frozen=True, slots=True)
class _Rarity:
    """How much each word of the name that is looked for tells, beside the one that tells most, 0.2 to 1."""

    known: Mapping[str, float]

    def weight(self, word: str) -> float:
        """1 for the rarest word that is looked for, less for those that more documents bear."""
        known = self.known.get(word)
        return known if known is not None else _NOT_ASKED * (0.3 if is_light(word) else 1.0)


@dataclass(frozen=True, slots=True)
class _Scored:
    row: Document
    score: float
    why: tuple[Reason, ...]


def _scored(asked: Asked, found: search.Found) -> list[_Scored]:
    """Every candidate with its score and reasons, those below the floor left out, the best first."""
    telling = {word: 1.0 - (1 - _COMMONEST) * share for word, share in found.share.items()}
    most = max(telling.values(), default=1.0)
    rarity = _Rarity({word: weight / most for word, weight in telling.items()})
    names = (*search.spellings_of(asked.name), *forms(asked.name, most=_MOST_FORMS)) if asked.name else ()
    answer = []
    for row in Document.objects.filter(id__in=list(found.documents)):
        score, why = _compared(asked, names, row, rarity)
        if asked.number and row.number_key == asked.number:
            score, why = 1.0, (Reason(WHY["number"], {}, False), *why)
        elif not asked.name and asked.born:
            score, why = 0.5, (Reason(WHY["born"], {}, False),)
        if score >= FLOOR:
            answer.append(_Scored(row, score, why))
    return sorted(answer, key=lambda one: (-one.score, str(one.row.id)))


def _compared(asked: Asked, spelt: Sequence[str], row: Document, rarity: _Rarity) -> tuple[float, tuple[Reason, ...]]:
    """The comparison of `screening`, the record in the place of the list; a cut name is tried from its side too."""
    if not asked.name:
        return 0.0, ()
    printed = f"{row.given} {row.surname}".strip()
    names = tuple(dict.fromkeys((*spelt, search.as_printed(asked.name, printed))))
    births = (asked.born,) if asked.born else ()
    listed = tuple(map(ListedName, search.spellings_of(printed)))
    interval = (BirthInterval.parse(row.birth),) if row.birth and asked.born else ()
    best = compare(Person("", names, born=births), Entry("", "", listed, interval), rarity=rarity)
    why = best.why
    if _is_begun(asked.name, printed):
        begun = compare(
            Person("", names, born=births, name_truncated=True), Entry("", "", listed, interval), rarity=rarity
        )
        best, why = (begun, begun.why) if begun.score > best.score else (best, why)
    if row.name_truncated:
        cut = Person("", (printed,), row.surname, row.given, born=births, name_truncated=True)
        turned = compare(cut, Entry("", "", tuple(map(ListedName, names)), interval), rarity=rarity)
        if turned.score > best.score:
            best, why = turned, tuple(map(_turned, turned.why))
    return best.score, tuple(_reason(part) for part in why if part.code in WHY)


def _is_begun(name: str, printed: str) -> bool:
    """Whether the last word that was typed is the beginning of a longer one of the record."""
    last = words(name)[-1:]
    return (
        bool(last) and len(last[0]) > SHORTEST and any(w.startswith(last[0]) and w != last[0] for w in words(printed))
    )


_OTHER_WAY = {"name.missing": "name.extra", "name.extra": "name.missing"}


def _turned(part: Feature) -> Feature:
    """A reason of a comparison made from the record's side."""
    params = dict(part.params)
    if "theirs" in params:
        params["theirs"], params["listed"] = params["listed"], params["theirs"]
    return Feature(_OTHER_WAY.get(part.code, part.code), part.value, part.weight, part.contribution, params)


def _reason(part: Feature) -> Reason:
    params = {key: str(value).lstrip("~") for key, value in part.params.items()}
    return Reason(WHY[part.code], params, part.contribution < 0)


def _persons(scored: Sequence[_Scored]) -> tuple[PersonFound, ...]:
    """One line a human being: documents of persons an officer confirmed to be the same stand together."""
    same = _confirmed({one.row.person_id for one in scored})
    groups: dict[uuid.UUID, list[_Scored]] = {}
    for one in scored:
        groups.setdefault(same.get(one.row.person_id, one.row.person_id), []).append(one)
    last = _last_met({one.row.person_id for one in scored})
    answer = []
    for members in groups.values():
        best = members[0]
        met = [last[one.row.person_id] for one in members if one.row.person_id in last]
        names = dict.fromkeys(f"{one.row.given} {one.row.surname}".strip() for one in members)
        answer.append(
            PersonFound(
                person=best.row.person_id,
                name=next(iter(names)),
                others=tuple(names)[1:],
                born=best.row.birth,
                nationality=best.row.nationality,
                documents=tuple(f"{one.row.issuer} {one.row.number}".strip() for one in members),
                last=max(met, key=lambda one: one[1]) if met else None,
                score=best.score,
                why=best.why,
            )
        )
    return tuple(answer)


def _confirmed(persons: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Each person → one person standing for all whom officers confirmed to be the same."""
    answer: dict[uuid.UUID, uuid.UUID] = {}
    linked = HistoryLink.objects.filter(state=HistoryLink.State.CONFIRMED)
    ids = list(persons)
    for pair in linked.filter(Q(person__in=ids) | Q(earlier__in=ids)).values_list("person_id", "earlier_id"):
        if any(one not in answer for one in pair):
            whole = store.same_person(pair[0])
            answer.update(dict.fromkeys(whole, min(whole)))
    return answer


def _last_met(persons: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, date, str]]:
    # What is voided is left out here: asked of the database it would read every movement that is not.
    rows = Movement.objects.filter(person__in=list(persons)).order_by("on", "made_at")
    told = rows.values_list("person_id", "direction", "on", "post__title", "voided_by_id", "case__compartment")
    return {person: (way, on, post) for person, way, on, post, voided, behind in told if not voided and not behind}


def _cases(officer: Officer, reference: str, at: datetime) -> tuple[CaseFound, ...]:
    """The cases of the post whose reference begins so."""
    low, high = (uuid.UUID(reference.ljust(32, filler)) for filler in "0f")
    # By the key's range alone: which of them this officer may know of is told apart here.
    rows = Case.objects.filter(id__gte=low, id__lte=high).select_related("document", "post").order_by("-id")
    known = [row for row in rows[:_IN_RANGE] if row.post.code == officer.post and row.compartment in open_to(officer)]
    behind = walls.among(officer, known[:SHOWN], at)
    return tuple(
        CaseFound(
            row.id,
            f"{row.document.given} {row.document.surname}".strip() if row.document else "",
            walls.HANDED_ON if row.id in behind else ARRIVAL.states[row.state],
            row.direction,
            row.made_at.date(),
            row.id not in behind,
        )
        for row in known[:SHOWN]
    )
