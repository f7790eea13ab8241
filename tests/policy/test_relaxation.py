"""The section of a route that says what command may leave out: read, cited, never a shield, a list or a document."""

from __future__ import annotations

from typing import Any

import pytest

from limen.policy import PackError, proofread
from limen.policy.proofread import WORDS
from limen.vocabulary.evidence import Outcome

from .packs import fact, pack_of, rule

FACTS = [
    fact("fear"), fact("adult", order=11), fact("stay", order=12), fact("idle", order=13, informs="nothing"),
    fact("alert", order=14, evidence=["list", "officer"]), fact("expiry", order=15, evidence=["mrz"]),
]  # fmt: skip
RULES = [
    rule("shield", "fear = true", "protect", shield=True),
    rule("child", {"any": [{"is": "alone"}]}, "protect"),
    rule("refuse", {"any": ["stay = false", "alert = true", "expiry = false"]}),
]
TOLD: dict[str, Any] = {"tells": {"relaxed": "Fewer checks were made."}}


def faults(text: Any = None, cite: str = "act s 9", **left_out: Any) -> list[str]:
    pack = pack_of(
        FACTS, RULES, conditions={"alone": "adult = false"}, text=TOLD if text is None else text,
        relaxation={"cite": cite, "may_leave_out": left_out},
    )  # fmt: skip
    about = [finding for finding in proofread(pack) if finding.outcome is Outcome.FAILED]
    told = [finding.reason(WORDS) for finding in about if "relax" in f"{finding.code} {finding.params}"]
    assert not [words for words in told if "{" in words]
    return told


def test_what_the_law_allows_is_read_with_its_clause() -> None:
    given = {"cite": "act s 9", "may_leave_out": {"checks": ["chip", "register.matched"], "facts": ["stay"]}}
    route = pack_of(FACTS, RULES, conditions={"alone": "adult = false"}, relaxation=given).route("gate")
    assert route.relaxation is not None
    assert (route.relaxation.cite, route.relaxation.checks, route.relaxation.facts) == (
        "act s 9", ("chip", "register.matched"), ("stay",),
    )  # fmt: skip
    assert pack_of(FACTS, RULES, conditions={"alone": "adult = false"}).route("gate").relaxation is None
    assert faults(checks=["chip"], facts=["stay"]) == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("fear", "protection"), ("adult", "protection"), ("alert", "a list says it"), ("expiry", "the document"),
        ("idle", "no rule of this route"),
    ],
)  # fmt: skip
def test_a_shield_a_list_and_the_document_may_never_be_left_out(name: str, why: str) -> None:
    (fault,) = faults(facts=["stay", name])
    assert name in fault and why in fault


@pytest.mark.parametrize("code", ["list", "lists", "mrz.number", "document.seal"])
def test_the_least_check_may_never_be_left_out(code: str) -> None:
    (fault,) = faults(checks=[code])
    assert code in fault


def test_it_has_its_words_and_cites_a_law() -> None:
    assert len(faults(text={}, checks=["chip"])) == 1
    assert len(faults(cite="code s 9", checks=["chip"])) == 1


@pytest.mark.parametrize("given", [{"facts": ["nothing_known"]}, {}, {"facts": ["stay", "stay"]}, {"checks": [7]}])
def test_what_is_no_such_section_is_refused(given: Any) -> None:
    with pytest.raises(PackError):
        pack_of(FACTS, RULES, conditions={"alone": "adult = false"},
                relaxation={"cite": "act s 9", "may_leave_out": given})  # fmt: skip
