"""What the law says, told again in another language: questions, answer keys, outcomes, reasons with their facts.

An advice is evaluated once and kept with its words in English. Each ground keeps beside them which words of the pack
it used and with which values, so that a letter or a desk in another language tells the same and nothing else.

>>> from datetime import date
>>> from limen.policy import evaluate, load_pack, spoken
>>> route = load_pack("schengen").route("entry")
>>> spoken(evaluate({"nationality": "IN"}, route, on=date(2026, 11, 22)), route, "fr")["outcome_words"]
'Il faut encore savoir quelque chose'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from limen.policy.pack import Pack, Route
from limen.policy.presets import labelled
from limen.vocabulary import countries
from limen.vocabulary.dates import DateError, PartialDate, spoken_day
from limen.vocabulary.decision import Advice, Ground

SLOT = re.compile(r"\{([a-z_0-9]+)\}")
MISSING = "—"
_SKELETONS = ("y", "MMM y")


def spoken_value(value: Mapping[str, Any], pack: Pack, language: str = "en") -> str:
    """A value as people of a language read it; `value` is `{"kind", "value"}`, with `fact` for a choice of the pack."""
    kind, raw = value["kind"], value["value"]
    if raw is None:
        return MISSING
    if kind == "country":
        return spoken_country(str(raw), language)
    if kind == "date":
        return _spoken_dates(str(raw), language)
    if kind in {"enum", "bool"}:
        word = str(raw).lower() if kind == "bool" else str(raw)
        own = pack.words(language, "facts", str(value.get("fact", "")), "values", word)
        plain = {"true": "yes", "false": "no"}.get(word, word.replace("_", " "))
        return own or (pack.words(language, "presets", plain) if kind == "bool" else "") or plain
    return str(raw)


def spoken_country(code: str, language: str = "en") -> str:
    """A State by its name in a language: our own table's in English, else the name that CLDR has for its ISO code."""
    country = countries.of_iso(code) or countries.find(code)
    locale = locale_of(language)
    if locale is not None and country is not None and country.iso2 in locale.territories:
        return str(locale.territories[country.iso2])
    return country.name if country is not None else code


def spoken_date(day: date | PartialDate, language: str = "en") -> str:
    """A day, or as much of it as is known, in a language: 22 Nov 2026, 22 nov. 2026."""
    locale = locale_of(language)
    if locale is None:
        return spoken_day(day)
    if isinstance(day, PartialDate) and day.whole() is None:
        pattern = _SKELETONS[bool(day.month)]
        return format_date(day.first, pattern, locale=locale)
    whole = day.whole() if isinstance(day, PartialDate) else day
    return format_date(whole, "d MMM y", locale=locale)


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale | None:
    """The locale of a language; None for English, whose forms are our own, and for one that CLDR does not know."""
    try:
        return None if language == "en" else Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


def _spoken_dates(text: str, language: str) -> str:
    first, _, last = text.partition("/")
    try:
        ends = ["" if end in {"", ".."} else spoken_date(PartialDate.parse(end), language) for end in (first, last)]
    except DateError:
        return text
    return f"{ends[0]} – {ends[1]}".strip() if "/" in text else ends[0]


def filled(words: str, slots: Mapping[str, Mapping[str, Any]], pack: Pack, language: str) -> str:
    """Words with each `{slot}` replaced by its value as people of the language read it.

    Nothing where a value is not known: nobody is handed a sentence with a gap in it.
    """
    if any(name not in slots or slots[name]["value"] is None for name in SLOT.findall(words)):
        return ""
    return SLOT.sub(lambda match: spoken_value(slots[match[1]], pack, language), words)


def question(route: Route, fact: str, language: str = "en") -> str:
    """The question for a fact in a language, English where it is not translated."""
    return route.pack.words(language, "facts", fact, "question")


def choices(route: Route, fact: str, language: str = "en") -> tuple[tuple[str, str], ...]:
    """The answer keys of a fact as (label, text to key), in a language: presets, else values, else yes and no."""
    definition, pack = route.pack.facts[fact], route.pack
    if definition.presets:
        return tuple((labelled(text, pack, language), text) for _, text in definition.presets)
    kind = str(definition.type.kind)
    raw = definition.type.values or (("true", "false") if kind == "bool" else ())
    return tuple((spoken_value({"kind": kind, "value": value, "fact": fact}, pack, language), value) for value in raw)


def spoken_ground(ground: Ground | Mapping[str, Any], route: Route, language: str = "en") -> tuple[str, str]:
    """The title and the reason of a ground in a language; `ground` is a Ground or its kept JSON.

    A ground kept before this was recorded, and words that the language lacks, are told in English.
    """
    kept = ground.to_json() if isinstance(ground, Ground) else ground
    title = route.pack.words(language, "rules", kept["id"], "title") or kept["title"]
    told = [
        filled(
            route.pack.words(language, *part["words"]),
            part["slots"],
            route.pack,
            route.pack.language_of(language, *part["words"]),
        )
        for part in kept.get("said", ())
    ]
    return title, " ".join(part for part in told if part) or kept["reason"]


def spoken(advice: Advice | Mapping[str, Any], route: Route, language: str = "en") -> dict[str, Any]:
    """An advice as JSON with every word in a language, and `outcome_words`; each question has its `choices`.

    Whatever has no words in that language is told in English; each question names the `language` it is told in.
    """
    kept = advice.to_json() if isinstance(advice, Advice) else dict(advice)
    words = route.pack.words
    return {
        **kept,
        "outcome_words": route.outcome_words(kept["outcome"], language),
        "grounds": [_ground(ground, route, language) for ground in kept["grounds"]],
        "ask": [
            {**ask, "question": question(route, ask["fact"], language),
             "language": route.pack.language_of(language, "facts", ask["fact"], "question"),
             "choices": [list(choice) for choice in choices(route, ask["fact"], language)]}
            for ask in kept["ask"]
        ],
        "tell": [
            {**one, "text": words(language, "tells", one["id"]) or words(language, "waivers", one["id"]) or one["text"]}
            for one in kept["tell"]
        ],
        "deadlines": [
            {**one, "words": words(language, "clocks", one["clock"]) or one["words"]} for one in kept["deadlines"]
        ],
    }  # fmt: skip


def _ground(ground: Mapping[str, Any], route: Route, language: str) -> dict[str, Any]:
    title, reason = spoken_ground(ground, route, language)
    return {**ground, "title": title, "reason": reason}


def slots_of(pack: Pack, path: Iterable[str]) -> frozenset[str]:
    """The slots that the words under a path have, in whatever language."""
    parts = tuple(path)
    return frozenset(slot for language in pack.text for slot in SLOT.findall(pack.own_words(language, *parts)))
