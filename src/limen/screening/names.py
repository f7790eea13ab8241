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

from rapidfuzz.distance import OSA

from limen.vocabulary.names import fold

UNVOWELLED = "~"
WORDS_BOUND = 24  # no listed or printed name needs more; a longer one is cut here, said in the reading's tests
WORD_FLOOR = 0.6  # a likeness below this is no likeness: neither scored nor searched for

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
_SERVANT_START = re.compile(r"(?!abd[aeou]+ll?ah?$)abd(?:ou|[aeou])(?:l|([rsnztdh])(?=\1))?([a-z]{4,})")
_OF_GOD = re.compile(r"([a-z]{3,}?)(?:oullah|[aou]llah|[uo]lla)")
_OF_FAITH = re.compile(r"([a-z]{3,}?)(?:ouddine?|[aeiou]ddine?|[aeu]ldine?)")
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
    "א": "a", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "w", "ז": "z", "ח": "h", "ט": "t", "י": "y", "כ": "k",
    "ך": "k", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "a", "פ": "f", "ף": "f", "צ": "ts",
    "ץ": "ts", "ק": "k", "ר": "r", "ש": "sh", "ת": "t",
}  # fmt: skip
_ABJAD = _ARABIC | _HEBREW
_KNOWN_UNVOWELLED = {
    "abd": "abd", "abω": "abu", "bn": "bin", "abn": "bin", "al": "al", "allh": "allah", "aldyn": "din", "dyn": "din",
    "abdallh": "abdullah",
}  # fmt: skip
_IS_ABJAD = re.compile(r"[\u0590-\u06ff\ufb1d-\ufefc]")
_HARAKAT = re.compile(r"[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_NOT_ARTICLE = frozenset({"الله", "الیاس", "الياس", "البرت", "الکساندر", "اليكساندر", "الكساندر", "الینا"})
_SYLLABIC = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]")


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The words of one name, in order, ready to be compared; empty where nothing could be read."""
    found: list[str] = []
    for chunk in _SYLLABIC.sub(r"\g<0> ", name).split() if _SYLLABIC.search(name) else (name,):
        if _IS_ABJAD.search(chunk):
            for part in re.split(r"[\s\-.,;/()]+", chunk):
                found += _unvowelled(part) if _IS_ABJAD.search(part) else fold(part).split()
        else:
            found += fold(chunk).split()
    return tuple(_split(found)[:WORDS_BOUND])


def _unvowelled(part: str) -> list[str]:
    """One word of Arabic or Hebrew script in letters, its article dropped, marked as written without vowels."""
    part = _HARAKAT.sub("", unicodedata.normalize("NFKC", part))
    if part.startswith("ال") and len(part) > 4 and part not in _NOT_ARTICLE:
        part = part[2:]
    letters = []
    for position, character in enumerate(part):
        if character == "ع":  # a vowel's bearer at the start of a word, unheard elsewhere
            letters.append("" if position else "a")
        else:
            letters.append(_ABJAD.get(character, fold(character)))
    text = "".join(letters)
    if text in _KNOWN_UNVOWELLED:
        return [_KNOWN_UNVOWELLED[text]]
    if match := re.fullmatch(r"abdal([a-zθδζω]{3,})", text):
        return ["abd", UNVOWELLED + match[1]]
    if match := re.fullmatch(r"([a-zθδζω]{2,})(aldyn|allh)", text):
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
    "d": "T", "t": "T", "ts": "S", "tz": "S", "s": "S", "z": "S", "c": "K", "ck": "K", "k": "K", "q": "K", "g": "K",
    "x": "KS", "p": "B", "b": "B", "l": "L", "r": "R", "m": "M", "n": "N",
}  # fmt: skip
_OPENING_W = re.compile(r"ou(?=[aei])|w|v")


_FIRST_SOUND = str.maketrans({"θ": "th", "δ": "dh", "ζ": "z", "ω": "w"})


@lru_cache(maxsize=131072)
def skeleton(word: str) -> str:
    """The consonants of a word in classes that spellings exchange (k q g c; d t; p b; s z; kh h; f v), doubles once.

    An opening vowel is kept as `A`: Umar and Amr share `AMR`, Mar does not.
    """
    text = word.removeprefix(UNVOWELLED).translate(_FIRST_SOUND)
    opening = _OPENING_W.match(text)
    if opening:
        classes = ["F"]
        text = text[opening.end() :]
    elif text[:1] in {"a", "e", "i", "o", "u", "y"}:
        classes = ["A"]
    elif text[:1] == "x":
        classes = ["S"]
        text = text[1:]
    else:
        classes = []
    for match in _CLASSES.finditer(text):
        letters = match[0]
        if letters == "h" and match.end() == len(text):
            continue  # Fatima, Fatimah; Abdulla, Abdullah
        kind = "S" if letters == "c" and text[match.end() : match.end() + 1] in {"e", "i", "y"} else None
        kind = kind or _CLASS.get(letters, letters if letters.isdigit() else "")
        if kind and (not classes or classes[-1] != kind):
            classes.append(kind)
    return "".join(classes)


def is_light(word: str) -> bool:
    """Whether a word is a title or particle that is printed or left out at will."""
    return word in LIGHT


# Letters that one language sounds so and another so: Thabit, Sabit; Dhakir, Zakir; Kazim, Kathim; Dawud, Davud.
_OTHER_SOUND = {"θ": "s", "δ": "z", "ζ": "th", "ω": "v"}
_AMBIGUOUS = re.compile("[θδζω]")


@lru_cache(maxsize=65536)
def readings(word: str) -> tuple[str, ...]:
    """The skeletons a word may have: one, or for letters that languages sound differently each other sound in turn."""
    found = {skeleton(word): None}
    for match in _AMBIGUOUS.finditer(word):
        other = word[: match.start()] + _OTHER_SOUND[match[0]] + word[match.end() :]
        found[skeleton(other)] = None
    return tuple(found)


@lru_cache(maxsize=262144)
def likeness(one: str, other: str) -> tuple[float, str]:
    """How alike two words are, 0 to 1, and how: `identical`, `consonants`, `spelling`, `near`, or 0 and nothing.

    Symmetric. A positive answer always means: the same word, the same skeleton, a skeleton one edit apart, or one
    edit apart (two neighbours exchanged count as one). The index finds exactly these, so no likeness is lost there.
    """
    if one == other:
        return 1.0, "identical"
    if one.startswith(UNVOWELLED) or other.startswith(UNVOWELLED):
        return max(_by_consonants(first, second) for first in readings(one) for second in readings(other))
    first, second = skeleton(one), skeleton(other)
    sound = min(len(first), len(second))
    length = max(len(one), len(other))
    if first != second:
        edits = OSA.distance(one, other, score_cutoff=_MOST_EDITS * length // 100)
        if edits == 1 and length >= 4:
            return 1.0 - 1.1 / length, "spelling"
        if 100 * edits > _MOST_EDITS * length or not _is_near(first, second):
            return 0.0, ""
        return 0.82 - 0.4 * edits / length, "near"
    edits = OSA.distance(one, other)
    best = (0.0, "")
    if sound >= 2:
        best = (1.0 - _VOWEL_LOSS.get(sound, 0.2) * edits / length, "consonants")
    if edits == 1 and length >= 4:
        best = max(best, (1.0 - 1.1 / length, "spelling"))
    return best if best[0] >= WORD_FLOOR else (0.0, "")


def _by_consonants(first: str, second: str) -> tuple[float, str]:
    """The likeness of two skeletons where a script writes no vowels to compare."""
    sound = min(len(first), len(second))
    if first == second:
        return _BARE.get(sound, 0.95 if sound else 0.0), "consonants"
    return (0.55 + 0.03 * min(sound, 7), "near") if _is_near(first, second) else (0.0, "")


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
    for bones in readings(word):
        keys.add("s" + bones)
        if len(bones) >= 4:
            keys.update(f"s{bones[:i]}{bones[i + 1 :]}" for i in range(len(bones)))
    return keys


_MOST_EDITS = 55  # of a hundred letters, between words whose skeletons are one edit apart
_BARE = {1: 0.6, 2: 0.82, 3: 0.9}
_VOWEL_LOSS = {2: 0.5, 3: 0.3}
