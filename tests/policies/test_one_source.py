"""One source: change one reference amount in the pack's file, and everything made from the pack says the new one.

The public page and its JSON are in tests/office/console/test_public.py, after a release by two officers.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import limen
from limen.casework.reasons import stale
from limen.policy import Pack, Route, evaluate, parse_facts, read_pack, spoken_ground
from limen.policy.explain import explain
from limen.policy.scenarios import scenarios

ON = date(2026, 11, 22)
SOURCE = Path(limen.__file__).parent / "policies/schengen"
SHORT: dict[str, Any] = {
    "post_country": "LU", "nationality": "JP", "birth": "1980-02-03", "document_held": True,
    "document_type": "passport", "document_in_order": True, "document_expiry": "2030-01-01",
    "document_issued": "2020-01-01", "planned_exit": "2026-11-27", "stays": [], "alert_for_refusal": False,
    "security_concern": False, "residence_permit_or_long_stay": False, "family_member_free_movement": False,
    "asks_protection": False, "thorough_check": "means", "means_amount": "350", "means_guaranteed": False,
    "onward_means": True, "means_acquirable": False, "diplomatic_passport": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def cheaper(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The shipped pack with one number of one file changed by hand: 67 EUR a day are 60."""
    copy = tmp_path_factory.mktemp("law") / "schengen"
    shutil.copytree(SOURCE, copy)
    page = copy / "lists.yaml"
    text = page.read_text(encoding="utf-8")
    assert text.count('amount: "67"') == 1
    page.write_text(text.replace('amount: "67"', 'amount: "60"'), encoding="utf-8")
    return read_pack(copy)


@pytest.fixture(scope="module")
def before() -> Pack:
    return read_pack(SOURCE)


def advised(route: Route, **changes: Any) -> Any:
    return evaluate(parse_facts({**SHORT, **changes}, route), route, on=ON)


def test_the_officers_advice_follows(before: Pack, cheaper: Pack) -> None:
    assert advised(before.route("entry"), means_amount="400").outcome == "refuse"
    assert advised(cheaper.route("entry"), means_amount="400").outcome == "admit"


def test_the_next_question_follows(before: Pack, cheaper: Pack) -> None:
    known = {name: value for name, value in SHORT.items() if name != "means_guaranteed"} | {"means_amount": "400"}
    asked = [
        [one.fact for one in evaluate(parse_facts(known, pack.route("entry")), pack.route("entry"), on=ON).ask]
        for pack in (before, cheaper)
    ]
    assert asked == [["means_guaranteed"], []]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_reason_in_the_letter_follows_in_each_language(before: Pack, cheaper: Pack, language: str) -> None:
    for pack, amount, total in ((before, "67 EUR", "402 EUR"), (cheaper, "60 EUR", "360 EUR")):
        (ground,) = advised(pack.route("entry")).grounds
        reason = spoken_ground(ground, pack.route("entry"), language)[1]
        assert amount in reason and total in reason


def test_the_text_to_sign_follows(before: Pack, cheaper: Pack) -> None:
    told = [explain(pack.route("entry"), on=ON) for pack in (before, cheaper)]
    assert told[0] != told[1] and "60" in told[1]


def test_what_an_officer_may_not_write_follows(cheaper: Pack) -> None:
    """The law's own words with the new amount filled in are as little a reason of one's own as the old ones."""
    (ground,) = advised(cheaper.route("entry")).grounds
    assert stale(ground.reason, ["Japan"], [], [ground.reason]).outcome.value == "failed"


def test_the_training_scenario_follows(before: Pack, cheaper: Pack) -> None:
    """The near miss lies a euro below what is needed, wherever that is."""
    missed = []
    for pack in (before, cheaper):
        made = scenarios(pack.route("entry"), on=ON, seed=8, most=20)
        one = next(one for one in made if one.turns_on == "means_amount")
        assert one.near is not None
        amounts = {side.outcome: str(side.facts["means_amount"].value) for side in (one, one.near)}
        missed.append((amounts["refuse"], amounts["admit"]))
    assert missed == [("401.00 EUR", "402.00 EUR"), ("359.00 EUR", "360.00 EUR")]
