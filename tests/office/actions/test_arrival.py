"""A traveller from passport to recorded decision, through the real acts."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from limen import specimens
from limen.office.actions import assessing, correcting, deciding
from limen.office.actions.acting import BadInput, NotFound, NotPossible
from limen.office.records import store
from limen.office.records.models import Case, JournalEntry, Movement, Reading
from tests.office.conftest import TODAY, USUAL, Office, passport


def admit(office: Office, case: Case, **more: object) -> Case:
    deciding.admit(office.officers["primary"], case.id, office.stamp(), seen=case.revision, **more)  # type: ignore[arg-type]
    return office.case(case.id)


def test_a_clean_visitor_is_admitted_until_the_day_they_stated(office: Office) -> None:
    case = office.arrive(passport("taro"))
    assert not office.advice(case)["decided"]
    asked = []
    while not office.advice(case)["decided"]:
        fact = office.advice(case)["ask"][0]["fact"]
        asked.append(fact)
        case = office.answer(case, fact, USUAL[fact])
    assert asked == ["planned_exit", "document_issued", "thorough_check"]
    case = admit(office, case)
    assert case.state == "admitted" and case.closed_at is not None
    movement = Movement.objects.get(case=case)
    assert (movement.direction, str(movement.last_day), movement.counts) == ("entry", "2026-11-29", True)
    verbs = list(JournalEntry.objects.filter(case=str(case.id)).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["open", "read", "answer", "answer", "answer", "admit"]


def test_who_moves_freely_is_asked_nothing_and_has_no_last_day(office: Office) -> None:
    case = office.arrive(passport("henri"))
    assert office.advice(case)["decided"] and office.advice(case)["ask"] == []
    case = admit(office, case)
    movement = Movement.objects.get(case=case)
    assert movement.last_day is None and movement.counts is False


def test_nobody_is_admitted_while_the_law_must_still_know_something(office: Office) -> None:
    case = office.arrive(passport("taro"))
    with pytest.raises(NotPossible, match="needs an answer"):
        admit(office, case)
    assert not Movement.objects.exists()


def test_an_unknown_nationality_is_asked_exactly_what_decides_it(office: Office) -> None:
    case = office.arrive(passport("edda"))
    assert office.advice(case)["ask"][0]["fact"] == "visa_exempt"
    exempt = office.answer_all(case, visa_exempt="true")
    assert office.advice(exempt)["outcome"] == "admit"


def test_the_decision_keeps_the_hashes_of_all_it_rested_on(office: Office) -> None:
    case = admit(office, office.answer_all(office.arrive(passport("taro"))))
    decision = case.decisions.get()
    assert set(decision.inputs) == {"evidence", "facts", "pack", "lists"}
    for name in ("evidence", "facts", "pack"):
        assert store.kept(decision.inputs[name])


def test_the_same_key_twice_is_one_act(office: Office) -> None:
    case = office.answer_all(office.arrive(passport("taro")))
    stamp = office.stamp()
    first = deciding.admit(office.officers["primary"], case.id, stamp)
    again = deciding.admit(office.officers["primary"], case.id, stamp)
    assert again.replayed and (again.result, again.seq) == (first.result, first.seq)
    assert Movement.objects.count() == 1


def test_the_same_arrival_sent_twice_opens_one_case(office: Office) -> None:
    stamp, text = office.stamp(), "\n".join(passport("taro").mrz)
    first = assessing.arrive(office.officers["primary"], stamp, direction="entry", text=text)
    again = assessing.arrive(office.officers["primary"], stamp, direction="entry", text=text)
    assert first.case == again.case
    assert (Case.objects.count(), Reading.objects.count()) == (1, 1)


def test_a_key_cannot_be_used_for_something_else(office: Office) -> None:
    case = office.answer_all(office.arrive(passport("taro")))
    stamp = office.stamp()
    deciding.admit(office.officers["primary"], case.id, stamp)
    with pytest.raises(NotPossible, match="already used"):
        correcting.correct_movement(office.officers["primary"], case.id, stamp, reason="wrong key")


def test_a_page_shown_before_something_changed_decides_nothing(office: Office) -> None:
    case = office.answer_all(office.arrive(passport("taro")))
    answer = case.answers.get(fact="planned_exit")
    correcting.correct_answer(office.officers["primary"], case.id, office.stamp(), answer=answer.id, reason="mistyped")
    office.answer(case, "planned_exit", "2026-12-01")
    with pytest.raises(NotPossible, match="Something changed"):
        deciding.admit(office.officers["primary"], case.id, office.stamp(), seen=case.revision)


def test_a_list_that_changed_since_the_page_was_shown_stops_the_decision(office: Office) -> None:
    case = office.answer_all(office.arrive(passport("taro")))
    taro = specimens.traveller("taro")
    row = f"A-9,{taro.name},,{taro.birth},M,JP,,\n"
    office.import_csv("alerts", b"id,name,alias,born,sex,nationality,document,list\n" + row.encode())
    with pytest.raises(NotPossible):
        deciding.admit(office.officers["primary"], case.id, office.stamp(), seen=case.revision)
    assert not Movement.objects.exists()


def test_a_wrong_key_is_undone_and_both_values_stay(office: Office) -> None:
    case = office.answer(office.arrive(passport("taro")), "planned_exit", "2026-12-29")
    wrong = case.answers.get(fact="planned_exit")
    correcting.correct_answer(
        office.officers["primary"], case.id, office.stamp(), answer=wrong.id, reason="one key too far"
    )
    case = office.case(case.id)
    assert "planned_exit" in [ask["fact"] for ask in office.advice(case)["ask"]]
    correction = case.corrections.get()
    assert correction.was == {"value": "2026-12-29", "status": "known"} and correction.reason == "one key too far"
    assert case.answers.filter(id=wrong.id, superseded=True).exists()


def test_an_admission_by_mistake_is_undone(office: Office) -> None:
    case = admit(office, office.answer_all(office.arrive(passport("taro"))))
    with pytest.raises(BadInput, match="what was wrong"):
        correcting.correct_movement(office.officers["primary"], case.id, office.stamp(), reason="  ")
    correcting.correct_movement(office.officers["primary"], case.id, office.stamp(), reason="pressed for the next one")
    case = office.case(case.id)
    assert case.state == "open" and Movement.objects.get().voided_by is not None
    case = admit(office, case)
    assert Movement.objects.filter(voided_by=None).count() == 1


def test_bad_answers_are_refused_with_one_message_and_change_nothing(office: Office) -> None:
    case = office.arrive(passport("taro"))
    for fact, value in [("planned_exit", "soon"), ("planned_exit", "31.02.2027"), ("colour", "green")]:
        with pytest.raises(BadInput):
            office.answer(case, fact, value)
    assert not case.answers.exists() and office.case(case.id).revision == case.revision


@pytest.mark.parametrize(
    "text",
    ["", "hello", "\x00\x01\x02" * 40, "P<" * 5000, "P<UTO" + "<" * 39],
    ids=["empty", "words", "binary", "long", "one line"],
)
def test_what_is_no_mrz_opens_no_case(office: Office, text: str) -> None:
    with pytest.raises(BadInput):
        office.arrive(text)
    assert not Case.objects.exists()


def test_a_forged_digit_is_shown_and_sends_nobody_through(office: Office) -> None:
    case = office.arrive("\n".join(specimens.forged(passport("henri"))))
    assert office.advice(case)["outcome"] != "admit" or not office.advice(case)["decided"]
    assessment = store.assessment_of(case)
    assert assessment is not None
    assert any(f["code"].startswith("mrz.check_digit") and f["outcome"] == "failed" for f in assessment.findings)


def test_reading_again_supersedes_and_keeps_the_first_reading(office: Office) -> None:
    case = office.arrive("\n".join(specimens.forged(passport("taro"))))
    text = "\n".join(passport("taro").mrz)
    assessing.arrive(office.officers["primary"], office.stamp(), direction="entry", text=text, case=case.id)
    assert list(Reading.objects.order_by("made_at").values_list("superseded", flat=True)) == [True, False]
    assert office.case(case.id).document.birth == str(passport("taro").birth)  # type: ignore[union-attr]


def test_an_unknown_case_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        deciding.admit(office.officers["primary"], uuid.uuid4(), office.stamp())


def test_checks_that_did_not_run_are_findings(office: Office) -> None:
    assessment = store.assessment_of(office.arrive(passport("taro")))
    assert assessment is not None
    assert {"chip", "portrait"} <= {f["code"] for f in assessment.findings if f["outcome"] == "not_done"}


def test_without_a_list_nobody_is_said_to_be_clear(office: Office) -> None:
    from limen.office.records.models import WatchList

    WatchList.objects.update(in_service=False)
    case = office.arrive(passport("taro"))
    assessment = store.assessment_of(case)
    assert assessment is not None
    assert any(f["code"] == "lists" and f["outcome"] == "not_done" for f in assessment.findings)
    assert "alert_for_refusal" in [ask["fact"] for ask in assessment.advice["ask"]]


def test_an_expired_passport_is_a_ground_not_an_error(office: Office) -> None:
    case = office.answer_all(
        office.arrive(passport("taro", expired=True)), asks_protection="false", residence_permit_or_long_stay="false",
        family_member_free_movement="false", justified_emergency="false",
    )  # fmt: skip
    assert office.advice(case)["outcome"] == "refuse"
    assert "A" in [ground["code"] for ground in office.advice(case)["grounds"]]


def test_specimen_days_are_todays(office: Office) -> None:
    assert replace(passport("taro")) == specimens.passport(of=specimens.traveller("taro"), on=TODAY)
