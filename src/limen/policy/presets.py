"""Answers set by one key: a label for the desk and a short text that a day turns into a value.

`+7d` is so many days from the day, `last 10y` any day of the last so many years, `before 10y` any day before those.
The forms are closed; an interval says exactly what the officer saw, and no more.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from limen.policy.values import as_json
from limen.vocabulary.dates import Period, minus_years

if TYPE_CHECKING:
    from limen.policy.pack import Pack

_RELATIVE = re.compile(r"\+(?P<days>\d{1,4})d|last (?P<last>\d{1,3})y|before (?P<before>\d{1,3})y")
_TEXTS = {"days": "+{of}d", "last_years": "last {of}y", "before_years": "before {of}y"}


class Preset(NamedTuple):
    """One answer key: the label shown, and the text that `interview.answer` reads."""

    label: str
    text: str


def preset(form: str, of: Any, label: str) -> Preset:
    """The preset of a form of the closed table."""
    text = _TEXTS[form].format(of=of) if form in _TEXTS else (of if isinstance(of, str) else json.dumps(of))
    return Preset(label.format(count=of) if label else text, text)


def labelled(text: str, pack: Pack, language: str) -> str:
    """The label of a preset's text in a language, English where it is not translated."""
    match = _RELATIVE.fullmatch(text)
    form = {"days": "days", "last": "last_years", "before": "before_years"}[match.lastgroup or ""] if match else "value"
    count = match[match.lastgroup or 0] if match else text
    label = pack.words(language, "presets", form)
    return label.format(count=count) if label else text


def dated(text: str, on: date) -> str:
    """The value that a preset's text stands for on a day; any other text is answered unchanged."""
    match = _RELATIVE.fullmatch(text.strip())
    if match is None:
        return text
    if match["days"]:
        try:
            return (on + timedelta(days=int(match["days"]))).isoformat()
        except OverflowError:  # past the end of the calendar: no day, and whoever reads the text says so
            return text
    if match["last"]:
        return str(as_json(Period(minus_years(on, int(match["last"])), on)))
    return str(as_json(Period(date.min, minus_years(on, int(match["before"])) - timedelta(days=1))))
