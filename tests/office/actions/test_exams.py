"""Exam items: the same number gives the same set, a set is answered once and whole, its key is the trainer's."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from limen.office.actions import exams, practising
from limen.office.actions.acting import BadInput, NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records.models import Case, JournalEntry, PracticeRun
from tests.office.conftest import Office

pytestmark = pytest.mark.django_db
ROUTE = "schengen/exit"


def begin(office: Office, by: str = "trainee", **more: Any) -> uuid.UUID:
    given = {"route": ROUTE, "number": 7, "most": 3, **more}
    return uuid.UUID(exams.begin_exam(office.officers[by], office.stamp(), **given).result)


def shown(office: Office, exam: uuid.UUID, by: str = "trainee") -> exams.ExamView:
    return exams.exam(office.officers[by], office.stamp(), exam)


def right(view: exams.ExamView) -> dict[str, str]:
    return {item.rule: next(one.outcome for one in item.choices if one.is_right) for item in view.items}


def answer(office: Office, exam: uuid.UUID, answers: dict[str, str], by: str = "trainee") -> None:
    exams.answer_exam(office.officers[by], office.stamp(), exam=exam, answers=answers)


def test_a_number_gives_the_same_set_to_everybody_and_its_key_to_a_trainer(office: Office) -> None:
    first, second = (shown(office, begin(office, by), by) for by in ("trainee", "secondary"))
    key = exams.key(office.officers["trainer"], office.stamp(), route=ROUTE, number=7, most=3)
    assert first.items == second.items == key.items and len(key.items) == 3
    assert all([one.is_right for one in item.choices].count(True) == 1 for item in key.items)
    assert all("{" not in one.why for item in key.items for one in item.choices)
    for role in ("trainee", "secondary", "chief"):
        with pytest.raises(NotPermitted):
            exams.key(office.officers[role], office.stamp(), route=ROUTE, number=7, most=3)


def test_a_set_is_marked_by_what_was_chosen_and_only_once(office: Office) -> None:
    exam = begin(office)
    answers = right(shown(office, exam))
    first = shown(office, exam).items[0]
    answers[first.rule] = next(one.outcome for one in first.choices if not one.is_right)
    answer(office, exam, answers)
    view = shown(office, exam)
    assert (view.right, [item.is_right for item in view.items]) == (2, [False, True, True])
    with pytest.raises(NotPossible, match="answered"):
        answer(office, exam, right(view))
    assert shown(office, exam).right == 2 and not Case.objects.exists()
    told = JournalEntry.objects.filter(verb="answer_exam").get()
    assert told.case == "" and told.person == ""


def test_an_open_item_and_an_outcome_that_is_not_offered_are_refused(office: Office) -> None:
    exam = begin(office)
    answers = right(shown(office, exam))
    rule = next(iter(answers))
    for wrong, message in (("", "every item"), ("no such outcome", "item offers")):
        with pytest.raises(BadInput, match=message):
            answer(office, exam, {**answers, rule: wrong})
    assert PracticeRun.objects.get(id=exam).decided_at is None
    answer(office, exam, {**answers, "a rule of another set": "depart"})
    assert shown(office, exam).right == 3


def test_a_set_is_its_officers_until_it_is_answered_and_then_a_trainers_too(office: Office) -> None:
    exam = begin(office)
    answers = right(shown(office, exam))
    with pytest.raises(NotPermitted):
        shown(office, exam, "secondary")
    with pytest.raises(NotFound):
        shown(office, exam, "trainer")
    with pytest.raises(NotFound):
        answer(office, exam, answers, "trainer")
    assert exams.exams(office.officers["trainer"], office.stamp()).answered == ()
    answer(office, exam, answers)
    (row,) = exams.exams(office.officers["trainer"], office.stamp()).answered
    assert (row.id, row.right, row.of, row.number) == (exam, 3, 3, 7)
    before = JournalEntry.objects.filter(verb="see_practice").count()
    assert shown(office, exam, "trainer").officer == row.officer
    assert JournalEntry.objects.filter(verb="see_practice").count() == before + 1
    assert exams.exams(office.officers["secondary"], office.stamp()).answered == ()


def test_a_set_is_no_case_of_practice_and_a_case_no_set(office: Office) -> None:
    exam = begin(office)
    officer = office.officers["trainee"]
    assert practising.desk(officer, office.stamp()).runs == ()
    for act in (
        lambda: practising.run(officer, office.stamp(), exam),
        lambda: practising.decide_practice(officer, office.stamp(), run=exam, outcome="depart"),
        lambda: practising.begin_near_miss(officer, office.stamp(), run=exam),
    ):
        with pytest.raises(NotFound):
            act()
    case = uuid.UUID(practising.begin_practice(officer, office.stamp(), route=ROUTE).result)
    with pytest.raises(NotFound):
        shown(office, case)


def test_numbers_counts_and_routes_that_are_none_are_refused_before_anything_is_made(office: Office) -> None:
    for wrong in list[dict[str, Any]](
        ({"number": -1}, {"number": practising.SEEDS}, {"most": 0}, {"most": exams.MOST_ITEMS + 1})
    ):
        with pytest.raises(BadInput):
            begin(office, **wrong)
    with pytest.raises(NotFound):
        begin(office, route="utopia/entry")
    with pytest.raises(NotPermitted):
        begin(office, "auditor")
    assert not PracticeRun.objects.exists()
    assert shown(office, begin(office, number=None)).items


def test_the_same_form_sent_twice_begins_one_set(office: Office) -> None:
    stamp = office.stamp()
    one, other = (exams.begin_exam(office.officers["trainee"], stamp, route=ROUTE, most=2) for _ in range(2))
    assert one.result == other.result and PracticeRun.objects.count() == 1
