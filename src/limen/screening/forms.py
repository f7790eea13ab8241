"""The ways one name may be read: as it stands, and where its script or its document leaves it open, otherwise.

A Han character has a reading in Mandarin, Cantonese, Korean and Japanese, and is a word of its own beside other Han
characters; a name in Hangul is one word a syllable, or one word where it is a foreigner's; an MRZ may spell Arabic
letters in the code of Doc 9303-3 table C (XSH, XKH). Whoever compares names compares every form of one with every form
of the other.

>>> forms("金正恩")[-1]
('kim', 'jeong', 'eun')
>>> forms("MXHMD XSHRYF")[-1] == forms("محمد شريف")[0]
True
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from limen.screening.names import words
from limen.vocabulary.romanisation import Readings, hangul_syllable, korean_surname, mandarin_surname, readings_of
from limen.vocabulary.transliteration import ARABIC, ARABIC_LAST

_HAN = re.compile(r"[\u3400-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]{3}")
_HAN_ONLY = re.compile(r"[\u3400-\u9fff\s·・,\-]+")
# X codes that no Latin spelling begins so: what Albanian (xh) and Basque (tx) write is not among them alone.
_CODED = re.compile(r"X(?:SH|KH|TH|DH|SS|DZ|TT|ZZ|TA|AH|AA|AE|AY|NG|GG|KK|YA|TG)|(?<![A-Z])XH|XH(?=[^AEIOUY])")
_FORMS_BOUND = 8


@lru_cache(maxsize=131072)
def forms(name: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name in each way it may be read, the plainest first; empty where nothing could be read."""
    found = dict.fromkeys(_read(name))
    found.pop((), None)
    return tuple(found)[:_FORMS_BOUND]


def _read(name: str) -> list[tuple[str, ...]]:
    if _HAN.search(name) and _HAN_ONLY.fullmatch(name):
        return _of_han(name)
    plain = words(name)
    if name.isascii() and _CODED.search(name.upper()):
        return [plain, words(_decoded(name.upper()))]
    if _HANGUL.search(name):  # a foreigner's name is one word where a Korean's is one a syllable
        return [plain, words(" ".join("".join(map(hangul_syllable, chunk)) or chunk for chunk in name.split()))]
    return [plain]


def _of_han(name: str) -> list[tuple[str, ...]]:
    """A name of Han characters only: Mandarin, Cantonese, the characters themselves, Japanese, Korean."""
    chunks = ["".join(_HAN.findall(chunk)) for chunk in re.split(r"[\s·・,\-]+", name)]
    chunks = [chunk for chunk in chunks if chunk]
    read = [[(character, readings_of(character)) for character in chunk] for chunk in chunks]
    if any(reading is None for chunk in read for _, reading in chunk):
        return [words(name)]
    flat: list[tuple[str, Readings]] = [(c, reading) for chunk in read for c, reading in chunk if reading]
    # The family name stands first; where blanks set parts apart it may stand last, and is the shorter one.
    first = {0, len(flat) - len(chunks[-1])} if len(chunks) > 1 else {0}

    def said(pick: Callable[[Readings], str], surname: Callable[[str], str] | None = None) -> tuple[str, ...]:
        heard = [surname(c) if surname and place in first else pick(r) for place, (c, r) in enumerate(flat)]
        return words(" ".join(heard)) if all(heard) else ()

    return [
        said(lambda reading: reading.mandarin, mandarin_surname),
        said(lambda reading: reading.cantonese),
        tuple(reading.simplified for _, reading in flat),
        said(lambda reading: reading.kun),
        said(lambda reading: reading.on),
        said(lambda reading: reading.korean, korean_surname),
    ]


def _codes() -> dict[str, str]:
    held: dict[str, str] = {}
    for letter, spelt in (*ARABIC.items(), *ARABIC_LAST.items()):
        if spelt[0] and (spelt[0] not in held or letter in "ابتثجحخدذرزسشصضطظعغفقكلمنهويىة"):
            held[spelt[0]] = letter
    return held


_LETTER_OF = _codes()
_CODE = re.compile("|".join(sorted(map(re.escape, _LETTER_OF), key=lambda code: (-len(code), code))))


def _decoded(name: str) -> str:
    """Arabic letters for the codes of Doc 9303-3 table C; what is no code stays."""
    return _CODE.sub(lambda match: _LETTER_OF[match[0]], name)
