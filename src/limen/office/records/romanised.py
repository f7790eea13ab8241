"""Names of scripts that Doc 9303-3 gives no table for, as passports commonly print them, beside the plain romanisation.

Greek by ELOT 743; Hebrew with a vowel between consonants and each sound a letter may have; Korean family names that
are printed by custom. Nothing here corrects a name: each form is one more spelling under which it may be found.

>>> latin_forms("Ευάγγελος")
('evangelos',)
>>> latin_forms("כהן")[0]
'kehen'
"""

from __future__ import annotations

import unicodedata
from itertools import islice, product

from limen.vocabulary.names import fold, scripts

_HEBREW = {
    "א": "a", "ב": "v", "ג": "g", "ד": "d", "ה": "h", "ו": "o", "ז": "z", "ח": "h", "ט": "t", "י": "i", "כ": "k",
    "ך": "kh", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "a", "פ": "f", "ף": "f", "צ": "tz",
    "ץ": "tz", "ק": "k", "ר": "r", "ש": "sh", "ת": "t",
}  # fmt: skip
_FIRST = {"ב": "b", "ו": "v", "י": "y", "פ": "p"}
# Letters that another word sounds otherwise: ו is a vowel or V, ש is SH or S.
_SOUNDS: tuple[dict[str, str], ...] = ({}, {"ו": "v"}, {"ש": "s"}, {"ו": "v", "ש": "s"})

# ELOT 743: pairs before single letters, at the beginning of a word before elsewhere.
_GREEK_FIRST = (("μπ", "b"), ("ντ", "nt"), ("γκ", "gk"))
_GREEK_PAIRS = (
    ("ου", "ou"), ("αυ", "av"), ("ευ", "ev"), ("ηυ", "iv"), ("γγ", "ng"), ("γξ", "nx"), ("γχ", "nch"), ("μπ", "mp"),
)  # fmt: skip
_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", (
    "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "ch",
    "ps", "o",
), strict=True))  # fmt: skip

# Family names that custom prints otherwise than the syllable sounds.
_KOREAN = {
    "박": "park", "이": "lee", "최": "choi", "정": "jung", "임": "lim", "유": "yoo", "우": "woo", "노": "roh",
    "강": "kang", "조": "cho", "신": "shin", "오": "oh", "안": "ahn", "심": "shim", "구": "koo",
    "문": "moon", "부": "boo",
}  # fmt: skip


def latin_forms(name: str) -> tuple[str, ...]:
    """Other Latin spellings of a name in Greek, Hebrew or Korean script, the likeliest first; nothing for any other."""
    written = scripts(name)
    found: dict[str, None] = {}
    if "Hebr" in written:
        found |= dict.fromkeys(_hebrew(name, sounds) for sounds in _SOUNDS)
    if "Grek" in written:
        found[" ".join(map(_greek, name.split()))] = None
    if "Hang" in written and name[:1] in _KOREAN:
        found[f"{_KOREAN[name[0]]} {fold(' '.join(name[1:]))}".strip()] = None
    return tuple(found)


def _hebrew(name: str, sounds: dict[str, str]) -> str:
    said = []
    for word in name.split():
        text = ""
        for place, letter in enumerate(word):
            sound = sounds.get(letter) or (_FIRST.get(letter) if place == 0 else "") or _HEBREW.get(letter, letter)
            text += ("e" if text and text[-1] not in "aeio" and sound[0] not in "aeio" else "") + sound
        said.append(text)
    return " ".join(said)


def _greek(word: str) -> str:
    plain = "".join(
        one for one in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(one)
    )  # fmt: skip
    for pair, sound in _GREEK_FIRST:
        if plain.startswith(pair):
            plain = sound + plain[len(pair) :]
    for pair, sound in _GREEK_PAIRS:
        plain = plain.replace(pair, sound)
    return "".join(_GREEK.get(one, one) for one in plain)


def forms(name: str, most: int = 6) -> tuple[str, ...]:
    """The forms of a whole name, each word in any of its own, up to so many: no more than these are made."""
    own = [latin_forms(part) for part in name.split()]
    if not any(own):
        return ()
    parts = [found or (part,) for found, part in zip(own, name.split(), strict=True)]
    return tuple(" ".join(chosen) for chosen in islice(product(*parts), most))
