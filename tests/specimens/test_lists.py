"""Specimen lists: every row is read, the one true hit is found, the namesake too, and nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from limen import specimens
from limen.screening import Hit, Index, ListManifest, read_list, screen
from limen.screening.lists import ListKind
from limen.specimens import PEOPLE, SPECIMEN_LISTS, SpecimenList
from limen.vocabulary.person import Person

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def index() -> Index:
    """All specimen lists in one index."""
    read = [read_list("", specimens.list_csv(one), list_id=one.id) for one in SPECIMEN_LISTS]
    return Index.build([entry for content in read for entry in content.entries])


def hits_of(index: Index, key: str) -> list[Hit]:
    manifests = {one.id: ListManifest(one.id, kind=ListKind(one.kind)) for one in SPECIMEN_LISTS}
    return list(screen(index, Person.of(specimens.passport(of=PEOPLE[key], on=ON)), manifests=manifests))


@pytest.mark.parametrize("which", SPECIMEN_LISTS, ids=lambda one: one.id)
def test_every_row_is_an_entry(which: SpecimenList) -> None:
    content = read_list("", specimens.list_csv(which), list_id=which.id)
    assert not content.rejected
    assert len(content.entries) == len(which.rows) == content.rows_read
    assert ListKind(which.kind)
    assert {entry.list for entry in content.entries} == {which.id}


def test_rows_are_kept_from_the_first() -> None:
    assert read_list("", specimens.list_csv(rows=2), list_id="x").rows_read == 2


def test_the_listed_man_is_found_for_certain(index: Index) -> None:
    (hit,) = hits_of(index, "dorian")
    assert (hit.list, hit.entry_id, str(hit.strength)) == ("alerts", "SA-1001", "exact")


def test_the_namesake_is_found_and_was_born_another_day(index: Index) -> None:
    (hit,) = hits_of(index, "ioan")
    assert (hit.list, hit.entry_id) == ("alerts", "SA-1002")
    assert str(hit.strength) != "exact"
    assert any(part.code.startswith("born.") and part.code != "born.equal" for part in hit.why)


def test_a_stolen_passport_is_found_by_its_number(index: Index) -> None:
    (hit,) = hits_of(index, "gamze")
    assert hit.list == "lost-stolen"
    assert any(part.code.startswith("document.") for part in hit.why)


@pytest.mark.parametrize("key", sorted(set(PEOPLE) - {"dorian", "ioan", "gamze"}))
def test_nobody_else_is_on_a_list(index: Index, key: str) -> None:
    assert hits_of(index, key) == []
