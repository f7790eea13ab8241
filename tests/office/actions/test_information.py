"""What is handed to people: made in their language, for referrals and holds too, and its handing over recorded."""

from __future__ import annotations

import json

import pytest
from pypdfium2 import PdfDocument

from limen.office.actions import deciding, holding, notifying, referring, serving
from limen.office.actions.acting import BadInput, NotPossible
from limen.office.records.models import Case, JournalEntry, Notice
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
