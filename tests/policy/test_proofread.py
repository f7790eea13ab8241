from __future__ import annotations

from typing import Any

import pytest

from limen.policy import Pack, PackError, proofread
from limen.policy.pack import canonical
from limen.policy.proofread import WORDS
from limen.vocabulary.evidence import Finding, Outcome

from .packs import OUTCOMES, documents, fact, pack_of, rule

TEXT: dict[str, Any] = {
    "reviewers": ["A. Reader"],
    "facts": {name: {"question": f"{name}?"} for name in ("visa", "fear")},
    "rules": {
        "refuse": {"title": "No visa", "reason": "You have no visa."},
        "shield": {"title": "Fear", "reason": "They are afraid."},
    },
    "outcomes": {**{item["id"]: item["id"] for item in OUTCOMES}, "undetermined": "ask"},
}
FACTS = [fact("visa"), fact("fear", order=20)]
REFUSE = rule("refuse", "visa = false")
SHIELD = rule("shield", "fear = true", "protect", shield=True)
EXAMPLES = [
    {
        "id": "none",
        "date": "2026-11-22",
        "facts": {"visa": False, "fear": False},
        "gives": {"outcome": "turned_away", "grounds": ["refuse"]},
    },
    {"id": "held", "date": "2026-11-22", "facts": {"visa": True}, "gives": {"outcome": "passed", "ask": []}},
    {"id": "afraid", "date": "2026-11-22", "facts": {"visa": False, "fear": True}, "gives": {"outcome": "protected"}},
]


def faults(
    facts: Any = FACTS, rules: Any = (REFUSE, SHIELD), examples: Any = EXAMPLES, text: Any = TEXT, **more: Any
) -> list[Finding]:
    pack = pack_of(facts, rules, examples=examples, text=text, **more)
    return [finding for finding in proofread(pack) if finding.outcome is Outcome.FAILED]


def test_a_sound_pack_passes_every_check_and_says_so() -> None:
    findings = proofread(pack_of(FACTS, [REFUSE, SHIELD], examples=EXAMPLES, text=TEXT))
    assert not [finding for finding in findings if finding.outcome is Outcome.FAILED]
    assert {finding.code for finding in findings} == {
        code.rpartition(".failed")[0] or code.rpartition(".unsure")[0] or code for code in WORDS
    }


def only(found: list[Finding], code: str) -> Finding:
    assert {finding.code for finding in found} == {code}
    assert "{" not in found[0].reason(WORDS)
    return found[0]


def test_a_citation_of_nothing() -> None:
    fault = only(faults(rules=(rule("refuse", {"if": "visa = false", "cite": "code s 4"}), SHIELD)), "pack.cite")
    assert fault.params == {"where": "gate/refuse", "cite": "code s 4"}


def test_a_rule_older_than_the_text_it_cites() -> None:
    fault = only(faults(rules=(rule("refuse", "visa = false", since="2019-12-31"), SHIELD)), "pack.cite_dates")
    assert fault.params["day"] == "2019-12-31"


def test_versions_that_overlap() -> None:
    version = {"applies_by": "decision_date", "when": "visa = false"}
    versions = [
        {"in_force": {"from": "2020-01-01", "to": "2021-01-01"}, **version},
        {"in_force": {"from": "2021-01-01"}, **version},
    ]
    only(faults(rules=(rule("refuse", "", versions=versions), SHIELD)), "pack.versions")


def test_days_on_which_a_rule_is_silent_are_named() -> None:
    version = {"applies_by": "decision_date", "when": "visa = false"}
    versions = [
        {"in_force": {"from": "2020-01-01", "to": "2021-01-01"}, **version},
        {"in_force": {"from": "2021-02-01", "to": "2029-12-31"}, **version},
    ]
    found = faults(rules=(rule("refuse", "", versions=versions), SHIELD))
    assert {fault.code for fault in found} == {"pack.gaps"}
    assert [fault.params["days"] for fault in found] == ["from 2 Jan 2021 to 31 Jan 2021", "after 31 Dec 2029"]
    gone = rule("refuse", "", versions=[versions[1]], repealed=True)
    assert not faults(rules=(gone, SHIELD))


def test_an_example_on_a_day_that_is_not_in_force() -> None:
    early = {"id": "early", "date": "2019-01-01", "facts": {"visa": True}, "gives": {"outcome": "passed"}}
    fault = only(faults(examples=[*EXAMPLES, early]), "pack.examples")
    assert fault.params["expected"] == "a day in force"


def test_a_letter_that_no_notice_prints_and_a_clock_without_words() -> None:
    notice = {"id": "paper", "act": "refuse", "form": "f", "cite": "act s 1", "paragraphs": [
        {"id": "one", "cite": "act s 1", "slots": []}]}  # fmt: skip
    act = {"name": "refuse", "grade": "primary", "cite": "act s 1", "notice": "paper"}
    clock = {"id": "leave", "cite": "act s 5", "outcomes": ["passed"], "days": 7}
    words = {"title": "Paper", "one": "One.", "letters": {"B": "Another ground"}}
    text = {**TEXT, "acts": {"refuse": "Refuse"}, "notices": {"paper": words}}
    rules = (rule("refuse", "visa = false", code="A"), SHIELD)
    found = faults(rules=rules, text=text, acts=[act], notices=[notice], clocks=[clock])
    assert {(fault.code, fault.params["what"]) for fault in found} == {
        ("pack.text", "the letter A of any notice"),
        ("pack.text", "clocks/leave"),
    }
    words["letters"] = {"A": "No visa"}
    assert not faults(rules=rules, text={**text, "clocks": {"leave": "Go"}}, acts=[act], notices=[notice],
                      clocks=[clock])  # fmt: skip


def test_a_fact_nobody_can_find_out() -> None:
    text = {**TEXT, "facts": {"visa": TEXT["facts"]["visa"]}}
    found = faults(facts=[fact("visa"), {**fact("fear", order=20), "evidence": []}], text=text)
    assert {finding.code for finding in found} == {"pack.facts", "pack.text"}


def test_an_unused_fact_is_for_a_person_to_look_at() -> None:
    pack = pack_of([*FACTS, fact("idle", order=30)], [REFUSE, SHIELD], examples=EXAMPLES, text=TEXT)
    unsure = [finding for finding in proofread(pack) if finding.outcome is Outcome.UNSURE]
    assert ("pack.facts", "idle") in {(finding.code, finding.params.get("fact")) for finding in unsure}


ASKED: dict[str, Any] = {"reviewers": [], "facts": {name: {"question": f"¿{name}?"} for name in ("visa", "fear")}}


@pytest.mark.parametrize(
    ("own", "what"),
    [
        ({**ASKED, "facts": {"visa": {"question": "¿visa?"}}}, "there are no words for facts/fear/question"),
        ({**ASKED, "facts": {**ASKED["facts"], "fear": {"question": "¿{visa}?"}}},
         "facts/fear/question has other slots than in English"),
        ({**ASKED, "outcomes": {"passed": "pasa"}}, "outcomes is told only where the whole law is"),
        (None, "there are no words for facts/fear/question"),
    ],
)  # fmt: skip
def test_a_language_of_questions_has_every_question_and_nothing_else(own: Any, what: str) -> None:
    files = documents(FACTS, [REFUSE, SHIELD], examples=EXAMPLES, text=TEXT)
    files["pack.yaml"]["asked_in"] = ["es"]
    sound = Pack.from_bytes(canonical({"format": 1, "files": {**files, "text/es/facts.yaml": ASKED}}))
    assert not [finding for finding in proofread(sound) if finding.outcome is Outcome.FAILED]
    assert "pack.translation" not in {one.code for one in proofread(sound) if one.outcome is Outcome.UNSURE}
    assert sound.languages == ("en",) and sound.asked_in == ("es",)
    broken = {**files, "text/es/facts.yaml": own} if own else files
    found = proofread(Pack.from_bytes(canonical({"format": 1, "files": broken})))
    faulty = [finding for finding in found if finding.outcome is Outcome.FAILED]
    assert {finding.code for finding in faulty} == {"pack.asked_in"}
    assert faulty[0].params == {"where": "es", "what": what}


def test_the_first_language_is_never_one_of_questions_alone() -> None:
    files = documents(FACTS, [REFUSE, SHIELD], examples=EXAMPLES, text=TEXT)
    files["pack.yaml"]["asked_in"] = ["en"]
    with pytest.raises(PackError, match="asked_in"):
        Pack.from_bytes(canonical({"format": 1, "files": files}))


@pytest.mark.parametrize("section", ["facts", "rules", "outcomes"])
def test_missing_words(section: str) -> None:
    assert "pack.text" in {finding.code for finding in faults(text={**TEXT, section: {}})}


def test_slots_that_words_do_not_have() -> None:
    notice = {
        "id": "paper",
        "act": "refuse",
        "form": "f",
        "cite": "act s 1",
        "paragraphs": [{"id": "one", "cite": "act s 1", "slots": ["date"]}],
    }
    act = {"name": "refuse", "grade": "primary", "cite": "act s 1", "notice": "paper"}
    text = {**TEXT, "acts": {"refuse": "Refuse"}, "notices": {"paper": {"title": "Paper", "one": "On {day}."}}}
    only(faults(text=text, acts=[act], notices=[notice]), "pack.slots")
    text["notices"] = {"paper": {"title": "Paper", "one": "On {date}."}}
    assert not faults(text=text, acts=[act], notices=[notice])


def test_a_rule_that_no_row_reads_and_a_shield_read_too_late() -> None:
    rows = [
        {"outcome": "turned_away", "when": {"effect": "turn_away"}},
        {"outcome": "protected", "when": {"effect": "protect"}},
    ]
    assert "pack.rows" in {finding.code for finding in faults(rows=rows)}
    assert "pack.rows" in {finding.code for finding in faults(rows=rows[1:])}


def test_a_rule_that_can_never_apply() -> None:
    dead = rule("refuse", {"all": ["visa = false", "visa = true"]})
    assert "pack.dead" in {finding.code for finding in faults(rules=(dead, SHIELD))}


def test_an_example_that_the_law_does_not_give() -> None:
    wrong = [*EXAMPLES[:2], {**EXAMPLES[2], "gives": {"outcome": "passed", "ask": ["visa"]}}]
    found = faults(examples=wrong)
    assert [finding.params["expected"] for finding in found if finding.code == "pack.examples"] == [
        "outcome passed",
        "ask visa",
    ]


def test_an_example_that_cannot_be_read() -> None:
    found = faults(
        examples=[
            *EXAMPLES,
            {"id": "bad", "date": "2026-11-22", "facts": {"visa": "maybe"}, "gives": {"outcome": "passed"}},
        ]
    )
    only(found, "pack.examples")


def test_a_rule_without_an_example_on_both_sides() -> None:
    fault = only(faults(examples=EXAMPLES[1:2] + EXAMPLES[2:]), "pack.covered")
    assert fault.params == {"where": "gate/shield", "value": "false"}
