"""The page turned to the traveller: their language, the ordinary act, the language on record; nothing made up."""

from __future__ import annotations

import pytest

from limen.interview.phrasebook import LANGUAGES, book
from limen.office.actions import interviewing, phrasebook, referring
from limen.office.actions.acting import BadInput
from limen.office.records.models import Case, InterviewLine, JournalEntry, Told
from limen.policy import Pack
from tests.office.conftest import Office, passport


def view(office: Office, case: Case, language: str, by: str = "primary", **more: str) -> phrasebook.PhrasebookView:
    return phrasebook.view(office.officers[by], case.id, office.stamp(), language=language, **more)


def test_every_language_is_named_in_itself() -> None:
    assert [code for code, _, _ in phrasebook.names()] == list(LANGUAGES)
    assert ("ar", "العربية", "rtl") in phrasebook.names()


def test_the_next_question_is_shown_in_their_language_and_the_touch_is_the_ordinary_answer(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    shown = view(office, case, "ar")
    card = shown.card
    assert card is not None and shown.direction == "rtl" and not shown.for_service
    assert card.words.language == "ar" and not card.words.lacking and card.beside.words != card.words.words
    first = card.buttons[0]
    assert first.words.language == "ar" and first.name == "value"
    before = JournalEntry.objects.count()
    stamp = office.stamp()
    for _ in range(2):  # touched twice it is one answer
        phrasebook.answer(office.officers["primary"], case.id, stamp, fact=card.fact, value=first.value, language="ar")
    answer = office.case(case.id).answers.get(fact=card.fact, superseded=False)
    assert (answer.words, answer.shown_in, answer.source) == (first.words.words, "ar", "answer")
    assert JournalEntry.objects.count() == before + 1
    assert JournalEntry.objects.order_by("-seq").first().verb == "answer"  # type: ignore[union-attr]  # there is one
    following = view(office, case, "ar").card
    assert following is None or following.fact != card.fact


def test_a_refusal_to_answer_is_recorded_in_the_words_that_were_touched(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    card = view(office, case, "es").card
    assert card is not None
    phrasebook.answer(
        office.officers["primary"], case.id, office.stamp(), fact=card.fact, status="refused", language="es"
    )
    answer = office.case(case.id).answers.get(fact=card.fact, superseded=False)
    assert (answer.status, answer.words, answer.value) == ("refused", book("es").answers["declines"], None)


def test_in_an_open_interview_question_and_answer_are_lines_in_the_language_that_was_shown(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    second = office.officers["secondary"]
    referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason="Purpose not clear.")
    referring.take(second, case.id, office.stamp())
    interviewing.start_interview(
        second, case.id, office.stamp(), language="ar", through="nobody", understood=True, told=True
    )
    card = view(office, case, "ar", "secondary").card
    assert card is not None
    button = card.buttons[0]
    phrasebook.answer(second, case.id, office.stamp(), fact=card.fact, value=button.value, language="ar")
    rows = (
        InterviewLine.objects.filter(interview__case=case).order_by("number").values_list("kind", "words", "rendered")
    )
    assert list(rows) == [("question", card.words.words, ""), ("answer", button.words.words, button.beside.words)]
    assert office.case(case.id).answers.get(fact=card.fact, superseded=False).shown_in == "ar"


def test_what_a_language_has_no_words_for_is_shown_in_the_officers_and_marked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.arrive(passport("calvin"))
    real = Pack.own_words
    monkeypatch.setattr(
        Pack, "own_words", lambda self, language, *path: "" if language == "fa" else real(self, language, *path)
    )
    card = view(office, case, "fa", beside="fr").card
    assert card is not None and card.words.lacking and card.words.language == "fr"
    declines = next(button for button in card.buttons if button.value == "refused")
    assert declines.words.language == "fa" and not declines.words.lacking


def test_only_what_a_person_answers_is_shown_and_nothing_that_is_not_asked(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    facts = {one["fact"] for one in office.advice(case)["ask"] if one["judgement"]}
    first = office.officers["primary"]
    for fact in (*sorted(facts)[:1], "no_such_fact"):
        with pytest.raises(BadInput):
            phrasebook.answer(first, case.id, office.stamp(), fact=fact, value="true", language="ar")
    with pytest.raises(BadInput):
        phrasebook.answer(first, case.id, office.stamp(), fact="planned_exit", value="+7d", language="sw")


def test_a_right_is_told_in_a_language_at_a_time_by_somebody(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    first = office.officers["primary"]
    card = view(office, case, "fa", phrase="protection").card
    assert card is not None and [button.value for button in card.buttons] == ["understood", "not_understood"]
    phrasebook.note_told(first, case.id, office.stamp(), phrase="protection", language="fa", reply="understood")
    phrasebook.note_told(first, case.id, office.stamp(), phrase="record", language="so", through="interpreter")
    told = view(office, case, "").told
    assert [(one.phrase, one.language, one.by, one.through) for one in told] == [
        ("protection", "fa", "Primary Officer", phrasebook.THROUGH["phrasebook"]),
        ("record", "so", "Primary Officer", phrasebook.THROUGH["interpreter"]),
    ]
    for wrong in (
        {"phrase": "surrender", "language": "fa"}, {"phrase": "record", "language": "so"},
        {"phrase": "record", "language": "fa", "reply": "yes"}, {"phrase": "sit", "language": "fa", "through": "air"},
        {"phrase": "record", "language": "Persian!", "through": "spoken"},
    ):  # fmt: skip
        with pytest.raises(BadInput):
            phrasebook.note_told(first, case.id, office.stamp(), **wrong)
    assert Told.objects.count() == 2
