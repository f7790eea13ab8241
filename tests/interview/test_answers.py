from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.interview import AnswerError, answer, restore
from limen.policy import FactDefinition, load_pack
from limen.policy.values import Kind, Money, ValueType
from limen.vocabulary.dates import PartialDate, Period
from limen.vocabulary.evidence import Fact, FactStatus

ON = date(2026, 11, 22)
FACTS = load_pack("schengen").facts


@pytest.mark.parametrize(
    ("fact", "keyed", "value"),
    [
        ("visa_held", "y", True), ("visa_held", "No", False), ("visa_held", "true", True), ("visa_held", "0", False),
        ("planned_exit", "+7d", date(2026, 11, 29)), ("planned_exit", "6.12.2026", date(2026, 12, 6)),
        ("planned_exit", "06/12/2026", date(2026, 12, 6)), ("planned_exit", "2026-12-06", date(2026, 12, 6)),
        ("birth", "1980", PartialDate(1980)), ("nationality", "no", "NO"), ("nationality", "UTO", "UTO"),
        ("document_issued", "last 10y", Period(date(2016, 11, 22), ON)),
        ("document_type", "Identity card", "identity_card"), ("document_type", "P", "passport"),
    ],
)  # fmt: skip
def test_what_an_officer_keys_is_typed(fact: str, keyed: str, value: object) -> None:
    found = answer(FACTS[fact], keyed, on=ON)
    assert (found.value, found.status, found.as_of) == (value, FactStatus.KNOWN, "2026-11-22")


def test_every_preset_of_the_shipped_law_is_an_answer() -> None:
    for definition in FACTS.values():
        for _, text in definition.presets:
            assert answer(definition, text, on=ON).is_known


def test_numbers_and_money() -> None:
    number = FactDefinition("many", ValueType(Kind.INT))
    assert answer(number, "-3").value == -3
    means = FactDefinition("means", ValueType(Kind.MONEY, currency="EUR"))
    assert isinstance(answer(means, "900.50").value, Money)


@pytest.mark.parametrize(
    ("keyed", "status"),
    [
        ("refused to answer", FactStatus.REFUSED), ("does not know", FactStatus.UNKNOWN),
        ("Not established", FactStatus.NOT_ESTABLISHED), ("disputed", FactStatus.DISPUTED),
    ],
)  # fmt: skip
def test_no_answer_is_an_answer_of_its_kind(keyed: str, status: FactStatus) -> None:
    found = answer(FACTS["planned_exit"], keyed, on=ON)
    assert (found.status, found.value) == (status, None)


def test_the_status_may_come_apart_from_the_text() -> None:
    assert answer(FACTS["planned_exit"], "", status=FactStatus.REFUSED).status is FactStatus.REFUSED


def test_only_what_may_not_apply_can_be_said_not_to() -> None:
    assert answer(FACTS["visa_expiry"], "not applicable").status is FactStatus.NOT_APPLICABLE
    with pytest.raises(AnswerError, match="always has a value"):
        answer(FACTS["document_held"], "n/a")


def test_a_finding_is_the_officers_and_an_answer_the_travellers() -> None:
    assert answer(FACTS["security_concern"], "n").source == "officer"
    assert answer(FACTS["planned_exit"], "+7d", on=ON).source == "answer"
    assert answer(FACTS["planned_exit"], "not established").source == "officer"


@pytest.mark.parametrize(
    ("fact", "keyed"),
    [
        ("visa_held", "perhaps"), ("visa_held", ""), ("planned_exit", "next week"), ("planned_exit", "31.02.2027"),
        ("nationality", "Norway"), ("document_type", "drum"), ("stays", "last year"), ("stays", '{"a": 1}'),
        ("planned_exit", "x" * 20_001), ("visa_held", 3), ("planned_exit", None),
    ],
)  # fmt: skip
def test_anything_else_says_what_is_accepted(fact: str, keyed: object) -> None:
    with pytest.raises(AnswerError, match=fact):
        answer(FACTS[fact], keyed, on=ON)


def test_a_kept_answer_is_typed_again() -> None:
    for fact, keyed in (
        ("planned_exit", "+7d"),
        ("document_issued", "last 10y"),
        ("visa_held", "y"),
        ("birth", "1980"),
    ):
        found = answer(FACTS[fact], keyed, on=ON)
        kept = Fact(fact, found.to_json()["value"], found.status, found.standard, found.source, found.as_of)
        assert restore(FACTS[fact], kept) == found
    refused = Fact("planned_exit", None, FactStatus.REFUSED)
    assert restore(FACTS["planned_exit"], refused) is refused
    with pytest.raises(AnswerError):
        restore(FACTS["planned_exit"], Fact("planned_exit", "soon"))


@given(st.sampled_from(sorted(FACTS)), st.text(max_size=40))
def test_any_text_is_an_answer_or_one_error(fact: str, keyed: str) -> None:
    try:
        found = answer(FACTS[fact], keyed, on=ON)
    except AnswerError as problem:
        assert fact in str(problem)
    else:
        assert found.name == fact
