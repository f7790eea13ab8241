"""How names of other scripts, and their custom spellings, are written in Latin letters: tables with their origin.

`han.tsv` and `equivalents.tsv` beside this file say where they come from. Nothing is downloaded, and nothing here
corrects a name: each reading is one more spelling under which a person may be listed. The names of foreigners written
in Chinese characters by sound (克里斯托弗) are out of scope: no table of single characters can tell them.

>>> readings_of("習")
Readings(simplified='习', mandarin='xi', cantonese='chap', on='shu', kun='narau', korean='seub')
>>> "nickname" in equivalents()["bill"].values()
True
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple


class Readings(NamedTuple):
    """How one Han character is read; empty where no reading is held."""

    simplified: str
    mandarin: str
    cantonese: str
    on: str
    kun: str
    korean: str


# Family names whose character has a reading of its own there.
_SURNAMES = {"单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "翟": "zhai", "覃": "qin"}
_KOREAN_SURNAMES = {
    "金": "kim", "李": "lee", "朴": "park", "崔": "choi", "鄭": "jung", "林": "lim", "柳": "yoo", "劉": "yoo",
    "盧": "noh", "梁": "yang", "羅": "na", "呂": "yeo", "廉": "yeom", "龍": "yong", "陸": "yuk",
}  # fmt: skip


@lru_cache(maxsize=1)
def _han() -> Mapping[str, Readings]:
    text = files(__name__).joinpath("han.tsv").read_text(encoding="utf-8")
    held = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            character, simplified, mandarin, *others = line.split("\t")
            held[character] = Readings(simplified or character, mandarin.split(" ")[0], *others)
    return MappingProxyType(held)


def readings_of(character: str) -> Readings | None:
    """How a Han character is read, or nothing where the table has none."""
    return _han().get(character)


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Every syllable that a Han character is read as in Mandarin, Cantonese and Korean: some hundreds."""
    return frozenset(
        said for held in _han().values() for said in (held.mandarin, held.cantonese, held.korean) if len(said) > 1
    )


def mandarin_surname(character: str) -> str:
    """The pinyin of a character that stands first in a name."""
    held = readings_of(character)
    return _SURNAMES.get(character) or (held.mandarin if held else "")


def korean_surname(character: str) -> str:
    """The Korean reading of a Han character that stands first in a name."""
    held = readings_of(character)
    return _KOREAN_SURNAMES.get(character) or (held.korean if held else "")


@lru_cache(maxsize=1)
def equivalents() -> Mapping[str, Mapping[int, str]]:
    """For each word of the table, the lines it stands on (by number) and of which kind: `nickname` or `custom`."""
    text = files(__name__).joinpath("equivalents.tsv").read_text(encoding="utf-8")
    held: dict[str, dict[int, str]] = defaultdict(dict)
    for number, line in enumerate(text.splitlines()):
        if line and not line.startswith("#"):
            kind, words = line.split("\t")
            for word in words.split(" "):
                held[word][number] = kind
    return MappingProxyType({word: MappingProxyType(lines) for word, lines in held.items()})


_LEADS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
    "ui", "i",
)  # fmt: skip
_TAILS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t",
    "t", "k", "t", "p", "t",
)  # fmt: skip
_FIRST, _SYLLABLES = 0xAC00, 11172


def hangul_syllable(character: str) -> str:
    """One Hangul syllable as it sounds alone, by the Revised Romanisation; empty for any other character."""
    number = ord(character) - _FIRST
    if not 0 <= number < _SYLLABLES:
        return ""
    return _LEADS[number // 588] + _VOWELS[number % 588 // 28] + _TAILS[number % 28]


# Indic scripts share one layout: the place of a letter in its block of 128 says what it is.
_INDIC = {
    0x01: "n", 0x02: "n", 0x03: "h", 0x05: "a", 0x06: "a", 0x07: "i", 0x08: "i", 0x09: "u", 0x0A: "u", 0x0B: "ri",
    0x0D: "e", 0x0E: "e", 0x0F: "e", 0x10: "ai", 0x11: "o", 0x12: "o", 0x13: "o", 0x14: "au",
    0x3E: "a", 0x3F: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri", 0x45: "e", 0x46: "e", 0x47: "e", 0x48: "ai",
    0x49: "o", 0x4A: "o", 0x4B: "o", 0x4C: "au",
}  # fmt: skip
_INDIC_LETTERS = (
    "k", "kh", "g", "gh", "ng", "ch", "chh", "j", "jh", "n", "t", "th", "d", "dh", "n", "t", "th", "d", "dh", "n", "n",
    "p", "ph", "b", "bh", "m", "y", "r", "r", "l", "l", "l", "v", "sh", "sh", "s", "h",
)  # fmt: skip
_INDIC_CONSONANTS = dict(enumerate(_INDIC_LETTERS, 0x15))
_VIRAMA = 0x4D
_INDIC_BLOCKS = range(0x0900, 0x0D80, 0x80)  # Devanagari to Malayalam
_LAST_VOWEL_HEARD = frozenset({0x0B80, 0x0C00, 0x0C80, 0x0D00})  # the languages of the south keep it


def indic(word: str) -> str:
    """A word of an Indic script in Latin letters, its inherent vowel written, the last one left out where it is
    silent; empty for a word of any other script."""
    letters: list[str] = []
    is_open = False  # a consonant waits for its vowel
    block = 0
    for character in word:
        code = ord(character)
        block, place = code & ~0x7F, code & 0x7F
        if block not in _INDIC_BLOCKS:
            return ""
        if place in _INDIC_CONSONANTS:
            letters.append(("a" if is_open else "") + _INDIC_CONSONANTS[place])
            is_open = True
        elif place == _VIRAMA:
            is_open = False
        elif place in _INDIC:
            is_sign = place >= 0x3E
            letters.append(("a" if is_open and not is_sign else "") + _INDIC[place])
            is_open = False
    if is_open and block in _LAST_VOWEL_HEARD:
        letters.append("a")
    return "".join(letters)
