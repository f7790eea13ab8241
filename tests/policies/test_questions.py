"""Questions of every law in every language it is asked in: there, whole, in that language's own letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest

from limen.policy import Pack, choices, load_pack, question, shipped_packs, spoken
from limen.policy.spoken import SLOT

LANGUAGES = ("ar", "en", "es", "fa", "fr", "pt", "ru", "tr", "uk", "zh")
PACKS = {name: load_pack(name) for name in shipped_packs()}
EVERY = [(name, code) for name, pack in PACKS.items() for code in (*pack.languages, *pack.asked_in) if code != "en"]

_LATIN = "abcdefghijklmnopqrstuvwxyz"
LETTERS = {
    "ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْـ",
    "es": _LATIN + "áéíóúüñ",
    "fa": "ءآأؤئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیًِّٔ",
    "fr": _LATIN + "àâçéèêëîïôùûüœ",
    "pt": _LATIN + "áâãàçéêíóôõúº",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyzâîûq",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
# A law's own numbers (6(1), 236(c)(1)(B), (6)(C)), and a term of art kept in its first language within parentheses.
NUMBERS = re.compile(r"\d+(?:\.\d+)*(?:\([0-9A-Za-z]{1,3}\))*|(?:\([0-9A-Z]\))+|(?<=第)\([0-9A-Z]\)")
TERMS = re.compile(r"[(（][A-Za-z0-9 ’'-]+类?[)）]")
ENDS = {"ar": "؟", "fa": "؟", "zh": "？"}  # other languages ask as English does
ALIKE = frozenset({"visa", "no", "sanctions", "laissez-passer"})  # one-word answers that two languages share


def texts(pack: Pack) -> Iterator[tuple[str, ...]]:
    """The path of every question and of every answer word."""
    for form in pack.text["en"]["presets"]:
        yield ("presets", form)
    for fact, kept in pack.text["en"]["facts"].items():
        yield ("facts", fact, "question")
        yield from (("facts", fact, "values", value) for value in kept.get("values", {}))


def told(pack: Pack, code: str) -> dict[tuple[str, ...], str]:
    return {path: pack.own_words(code, *path) for path in texts(pack)}


@pytest.mark.parametrize("name", PACKS)
def test_every_law_is_asked_in_all_ten_languages(name: str) -> None:
    pack = PACKS[name]
    assert sorted({*pack.languages, *pack.asked_in}) == sorted(LANGUAGES)
    assert not set(pack.languages) & set(pack.asked_in) and set(pack.text) == set(LANGUAGES)


@pytest.mark.parametrize(("name", "code"), EVERY)
def test_every_question_and_answer_is_there_with_its_slots_and_is_not_the_english(name: str, code: str) -> None:
    pack = PACKS[name]
    assert set(pack.text["en"]["facts"]) == set(pack.facts)
    for path, own in told(pack, code).items():
        english = pack.own_words("en", *path)
        assert own, f"{path} has no words in {code}"
        assert set(SLOT.findall(own)) == set(SLOT.findall(english)), path
        if path[-1] == "question" or english.partition(",")[0] not in ALIKE:
            assert own != english or path == ("presets", "value"), path


@pytest.mark.parametrize(("name", "code"), EVERY)
def test_every_text_is_in_the_letters_of_its_language(name: str, code: str) -> None:
    for path, own in told(PACKS[name], code).items():
        assert own == unicodedata.normalize("NFC", own).strip(), path
        assert "  " not in own, path
        plain = SLOT.sub("", NUMBERS.sub("", TERMS.sub("", own)))
        strange = [letter for letter in plain if unicodedata.category(letter)[0] in "LM" and not _of(code, letter)]
        assert not strange, f"{path}: {own!r} has {strange}"
        if path[0] == "facts":
            assert any(_of(code, letter) for letter in own), path


def _of(code: str, letter: str) -> bool:
    if code == "zh":
        return unicodedata.name(letter, "").startswith("CJK UNIFIED IDEOGRAPH")
    return letter in LETTERS[code] or letter in LETTERS[code].upper() or (code == "tr" and letter in "İI")


@pytest.mark.parametrize(("name", "code"), EVERY)
def test_a_question_is_put_as_its_language_puts_one(name: str, code: str) -> None:
    for path, own in told(PACKS[name], code).items():
        asked = path[-1] == "question"
        if asked:
            assert own.endswith(ENDS.get(code, "?")), own
        if code == "es":
            assert ("¿" in own) is asked, own
        if code in ENDS:
            assert "?" not in own, own
        if code in {"ar", "fa", "zh"}:
            assert ", " not in own and ";" not in own, f"{own}: a comma of another script"
        if code == "fa":
            assert not re.search("[٠-٩]", own), f"{own}: Arabic digits"
        if code == "ar":
            assert not re.search("[۰-۹]", own), f"{own}: Persian digits"


@pytest.mark.parametrize(("name", "code"), EVERY)
def test_what_english_tells_apart_every_language_tells_apart(name: str, code: str) -> None:
    """No two answers of one question read alike, and two questions do only where the English ones do."""
    pack = PACKS[name]
    own = told(pack, code)
    for fact in pack.text["en"]["facts"]:
        answers = [said for path, said in own.items() if path[:3] == ("facts", fact, "values")]
        assert len(set(answers)) == len(answers), f"{fact}: {answers}"
    asked = {path: said for path, said in own.items() if path[-1] == "question"}
    english = {pack.own_words("en", *path) for path in asked}
    assert len(set(asked.values())) >= len(english)


@pytest.mark.parametrize("name", [name for name, pack in PACKS.items() if "tr" in pack.text])
def test_a_turkish_capital_i_is_dotted_before_front_vowels(name: str) -> None:
    """Inceleme is no word: where the first other vowel is a front one, a word begins with İ."""
    for path, own in told(PACKS[name], "tr").items():
        for word in re.findall(r"\bI\w+", TERMS.sub("", own)):
            first = next((letter for letter in word[1:] if letter in "aıoueiöü"), "")
            assert first not in ("e", "i", "ö", "ü"), f"{path}: {word}"


def test_in_a_language_of_questions_the_law_is_told_in_english_and_says_so() -> None:
    pack = PACKS["schengen"]
    route = pack.route("entry")
    assert question(route, "lodging", "fa") == "کجا اقامت می‌کنید؟"
    assert choices(route, "lodging", "zh")[0] == ("已预订的住处", "booked")
    assert pack.language_of("fa", "facts", "lodging", "question") == "fa"
    assert pack.language_of("fa", "rules", "refuse.C", "title") == "en"
    assert pack.words("fa", "rules", "refuse.C", "title") == pack.words("en", "rules", "refuse.C", "title")


def test_a_reason_told_in_english_has_its_values_in_english() -> None:
    """An English sentence with a Russian answer in it is no sentence."""
    pack = PACKS["united_states"]
    route = pack.route("entry")
    said = {"words": ["facts", "status_held", "values", "citizen"], "slots": {}}
    kept = {"id": "none", "title": "Title", "reason": "kept", "said": [said]}
    advice = {"outcome": "admit", "grounds": [kept], "ask": [], "tell": [], "deadlines": []}
    assert spoken(advice, route, "ru")["grounds"][0]["reason"] == "гражданин"
    ask = {"fact": "status_held", "question": "What is your status?"}
    (told_in,) = spoken({**advice, "ask": [ask]}, route, "ru")["ask"]
    assert told_in["language"] == "ru" and told_in["choices"][1] == ["гражданин", "citizen"]
    assert spoken({**advice, "ask": [ask]}, route, "ko")["ask"][0]["language"] == "en"


def test_questions_that_somebody_reviewed_make_no_notice_in_their_language_fit_for_service() -> None:
    pack = replace(PACKS["united_kingdom"], reviewers=("A",), text_reviewers={"en": ("A",), "es": ("B",)})
    assert pack.is_for_service("en") and not pack.is_for_service("es")
