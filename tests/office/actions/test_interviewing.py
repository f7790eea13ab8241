"""The interview: who understands whom, lines in order that nobody changes, breaks, the law's answers, read-back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from limen.office.actions import interviewing, referring, topics
from limen.office.actions.acting import BadInput, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import Case, Interview, InterviewLine, JournalEntry, JournalPayload
from tests.office.conftest import USUAL, Office, passport

SAID = "Jag stannar hos min syster i en vecka."


def examined(office: Office, key: str = "calvin", by: str = "secondary") -> Case:
    case = office.arrive(passport(key))
    referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason="Purpose not clear.")
    referring.take(office.officers[by], case.id, office.stamp())
    return office.case(case.id)


def begin(office: Office, case: Case, by: str = "secondary", **changes: Any) -> None:
    given = {"language": "sv", "through": "telephone", "interpreter": "I. Tolk", "interpreter_number": "T-9",
             "understood": True, "told": True, **changes}  # fmt: skip
    interviewing.start_interview(office.officers[by], case.id, office.stamp(), **given)


def add(office: Office, case: Case, by: str = "secondary", **line: Any) -> None:
    interviewing.add_line(office.officers[by], case.id, office.stamp(), **{"kind": "question", **line})


def lines(case: Case) -> list[tuple[int, str, str]]:
    return list(InterviewLine.objects.filter(interview__case=case).values_list("number", "kind", "words"))


def end(office: Office, case: Case, by: str = "secondary", **changes: Any) -> None:
    given = {"read_back": "agreed", "signature": "signed", **changes}
    interviewing.end_interview(office.officers[by], case.id, office.stamp(), **given)


@pytest.mark.parametrize(
    "changes",
    [{"language": "Swedish!"}, {"through": "guessing"}, {"interpreter": "", "interpreter_number": ""},
     {"understood": False}],
)  # fmt: skip
def test_no_interview_begins_without_language_interpreter_and_understanding(
    office: Office, changes: dict[str, Any]
) -> None:
    case = examined(office)
    with pytest.raises(BadInput):
        begin(office, case, **changes)
    assert not Interview.objects.exists()


def test_one_interview_at_a_time(office: Office) -> None:
    case = examined(office)
    with pytest.raises(NotPossible, match="start one"):
        add(office, case, words="Where do you stay?")
    begin(office, case)
    with pytest.raises(NotPossible, match="open already"):
        begin(office, case)


def test_question_and_answer_are_two_numbered_lines_of_one_act_and_the_journal_has_only_their_digests(
    office: Office,
) -> None:
    case = examined(office)
    begin(office, case)
    add(office, case, words="Tell me where you stay.", reply=SAID, rendered="I stay with my sister for a week.")
    add(office, case, kind="shown", words="A letter of the sister, dated 1 Nov.")
    add(office, case, kind="observed", words="The letter bears no address.")
    assert [row[:2] for row in lines(case)] == [(1, "question"), (2, "answer"), (3, "shown"), (4, "observed")]
    entry = JournalEntry.objects.filter(verb="add_line", case=str(case.id)).order_by("seq").first()
    assert entry is not None
    content = JournalPayload.objects.get(entry=entry).content
    assert "syster" not in content and "sister" not in content
    kept = json.loads(content)["lines"]
    assert kept[1]["digest"] == store.name_of([SAID, "I stay with my sister for a week."])


def test_a_line_is_never_changed_or_removed(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    add(office, case, words="Tell me about the journey.", reply="By train.")
    rows = InterviewLine.objects.filter(interview__case=case)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(words="Something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    assert lines(case)[1][2] == "By train."


def test_nothing_is_written_on_a_break(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    with pytest.raises(NotPossible, match="not on a break"):
        add(office, case, kind="resumed")
    add(office, case, kind="break", words="Water")
    with pytest.raises(NotPossible, match="on a break"):
        add(office, case, words="Who pays?")
    add(office, case, kind="resumed")
    add(office, case, words="Who pays?")
    assert [row[1] for row in lines(case)] == ["break", "resumed", "question"]
    view = interviewing.interview(office.officers["secondary"], case.id, office.stamp())
    assert view.running is not None and not view.running.on_break


@pytest.mark.parametrize(
    "line",
    [{"words": " "}, {"words": "x" * 4001}, {"kind": "gossip", "words": "x"}, {"kind": "correction", "words": "x"},
     {"words": "Who pays?", "rendered": "My uncle"}],
)  # fmt: skip
def test_what_is_no_line_is_refused_and_nothing_is_written(office: Office, line: dict[str, Any]) -> None:
    case = examined(office)
    begin(office, case)
    with pytest.raises(BadInput):
        add(office, case, **line)
    assert lines(case) == []


def test_the_same_words_answer_the_law_in_one_act(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    view = interviewing.interview(office.officers["secondary"], case.id, office.stamp())
    ask = next(one for one in view.asks if one.fact in USUAL)
    before = JournalEntry.objects.count()
    add(office, case, words=ask.question, reply=SAID, fact=ask.fact, value=USUAL[ask.fact])
    assert JournalEntry.objects.count() == before + 1
    answer = office.case(case.id).answers.get(fact=ask.fact, superseded=False)
    assert (answer.status, answer.words) == ("known", SAID)
    found = next(
        one
        for one in interviewing.interview(office.officers["secondary"], case.id, office.stamp()).findings
        if one.fact == ask.fact
    )
    assert (found.lines, found.status, found.asked) == (("1.1", "1.2"), "known", False)


def test_what_the_rules_still_need_is_listed_with_why_and_what_was_asked_comes_last(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    second = office.officers["secondary"]
    needs = interviewing.interview(second, case.id, office.stamp()).needs
    assert {need.fact for need in needs} == {ask["fact"] for ask in office.advice(case)["ask"]}
    first = next(need for need in needs if need.hangs_on and not need.protects)
    add(office, case, words=first.question, reply="I do not know yet.", fact=first.fact)
    after = interviewing.interview(second, case.id, office.stamp()).needs
    assert after[-1].fact == first.fact and after[-1].was_asked and not any(need.was_asked for need in after[:-1])


def test_an_answer_the_law_cannot_take_leaves_no_line_behind(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    with pytest.raises(BadInput):
        add(office, case, words="Q?", reply="Soon", fact="planned_exit", value="soonish")
    with pytest.raises(BadInput):
        add(office, case, words="Q?", reply="Yes", fact="no_such_fact", value="true")
    assert lines(case) == [] and not office.case(case.id).answers.exists()


def test_sources_that_disagree_are_put_with_both_and_the_reply_is_found_again(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    latest = store.assessment_of(case)
    assert latest is not None
    latest.discrepancies = [
        {"name": "birth", "code": "discrepancy.answer", "first": {"value": "1990-01-01", "source": "mrz"},
         "second": {"value": "1991-01-01", "source": "answer"}, "params": {}}
    ]  # fmt: skip
    latest.save(update_fields=["discrepancies"])
    second = office.officers["secondary"]
    differ = interviewing.interview(second, case.id, office.stamp()).differences[0]
    assert "“1990-01-01” (mrz)" in differ.words and "“1991-01-01” (answer)" in differ.words and not differ.replies
    add(office, case, kind="put", differs=differ.key, reply="A slip of the office that issued it.")
    assert lines(case)[0] == (1, "put", differ.words)
    view = interviewing.interview(second, case.id, office.stamp())
    assert view.differences[0].replies == ("1.2",)
    assert next(one for one in view.findings if one.fact == "birth").differences[0].replies == ("1.2",)


def test_a_difference_is_put_in_the_language_of_its_officer_and_its_reply_is_found_by_all(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    latest = store.assessment_of(case)
    assert latest is not None
    latest.discrepancies = [
        {"name": "birth", "code": "discrepancy.answer", "first": {"value": "1990-01-01", "source": "mrz"},
         "second": {"value": "1991-01-01", "source": "list:alerts"}, "params": {}}
    ]  # fmt: skip
    latest.save(update_fields=["discrepancies"])
    second = office.officers["secondary"]
    (differ,) = interviewing.interview(second, case.id, office.stamp(), language="ar").differences
    assert differ.language == "ar" and "متى وُلدت؟" in differ.words and "1 يناير 1990" in differ.words
    assert "mrz" not in differ.words and "منطقة القراءة الآلية" in differ.words and "alerts" in differ.words
    add(office, case, kind="put", differs=differ.key, reply="زلة قلم.", language="ar")
    assert lines(case)[0] == (1, "put", differ.words)
    for language in ("ar", "fr", "en"):
        (seen,) = interviewing.interview(second, case.id, office.stamp(), language=language).differences
        assert (seen.replies, seen.language) == (("1.2",), language)


@pytest.mark.parametrize(
    "how",
    [{"read_back": "maybe"}, {"signature": ""}, {"read_back": "corrected"}, {"corrections": "Line 2: two weeks"},
     {"read_back": "refused"}, {"read_back": "impossible", "note": "  "}],
)  # fmt: skip
def test_an_end_that_does_not_say_how_is_refused(office: Office, how: dict[str, Any]) -> None:
    case = examined(office)
    begin(office, case)
    with pytest.raises(BadInput):
        end(office, case, **how)
    assert Interview.objects.get().ended_at is None


def test_corrections_are_lines_of_their_own_and_the_record_is_closed(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    add(office, case, words="How long?", reply="One week")
    end(office, case, read_back="corrected", corrections="Line 2: ten days\n\nLine 2: with my sister")
    assert [row[1] for row in lines(case)] == ["question", "answer", "correction", "correction"]
    row = Interview.objects.get()
    assert row.ended_at is not None and (row.read_back, row.signature) == ("corrected", "signed")
    with pytest.raises(NotPossible):
        add(office, case, words="One more?")


def test_another_officer_reads_and_does_not_write_and_the_look_is_kept(office: Office) -> None:
    case = examined(office, by="both")
    begin(office, case, by="both")
    with pytest.raises(NotPermitted) as refused:
        add(office, case, words="Let me ask.")
    assert refused.value.code == "authority.holder"
    looks = JournalEntry.objects.filter(verb="see_case", case=str(case.id)).count()
    view = interviewing.interview(office.officers["secondary"], case.id, office.stamp())
    assert view.running is not None and not view.writes
    assert JournalEntry.objects.filter(verb="see_case", case=str(case.id)).count() == looks + 1
    with pytest.raises(NotPermitted):
        interviewing.interview(office.officers["list_officer"], case.id, office.stamp())


def test_a_hand_over_keeps_the_interview_open_for_the_next_officer(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    add(office, case, words="Tell me about the journey.", reply="By train.")
    referring.hand_over(office.officers["secondary"], case.id, office.stamp(), to="both", note="Half asked.")
    add(office, case, by="both", words="Who pays?", reply="I do.")
    end(office, case, by="both")
    sitting = interviewing.interview(office.officers["both"], case.id, office.stamp()).sittings[0]
    assert {line.by for line in sitting.lines} == {"Secondary Officer", "Both Hats"}
    assert [line.number for line in sitting.lines] == [1, 2, 3, 4]


def test_words_of_fear_do_not_break_off_the_record(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    referring.refer_protection(office.officers["secondary"], case.id, office.stamp(), words="I am afraid.")
    assert office.case(case.id).state == "protection"
    add(office, case, words="Tell me more, if you wish.", reply="They know my name.")
    with pytest.raises(NotPermitted):
        add(office, case, words="Q?", reply="x", fact="planned_exit", value="2026-11-29")
    end(office, case)


def test_the_same_form_twice_writes_one_line(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    stamp = office.stamp()
    for _ in range(2):
        interviewing.add_line(office.officers["secondary"], case.id, stamp, kind="question", words="Where?")
    assert len(lines(case)) == 1


def test_open_and_closed_questions_are_counted_and_never_scored(office: Office) -> None:
    case = examined(office)
    begin(office, case)
    for question in ("Tell me about it.", "Do you work?", "Berätta om resan."):
        add(office, case, words=question)
    sitting = interviewing.interview(office.officers["secondary"], case.id, office.stamp()).running
    assert sitting is not None and dict(sitting.asked) == {"open": 1, "closed": 1, "untold": 1}


def test_every_topic_begins_with_an_open_question() -> None:
    for topic in topics.TOPICS:
        assert topics.manner(topic.questions[0]) == "open", topic.name
        assert topic.questions == (*topic.open, *topic.cued, *topic.closed)
        assert all(topics.manner(question) == "open" for question in topic.open), topic.name
        assert all(topics.manner(question) == "closed" for question in topic.closed), topic.name


@given(st.text())
def test_any_text_has_a_manner(text: str) -> None:
    assert topics.manner(text) in ("open", "closed", "untold")
