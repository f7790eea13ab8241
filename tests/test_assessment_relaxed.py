"""Checks relaxed by order: what is left out is told, what was found all the same is kept, and the record replays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from limen import specimens
from limen.assessment import WORDS, Evidence, assess, check
from limen.policy import Pack
from limen.policy.pack import canonical
from limen.vocabulary.evidence import Fact, FactStatus, Finding, Outcome
from tests.policy.packs import documents, fact, rule

ON = date(2026, 11, 22)
ORDER = {
    "id": "r-1", "since": "2026-11-22T10:31:00+01:00", "by": "Clara Soglia", "reason": "Three coaches at once",
    "cite": "act s 9", "left_out": {"checks": ["chip", "register.matched"], "facts": ["planned_exit"]},
}  # fmt: skip
RELAXATION = {"cite": "act s 9", "may_leave_out": {"checks": ["chip"], "facts": ["planned_exit"]}}


def evidence(**changes: Any) -> Evidence:
    document = specimens.passport(of=specimens.traveller("taro"), on=ON)
    given = {"on": ON, "direction": "entry", "mrz": "\n".join(document.mrz), "register_from": date(2025, 1, 1)}
    return Evidence(**{**given, "post_country": "LU", **changes})


def route() -> Any:
    facts = [fact("planned_exit", "date"), fact("document_expiry", "date", order=20)]
    law = documents(
        facts, [rule("runs_out", "document_expiry < planned_exit")], relaxation=RELAXATION,
        text={"tells": {"relaxed": "Fewer questions were asked."}},
    )  # fmt: skip
    return Pack.from_bytes(canonical({"format": 1, "files": law})).route("gate")


def coded(findings: tuple[Finding, ...], code: str) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


def test_what_is_left_out_is_not_done_with_by_whom_since_when_and_the_clause() -> None:
    checked = check(evidence(relaxed=ORDER), None)
    left = {finding.params["check"]: finding for finding in coded(checked.findings, "left_out")}
    assert set(left) == {"chip", "register.matched"} and not coded(checked.findings, "chip")
    assert left["chip"].outcome is Outcome.NOT_DONE and left["chip"].clause == "act s 9"
    assert left["chip"].reason(WORDS) == "Left out by order of Clara Soglia since 22 Nov 2026 10:31"
    (mark,) = coded(checked.findings, "relaxed")
    assert "Three coaches at once" in mark.reason(WORDS) and "Not asked: planned exit" in mark.reason(WORDS)
    assert not {word for word in mark.reason(WORDS) if word in "{}"}


def test_a_check_that_failed_all_the_same_is_shown() -> None:
    alone = ({"direction": "exit", "on": "2026-06-01", "state": "LU", "counts": True},)
    checked = check(evidence(relaxed=ORDER, movements=alone), None)
    assert coded(checked.findings, "register.matched")[0].outcome is Outcome.UNSURE
    assert {finding.params["check"] for finding in coded(checked.findings, "left_out")} == {"chip"}


@pytest.mark.parametrize("code", ["lists", "list", "mrz.number", "document.seal"])
def test_the_least_that_everybody_gets_is_never_left_out(code: str) -> None:
    with pytest.raises(ValueError, match="never be left out"):
        check(evidence(relaxed={**ORDER, "left_out": {"checks": [code]}}), None)


def test_a_fact_nobody_asked_for_is_unknown_and_says_under_which_order() -> None:
    facts = {one.name: one for one in check(evidence(relaxed=ORDER), None).facts}
    assert facts["planned_exit"].status is FactStatus.UNKNOWN and facts["planned_exit"].basis == ("relaxed:r-1",)
    told = Fact("planned_exit", date(2026, 12, 1), source="answer")
    facts = {one.name: one for one in check(evidence(relaxed=ORDER, answers=(told,)), None).facts}
    assert facts["planned_exit"] == told
    declined = Fact("planned_exit", None, FactStatus.REFUSED, source="answer")
    facts = {one.name: one for one in check(evidence(relaxed=ORDER, answers=(declined,)), None).facts}
    assert facts["planned_exit"].status is FactStatus.REFUSED


def test_the_advice_is_decided_without_it_and_tells_so() -> None:
    _, usual = assess(evidence(), None, route())
    assert not usual.decided and [ask.fact for ask in usual.ask] == ["planned_exit"] and not usual.tell
    _, advice = assess(evidence(relaxed=ORDER), None, route())
    assert advice.decided and advice.outcome == "passed" and advice.ask == ()
    assert [(tell.id, tell.cite, tell.text) for tell in advice.tell] == [
        ("relaxed", "Utopian Border Act s 9", "Fewer questions were asked.")
    ]
    assert advice.trace["left_out"] == ["planned_exit"]


def test_evidence_without_an_order_is_kept_with_the_bytes_it_always_had() -> None:
    assert "relaxed" not in evidence().to_json()
    assert evidence(relaxed=ORDER).to_json() == {**evidence().to_json(), "relaxed": ORDER}
