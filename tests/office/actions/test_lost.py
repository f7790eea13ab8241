"""A document reported stolen at the desk: told with its reason and resolved by an officer."""

from __future__ import annotations

from typing import Any

import pytest

from limen import specimens
from limen.office.actions import assessing, viewing
from limen.office.records import store
from limen.specimens import LOST_STOLEN, list_csv
from limen.vocabulary.dates import PartialDate
from tests.office.conftest import Office, passport

pytestmark = pytest.mark.django_db


def found(office: Office, case: Any) -> dict[str, tuple[str, str]]:
    assessment = store.assessment_of(case)
    assert assessment is not None
    return {
        one["code"]: (one["outcome"], one["reason"])
        for one in assessment.findings
        if one["code"].startswith("document.")
    }


def with_list(office: Office, data: bytes = list_csv(LOST_STOLEN)) -> None:
    office.import_csv("lost-stolen", data)


def test_a_stolen_passport_is_unsure_until_an_officer_says(office: Office) -> None:
    with_list(office)
    case = office.arrive(passport("gamze"))
    outcome, reason = found(office, case)["document.stolen"]
    assert outcome == "unsure"
    assert reason == "This may be a document reported stolen: the number is the same; used after it was reported"
    hit = case.hits.get()
    assert (hit.strength, hit.rules_version) == ("exact", "documents-1")
    assert store.assessment_of(case).facts["document_in_order"]["status"] == "disputed"
    assessing.resolve_hit(office.officers["primary"], case.id, office.stamp(), hit=hit.id, state="same", note="It is.")
    assert found(office, office.case(case.id))["document.stolen"][0] == "failed"
    assert store.assessment_of(office.case(case.id)).facts["document_in_order"]["value"] is False


def test_what_an_officer_cleared_is_passed_and_remembered(office: Office) -> None:
    with_list(office)
    case = office.arrive(passport("gamze"))
    hit = case.hits.get()
    assessing.resolve_hit(
        office.officers["primary"],
        case.id,
        office.stamp(),
        hit=hit.id,
        state="not_same",
        note="Found again; letter shown.",
    )
    assert found(office, office.case(case.id))["document.stolen"][0] == "passed"
    again = office.arrive(passport("gamze"), direction="exit")
    assert again.hits.get().state == "remembered"


def test_a_number_read_with_a_letter_for_a_digit_is_found_whatever_the_list_asks(office: Office) -> None:
    office.import_csv("lost-stolen", b"id,document,status\n1,TUR:UIO992743,lost\n", threshold=1.0)
    case = office.arrive(passport("gamze"))
    outcome, reason = found(office, case)["document.lost"]
    assert outcome == "unsure" and "characters read for one another" in reason
    assert case.hits.get().strength == "possible"


def test_nobody_looked_is_told_and_so_is_nothing_found(office: Office) -> None:
    case = office.arrive(passport("amara"))
    assert found(office, case)["document.reported"] == (
        "not_done", "Not looked up among lost and stolen documents: no such list is in service at this post",
    )  # fmt: skip
    with_list(office)
    other = office.arrive(passport("calvin"))
    assert found(office, other)["document.reported"] == (
        "passed", "Not reported lost, stolen or revoked (4 reports searched)",
    )  # fmt: skip


def test_a_list_past_its_last_day_is_not_searched(office: Office) -> None:
    office.import_csv("lost-stolen", list_csv(LOST_STOLEN), expires_on=PartialDate(2026, 11, 1).first)
    case = office.arrive(passport("gamze"))
    outcome, reason = found(office, case)["document.reported"]
    assert outcome == "not_done" and "past its last day" in reason
    assert not case.hits.exists()


def test_the_desk_shows_it_in_words(office: Office) -> None:
    with_list(office)
    case = office.arrive(passport("gamze"))
    view = viewing.case(office.officers["primary"], case.id, office.stamp())
    (check,) = (one for one in view.checks if one.code == "document.stolen")
    assert str(check.reason).startswith("This may be a document reported stolen")
    listed = dict(view.hits[0].listed)
    assert listed["documents"] == specimens.traveller("gamze").number
    assert listed["reported"] == "stolen 2026-03-14 / 2026-03-20"
