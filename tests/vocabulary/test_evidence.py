"""Findings, facts and discrepancies say why, and are never a bare bool."""

import dataclasses
import json
from datetime import date

import pytest

from limen.vocabulary.evidence import N_, SEVERITY, Discrepancy, Fact, FactStatus, Finding, Outcome, Standard

_WORDS = {
    "seal.signature.failed": N_("The seal of {issuer} does not match."),
    "seal.signature": N_("The seal of {issuer}."),
}


def _finding(outcome=Outcome.FAILED, **params):
    return Finding("seal.signature", outcome, params, "Doc 9303-13 2.3", {"line": 1})


def test_words_are_those_of_the_outcome_then_of_the_code_then_the_code_itself():
    assert _finding(issuer="UTO").reason(_WORDS) == "The seal of UTO does not match."
    assert _finding(Outcome.UNSURE, issuer="UTO").reason(_WORDS) == "The seal of UTO."
    assert _finding().reason({}) == "seal.signature: failed"


def test_a_parameter_that_is_missing_shows_as_itself():
    assert _finding().reason(_WORDS) == "The seal of {issuer} does not match."


def test_a_finding_is_json_with_its_clause_and_evidence():
    answer = json.loads(json.dumps(_finding(issuer="UTO").to_json(_WORDS)))
    assert answer == {
        "code": "seal.signature",
        "outcome": "failed",
        "params": {"issuer": "UTO"},
        "reason": "The seal of UTO does not match.",
        "clause": "Doc 9303-13 2.3",
        "evidence": {"line": 1},
    }
    assert "reason" not in _finding().to_json()


def test_a_finding_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        _finding().code = "other"


def test_the_worst_outcome_comes_first_and_a_check_not_made_is_not_passed():
    assert sorted(Outcome, key=SEVERITY.__getitem__) == [
        Outcome.FAILED, Outcome.UNSURE, Outcome.NOT_DONE, Outcome.PASSED,
    ]  # fmt: skip


def test_only_a_known_fact_may_be_used():
    assert Fact("age", 5).is_known
    for status in FactStatus:
        assert Fact("age", 5, status).is_known == (status is FactStatus.KNOWN)
    unknown = Fact.unknown("stays", source="register", basis=("register.coverage",))
    assert not unknown.is_known
    assert unknown.to_json() == {
        "value": None, "status": "unknown", "standard": "balance", "source": "register",
        "basis": ["register.coverage"],
    }  # fmt: skip


def test_a_fact_that_is_a_day_is_json():
    assert Fact("valid_until", date(2026, 11, 22)).to_json()["value"] == "2026-11-22"


def test_standards_of_proof_are_in_order():
    assert [standard.rank for standard in Standard] == [0, 1, 2, 3, 4]
    assert Standard.SUSPICION.rank < Standard.BALANCE.rank < Standard.BEYOND_DOUBT.rank


def test_a_discrepancy_calls_neither_value_the_truth():
    seen = Discrepancy("birth", Fact("birth", "1980", source="mrz"), Fact("birth", "1981", source="chip"), "differs")
    answer = seen.to_json()
    assert (answer["first"]["value"], answer["second"]["value"]) == ("1980", "1981")
    assert (answer["first"]["source"], answer["second"]["source"]) == ("mrz", "chip")
