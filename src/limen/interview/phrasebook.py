"""A few phrases for a desk in the languages travellers read, as data; a phrase that a language lacks is said so.

Every file names its reviewers. None is shipped with any, so each is for practice until an agency names one.

>>> said("ar", "wait").words
'من فضلك انتظر هنا.'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ruamel.yaml import YAML

# In which order a traveller finds them; each is named in itself.
LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru", "uk", "fa", "tr", "pt")
# What each phrase is: said, asked (yes or no), a right or a duty that is told, which is recorded with its language.
PHRASES: Mapping[str, str] = {
    **dict.fromkeys(("wait", "come", "sit", "touch", "document", "ticket", "interpreter_coming", "thanks"), "say"),
    **dict.fromkeys(("understand", "other_language", "doctor", "water", "alone", "papers", "safe"), "ask"),
    **dict.fromkeys(
        ("interpreter", "protection", "dont_know", "break", "purpose", "record", "consulate", "reasons"), "right"
    ),
    "truth": "duty",
}
# What may be answered to each kind, in the order of the keys.
REPLIES: Mapping[str, tuple[str, ...]] = {
    "say": (),
    "ask": ("yes", "no", "cannot_say", "declines"),
    "right": ("understood", "not_understood"),
    "duty": ("understood", "not_understood"),
}


@dataclass(frozen=True, slots=True)
class Book:
    """The phrases of one language: its name in itself, which way it is written, who reviewed it."""

    language: str
    name: str
    direction: str
    reviewers: tuple[str, ...]
    answers: Mapping[str, str]
    phrases: Mapping[str, str]

    @property
    def for_service(self) -> bool:
        """Whether somebody is named who reviewed it."""
        return bool(self.reviewers)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words with the language they are in; `lacking` where the asked language has none and these are another's."""

    words: str
    language: str
    lacking: bool = False


def direction(language: str) -> str:
    """Which way a language is written."""
    return book(language).direction if language in LANGUAGES else "ltr"


@lru_cache(maxsize=len(LANGUAGES))
def book(language: str) -> Book:
    """The phrases of a language. Raises KeyError for one that has none."""
    if language not in LANGUAGES:
        raise KeyError(language)
    text = (resources.files("limen.interview") / "phrases" / f"{language}.yaml").read_text(encoding="utf-8")
    kept = YAML(typ="safe", pure=True).load(text)
    return Book(
        kept["language"], kept["name"], kept["direction"], tuple(kept["reviewers"]), kept["answers"], kept["phrases"]
    )


def said(language: str, phrase: str, beside: str = "en") -> Phrase:
    """A phrase in a language, else in the officer's, marked as lacking; never a translation that nobody made."""
    return _said(language, beside, "phrases", phrase)


def reply(language: str, code: str, beside: str = "en") -> Phrase:
    """The words of an answer in a language, in the same way."""
    return _said(language, beside, "answers", code)


def _said(language: str, beside: str, kind: str, code: str) -> Phrase:
    for other in (language, beside, "en"):
        words = getattr(book(other), kind).get(code, "") if other in LANGUAGES else ""
        if words:
            return Phrase(words, other, other != language)
    raise KeyError(code)
