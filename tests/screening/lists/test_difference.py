"""Two versions of a list: every entry in exactly one of added, removed, renumbered, changed, same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from limen.screening.lists import Entry, ListedName, Nationality
from limen.screening.lists.difference import between


def entry(identity: str, name: str = "Amara Okafor", note: str = "") -> Entry:
    return Entry(identity, "post", (ListedName(name),), note=note)


def test_each_kind_of_change_is_told() -> None:
    before = [entry("1"), entry("2", "Mara Obi"), entry("3", "Zeno Kant"), entry("4", "Alice Byt"), entry("5", "Lu Ma")]
    after = [
        entry("1"), entry("22", "Mara Obi"), entry("4", "Alice Byte"), entry("5", "Lu Ma", note="seen"),
        entry("6", "New One"),
    ]  # fmt: skip
    found = between(before, after)
    assert found.counts() == {"added": 1, "removed": 1, "renumbered": 1, "changed": 2, "same": 1}
    assert [change.parts for change in found.changed] == [("names",), ("note",)]
    assert [one.id for one in found.to_screen] == ["6", "4"]
    assert found.to_json()["entries"] == [
        {"what": "added", "id": "6", "name": "New One"},
        {"what": "removed", "id": "3", "name": "Zeno Kant"},
        {"what": "renumbered", "id": "22", "name": "Mara Obi", "was": "2"},
        {"what": "changed", "id": "4", "name": "Alice Byte", "parts": ["names"]},
        {"what": "changed", "id": "5", "name": "Lu Ma", "parts": ["note"]},
    ]


def test_a_nationality_that_changes_is_screened_again() -> None:
    found = between([entry("1")], [replace(entry("1"), nationalities=(Nationality.of("Chad"),))])
    assert found.changed[0].parts == ("nationalities",) and len(found.to_screen) == 1


entries = st.lists(
    st.builds(entry, st.sampled_from("123456"), st.sampled_from(["Amara", "Mara", "Zeno"]), st.sampled_from(["", "x"])),
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(entries, entries)
def test_every_entry_is_accounted_for_once(before: list[Entry], after: list[Entry]) -> None:
    found = between(before, after)
    kept = found.same + len(found.changed) + len(found.renumbered)
    assert kept + len(found.removed) == len(before) and kept + len(found.added) == len(after)
    assert between(after, after).counts()["same"] == len(after)
    back = between(after, before)
    assert len(back.added) == len(found.removed) and len(back.renumbered) == len(found.renumbered)
