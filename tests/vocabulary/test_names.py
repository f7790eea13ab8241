"""Names in many scripts: the key they share, and the spellings that Doc 9303-3 section 6 allows."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.vocabulary.names import SPELLINGS_BOUND, Name, fold, mrz_spellings, name_key, scripts, to_mrz
from limen.vocabulary.transliteration import ARABIC, CYRILLIC, LATIN, TABLES


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("  Anna   Maria ", "anna maria"),
        ("O'Neill", "oneill"),
        ("O’NEILL", "oneill"),
        ("Smith-Jones", "smith jones"),
        ("Smith‐Jones", "smith jones"),
        ("ERIKSSON<<ANNA<MARIA", "eriksson anna maria"),
        ("Müller", "muller"),
        ("Mu\u0308ller", "muller"),
        ("Straße", "strasse"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("İbrahim Işık", "ibrahim isik"),
        ("Nguyễn Thị Hoà", "nguyen thi hoa"),
        ("Þórður", "thordur"),
        ("Øster Ærø", "oster aero"),
        ("Gal·la", "galla"),
        ("Ｊｏｈｎ", "john"),
        ("Юлия Щеглова", "yuliya shcheglova"),
        ("Γιώργος", "giorgos"),
        ("毛泽东", "maozedong"),
        ("김정은", "gimjeongeun"),
        ("محمد", "mhmd"),
        ("A.B. 3rd", "a b 3rd"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_the_key_does_not_know_the_order_of_words():
    assert name_key("Amara Nkechi Okonjo") == name_key("OKONJO, Nkechi-Amara") == "amara nkechi okonjo"


@given(st.text(max_size=60))
def test_fold_holds_letters_digits_and_single_spaces_and_folds_to_itself(text):
    folded = fold(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?", folded)
    assert fold(folded) == folded
    assert sorted(name_key(text).split()) == sorted(folded.split())
    assert name_key(name_key(text)) == name_key(text)


@given(st.text(st.characters(codec="latin-1"), max_size=40))
def test_fold_does_not_know_case_or_composition(text):
    assert fold(text) == fold(unicodedata.normalize("NFD", text))
    assert fold(text.lower()) == fold(text)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Anna", {"Latn"}),
        ("Анна Anna", {"Cyrl", "Latn"}),
        ("محمد", {"Arab"}),
        ("毛 やまだ ジョン", {"Hani", "Hira", "Kana"}),
        ("김", {"Hang"}),
        ("Γιώργος", {"Grek"}),
        ("דוד", {"Hebr"}),
        ("Ａ", {"Latn"}),
        ("12 -'", set()),
        ("𐎠", {"Zzzz"}),  # Old Persian: a letter of a script we hold no code for
    ],
)
def test_scripts(text, codes):
    assert scripts(text) == codes


@pytest.mark.parametrize(
    ("text", "mrz"),
    [
        ("D'Artagnan", "DARTAGNAN"),  # the four examples of Doc 9303-3 4.6
        ("Marie-Elise", "MARIE<ELISE"),
        ("Anna, Maria", "ANNA<MARIA"),
        ("J. Martin", "J<MARTIN"),
        ("Müller", "MUELLER"),
        ("Åse Þór Ñandú", "AASE<THOR<NANDU"),
        ("Straße", "STRASSE"),
        ("Юлия", "IULIIA"),
        ("Щукин", "SHCHUKIN"),
        ("Михаил", "MIKHAIL"),
        ("عبّاس", "EBBAS"),  # table C, note 3: shadda doubles
        ("فضّة", "FXDZXDZXAH"),  # and note 2: teh marbuta at the end
        ("محمد", "MXHMD"),
        ("Louis 14", "LOUIS"),
    ],
)
def test_to_mrz(text, mrz):
    assert to_mrz(text) == mrz
    assert mrz in mrz_spellings(text)


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("Ürk", {"UERK", "UXXRK", "URK"}),
        ("Ñu", {"NU", "NXXU"}),
        ("Åse", {"AASE", "ASE"}),
        ("Ægir", {"AEGIR"}),
        ("Øst", {"OEST", "OST"}),
        ("Þór", {"THOR"}),
        ("Größe", {"GROESSE", "GROSSE", "GROXXSSE"}),
        ("Щит", {"SHCHIT", "SHCHYT", "SHTIT", "SHTYT"}),
        ("Єва", {"IEVA", "YEVA"}),
        ("Анна", {"ANNA"}),
    ],
)
def test_mrz_spellings(text, spellings):
    assert mrz_spellings(text) == spellings


@given(st.text(max_size=50))
def test_spellings_are_mrz_characters_bounded_and_hold_the_recommended_one(text):
    spellings = mrz_spellings(text)
    assert 1 <= len(spellings) <= SPELLINGS_BOUND
    assert to_mrz(text) in spellings
    for one in spellings:
        assert re.fullmatch(r"(?:[A-Z]+(?:<[A-Z]+)*)?", one)


@pytest.mark.parametrize("text", ["Ü" * 12, "ЩЖХЦЧШГИ" * 3, "ÄÖÜ" * 20])
def test_the_cut_keeps_the_readings_that_spell_each_letter_one_way(text):
    spellings = mrz_spellings(text)
    assert len(spellings) <= SPELLINGS_BOUND
    for index in range(3):
        assert "".join(TABLES[letter][min(index, len(TABLES[letter]) - 1)] for letter in text) in spellings


def test_the_tables_hold_what_the_standard_prints():
    """Doc 9303-3 section 6, eighth edition: rows picked from each table, and their sizes."""
    assert LATIN["Ü"] == ("UE", "UXX", "U")
    assert LATIN["Ñ"] == ("N", "NXX")
    assert LATIN["ẞ"] == ("SS",)
    assert CYRILLIC["Щ"] == ("SHCH", "SHT")
    assert CYRILLIC["Ъ"][0] == "IE"
    assert (ARABIC["خ"], ARABIC["ظ"], ARABIC["گ"], ARABIC["ی"]) == (("XKH",), ("XZZ",), ("XGG",), ("XYA",))
    assert set("АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁЂЄЅІЇЈЉЊЌЎЏѪѴҐҒҺ") <= set(CYRILLIC)
    assert {chr(code) for code in range(0x621, 0x63B)} <= set(ARABIC)
    assert {chr(code) for code in range(0x641, 0x64B)} <= set(ARABIC)


def test_every_accented_letter_of_table_a_is_spelt_without_its_accent():
    # U+00C0 to U+017E as the standard lists them; those it spells otherwise stand in LATIN.
    for code in range(0xC0, 0x17F):
        letter = chr(code)
        if letter.isupper() and letter not in LATIN:
            assert to_mrz(letter) == unicodedata.normalize("NFKD", letter)[0], letter


def test_name():
    assert Name("OKONJO", "AMARA").full == "AMARA OKONJO"
    assert Name("ARKFREITH").full == "ARKFREITH"
    assert Name("A", truncated=True).truncated
