from __future__ import annotations

import doctest
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.interview import discrepancies
from limen.interview.discrepancies import (
    EXPLANATIONS,
    MOST_ACCOUNTS,
    MOST_SPANS,
    WORDS,
    Account,
    AccountError,
    Kind,
    Span,
    Weight,
    differences,
)
from limen.policy.stays import parse_movements
from limen.policy.values import Money
from limen.vocabulary.dates import PartialDate

ON = date(2026, 11, 22)


def euros(amount: int) -> Money:
    return Money(Decimal(amount), "EUR")


def stay(first: str, last: str) -> Any:
    return parse_movements([{"direction": "entry", "on": first, "state": "SE"}, {"direction": "exit", "on": last}])


def told(mine: dict[str, Any], theirs: dict[str, Any], kind: Kind = Kind.DOCUMENT) -> list[tuple[str, str, str]]:
    """Rule, code and weight of each difference between an answer and another account."""
    accounts = [Account("other", kind, theirs), Account("answer", Kind.ANSWER, mine)]
    return [(one.rule, one.code, str(one.weight)) for one in differences(accounts)]


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ({"surname": "Müller"}, {"surname": "MUELLER"}, []),
        ({"surname": "Okafor"}, {"surname": "OKAFOR ADA"}, [("D1", "differs", "material")]),
        ({"birth": PartialDate(1980, 3, 5)}, {"birth": PartialDate(1980, 5, 3)}, [("D1", "differs", "clerical")]),
        ({"birth": PartialDate(1980)}, {"birth": PartialDate(1980, 5, 3)}, []),
        ({"number": "C01X00T47"}, {"number": "C01X00T41"}, [("D1", "differs", "clerical")]),
        ({"stays": stay("2026-01-03", "2026-01-10")}, {"stays": stay("2026-01-02", "2026-01-10")}, []),
        (
            {"stays": stay("2026-01-03", "2026-01-10")},
            {"stays": stay("2026-01-03", "2026-02-10")},
            [("D2", "stay_differs", "collateral")],
        ),
        ({"stays": ()}, {"stays": stay("2026-01-03", "2026-02-10")}, [("D2", "stay_missing", "material")]),
        ({"stays": stay("2026-01-03", "2026-02-10")}, {"stays": ()}, [("D2", "stay_missing", "collateral")]),
        ({"purpose": "tourism"}, {"shows": frozenset({"work"})}, [("D3", "purpose_unlike", "material")]),
        ({"purpose": "work"}, {"shows": frozenset({"work", "study"})}, []),
        ({"purpose": "work"}, {"shows": frozenset()}, []),
        ({"planned_exit": ON}, {"ticket_return": ON + timedelta(1)}, []),
        ({"planned_exit": ON}, {"ticket_return": ON + timedelta(2)}, [("D4", "leaves_later", "material")]),
        ({"planned_exit": ON}, {"ticket_return": ON - timedelta(2)}, [("D4", "ends_before", "collateral")]),
        ({"planned_exit": ON}, {"booked_until": ON + timedelta(9)}, []),
        ({"planned_exit": ON}, {"leave_until": ON - timedelta(9)}, [("D4", "ends_before", "collateral")]),
        ({"planned_exit": ON}, {"planned_exit": ON + timedelta(9)}, [("D4", "differs", "material")]),
        ({"means": euros(900)}, {"means": euros(899)}, [("D5", "means_less", "material")]),
        ({"means": euros(900)}, {"means": euros(901)}, []),
        ({"means": euros(900)}, {"means": Money(Decimal(9), "USD")}, []),
        ({"income": euros(100)}, {"deposit": euros(300)}, []),
        ({"income": euros(100)}, {"deposit": euros(301)}, [("D5", "deposit_large", "collateral")]),
        ({"host_name": "Ada Okafor"}, {"host_name": "OKAFOR ADA"}, []),
        ({"host_name": "Ada Okafor"}, {"host_name": "Bea Okafor"}, [("D6", "differs", "collateral")]),
        ({"host_address": "Mill Lane 3"}, {"host_address": "3 Mill Lane, Utopia"}, []),
        ({"host_address": "Mill Lane 3"}, {"host_address": "Mill Lane 4"}, [("D6", "differs", "collateral")]),
        ({"children": 2}, {"children": 3}, [("D7", "differs", "material")]),
        ({"marital_status": "single"}, {"spouse": "Ada"}, []),
        ({"spouse": "Ada"}, {"spouse": "Bea"}, [("D7", "differs", "material")]),
    ],
)
def test_each_kind_of_difference(mine: dict[str, Any], theirs: dict[str, Any], expected: list[Any]) -> None:
    assert told(mine, theirs) == expected


def test_what_the_register_has_and_the_person_did_not_tell() -> None:
    mine, kept = {"refusals": frozenset({"CA 2019"})}, {"refusals": frozenset({"GB 2021"})}
    assert told(mine, kept, Kind.REGISTER) == [
        ("D9", "refusal_not_known", "collateral"),
        ("D9", "refusal_not_told", "material"),
    ]
    assert told(mine, kept, Kind.FORM) == []  # neither of them is kept by others


def work(first: str, last: str | None, what: str, state: str = "") -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last) if last else None, what, state)


def test_work_that_overlaps_or_leaves_a_time_open_within_one_account() -> None:
    spans = (
        work("2019-01-01", "2020-01-01", "baker"), work("2020-01-20", "2021-01-01", "cook"),
        work("2020-03-01", "2020-12-01", "driver"), work("2021-02-10", None, "baker"),
    )  # fmt: skip
    found = differences([Account("form", Kind.FORM, {"occupations": spans})])
    assert [(one.rule, one.code) for one in found] == [("D8", "gap"), ("D8", "overlaps")]
    assert found[0].discrepancy.first.value == Span(date(2021, 1, 1), date(2021, 2, 10))
    assert told({"occupations": spans[:1]}, {"occupations": (work("2019-05-01", "2019-12-01", "sailor"),)}) == [
        ("D8", "overlaps", "collateral")
    ]
    assert told({"occupations": spans[:1]}, {"occupations": (work("2019-05-01", "2019-12-01", "Baker"),)}) == []


def test_what_cannot_be() -> None:
    here, there = work("2024-01-01", "2024-03-01", "", "SE"), work("2024-02-01", "2024-04-01", "", "JP")
    assert told({"whereabouts": (here,)}, {"whereabouts": (there,)}) == [("D10", "two_places", "material")]
    assert told({"whereabouts": (here, there)}, {}) == [("D10", "two_places", "material")]
    meets = work("2024-03-01", "2024-04-01", "", "JP")
    assert told({"whereabouts": (here, meets)}, {}) == []
    born = {"birth": PartialDate(1990)}
    assert told(born, {"whereabouts": (work("1988-01-01", "1989-12-31", "", "SE"),)}) == [
        ("D10", "before_birth", "material")
    ]
    assert told(born, {"whereabouts": (work("1990-01-01", "1990-12-31", "", "SE"),)}) == []
    assert told({"document_used": date(2020, 1, 1)}, {"document_issued": date(2020, 1, 2)}) == [
        ("D10", "before_issue", "material")
    ]


def test_both_sides_stand_with_their_source_and_place_and_neither_is_called_the_truth() -> None:
    ticket = Account("ticket", Kind.DOCUMENT, {"ticket_return": date(2027, 2, 1)}, {"ticket_return": "second leaf"})
    answer = Account("answer", Kind.ANSWER, {"planned_exit": date(2026, 12, 1)})
    (found,) = differences([ticket, answer])
    answered = found.to_json()
    json.dumps(answered, default=str)
    assert (answered["rule"], answered["name"], answered["weight"]) == ("D4", "ticket_return", "material")
    assert answered["params"] == {"first": "answer", "second": "ticket", "other_in": "second leaf"}
    assert WORDS[found.code].format_map(answered["params"]) == "By ticket the stay ends later than answer says."
    assert (found.discrepancy.first.source, found.discrepancy.second.source) == ("answer", "ticket")
    assert set(found.explanations) <= set(EXPLANATIONS) and found.explanations


def test_the_order_of_accounts_never_matters() -> None:
    accounts = [
        Account("answer", Kind.ANSWER, {"planned_exit": ON, "surname": "Okafor", "stays": ()}),
        Account("form", Kind.FORM, {"planned_exit": ON + timedelta(9), "surname": "Okonkwo"}),
        Account("register", Kind.REGISTER, {"stays": stay("2026-01-03", "2026-02-10")}),
        Account("ticket", Kind.DOCUMENT, {"ticket_return": ON + timedelta(90)}),
    ]
    assert differences(accounts) == differences(accounts[::-1])
    assert {one.rule for one in differences(accounts)} == {"D1", "D2", "D4"}


_DAYS = st.dates(date(2000, 1, 1), date(2026, 12, 31))
_SPANS = st.lists(
    st.tuples(_DAYS, st.integers(0, 900), st.sampled_from(["SE", "JP", ""]), st.sampled_from(["baker", "cook"])),
    max_size=5,
).map(lambda rows: tuple(Span(first, first + timedelta(days), what, state) for first, days, state, what in rows))
_SAYS = st.fixed_dictionaries(
    {},
    optional={
        "surname": st.text(max_size=12), "birth": _DAYS.map(PartialDate.of), "planned_exit": _DAYS,
        "ticket_return": _DAYS, "purpose": st.sampled_from(["work", "tourism"]), "children": st.integers(0, 4),
        "shows": st.frozensets(st.sampled_from(["work", "study"])), "occupations": _SPANS, "whereabouts": _SPANS,
        "refusals": st.frozensets(st.sampled_from(["CA 2019", "GB 2021"])), "host_address": st.text(max_size=20),
    },
)  # fmt: skip


@given(_SAYS, st.sampled_from(list(Kind)))
def test_an_account_that_agrees_with_itself_agrees_with_its_copy(says: dict[str, Any], kind: Kind) -> None:
    alone = differences([Account("one", kind, says)])
    both = differences([Account("one", kind, says), Account("two", kind, says)])
    if not alone and not (says.get("shows") and says.get("purpose")) and "ticket_return" not in says:
        assert [one.code for one in both if one.rule != "D1"] == []


@given(_SAYS, _SAYS, st.sampled_from(list(Kind)), st.sampled_from(list(Kind)))
def test_every_difference_has_its_words_and_both_sources(one: Any, other: Any, kind: Kind, another: Kind) -> None:
    for found in differences([Account("one", kind, one), Account("two", another, other)]):
        assert WORDS[found.code].format_map(found.discrepancy.params)
        assert set(found.explanations) <= set(EXPLANATIONS)
        assert found.weight in Weight and found.rule in {f"D{number}" for number in range(1, 11)}


@pytest.mark.parametrize(
    ("accounts", "why"),
    [
        ([Account("form", Kind.FORM, {"shoe_size": 43})], "no topic"),
        ([Account("form", Kind.FORM, {"planned_exit": "soon"})], "planned_exit cannot be 'soon'"),
        ([Account("form", Kind.FORM, {"occupations": (Span(ON, ON),) * (MOST_SPANS + 1)})], "more than"),
        ([Account("form", Kind.FORM, {})] * (MOST_ACCOUNTS + 1), "more than"),
    ],
)
def test_what_cannot_be_compared_is_said(accounts: list[Account], why: str) -> None:
    with pytest.raises(AccountError, match=why):
        differences(accounts)


def test_the_example_of_the_room_runs() -> None:
    assert doctest.testmod(discrepancies).failed == 0
