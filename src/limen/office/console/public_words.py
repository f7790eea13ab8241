"""The words of the public page in the reader's own language; the words of law are the pack's.

The console itself speaks the languages of its officers. The public page speaks more, so its words are a set of their
own: catalogues `public`, made by `bin/words`, beside those of the console. A language is offered where they exist.

>>> words("fr")("day")
'Pour quel jour ?'
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from limen.vocabulary.evidence import N_

SOURCE = "en"
# Each language by its own name, in the order of the switch.
NAMES: Mapping[str, str] = {
    "en": "English", "fr": "français", "es": "español", "pt": "português", "ar": "العربية", "fa": "فارسی",
    "ru": "русский", "uk": "українська", "tr": "Türkçe", "zh": "中文",
}  # fmt: skip

SAID: Mapping[str, str] = {
    "title": N_("What do I need?"),
    "intro": N_(
        "Choose where you go and for what. Answer what you can, one question at a time. You then read what the law "
        "says for your answers, with its clauses, and what to bring."
    ),
    "nothing_kept": N_(
        "Nothing you enter is kept: your answers stay on this page, and no record is made of them or of you."
    ),
    "language": N_("Language"),
    "skip": N_("Skip to the page"),
    "choose": N_("Where do you go, and for what?"),
    "none_published": N_("This office publishes no law here."),
    "state": N_("Which State do you enter?"),
    "day": N_("For which day?"),
    "begin": N_("Begin"),
    "question": N_("Question {number}"),
    "go_on": N_("Go on"),
    "yes": N_("Yes"),
    "no": N_("No"),
    "not_known_to_me": N_("I do not know"),
    "elsewhere": N_("Another State, or none"),
    "choose_state": N_("Choose a State"),
    "never": N_("None"),
    "came": N_("Came in"),
    "left": N_("Left"),
    "row": N_("Stay {number}"),
    "so_far": N_("See the answer so far"),
    "answers": N_("Your answers"),
    "change": N_("Change"),
    "unanswered": N_("not answered"),
    "again": N_("Begin again"),
    "other": N_("Another destination or purpose"),
    "result": N_("What the law says for {day}"),
    "no_promise": N_(
        "This is no decision and no promise. An officer decides by the law, on what is found when you come."
    ),
    "not_for_service": N_("Not for service: nobody named has reviewed this text of the law. Do not rely on it."),
    "as_of": N_("The law as read on {day}"),
    "against": N_("This stands against it"),
    "for": N_("This speaks for it"),
    "protects": N_("This protects you"),
    "nothing_against": N_("Nothing in your answers stands against it by itself."),
    "open": N_("Still open, and it matters"),
    "officer_checks": N_("An officer will check"),
    "never_asked": N_(
        "Lists, the examination of documents and what an officer must judge are never asked here and never assumed."
    ),
    "documents": N_("What to bring"),
    "no_documents": N_("The law lists no documents here."),
    "needed": N_("needed"),
    "not_needed": N_("not needed"),
    "depends": N_("it depends"),
    "depends_on": N_("It depends on: {what}"),
    "instead": N_("May stand in for: {what}"),
    "no_older": N_("No older than {days} days"),
    "amounts": N_("Amounts"),
    "days": N_("Days of stay"),
    "days_rule": N_("At most {days} days in any {window} days."),
    "days_left": N_("From {day} you have {left} days left; the last day is {last}."),
    "days_none": N_("On {day} you have no day left."),
    "days_unknown": N_("How many days you have left is not known: your earlier stays were not given."),
    "days_free": N_("On your answers this limit does not bind you."),
    "afraid": N_(
        "If you are afraid to go back to your country, tell any officer, in any words. No document is needed for that."
    ),
    "clause": N_("Clause"),
    "not_read": N_("This answer could not be read. {how}"),
    "how_date": N_("Choose a day."),
    "how_country": N_("Choose a State."),
    "how_int": N_("Write a whole number."),
    "how_money": N_("Write an amount such as 900 or 900.50 {currency}."),
    "how_stays": N_("Give a day of entry for each stay, and the day you left if you left."),
    "how_choice": N_("Choose one of the answers."),
    "no_law_then": N_("The law published here says nothing of that day. Choose another day."),
    "busy": N_("Too many questions at once. Wait a minute, go back and send it again; nothing is lost."),
    "too_large": N_("That is too large for this page. Nothing was read."),
    "print": N_("This page can be printed as it is."),
}


def languages() -> tuple[str, ...]:
    """The languages the page is offered in, in the order of the switch."""
    there = files(__package__).joinpath("locale")
    return tuple(
        code for code in NAMES
        if code == SOURCE or there.joinpath(code, "LC_MESSAGES", "public.mo").is_file()
    )  # fmt: skip


class Say:
    """The words of one language: `say("day")` and, in a template, `say.day`; places are filled by name."""

    do_not_call_in_templates = True  # a template would otherwise call it before it looks for a word

    def __init__(self, said: Callable[[str], str]) -> None:
        self._spoken = {name: said(text) for name, text in SAID.items()}

    def __call__(self, name: str, **filled: object) -> str:
        """One of SAID, filled."""
        return self._spoken[name].format_map(filled) if filled else self._spoken[name]

    def __getitem__(self, name: str) -> str:
        """One of SAID as it stands."""
        return self._spoken[name]


@cache
def words(language: str) -> Say:
    """The words of a language, English where one is not translated."""
    if language == SOURCE:
        return Say(str)
    place = files(__package__).joinpath("locale", language, "LC_MESSAGES", "public.mo")
    with place.open("rb") as compiled:
        return Say(gettext.GNUTranslations(compiled).gettext)
