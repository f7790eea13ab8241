"""Every phrase in every language, nobody's review claimed; what a language lacks is said, and never made up."""

from __future__ import annotations

import doctest
import unicodedata

import pytest

from limen.interview import phrasebook, prompts
from limen.interview.phrasebook import LANGUAGES, PHRASES, REPLIES, book, direction, reply, said

SCRIPTS = {"ar": "ARABIC", "fa": "ARABIC", "ru": "CYRILLIC", "uk": "CYRILLIC", "zh": "CJK"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase_and_answer_in_its_own_script(language: str) -> None:
    one = book(language)
    assert set(one.phrases) == set(PHRASES) and len(PHRASES) <= 25
    assert set(one.answers) == {code for codes in REPLIES.values() for code in codes}
    for words in (*one.phrases.values(), *one.answers.values(), one.name):
        letters = [unicodedata.name(letter) for letter in words if letter.isalpha()]
        assert letters and all(name.startswith(SCRIPTS.get(language, "LATIN")) for name in letters), words
    assert one.direction == ("rtl" if language in ("ar", "fa") else "ltr")
    assert not one.for_service and one.reviewers == ()


def test_no_two_languages_share_their_words() -> None:
    for phrase in PHRASES:
        assert len({book(language).phrases[phrase] for language in LANGUAGES}) == len(LANGUAGES)


def test_what_a_language_lacks_is_shown_in_the_officers_and_marked() -> None:
    assert said("ar", "wait", "fr").language == "ar" and not said("ar", "wait").lacking
    lacking = said("sw", "wait", "fr")
    assert (lacking.words, lacking.language, lacking.lacking) == (book("fr").phrases["wait"], "fr", True)
    assert reply("sw", "yes", "xx").language == "en" and direction("sw") == "ltr"
    with pytest.raises(KeyError):
        said("ar", "surrender")


def test_each_sign_leads_to_help_and_is_no_number() -> None:
    acts = {"refer_protection", "refer_child_protection", "refer_victim"}
    assert {prompt.leads_to for prompt in prompts.PROMPTS.values()} == acts
    assert {code for code in prompts.PROMPTS if code.startswith("trafficking.")} == prompts.WALLED
    assert not any(
        isinstance(value, int | float) for one in prompts.PROMPTS.values() for value in (one.code, one.words)
    )


def test_the_examples_run() -> None:
    assert doctest.testmod(phrasebook).failed == 0
