"""What the record keeps as codes, told in the officer's language: the tree of an advice, the law of the post."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from limen.documents.examined import FIELDS, NAMED
from limen.office.actions import telling, viewing
from limen.office.actions.errors import Words
from limen.office.console import words
from limen.policy import evaluate, load_pack
from tests.office.conftest import Office

PACK = load_pack("schengen")
ENTRY = PACK.route("entry")
ON = date(2026, 11, 22)
KNOWN: dict[str, Any] = {"nationality": "IN", "document_held": True, "document_expiry": "2027-01-01"}
ARABIC = re.compile(r"[\u0600-\u06ff]")
CODE = re.compile(r"[a-z]_[a-z]|[A-Z]_[A-Z]| [<>=] ")


def tree(language: str, unjudged: frozenset[str] = frozenset(), **more: Any) -> list[telling.TraceLine]:
    kept = evaluate({**KNOWN, **more}, ENTRY, on=ON).trace
    return list(telling.trace(kept, ENTRY, language, unjudged))


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_no_line_of_the_tree_is_a_code(language: str) -> None:
    told = tree(language)
    assert len(told) > 100 and {line[1] for line in told} == {"true", "false", "unknown"}
    assert [line[2] for line in told if CODE.search(line[2])] == []
    titles = [line[2] for line in told if line[0] == 0]
    assert PACK.own_words(language, "rules", "refuse.C", "title") in titles
    assert PACK.own_words(language, "outcomes", "refer_protection") in titles


def test_the_tree_is_the_same_in_every_language_but_for_its_words() -> None:
    shapes = {language: [(depth, value, cite) for depth, value, _, cite in tree(language)] for language in PACK.text}
    assert all(shape == shapes["en"] for shape in shapes.values())


def test_a_line_of_templates_keeps_them_and_a_title_is_the_laws_own() -> None:
    told = tree("ar")
    (leaf,) = {line[2] for line in told if isinstance(line[2], Words) and line[2].template == "{left} is before {right}"
               and "plus" in str(line[2])}  # fmt: skip
    assert isinstance(leaf, Words) and ARABIC.search(str(leaf.params["left"]))
    assert not isinstance(next(line[2] for line in told if line[0] == 0), Words)
    assert words.told(leaf) == str(leaf)  # English is what is read here


def test_a_rule_is_told_once_though_its_formula_bears_its_name() -> None:
    told = [line[2] for line in tree("en")]
    assert told.count("Child without a responsible adult") == 1


def test_a_rule_that_rests_on_the_officers_own_finding_is_only_named_until_then() -> None:
    (hidden,) = [line for line in tree("ar", frozenset({"purpose_shown"})) if line[1] == ""]
    title = PACK.own_words("ar", "rules", "refuse.E", "title")
    assert hidden == (0, "", title, "waits for your own finding") and isinstance(hidden[3], Words)
    assert len(tree("ar", frozenset({"purpose_shown"}))) < len(tree("ar"))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar", "xx"])
def test_the_law_of_the_post_is_told_in_the_language_of_its_reader(office: Office, language: str) -> None:
    view = viewing.law(office.officers["primary"], office.stamp().at, language=language)
    told_in = "ar" if language == "ar" else "en"
    assert view.language == told_in and bool(ARABIC.search(view.title)) == (told_in == "ar")
    assert len(view.not_modelled) == len(PACK.not_modelled) and all(cite for _, cite in view.not_modelled)
    for lines in (view.entry, view.exit):
        assert {line.code for line in lines if line.code} >= {"protection", "child", "free_movement"}
        own = [line.words for line in lines if not isinstance(line.words, Words)]
        assert own and all(bool(ARABIC.search(said)) == (told_in == "ar") for said in own)


def templates(told: object) -> set[str]:
    """Every template that a sentence is put together from; what is none stands among them as it is."""
    if not isinstance(told, Words):
        return {str(told)}
    return {told.template}.union(*(templates(part) for part in told.params.values()))


@pytest.mark.parametrize(
    "params",
    [{"fields": "number, document_code", "what": "number, document code"}, {"what": "number, document code"}],
    ids=["today", "as it was kept once"],
)
def test_the_fields_of_a_seal_are_codes_that_are_told(params: dict[str, str]) -> None:
    told = telling.reason({"code": "seal.holder", "outcome": "failed", "params": params, "reason": "kept"})
    assert told == "The seal belongs to another document: document number, kind of document differ."
    assert isinstance(told, Words) and isinstance(told.params["what"], Words)
    marked = {*NAMED.values(), "{before}, {next}"}
    assert templates(told.params["what"]) == {NAMED["number"], NAMED["document_code"], "{before}, {next}"} <= marked


def test_what_is_no_field_is_shown_as_it_was_kept() -> None:
    assert telling.fields_named("SHA-1") == "" == telling.fields_named("number, moon")
    told = telling.reason({"code": "passive.weak", "outcome": "passed", "params": {"what": "SHA-1"}, "reason": ""})
    assert "SHA-1" in told


def test_a_field_of_a_seal_and_the_field_that_opened_a_chip_are_told() -> None:
    missing = telling.reason({"code": "seal.field_missing", "outcome": "unsure", "params": {"field": "valid_from"}})
    assert missing == "The seal lacks the field Valid from, which its kind of document must have."
    params = {"fields": "birth", "value": "900101"}
    opened = telling.reason({"code": "chip.access_alternative", "outcome": "unsure", "params": params})
    assert isinstance(opened, Words) and opened.params["fields"] == Words(NAMED["birth"])


def test_what_an_order_leaves_unasked_is_named_by_the_law_of_the_reader() -> None:
    params = {
        "since": "2026-11-22 09:10",
        "by": "Clara Soglia",
        "why": "Three coaches",
        "facts": "planned exit, visa held",
    }
    kept = {"code": "relaxed", "outcome": "not_done", "params": params, "reason": "kept"}
    told = telling.reason(kept, ENTRY, "ar")
    assert isinstance(told, Words) and isinstance(told.params["facts"], Words)
    for fact in ("planned_exit", "visa_held"):
        assert PACK.own_words("ar", "facts", fact, "name") in told
    assert "planned exit" not in told and "planned exit" in telling.reason(kept)
    assert telling.reason({**kept, "params": {**params, "facts": "–"}}, ENTRY, "ar").endswith("–")


@pytest.mark.parametrize("language", ["ar", "fr", "es", "en"])
@pytest.mark.parametrize("source", ["chip", "page", "printed", "seal"])
def test_two_sources_of_a_document_are_put_in_words_of_one_language(language: str, source: str) -> None:
    first, second = {"value": "LINTEL", "source": "mrz"}, {"value": "LINTER", "source": source}
    for field in FIELDS:
        row = {"name": f"document.{source}.{field}", "first": first, "second": second}
        put = telling.difference(ENTRY, row, language)
        assert "LINTEL" in put and "LINTER" in put
        if language == "en":
            assert put == f"{FIELDS[field]} “LINTEL” (mrz) / “LINTER” ({source})"
        elif language == "ar":
            assert not re.search("[A-Za-z]", put.replace("LINTEL", "").replace("LINTER", "")), put
        else:
            assert put.startswith(PACK.own_words(language, "fields", field) + " “")
        # A line that was put in earlier days, with the English name of the field, still finds its replies.
        once = telling.differences_put(ENTRY, row)
        assert put in once and any(words.startswith(f"{FIELDS[field]} ") and words != put for words in once)
