"""One key means one thing on a page, is printed on its control, and stands in the table."""

from __future__ import annotations

import re
from collections import Counter
from importlib import resources
from itertools import combinations

import pytest

from limen.casework import ARRIVAL
from limen.office.console.keys import ACTS, CASE, EVERYWHERE, KEYS
from limen.office.console.navigation import PLACES
from limen.office.console.typed import ACT_FIELDS

TEMPLATES = resources.files("limen.office.console") / "templates"
WRITTEN = {
    path.name: path.read_text(encoding="utf-8")
    for folder in ("console", "components", "account")
    for path in (TEMPLATES / folder).iterdir()
    if path.name.endswith(".html")
}
PRESSES = {key.press for key in KEYS}


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_every_key_in_a_template_stands_in_the_table(name: str) -> None:
    for press in re.findall(r'data-key="([^"{]+)"', WRITTEN[name]):
        assert press in PRESSES, f"{name}: {press}"


def test_the_places_have_the_keys_of_the_table() -> None:
    assert {place.key for place in PLACES} <= PRESSES


def test_every_act_with_a_form_has_a_key_in_the_table() -> None:
    assert set(ACTS) == set(ACT_FIELDS)
    on_cases = {key.press for key in KEYS if key.where == CASE}
    assert set(ACTS.values()) <= on_cases


def test_two_acts_share_a_key_only_where_no_state_knows_both() -> None:
    for one, other in combinations(ACTS, 2):
        if ACTS[one] == ACTS[other]:
            assert not ARRIVAL.act(one).from_states & ARRIVAL.act(other).from_states, (one, other)


def test_no_key_stands_twice_for_one_place() -> None:
    counted = Counter((key.where, key.press) for key in KEYS)
    assert [pair for pair, count in counted.items() if count > 1] == []
    everywhere = {key.press for key in KEYS if key.where == EVERYWHERE}
    assert not everywhere & {key.press for key in KEYS if key.where == CASE}


def test_no_act_hides_behind_the_first_of_two_keys() -> None:
    first_of_two = {key.press.split()[0] for key in KEYS if key.press.startswith("g ")}
    assert not first_of_two & set(ACTS.values())
