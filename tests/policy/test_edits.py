"""Each change is small, has its place by name, and says in words why it cannot be made."""

from __future__ import annotations

from typing import Any

import pytest

from limen.policy import load_pack
from limen.policy.edits import (
    AddExample,
    Amount,
    AmountOut,
    Drop,
    Edit,
    ExampleOut,
    Except,
    Expect,
    Group,
    Join,
    Leaf,
    Member,
    MemberOut,
    NewVersion,
    Period,
    Reviewers,
    Text,
    applied,
    from_json,
    to_json,
)
from limen.policy.places import WORDS, EditError, rule_of

BASE = load_pack("schengen")
SINCE = "2016-04-12"
VALIDITY = ("entry", "refuse.A.validity", SINCE)
MEANS = ("entry", "refuse.G", SINCE)

EVERY: tuple[Edit, ...] = (
    Leaf(*VALIDITY, "when", "document_expiry < plus_months(planned_exit, 6)", "sbc Art 6(1)(a)(i)"),
    Join(*VALIDITY, "when", "document_held = true", how="any"),
    Group(*MEANS, "when/all/2", "all"),
    Drop(*MEANS, "when/all/2/any/1"),
    Except(*VALIDITY, "born_here", "document_biometric = true", "sbc Art 6(5)(a)", "discretionary"),
    NewVersion("entry", "refuse.G", "2027-01-01"),
    Period(*MEANS, SINCE, "2027-12-31", True),
    Member("ANNEX_I", "QA", "Qatar", "2027-01-01", "", "vis Annex I"),
    MemberOut("ANNEX_I", "AF"),
    Amount("REFERENCE_AMOUNT", ("FR", "with_host"), "65", "2027-01-01", "Made up"),
    AmountOut("REFERENCE_AMOUNT", ("LU",), "2018-01-01"),
    Text("fr", ("rules", "refuse.G", "reason"), "Vos moyens ne suffisent pas."),
    AddExample("entry", "one_more", "means_with_a_host", "2026-11-22", "admit", {"means_amount": "500"}, "More"),
    Expect("entry", "means_with_a_host", {"outcome": "refuse"}),
    ExampleOut("entry", "means_not_counted"),
    Reviewers("", ("A. Reader",)),
)


def after(*edits: Edit) -> dict[str, Any]:
    return applied(BASE.documents, edits)


def version(documents: dict[str, Any], rule: str, number: int = 0) -> dict[str, Any]:
    return dict(rule_of(documents, "entry", rule)["versions"][number])


@pytest.mark.parametrize("edit", EVERY, ids=lambda edit: str(edit.do))
def test_a_change_is_kept_as_json_changes_something_and_leaves_the_law_in_force_alone(edit: Edit) -> None:
    before = BASE.to_bytes()
    assert from_json(to_json(edit)) == edit
    assert after(edit) != BASE.documents
    assert BASE.to_bytes() == before


def test_a_condition_says_something_else_and_keeps_the_words_of_the_letter() -> None:
    when = version(after(EVERY[0]), "refuse.A.validity")["when"]
    assert when == {
        "if": "document_expiry < plus_months(planned_exit, 6)", "cite": "sbc Art 6(1)(a)(i)", "say": "a_validity",
    }  # fmt: skip


def test_conditions_are_put_together_and_taken_apart() -> None:
    joined = version(after(Join(*MEANS, "when/all/2", "means_guaranteed = false", how="any")), "refuse.G")
    assert joined["when"]["all"][2]["any"][-1] == "means_guaranteed = false"
    alone = version(after(Join(*VALIDITY, "when", "document_held = true")), "refuse.A.validity")
    assert alone["when"]["all"][1] == "document_held = true"
    never = version(after(Join(*VALIDITY, "when", "document_held = true", how="none")), "refuse.A.validity")
    assert never["when"]["all"][1] == {"none": ["document_held = true"]}
    with pytest.raises(EditError) as told:
        after(Drop(*VALIDITY, "when"))
    assert told.value.code == "edit.last_part"


def test_the_last_exception_goes_whole_and_a_part_of_one_does_not() -> None:
    gone = after(*[Drop(*VALIDITY, "unless/0")] * 3)
    assert "unless" not in version(gone, "refuse.A.validity")
    with pytest.raises(EditError):
        after(Drop(*MEANS, "unless/0/when"))


def test_a_new_version_begins_and_the_old_one_ends_the_day_before() -> None:
    documents = after(NewVersion("entry", "refuse.G", "2027-01-01"))
    old, new = (version(documents, "refuse.G", number) for number in (0, 1))
    assert (old["in_force"], new["in_force"]) == ({"from": SINCE, "to": "2026-12-31"}, {"from": "2027-01-01"})
    assert old["when"] == new["when"]
    between = applied(documents, (NewVersion("entry", "refuse.G", "2026-01-01"),))
    assert [one["in_force"] for one in rule_of(between, "entry", "refuse.G")["versions"]] == [
        {"from": SINCE, "to": "2025-12-31"}, {"from": "2026-01-01", "to": "2026-12-31"}, {"from": "2027-01-01"},
    ]  # fmt: skip


def test_an_amount_ends_the_day_before_the_next_and_one_of_the_same_day_is_changed() -> None:
    rows = after(EVERY[9])["lists.yaml"]["amounts"][0]["rows"]
    mine = [row for row in rows if row["for"] == ["FR", "with_host"]]
    assert [(row["amount"], row.get("to")) for row in mine] == [("32.50", "2026-12-31"), ("65", None)]
    again = applied(after(EVERY[9]), (Amount("REFERENCE_AMOUNT", ("FR", "with_host"), "66", "2027-01-01", "x"),))
    rows = again["lists.yaml"]["amounts"][0]["rows"]
    assert [row["amount"] for row in rows if row["for"] == ["FR", "with_host"]] == ["32.50", "66"]


def test_who_reviewed_what_was_changed_since_has_not_reviewed_it() -> None:
    signed = (Reviewers("", ("A. Reader",)), Reviewers("fr", ("B. Reader",)))
    assert after(*signed)["pack.yaml"]["reviewers"] == ["A. Reader"]
    assert after(*signed, EVERY[11])["pack.yaml"]["reviewers"] == ["A. Reader"]
    assert after(*signed, EVERY[11])["text/fr/rules.yaml"]["reviewers"] == []
    assert after(*signed, EVERY[0])["pack.yaml"]["reviewers"] == []
    assert after(EVERY[0], *signed)["pack.yaml"]["reviewers"] == ["A. Reader"]
    assert after(*signed, EVERY[12])["pack.yaml"]["reviewers"] == ["A. Reader"]  # an example is no law


@pytest.mark.parametrize(
    ("code", "edit"),
    [
        ("edit.nothing", Leaf("entry", "refuse.Z", SINCE, "when", "document_held = true")),
        ("edit.nothing", Leaf("entry", "refuse.G", "2001-01-01", "when", "document_held = true")),
        ("edit.nothing", Leaf(*MEANS, "when/all/9", "document_held = true")),
        ("edit.nothing", Drop(*MEANS, "when/all/9")),
        ("edit.nothing", Leaf("nowhere", "", "", "x", "document_held = true")),
        ("edit.day", NewVersion("entry", "refuse.G", "31 Nov")),
        ("edit.before", NewVersion("entry", "refuse.G", "2010-01-01")),
        ("edit.same_day", NewVersion("entry", "refuse.G", SINCE)),
        ("edit.order", Period(*MEANS, SINCE, "2001-01-01")),
        ("edit.no_group", Group(*VALIDITY, "when", "any")),
        ("edit.empty", Text("en", ("rules", "refuse.G", "reason"), "")),
        ("edit.nothing", Text("en", ("rules", "refuse.Z", "reason"), "x")),
        ("edit.same", AddExample("entry", "means_with_a_host", "means_not_counted", "2026-11-22", "admit", {})),
        ("edit.name", AddExample("entry", "Two Words", "means_not_counted", "2026-11-22", "admit", {})),
        ("edit.cite", Amount("REFERENCE_AMOUNT", ("LU",), "1", "2027-01-01", "")),
        ("edit.cite", Except(*VALIDITY, "x", "document_held = true", "")),
        ("edit.nothing", MemberOut("ANNEX_I", "ZZ")),
        ("edit.nothing", AmountOut("REFERENCE_AMOUNT", ("LU",), "2001-01-01")),
    ],
)
def test_what_cannot_be_done_is_said_in_words(code: str, edit: Edit) -> None:
    with pytest.raises(EditError) as told:
        after(edit)
    assert told.value.code == code
    assert "{" not in str(told.value)
    assert str(told.value).startswith(WORDS[code].partition("{")[0])


@pytest.mark.parametrize(
    "kept", [{}, {"do": "fly"}, {"do": "leaf"}, {"do": "member_out", "list": "A", "code": "B", "more": "C"}]
)
def test_what_was_not_kept_by_this_version_is_refused(kept: dict[str, Any]) -> None:
    with pytest.raises(EditError):
        from_json(kept)
