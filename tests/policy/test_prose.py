"""Leaves and nodes of the law as sentences: every form of a leaf, what is not named, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from limen.policy import Pack, evaluate
from limen.policy.pack import canonical
from limen.policy.prose import Phrase, labelled_rule, node_said, sentence

from .packs import ON, documents, fact, rule

FACTS = [
    fact("visa"), fact("born", "date"), fact("until", "date"), fact("from", "country"), fact("days", "int"),
    fact("sum", "money", currency="EUR"), fact("why", "enum", values=["work", "rest", "both"]),
]  # fmt: skip
TEXT = {
    "facts": {
        "visa": {"question": "Visa?", "name": "visa held"},
        "until": {"question": "Until?", "name": "last day"},
        "why": {"question": "Why?", "values": {"work": "to work", "rest": "to rest", "both": "both"}},
    },
    "lists": {"NEAR": "our neighbours"},
    "conditions": {"at_home": "belongs here"},
    "rules": {"refuse_it": {"title": "No visa", "reason": "None."}},
}
FRENCH = {"facts": {"visa": {"question": "Visa ?", "name": "visa détenu"}}, "lists": {"NEAR": "nos voisins"}}


def made(**more: Any) -> Pack:
    """A pack with a list, a condition and a rule that has an exception."""
    unless = [{"id": "home", "cite": "act s 2", "when": {"is": "at_home"}}]
    files = documents(
        FACTS, [rule("refuse_it", "visa = false", unless=unless)], text=TEXT,
        lists={"NEAR": {"DE": "Germany"}}, conditions={"at_home": {"any": ["from in NEAR", "why = rest"]}},
        also_facts=[one["id"] for one in FACTS], **more,
    )  # fmt: skip
    return Pack.from_bytes(
        canonical({"format": 1, "files": {**files, "text/fr/all.yaml": {"reviewers": [], **FRENCH}}})
    )


PACK = made()
GATE = PACK.route("gate")


def plain(said: object) -> str:
    return str(said).replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(
    ("leaf", "told"),
    [
        ("visa = false", "visa held: no"),
        ("visa != true", "visa held: not yes"),
        ("true = visa", "visa held: yes"),
        ("why = rest", "why: to rest"),
        ("why in [work, both]", "why: to work or both"),
        ("why not in [work, both]", "why: none of to work or both"),
        ("from = DE", "from: Germany"),
        ("from in NEAR", "from: in the list “our neighbours”"),
        ("from not in NEAR", "from: not in the list “our neighbours”"),
        ("until < 2026-12-01", "last day is before 1 Dec 2026"),
        ("until <= decision_date", "last day is not after day of the decision"),
        ("until >= plus_months(decision_date, 3)", "last day is not before day of the decision plus 3 months"),
        ("until > minus_years(born, 1)", "last day is after born less 1 year"),
        ("until = plus_days(born, days)", "last day is the same day as born plus days: days"),
        ("age(born, until) < 18", "age on last day (from born) is less than 18"),
        ("days_between(born, until) + 1 > days", "days from born to last day + 1 is more than days"),
        ("sum >= 50 EUR * (days + 1)", "sum is at least 50 EUR × (days + 1)"),
        ("days != 3", "days is not the same as 3"),
        ("shoes = 44", "shoes = 44"),
    ],
)
def test_a_leaf_is_a_sentence(leaf: str, told: str) -> None:
    assert plain(sentence(leaf, PACK)) == told


def test_names_of_another_language_fill_the_same_template_and_a_gap_is_told_in_english() -> None:
    told = sentence("visa = false", PACK, "fr")
    assert isinstance(told, Phrase) and told.template == "{fact}: {value}" and told.parts["fact"] == "visa détenu"
    assert "nos voisins" in str(sentence("from in NEAR", PACK, "fr"))
    assert "1 déc. 2026" in str(sentence("until < 2026-12-01", PACK, "fr"))
    assert "3\u00a0mois" in str(sentence("until < plus_months(born, 3)", PACK, "fr"))
    assert "last day" in str(sentence("until < 2026-12-01", PACK, "fr"))


def test_a_code_keeps_its_direction_among_letters_of_the_other() -> None:
    assert "\u206818\u2069" in str(sentence("age(born, until) < 18", PACK))
    assert sentence("no leaf at all", PACK) == "\u2068no leaf at all\u2069"


def nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for part in node.get("parts", ()):
        yield from nodes(part)


def test_every_node_of_a_kept_tree_has_its_words() -> None:
    trace = evaluate({"visa": False, "why": "rest"}, GATE, on=ON).trace
    (top,) = trace["rules"][0]["parts"]
    told = [plain(node_said(node, GATE, "en")) for node in nodes(top)]
    assert labelled_rule(top, GATE) == "refuse_it" and told[0] == "No visa"
    for words in ("all of these", "visa held: no", "no exception applies", "belongs here", "at least one of these"):
        assert words in told
    assert not any("_" in words or " = " in words for words in told)


def test_what_was_left_out_by_order_says_so() -> None:
    trace = evaluate({"why": "work", "from": "FR"}, GATE, on=ON, left_out={"visa"}).trace
    told = [plain(node_said(node, GATE, "en")) for node in nodes(trace["rules"][0]["parts"][0])]
    assert "visa held: no (left out by order)" in told
