"""What a ground opens to: for and against in this case, the rule, the clause; nothing before the officer's own view."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from limen.office.actions import caseview, deciding, grounding
from limen.office.actions.views import GroundLaw, GroundView
from limen.policy import evaluate, load_pack, parse_facts, shipped_packs
from limen.policy.lawtext import clauses
from limen.policy.standing import rests_on
from tests.office.actions.test_hits_and_history import SOMEBODY_ELSE, resolve
from tests.office.actions.test_refusal import REASONS, refusable
from tests.office.conftest import ALERTS, Office, passport

PACKS = [name for name in shipped_packs() if load_pack(name).examples]


def advised(name: str, asked: frozenset[str] = frozenset(), most: int = 8) -> list[tuple[Any, Any, GroundView]]:
    """The first ground of each of some rules in the examples of a pack, with its kept rule and what is shown of it."""
    pack, found = load_pack(name), dict[str, tuple[Any, Any, GroundView]]()
    for example in sorted(pack.examples, key=lambda example: (example.on, example.id)):
        route = pack.route(example.route)
        advice = evaluate(parse_facts(example.facts, route), route, on=example.on)
        for ground in advice.grounds if len(found) < most else ():
            kept = next(rule for rule in advice.trace["rules"] if rule["id"] == ground.id)
            (view,) = grounding.grounds(grounding.Advised(advice.trace, route, "en", asked), [ground.to_json()])
            found.setdefault(f"{route.id} {ground.id}", (kept, ground, view))
        if len(found) >= most:
            break
    return list(found.values())


def opened(view: GroundView) -> GroundLaw:
    assert view.law is not None
    return view.law


def test_a_ground_tells_what_speaks_for_it_against_it_and_what_nobody_knows(office: Office) -> None:
    case = refusable(office)
    view = caseview.build(case, office.officers["primary"], office.now)
    assert view.advice is not None
    (ground,) = view.advice.grounds
    law = opened(ground)
    told = {name: (value, source) for one in law.speaks_for for name, value, source in one.facts}
    visa = load_pack("schengen").words("en", "facts", "visa_held", "name")
    assert told[visa] == ("no", "officer")
    assert law.rule and law.rule[0].cite and not any(line.heading for line in law.rule)
    assert "(above)" not in " ".join(line.words for line in law.rule), "a condition is told where it stands"
    assert law.clause == "" and ground.cite


@pytest.mark.parametrize("name", PACKS)
def test_every_ground_of_every_pack_opens_to_something_that_speaks_for_it(name: str) -> None:
    rows = advised(name)
    assert rows
    for _kept, ground, view in rows:
        law = opened(view)
        assert law.speaks_for and law.rule, ground.id
        for one in (*law.speaks_for, *law.against, *law.unknown):
            assert one.words and all(called and said for called, said, _ in one.facts)


@pytest.mark.parametrize("name", PACKS)
def test_no_rule_that_waits_for_an_own_finding_opens_wherever_in_it_the_finding_stands(name: str) -> None:
    pack = load_pack(name)
    judged = frozenset(fact for fact, definition in pack.facts.items() if definition.judgement)
    closed = 0
    for kept, _ground, view in advised(name, judged, 30):
        if rests_on(kept, judged, pack):
            assert view.law is None
            closed += 1
        else:
            assert not view.hidden and view.law is not None
    assert closed or not judged


def test_on_the_case_nothing_of_a_judgement_opens_before_the_officers_own_view_is_recorded(office: Office) -> None:
    office.import_csv("un", ALERTS, title="Specimen persons of concern", kind="concern")
    office.import_csv("alerts", SOMEBODY_ELSE)
    case = office.arrive(passport("dorian"))
    resolve(office, case, "same")
    pack = load_pack("schengen")
    for _ in range(12):
        case = office.case(case.id)
        view = caseview.build(case, office.officers["primary"], office.now)
        assert view.advice is not None
        trace = {rule["id"]: rule for rule in office.advice(case)["trace"]["rules"]}
        waiting = {ask.fact for ask in view.advice.asks if ask.judgement}
        for ground in view.advice.grounds:
            assert (ground.law is None) is (ground.hidden or rests_on(trace[ground.id], waiting, pack))
        if not view.advice.asks:
            break
        ask = view.advice.asks[0]
        case = office.answer(case, ask.fact, ask.keys[0][2] if ask.keys else "2026-11-29")


def test_a_decision_keeps_what_its_grounds_opened_to(office: Office) -> None:
    case = refusable(office)
    before = caseview.build(case, office.officers["primary"], office.now)
    assert before.advice is not None
    deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS, seen=case.revision)
    decision = office.case(case.id).decisions.get()
    assert grounding.of_decision(decision.id) == before.advice.grounds
    view = caseview.build(office.case(case.id), office.officers["chief"], office.now)
    assert view.decision is not None and view.decision.grounds == before.advice.grounds


def test_the_official_text_stands_beside_the_rule_where_the_agency_keeps_it(tmp_path: Path, settings: Any) -> None:
    pack = load_pack("canada")
    rows = advised("canada")
    found = [(clauses(grounding.as_written(pack, ground.cite)), view) for _, ground, view in rows]
    key, path = next(told[0] for told, _ in found if told)
    (tmp_path / f"{key}.tsv").write_text(f"{path[0]}\t\tA person is kept out for this.\n", "utf-8")
    assert not any(opened(view).clause for _, view in found), "no folder is named"
    settings.LIMEN_LAWTEXT = str(tmp_path)
    for told, view in ((told, view) for (told, _), (_, _, view) in zip(found, advised("canada"), strict=True)):
        quoted = any((one, at[0]) == (key, path[0]) for one, at in told)
        assert ("A person is kept out for this." in opened(view).clause) is quoted


@pytest.mark.parametrize("name", PACKS)
def test_what_is_cited_is_read_back_as_the_pack_writes_it(name: str) -> None:
    pack = load_pack(name)
    for route in pack.routes.values():
        for rule in route.rules:
            assert grounding.as_written(pack, pack.cited(rule.cite)) == rule.cite


def test_a_fact_says_where_it_is_from_and_never_from_which_list() -> None:
    route = load_pack("schengen").route("entry")
    trace = {"facts": {"security_concern": {"value": True, "status": "known", "source": "list:un"}}}
    known = grounding.Advised(trace, route, "en")
    assert grounding._fact(known, "security_concern")[1:] == ("yes", "list")
    assert grounding._fact(replace(known, trace={}), "security_concern")[1:] == ("not known", "")
