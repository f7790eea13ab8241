"""Names as words to compare: folded, split where spellings split them, with the consonants two spellings share.

What is compared is never shown: a hit names the list's own spelling. Rules of the module: the article (al-, el-) is
dropped, `Abdul Rahman`, `Abdurrahman` and `عبدالرحمن` give the same words, titles and particles weigh little, and a
word from a script that writes no short vowels is marked with `~`, because only its consonants can be compared.

>>> words("Saif-ud-Din ABDURRAHMAN")
('saif', 'din', 'abd', 'rahman')
>>> skeleton("mohammed") == skeleton("muhamad")
True
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from limen.vocabulary.names import fold
from limen.vocabulary.romanisation import equivalents, hangul_syllable, indic

UNVOWELLED = "~"
WORDS_BOUND = 24  # no listed or printed name needs more; a longer one is cut here, said in the reading's tests
WORD_FLOOR = 0.35  # a likeness below this is no likeness: neither scored nor searched for

MOST_EDITS = 66  # of a hundred letters: words further apart have nothing in common but chance

# Titles and particles: printed or not at will, so that their presence and absence say little.
LIGHT = frozenset(
    {
        "abd", "bin", "ibn", "ben", "bint", "binti", "ould", "wuld", "von", "van", "der", "den", "de", "da", "das",
        "del", "della", "di", "do", "dos", "du", "la", "le", "las", "los", "y", "e", "ap", "dr", "mr", "mrs", "ms",
        "prof", "eng", "sir", "haji", "hajji", "hadji", "haj", "hajj", "mullah", "mullo", "maulavi", "mawlawi",
        "maulvi", "maulana", "mawlana", "shaykh", "sheikh", "sheik", "cheikh", "shaikh", "sayyid", "sayed", "seyyed",
        "syed", "sayyed", "qari", "mufti", "imam", "ustad", "ustadh", "colonel", "general", "junior", "jr", "senior",
        "sr", "ii", "iii",
    }
)  # fmt: skip
_ARTICLES = frozenset({"al", "el", "ul", "il"})
_ASSIMILATED = {"ad": "d", "ar": "r", "as": "s", "ash": "sh", "az": "z", "an": "n", "at": "t", "ed": "d", "ud": "d"}
_SERVANT = frozenset({"abd", "abdul", "abdel", "abdal", "abdol", "abdoul", "abdur", "abdu"})
SERVANT = "abd"  # what `words` makes of them
_SERVANT_LENGTH = 5
_SERVANT_PRINTED = tuple(sorted(word for word in _SERVANT if len(word) == _SERVANT_LENGTH))
_SERVANT_START = re.compile(r"(?!abd[aeou]+ll?ah?$)abd(?:ou|[aeou])(?:l|([rsnztdh])(?=\1))?([a-z]{4,})")
_SERVANT_OF_GOD_S = re.compile(r"(abd[aeou]+ll?ah?)(pou?r|poor|pur|zadeh?|zada|neja[dt]|nezhad|nia|niya|vand)")
_OF_GOD = re.compile(r"([a-z]{3,}?)(?:oullah|[aou]llah|[uo]lla|[uo]lah)")
_OF_FAITH = re.compile(r"([a-z]{3,}?)(?:ouddine?|[aeiou]ddine?|[aeu]ldine?|[ue]dine?)")
_FAITH = frozenset({"din", "deen", "dine", "aldin", "eldin", "uddin", "eddin", "eddine", "addin", "uldin"})
_GOD = frozenset({"allah", "ullah", "ollah", "lah", "llah", "ulla"})

# Arabic script (Arabic, Persian, Urdu, Pashto, Kurdish): letters to what other spellings of the same name print.
_ARABIC = {
    "ا": "a", "أ": "a", "إ": "a", "آ": "a", "ٱ": "a", "ب": "b", "پ": "p", "ت": "t", "ة": "a", "ۃ": "a", "ث": "θ",
    "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d", "ذ": "δ", "ر": "r", "ز": "z", "ژ": "zh", "س": "s",
    "ش": "sh", "ص": "s", "ض": "δ", "ط": "t", "ظ": "ζ", "غ": "gh", "ف": "f", "ڤ": "v", "ق": "q", "ک": "k", "ك": "k",
    "گ": "g", "ل": "l", "م": "m", "ن": "n", "ں": "n", "و": "ω", "ؤ": "ω", "ي": "y", "ی": "y", "ئ": "y", "ې": "y",
    "ۍ": "y", "ے": "y", "ى": "a", "ء": "", "ه": "h", "ہ": "h", "ھ": "h", "ۀ": "h", "ٹ": "t", "ڈ": "d", "ډ": "d",
    "ړ": "r", "ڑ": "r", "ټ": "t", "څ": "ts", "ځ": "dz", "ښ": "sh", "ږ": "zh", "ڼ": "n", "ڭ": "ng", "ە": "a",
    "ـ": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "",
}  # fmt: skip
_HEBREW = {
    "א": "a", "ב": "β", "ג": "g", "ד": "d", "ה": "h", "ו": "ω", "ז": "z", "ח": "h", "ט": "t", "י": "y", "כ": "χ",
    "ך": "χ", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "a", "פ": "φ", "ף": "f", "צ": "ts",
    "ץ": "ts", "ק": "k", "ר": "r", "ש": "σ", "ת": "t",
}  # fmt: skip
_ABJAD = _ARABIC | _HEBREW
_KNOWN_UNVOWELLED = {
    "abd": "abd", "abω": "abu", "bn": "bin", "abn": "bin", "al": "al", "allh": "allah", "aldyn": "din", "dyn": "din",
    "abdallh": "abdullah", "ωld": "ould", "bnt": "bint", "t.h": "taha",
}  # fmt: skip
_IS_ABJAD = re.compile(r"[\u0590-\u06ff\ufb1d-\ufefc]")
# Where two letters stand beside each other that would read as one sound of others: זה and زه are z and h, not zh.
_APART = re.compile(r"(?<=[kgcszptdχζδθφσ])\0(?=h)|(?<=t)\0(?=[szc])|(?<=d)\0(?=[jz])|(?<=s)\0(?=c)")
_BREATHED = "ھ"  # but Urdu writes its kh, th, dh with an h of its own
_HARAKAT = re.compile(r"[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_NOT_ARTICLE = frozenset({"الله", "الیاس", "الياس", "البرت", "الکساندر", "اليكساندر", "الكساندر", "الینا"})
_IS_THAI = re.compile(r"[\u0e01-\u0e4e]")
_SILENCED = re.compile(r".[\u0e31-\u0e3a]?\u0e4c")
_NEEDS_CARE = re.compile(r"[\u0590-\u06ff\u0900-\u0d7f\u0e01-\u0e4e\uac00-\ud7a3\ufb1d-\ufefc]")
_SYLLABIC = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]")


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The words of one name, in order, ready to be compared; empty where nothing could be read."""
    found: list[str] = []
    for chunk in _SYLLABIC.sub(r" \g<0> ", name).split() if _SYLLABIC.search(name) else (name,):
        if not chunk.isascii() and _NEEDS_CARE.search(chunk):
            for part in re.split(r"[\s\-.,;/()]+", chunk):
                found += _with_care(part)
        else:
            found += fold(chunk).split()
    return tuple(_split(found)[:WORDS_BOUND])


def _with_care(part: str) -> list[str]:
    """One word of a script that is not read letter by letter."""
    if _IS_ABJAD.search(part):
        return _unvowelled(part)
    if _IS_THAI.search(part):  # short vowels between consonants are not written, silenced letters are
        heard = "".join(fold(_SILENCED.sub("", part)).split())
        return [UNVOWELLED + heard] if heard else []
    said = "".join(map(hangul_syllable, part)) or indic(part)
    return [said] if said else fold(part).split()


def _unvowelled(part: str) -> list[str]:
    """One word of Arabic or Hebrew script in letters, its article dropped, marked as written without vowels."""
    part = _HARAKAT.sub("", unicodedata.normalize("NFKC", part))
    if part.startswith("ال") and len(part) >= 4 and part not in _NOT_ARTICLE:
        part = part[2:]
    letters = []
    for position, character in enumerate(part):
        if character == "ع":  # a vowel's bearer at the start of a word, unheard elsewhere
            letters.append("" if position else "a")
        elif character == _BREATHED and letters:
            letters[-1] += "h"
        else:
            letters.append(_ABJAD.get(character, fold(character)))
    text = _APART.sub(".", "\0".join(filter(None, letters))).replace("\0", "")
    if text in _KNOWN_UNVOWELLED:
        return [_KNOWN_UNVOWELLED[text]]
    if match := re.fullmatch(r"abdal([a-zθδζω.]{3,})", text):
        return ["abd", UNVOWELLED + match[1]]
    if match := re.fullmatch(r"([a-zθδζω.]{2,})(aldyn|allh)", text):
        return [UNVOWELLED + match[1], _KNOWN_UNVOWELLED[match[2]]]
    return [UNVOWELLED + text] if text else []


def _split(found: list[str]) -> list[str]:
    """Articles dropped and compounds divided alike, however the source joined them."""
    kept: list[str] = []
    for position, word in enumerate(found):
        following = found[position + 1] if position + 1 < len(found) else ""
        if following and (word in _ARTICLES or following.startswith(_ASSIMILATED.get(word, "\0"))):
            continue
        if word in _GOD and kept and kept[-1] == "abd":
            kept[-1] = "abdullah"
        elif word in _GOD:
            kept.append("allah")
        elif word in _FAITH and kept:
            kept.append("din")
        elif word in _SERVANT:
            kept.append("abd")
        elif match := _SERVANT_OF_GOD_S.fullmatch(word):  # Abdollahpour, Abdollah-Pour
            kept += [match[1], match[2]]
        elif match := _SERVANT_START.fullmatch(word):
            kept += ["abd", match[2]]
        elif match := (word[:3] != "abd" and _OF_GOD.fullmatch(word)) or None:
            kept += [match[1], "allah"]
        elif match := _OF_FAITH.fullmatch(word):
            kept += [match[1], "din"]
        else:
            kept.append(word)
    return kept


# One class for each group of letters that spellings exchange; vowels and the half-vowels w, y fall away.
_CLASSES = re.compile(r"shch|tsch|sch|tch|tsh|dzh|kh|gh|sh|ch|zh|dj|ph|th|dh|ts|tz|ck|c(?=[eiy])|x|[a-z0-9]")
_CLASS = {
    "shch": "C", "tsch": "C", "sch": "C", "tch": "C", "tsh": "C", "sh": "C", "ch": "C", "dzh": "J", "zh": "J",
    "dj": "J", "j": "J", "kh": "H", "h": "H", "gh": "K", "ph": "F", "f": "F", "v": "F", "th": "T", "dh": "T",
    "d": "T", "t": "T", "ts": "S", "tz": "S", "s": "S", "z": "S", "c": "K", "ck": "K", "k": "K", "q": "K",
    "g": "K", "x": "KS", "p": "B", "b": "B", "l": "L", "r": "R", "m": "M", "n": "N",
}  # fmt: skip
_OPENING_W = re.compile(r"ou(?=[aei])|w|v")
_SEVERAL = re.compile(r"shch|tsch|sch|tch|tsh|dzh|kh|gh|sh|ch|zh|dj|ph|th|dh|ts|tz|ck")
_IS_PLAIN = re.compile(r"(?:[a-bd-z0-9]|c(?![eiy]))+")
_DOUBLED = re.compile(r"([A-Z0-9])\1+")
_FIRST = dict.fromkeys("aeiouy", "A.") | {"x": "S"}
_CLASS_OF_ONE = str.maketrans({letter: _CLASS.get(letter, ".") for letter in "abcdefghijklmnopqrstuvwyz"} | {"x": "X"})
_FIRST_SOUND = str.maketrans({"θ": "th", "δ": "dh", "ζ": "z", "ω": "w", "β": "b", "φ": "f", "χ": "k", "σ": "sh"})


@lru_cache(maxsize=262144)
def skeleton(word: str) -> str:
    """The consonants of a word in classes that spellings exchange (k q g c; d t; p b; s z; kh h; f v).

    Neighbours of one class count once where a spelling may have doubled them; a script without short vowels doubles
    none. An opening vowel is kept as `A`: Umar and Amr share `AMR`, Mar does not.
    """
    if not _IS_PLAIN.fullmatch(word):
        return _parts(word)[0]
    # What `_parts` finds, in one pass for words of plain letters: a stop stands for each vowel.
    opening = _OPENING_W.match(word)
    start = opening.end() if opening else word[0] == "x"
    first = "F" if opening else _FIRST.get(word[0], "")
    text = _SEVERAL.sub(_class_of_several, word[start:])
    text = first + text.removesuffix("h").translate(_CLASS_OF_ONE)
    return _DOUBLED.sub(r"\1", text).replace(".", "").replace("X", "KS")


def _class_of_several(found: re.Match[str]) -> str:
    return _CLASS[found[0]]


@lru_cache(maxsize=262144)
def _parts(word: str) -> tuple[str, tuple[str, ...]]:
    """The skeleton of a word, and the vowels before, between and after its consonants."""
    is_bare = word.startswith(UNVOWELLED)
    text = word.removeprefix(UNVOWELLED).translate(_FIRST_SOUND)
    classes: list[str] = []
    vowels = [""]
    opening = _OPENING_W.match(text)
    end = 0
    if opening:
        classes, vowels, end = ["F"], ["", ""], opening.end()
    elif text[:1] in {"a", "e", "i", "o", "u", "y"}:
        classes = ["A"]
    elif text[:1] == "x":
        classes, vowels, end = ["S"], ["", ""], 1
    for match in _CLASSES.finditer(text, end):
        letters = match[0]
        kind = _CLASS.get(letters, letters if letters.isdigit() else "")
        if not kind or (letters == "h" and match.end() == len(text)):  # Fatima, Fatimah; Abdulla, Abdullah
            vowels[-1] += letters
        elif is_bare or vowels[-1] or not classes or classes[-1] != kind:
            if letters == "c" and text[match.end() : match.end() + 1] in {"e", "i", "y"}:
                kind = "S"
            classes.append(kind)
            vowels.append("")
    return "".join(classes), tuple(vowels)


def is_initial(word: str) -> bool:
    """Whether a word is one letter that may stand for a whole word; one Han character is a word."""
    return len(word) == 1 and word < "\u0250"


def is_light(word: str) -> bool:
    """Whether a word is a title or particle that is printed or left out at will."""
    return word in LIGHT


# Letters that one language sounds so and another so: Thabit, Sabit; Dhakir, Zakir; Kazim, Kathim; Dawud, Davud;
# and of Hebrew: Avraham, Abraham; Yosef, Yosep; Rahel, Rachel.
_OTHER_SOUND = {"θ": "s", "δ": "z", "ζ": "th", "ω": "v", "β": "v", "φ": "p", "χ": "kh", "σ": "s"}
_AMBIGUOUS = re.compile("[θδζωβφχσ]")
# The same of Latin letters, by who writes them so: Wade-Giles hs and ch for pinyin x, q, j and zh, Korean ch for j;
# Albanian xh for j; Slavic and German j for y; Turkish c for j; Ukrainian, Belarusian and Arabic h for others' g;
# Polish and German w for v; Somali x for h and c for an opening others leave out; an article written with its word.
# With each what a word must hold for the pattern to find anything.
_OTHER_LETTERS = (
    ("hs", re.compile("^hs"), "s"),
    ("q", re.compile("^q(?=i|u[aein])"), "ch"),
    ("xh", re.compile("xh"), "j"),
    ("ch", re.compile("ch"), "j"),
    ("j", re.compile("j"), "y"),
    ("c", re.compile("c(?![hk])"), "j"),
    ("g", re.compile("g(?!h)"), "h"),
    ("w", re.compile("(?<=.)w"), "v"),
    ("x", re.compile("x"), "h"),
    ("c", re.compile("^c(?=[aeiou])"), ""),
    ("l", re.compile("^[ae]l(?=[^aeiouyl].{3})"), ""),
)
_MOST_READINGS = 8


@lru_cache(maxsize=131072)
def readings(word: str) -> tuple[str, ...]:
    """The skeletons a word may have, the plain one first: one more for each letter that another language sounds
    otherwise."""
    one, *others = map(_sounds, _written(word))
    return tuple(dict.fromkeys([*one, *others[0]])) if others else one


def _written(word: str) -> tuple[str, ...]:
    """A word, and as others read what stands apart in it: Latin letters do not tell the zh of Azhar from that of
    Zhanna."""
    return (word, word.replace(".", "")) if "." in word and word.startswith(UNVOWELLED) else (word,)


def _sounds(word: str) -> tuple[str, ...]:
    found = {skeleton(word): None}
    if word.startswith(UNVOWELLED):
        for match in _AMBIGUOUS.finditer(word):
            other = word[: match.start()] + _OTHER_SOUND[match[0]] + word[match.end() :]
            found[skeleton(other)] = None
        return tuple(found)
    spelt = {word: None}
    for held, pattern, letters in _OTHER_LETTERS:
        for other in tuple(spelt):
            if held in other:
                spelt[pattern.sub(letters, other)] = None
    for other in spelt:
        if len(found) < _MOST_READINGS:
            found[skeleton(other)] = None
    found.pop("", None)
    return tuple(found) or ("",)


@lru_cache(maxsize=524288)
def likeness(one: str, other: str) -> tuple[float, str]:
    """How alike two words are, 0 to 1, and how: `identical`, `consonants`, `spelling`, `near`, or 0 and nothing.

    The value is how much of a word's evidence is left, measured in bits on spellings of one name and on words that met
    by chance. Symmetric. A positive answer always means: the same word, a reading in common, readings one edit apart,
    or one edit apart (two neighbours exchanged count as one). The index finds exactly these: none is lost there.
    """
    if one == other:
        return 1.0, "identical"
    if one.startswith(UNVOWELLED) or other.startswith(UNVOWELLED):
        best = _by_bare_consonants(one, other)
    else:
        best = max(_by_letters(one, other), _by_custom(one, other))
        if SERVANT in (one, other):
            best = max(best, _by_printed(one if other == SERVANT else other))
    return best if best[0] >= WORD_FLOOR else (0.0, "")


def _by_printed(word: str) -> tuple[float, str]:
    """The likeness of a word to the particle that `words` makes of Abdul, Abdel, Abdur: by how documents print it."""
    if any(OSA.distance(word, printed, score_cutoff=1) <= 1 for printed in _SERVANT_PRINTED):
        return _one_letter(_SERVANT_LENGTH), "spelling"
    return 0.0, ""


def _one_letter(length: int) -> float:
    """What is left of a word of so many letters where one of them differs."""
    return 0.95 - 1.7 / length


def _by_letters(one: str, other: str) -> tuple[float, str]:
    """The likeness of two words with their vowels."""
    length = max(len(one), len(other))
    edits = OSA.distance(one, other, score_cutoff=MOST_EDITS * length // 100)
    if 100 * edits > MOST_EDITS * length:
        return 0.0, ""
    apart = edits / length
    best = (_one_letter(length), "spelling") if edits == 1 and length >= 4 else (0.0, "")
    mine, theirs = readings(one), readings(other)
    if mine[0] == theirs[0]:
        return max(best, (_same_consonants(apart, mine[0]) - _other_ending(one, other), "consonants"))
    shared = max((bones for bones in mine if bones in theirs), key=len, default="")
    if shared:
        leaves = _OTHER_SOUND_LEAVES if len(shared) > 2 else _OTHER_SHORT_SOUND_LEAVES
        return max(best, (leaves * _same_consonants(apart, shared) - _other_ending(one, other), "consonants"))
    if 2 * edits <= length:
        for first, second in ((mine[0], theirs[0]), *_crossed(mine, theirs)):
            if _is_near(first, second):
                left = (0.85 - 1.1 * apart) if min(len(first), len(second)) < 5 else 1.0 - apart
                left *= 1.0 if first == mine[0] and second == theirs[0] else _OTHER_SOUND_LEAVES
                best = max(best, (left, "near"))
    return best


def _crossed(mine: tuple[str, ...], theirs: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each other reading of one word against the plain one of the other."""
    return [(other, theirs[0]) for other in mine[1:]] + [(mine[0], other) for other in theirs[1:]]


def _by_bare_consonants(one: str, other: str) -> tuple[float, str]:
    """The likeness of two words of which one or both are written without short vowels."""
    best = (0.0, "")
    for mine, theirs in product(_written(one), _written(other)):
        for first, second in product(_sounds(mine), _sounds(theirs)):
            if first == second:
                best = max(best, (_same_bare_consonants(mine, theirs, first), "consonants"))
            elif _is_near(first, second):
                best = max(best, (_NEARLY_BARE.get(min(len(first), len(second)), 0.72), "near"))
    return best


def _same_bare_consonants(one: str, other: str, bones: str) -> float:
    if one.startswith(UNVOWELLED) and other.startswith(UNVOWELLED):
        return _same_consonants(OSA.distance(one, other) / max(len(one), len(other)), bones)
    written, heard = (one, other) if one.startswith(UNVOWELLED) else (other, one)
    return _BARE.get(len(bones), 0.93) - _SLOT_LOSS.get(len(bones), 0.23) * _unheard(written, heard)


def _by_custom(one: str, other: str) -> tuple[float, str]:
    """The likeness of two words that a table knows for one name: short forms, and spellings by custom."""
    table = equivalents()
    mine, theirs = table.get(one), table.get(other)
    if not mine or not theirs:
        return 0.0, ""
    kinds = {mine[line] for line in mine.keys() & theirs.keys()}
    if "custom" in kinds:
        return _CUSTOM_LEAVES, "custom"
    return (_NICKNAME_LEAVES, "nickname") if kinds else (0.0, "")


def _same_consonants(apart: float, bones: str) -> float:
    """What is left of a word's evidence where its consonants agree and its letters are so far apart."""
    if len(bones) < 2:
        return 0.0
    return 1.0 - 0.4 * apart - 0.9 * apart * apart - (0.08 if len(bones) == 2 else 0.0)


_ENDING = re.compile(r"(?:(a|ah)|([aeiy]?[iy]h?|[aei]j|ie|ee)|(ou|[ou]h?|w)|(eh?))$")
_ENDINGS = " aiue"
_WOMAN_S = re.compile(r"(.+?)(?:(?:ov|ow|ev|ew|yov|in|yn)a?)")


def _other_ending(one: str, other: str) -> float:
    """What is taken from two words of the same consonants that end otherwise: Reza, Rezaei; Latif, Latifa; Hamid,
    Hamidou are two names. A last e is written or not, Ivanova is Ivanov's wife, and Belarusian has a for others' o."""
    mine, theirs = (_ENDINGS[found.lastindex or 0] if (found := _ENDING.search(word)) else " " for word in (one, other))
    if mine == theirs or "e" in (mine, theirs) or {mine, theirs} == {"a", "u"}:
        return 0.0
    if {mine, theirs} == {"a", " "} and _WOMAN_S.fullmatch(one) and _WOMAN_S.fullmatch(other):
        return 0.0
    return OTHER_ENDING


# Long vowels as a script without short ones writes them, and the Latin vowels they are heard as.
_HEARD = {"a": "aeo", "w": "ouwv", "y": "iey"}


def _unheard(written: str, heard: str) -> float:
    """How many of the long vowels that one script writes are not where the other prints a vowel, or the reverse."""
    longs, vowels = _parts(written)[1], _parts(heard)[1]
    if len(longs) != len(vowels):
        return 1.5
    missed = 0.0
    for place, (long, vowel) in enumerate(zip(longs, vowels, strict=True)):
        if long and not place:
            continue  # what bears an opening vowel does not say which
        if long:
            missed += not any(set(_HEARD.get(letter, letter)) & set(vowel) for letter in long)
        elif 0 < place == len(longs) - 1 and vowel.strip("h"):
            missed += 1  # a vowel at the end of a word is always written
        elif len(vowel) > 1:
            missed += 0.5
    return missed


def _is_near(first: str, second: str) -> bool:
    """Whether two skeletons are one edit apart and long enough for that to mean something."""
    if min(len(first), len(second)) < 3 or max(len(first), len(second)) < 4:
        return False
    return OSA.distance(first, second, score_cutoff=1) <= 1


def search_keys(word: str) -> set[str]:
    """The keys under which every word with a positive `likeness` shares at least one with this word.

    The word and its skeleton, each whole and, from four letters on, less one letter: two texts one edit apart (one
    letter changed, added, dropped, or two neighbours exchanged) always meet in one of them.
    """
    keys = {"w" + word}
    if len(word) >= 4 and not word.startswith(UNVOWELLED):
        keys.update(f"w{word[:i]}{word[i + 1 :]}" for i in range(len(word)))
    if word == SERVANT:
        keys.update(f"w{printed[:i]}{printed[i + 1 :]}" for printed in _SERVANT_PRINTED for i in range(_SERVANT_LENGTH))
        keys.update(f"w{printed}" for printed in _SERVANT_PRINTED)
    keys.update(f"n{line}" for line in equivalents().get(word, ()))
    for bones in readings(word):
        keys.add("s" + bones)
        if len(bones) >= 4:
            keys.update(f"s{bones[:i]}{bones[i + 1 :]}" for i in range(len(bones)))
    return keys


def joined_keys(word: str) -> set[str]:
    """The keys of two words written as one, or looked for as one: its consonants in each of its readings."""
    return {"s" + bones for bones in readings(word)}


# What is left of a word's evidence: measured as bits, over those of a rare word that is identical (13.5).
OTHER_ENDING = 0.25  # 4 bits, on spellings within the entries of OFAC and UN and words of the mix met by chance
_OTHER_SOUND_LEAVES = 0.9
_OTHER_SHORT_SOUND_LEAVES = 0.7  # syllables have few consonants, and many share them
_CUSTOM_LEAVES = 0.8
_NICKNAME_LEAVES = 0.7
_BARE = {0: 0.0, 1: 0.6, 2: 0.82, 3: 0.87, 4: 0.91}
_SLOT_LOSS = {1: 0.3, 2: 0.32, 3: 0.27}
_NEARLY_BARE = {3: 0.36, 4: 0.4, 5: 0.6}


class Told(NamedTuple):
    """What is known of pairs of words with their vowels before they are compared, in arrays: edits, letters of the
    longer; whether they share a reading, or the plain one; letters of the plain one, and of the longest of either;
    whether they share a line of the table of equivalents."""

    edits: NDArray[np.int32]
    length: NDArray[np.int32]
    is_heard: NDArray[np.bool_]
    is_plain: NDArray[np.bool_]
    plain: NDArray[np.int32]
    shorter: NDArray[np.int32]
    longer: NDArray[np.int32]
    is_custom: NDArray[np.bool_]


def most_alike(told: Told) -> NDArray[np.float64]:
    """The most that `likeness` could find such words alike, in arrays: never less than it finds."""
    apart = told.edits / told.length
    heard = 1.0 - 0.4 * apart - 0.9 * apart * apart
    heard *= np.where(told.is_plain, 1.0, np.where(told.shorter > 2, _OTHER_SOUND_LEAVES, _OTHER_SHORT_SOUND_LEAVES))
    heard = np.where(np.where(told.is_plain, told.plain, told.shorter) < 2, 0.0, heard)
    near = np.where(told.shorter < 5, 0.85 - 1.1 * apart, 1.0 - apart)
    is_near = (told.shorter >= 3) & (told.longer >= 4) & (2 * told.edits <= told.length)
    most = np.where(told.is_heard, heard, np.where(is_near, near, 0.0))
    most = np.where(100 * told.edits > MOST_EDITS * told.length, 0.0, most)
    most = np.maximum(most, np.where((told.edits == 1) & (told.length >= 4), 0.95 - 1.7 / told.length, 0.0))
    most = np.maximum(most, np.where(told.is_custom, max(_CUSTOM_LEAVES, _NICKNAME_LEAVES), 0.0))
    most = np.where(told.edits == 0, 1.0, most)
    return np.where(most < WORD_FLOOR, 0.0, most)
