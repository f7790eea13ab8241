"""Who is due back: from what `defer` and `parole` recorded, until they are taken again or cross again."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from limen.office.actions import deciding, referring, returning
from limen.office.actions.acting import acted
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import Case, HistoryLink, Movement, Person
from tests.office.actions.test_other_law import REASONS, examined, under
from tests.office.conftest import TODAY, Office, passport

pytestmark = pytest.mark.django_db


def due(office: Office, by: str = "secondary", days: int = 0) -> returning.DueView:
    stamp = office.stamp()
    moved = type(stamp)(uuid.uuid4(), stamp.at + timedelta(days=days), stamp.client_at, stamp.zone)
    return returning.due_back(office.officers[by], moved)


def deferred(office: Office, days: int = 10) -> Case:
    case = under(office, "united_states").arrive(passport("amara", nationality="IND", issuer="IND"))
    referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason="no visa shown")
    referring.take(office.officers["secondary"], case.id, office.stamp())
    day = TODAY + timedelta(days=days)
    referring.defer(office.officers["secondary"], case.id, office.stamp(), reason="12: the letter", until=day)
    return office.case(case.id)


def paroled(office: Office, days: int = 10) -> Case:
    case = examined(under(office, "united_states"), relief_given="parole")
    day = TODAY + timedelta(days=days)
    deciding.parole(office.officers["chief"], case.id, office.stamp(), own_reasons=REASONS, until=day)
    return office.case(case.id)


def test_who_was_put_off_is_due_on_the_day_overdue_after_it_and_gone_once_taken(office: Office) -> None:
    case = deferred(office)
    (row,) = due(office).rows
    assert (row.case, row.act, row.day, row.stands) == (case.id, "defer", TODAY + timedelta(days=10), "later")
    assert row.name and row.law_words and row.language == "en" and row.late is None
    assert due(office, days=10).rows[0].stands == "today"
    late = due(office, days=13)
    assert (late.rows[0].stands, str(late.rows[0].late), late.overdue) == ("overdue", "overdue by 3 days", 1)
    referring.take(office.officers["secondary"], case.id, office.stamp())
    assert due(office, days=13).rows == ()


def test_who_was_let_in_for_a_time_is_due_until_a_later_crossing_of_the_same_person(office: Office) -> None:
    case = paroled(office)
    (row,) = due(office, days=11).rows
    assert (row.case, row.act, row.stands) == (case.id, "parole", "overdue")
    first = Movement.objects.get(case=case)
    again = Person.objects.create(custodian="here", made_at=office.now)
    link = HistoryLink.objects.create(
        case=case, person=again, earlier=first.person, score=0.9, why=[], state=HistoryLink.State.PROPOSED,
        **made(office),
    )  # fmt: skip
    other = Case.objects.create(**copied(case), state="departed", **made(office))
    Movement.objects.create(
        case=other, person=again, document=first.document, direction="exit", on=TODAY, post=first.post, **made(office)
    )
    assert due(office, days=11).rows, "a match that nobody confirmed says nothing"
    HistoryLink.objects.filter(id=link.id).update(state=HistoryLink.State.CONFIRMED)
    assert due(office, days=11).rows == ()


def made(office: Office) -> dict[str, Any]:
    return acted(office.officers["chief"], office.stamp())


def copied(case: Case) -> dict[str, Any]:
    return {"post": case.post, "direction": "exit", "holder": case.holder, "document": case.document}


def test_a_parole_long_past_is_counted_and_not_named(office: Office) -> None:
    case = paroled(office)
    past = due(office, days=10 + returning.LONGEST_OVERDUE.days + 1)
    assert (past.rows, past.longer, past.overdue) == ((), 1, 0)
    at_the_edge = due(office, days=10 + returning.LONGEST_OVERDUE.days)
    assert [row.case for row in at_the_edge.rows] == [case.id] and at_the_edge.longer == 0


def test_words_of_fear_take_the_person_off_and_a_compartment_hides_them(office: Office) -> None:
    case = deferred(office)
    Case.objects.filter(id=case.id).update(compartment="witness")
    assert due(office).rows == ()
    Case.objects.filter(id=case.id).update(compartment="")
    referring.refer_protection(office.officers["primary"], case.id, office.stamp(), words="They will kill me")
    assert due(office).rows == ()


def test_only_the_second_line_and_the_chief_see_it(office: Office) -> None:
    deferred(office)
    assert due(office, "chief").rows
    for role in ("primary", "auditor", "trainee"):
        with pytest.raises(NotPermitted):
            due(office, role)


def test_the_same_person_of_many_is_the_same_person_of_each(office: Office) -> None:
    people = [Person.objects.create(custodian="here", made_at=office.now) for _ in range(6)]
    case = deferred(office)
    for one, other in ((0, 1), (1, 2), (4, 5)):
        HistoryLink.objects.create(
            case=case, person=people[one], earlier=people[other], score=0.9, why=[],
            state=HistoryLink.State.CONFIRMED, **made(office),
        )  # fmt: skip
    keys = [person.id for person in people]
    groups = store.same_persons(keys[:4])
    for key in keys[:4]:
        assert groups[key] == store.same_person(key)
