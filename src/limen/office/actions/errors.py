"""What an act answers when it did not happen: one message for the officer, and nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from limen.vocabulary.countries import Country
from limen.vocabulary.dates import PartialDate, spoken_day


class Words(str):
    """A sentence for the officer: it reads as English, and keeps its template so that a page can say it otherwise.

    The template is extracted for translation where it stands, so it is written out and never an f-string; what changes
    goes in by name, and may be `Words` itself, a day, a number of days or a State.

    >>> Words("Not possible: {why}.", why=Words("the case is closed"))
    'Not possible: the case is closed.'
    """

    template: str
    params: Mapping[str, object]

    def __new__(cls, template: str, /, **params: object) -> Words:
        """The English of it, with the template and what fills it beside."""
        filled = {name: _english(value) for name, value in params.items()}
        words = super().__new__(cls, template.format_map(filled) if filled else template)
        words.template, words.params = template, params
        return words


def _english(value: object) -> object:
    if isinstance(value, date | PartialDate):
        return spoken_day(value)
    if isinstance(value, timedelta):
        return "1 day" if value.days == 1 else f"{value.days} days"
    return value.name if isinstance(value, Country) else value


class ActError(Exception):
    """An act that did not happen; nothing was changed. The message says what, why and what to do.

    Raised with a template and what fills it (`BadInput("A hold lasts {hours} hours at most.", hours=4)`).
    """

    status = 409

    def __init__(self, message: str, /, **params: object) -> None:
        self.words = message if isinstance(message, Words) else Words(message, **params)
        super().__init__(str(self.words))


class NotPossible(ActError):  # noqa: N818 - what the officer is told
    """The case is not in a state for this act, or the law of the post does not know it."""

    def __init__(self, message: str, code: str = "", /, **params: object) -> None:
        super().__init__(message, **params)
        self.code = code


class NotFound(ActError):  # noqa: N818 - what the officer is told
    """There is no such record, or none this officer's post knows."""

    status = 404


class BadInput(ActError):  # noqa: N818 - what the officer is told
    """What was typed, pasted or uploaded cannot be used."""

    status = 422
