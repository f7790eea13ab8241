"""What is worked out before an act: found again in its transaction, the same as without, and never a hindrance."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from limen import assessment
from limen.office.actions import assessing, deciding, units, weighing
from limen.office.actions.acting import Ahead, BadInput, CaseAct, NotFound
from limen.office.authority import NotPermitted
from limen.office.records.models import Assessment, Case, Hit, JournalEntry, Unit
from tests.office.conftest import Office, passport

COLUMNS = ("findings", "facts", "discrepancies", "advice")


@pytest.fixture
def depths(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How deep in transactions each weighing was made: the test's own is one."""
    found: list[int] = []
    real = assessment.assess

    def assess(*given: Any) -> Any:
        found.append(len(connection.savepoint_ids))
        return real(*given)

    monkeypatch.setattr(assessment, "assess", assess)
    yield found


def deepest(depths: list[int]) -> int:
    found = max(depths)
    depths.clear()
    return found


def test_no_act_of_the_desk_works_anything_out_in_its_transaction(office: Office, depths: list[int]) -> None:
    outside = len(connection.savepoint_ids)
    case = office.arrive(passport("henri"))
    assert deepest(depths) == outside
    office.arrive(passport("henri"))  # read again into the same case
    assert deepest(depths) == outside
    deciding.admit(office.officers["primary"], case.id, office.stamp(), seen=office.case(case.id).revision)
    assert deepest(depths) == outside
    office.answer(office.arrive(passport("amara")), "visa_held", "true")
    assert deepest(depths) == outside
    listed = office.arrive(passport("dorian"))
    assert deepest(depths) == outside, "its new hit was foreseen as well"
    hit = Hit.objects.get(case=listed)
    assessing.resolve_hit(
        office.officers["primary"], listed.id, office.stamp(), hit=hit.id, state="not_same", note="compared the faces"
    )
    assert deepest(depths) == outside
    deciding.admit(office.officers["primary"], office.answer_all(office.case(listed.id), visa_exempt="true").id,
                   office.stamp())  # fmt: skip
    office.arrive(passport("dorian"), by="secondary")
    assert deepest(depths) == outside, "a remembered hit was foreseen as well"


def test_an_act_on_a_unit_works_nothing_out_while_it_holds_all_its_cases(office: Office, depths: list[int]) -> None:
    primary, outside = office.officers["primary"], len(connection.savepoint_ids)
    units.open_unit(primary, office.stamp(), kind="family", direction="entry")
    unit = Unit.objects.get()
    for key in ("henri", "taro"):
        units.arrive(primary, unit.id, office.stamp(), text="\n".join(passport(key).mrz))
    shared = {ask["fact"] for case in Case.objects.filter(unit=unit) for ask in office.advice(case)["ask"]}
    if "planned_exit" in shared:
        units.answer_unit(primary, unit.id, office.stamp(), fact="planned_exit", value="2026-11-29")
    ready = [case for case in Case.objects.filter(unit=unit) if office.advice(case)["decided"]]
    assert ready
    units.admit_unit(primary, unit.id, office.stamp(), cover={case.id: case.revision for case in ready})
    assert deepest(depths) == outside


def test_with_and_without_foresight_the_same_is_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for by in ("primary", "secondary"):  # the same passport at two desks, the second without
        if by == "secondary":
            monkeypatch.setattr(CaseAct, "foresee", lambda *_, **__: Ahead())
        case = office.answer(office.arrive(passport("dorian"), by=by), "visa_held", "true", by)
        given = str(case.answers.get().id)
        rows = Assessment.objects.filter(case=case).order_by("revision")
        seen.append([repr([getattr(row, column) for column in COLUMNS]).replace(given, "?") for row in rows])
    assert seen[0] == seen[1] and len(seen[0]) == 2


def test_what_cannot_be_foreseen_is_told_by_the_act_in_its_own_words(office: Office) -> None:
    case, primary = office.arrive(passport("amara")), office.officers["primary"]
    with pytest.raises(BadInput, match="no kind of answer"):
        assessing.answer(primary, case.id, office.stamp(), fact="visa_held", value="true", status="perhaps")
    with pytest.raises(NotFound, match="no such hit"):
        assessing.resolve_hit(primary, case.id, office.stamp(), hit=case.id, state="same", note="the same face")
    with pytest.raises(NotPermitted):
        assessing.answer(office.officers["auditor"], case.id, office.stamp(), fact="visa_held", value="true")
    assert JournalEntry.objects.filter(verb="not_permitted").count() == 1


def test_a_fault_in_foreseeing_stops_no_act(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case = office.arrive(passport("amara"))

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the lists could not be opened")

    monkeypatch.setattr(weighing, "foresee", broken)
    with caplog.at_level(logging.ERROR):
        case = office.answer(case, "visa_held", "true")
    assert case.revision == 2 and case.answers.count() == 1
    assert "answer could not be foreseen" in caplog.text


def test_foreseeing_writes_nothing(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ahead = assessing.answer.foresee(
            office.officers["primary"], case.id, office.stamp(), fact="visa_held", value="true"
        )
    assert len(ahead.results) == 1
    assert {query["sql"].split()[0] for query in captured.captured_queries} == {"SELECT"}
    elsewhere = assessing.answer.foresee(
        office.officers["primary"], office.post.id, office.stamp(), fact="visa_held", value="true"
    )
    assert not elsewhere.results
