from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

import pytest

from limen.policy import FactError, NotInForceError, evaluate
from limen.vocabulary.decision import Advice, GroundKind, OutcomeKind
from limen.vocabulary.evidence import Fact, FactStatus, Standard

from .packs import ON, fact, pack_of, rule

BOOLS = [fact(name, order=place) for place, name in enumerate(("visa", "permit", "fear", "old", "waived"), 10)]


def advise(rules: list[dict[str, Any]], facts: Any, *, on: date = ON, **more: Any) -> Advice:
    known = more.pop("dictionary", BOOLS)
    return evaluate(facts, pack_of(known, rules, **more).route("gate"), on=on)


def names(advice: Advice) -> list[str]:
    return [ask.fact for ask in advice.ask]


REFUSE = rule("refuse", {"all": ["visa = false", "permit = false"]}, burden="traveller")
SHIELD = rule("shield", "fear = true", "protect", shield=True, standard="suspicion")


def test_a_missing_fact_neither_admits_nor_refuses() -> None:
    advice = advise([REFUSE], {"permit": False})
    assert (advice.outcome, advice.kind, advice.decided) == ("undetermined", OutcomeKind.UNDETERMINED, False)
    assert names(advice) == ["visa"]
    assert advice.ask[0].could_change == ("refuse",)


def test_an_unknown_that_cannot_matter_is_not_asked() -> None:
    advice = advise([REFUSE], {"permit": True})
    assert (advice.outcome, advice.decided, names(advice)) == ("passed", True, [])


def test_a_ground_carries_its_clause_and_its_facts() -> None:
    text = {"rules": {"refuse": {"title": "No visa", "reason": "You have none."}}, "says": {"none": "Visa: {visa}."}}
    when = {"all": [{"if": "visa = false", "cite": "act s 7", "say": "none"}, "permit = false"]}
    advice = advise([rule("refuse", when, code="C")], {"visa": False, "permit": False}, text=text)
    ground = advice.grounds[0]
    assert (ground.id, ground.code, ground.cite) == ("refuse", "C", "Utopian Border Act s 7")
    assert ground.reason == "You have none. Visa: no."
    assert ground.facts == ("visa", "permit")
    assert not ground.rests_on_judgement


def test_a_restricted_ground_cites_the_provision_only() -> None:
    words = {"title": "t", "reason": "The list says {visa}.", "reason_restricted": "Section 1 applies."}
    advice = advise(
        [rule("refuse", "visa = false", disclosure="restricted")], {"visa": False}, text={"rules": {"refuse": words}}
    )
    assert advice.grounds[0].reason == "Section 1 applies."
    assert advice.grounds[0].disclosure == "restricted"


@pytest.mark.parametrize("status", [FactStatus.UNKNOWN, FactStatus.REFUSED, FactStatus.DISPUTED])
def test_unknown_refused_and_disputed_decide_nothing_and_say_which_they_are(status: FactStatus) -> None:
    advice = advise([REFUSE], [Fact("visa", False, status), Fact("permit", False)])
    assert not advice.decided
    assert [(ask.fact, ask.status) for ask in advice.ask] == [("visa", str(status))]


def test_not_established_goes_against_who_bears_the_burden() -> None:
    facts = [Fact("visa", None, FactStatus.NOT_ESTABLISHED), Fact("permit", False)]
    assert advise([REFUSE], facts).outcome == "turned_away"
    assert advise([{**REFUSE, "burden": "authority"}], facts).outcome == "passed"


def test_not_established_does_not_prove_an_exception() -> None:
    ruled = rule(
        "refuse", "visa = false", unless=[{"id": "x", "cite": "act s 2", "when": "permit = true"}], burden="traveller"
    )
    facts = [Fact("visa", False), Fact("permit", None, FactStatus.NOT_ESTABLISHED)]
    assert advise([ruled], facts).outcome == "turned_away"
    assert advise([{**ruled, "burden": "authority"}], facts).outcome == "passed"


def test_not_established_is_turned_over_inside_none() -> None:
    ruled = rule("refuse", {"none": ["visa = true", "permit = true"]}, burden="traveller")
    facts = [Fact("visa", None, FactStatus.NOT_ESTABLISHED), Fact("permit", False)]
    assert advise([ruled], facts).outcome == "turned_away"


def test_the_letter_says_not_shown_where_that_is_what_happened() -> None:
    text = {"rules": {"refuse": {"title": "t", "reason": "You have no visa.", "not_shown": "You have not shown one."}}}
    facts = [Fact("visa", None, FactStatus.NOT_ESTABLISHED), Fact("permit", False)]
    assert advise([REFUSE], facts, text=text).grounds[0].reason == "You have not shown one."


def test_what_does_not_apply_is_neither_true_nor_false_of_anybody() -> None:
    known = [fact("visa_type", "enum", values=["short", "long"], may_not_apply=True)]
    for text in ("visa_type = short", "visa_type != short"):
        advice = advise([rule("refuse", text)], [Fact("visa_type", None, FactStatus.NOT_APPLICABLE)], dictionary=known)
        assert (advice.outcome, advice.decided) == ("passed", True)


def test_a_fact_that_always_applies_cannot_be_argued_away() -> None:
    advice = advise([REFUSE], [Fact("visa", None, FactStatus.NOT_APPLICABLE), Fact("permit", False)])
    assert (advice.decided, names(advice)) == (False, ["visa"])


def test_nothing_follows_from_what_was_not_established_or_does_not_apply() -> None:
    implies = [{"when": "plus_years(born, 5) <= decision_date", "value": True, "cite": "act s 3"}]
    facts = [fact("born", "date", may_not_apply=True), fact("settled", implies=implies)]
    route = pack_of(facts, [rule("unsettled", "settled = false", "look")]).route("gate")
    assert evaluate({"born": "2020-01-01"}, route, on=ON).decided
    for status in ("not_established", "not_applicable"):
        assert [ask.fact for ask in evaluate({"born": {"status": status}}, route, on=ON).ask] == ["settled"]


def test_a_finding_below_the_standard_of_the_rule_stays_unknown() -> None:
    ruled = rule("refuse", "visa = false", standard="clear_and_convincing")
    assert names(advise([ruled], [Fact("visa", False, standard=Standard.BALANCE)])) == ["visa"]
    assert advise([ruled], [Fact("visa", False, standard=Standard.BEYOND_DOUBT)]).outcome == "turned_away"


def test_one_rule_may_take_what_another_does_not() -> None:
    rules = [
        rule("strict", "old = true", "welcome", standard="beyond_doubt"),
        rule("loose", "old = true", "look", standard="suspicion"),
    ]
    assert advise(rules, [Fact("old", True, standard=Standard.SUSPICION)]).outcome == "looked_at"


def test_a_shield_outranks_every_outcome_once_expressed() -> None:
    assert advise([REFUSE, SHIELD], {"visa": False, "permit": False, "fear": True}).outcome == "protected"
    assert advise([REFUSE, SHIELD], {"visa": True, "fear": True}).outcome == "protected"


def test_a_shield_is_asked_before_a_refusal_and_first() -> None:
    advice = advise([REFUSE, SHIELD], {"visa": False, "permit": False})
    assert (advice.outcome, names(advice)) == ("undetermined", ["fear"])
    assert [ground.id for ground in advice.grounds] == ["refuse"]
    assert advise([REFUSE, SHIELD], {"visa": False, "permit": False, "fear": False}).outcome == "turned_away"


def test_a_shield_is_not_asked_of_whom_nothing_stands_against() -> None:
    assert names(advise([REFUSE, SHIELD], {"visa": True})) == []
    assert names(advise([REFUSE, SHIELD], {"visa": False})) == ["permit"]


def test_a_shield_not_settled_protects() -> None:
    facts = [Fact("visa", False), Fact("permit", False), Fact("fear", None, FactStatus.NOT_ESTABLISHED)]
    assert advise([REFUSE, SHIELD], facts).outcome == "protected"


def test_words_of_fear_below_every_standard_are_words_of_fear() -> None:
    facts = [Fact("visa", True), Fact("fear", True, standard=Standard.SUSPICION)]
    assert advise([REFUSE, SHIELD], facts).outcome == "protected"


def test_a_refusal_needs_a_ground_that_is_itself_certain() -> None:
    rules = [rule("one", "old = true"), rule("two", "old = false")]
    advice = advise(rules, {})
    assert (advice.outcome, names(advice)) == ("undetermined", ["old"])
    assert [ground.id for ground in advise(rules, {"old": True}).grounds] == ["one"]


def test_a_discretionary_exception_leaves_a_choice() -> None:
    unless = [{"id": "x", "cite": "act s 2", "kind": "discretionary", "when": "old = true"}]
    ruled = rule("refuse", "visa = false", unless=unless)
    advice = advise([ruled], {"visa": False, "old": True})
    assert (advice.outcome, advice.grounds[0].id) == ("may_pass", "refuse")
    assert advise([ruled], {"visa": False, "old": False}).outcome == "turned_away"


def test_a_mandatory_ground_beside_a_lifted_one_still_refuses() -> None:
    unless = [{"id": "x", "cite": "act s 2", "kind": "discretionary", "when": "old = true"}]
    rules = [rule("soft", "visa = false", unless=unless), rule("hard", "permit = false")]
    advice = advise(rules, {"visa": False, "permit": False, "old": True})
    assert (advice.outcome, [ground.id for ground in advice.grounds]) == ("turned_away", ["hard"])


def test_a_discretionary_rule_is_read_by_its_own_row() -> None:
    rows = [{"outcome": "turned_away", "when": {"effect": "turn_away", "kind": "mandatory"}},
            {"outcome": "looked_at", "when": {"effect": "turn_away", "kind": "discretionary"}}]  # fmt: skip
    advice = advise([rule("may", "visa = false", kind="discretionary")], {"visa": False}, rows=rows)
    assert (advice.outcome, advice.grounds[0].kind) == ("looked_at", GroundKind.DISCRETIONARY)


def test_a_waiver_lifts_only_once_its_grant_is_on_record() -> None:
    waivers = [{"id": "mercy", "cite": "act s 3", "authority": "the minister", "granted": "waived = true"}]
    ruled = rule("refuse", "visa = false", waivers=waivers)
    advice = advise([ruled], {"visa": False}, text={"waivers": {"mercy": "The minister may waive."}})
    assert (advice.outcome, names(advice)) == ("turned_away", [])
    assert [(tell.id, tell.text) for tell in advice.tell] == [("mercy", "The minister may waive.")]
    assert advise([ruled], {"visa": False, "waived": True}).outcome == "passed"


CLAIM = [fact("claim_date", "date"), fact("seeks", order=20)]


LASTING = rule("lasting", "old = true", "welcome")


def test_in_force_dates_by_the_decision() -> None:
    ruled = rule("refuse", "visa = false", since="2026-01-01", until="2026-06-30", repealed=True)
    for day, outcome in ((date(2025, 12, 31), "passed"), (date(2026, 1, 1), "turned_away"),
                         (date(2026, 6, 30), "turned_away"), (date(2026, 7, 1), "passed")):  # fmt: skip
        assert advise([ruled, LASTING], {"visa": False, "old": False}, on=day).outcome == outcome


def test_before_the_first_version_of_any_rule_nothing_is_advised() -> None:
    with pytest.raises(NotInForceError, match="the pack small says nothing of gate before 1 Jan 2020"):
        advise([REFUSE, SHIELD], {}, on=date(2019, 12, 31))
    assert advise([REFUSE, SHIELD], {}, on=date(2020, 1, 1)).outcome == "undetermined"


@pytest.mark.parametrize(("day", "silent"), [(date(2023, 1, 1), False), (date(2023, 1, 2), True),
                                             (date(2024, 12, 31), True), (date(2025, 1, 1), False),
                                             (date(2026, 1, 1), True)])  # fmt: skip
def test_a_gap_in_a_rule_or_an_end_that_is_no_repeal_is_never_read_as_leave(day: date, silent: bool) -> None:
    version = {"applies_by": "decision_date", "when": "visa = false"}
    versions = [
        {"in_force": {"from": "2020-01-01", "to": "2023-01-01"}, **version},
        {"in_force": {"from": "2025-01-01", "to": "2025-12-31"}, **version},
    ]
    rules = [rule("refuse", "", versions=versions), LASTING]
    if silent:
        with pytest.raises(NotInForceError, match="says nothing of refuse"):
            advise(rules, {"visa": False}, on=day)
    else:
        assert advise(rules, {"visa": False}, on=day).outcome == "turned_away"


def test_where_every_rule_is_repealed_nothing_is_advised() -> None:
    gone = rule("refuse", "visa = false", until="2025-12-31", repealed=True)
    with pytest.raises(NotInForceError, match="nothing of gate on 1 Jan 2026"):
        advise([gone], {}, on=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("code", "name"), [("XK", "Kosovo"), ("CI", "Côte d’Ivoire"), ("UTO", "Utopia"), ("US", "United States")]
)
def test_a_country_is_named_and_a_choice_said_in_words(code: str, name: str) -> None:
    known = [fact("from_state", "country"), fact("kind", "enum", values=["alien_paper", "other"])]
    text = {"rules": {"refuse": {"title": "t", "reason": "{from_state}; {kind}."}}}
    given = {"from_state": code, "kind": "alien_paper"}
    advice = advise(
        [rule("refuse", {"all": [f"from_state = {code}", "kind != other"]})], given, dictionary=known, text=text
    )
    assert advice.grounds[0].reason == f"{name}; alien paper."


def test_a_rule_may_apply_by_the_day_of_the_claim() -> None:
    ruled = rule("refuse", "seeks = true", since="2026-01-01", applies_by="claim_date")
    assert advise([ruled], {"seeks": True, "claim_date": "2026-01-01"}, dictionary=CLAIM).outcome == "turned_away"
    assert advise([ruled], {"seeks": True, "claim_date": "2025-12-31"}, dictionary=CLAIM).outcome == "passed"
    assert names(advise([ruled], {"seeks": True}, dictionary=CLAIM)) == ["claim_date"]
    assert names(advise([ruled], {"seeks": False}, dictionary=CLAIM)) == []


def test_a_bar_that_reaches_back_reaches_no_further_and_not_before_it_commenced() -> None:
    transition = {"cite": "act s 75", "not_to": "claim_date < 2025-06-03"}
    ruled = rule("bar", "seeks = true", since="2026-03-26", transition=transition)
    older = rule("older", "seeks = false", "welcome")
    given = lambda day: {"seeks": True, "claim_date": day}  # noqa: E731
    assert advise([ruled], given("2025-06-03"), dictionary=CLAIM, on=date(2026, 3, 26)).outcome == "turned_away"
    assert advise([ruled], given("2025-06-02"), dictionary=CLAIM, on=date(2026, 3, 26)).outcome == "passed"
    assert advise([ruled, older], given("2025-06-03"), dictionary=CLAIM, on=date(2026, 3, 25)).outcome == "passed"


def test_a_version_by_claim_date_may_also_reach_older_claims() -> None:
    transition = {"cite": "act s 75", "also_to": "claim_date >= 2025-06-03"}
    ruled = rule("bar", "seeks = true", since="2026-03-26", applies_by="claim_date", transition=transition)
    old = {"seeks": True, "claim_date": "2025-06-03"}
    assert advise([ruled], old, dictionary=CLAIM, on=date(2026, 4, 1)).outcome == "turned_away"
    older = rule("older", "seeks = false", "welcome")
    assert advise([ruled, older], old, dictionary=CLAIM, on=date(2026, 3, 25)).outcome == "passed"


def test_two_sources_that_disagree_decide_nothing() -> None:
    facts = [Fact("visa", False, source="register"), Fact("visa", True, source="mrz"), Fact("permit", False)]
    for order in (facts, facts[::-1]):
        advice = advise([REFUSE], order)
        assert [(ask.fact, ask.status) for ask in advice.ask] == [("visa", "disputed")]


def test_two_sources_that_agree_count_as_the_firmer() -> None:
    ruled = rule("refuse", "visa = false", standard="beyond_doubt")
    facts = [Fact("visa", False), Fact("visa", False, standard=Standard.BEYOND_DOUBT)]
    assert advise([ruled], facts).outcome == "turned_away"


def test_what_one_fact_implies_is_not_asked_and_what_is_said_wins() -> None:
    implies = [{"when": "until < decision_date", "value": False, "cite": "act s 4"}]
    known = [fact("visa", implies=implies), fact("until", "date")]
    ruled = rule("refuse", "visa = false")
    assert advise([ruled], {"until": "2026-11-21"}, dictionary=known).outcome == "turned_away"
    assert names(advise([ruled], {"until": "2026-11-22"}, dictionary=known)) == ["visa"]
    assert advise([ruled], {"until": "2026-11-21", "visa": True}, dictionary=known).outcome == "passed"


def test_a_date_that_cannot_be_earlier_settles_what_it_can() -> None:
    known = [fact("leaves", "date", not_before="decision_date"), fact("until", "date")]
    ruled = rule("refuse", "until < plus_months(leaves, 3)")
    assert advise([ruled], {"until": "2026-12-01"}, dictionary=known).outcome == "turned_away"
    assert names(advise([ruled], {"until": "2027-12-01"}, dictionary=known)) == ["leaves"]


def test_the_order_of_facts_and_rules_of_input_never_matters() -> None:
    facts = [Fact("visa", False), Fact("permit", False), Fact("fear", False, FactStatus.REFUSED), Fact("old", True)]
    route = pack_of(BOOLS, [REFUSE, SHIELD]).route("gate")
    expected = json.dumps(evaluate(facts, route, on=ON).to_json())
    for seed in range(10):
        random.Random(seed).shuffle(facts)
        assert json.dumps(evaluate(facts, route, on=ON).to_json()) == expected


def test_facts_the_route_does_not_use_are_left_aside_and_wrong_ones_are_not() -> None:
    assert advise([REFUSE], {"shoe_size": 44, "visa": True}).outcome == "passed"
    with pytest.raises(FactError, match="visa"):
        advise([REFUSE], {"visa": "yes"})


def test_the_trace_is_cited_and_can_be_left_out() -> None:
    route = pack_of(BOOLS, [REFUSE, SHIELD]).route("gate")
    trace = evaluate({"visa": False}, route, on=ON).trace
    found = {node["id"]: node for node in trace["rules"]}
    assert found["refuse"]["value"] == "unknown"
    assert found["refuse"]["cite"] == "Utopian Border Act s 1"
    assert [part["value"] for part in found["refuse"]["parts"][0]["parts"]] == ["false", "unknown"] or (
        found["refuse"]["parts"][0]["parts"]
    )
    assert trace["facts"]["visa"] == {"value": False, "status": "known", "source": ""}
    assert evaluate({"visa": False}, route, on=ON, trace=False).trace == {}


def test_advice_is_json() -> None:
    route = pack_of(BOOLS, [REFUSE, SHIELD]).route("gate")
    answer = json.loads(json.dumps(evaluate({"visa": False}, route, on=ON).to_json()))
    assert set(answer) >= {"outcome", "decided", "grounds", "ask", "tell", "deadlines", "trace", "snapshot"}
    assert answer["snapshot"].startswith("sha256:")


def test_the_snapshot_follows_the_law_that_governs_and_nothing_else() -> None:
    versions = [
        {"in_force": {"from": "2020-01-01", "to": "2025-12-31"}, "applies_by": "decision_date", "when": "visa = false"},
        {"in_force": {"from": "2026-01-01"}, "applies_by": "decision_date", "when": "permit = false"},
    ]
    route = pack_of(BOOLS, [rule("refuse", "", versions=versions)]).route("gate")
    snapshot = lambda day: evaluate({}, route, on=day).snapshot  # noqa: E731
    assert snapshot(date(2025, 1, 1)) == snapshot(date(2025, 12, 31)) != snapshot(date(2026, 1, 1))
    other = pack_of(BOOLS, [rule("refuse", "", versions=versions)], text={"says": {"a": "b"}}).route("gate")
    assert evaluate({}, other, on=ON).snapshot == snapshot(ON)


def test_deadlines_and_what_to_tell_follow_the_outcome() -> None:
    advice = advise(
        [REFUSE], {"visa": True}, text={"tells": {"right": "You may appeal."}, "clocks": {"leave": "Leave by then"}},
        clocks=[{"id": "leave", "cite": "act s 5", "outcomes": ["passed"], "days": 7}],
        tells=[{"id": "right", "cite": "act s 6", "outcomes": ["passed"]}],
    )  # fmt: skip
    (deadline,) = advice.deadlines
    assert (deadline.clock, deadline.due, deadline.words) == ("leave", "2026-11-29", "Leave by then")
    assert deadline.to_json() == {
        "clock": "leave", "due": "2026-11-29", "cite": "Utopian Border Act s 5", "words": "Leave by then",
    }  # fmt: skip
    assert [tell.text for tell in advice.tell] == ["You may appeal."]


def _random_adverse(chance: random.Random) -> list[dict[str, Any]]:
    def tree(depth: int) -> Any:
        if not depth:
            return f"{chance.choice(('visa', 'permit', 'old', 'waived'))} = {chance.choice(('true', 'false'))}"
        return {chance.choice(("all", "any", "none")): [tree(depth - 1) for _ in range(2)]}

    return [rule(f"r{n}", tree(2), chance.choice(("turn_away", "welcome"))) for n in range(3)]


@pytest.mark.parametrize("seed", range(40))
def test_no_refusal_ever_rests_on_a_missing_fact(seed: int) -> None:
    chance = random.Random(seed)
    route = pack_of(BOOLS, [*_random_adverse(chance), SHIELD]).route("gate")
    for _ in range(8):
        facts = {
            name: chance.random() < 0.5 for name in ("visa", "permit", "old", "waived", "fear") if chance.random() < 0.5
        }
        advice = evaluate(facts, route, on=ON, trace=False)
        missing = [name for name in ("visa", "permit", "old", "waived") if name not in facts]
        whole = [
            evaluate({"fear": False, **facts, **{n: bool(bits >> k & 1) for k, n in enumerate(missing)}}, route, on=ON)
            for bits in range(2 ** len(missing))
        ]
        if facts.get("fear"):
            assert advice.outcome == "protected"
            continue
        if advice.outcome == "turned_away":
            assert facts.get("fear") is False
            assert all(other.outcome == "turned_away" for other in whole)
            assert advice.grounds
            assert all({g.id for g in advice.grounds} <= {g.id for g in other.grounds} for other in whole)
        elif advice.decided:
            assert {other.outcome for other in whole} == {advice.outcome}
        else:
            assert advice.ask
            assert not set(names(advice)) & set(facts)
