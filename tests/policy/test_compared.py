"""What differs between two packs: nothing where the bytes are the same, and everything that was changed, named."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from limen import policy
from limen.policy.compared import PARTS, WHATS, Change, Kind, difference
from limen.policy.pack import Pack, canonical

BASE = policy.load_pack("schengen")
FILES: dict[str, Any] = json.loads(BASE.to_bytes())["files"]


def changed(change: Any) -> tuple[Change, ...]:
    """What differs once `change` was made to the files of the shipped law."""
    files = copy.deepcopy(FILES)
    change(files)
    return difference(BASE, Pack.from_bytes(canonical({"format": 1, "files": files})))


def only(found: tuple[Change, ...]) -> Change:
    assert len(found) == 1, found
    return found[0]


def test_a_pack_does_not_differ_from_itself() -> None:
    for name in policy.shipped_packs():
        pack = policy.load_pack(name)
        assert difference(pack, Pack.from_bytes(pack.to_bytes())) == ()


def test_a_country_that_leaves_a_list_is_named() -> None:
    def leave(files: dict[str, Any]) -> None:
        del files["lists.yaml"]["lists"][0]["members"]["IN"]

    found = only(changed(leave))
    assert (found.kind, found.part, found.name) == (Kind.CHANGED, "list", "ANNEX_I")
    assert [(one.what, one.before, one.after) for one in found.details] == [("member", "India", "")]


def test_an_amount_is_told_with_what_it_is_for() -> None:
    def raise_it(files: dict[str, Any]) -> None:
        row = next(row for row in files["lists.yaml"]["amounts"][0]["rows"] if row["for"] == ["LU"])
        row["amount"] = "71"

    detail = only(changed(raise_it)).details[0]
    assert (detail.what, detail.before, detail.after) == ("amount", "67", "71") and "LU 2018-01-01" in detail.path


def test_a_leaf_a_clause_and_a_day_of_one_rule_are_told_apart() -> None:
    def change(files: dict[str, Any]) -> None:
        version = next(rule for rule in files["routes/entry.yaml"]["rules"] if rule["id"] == "refuse.A")["versions"][0]
        version["in_force"]["from"] = "2016-04-13"
        version["when"]["any"][0]["cite"] = "sbc Art 6(1)(b)"

    found = only(changed(change))
    assert (found.part, found.of, found.name) == ("rule", "entry", "refuse.A")
    # Another first day makes it another version: the old one is gone, whole, and the new one is there.
    assert {one.path for one in found.details} == {"versions / 2016-04-12", "versions / 2016-04-13"}

    def leaf(files: dict[str, Any]) -> None:
        version = next(rule for rule in files["routes/entry.yaml"]["rules"] if rule["id"] == "refuse.A")["versions"][0]
        version["when"]["any"][3]["if"] = "document_issued < minus_years(entry_date, 9)"
        version["when"]["any"][0]["cite"] = "sbc Art 6(1)(b)"

    assert [one.what for one in only(changed(leaf)).details] == ["clause", "leaf"]


def test_words_and_the_order_of_rows_differ_too() -> None:
    def words(files: dict[str, Any]) -> None:
        files["text/en/rules.yaml"]["rules"]["refuse.A"]["title"] = "Another title"

    found = only(changed(words))
    assert (found.part, found.of, found.details[0].what) == ("text", "en", "text")

    def turned(files: dict[str, Any]) -> None:
        files["routes/entry.yaml"]["acts"].reverse()

    assert [one.details[0].what for one in changed(turned)] == ["order"]


def test_a_rule_that_goes_is_told_whole() -> None:
    files = copy.deepcopy(FILES)
    gone = files["routes/exit.yaml"]["rules"].pop()
    new = object.__new__(Pack)  # only what is written is compared: a pack without the rule need not be a sound one
    object.__setattr__(new, "documents", files)
    found = only(difference(BASE, new))
    assert (found.kind, found.name) == (Kind.REMOVED, gone["id"]) and gone["cite"] in found.details[0].before


scalars = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["a", "b", "2026-01-01", ""])
things = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "if", "cite", "members", "rows", "from"]), inner, max_size=3)
    ),
    max_leaves=12,
)
sections = st.dictionaries(st.sampled_from(["rules", "facts", "conditions", "decision", "title"]), things, max_size=4)
written = st.fixed_dictionaries({"routes/entry.yaml": sections, "lists.yaml": sections, "text/en/a.yaml": sections})


@settings(deadline=None, max_examples=300)
@given(written, written)
def test_nothing_differs_unseen(one: dict[str, Any], other: dict[str, Any]) -> None:
    packs = []
    for files in (one, other):
        pack = object.__new__(Pack)
        object.__setattr__(pack, "documents", files)
        packs.append(pack)
    found = difference(packs[0], packs[1])
    assert bool(found) == (canonical(one) != canonical(other))
    for change in found:
        assert change.part in PARTS and change.details and all(detail.what in WHATS for detail in change.details)
