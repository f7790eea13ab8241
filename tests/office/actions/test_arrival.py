"""A traveller from passport to recorded decision, through the real acts."""

from __future__ import annotations

from limen.office.actions import deciding
from limen.office.records.models import JournalEntry, Movement
from tests.office.conftest import Office, passport


def test_a_clean_visitor_is_admitted(office: Office) -> None:
    case = office.arrive(passport())
    assert case.state == "open"
    assert not office.advice(case)["decided"]
    case = office.answer_all(case)
    assert office.advice(case)["outcome"] == "admit"
    done = deciding.admit(office.officers["primary"], case.id, office.stamp(), seen=case.revision)
    case = office.case(case.id)
    assert case.state == "admitted"
    movement = Movement.objects.get(case=case)
    assert movement.direction == "entry" and str(movement.last_day) == "2026-11-29"
    verbs = list(JournalEntry.objects.filter(case=str(case.id)).order_by("seq").values_list("verb", flat=True))
    assert verbs[:2] == ["open", "read"] and verbs[-1] == "admit"
    assert not done.replayed
