"""A fact is added with its question, and who says it and how it is asked is changed; each refused in words."""

from __future__ import annotations

import pytest

from limen.policy.dictionary import FactNature, FactValue, NewFact
from limen.policy.drafting import changed_rules, changed_things, details_of, thing_as_written
from limen.policy.edits import Edit, Text, from_json, to_json
from limen.policy.places import EditError

from .small_law import BASE, after, faults

COLOUR = NewFact(
    "colour", "enum", 50, "Which colour?", "colour", ("answer", "officer"), {"blue": "blue", "grey": "grey"},
    sensitive=True, cite="act s 2", informs="the colour of the gate",
)  # fmt: skip


def test_a_fact_comes_with_its_question_and_the_words_of_its_values() -> None:
    now = after(COLOUR)
    fact = now.facts["colour"]
    assert (fact.question, fact.evidence, fact.sensitive) == ("Which colour?", ("officer", "answer"), True)
    assert fact.type.values == ("blue", "grey")
    assert now.words("en", "facts", "colour", "values", "grey") == "grey"
    assert faults(now) == set()
    assert [one.what for _, one in details_of(BASE, now, [("fact", "", "colour")])] == ["whole"]
    assert from_json(to_json(COLOUR)) == COLOUR


def test_a_language_of_questions_lacks_the_new_one_until_it_is_written() -> None:
    from limen.policy.edits import applied
    from limen.policy.read import pack_of

    asked = {name: {"question": f"C'est vrai : {name} ?"} for name in ("paid", "entry_date", "pardoned")}
    kind = {"kind": {"question": "Lequel ?", "values": {"red": "rouge", "green": "vert"}}}
    documents = {**BASE.documents, "text/fr/all.yaml": {"reviewers": [], "facts": asked | kind}}
    documents["pack.yaml"] = {**documents["pack.yaml"], "asked_in": ["fr"]}
    assert faults(pack_of(documents)) == set()
    lacking = applied(documents, (NewFact("late", "bool", 60, "Late?", evidence=("answer",), informs="x"),))
    assert faults(pack_of(lacking)) == {"pack.asked_in"}
    whole = applied(lacking, (Text("fr", ("facts", "late", "question"), "En retard ?"),))
    assert faults(pack_of(whole)) == set()


def test_who_says_a_fact_is_changed_and_the_rules_that_rest_on_it_are_touched() -> None:
    now = after(FactNature("paid", evidence=("answer", "officer"), shared=False))
    assert now.facts["paid"].evidence == ("officer", "answer")
    assert not now.facts["paid"].shared
    assert changed_rules(BASE, now) == (("gate", "unpaid"), ("gate", "welcome"))
    assert changed_things(BASE, now) == {("fact", "", "paid")}
    assert "evidence:\n  - officer\n  - answer\n" in thing_as_written("fact", now.documents["facts.yaml"]["facts"][0])
    again = after(FactValue("kind", "blue", "blue"))
    assert again.facts["kind"].type.values == ("red", "green", "blue")


@pytest.mark.parametrize(
    ("edit", "code", "at"),
    [
        (NewFact("paid", "bool", 1, "x"), "edit.same", "id"),
        (NewFact("Paid", "bool", 1, "x"), "edit.name", "id"),
        (NewFact("new", "bool", 1, ""), "edit.words", "question"),
        (NewFact("new", "stays", 1, "x"), "edit.choice", "type"),
        (NewFact("new", "bool", -1, "x"), "edit.number", "order"),
        (NewFact("new", "enum", 1, "x"), "edit.values", "values"),
        (NewFact("new", "enum", 1, "x", values={"one": "one"}), "edit.values", "values"),
        (NewFact("new", "enum", 1, "x", values={"one": "one", "Two": "two"}), "edit.name", "values"),
        (NewFact("new", "enum", 1, "x", values={"one": "one", "two": ""}), "edit.words", "values"),
        (NewFact("new", "bool", 1, "x", values={"one": "one", "two": "two"}), "edit.values", "values"),
        (NewFact("new", "money", 1, "x"), "edit.currency", "currency"),
        (NewFact("new", "money", 1, "x", currency="eur"), "edit.currency", "currency"),
        (NewFact("new", "bool", 1, "x", currency="EUR"), "edit.currency", "currency"),
        (NewFact("new", "bool", 1, "x", evidence=("rumour",)), "edit.choice", "evidence"),
        (NewFact("new", "bool", 1, "x", cite="s 1"), "edit.instrument", "cite"),
        (FactNature("paid", order=10, shared=True), "edit.same_as_before", ""),
        (FactNature("gone", order=1), "edit.nothing", ""),
        (FactValue("paid", "blue", "blue"), "edit.values", "value"),
        (FactValue("kind", "red", "red"), "edit.same", "value"),
        (FactValue("kind", "blue", ""), "edit.words", "words"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(edit: Edit, code: str, at: str) -> None:
    with pytest.raises(EditError) as told:
        after(edit)
    assert (told.value.code, told.value.at) == (code, at)
