from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy import FactError, fact_dictionary, parse_facts
from limen.vocabulary.evidence import Fact, FactStatus, Standard

from .packs import fact, pack_of, rule

PACK = pack_of(
    [
        fact("visa"),
        fact("until", "date", 5),
        fact("kind", "enum", 6, values=["passport", "other"], codes={"P": "passport"}),
        fact("idle", order=7, informs="nothing"),
    ],
    [rule("refuse", {"any": ["visa = false", "until < 2026-01-01", "kind = other"]})],
)
ROUTE = PACK.route("gate")


def test_both_shapes_are_read() -> None:
    facts = parse_facts(
        {
            "visa": True,
            "until": {"value": "2027-01-01", "standard": "beyond_doubt", "source": "mrz", "basis": ["mrz.expiry"]},
        },
        ROUTE,
    )
    assert facts["visa"] == Fact("visa", True)
    assert facts["until"].value == date(2027, 1, 1)
    assert facts["until"].standard is Standard.BEYOND_DOUBT
    assert facts["until"].basis == ("mrz.expiry",)


@pytest.mark.parametrize("status", list(FactStatus))
def test_every_status_is_read(status: FactStatus) -> None:
    given = {"status": str(status), **({"value": True} if status is FactStatus.KNOWN else {})}
    assert parse_facts({"visa": given}, PACK)["visa"].status is status


def test_null_is_unknown() -> None:
    assert parse_facts({"visa": None}, PACK)["visa"].status is FactStatus.UNKNOWN


def test_a_fact_is_read_back_as_it_was_written() -> None:
    facts = parse_facts({"visa": {"status": "refused", "source": "answer"}, "until": "../2026-01-01"}, PACK)
    written = {name: fact.to_json() for name, fact in facts.items()}
    assert parse_facts(written, PACK) == facts


@pytest.mark.parametrize(
    ("printed", "kind"), [("P", "passport"), ("PX", "passport"), ("passport", "passport"), ("other", "other")]
)
def test_what_a_document_prints_is_read_as_its_kind(printed: str, kind: str) -> None:
    assert parse_facts({"kind": printed}, PACK)["kind"].value == kind


@pytest.mark.parametrize(
    "document",
    [
        [],
        "visa",
        {"vsia": True},
        {"visa": "yes"},
        {"visa": {"value": True, "weight": 3}},
        {"visa": {"status": "maybe"}},
        {"visa": {"status": "known"}},
        {"visa": {"value": True, "standard": "certain"}},
        {"until": "soon"},
        {"visa": {"value": True, "basis": "x"}},
        {"kind": "Q"},
        {str(n): True for n in range(1001)},
    ],
)
def test_anything_else_is_one_clear_error(document: object) -> None:
    with pytest.raises(FactError):
        parse_facts(document, ROUTE)


def test_the_dictionary_holds_what_rules_can_use_in_the_order_of_questions() -> None:
    assert list(fact_dictionary(ROUTE)) == ["until", "kind", "visa"]
    assert ROUTE.facts["until"].to_json()["type"] == "date"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["visa", "until", "value", "status", "standard"]) | st.text(max_size=5), inner
            )
        ),
    )
)
def test_any_json_is_facts_or_one_error(document: object) -> None:
    try:
        parse_facts(document, ROUTE)
    except FactError as problem:
        assert str(problem)


def test_a_fact_is_each_persons_own_unless_the_law_calls_it_shared() -> None:
    pack = pack_of([fact("visa"), fact("leaving", "date", 20, shared=True)], [rule("refuse", "visa = false")])
    assert (pack.facts["visa"].shared, pack.facts["leaving"].shared) == (False, True)
    assert pack.facts["leaving"].to_json()["shared"] is True
