"""Another's register asked about a document: written down before it goes out, never in the way, a hit blocks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.core.cache import cache

from limen.documents import lost
from limen.office.actions import assessing, deciding, inquiring, registers, registerview, replaying, viewing
from limen.office.actions.acting import BadInput, NotFound, NotPossible, Stamp
from limen.office.authority import NotPermitted
from limen.office.connections.register_simulator import RegisterSimulator
from limen.office.records import store
from limen.office.records.models import Case, Inquiry, JournalEntry
from limen.specimens.registers import REGISTER
from tests.office.conftest import Office, passport

pytestmark = pytest.mark.django_db
KNOWN = "TS4400101"  # to the register alone


@pytest.fixture
def simulator() -> Iterator[RegisterSimulator]:
    cache.clear()
    with RegisterSimulator(REGISTER) as running:
        yield running
    cache.clear()


def connect(office: Office, address: str, **more: Any) -> None:
    given: dict[str, Any] = {"name": "sltd", "title": "Specimen register", "seconds": 0.5, **more}
    registers.connect_register(office.officers["list_officer"], office.stamp(), address=address, **given)


def arrive(office: Office, stamp: Stamp | None = None, number: str = KNOWN, **more: Any) -> Case:
    text = "\n".join(passport("taro", number=number).mrz)
    stamp = stamp or office.stamp()
    done = inquiring.arrive(office.officers["primary"], stamp, direction="entry", text=text, source="wedge", **more)
    return office.case(done.case)


def found(case: Case) -> dict[str, tuple[str, str]]:
    assessment = store.assessment_of(case)
    assert assessment is not None
    return {one["code"]: (one["outcome"], one["reason"]) for one in assessment.findings}


def in_order(case: Case) -> dict[str, Any]:
    assessment = store.assessment_of(case)
    assert assessment is not None
    return dict(assessment.facts["document_in_order"])


def verbs(case: Case) -> list[str]:
    return list(JournalEntry.objects.filter(case=str(case.id)).order_by("seq").values_list("verb", flat=True))


def test_a_hit_of_the_register_blocks_as_one_of_the_list_does(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address)
    case = arrive(office)
    assert found(case)["document.register"] == (
        "unsure", "Specimen register: reports that may be of this document: 1 (reference R-1)",
    )  # fmt: skip
    assert found(case)["document.revoked"][0] == "unsure"
    hit = case.hits.get()
    assert (hit.list_id, hit.entry_id, hit.state, hit.rules_version) == ("register/sltd", "PR-2", "open", "documents-1")
    assert in_order(case)["status"] == "disputed"
    with pytest.raises(NotPossible) as refused:
        deciding.admit(office.officers["primary"], case.id, office.stamp())
    assert refused.value.code == "case.open_hits"
    assessing.resolve_hit(
        office.officers["primary"], case.id, office.stamp(), hit=hit.id, state="inconclusive", note="Cannot be told."
    )
    with pytest.raises(NotPossible):
        deciding.admit(office.officers["primary"], case.id, office.stamp())
    assessing.resolve_hit(office.officers["primary"], case.id, office.stamp(), hit=hit.id, state="same", note="It is.")
    told = found(office.case(case.id))
    assert told["document.register"][0] == told["document.revoked"][0] == "failed"
    assert in_order(office.case(case.id))["value"] is False


def test_what_was_cleared_is_remembered_for_the_same_report(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address)
    case = arrive(office)
    assessing.resolve_hit(
        office.officers["primary"], case.id, office.stamp(), hit=case.hits.get().id, state="not_same", note="Returned."
    )
    assert found(office.case(case.id))["document.register"][0] == "passed"
    text = "\n".join(passport("taro", number=KNOWN).mrz)
    again = inquiring.arrive(office.officers["secondary"], office.stamp(), direction="exit", text=text, source="wedge")
    assert office.case(again.case).hits.get().state == "remembered"


def test_the_question_is_on_record_before_it_goes_out_with_its_purpose(
    office: Office, simulator: RegisterSimulator
) -> None:
    connect(office, simulator.address)
    case = arrive(office)
    assert verbs(case) == ["open", "read", "ask_register", "register_answered"]
    row = case.inquiries.get()
    (asked,) = simulator.asked
    assert asked["id"] == str(row.id)
    assert {"number": KNOWN, "issuer": "JPN"}.items() <= asked.items()
    assert "surname" not in str(asked) and case.document is not None and case.document.surname not in str(asked)
    entry = JournalEntry.objects.get(verb="ask_register")
    assert '"purpose":"border_check"' in entry.payload.content
    assert '"disclosed":["issuer","type","number"]' in entry.payload.content
    assert KNOWN not in entry.payload.content  # the number is the case's own record


def test_nothing_reported_is_passed_with_the_reference_and_admits(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address)
    case = arrive(office, number="L11111111")
    assert found(case)["document.register"] == (
        "passed", "Specimen register: nothing reported of this document (reference R-1)",
    )  # fmt: skip
    (look,) = registerview.looks(case, office.officers["primary"])
    assert (look.reference, look.by, look.may_ask) == ("R-1", "Primary Officer", True)
    assert look.disclosed == "JPN P L11111111" and "LIIIIIIII" in look.tried
    case = office.answer_all(case)
    deciding.admit(office.officers["primary"], case.id, office.stamp())
    assert replaying.replay(office.officers["auditor"], case.id, office.stamp()).same


def test_a_decision_after_a_hit_is_replayed_from_what_was_told(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address)
    case = arrive(office)
    assessing.resolve_hit(
        office.officers["primary"], case.id, office.stamp(), hit=case.hits.get().id, state="not_same", note="Returned."
    )
    case = office.answer_all(office.case(case.id))
    deciding.admit(office.officers["primary"], case.id, office.stamp())
    found = replaying.replay(office.officers["auditor"], case.id, office.stamp())
    assert found.same, [one.differences for one in found.decisions]


@pytest.mark.parametrize("manner", ["silent", "late", "dripping", "broken", "other", "long", "stranger", "refusing"])
def test_no_answer_is_not_done_with_why_and_never_holds_up_the_desk(
    office: Office, simulator: RegisterSimulator, manner: str
) -> None:
    connect(office, simulator.address, seconds=0.3)
    simulator.behave(manner, 20.0 if manner == "late" else 0.0)
    begun = monotonic()
    case = arrive(office)
    assert monotonic() - begun < 3
    answer = case.inquiries.get().answer
    assert found(case)["document.register"] == (
        "not_done", f"Specimen register: no answer, {lost.NOT_ANSWERED[answer]}",
    )  # fmt: skip
    assert answer not in ("answered", "pending") and not case.hits.exists()
    case = office.answer_all(case)
    deciding.admit(office.officers["primary"], case.id, office.stamp())  # nobody is held up by another's register


def test_it_is_asked_again_by_key_and_once_for_one_form(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address)
    simulator.behave("refusing")
    case = arrive(office)
    simulator.behave("well")
    officer, stamp = office.officers["primary"], office.stamp()
    inquiring.ask_register(officer, case.id, stamp, register="sltd")
    assert found(office.case(case.id))["document.register"][0] == "unsure"
    assert inquiring.ask_register(officer, case.id, stamp, register="sltd").replayed
    assert len(simulator.asked) == 2
    assert [row.superseded for row in case.inquiries.order_by("made_at")] == [True, False]


def test_an_answer_stands_where_the_register_does_not_answer_again(
    office: Office, simulator: RegisterSimulator
) -> None:
    connect(office, simulator.address)
    case = arrive(office)
    simulator.behave("refusing")
    inquiring.ask_register(office.officers["primary"], case.id, office.stamp(), register="sltd")
    assert found(office.case(case.id))["document.register"][0] == "unsure"
    assert case.hits.get().state == "open"
    simulator.behave("well")
    with RegisterSimulator() as empty:  # the report was taken back since
        connect(office, empty.address)
        inquiring.ask_register(office.officers["primary"], case.id, office.stamp(), register="sltd")
    assert found(office.case(case.id))["document.register"][0] == "passed"
    assert not case.hits.filter(superseded=False).exists()


def test_a_register_that_keeps_silent_is_not_waited_for_by_the_next_traveller(
    office: Office, simulator: RegisterSimulator
) -> None:
    connect(office, simulator.address, seconds=0.2)
    simulator.behave("silent")
    arrive(office)
    begun = monotonic()
    case = arrive(office, number="L11111111")
    assert not case.inquiries.exists()
    assert found(case)["document.register"] == ("not_done", "Specimen register: no answer, it was not asked yet")
    assert monotonic() - begun < 2
    simulator.behave("well")
    inquiring.ask_register(office.officers["primary"], case.id, office.stamp(), register="sltd")
    assert found(office.case(case.id))["document.register"][0] == "passed"
    assert arrive(office, number="L22222222").inquiries.exists()  # it answers again


def test_read_again_it_is_not_asked_again_and_another_document_is(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address)
    case = arrive(office)
    arrive(office, case=case.id)
    assert len(simulator.asked) == 1
    other = arrive(office, number="L33333333", case=case.id)
    assert len(simulator.asked) == 2
    assert found(other)["document.register"][0] == "passed"
    assert not other.hits.filter(superseded=False).exists()


def test_one_asked_only_by_key_is_not_asked_at_a_reading(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address, automatic=False)
    case = arrive(office)
    assert not simulator.asked and found(case)["document.register"][0] == "not_done"


def test_who_may_ask_whom(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address, automatic=False)
    case = arrive(office)
    ask: Callable[..., object] = inquiring.ask_register
    for role in ("chief", "auditor", "list_officer", "policy_officer", "administrator"):
        with pytest.raises(NotPermitted):
            ask(office.officers[role], case.id, office.stamp(), register="sltd")
    with pytest.raises(NotFound):
        ask(office.officers["primary"], case.id, office.stamp(), register="another")
    with pytest.raises(NotFound):
        ask(office.officers["primary"], uuid.uuid4(), office.stamp(), register="sltd")
    deciding_case = office.answer_all(case)
    deciding.admit(office.officers["primary"], deciding_case.id, office.stamp())
    with pytest.raises(NotPermitted):
        ask(office.officers["primary"], case.id, office.stamp(), register="sltd")
    assert not simulator.asked  # nothing went out
    with pytest.raises(NotPermitted):
        connect_as(office, "primary", simulator.address)


def connect_as(office: Office, role: str, address: str) -> None:
    registers.connect_register(office.officers[role], office.stamp(), name="x", title="X", address=address)


def test_a_document_without_a_number_is_not_asked_about(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address)
    case = office.case(office.arrive(passport()).id)
    assert case.document is not None
    type(case.document).objects.filter(id=case.document.id).update(number="")
    with pytest.raises(NotPossible, match="no number"):
        inquiring.ask_register(office.officers["primary"], case.id, office.stamp(), register="sltd")
    assert not simulator.asked and not Inquiry.objects.exists()


def test_an_answer_that_comes_after_the_decision_is_kept(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address, automatic=False)
    case = office.answer_all(arrive(office))
    officer, register = office.officers["primary"], store.registers_of(case.post_id)[0]
    stamp = office.stamp()
    done = inquiring._send(officer, case.id, stamp, register=register)
    deciding.admit(officer, case.id, office.stamp())
    revision = len(case.assessments.all())
    row = Inquiry.objects.select_related("register").get(id=done.result)
    answer = registers.opened(register).ask(inquiring._question(office.case(case.id)))
    late = Stamp(uuid.uuid4(), stamp.at + timedelta(seconds=60), None, stamp.zone)
    inquiring._record(officer, case.id, late, inquiry=row, answer=answer)
    row.refresh_from_db()
    assert (row.answer, len(row.reports)) == ("answered", 1)
    assert len(case.assessments.all()) == revision  # what was decided rests on what was known


def test_a_question_whose_answer_nobody_recorded_is_not_done(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address, automatic=False)
    case = arrive(office)
    register = store.registers_of(case.post_id)[0]
    inquiring._send(office.officers["primary"], case.id, office.stamp(), register=register)
    assessing.refresh(office.officers["primary"], case.id, office.stamp())
    assert found(office.case(case.id))["document.register"][1].endswith("no answer was recorded")


def test_the_desk_names_the_register_and_its_report(office: Office, simulator: RegisterSimulator) -> None:
    connect(office, simulator.address)
    case = arrive(office)
    (hit,) = viewing.case(office.officers["primary"], case.id, office.stamp()).hits
    assert (hit.list_title, hit.list_kind, hit.blocking) == ("Specimen register", "lost_stolen", True)
    assert dict(hit.listed)["reported"] == "revoked 2026-10-01"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"address": "http://register.example"}, "cannot be used"), ({"name": "S L T D"}, "short name"),
        ({"title": " "}, "called"), ({"seconds": 60.0}, "waits"), ({"seconds": 0.0}, "waits"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_register_is_refused(office: Office, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        connect(office, **{"address": "https://register.example", **changes})


def test_a_post_asks_so_many_and_a_name_once(office: Office, simulator: RegisterSimulator) -> None:
    for name in ("one", "two", "three"):
        connect(office, simulator.address, name=name)
    connect(office, simulator.address, name="two", title="Two anew")
    assert [row.title for row in registers.registers_of(office.officers["primary"])] == [
        "Specimen register", "Specimen register", "Two anew",
    ]  # fmt: skip
    with pytest.raises(NotPossible, match="at most"):
        connect(office, simulator.address, name="four")
    registers.disconnect_register(office.officers["administrator"], office.stamp(), name="two")
    assert len(registers.registers_of(office.officers["primary"])) == 2
    with pytest.raises(NotFound):
        registers.disconnect_register(office.officers["administrator"], office.stamp(), name="two")


def test_the_token_is_a_file_that_nobody_else_may_read(office: Office, home: Path) -> None:
    with RegisterSimulator(REGISTER, token="of-this-post") as closed:
        connect(office, closed.address, automatic=False)
        case = arrive(office)
        officer = office.officers["primary"]
        inquiring.ask_register(officer, case.id, office.stamp(), register="sltd")
        assert case.inquiries.latest("made_at").answer == "refused"
        token = home / "registers" / "sltd.token"
        token.parent.mkdir()
        token.write_text("of-this-post\n")
        token.chmod(0o644)
        with pytest.raises(NotPossible, match="0600"):
            inquiring.ask_register(officer, case.id, office.stamp(), register="sltd")
        assert case.inquiries.count() == 1  # nothing was sent
        token.chmod(0o600)
        inquiring.ask_register(officer, case.id, office.stamp(), register="sltd")
        assert case.inquiries.latest("made_at").answer == "answered"


def test_the_practice_register_answers_where_a_post_practises(office: Office) -> None:
    connect(office, "practice:")
    case = arrive(office, number="TS4400758")  # held there with letters for two of its digits
    (report,) = case.inquiries.get().reports
    assert report["entry"] == "PR-3"
    assert case.hits.get().strength == "possible"
    office.post.mode = "service"
    office.post.save()
    with pytest.raises(NotPossible, match="practises"):
        connect(office, "practice:", name="other")
