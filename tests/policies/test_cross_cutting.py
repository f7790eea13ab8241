"""What international law asks around a decision: it protects, asks, and never speaks against anybody."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.interview.prompts import GROUPS
from limen.policy import Pack, Route, evaluate, load_pack, parse_facts, proofread
from limen.policy.proofread import WORDS
from limen.policy.read import pack_of
from limen.policy.values import Kind
from limen.vocabulary.decision import Advice, OutcomeKind
from limen.vocabulary.evidence import Outcome

ON = date(2026, 11, 22)
PACK = load_pack("cross_cutting")
RETURN, CHILD, WELFARE = PACK.route("return"), PACK.route("child"), PACK.route("welfare")
CONSULAR, INTERPRETER = PACK.route("consular"), PACK.route("interpreter")
SENT_AWAY = ("refuse_entry", "remove", "extradite", "turn_back", "hand_over")
NOT_KNOWN: tuple[Any, ...] = (None, {"status": "refused"}, {"status": "disputed"})
HELD: dict[str, Any] = {"held": True, "national_of": "other_state", "consular_right_told": True}


def advise(facts: dict[str, Any], route: Route) -> Advice:
    return evaluate(parse_facts(facts, route), route, on=ON)


def asked(advice: Advice) -> list[str]:
    return [ask.fact for ask in advice.ask]


def told(advice: Advice) -> set[str]:
    return {telling.id for telling in advice.tell}


def test_the_pack_proofreads_and_nobody_has_reviewed_it() -> None:
    failed = [finding.reason(WORDS) for finding in proofread(PACK) if finding.outcome is Outcome.FAILED]
    assert failed == []
    assert not PACK.is_for_service("en") and PACK.reviewers == ()
    assert {kept.checked for kept in PACK.instruments.values()} <= {"memory", "secondary"}


@pytest.mark.parametrize("example", PACK.examples, ids=lambda example: example.id)
def test_each_example_gives_what_it_says(example: Any) -> None:
    route = PACK.route(example.route)
    advice = evaluate(parse_facts(example.facts, route), route, on=example.on)
    assert advice.outcome == example.outcome
    if example.ask is not None:
        assert tuple(ask.fact for ask in advice.ask) == example.ask
    if example.grounds is not None:
        assert tuple(ground.id for ground in advice.grounds) == example.grounds


def test_near_misses_stand_on_either_side() -> None:
    known = {example.id: example for example in PACK.examples}
    near = [example for example in PACK.examples if example.near]
    assert len(near) >= 80
    assert all(known[example.near].outcome != example.outcome for example in near)


# -- every leaf matters ------------------------------------------------------------------------------------------------


def _leaves(condition: Any, at: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The place of each leaf under a condition of a file."""
    if isinstance(condition, str) or "if" in condition:
        yield at
    for how in {"all", "any", "none"} & set(condition if isinstance(condition, dict) else ()):
        for number, part in enumerate(condition[how]):
            yield from _leaves(part, (*at, how, number))


def _subjects() -> Iterator[tuple[str, str]]:
    """Each route with each of its rules and of its named conditions."""
    for route in PACK.routes:
        document = PACK.documents[f"routes/{route}.yaml"]
        yield from ((route, name) for name in document.get("conditions", {}))
        yield from ((route, rule["id"]) for rule in document["rules"])


def _places(document: dict[str, Any], subject: str) -> Iterator[tuple[Any, ...]]:
    if subject in document.get("conditions", {}):
        yield from _leaves(document["conditions"][subject], ("conditions", subject))
        return
    number = next(place for place, rule in enumerate(document["rules"]) if rule["id"] == subject)
    for version, kept in enumerate(document["rules"][number]["versions"]):
        yield from _leaves(kept["when"], ("rules", number, "versions", version, "when"))


def _otherwise(leaf: Any) -> Iterator[Any]:
    """A leaf turned round, and, where it names several values, without each of them."""
    yield {"none": [leaf]}
    text = leaf if isinstance(leaf, str) else leaf["if"]
    fact, _, values = text.removesuffix("]").partition(" in [")
    several = values.split(", ") if values else []
    for one in several if len(several) > 1 else []:
        fewer = f"{fact} in [{', '.join(value for value in several if value != one)}]"
        yield fewer if isinstance(leaf, str) else {**leaf, "if": fewer}


@pytest.fixture(scope="module")
def plain() -> dict[str, Any]:
    """The files of the pack without its other languages, which no mutant touches."""
    files = {path: page for path, page in PACK.documents.items() if not path.startswith("text/") or "/en/" in path}
    return {**files, "pack.yaml": {key: kept for key, kept in files["pack.yaml"].items() if key != "asked_in"}}


@pytest.mark.parametrize(("route", "subject"), list(_subjects()))
def test_a_leaf_turned_round_or_a_value_taken_out_is_caught_by_an_example(
    route: str, subject: str, plain: dict[str, Any]
) -> None:
    path, examples = f"routes/{route}.yaml", f"examples/{route}.yaml"
    few = {name: page for name, page in plain.items() if not name.startswith(("routes/", "examples/"))}
    caught = 0
    for place in _places(plain[path], subject):
        page = copy.deepcopy(plain[path])
        node: Any = page
        for step in place[:-1]:
            node = node[step]
        for changed in _otherwise(node[place[-1]]):
            node[place[-1]] = changed
            assert _is_caught(pack_of({**few, path: page, examples: plain[examples]}), route), (place, changed)
            caught += 1
    assert caught


def _is_caught(mutant: Pack, route: str) -> bool:
    law = mutant.route(route)
    for example in mutant.examples:
        advice = evaluate(parse_facts(example.facts, law), law, on=example.on, trace=False)
        if advice.outcome != example.outcome or example.ask not in (None, tuple(asked(advice))):
            return True
        if example.grounds not in (None, tuple(ground.id for ground in advice.grounds)):
            return True
    return False


# -- what it may never say -------------------------------------------------------------------------------------------


def test_no_route_is_an_entry_and_none_speaks_against_anybody() -> None:
    assert set(PACK.routes) == {"return", "child", "welfare", "consular", "interpreter"}
    for route in PACK.routes.values():
        assert OutcomeKind.ADVERSE not in {*route.effects.values(), *route.outcomes.values()}
        assert not route.acts and not route.notices and not route.papers
        assert not any(rule.code or rule.disclosure == "restricted" for rule in route.rules)


def _values(route: Route, fact: str) -> st.SearchStrategy[Any]:
    kind = PACK.facts[fact].type
    if kind.kind is Kind.BOOL:
        return st.sampled_from([True, False])
    if kind.kind is Kind.ENUM:
        return st.sampled_from(sorted(kind.values))
    return st.sampled_from(["1980-01-01", "2008-11-22", "2008-11-23", "2020-01-01"])


def _cases(route: Route) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={fact: _values(route, fact) for fact in route.facts})


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_words_of_fear_are_heard_first_whatever_else_is_known(data: st.DataObject) -> None:
    route = data.draw(st.sampled_from([RETURN, CHILD, WELFARE]))
    facts = data.draw(_cases(route)) | {"asks_protection": True}
    assert advise(facts, route).outcome == "hear_first"


@settings(max_examples=40, deadline=None)
@given(_cases(RETURN), st.sampled_from(SENT_AWAY), st.sampled_from(NOT_KNOWN))
def test_nobody_is_sent_away_before_they_were_asked(facts: dict[str, Any], act: str, unknown: Any) -> None:
    """A danger that the State knows of is heard all the same; everything else waits for the question."""
    advice = advise({**facts, "planned_act": act, "asks_protection": unknown}, RETURN)
    assert advice.outcome in {"undetermined", "hear_first"}
    if not advice.decided:
        assert asked(advice)[0] == "asks_protection"
    else:
        assert facts["risk_known"] is True


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_outcome_is_for_the_person_or_left_to_others(data: st.DataObject) -> None:
    route = data.draw(st.sampled_from(list(PACK.routes.values())))
    advice = advise(data.draw(_cases(route)), route)
    assert advice.kind is not OutcomeKind.ADVERSE
    assert advice.decided is (advice.outcome != "undetermined")


# -- return ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["refuse_entry", "remove", "extradite", "turn_back"])
def test_against_torture_there_is_no_exception(act: str) -> None:
    facts = {"asks_protection": False, "risk_known": False, "examined_alone": True, "planned_act": act}
    assert advise({**facts, "protection_standing": "protected_otherwise"}, RETURN).outcome == "do_not_send"
    assert advise({**facts, "protection_standing": "refugee"}, RETURN).outcome == "do_not_send"
    excepted = advise({**facts, "protection_standing": "exception_open"}, RETURN)
    assert excepted.outcome == "authority_decides" and "torture_has_no_exception" in told(excepted)
    danger_there = advise({**facts, "protection_standing": "exception_open", "risk_known": True}, RETURN)
    assert danger_there.outcome == "hear_first"


# -- children --------------------------------------------------------------------------------------------------------


def test_doubt_about_the_age_counts_for_the_child_however_old_the_paper_says() -> None:
    alone = {"asks_protection": False, "sign_of_child": False, "companion": "nobody", "guardian_appointed": False}
    for birth in ("1990-01-01", "2008-11-22", {"status": "not_established"}):
        assert advise({**alone, "birth": birth, "age_doubted": True}, CHILD).outcome == "guardian_now"
    assert advise({**alone, "birth": "1990-01-01"}, CHILD).outcome == "undetermined"


@settings(max_examples=40, deadline=None)
@given(_cases(CHILD), st.sampled_from(["send_away", "detain", "separate", "decide"]))
def test_nothing_is_done_to_a_child_alone_by_one_officer(facts: dict[str, Any], plan: str) -> None:
    facts |= {"birth": "2012-05-01", "companion": "nobody", "planned_for_child": plan}
    assert advise(facts, CHILD).outcome != "not_stopped_here"


# -- signs -----------------------------------------------------------------------------------------------------------


def test_there_is_one_fact_for_each_group_of_signs_and_none_for_their_number() -> None:
    """What an officer may tick leads to a conversation; the law reads that a sign was seen, and never how many."""
    signs = {name for name in PACK.facts if name.startswith("sign_of_")}
    assert signs == {f"sign_of_{group.code}" for group in GROUPS}
    for name in signs:
        assert PACK.facts[name].type.kind is Kind.BOOL and not PACK.facts[name].judgement
    assert not [name for name, kept in PACK.facts.items() if kept.type.kind in {Kind.INT, Kind.MONEY}]


@pytest.mark.parametrize("signs", [kept for size in (1, 2, 3) for kept in itertools.combinations(
    ("sign_of_trafficking", "sign_of_smuggling", "sign_of_vulnerable"), size)])  # fmt: skip
def test_one_sign_offers_what_three_offer(signs: tuple[str, ...]) -> None:
    quiet = {"needs_help_now": False, "asks_protection": False, "planned_act": "nothing", "sign_of_child": False}
    none = dict.fromkeys(("sign_of_trafficking", "sign_of_smuggling", "sign_of_vulnerable"), False)
    advice = advise({**quiet, **none, **dict.fromkeys(signs, True), "talk": "not_offered"}, WELFARE)
    assert [ground.id for ground in advice.grounds] == ["welfare.talk"] and advice.outcome == "offer_talk"
    assert {"talk_how", "signs_say_nothing_against"} <= told(advice)
    seen_none = advise({**quiet, **none}, WELFARE)
    assert seen_none.kind is OutcomeKind.UNDETERMINED and "none_seen" in told(seen_none)


@settings(max_examples=40, deadline=None)
@given(_cases(WELFARE), st.sampled_from(["sign_of_trafficking", "sign_of_smuggling", "sign_of_vulnerable"]))
def test_a_sign_more_never_takes_protection_away(facts: dict[str, Any], sign: str) -> None:
    before, after = advise({**facts, sign: False}, WELFARE), advise({**facts, sign: True}, WELFARE)
    assert before.kind is not OutcomeKind.PROTECTIVE or after.kind is OutcomeKind.PROTECTIVE


# -- the consulate -----------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(_cases(CONSULAR))
def test_a_consulate_is_told_only_by_wish_or_by_a_treaty_of_which_the_person_is_told(facts: dict[str, Any]) -> None:
    advice = advise(facts, CONSULAR)
    guarded = facts.get("asks_protection") is True or facts.get("protection_standing") in (
        "claim_open", "refugee", "exception_open", "protected_otherwise",
    )  # fmt: skip
    if "consulate_told" in told(advice):
        assert facts["consular_right_told"] is True
        assert facts["wants_consulate"] is True or (facts["notice_mandatory"] is True and not guarded)
        assert "claim_never_told" in told(advice)
        assert facts["wants_consulate"] is True or "person_told_of_notice" in told(advice)


@pytest.mark.parametrize("unknown", NOT_KNOWN, ids=str)
def test_a_treaty_that_nobody_looked_up_is_looked_up(unknown: Any) -> None:
    facts = {**HELD, "asks_protection": False, "protection_standing": "none_on_record", "wants_consulate": False}
    advice = advise({**facts, "notice_mandatory": unknown}, CONSULAR)
    assert (advice.outcome, asked(advice)) == ("undetermined", ["notice_mandatory"])


@pytest.mark.parametrize("guard", [{"asks_protection": True}, {"protection_standing": "refugee"}], ids=str)
@pytest.mark.parametrize("treaty", [True, False, None])
def test_who_fears_their_state_is_asked_before_any_contact(guard: dict[str, Any], treaty: bool | None) -> None:
    facts = {**HELD, "asks_protection": False, "protection_standing": "none_on_record", **guard}
    advice = advise({**facts, "notice_mandatory": treaty}, CONSULAR)
    assert advice.outcome == "undetermined" and asked(advice)[0] == "wants_consulate"
    declined = advise({**facts, "notice_mandatory": treaty, "wants_consulate": False}, CONSULAR)
    assert "consulate_told" not in told(declined)


def test_what_is_told_is_recorded_with_time_language_and_by_whom() -> None:
    kept = {telling.id: telling.record for route in PACK.routes.values() for telling in route.tells}
    for name in ("fear_next", "right_told", "person_told_of_notice", "organisation_told", "victim_rights"):
        assert kept[name] == ("time", "language", "by")
    assert not any(telling.within_hours for route in PACK.routes.values() for telling in route.tells)


# -- the interpreter -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at_stake", ["interview", "decision", "arrest"])
@pytest.mark.parametrize("understood", [True, False])
def test_an_interpreter_is_offered_whatever_the_officer_thinks(at_stake: str, understood: bool) -> None:
    facts = {"at_stake": at_stake, "language_understood": understood, "interpreter": "not_offered", "read_back": True}
    assert advise(facts, INTERPRETER).outcome == "get_interpreter"


@settings(max_examples=40, deadline=None)
@given(_cases(INTERPRETER), st.sampled_from(["interview", "decision", "arrest"]))
def test_it_goes_on_only_where_the_person_is_understood(facts: dict[str, Any], at_stake: str) -> None:
    facts |= {"at_stake": at_stake}
    if advise(facts, INTERPRETER).outcome == "go_on":
        there = facts["interpreter"] == "present"
        assert (
            facts["interpreter_independent"] and facts["understand_each_other"]
            if there
            else (facts["interpreter"] == "declined" and facts["language_understood"])
        )
        assert at_stake == "arrest" or facts["read_back"] is True
