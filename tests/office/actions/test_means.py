"""Ground G at the desk: opened by the officer's own finding, counted from a keyed amount, the same when replayed."""

from __future__ import annotations

from limen.office.actions import deciding, replaying
from limen.vocabulary.dates import PartialDate
from tests.office.conftest import Office, passport

REASONS = "The traveller shows 300 EUR for six days, has no card and nobody who vouches for the costs."
ANSWERS = {
    "planned_exit": "2026-11-28", "document_issued": "2020-01-15", "thorough_check": "means", "means_amount": "300",
    "means_guaranteed": "false", "means_acquirable": "false", "onward_means": "true", "lodging": "hotel",
    "asks_protection": "false", "residence_permit_or_long_stay": "false", "family_member_free_movement": "false",
    "visa_held": "false", "justified_emergency": "false", "diplomatic_passport": "false",
}  # fmt: skip


def test_too_little_money_is_refused_with_the_sum_and_replayed(office: Office) -> None:
    case = office.arrive(passport("taro"))
    asked: list[str] = []
    while asks := office.advice(case)["ask"]:
        fact = asks[0]["fact"]
        assert fact not in asked
        asked.append(fact)
        case = office.answer(case, fact, ANSWERS[fact])
    advice = office.advice(case)
    assert (advice["outcome"], [ground["code"] for ground in advice["grounds"]]) == ("refuse", ["G"])
    assert "300 EUR" in advice["grounds"][0]["reason"]
    deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS)
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    found = replaying.replay(office.officers["chief"], case.id, office.stamp(), purpose="supervision")
    assert found.same, [side for one in found.decisions for side in one.differing]


def test_no_sentence_with_a_gap_is_told_to_anybody(office: Office) -> None:
    case = office.arrive(passport("taro", expiry=PartialDate(2026, 9, 22)))
    case = office.answer_all(
        case, justified_emergency="false", residence_permit_or_long_stay="false", family_member_free_movement="false",
        asks_protection="false", visa_held="false",
    )  # fmt: skip
    advice = office.advice(case)
    assert advice["grounds"]
    assert not [ground["reason"] for ground in advice["grounds"] if "—" in ground["reason"]]
