"""What is handed to people: made in their language, for referrals and holds too, and its handing over recorded."""

from __future__ import annotations

import json

import pytest
from pypdfium2 import PdfDocument

from limen.office.actions import assessing, deciding, holding, interviewing, notifying, referring, serving
from limen.office.actions.acting import BadInput, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records.models import Case, JournalEntry, Notice, PackRelease
from tests.office.conftest import Office, passport

REASONS = "The passport ended two months ago and nothing was shown that could make up for it."


def _text(notice: Notice) -> str:
    document = PdfDocument(bytes(notice.pdf.content))
    try:
        return " ".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _expired(office: Office) -> Case:
    from limen.vocabulary.dates import PartialDate

    case = office.arrive(passport("taro", expiry=PartialDate(2026, 9, 22)))
    return office.answer_all(
        case, asks_protection="false", residence_permit_or_long_stay="false", justified_emergency="false",
        family_member_free_movement="false", visa_held="false",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Refusal of entry"), ("fr", "Refus"), ("es", "Denegaci"), ("ar", "")]
)
def test_a_refusal_speaks_the_language_that_was_chosen(office: Office, language: str, said: str) -> None:
    case = _expired(office)
    deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS, language=language)
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    notice = Notice.objects.get(case=case)
    assert (notice.language, notice.name) == (language, "refusal")
    assert said in _text(notice)


def test_a_language_without_a_form_is_refused_before_anything_is_recorded(office: Office) -> None:
    case = _expired(office)
    with pytest.raises(BadInput, match="Choose a language"):
        deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS, language="tlh")
    assert not case.decisions.exists()


@pytest.mark.parametrize("language", sorted(notifying.LANGUAGES))
@pytest.mark.parametrize("act", ["hold", "refer_secondary", "refer_protection"])
def test_who_is_held_or_referred_is_told_in_writing(office: Office, act: str, language: str) -> None:
    case, officer = office.arrive(passport("taro")), office.officers["primary"]
    if act == "hold":
        holding.hold(officer, case.id, office.stamp(), reason="No chief can be reached.", language=language)
    elif act == "refer_secondary":
        referring.refer_secondary(officer, case.id, office.stamp(), reason="Two answers differ.", language=language)
    else:
        referring.refer_protection(officer, case.id, office.stamp(), words="I cannot go back.", language=language)
    notice = Notice.objects.get(case=case)
    assert notice.language == language
    assert notice.decision is None
    assert not notice.for_service
    if act == "hold":
        assert "14:0" in _text(notice)  # four hours from the morning of the test, in the post's own time


def test_words_of_fear_are_recorded_even_where_nothing_can_be_printed(office: Office) -> None:
    case = office.arrive(passport("taro"))
    done = referring.refer_protection(
        office.officers["primary"], case.id, office.stamp(), words="I cannot go back.", language="tlh"
    )
    assert office.case(case.id).state == "protection"
    assert not Notice.objects.filter(case=case).exists()
    payload = json.loads(JournalEntry.objects.get(seq=done.seq).payload.content)
    assert "not_made" in json.dumps(payload)


def test_an_information_is_handed_over_without_moving_the_case(office: Office) -> None:
    case, officer = office.arrive(passport("taro")), office.officers["primary"]
    referring.refer_secondary(officer, case.id, office.stamp(), reason="Two answers differ.", language="fr")
    notice = Notice.objects.get(case=case)
    serving.serve(officer, case.id, office.stamp(), notice=notice.id, language="fr", signature="unable_to_sign")
    assert office.case(case.id).state == "referred"
    assert Notice.objects.get(case=case).service.language == "fr"
    with pytest.raises(NotPossible, match="handed over already"):
        serving.serve(officer, case.id, office.stamp(), notice=notice.id, signature="signed")


def test_a_refusal_that_was_set_aside_is_never_served(office: Office) -> None:
    case, chief = _expired(office), office.officers["chief"]
    deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=REASONS)
    deciding.countersign(chief, case.id, office.stamp())
    first = Notice.objects.get(case=case)
    second = office.officers["secondary"]
    referring.refer_child_protection(second, case.id, office.stamp(), reason="Looks much younger than the page says.")
    referring.take(second, case.id, office.stamp())
    deciding.refuse(second, case.id, office.stamp(), own_reasons=REASONS)
    deciding.countersign(chief, case.id, office.stamp())
    with pytest.raises(NotPossible, match="no longer in effect"):
        serving.serve(second, case.id, office.stamp(), notice=first.id, passport_is="with the holder")
    assert office.case(case.id).state == "refused"


def test_words_of_fear_are_heard_without_any_law_in_service(office: Office) -> None:
    case = office.arrive(passport("taro"))
    PackRelease.objects.update(state=PackRelease.State.WITHDRAWN)
    referring.refer_protection(office.officers["primary"], case.id, office.stamp(), words="I cannot go back.")
    assert office.case(case.id).state == "protection"
    assert case.answers.get(fact="asks_protection").words == "I cannot go back."


def test_words_of_fear_are_heard_when_the_lists_are_gone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = office.arrive(passport("taro"))

    def gone(*_: object) -> None:
        raise OSError("the disk with the lists is gone")

    monkeypatch.setattr(assessing, "reassess", gone)
    done = referring.refer_protection(office.officers["primary"], case.id, office.stamp(), words="I cannot go back.")
    assert office.case(case.id).state == "protection"
    assert "the lists is gone" in JournalEntry.objects.get(seq=done.seq).payload.content


def test_nothing_is_decided_while_the_interview_is_open(office: Office) -> None:
    case, second = office.arrive(passport("calvin")), office.officers["secondary"]
    referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason="Two answers differ.")
    referring.take(second, case.id, office.stamp())
    interviewing.start_interview(second, case.id, office.stamp(), language="en", through="nobody", understood=True)
    office.answer_all(office.case(case.id), by="secondary")
    with pytest.raises(NotPossible, match="still open"):
        deciding.admit(second, case.id, office.stamp())
    interviewing.end_interview(second, case.id, office.stamp(), read_back="agreed", signature="signed")
    deciding.admit(second, case.id, office.stamp())
    assert office.case(case.id).state == "admitted"


def test_one_examination_has_one_officer(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason="Two answers differ.")
    referring.take(office.officers["secondary"], case.id, office.stamp())
    with pytest.raises(NotPermitted, match="another officer holds"):
        office.answer(office.case(case.id), "planned_exit", "2026-11-29", by="primary")
