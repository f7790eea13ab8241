"""Doc 9303-3 section 6: how letters outside A-Z are printed in the MRZ, as tables checked against the eighth edition.

Each letter maps to the spellings allowed, the recommended one first. A letter that its table spells as the letter
without its accent (Á = A, Č = C) is not repeated: `names` strips the accent. What is marked "practice"
is not in the standard, but printed by states, and stands after what the standard recommends.

Not held, and romanised letter by letter without a standard behind it: Greek, Hebrew, Armenian, Georgian, Devanagari,
Han and the other scripts for which Doc 9303-3 gives no table.
"""

from __future__ import annotations

Spellings = tuple[str, ...]


def _table(text: str) -> dict[str, Spellings]:
    """`Ä AE/A` rows as a mapping; `-` stands for a letter that is not encoded."""
    rows = (row.split() for row in text.split(","))
    return {letter: tuple("" if one == "-" else one for one in spelt.split("/")) for letter, spelt in rows}


# Table A. Practice: Ä AXX and Ö OXX beside UXX and NXX, Ø O, Ð DH, Đ DJ, Ŋ NG, Ə E or A.
LATIN = _table("""
    Ä AE/A/AXX, Å AA/A, Æ AE, Ð D/DH, Ñ N/NXX, Ö OE/O/OXX, Ø OE/O, Ü UE/UXX/U, Þ TH, Đ D/DJ, Ħ H, ı I,
    Ĳ IJ, Ł L, Ŋ N/NG, Œ OE, Ŧ T, ẞ SS, Ə E/A, ĸ K
""")

# Table B; the second spelling is that of a national language: Belarusian Ё Г, Ukrainian Г И, Serbian Г Ж Х Ц Ч Ш,
# Macedonian Ќ Џ Х Ц Ғ, Bulgarian Щ. Practice: Ь, Ћ and Ѓ, for which the table has no row; Ђ DJ; Bulgarian Ъ A; Russian
# passports before 2010: Ю YU, Я YA, Й Y anywhere in the word.
CYRILLIC = _table("""
    А A, Б B, В V, Г G/H, Д D, Е E, Ё E/IO, Ж ZH/Z, З Z, И I/Y, Й I/Y, К K, Л L, М M, Н N, О O, П P, Р R, С S, Т T,
    У U, Ф F, Х KH/H, Ц TS/C, Ч CH/C, Ш SH/S, Щ SHCH/SHT, Ъ IE/A, Ы Y, Ь -, Э E, Ю IU/YU, Я IA/YA,
    Ђ D/DJ, Ѓ G/GJ, Є IE, Ѕ DZ, І I, Ї I, Ј J, Љ LJ, Њ NJ, Ћ C, Ќ K/KJ, Ў U, Џ DZ/DJ, Ѫ U, Ѵ Y, Ґ G, Ғ G/GJ, Һ C
""")

# Table B: "except if Ukrainian first character": word-initial spellings beside those above (Й Ю Я: above).
CYRILLIC_FIRST = _table("Є YE, Ї YI")

# Table C. The marks "not encoded" are dropped; shadda doubles the letter before it (`names` does that).
ARABIC = _table("""
    ء XE, آ XAA, أ XAE, ؤ U, إ I, ئ XI, ا A, ب B, ة XTA, ت T, ث XTH, ج J, ح XH, خ XKH, د D, ذ XDH, ر R, ز Z, س S,
    ش XSH, ص XSS, ض XDZ, ط XTT, ظ XZZ, ع E, غ G, ـ -, ف F, ق Q, ك K, ل L, م M, ن N, ه H, و W, ى XAY, ي Y,
    ٱ XXA, ٹ XXT, ټ XRT, پ P, ځ XKE, څ XXH, چ XC, ڈ XXD, ډ XDR, ڑ XXR, ړ XRR, ږ XRX, ژ XJ, ښ XXS, ڜ -, ڢ -,
    ڧ -, ڨ -, ک XKK, ګ XXK, ڭ XNG, گ XGG, ں XNN, ڼ XXN, ھ XDO, ۀ XYH, ہ XXG, ۂ XGE, ۃ XTG, ی XYA, ۍ XXY, ې Y,
    ے XYB, ۓ XBE
""")

# Table C, note 2: teh marbuta at the end of a name component.
ARABIC_LAST = _table("ة XAH")

TABLES: dict[str, Spellings] = LATIN | CYRILLIC | ARABIC
