"""The documents one person needs: by what is known, which were seen, which to ask for."""

from __future__ import annotations

import pytest

from limen.office.actions import checklists
from limen.office.actions.acting import BadInput
from limen.office.actions.checklists import CaseChecklist, note_document_seen
from limen.office.authority import NotPermitted
from limen.office.records import journal
from limen.office.records.models import Case, JournalEntry, PaperSeen
from tests.office.conftest import Office, passport

pytestmark = pytest.mark.django_db


def listed(office: Office, case: Case, by: str = "primary", language: str = "en") -> CaseChecklist:
    return checklists.checklist_of(office.officers[by], case.id, office.stamp(), language=language)


def states(found: CaseChecklist) -> dict[str, str]:
    return {row.id: row.state for row in found.rows}


def test_what_is_known_settles_what_is_needed_and_what_is_not_known_leaves_it_open(office: Office) -> None:
    found = listed(office, office.arrive(passport("calvin")))
    assert states(found)["travel_document"] == "missing"
    assert states(found)["child_papers"] == "not_needed"  # the passport says how old he is
    assert states(found)["permit"] == "open" and found.rows[2].depends_on
    assert {row.id for row in found.to_ask_for} >= {"travel_document"}
    assert found.may_note


def test_a_document_that_was_seen_is_asked_for_no_more_and_says_who_saw_it(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    note_document_seen(office.officers["primary"], case.id, office.stamp(), paper="travel_document", form="original",
                       note="Page 2 loose.")  # fmt: skip
    found = listed(office, case)
    row = next(row for row in found.rows if row.id == "travel_document")
    assert row.state == "seen" and row not in found.to_ask_for
    assert [(seen.form, seen.by, seen.note) for seen in row.seen] == [("original", "Primary Officer", "Page 2 loose.")]
    entry = JournalEntry.objects.filter(verb="note_document_seen").get()
    assert entry.case == str(case.id) and "note_document_seen" in journal.VERBS


def test_what_was_asked_for_and_not_shown_is_still_missing_and_the_latest_word_counts(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    by = office.officers["primary"]
    note_document_seen(by, case.id, office.stamp(), paper="travel_document", form="copy")
    note_document_seen(by, case.id, office.stamp(), paper="travel_document", form="not_shown")
    assert states(listed(office, case))["travel_document"] == "missing"
    assert PaperSeen.objects.count() == 2  # both stay on record


def test_a_document_that_stands_in_for_another_leaves_nothing_to_ask_for(office: Office) -> None:
    case = office.arrive(passport("amara"))  # needs a visa
    case = office.answer(case, "visa_held", "false")
    case = office.answer(case, "residence_permit_or_long_stay", "false")
    case = office.answer(case, "family_member_free_movement", "false")
    assert states(listed(office, case))["visa"] == "missing"
    note_document_seen(office.officers["primary"], case.id, office.stamp(), paper="permit", form="original")
    found = states(listed(office, case))
    assert found["permit"] == "seen" and found["visa"] == "replaced"


def test_one_form_sent_twice_notes_once(office: Office) -> None:
    case, stamp = office.arrive(passport("calvin")), office.stamp()
    for _ in range(2):
        note_document_seen(office.officers["primary"], case.id, stamp, paper="travel_document", form="original")
    assert PaperSeen.objects.count() == 1


@pytest.mark.parametrize(
    ("paper", "form", "why"), [("diploma", "original", "no such document"), ("travel_document", "heard", "which form")]
)
def test_what_is_not_on_the_list_cannot_be_noted(office: Office, paper: str, form: str, why: str) -> None:
    case = office.arrive(passport("calvin"))
    with pytest.raises(BadInput, match=why):
        note_document_seen(office.officers["primary"], case.id, office.stamp(), paper=paper, form=form)
    assert not PaperSeen.objects.exists()


def test_an_auditor_reads_the_list_and_notes_nothing(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    assert not listed(office, case, "auditor").may_note
    with pytest.raises(NotPermitted):
        note_document_seen(office.officers["auditor"], case.id, office.stamp(), paper="travel_document", form="copy")


def test_the_list_is_told_in_the_officers_language(office: Office) -> None:
    found = listed(office, office.arrive(passport("calvin")), language="fr")
    assert found.rows[0].language == "fr" and "passeport" in found.rows[0].words
