"""Amounts by State, what stands while nobody says otherwise, and systems that have no first day yet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy import Pack, PackError, evaluate, proofread
from limen.policy.pack import canonical
from limen.vocabulary.evidence import Fact, FactStatus, Outcome

from .packs import ON, documents, fact, rule

FACTS = [
    fact("post", "country", 1),
    fact("lodging", "enum", 2, values=["hotel", "host"]),
    fact("fee", "money", 3, currency="EUR", looked_up="FEES"),
    fact("days", "int", 4),
    fact("purse", "money", 5, currency="EUR"),
]
POOR = rule("poor", {"if": "purse < fee * days", "say": "poor"})
WORDS = {
    "rules": {"poor": {"title": "Poor", "reason": "Too little."}},
    "says": {"poor": "{days} days at {fee} are {needed}; {purse} was shown."},
}


def row(amount: str, *keys: str, since: str = "2020-01-01", **more: Any) -> dict[str, Any]:
    return {"for": list(keys), "amount": amount, "from": since, "source": "Gazette 1", "checked": "text", **more}


ROWS = [
    row("10", "AA", to="2026-11-22"),
    row("11", "AA", since="2026-11-23"),
    row("20", "BB", "hotel"),
    row("7.50", "BB", "host"),
    row("30", "CC", "hotel"),
]


def pack_of_fees(rows: Any = ROWS, facts: Any = FACTS, **changes: Any) -> Pack:
    files = documents(facts, [POOR], text=WORDS, quantities={"needed": "fee * days"})
    table = {"id": "FEES", "cite": "act sch 2", "currency": "EUR", "by": ["post", "lodging"], "rows": list(rows)}
    files["lists.yaml"]["amounts"] = [{**table, **changes}]
    return Pack.from_bytes(canonical({"format": 1, "files": files}))


PACK = pack_of_fees()
GATE = PACK.route("gate")


def asked(facts: dict[str, Any], on: date = ON) -> list[str]:
    return [ask.fact for ask in evaluate(facts, GATE, on=on).ask]


def test_an_amount_is_looked_up_where_what_decides_it_is_known() -> None:
    known = {"post": "AA", "days": 3, "purse": "29.99"}
    advice = evaluate(known, GATE, on=ON)
    assert (advice.outcome, advice.grounds[0].reason) == (
        "turned_away", "Too little. 3 days at 10 EUR are 30 EUR; 29.99 EUR was shown.",
    )  # fmt: skip
    assert evaluate({**known, "purse": "30"}, GATE, on=ON).outcome == "passed"
    assert advice.trace["facts"]["fee"] == {"value": "10 EUR", "status": "known", "source": "pack"}


def test_an_amount_has_its_days_and_changes_the_snapshot() -> None:
    known = {"post": "AA", "days": 3, "purse": "30"}
    assert evaluate(known, GATE, on=date(2026, 11, 23)).outcome == "turned_away"
    assert PACK.snapshot(ON) != PACK.snapshot(date(2026, 11, 23))


def test_what_decides_the_row_is_asked_instead_of_the_amount() -> None:
    known = {"post": "BB", "days": 3, "purse": "30"}
    assert asked(known) == ["lodging"]
    assert asked({"days": 3, "purse": "30"}) == ["post", "lodging"]
    assert evaluate({**known, "lodging": "host"}, GATE, on=ON).outcome == "passed"
    assert evaluate({**known, "lodging": "hotel"}, GATE, on=ON).outcome == "turned_away"


def test_what_the_table_does_not_hold_is_asked_and_never_nought() -> None:
    for known in ({"post": "XX"}, {"post": "CC", "lodging": "host"}):
        assert asked({**known, "days": 3, "purse": "30"}) == ["fee"]
    stated = {"post": "XX", "days": 3, "purse": "30", "fee": "5"}
    assert evaluate(stated, GATE, on=ON).outcome == "passed"


def test_what_somebody_stated_stands_before_the_table() -> None:
    stated = {"post": "AA", "days": 3, "purse": "30", "fee": "11"}
    assert evaluate(stated, GATE, on=ON).outcome == "turned_away"
    disputed = [Fact("post", "AA"), Fact("days", 3), Fact("purse", "30"), Fact("fee", None, FactStatus.DISPUTED)]
    assert not evaluate(disputed, GATE, on=ON).decided


@given(st.sampled_from(["AA", "BB", "CC", "XX"]), st.sampled_from(["hotel", "host", None]), st.integers(1, 90))
def test_an_unknown_lodging_never_decides_what_the_known_ones_leave_open(post: str, lodging: Any, days: int) -> None:
    known = {"post": post, "days": days, "purse": "100", **({"lodging": lodging} if lodging else {})}
    advice = evaluate(known, GATE, on=ON)
    ends = {evaluate({**known, "lodging": place}, GATE, on=ON).outcome for place in ("hotel", "host")}
    assert advice.outcome in {*ends, "undetermined"}
    assert advice.decided or advice.ask


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"currency": "SEK"}, "no table of amounts in its currency"),
        ({"id": "OTHERS"}, "no table of amounts"),
        ({"by": ["days"]}, "a country or a choice"),
        ({"by": ["post"]}, "more values than the facts"),
        ({"rows": [row("1", "AA", "tent")]}, "not one of hotel, host"),
        ({"rows": [row("1", "AA", checked="guess")]}, "is not one of"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(PackError, match=told):
        pack_of_fees(**{"rows": ROWS, **change})


def test_a_value_stands_while_nobody_says_otherwise() -> None:
    facts = [fact("line", "enum", values=["first", "second"], if_not_given="first"), fact("forged", order=20)]
    found = rule("found", {"all": ["line = second", "forged = true"]})
    look = rule("look", {"all": ["line = first"]}, "look")
    gate = Pack.from_bytes(canonical({"format": 1, "files": documents(facts, [found, look])})).route("gate")
    assert evaluate({}, gate, on=ON).outcome == "looked_at"
    assert [ask.fact for ask in evaluate({"line": "second"}, gate, on=ON).ask] == ["forged"]
    assert [ask.fact for ask in evaluate({"line": None}, gate, on=ON).ask] == ["line", "forged"]
    for wrong in ("third", "decision_date"):
        with pytest.raises(PackError, match=r"not one of|neither"):
            bad = [{**facts[0], "if_not_given": wrong}, facts[1]]
            Pack.from_bytes(canonical({"format": 1, "files": documents(bad, [found, look])}))


def test_a_rule_of_a_system_without_a_first_day_binds_nobody() -> None:
    def gate(**system: str) -> Any:
        files = documents(
            [fact("pass")], [rule("none", "pass = false", since="gates"), rule("any", "pass = false", "look")]
        )
        files["pack.yaml"]["systems"] = [{"id": "gates", "title": "The gates open", "cite": "act s 3", **system}]
        return Pack.from_bytes(canonical({"format": 1, "files": files}))

    waiting, begun = gate(), gate(starts="2026-11-22")
    assert evaluate({"pass": False}, waiting.route("gate"), on=ON).outcome == "looked_at"
    assert evaluate({"pass": False}, begun.route("gate"), on=ON).outcome == "turned_away"
    assert evaluate({"pass": False}, begun.route("gate"), on=date(2026, 11, 21)).outcome == "looked_at"
    uncovered = {
        finding.params["where"]
        for finding in proofread(waiting)
        if finding.code == "pack.covered" and finding.outcome is Outcome.FAILED
    }
    assert uncovered == {"gate/any"}  # of a rule that binds nobody no example can be asked


def test_a_version_that_names_no_system_is_refused() -> None:
    with pytest.raises(PackError):
        Pack.from_bytes(
            canonical({"format": 1, "files": documents([fact("x")], [rule("r", "x = true", since="gates")])})
        )


def test_a_quantity_is_said_only_where_it_is_settled() -> None:
    partly = {"post": "BB", "days": 3, "purse": "1"}  # under either lodging too little, yet which sum is open
    advice = evaluate(partly, GATE, on=ON)
    assert advice.outcome == "undetermined"
    for text in ("fee *", "fee * fee", "nobody + 1", "fee days"):
        with pytest.raises(PackError):
            files = documents(FACTS, [POOR], text=WORDS, quantities={"needed": text})
            Pack.from_bytes(canonical({"format": 1, "files": files}))
