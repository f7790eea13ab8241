"""The page that is turned to the traveller: one question in their language, their touch or the officer's key answers.

What the law or the phrases have no words for in that language is shown in the officer's and marked so: nothing is made
by a machine. An answer goes through the ordinary act, or through the open interview as two of its lines; the record has
the language it was shown in. What is told (a right, a duty) is recorded with its language, when, and by whom.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from limen import policy
from limen.interview import phrasebook
from limen.interview.phrasebook import LANGUAGES, PHRASES, REPLIES, Phrase
from limen.office import authority
from limen.office.actions import assessing, interviewing, law, telling, viewing
from limen.office.actions.acting import Acting, BadInput, Done, NotFound, case_act
from limen.office.actions.views import CaseView
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Told
from limen.policy import FactDefinition, Route
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

THROUGH: Mapping[str, str] = {
    "phrasebook": N_("shown in the phrasebook"),
    "interpreter": N_("read by an interpreter"),
    "paper": N_("handed over in writing"),
    "spoken": N_("spoken by the officer"),
}
WHY_NOT: Mapping[str, str] = {"unknown": "cannot_say", "refused": "declines"}
_PRESETS = ("days", "last_years", "before_years", "value")


@dataclass(frozen=True, slots=True)
class Button:
    """One answer: its key, the words for the traveller, the officer's beside, and what is posted."""

    press: str
    words: Phrase
    beside: Phrase
    name: str  # value, status or reply
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown large: a question of the law (`fact`) or a phrase (`phrase`), with its answers."""

    fact: str
    phrase: str
    kind: str
    words: Phrase
    beside: Phrase
    cite: str
    buttons: tuple[Button, ...]
    takes_text: bool


@dataclass(frozen=True, slots=True)
class ToldView:
    """One thing the person was told or asked: which, in which language, how, when, by whom, and the reply."""

    phrase: str
    words: Phrase
    language: str
    through: str
    reply: Phrase | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PhrasebookView:
    """The phrasebook of one case in one language, "" before one is chosen."""

    case: CaseView
    language: str
    name: str
    direction: str
    for_service: bool
    card: Card | None
    answers: bool  # whether this officer records answers to the law's questions now
    phrases: tuple[tuple[str, str, Phrase], ...]  # code, kind, the officer's words
    told: tuple[ToldView, ...]
    interview_open: bool


def names() -> tuple[tuple[str, str, str], ...]:
    """Every language as (code, name in itself, which way it is written)."""
    return tuple((code, phrasebook.book(code).name, phrasebook.book(code).direction) for code in LANGUAGES)


def words_of(phrase: str, beside: str) -> Phrase:
    """A phrase as the officer reads it."""
    return phrasebook.said(beside, phrase)


def view(
    officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, language: str = "", phrase: str = "", beside: str = "en"
) -> PhrasebookView:
    """What to show the traveller: the phrase that was chosen, else the next question that a person answers."""
    seen = viewing.case(officer, case_id, stamp, language=beside)
    case = Case.objects.select_related("post", "document").get(id=case_id)
    concerned = {"post": case.post.code, "state": case.state, "compartment": case.compartment}
    answers = case.document_id is not None and authority.may(officer, "answer", **concerned)
    language = language if language in LANGUAGES else ""
    book = phrasebook.book(language or "en")
    card = None
    if language and phrase in PHRASES:
        card = _phrase(phrase, language, beside)
    elif language and answers:
        card = next(iter(_questions(case, law.day_at(case.post, stamp.at), language, beside)), None)
    return PhrasebookView(
        case=seen,
        language=language,
        name=book.name,
        direction=book.direction,
        for_service=book.for_service,
        card=card,
        answers=answers,
        phrases=tuple((code, kind, phrasebook.said(beside, code)) for code, kind in PHRASES.items()),
        told=told_of(case, beside),
        interview_open=case.interviews.filter(ended_at=None).exists(),
    )


def told_of(case: Case, beside: str = "en") -> tuple[ToldView, ...]:
    """What the person was told, the oldest first."""
    return tuple(
        ToldView(
            row.phrase, phrasebook.said(beside, row.phrase), row.language, THROUGH[row.through],
            phrasebook.reply(beside, row.reply) if row.reply else None, row.officer.full_name, row.made_at,
        )
        for row in case.told.select_related("officer").order_by("made_at", "id")
    )  # fmt: skip


def _phrase(code: str, language: str, beside: str) -> Card:
    buttons = tuple(
        Button(
            str(number), phrasebook.reply(language, one, beside), phrasebook.reply(beside, one), "reply", one
        )
        for number, one in enumerate(REPLIES[PHRASES[code]], 1)
    )  # fmt: skip
    words, near = phrasebook.said(language, code, beside), phrasebook.said(beside, code)
    return Card("", code, PHRASES[code], words, near, "", buttons, False)


def _questions(case: Case, on: Any, language: str, beside: str) -> Iterable[Card]:
    """The law's open questions that a person answers, in its own order; never the officer's own finding."""
    latest = store.assessment_of(case)
    route = law.route(case, on)
    for ask in latest.advice["ask"] if latest else ():
        definition = route.pack.facts.get(ask["fact"])
        if definition is not None and _is_shown(definition) and ask["status"] != "disputed":
            yield _question(route, definition, ask, language, beside)


def _is_shown(definition: FactDefinition) -> bool:
    """Whether a question is one that the person answers: never the officer's own finding."""
    return not definition.judgement and "answer" in definition.evidence


def _question(route: Route, definition: FactDefinition, ask: Mapping[str, Any], language: str, beside: str) -> Card:
    fact, pack = definition.id, route.pack
    near = telling.question(route, fact, ask["question"], beside)
    own = pack.own_words(language, "facts", fact, "question")
    near_in = telling.language_of(pack, beside)
    buttons = [
        Button(str(number), _label(route, definition, value, language, beside), label, "value", value)
        for number, (label, value) in enumerate(_choices(route, definition, beside)[:9], 1)
    ]
    for press, status in (("0", "unknown"), ("-", "refused")):
        code = WHY_NOT[status]
        buttons.append(
            Button(press, phrasebook.reply(language, code, beside), phrasebook.reply(beside, code), "status", status)
        )
    words = Phrase(own, language) if own else Phrase(near, near_in, near_in != language)
    text = str(definition.type.kind) in ("date", "int", "money", "country", "text")
    return Card(fact, "", "law", words, Phrase(near, near_in), ask["cite"], tuple(buttons), text)


def _choices(route: Route, definition: FactDefinition, beside: str) -> tuple[tuple[Phrase, str], ...]:
    """Each answer as the officer reads it, and what it is on record."""
    if str(definition.type.kind) == "bool" and not definition.presets:
        return tuple((phrasebook.reply(beside, code), value) for code, value in (("yes", "true"), ("no", "false")))
    told_in = telling.language_of(route.pack, beside)
    return tuple((Phrase(label, told_in), value) for label, value in policy.choices(route, definition.id, told_in))


def _label(route: Route, definition: FactDefinition, value: str, language: str, beside: str) -> Phrase:
    """The words of one answer in the traveller's language; the officer's, marked, where it has none of its own."""
    pack = route.pack
    if str(definition.type.kind) == "bool" and not definition.presets:
        return phrasebook.reply(language, "yes" if value == "true" else "no", beside)
    if definition.presets:
        has = all(
            pack.own_words(language, "presets", form) for form in _PRESETS if pack.own_words("en", "presets", form)
        )
    else:
        has = bool(pack.own_words(language, "facts", definition.id, "values", value))
    told_in = language if has else telling.language_of(pack, beside)
    words = next(label for label, kept in policy.choices(route, definition.id, told_in) if kept == value)
    return Phrase(words, told_in, told_in != language)


def answer(
    officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, fact: str, value: str = "", status: str = "",
    language: str, beside: str = "en",
) -> Done:  # fmt: skip
    """Record the answer that was touched, or keyed for the traveller: in the open interview, else by the act itself.

    The words on record are those that were shown. Raises BadInput where the question was not one to show.
    """
    if language not in LANGUAGES:
        raise BadInput("Choose the language of the traveller first.")
    case = Case.objects.select_related("post", "document").filter(id=case_id).first()
    if case is None:
        raise NotFound("There is no such case at this post.")
    route = law.route(case, law.day_at(case.post, stamp.at))
    definition = route.facts.get(fact)
    if definition is None or not _is_shown(definition):
        raise BadInput("This is no question for the traveller: go on with the next one.")
    card = _question(route, definition, {"question": "", "cite": ""}, language, beside)
    pressed = next((one for one in card.buttons if (status or value) == one.value), None)
    words, near = (pressed.words.words, pressed.beside.words) if pressed is not None else (value, "")
    held = case.interviews.filter(ended_at=None).exists() and str(case.holder_id) == officer.id
    if held:
        return interviewing.add_line(
            officer, case_id, stamp, kind="question", words=card.words.words, reply=words,
            rendered="" if near == words else near, fact=fact, value=value, status=status, shown=language,
        )  # fmt: skip
    return assessing.answer(
        officer, case_id, stamp, fact=fact, value=value, status=status or "known", words=words, shown=language
    )


@case_act("note_told")
def note_told(acting: Acting, *, phrase: str, language: str, through: str = "phrasebook", reply: str = "") -> None:
    """Record that a right, a duty or a question was told: in which language, how, and what was answered."""
    if phrase not in PHRASES:
        raise BadInput("Choose what was told from the phrasebook.")
    if through not in THROUGH:
        raise BadInput("Say how it was told: shown, read by an interpreter, in writing, or spoken.")
    if reply and reply not in REPLIES[PHRASES[phrase]]:
        raise BadInput("That is no answer to this phrase.")
    if not interviewing.LANGUAGE.fullmatch(language) or len(language) > 12:
        raise BadInput("Give the language by its code, as in en, fr, ar or zh-Hant.")
    if through == "phrasebook" and language not in LANGUAGES:
        raise BadInput("The phrasebook has no such language.")
    row = Told.objects.create(
        **acting.acted(), case=acting.case, phrase=phrase, language=language, through=through, reply=reply
    )
    acting.result = str(row.id)
    acting.payload |= {"told": str(row.id), "phrase": phrase, "language": language, "through": through, "reply": reply}
