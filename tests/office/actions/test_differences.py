"""What sources say is taken down and compared; a difference is put, answered, weighed, and none is used unput."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from limen.interview.discrepancies import MOST_ACCOUNTS, MOST_SPANS
from limen.office.actions import (
    assessing,
    deciding,
    differences,
    interviewing,
    putting,
    referring,
    replaying,
    units,
)
from limen.office.actions.acting import BadInput, NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import Case, DifferencePut, JournalEntry, Movement, Weighing
from tests.office.conftest import TODAY, USUAL, Office, passport

REASON = "The ticket was bought before the leave was granted; the employer confirmed it."
OWN = "Says he goes on 29 November and holds a ticket of February; asked, he gave no reason."


def visitor(office: Office, key: str = "calvin") -> Case:
    """Somebody at the desk who says when they leave."""
    case = office.arrive(passport(key))
    asked = [ask["fact"] for ask in office.advice(case)["ask"]]
    assert "planned_exit" in asked
    return office.answer(case, "planned_exit", USUAL["planned_exit"])


def note(office: Office, case: Case, by: str = "primary", **said: str) -> None:
    given = {"kind": "document", "source": "the ticket", "topic": "ticket_return", "value": "2027-02-01", **said}
    putting.note_statement(office.officers[by], case.id, office.stamp(), **given)


def put(office: Office, case: Case, key: str, by: str = "primary", **more: str) -> None:
    given = {"reply": "I changed my plans.", **more}
    putting.put_difference(office.officers[by], case.id, office.stamp(), key=key, **given)


def weigh(office: Office, case: Case, key: str, by: str = "primary", **more: str) -> None:
    given = {"result": "explained", "reason": REASON, **more}
    putting.weigh_difference(office.officers[by], case.id, office.stamp(), key=key, **given)


def found(office: Office, case: Case) -> tuple[differences.Difference, ...]:
    return differences.of(office.case(case.id))


def fact(office: Office, case: Case, name: str) -> dict[str, Any]:
    latest = store.assessment_of(office.case(case.id))
    assert latest is not None
    return dict(latest.facts.get(name, {}))


def test_a_paper_that_contradicts_an_answer_is_a_difference_with_both_sides_and_their_places(office: Office) -> None:
    case = visitor(office)
    assert found(office, case) == ()
    note(office, case, where="page 1, below the barcode")
    (one,) = found(office, case)
    assert (one.rule, one.fact, one.weight, one.state) == ("D4", "ticket_return", "material", "open")
    assert (one.first.source, one.first.value) == ("answer", "2026-11-29")
    assert (one.second.source, one.second.value, one.second.where) == (
        "the ticket", "2027-02-01", "page 1, below the barcode",
    )  # fmt: skip
    assert "“29 Nov 2026” (answer)" in one.words and "“1 Feb 2027” (the ticket)" in one.words
    assert one.explanations


def test_the_answer_is_disputed_until_it_is_weighed_and_then_holds_again(office: Office) -> None:
    case = visitor(office)
    assert fact(office, case, "planned_exit")["status"] == "known"
    note(office, case)
    assert fact(office, case, "planned_exit")["status"] == "disputed"
    (one,) = found(office, case)
    put(office, case, one.key)
    assert fact(office, case, "planned_exit")["status"] == "disputed"  # an answer alone settles nothing
    weigh(office, case, one.key, result="not_explained")
    assert fact(office, case, "planned_exit")["status"] == "disputed"  # nor is what is not explained made true
    weigh(office, case, one.key, result="explained")
    assert fact(office, case, "planned_exit") | {"basis": [], "as_of": ""} == {
        "value": USUAL["planned_exit"], "status": "known", "standard": "balance", "source": "answer", "basis": [],
        "as_of": "",
    }  # fmt: skip
    assert [row.result for row in Weighing.objects.order_by("made_at")] == ["not_explained", "explained"]
    assert Weighing.objects.filter(superseded=False).get().result == "explained"


def test_the_officer_may_find_which_side_holds_as_a_finding_of_their_own(office: Office) -> None:
    case = visitor(office)
    note(office, case)
    (one,) = found(office, case)
    with pytest.raises(NotPossible, match="Put it to the person first"):
        weigh(office, case, one.key, result="not_explained", settles="second")
    put(office, case, one.key)
    weigh(office, case, one.key, result="not_explained", settles="second")
    known = fact(office, case, "planned_exit")
    assert (known["value"], known["status"], known["source"]) == ("2027-02-01", "known", "officer")
    answer = office.case(case.id).answers.get(fact="planned_exit", superseded=False)
    assert (answer.words, answer.source) == (REASON, "officer")
    (after,) = found(office, case)
    assert after.state == "not_explained" and after.weighed is not None and after.weighed.settles == "second"


def test_a_weighing_without_a_result_or_a_reason_is_refused(office: Office) -> None:
    case = visitor(office)
    note(office, case)
    (one,) = found(office, case)
    for weighing in (
        {"result": "true"}, {"reason": "no"}, {"reason": " " * 30}, {"settles": "both"}, {"reason": "x" * 4001},
    ):  # fmt: skip
        with pytest.raises(BadInput):
            weigh(office, case, one.key, **weighing)
    assert not Weighing.objects.exists()


def test_what_was_never_put_cannot_be_called_not_explained(office: Office) -> None:
    case = visitor(office)
    note(office, case)
    (one,) = found(office, case)
    with pytest.raises(NotPossible, match="Put it to the person first"):
        weigh(office, case, one.key, result="not_explained")
    weigh(office, case, one.key, result="not_material")
    assert found(office, case)[0].state == "not_material"
    put(office, case, one.key, reply="", status="refused")
    weigh(office, case, one.key, result="not_explained")
    assert found(office, case)[0].state == "not_explained"


def test_a_reply_is_words_or_why_there_are_none(office: Office) -> None:
    case = visitor(office)
    note(office, case)
    key = found(office, case)[0].key
    for reply in ({"reply": ""}, {"status": "refused"}, {"status": "silent"}, {"reply": "x" * 4001}):
        with pytest.raises(BadInput):
            put(office, case, key, **reply)
    assert not DifferencePut.objects.exists()


def test_what_was_put_and_weighed_is_never_changed_or_removed(office: Office) -> None:
    case = visitor(office)
    note(office, case)
    (one,) = found(office, case)
    put(office, case, one.key)
    weigh(office, case, one.key)
    for change in (
        lambda: DifferencePut.objects.update(reply="Nothing."),
        lambda: DifferencePut.objects.all().delete(),
        lambda: Weighing.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_each_step_is_one_entry_of_the_journal_and_the_same_form_twice_is_one(office: Office) -> None:
    case = visitor(office)
    note(office, case)
    (one,) = found(office, case)
    stamp = office.stamp()
    for _ in range(2):
        putting.put_difference(office.officers["primary"], case.id, stamp, key=one.key, reply="I changed my plans.")
    weigh(office, case, one.key)
    verbs = list(JournalEntry.objects.filter(case=str(case.id)).order_by("seq").values_list("verb", flat=True))
    assert verbs[-3:] == ["note_statement", "put_difference", "weigh_difference"]
    assert DifferencePut.objects.count() == 1


def test_another_officer_does_not_weigh_and_a_difference_that_is_gone_is_said(office: Office) -> None:
    case = visitor(office)
    note(office, case)
    (one,) = found(office, case)
    with pytest.raises(NotPermitted):
        weigh(office, case, one.key, by="secondary")
    statement = office.case(case.id).statements.get()
    putting.withdraw_statement(
        office.officers["primary"], case.id, office.stamp(), statement=statement.id, reason="Another one's ticket."
    )
    assert found(office, case) == () and fact(office, case, "planned_exit")["status"] == "known"
    with pytest.raises(NotFound):
        weigh(office, case, one.key)


def test_what_is_no_statement_is_refused_with_what_is_taken(office: Office) -> None:
    case = visitor(office)
    for said in (
        {"topic": "religion"}, {"topic": "ticket_return", "value": "soon"}, {"source": "  "}, {"source": "mrz"},
        {"kind": "rumour"}, {"topic": "means", "value": "900"}, {"topic": "occupations", "value": "2020 cook"},
    ):  # fmt: skip
        with pytest.raises(BadInput):
            note(office, case, **said)
    assert not office.case(case.id).statements.exists()


def examined(office: Office) -> Case:
    case = visitor(office)
    referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason="Purpose not clear.")
    referring.take(office.officers["secondary"], case.id, office.stamp())
    return office.case(case.id)


def refused(office: Office, case: Case) -> Case:
    """Everything asked is answered so that the purpose is not shown, and a refusal is what the law gives."""
    for _ in range(14):
        asks = [ask["fact"] for ask in office.advice(office.case(case.id))["ask"]]
        if not asks:
            break
        known = {**USUAL, "thorough_check": "purpose", "purpose_shown": "false", "asks_protection": "false",
                 "justified_emergency": "false", "family_member_free_movement": "false"}  # fmt: skip
        value = known.get(asks[0], "false")
        office.answer(office.case(case.id), asks[0], value, by="secondary")
    return office.case(case.id)


def test_no_refusal_rests_on_what_was_not_put(office: Office) -> None:
    case = refused(office, examined(office))
    second = office.officers["secondary"]
    grounds = [ground for ground in office.advice(case)["grounds"] if ground["effect"] == "refuse"]
    assert any("purpose_shown" in ground["facts"] for ground in grounds), office.advice(case)
    note(office, case, "secondary", kind="answer", source="", topic="purpose", value="tourism")
    note(office, case, "secondary", source="the letter of the firm", topic="shows", value="work")
    (one,) = found(office, case)
    assert one.rule == "D3"
    with pytest.raises(NotPossible, match="never put to the person") as stopped:
        deciding.refuse(second, case.id, office.stamp(), own_reasons=OWN)
    assert "the letter of the firm" in str(stopped.value)
    put(office, case, one.key, by="secondary", reply="", status="refused")
    deciding.refuse(second, case.id, office.stamp(), own_reasons=OWN)
    assert office.case(case.id).state == "awaiting"


def test_what_is_explained_is_held_against_nobody_and_need_not_be_put(office: Office) -> None:
    case = refused(office, examined(office))
    note(office, case, "secondary", kind="answer", source="", topic="purpose", value="tourism")
    note(office, case, "secondary", source="the letter of the firm", topic="shows", value="work")
    (one,) = found(office, case)
    weigh(office, case, one.key, by="secondary", result="not_material")
    deciding.refuse(office.officers["secondary"], case.id, office.stamp(), own_reasons=OWN)
    assert office.case(case.id).state == "awaiting"


def test_the_second_officer_does_not_sign_what_was_not_put(office: Office) -> None:
    case = refused(office, examined(office))
    deciding.refuse(office.officers["secondary"], case.id, office.stamp(), own_reasons=OWN)
    row = office.case(case.id)
    for topic, value, kind in (("purpose", "tourism", "answer"), ("shows", "work", "document")):
        row.statements.create(
            officer_id=office.accounts["secondary"].id, made_at=office.now, zone="UTC", act_key=office.stamp().key,
            kind=kind, source=topic, topic=topic, value=value,
        )  # fmt: skip
    with pytest.raises(NotPossible, match="never put to the person"):
        deciding.countersign(office.officers["chief"], case.id, office.stamp())
    assert office.case(case.id).state == "awaiting"


def test_in_an_interview_it_is_put_as_lines_of_the_record(office: Office) -> None:
    case = examined(office)
    second = office.officers["secondary"]
    note(office, case, "secondary")
    (one,) = found(office, case)
    interviewing.start_interview(
        second, case.id, office.stamp(), language="ar", through="nobody", understood=True, told=True
    )
    with pytest.raises(NotPossible, match="An interview is open"):
        put(office, case, one.key, by="secondary")
    with pytest.raises(BadInput):
        interviewing.add_line(second, case.id, office.stamp(), kind="put", differs=one.key, status="true")
    interviewing.add_line(second, case.id, office.stamp(), kind="put", differs=one.key, status="refused")
    interviewing.add_line(
        second, case.id, office.stamp(), kind="put", differs=one.key, reply="غيّرت خطتي.", rendered="I changed my plan."
    )
    (after,) = found(office, case)
    assert [(row.status, row.line) for row in after.puts] == [("refused", "1.1"), ("answered", "1.2")]
    assert after.replies == ("1.3",) and after.state == "put"
    assert office.case(case.id).answers.filter(fact="planned_exit", superseded=False).count() == 1


def test_a_decision_is_replayed_with_what_was_disputed_then(office: Office) -> None:
    case = visitor(office)
    note(office, case)
    (one,) = found(office, case)
    weigh(office, case, one.key)
    case = office.answer_all(office.case(case.id))
    deciding.admit(office.officers["primary"], case.id, office.stamp())
    told = replaying.replay(office.officers["primary"], case.id, office.stamp())
    assert [one.differences for one in told.decisions] == [()]


def test_the_register_knows_its_own_refusals_and_nothing_of_others(office: Office) -> None:
    case = refused(office, examined(office))
    deciding.refuse(office.officers["secondary"], case.id, office.stamp(), own_reasons=OWN)
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    again = office.arrive(passport("calvin"))
    assert found(office, again) == ()  # nobody was asked about refusals yet
    note(office, again, kind="form", source="the form", topic="refusals", value="CA 2019")
    (one,) = found(office, again)
    assert (one.rule, one.first.source, one.second.source, one.second.value) == (
        "D9", "the form", "register", "LU 2026",
    )  # fmt: skip
    note(office, again, kind="form", source="the form", topic="refusals", value="LU 2026")
    assert found(office, again) == ()


def test_what_a_paper_says_before_the_birth_or_of_another_person_is_seen(office: Office) -> None:
    case = visitor(office)
    note(office, case, source="the letter", topic="occupations", value="1950-01-01..1960-01-01 cook")
    note(office, case, kind="form", source="the form", topic="surname", value="Somebody")
    rules = {(one.rule, one.kept["code"]): one for one in found(office, case)}
    assert set(rules) == {("D1", "differs"), ("D10", "before_birth")}
    assert rules[("D1", "differs")].touches({"document_in_order"})
    assert "1950-01-01 – 1960-01-01 cook" in rules[("D10", "before_birth")].words


def test_a_family_is_compared_and_nobody_who_was_referred_for_protection(office: Office) -> None:
    first = office.officers["primary"]
    unit = uuid.UUID(units.open_unit(first, office.stamp(), kind="family", direction="entry", label="Two").result)
    pair = []
    for key, day in (("calvin", "2026-11-29"), ("grace", "2026-12-20")):
        text = "\n".join(passport("calvin", given=key.upper(), number=f"60001{len(key)}122").mrz)
        done = assessing.arrive(first, office.stamp(), direction="entry", text=text, source="wedge", unit=unit)
        pair.append(office.answer(office.case(done.case), "planned_exit", day))
    (one,) = found(office, pair[0])
    assert (one.rule, one.fact) == ("D4", "planned_exit") and "GRACE" in one.second.source
    assert fact(office, pair[0], "planned_exit")["status"] == "known"  # what another says disputes nothing by itself
    referring.refer_protection(first, pair[1].id, office.stamp(), words="I am afraid.")
    assert found(office, pair[0]) == ()


def test_there_are_never_more_accounts_than_are_compared() -> None:
    most = putting.MOST_STATEMENTS + differences.MOST_OTHERS + differences.MOST_EARLIER
    assert most + 4 <= MOST_ACCOUNTS  # and the answers, the document, the chip and the register
    assert differences.MOST_MOVEMENTS <= MOST_SPANS


def test_whoever_crosses_every_day_is_compared_by_the_last_movements(office: Office) -> None:
    case = visitor(office)
    first = office.accounts["primary"].id
    made = {"officer_id": first, "made_at": office.now, "zone": "UTC", "act_key": uuid.uuid4(), "person": case.person,
            "document": case.document, "post": office.post}  # fmt: skip
    earlier = [
        Case(**made, kind="arrival", direction="entry", state="admitted", custodian=case.custodian, holder_id=first)
        for _ in range(520)
    ]
    Case.objects.bulk_create(earlier)
    day, ways = TODAY - timedelta(days=600), ("entry", "exit")
    Movement.objects.bulk_create(
        Movement(**made, case=one, direction=ways[n % 2], on=day + timedelta(days=n), counts=True)
        for n, one in enumerate(earlier)
    )
    note(office, case, kind="form", source="the form", topic="whereabouts", value="2025-12-01..2026-08-01 UG")
    assert all(one.rule in ("D2", "D10") for one in found(office, case))
