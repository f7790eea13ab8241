"""Words, skeletons and likeness: what spellings and scripts share, and what the search keys must never lose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.screening.names import WORDS_BOUND, _parts, likeness, readings, search_keys, skeleton, words

ONE_NAME = (
    ("Abdul Rahman", "Abd al-Rahman", "Abdurrahman", "ABDELRAHMAN", "Abdoul Rahman"),
    ("Saif Ullah", "Saifullah", "Saif Allah"),
    ("Nur ud-Din", "Nuruddin", "Nur al-Din", "Nureddin"),
    ("Abdullah", "Abd Allah", "Abdul Lah"),
    ("Abdollahpour", "Abdollah-Pour", "ABDOLLAH POUR"),
    ("Taha", "طه"),
    ("Mahfud Ould", "Mahfud ولد"),
)


@pytest.mark.parametrize("spellings", ONE_NAME)
def test_compounds_are_divided_alike_however_they_are_printed(spellings: tuple[str, ...]) -> None:
    assert len({words(spelling) for spelling in spellings}) == 1


def test_the_article_falls_away_but_a_name_is_never_left_empty() -> None:
    assert words("al-Duri") == ("duri",) and words("AL") == ("al",) and words("An Nguyen") == ("nguyen",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عزت ابراهيم الدوري", "Izzat Ibrahim al-Duri"),
        ("عبدالرحمن", "Abdul Rahman"),
        ("نور الدین ثاقب", "Nuruddin Saqib"),
        ("ذاکر", "Zakir"),
        ("Захарченко", "Zakharchenko"),
        ("Mohammed", "Muhamad"),
        ("Qaddafi", "Gadhafi"),
        ("Hossein", "Husayn"),
        ("سهراب", "Sohrab"),  # s and h, each a letter, where Latin letters would be read as sh
        ("الزهراني", "al-Zahrani"),
        ("الأزهر", "Al-Azhar"),  # and where nobody who reads the Latin letters can tell
        ("ظهيرالدين", "Zahiruddin"),
        ("זהבה", "Zehava"),
        ("کھوکھر", "Khokhar"),  # Urdu writes one sound with an h of its own
    ],
)
def test_scripts_and_spellings_of_one_name_share_their_skeletons(one: str, other: str) -> None:
    for mine, theirs in zip(words(one), words(other), strict=True):
        assert set(readings(mine)) & set(readings(theirs)), (mine, theirs)


@pytest.mark.parametrize(("one", "other"), [("Umar", "Mar"), ("Anna", "Hanna"), ("Kim", "Kin"), ("Ivan", "Igor")])
def test_other_names_do_not(one: str, other: str) -> None:
    assert skeleton(one.lower()) != skeleton(other.lower())


@settings(max_examples=400)
@given(word=st.text("abcdefghijklmnopqrstuvwxyz05~.θδχ", max_size=9) | st.text("aouwshckjzxtdgi", max_size=9))
def test_a_skeleton_is_what_the_parts_of_a_word_say(word: str) -> None:
    assert skeleton(word) == _parts(word)[0]


def test_a_particle_that_was_mistyped_is_still_the_particle() -> None:
    (particle,) = words("Abdul")
    assert likeness("adbul", particle)[1] == "spelling"
    assert likeness("badur", particle) == likeness(particle, "badur") and likeness("karim", particle) == (0.0, "")
    assert search_keys("adbul") & search_keys(particle)


def test_scripts_without_blanks_are_divided_by_syllable() -> None:
    assert words("김정은") == ("gim", "jeong", "eun") and words("习近平") == ("xi", "jin", "ping")


def test_how_alike_two_words_are_says_how() -> None:
    assert likeness("amara", "amara") == (1.0, "identical")
    assert likeness("okafor", "okafur")[1] == "consonants"
    assert likeness("fritz", "fritzi")[1] in {"spelling", "consonants"}
    assert likeness("amara", "bjorn") == (0.0, "")
    assert likeness("li", "lu") == (0.0, "")


letters = st.text("abdehiklmnorstuvyzθδω", min_size=1, max_size=10)
tokens = st.one_of(letters.filter(str.isascii), letters.map(lambda text: "~" + text))


@given(one=tokens, other=tokens)
def test_likeness_is_symmetric_bounded_and_found_by_the_search_keys(one: str, other: str) -> None:
    alike, how = likeness(one, other)
    assert likeness(other, one) == (alike, how) and 0.0 <= alike <= 1.0 and bool(alike) == bool(how)
    if alike:
        assert search_keys(one) & search_keys(other)


@given(
    word=letters.filter(lambda text: text.isascii() and len(text) >= 4),
    place=st.integers(0, 9),
    letter=st.sampled_from("abekmrst"),
)
def test_one_edit_is_always_found(word: str, place: int, letter: str) -> None:
    place %= len(word)
    for slip in (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
    ):
        assert search_keys(word) & search_keys(slip)
        if len(word) >= 4:
            assert likeness(word, slip)[0] > 0


@settings(max_examples=200)
@given(text=st.text(max_size=60))
def test_no_text_crashes_and_words_are_bounded(text: str) -> None:
    found = words(text)
    assert len(found) <= WORDS_BOUND and all(found)


def test_a_name_of_a_thousand_words_is_cut() -> None:
    assert len(words("amara " * 1000)) == WORDS_BOUND
