"""How common a word is among travellers: the frequency of words in a stated population, and by their consonants.

`frequency.tsv` says in its head which population that is and how the table is made. A word counts in every spelling:
what `names.words` makes of a spelling is counted, and the skeleton of it, so that a name in another script is as common
as its consonants are in Latin letters, and a Han character as its Mandarin reading.

>>> of_word("mohammed") > of_word("vladimir") > of_word("quillfeather") == 0.0
True
>>> from limen.screening.names import words
>>> of_sound(words("محمد")[0]) == of_sound("mohammed")
True
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from limen.screening.names import LIGHT, UNVOWELLED, skeleton, words
from limen.vocabulary.romanisation import readings_of

_ONE_OF_A_SOUND = 0.2
_Shares = Mapping[str, float]


@lru_cache(maxsize=1)
def _table() -> tuple[MappingProxyType[str, str], _Shares, _Shares]:
    """What the head says; the share of travellers whose name holds each word, and each skeleton."""
    head: dict[str, str] = {}
    of_words: Counter[str] = Counter()
    of_sounds: Counter[str] = Counter()
    for line in files("limen.screening").joinpath("frequency.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            key, _, value = line[2:].partition(": ")
            head[key] = value
            continue
        spelt, per_million = line.split("\t")
        found = set(words(spelt))
        for word in found:
            of_words[word] += int(per_million)
        for bones in {skeleton(word) for word in found if word not in LIGHT}:
            of_sounds[bones] += int(per_million)
    shares = ({key: min(1.0, count / 1e6) for key, count in held.items()} for held in (of_words, of_sounds))
    return MappingProxyType(head), next(shares), next(shares)


def reference() -> Mapping[str, str]:
    """Which travellers the table was counted on: `population`, `made`, `licence`."""
    return _table()[0]


def of_word(word: str) -> float:
    """The share of travellers whose name holds this very word of `names.words`; 0 where the table has none.

    What is written without vowels, or in Han characters, is one name of several with its sound.
    """
    if word.startswith(UNVOWELLED) or word >= "\u2e80":
        return _ONE_OF_A_SOUND * of_sound(word)
    return _table()[1].get(word, 0.0)


def of_sound(word: str) -> float:
    """The share of travellers whose name holds a word of the same consonants."""
    held = readings_of(word) if word >= "\u2e80" else None
    return _table()[2].get(skeleton(held.mandarin if held else word), 0.0)
