"""Reasons at a refusal: about this person, not of the form nor somebody else's, nothing restricted in the letter."""

from __future__ import annotations

import pypdfium2
import pytest

from limen.office.actions import assessing, deciding, reasoning, serving
from limen.office.actions.acting import BadInput
from limen.office.records.models import Case, Decision
from tests.casework.test_reasons import MEANS
from tests.office.conftest import Office, passport

pytestmark = pytest.mark.django_db
OWN = "She has no visa and told me that she had not known one was needed for a week's visit."


def refusable(office: Office, **changes: object) -> Case:
    case = office.answer(office.arrive(passport("amara", **changes)), "visa_held", "false")
    return office.answer_all(case, residence_permit_or_long_stay="false", asks_protection="false",
                             family_member_free_movement="false")  # fmt: skip


def refuse(office: Office, case: Case, reasons: str) -> None:
    deciding.refuse(office.officers["primary"], case.id, office.stamp(), own_reasons=reasons)


@pytest.mark.parametrize("reasons", [*MEANS[:4], "The traveller holds no valid visa and does not meet the conditions."])
def test_a_template_is_refused_and_nothing_is_recorded(office: Office, reasons: str) -> None:
    case = refusable(office)
    with pytest.raises(BadInput, match=r"said, showed or did|repeat the words of the law"):
        refuse(office, case, reasons)
    assert not Decision.objects.exists()


def test_the_reasons_of_somebody_else_with_other_details_are_refused(office: Office) -> None:
    refuse(office, refusable(office), OWN)
    other = refusable(office, surname="OTHER", number="AZ7654321")
    with pytest.raises(BadInput, match="somebody else before"):
        refuse(office, other, OWN.replace("week's", "month's"))
    refuse(office, other, "He waited two hours for a cousin from Esch, who on the telephone said he expected nobody.")
    assert Decision.objects.count() == 2


def test_the_same_person_may_be_refused_again_for_the_same_reasons(office: Office) -> None:
    case = refusable(office)
    refuse(office, case, OWN)
    deciding.return_refusal(office.officers["chief"], case.id, office.stamp(), reason="Say which visa was asked for.")
    refuse(office, office.case(case.id), OWN)
    assert Decision.objects.filter(case=case).count() == 2


def test_what_a_list_said_never_leaves_in_a_letter(office: Office) -> None:
    case = office.arrive(passport("dorian", surname="VESTIBULE", given="DORIAN"))
    hit = case.hits.first()
    assert hit is not None, "the specimen is on the list of alerts"
    printed = reasoning.printed(case, f"He is entry {hit.entry_id} of the list, born the same day.")
    assert hit.entry_id not in printed and reasoning.LEFT_OUT in printed
    assert reasoning.printed(case, "Born the same day.") == "Born the same day."


def test_reasons_that_name_an_entry_of_a_list_are_stopped_and_what_is_printed_names_none(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    hit = case.hits.get()
    assessing.resolve_hit(office.officers["primary"], case.id, office.stamp(), hit=hit.id, state="same",
                          note="Name, birth and number agree.")  # fmt: skip
    case = office.answer_all(office.case(case.id), asks_protection="false", visa_held="false", visa_exempt="true",
                             family_member_free_movement="false", residence_permit_or_long_stay="false",
                             security_concern="false", alert_on_national_list="true")  # fmt: skip
    with pytest.raises(BadInput, match="restricted"):
        refuse(office, case, f"He is number {hit.entry_id}; his mother Ada, who came with him, says he left in May.")
    refuse(office, case, "His mother Ada, who came with him, says that he was told in May not to come back.")
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    notice = office.case(case.id).notices.get()
    pdf = pypdfium2.PdfDocument(serving.notice_pdf(office.officers["primary"], notice.id, office.stamp()))
    told = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "Ada" in told and hit.entry_id not in told and hit.list_id not in told
