"""Names in any script: the folded key two spellings share, and the spellings an MRZ may print them in.

A name is never corrected here. `fold` and `name_key` answer what is compared and stored beside the name; `to_mrz` and
`mrz_spellings` answer what Doc 9303-3 section 6 lets a state print for it, so that the visual zone and the MRZ compare
as sets of allowed spellings.

>>> name_key("Müller-O’Neill, Jürgen")
'jurgen muller oneill'
>>> sorted(mrz_spellings("Ürk"))
['UERK', 'URK', 'UXXRK']
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from limen.vocabulary.transliteration import ARABIC_LAST, CYRILLIC_FIRST, TABLES, Spellings

# What people type, print and paste for an apostrophe; dropped, as Doc 9303-3 4.6 drops it (O'NEILL is ONEILL).
APOSTROPHES = "'`´‘’‚‛′‵ʹʻʼʽʾʿˈ՚׳＇"
# Doc 9303-3 4.6: a hyphen becomes a filler, which is a space between two names.
HYPHENS = "-‐‑‒–—―−⁃־﹣－"
# The most spellings `mrz_spellings` answers for one text.
SPELLINGS_BOUND = 256

_ASCII = dict.fromkeys(range(128), " ")
_ASCII |= {code: chr(code).lower() for code in range(128) if chr(code).isalnum()}
_ASCII |= {ord("'"): "", ord("`"): ""}
_APOSTROPHES = {ord(character): None for character in APOSTROPHES}
_GEMINATE = re.compile(r"(?<=[lL])·(?=[lL])")  # Catalan l·l is one word; elsewhere the dot divides names


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its two identifiers (Doc 9303-3 4.6): primary and secondary; `truncated` where a field cut it."""

    surname: str
    given: str = ""
    truncated: bool = False

    @property
    def full(self) -> str:
        """Given names and surname, as a person would be called."""
        return f"{self.given} {self.surname}".strip()


def fold(text: str) -> str:
    """The text as a-z, 0-9 and single spaces: compatibility forms and case folded, every script romanised.

    Apostrophes vanish, hyphens and other punctuation divide words. An empty answer means nothing could be read.
    """
    if not text.isascii():
        text = _romanised(text)
    return " ".join(text.translate(_ASCII).split())


@lru_cache(maxsize=65536)
def _romanised(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    if "·" in text:
        text = _GEMINATE.sub("", text)
    text = text.casefold()
    if not text.isascii():
        text = _without_latin_marks(text)
    return text if text.isascii() else anyascii(text)


def _without_latin_marks(text: str) -> str:
    """Latin letters without their accents; marks of other scripts stay, for they may be vowels."""
    letters: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character):
            if base < "\u0250":
                continue
        else:
            base = character
        letters.append(character)
    return unicodedata.normalize("NFC", "".join(letters))


def name_key(text: str) -> str:
    """The normalised key a database stores beside a name: its folded words in alphabetical order."""
    return " ".join(sorted(fold(text).split()))


# The first word (or two) of a character's Unicode name gives its script where Python holds no script property.
_SCRIPTS = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "GREEK": "Grek", "HEBREW": "Hebr", "ARMENIAN": "Armn",
    "GEORGIAN": "Geor", "CJK": "Hani", "KANGXI": "Hani", "HIRAGANA": "Hira", "KATAKANA": "Kana",
    "HANGUL": "Hang", "BOPOMOFO": "Bopo", "THAI": "Thai", "LAO": "Laoo", "KHMER": "Khmr", "MYANMAR": "Mymr",
    "TIBETAN": "Tibt", "MONGOLIAN": "Mong", "DEVANAGARI": "Deva", "BENGALI": "Beng", "GURMUKHI": "Guru",
    "GUJARATI": "Gujr", "ORIYA": "Orya", "TAMIL": "Taml", "TELUGU": "Telu", "KANNADA": "Knda",
    "MALAYALAM": "Mlym", "SINHALA": "Sinh", "ETHIOPIC": "Ethi", "SYRIAC": "Syrc", "THAANA": "Thaa", "NKO": "Nkoo",
    "TIFINAGH": "Tfng", "CHEROKEE": "Cher", "YI": "Yiii", "COPTIC": "Copt", "ADLAM": "Adlm", "VAI": "Vaii",
    "JAVANESE": "Java", "BALINESE": "Bali", "CANADIAN": "Cans", "SUNDANESE": "Sund", "CHAKMA": "Cakm",
}  # fmt: skip


@lru_cache(maxsize=8192)
def _script_of(character: str) -> str:
    if not character.isalpha():
        return ""
    name = unicodedata.name(character, "")
    for word in name.split()[:2]:  # HALFWIDTH KATAKANA …, FULLWIDTH LATIN …, MODIFIER LETTER …
        script = _SCRIPTS.get(word.partition("-")[0])
        if script:
            return script
    return "Zzzz" if name else ""


def scripts(text: str) -> frozenset[str]:
    """The ISO 15924 codes of the scripts the letters of a text belong to; `Zzzz` for a letter of another script."""
    return frozenset(filter(None, map(_script_of, text)))


@lru_cache(maxsize=8192)
def _spelt(character: str) -> Spellings:
    """Every spelling allowed for one upper-case character, the preferred first; `<` for what divides words."""
    if "A" <= character <= "Z":
        return (character,)
    if character in TABLES:
        return TABLES[character]
    if character.isspace() or character in HYPHENS or character in ",،、・":
        return ("<",)
    # Doc 9303-3 4.6: apostrophes and numerals are not printed, nor marks that no table encodes.
    if character in APOSTROPHES or unicodedata.category(character) in {"Mn", "Mc", "Cf", "Nd", "Lm"}:
        return ("",)
    if not character.isalpha():
        return ("", "<")  # Doc 9303-3 4.6 omits other punctuation; many states print a filler
    # No table holds the letter: its base letter, else a romanisation (a state may print another one).
    base = unicodedata.normalize("NFKD", character)[0].upper()
    if base != character and ("A" <= base <= "Z" or base in TABLES):
        return _spelt(base)
    return ("".join(letter for letter in anyascii(character).upper() if "A" <= letter <= "Z"),)


def _prepared(text: str) -> list[Spellings]:
    """The spellings of each character in its place."""
    # Compatibility forms first (fullwidth, Arabic presentation forms), composed, so that the tables hold them.
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    choices: list[Spellings] = []
    for index, character in enumerate(text):
        if character == _SHADDA:
            choices.extend(choices[-1:])  # Doc 9303-3 table C, note 3: the letter is doubled
        elif character in CYRILLIC_FIRST and not text[index - 1 : index].isalpha():
            choices.append(TABLES[character] + CYRILLIC_FIRST[character])
        elif character in ARABIC_LAST and not text[index + 1 : index + 2].isalpha():
            choices.append(ARABIC_LAST[character])
        else:
            choices.append(_spelt(character))
    return choices


_SHADDA = "\N{ARABIC SHADDA}"
_FILLERS = re.compile(r"<+")


def _joined(parts: str) -> str:
    return _FILLERS.sub("<", parts).strip("<")


def to_mrz(text: str) -> str:
    """The spelling Doc 9303-3 section 6 recommends first for one identifier, as A-Z with `<` between words.

    Hyphens, commas and spaces become one `<`, other punctuation and numerals are dropped (4.6). The text is one
    identifier (a surname, or given names): the two are joined by whoever writes the MRZ.
    """
    return _joined("".join(choice[0] for choice in _prepared(text)))


def mrz_spellings(text: str) -> frozenset[str]:
    """Every spelling of one identifier that the tables of Doc 9303-3 section 6 and national practice allow.

    At most SPELLINGS_BOUND: where letters with several spellings would give more, the spellings of the later letters
    are cut to the recommended one, but the readings that spell every letter the same way (all first choices, all
    second choices, …) are always held. `len(answer) >= SPELLINGS_BOUND` tells that a cut may have happened.
    """
    choices = _prepared(text)
    widest = max(map(len, choices), default=1)
    held = {_joined("".join(c[min(index, len(c) - 1)] for c in choices)) for index in range(widest)}
    room = SPELLINGS_BOUND - len(held)
    spelt = [""]
    for choice in choices:
        if len(spelt) * len(choice) > room:
            choice = choice[:1]
        spelt = [head + tail for head in spelt for tail in choice]
    return frozenset(held.union(map(_joined, spelt)))
