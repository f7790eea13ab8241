"""One name in each way it may be read: Han characters, Hangul family names, the MRZ's code for Arabic letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.screening import compare_names
from limen.screening.compare import DEFAULT_THRESHOLD
from limen.screening.forms import forms
from limen.screening.names import WORDS_BOUND, words
from limen.vocabulary.names import to_mrz


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("习近平", "Xi Jinping"),
        ("習近平", "习近平"),
        ("金正恩", "Kim Jong Un"),
        ("김정은", "KIM Jong Un"),
        ("박근혜", "Park Geun-hye"),
        ("이명박", "Lee Myung-bak"),
        ("陳大文", "Chan Tai Man"),
        ("陳大文", "Chen Dawen"),
        ("MXHMD XSHRYF", "Mohammad Sharif"),
        ("ทักษิณ ชินวัตร", "Thaksin Shinawatra"),
        ("አብይ አህመድ", "Abiy Ahmed"),
        ("नरेन्द्र शर्मा", "Narendra Sharma"),
        ("রহিম উদ্দিন", "Rahim Uddin"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("Արամ Պետրոսյան", "Aram Petrosyan"),
        ("გიორგი ბერიძე", "Giorgi Beridze"),
        ("דוד כהן", "David Kohen"),
        ("Юрий Щербаков", "SHCHERBAKOV IURII"),
        ("Халіма Гриценко", "Halima Hrytsenko"),
        ("Xasan Cumar", "Hassan Omar"),
        ("Bill Quillfeather", "William Quillfeather"),
        ("Sasha Quillov", "Aleksandr Quillov"),
        ("Pepe Quillon", "Jose Quillon"),
        ("Ri Chong Hyok", "Lee Jong-hyuk"),
        ("Cemal Yildiz", "Jamal Yildiz"),
        ("Laure Ntquill", "Lauren Tquill"),
        ("Mohammadbagher Quillian", "Mohammad Bagher Quillian"),
    ],
)
def test_one_name_in_two_spellings_is_a_hit(one: str, other: str) -> None:
    answer = compare_names(one, other)
    assert answer["score"] >= DEFAULT_THRESHOLD, answer
    assert compare_names(other, one)["score"] >= DEFAULT_THRESHOLD


@pytest.mark.parametrize(
    ("one", "other"),
    [("Li Wu", "Lu Wu"), ("Bill Quill", "Peter Okafor"), ("王小明", "李大文"), ("박근혜", "Kim Jong Un")],
)
def test_two_names_are_not(one: str, other: str) -> None:
    assert compare_names(one, other)["score"] < DEFAULT_THRESHOLD


def test_a_short_form_is_of_its_own_name() -> None:
    assert [part["code"] for part in compare_names("Bill", "William")["why"]][:1] == ["name.nickname"]
    assert not compare_names("Bill", "Peter")["why"]


def test_a_contradicted_patronymic_is_worth_less_than_one_left_out() -> None:
    same, left, other = (
        compare_names("Ivan Petrovich Sidorov", name)["score"]
        for name in ("Sidorov Ivan Petrovich", "Ivan Sidorov", "Ivan Kuzmich Sidorov")
    )
    assert same > left > DEFAULT_THRESHOLD > other


@pytest.mark.parametrize("name", ["محمد شريف", "خالد الظاهر", "عبد الرحمن"])
def test_what_an_mrz_codes_is_read_as_what_was_written(name: str) -> None:
    printed = to_mrz(name).replace("<", " ")
    written = [word.lstrip("~") for word in words(name)]
    read = {word.lstrip("~") for form in forms(printed) for word in form}
    assert set(written) & read


def test_a_latin_name_with_an_x_is_read_as_it_stands_first() -> None:
    assert forms("XHAFER XHAKA")[0] == ("xhafer", "xhaka")


@given(st.text(max_size=40))
def test_no_text_crashes_and_every_form_is_bounded(text: str) -> None:
    found = forms(text)
    assert len(found) <= 8 and all(0 < len(form) <= WORDS_BOUND and all(form) for form in found)
