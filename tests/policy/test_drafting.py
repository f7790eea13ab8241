"""A draft is the law in force and changes to it: what its examples come to is shown before and after."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen import policy
from limen.policy.drafting import (
    changed_rules,
    compared,
    composed,
    drafted,
    findings_for,
    matching,
    nodes,
    pieces,
    rule_as_written,
    run_examples,
    subjects,
    uses,
)
from limen.policy.edits import Amount, Edit, Expect, Leaf, Member, NewVersion, Text
from limen.policy.places import EditError, rule_of
from limen.policy.read import PackError
from limen.policy.writing import write_pack
from limen.policy.yaml_pages import read_page
from limen.vocabulary.evidence import Outcome
from tests.policy.test_edits import EVERY, MEANS, SINCE

BASE = policy.load_pack("schengen")
DEARER = Amount("REFERENCE_AMOUNT", ("FR", "with_host"), "65", "2026-11-01", "Made up")


def test_nothing_changed_is_the_law_in_force() -> None:
    assert drafted(BASE, ()).to_bytes() == BASE.to_bytes()
    assert changed_rules(BASE, drafted(BASE, ())) == ()


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(EVERY), unique_by=lambda edit: edit.do, max_size=6))
def test_whatever_is_changed_the_files_written_read_back_as_the_draft(edits: list[Edit]) -> None:
    try:
        draft = drafted(BASE, edits)
    except EditError:
        return  # one change took away what the next would have changed
    changed = {path: page for path, page in draft.documents.items() if BASE.documents.get(path) != page}
    assert {path: read_page(data).data for path, data in write_pack(changed).items()} == changed


def test_an_example_that_changes_shows_before_and_after_and_its_neighbours() -> None:
    draft = drafted(BASE, (DEARER,))
    first, *others = run_examples(BASE, draft, "entry", "refuse.G")
    assert first.id == "means_with_a_host"
    assert first.before is not None
    assert (first.before.outcome, first.after.outcome, first.after.grounds) == ("admit", "refuse", ("refuse.G",))
    assert (first.changed, first.holds) == (True, False)
    assert first.wrong == (("outcome", "admit", "refuse"),)
    assert "means_with_nothing_arranged" in {one.id for one in others}  # its near miss
    assert not any(one.changed for one in others)
    assert {one.id for one in others} < {one.id for one in BASE.examples}
    taken = drafted(BASE, (DEARER, Expect("entry", first.id, first.given)))
    assert all(one.holds for one in run_examples(BASE, taken, "entry", "refuse.G"))


def test_an_example_of_a_day_that_no_version_governs_says_so() -> None:
    draft = drafted(BASE, (EVERY[6], NewVersion("entry", "refuse.A", "2027-01-01")))
    kept = draft.documents["routes/entry.yaml"]
    kept["rules"][0]["versions"][0]["in_force"]["to"] = "2020-01-01"
    silent = policy.Pack.from_bytes(draft.to_bytes())
    assert any("says nothing of" in one.after.problem for one in run_examples(BASE, silent, "entry", "protection"))


def test_what_cannot_be_read_names_the_file_and_the_line() -> None:
    with pytest.raises(PackError, match=r"^routes/entry\.yaml: line \d+: .*no_such_fact"):
        drafted(BASE, (Leaf(*MEANS, "when/all/1", "no_such_fact = true"),))
    with pytest.raises(PackError, match=r"^lists\.yaml: line \d+: "):
        drafted(BASE, (Member("ANNEX_I", "qq", "Nowhere"),))


def test_the_rules_touched_are_those_that_rest_on_what_changed() -> None:
    assert changed_rules(BASE, drafted(BASE, (DEARER,))) == (("entry", "refuse.G"),)
    listed = changed_rules(BASE, drafted(BASE, (EVERY[7],)))
    assert ("entry", "refuse.C") in listed
    assert ("entry", "refuse.G") not in listed
    assert changed_rules(BASE, drafted(BASE, (EVERY[11],))) == (("entry", "refuse.G"),)


def test_what_proofreading_found_is_cut_to_the_rule() -> None:
    draft = drafted(BASE, (DEARER,))
    found = policy.proofread(draft)
    mine = findings_for(found, "entry", "refuse.G", ["means_with_a_host"])
    assert [(one.code, one.params["example"]) for one in mine if one.outcome is Outcome.FAILED] == [
        ("pack.examples", "means_with_a_host")
    ]
    assert findings_for(found, "entry", "protection", []) == ()


def test_a_rule_is_found_by_its_clause_and_by_any_word_of_it() -> None:
    assert ("rule", "refuse.G") in {(one.kind, one.name) for one in matching(BASE, "6(1)(c) means")}
    assert [one.name for one in matching(BASE, "reference_amount") if one.kind == "amounts"] == ["REFERENCE_AMOUNT"]
    assert matching(BASE, "no such words anywhere") == ()
    assert matching(BASE, "") == subjects(BASE)
    assert {"rule", "list", "amounts", "fact", "notice", "act", "clock"} == {one.kind for one in subjects(BASE)}


@pytest.mark.parametrize("name", policy.shipped_packs())
def test_every_condition_of_every_pack_can_be_shown_as_a_form(name: str) -> None:
    pack = policy.load_pack(name)
    for route in pack.routes.values():
        for rule in route.rules:
            kept = rule_of(pack.documents, route.id, rule.id)
            assert uses(route, rule.id).facts
            assert rule_as_written(kept).startswith(f"id: {rule.id}\n")
            for version in kept["versions"]:
                for node in nodes(version["when"], version["in_force"]["from"], "when"):
                    if node.how == "if":
                        assert composed(pieces(node.text, pack), {}) == node.text


def test_a_figure_in_a_condition_is_changed_in_its_place() -> None:
    found = pieces("document_expiry < plus_months(planned_exit, 3)", BASE)
    (place,) = [number for number, one in enumerate(found) if one.kind == "number"]
    assert composed(found, {place: "6", 0: "birth"}) == "document_expiry < plus_months(planned_exit, 6)"
    kinds = {one.text: one.kind for one in pieces("document_type in [identity_card, visa]", BASE)}
    assert kinds == {
        "document_type": "", "in": "", "[": "", "identity_card": "choice", ",": "", "visa": "choice", "]": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (("document_held", "=", "true"), "document_held = true"),
        (("document_type", "!=", "visa"), "document_type != visa"),
        (("means_amount", "<", "900"), "means_amount < 900.00 EUR"),
        (("birth", ">", "2008-11-22"), "birth > 2008-11-22"),
        (("document_expiry", "<", "entry_date"), "document_expiry < entry_date"),
        (("nationality", "in", "ANNEX_I"), "nationality in ANNEX_I"),
        (("nationality", "=", "NO"), "nationality = NO"),
    ],
)
def test_a_condition_is_composed_of_a_fact_and_a_value(given: tuple[str, str, str], text: str) -> None:
    told = compared(BASE, *given)
    assert told.replace(".00", "") == text.replace(".00", "")
    drafted(BASE, (Leaf(*MEANS, "when/all/1", told),))


@pytest.mark.parametrize(
    "given",
    [("document_held", "<", "true"), ("document_type", "=", "ship"), ("means_amount", "<", "a lot"),
     ("stays", "=", "1"), ("nationality", "in", "NOWHERE"), ("birth", "<", "x = true"), ("nothing", "=", "true")],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused(given: tuple[str, str, str]) -> None:
    with pytest.raises(EditError):
        compared(BASE, *given)


def test_a_text_of_a_language_that_lacks_it_goes_beside_the_english_file() -> None:
    draft = drafted(BASE, (Text("de", ("rules", "refuse.G", "title"), "Keine ausreichenden Mittel"),))
    assert draft.own_words("de", "rules", "refuse.G", "title") == "Keine ausreichenden Mittel"
    assert draft.documents["text/de/rules.yaml"]["reviewers"] == []
    assert SINCE in rule_as_written(rule_of(draft.documents, "entry", "refuse.G"))


def test_the_clause_that_puts_a_state_on_a_list_is_proofread() -> None:
    sound = drafted(BASE, (Member("ANNEX_I", "QA", "Qatar", "2027-01-01", "", "vis Annex I"),))
    strange = drafted(BASE, (Member("ANNEX_I", "QA", "Qatar", "2027-01-01", "", "nowhere Art 1"),))
    assert [one.code for one in policy.proofread(sound) if one.outcome is Outcome.FAILED] == []
    (found,) = [one for one in policy.proofread(strange) if one.outcome is Outcome.FAILED]
    assert (found.code, found.params["where"]) == ("pack.cite", "lists/ANNEX_I/QA")
