"""What a rule is, new rules, waivers, transitions and letters: each change is small, seen, and refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.policy.compared import difference
from limen.policy.drafting import changed_rules, details_of, letter_words
from limen.policy.edits import Drop, Edit, Except, Join, Leaf, Period, from_json, to_json
from limen.policy.explain import rule_lines
from limen.policy.places import EditError
from limen.policy.provisions import Nature, NewRule, Say, Transition, Waiver
from limen.policy.writing import write_pack
from limen.policy.yaml_pages import read_page
from limen.vocabulary.evidence import Standard

from .small_law import BASE, SINCE, after, faults, written

UNPAID = ("gate", "unpaid", SINCE)
EVERY: tuple[Edit, ...] = (
    Nature("gate", "unpaid", effect="look"),
    Nature("gate", "unpaid", kind="discretionary"),
    Nature("gate", "unpaid", burden="authority"),
    Nature("gate", "unpaid", standard="suspicion"),
    Nature("gate", "unpaid", disclosure="restricted"),
    Nature("gate", "unpaid", shield=True),
    Nature("gate", "unpaid", code=""),
    Nature("gate", "unpaid", cite="act s 11"),
    Nature("gate", "unpaid", interpretation="A promise is no payment."),
    Say(*UNPAID, "when/all/0", "unpaid_all", "Everybody must pay."),
    Say(*UNPAID, "when/all/1", ""),
    Say(*UNPAID, "when", "unpaid_red"),
    Waiver(*UNPAID, "grace", "act s 4", "the elder", "in writing"),
    Waiver(*UNPAID, "mercy", "act s 4", "the keeper", granted="paid = true", words="The keeper may be merciful."),
    Transition(*UNPAID, "also_to", "kind = green", "act s 5"),
    Transition(*UNPAID, "", "", "act s 12"),
    Except(*UNPAID, "poor", "", "act s 3", "discretionary", "the keeper"),
    Except(*UNPAID, "green", "kind = green", "act s 9"),
    Period(*UNPAID, SINCE, by="entry_date"),
    Period(*UNPAID, SINCE, "2027-01-01", repealed=True),
    Drop(*UNPAID, "waivers/0"),
    Drop(*UNPAID, "waivers/0/granted"),
    Drop(*UNPAID, "transition/not_to"),
    Leaf(*UNPAID, "transition/not_to", "entry_date < 2020-03-01"),
    Join(*UNPAID, "waivers/0/granted", "kind = red"),
)


def test_the_small_law_is_sound() -> None:
    assert faults(BASE) == set()


@pytest.mark.parametrize("edit", EVERY, ids=lambda edit: f"{edit.do}")
def test_no_change_of_a_rule_goes_unseen(edit: Edit) -> None:
    now = after(edit)
    assert from_json(to_json(edit)) == edit
    assert "unpaid" in {one.name for one in difference(BASE, now) if one.part == "rule"}
    assert details_of(BASE, now, [("rule", "gate", "unpaid")])
    assert ("gate", "unpaid") in changed_rules(BASE, now)
    files = write_pack(now.documents)
    assert {path: read_page(data).data for path, data in files.items()} == now.documents


@pytest.mark.parametrize("edit", [one for one in EVERY if not isinstance(one, Say)], ids=lambda edit: f"{edit.do}")
def test_whatever_is_changed_of_a_rule_stands_beside_the_law_in_force_in_words(edit: Edit) -> None:
    before, now = ([(str(line.said), line.cite) for line in rule_lines(pack.routes["gate"], "unpaid")]
                   for pack in (BASE, after(edit)))  # fmt: skip
    assert before != now


def test_what_was_unsaid_in_the_file_is_left_unsaid() -> None:
    kept = written(
        after(Nature("gate", "unpaid", standard="suspicion"), Nature("gate", "unpaid", standard="balance")), "unpaid"
    )
    assert kept == written(BASE, "unpaid")
    assert "burden" not in written(after(Nature("gate", "unpaid", burden="authority")), "unpaid")


def test_another_effect_is_proofread() -> None:
    assert faults(after(Nature("gate", "unpaid", effect="look"))) == {"pack.examples"}
    assert faults(after(Nature("gate", "welcome", effect="turn_away"))) >= {"pack.text", "pack.examples"}


def test_a_rule_is_added_on_conditions_copied_or_begun_and_proofread() -> None:
    bare = after(NewRule("gate", "late", "Too late", "act s 10", "turn_away", "2021-01-01", like="unpaid"))
    (version,) = written(bare, "late")["versions"]
    assert version == {
        "in_force": {"from": "2021-01-01"}, "applies_by": "decision_date",
        "when": written(BASE, "unpaid")["versions"][0]["when"],
    }  # fmt: skip
    assert [one.id for one in bare.routes["gate"].rules] == ["unpaid", "late", "welcome"]
    assert bare.words("en", "rules", "late", "title") == "Too late"
    assert faults(bare) == {"pack.text"}  # no reason in a letter yet; the examples of the other cover it
    whole = after(
        NewRule("gate", "late", "Late", "act s 10", "turn_away", SINCE, like="unpaid", whole=True, reason="L.")
    )
    assert set(written(whole, "late")["versions"][0]) >= {"unless", "waivers", "transition"}
    own = NewRule("gate", "green", "Green", "act s 10", "look", SINCE, text="kind = green", standard="suspicion")
    assert faults(after(own)) == {"pack.covered", "pack.text"}
    assert written(after(own), "green")["standard"] == Standard.SUSPICION


def test_another_reading_forgets_its_translations() -> None:
    documents = {**BASE.documents, "text/fr/all.yaml": {
        "reviewers": ["A. Reader"], "readings": {"gate": {"unpaid": "Une promesse n'est rien."}},
    }}  # fmt: skip
    from limen.policy.edits import applied

    now = applied(documents, (Nature("gate", "unpaid", interpretation="A promise counts."),))
    assert now["text/fr/all.yaml"] == {"reviewers": [], "readings": {"gate": {}}}


def test_what_is_said_in_a_letter_follows_the_conditions() -> None:
    assert letter_words(BASE.routes["gate"], "unpaid") == ("unpaid_red",)
    now = after(Say(*UNPAID, "when/all/0", "unpaid_all", "Everybody must pay."))
    assert letter_words(now.routes["gate"], "unpaid") == ("unpaid_all", "unpaid_red")
    assert now.words("en", "says", "unpaid_all") == "Everybody must pay."
    again = after(Say(*UNPAID, "when/all/1", "unpaid_red", "Red pays."))
    assert ("gate", "unpaid") in changed_rules(BASE, again)


@pytest.mark.parametrize(
    ("edit", "code", "at"),
    [
        (Nature("gate", "unpaid", effect="fly"), "edit.choice", "effect"),
        (Nature("gate", "unpaid", standard="hope"), "edit.choice", "standard"),
        (Nature("gate", "unpaid", cite=""), "edit.cite", "cite"),
        (Nature("gate", "unpaid", cite="law s 1"), "edit.instrument", "cite"),
        (Nature("gate", "unpaid", cite="act s 1; s 2"), "edit.instrument", "cite"),
        (Nature("gate", "unpaid", code="A" * 13), "edit.field", "code"),
        (Nature("gate", "unpaid", burden="traveller"), "edit.same_as_before", ""),
        (Nature("gate", "unpaid"), "edit.same_as_before", ""),
        (Nature("gate", "gone", effect="look"), "edit.nothing", ""),
        (NewRule("gate", "unpaid", "x", "act s 1", "look", SINCE, text="paid = true"), "edit.same", "id"),
        (NewRule("gate", "new rule", "x", "act s 1", "look", SINCE, text="paid = true"), "edit.rule_name", "id"),
        (NewRule("gate", "n", "", "act s 1", "look", SINCE, text="paid = true"), "edit.words", "title"),
        (NewRule("gate", "n", "x", "act s 1", "look", SINCE), "edit.condition", "like"),
        (NewRule("gate", "n", "x", "act s 1", "look", SINCE, "unpaid", text="paid = true"), "edit.condition", "like"),
        (NewRule("gate", "n", "x", "act s 1", "look", "soon", text="paid = true"), "edit.day", "first"),
        (NewRule("gate", "n", "x", "act s 1", "look", SINCE, text="a = b", by="claim_date"), "edit.choice", "by"),
        (NewRule("gate", "n", "x", "act s 1", "look", SINCE, "gone"), "edit.nothing", ""),
        (Say(*UNPAID, "when/all/0", "unpaid_all"), "edit.words", "words"),
        (Say(*UNPAID, "when/all/0", "Two words", "x"), "edit.name", "id"),
        (Say(*UNPAID, "when/all/0", "", "x"), "edit.name", "id"),
        (Waiver(*UNPAID, "mercy", "act s 4", "the keeper"), "edit.words", "words"),
        (Waiver(*UNPAID, "grace", "act s 4", ""), "edit.field", "authority"),
        (Waiver(*UNPAID, "grace", "s 4", "the keeper"), "edit.instrument", "cite"),
        (Transition(*UNPAID, "not_to", "paid = true", "act s 5"), "edit.same", "side"),
        (Transition(*UNPAID, "never", "paid = true", "act s 5"), "edit.choice", "side"),
        (Transition("gate", "welcome", SINCE, "", "", "act s 5"), "edit.nothing", "side"),
        (Except(*UNPAID, "poor", "paid = true", "act s 3"), "edit.same", "id"),
        (Except(*UNPAID, "rich", "", "act s 3"), "edit.nothing", "id"),
        (Except(*UNPAID, "rich", "paid = true", "act s 3", "perhaps"), "edit.choice", "kind"),
        (Period(*UNPAID, SINCE, by="claim_date"), "edit.choice", "by"),
        (Period(*UNPAID, SINCE, "2019-01-01"), "edit.order", "last"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(edit: Edit, code: str, at: str) -> None:
    with pytest.raises(EditError) as told:
        after(edit)
    assert (told.value.code, told.value.at) == (code, at)
    assert "{" not in str(told.value)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(EVERY), max_size=5))
def test_whatever_is_changed_is_seen_place_by_place(edits: list[Edit]) -> None:
    try:
        now = after(*edits)
    except EditError:
        return  # one change took away what the next would have changed
    seen = bool(details_of(BASE, now, [("rule", "gate", "unpaid")]))
    assert seen is (written(now, "unpaid") != written(BASE, "unpaid"))


def test_every_part_that_a_file_may_hold_of_a_rule_is_compared() -> None:
    """Parts that have no form yet would be seen as well: what is compared is what is written."""
    rule = written(BASE, "unpaid")
    for name, value in {"shield": True, "interpretation": "x", "repealed": True, "disclosure": "restricted"}.items():
        documents: dict[str, Any] = {**BASE.documents}
        documents["routes/gate.yaml"] = {
            **documents["routes/gate.yaml"],
            "rules": [{**rule, name: value}, *documents["routes/gate.yaml"]["rules"][1:]],
        }
        from limen.policy.read import pack_of

        (change,) = difference(BASE, pack_of(documents))
        assert (change.name, [one.path for one in change.details]) == ("unpaid", [name])
