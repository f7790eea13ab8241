"""The words of the form in the letter's own language: labels, days, countries. Words of law are the pack's.

A letter is made only in a language these words exist in, so that no page is half translated. The catalogues
are made by `bin/words` and lie in `locale`.

>>> wording("fr").say("taken", when=wording("fr").day(date(2026, 11, 22)))
'Acte enregistré dans le système, 22 nov. 2026'
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date

from limen.office.notices.errors import NoticeError
from limen.vocabulary.countries import Country
from limen.vocabulary.dates import PartialDate, spoken_day
from limen.vocabulary.evidence import N_

SOURCE = "en"
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})

# What the template prints by itself.
WORDS: dict[str, str] = {
    "reference": N_("Reference"),
    "issued": N_("Issued"),
    "person": N_("The person"),
    "document": N_("Document shown"),
    "grounds": N_("Grounds"),
    "appeal": N_("Your right to appeal"),
    "signatures": N_("Signatures"),
    "page": N_("Page {page} of {pages}"),
    "ticked": N_("ticked"),
    "not_ticked": N_("not ticked"),
}

# What whoever fills the form says in its rows.
ROWS: dict[str, str] = {
    "surname": N_("Surname"),
    "given": N_("Given names"),
    "born": N_("Born"),
    "nationality": N_("Nationality"),
    "printed": N_("Document"),
    "expiry": N_("Valid until"),
    "officer": N_("Officer"),
    "second": N_("Countersigned by"),
    "holder": N_("The person"),
    "taken": N_("Taken in the system, {when}"),
    "countersigned": N_("Countersigned in the system, {when}"),
    "not_printed": N_("not printed"),
    "not_established": N_("not established"),
    "not_stated": N_("[not stated by this post]"),
    "mark": N_("PRACTICE - NOT FOR SERVICE"),
    "verification": N_("Decision {decision} · law {law}"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of letters in one language."""

    language: str
    labels: Mapping[str, str]
    rows: Mapping[str, str]

    def say(self, name: str, **params: str) -> str:
        """One of ROWS, filled."""
        return self.rows[name].format_map(params)

    def day(self, day: date | PartialDate) -> str:
        """A day, or as much of it as is known, its month in words: 22 nov. 2026. Digits are those of documents."""
        if self.language == SOURCE:
            return spoken_day(day)
        pattern = "d MMM y" if day.day else "MMM y" if day.month else "y"
        known = date(day.year, day.month or 1, day.day or 1)
        return format_date(known, pattern, locale=self.language)

    def country(self, country: Country) -> str:
        """A state by its name in this language, in English where CLDR names none."""
        if self.language == SOURCE:
            return country.name
        return Locale.parse(self.language).territories.get(country.iso2) or country.name


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left; a region changes nothing."""
    return language.partition("-")[0] in _RIGHT_TO_LEFT


def languages() -> tuple[str, ...]:
    """The languages a letter can be made in."""
    return (SOURCE, *sorted(entry.name for entry in files(__package__).joinpath("locale").iterdir() if entry.is_dir()))


@cache
def wording(language: str) -> Wording:
    """The words of letters in a language. Raises NoticeError where the form is not translated into it."""
    if language not in languages():
        raise NoticeError(f"the form is not translated into {language!r}: choose {', '.join(languages())}")
    if language == SOURCE:
        return Wording(language, WORDS, ROWS)
    place = files(__package__).joinpath("locale", language, "LC_MESSAGES", "notices.mo")
    with place.open("rb") as compiled:
        said = gettext.GNUTranslations(compiled).gettext
    labels, rows = ({name: said(words) for name, words in table.items()} for table in (WORDS, ROWS))
    return Wording(language, labels, rows)
