from __future__ import annotations

from datetime import date
from typing import Any

from limen.interview import plan
from limen.policy import evaluate, load_pack
from limen.vocabulary.evidence import Fact, FactStatus

ON = date(2026, 11, 22)
ROUTE = load_pack("schengen").route("entry")
CLEAR: dict[str, Any] = {
    "nationality": "JP", "birth": "1980-02-03", "document_type": "passport", "document_in_order": True,
    "document_expiry": "2030-01-01", "stays": [], "alert_for_refusal": False, "security_concern": False,
}  # fmt: skip


def planned(facts: dict[str, Any], known: dict[str, Fact] | None = None) -> list[str]:
    return [ask.fact for ask in plan(evaluate(facts, ROUTE, on=ON), ROUTE.facts, known)]


def test_what_could_change_the_outcome_in_the_declared_order() -> None:
    asked = planned(CLEAR)
    assert asked[:2] == ["planned_exit", "document_issued"]
    assert asked == sorted(asked, key=lambda name: ROUTE.facts[name].order)


def test_fear_comes_first_once_a_refusal_stands_and_is_not_asked_before() -> None:
    refused = {**CLEAR, "nationality": "IN", "visa_held": False, "residence_permit_or_long_stay": False}
    assert "asks_protection" not in planned(refused)
    assert planned({**refused, "family_member_free_movement": False})[0] == "asks_protection"


def test_what_was_refused_is_asked_after_what_nobody_has_asked() -> None:
    known = {"planned_exit": Fact("planned_exit", None, FactStatus.REFUSED)}
    assert planned({**CLEAR, **known}, known)[-1] == "planned_exit"


def test_a_decided_case_has_no_questions() -> None:
    assert planned({**CLEAR, "nationality": "NO"}) == []
