"""Comparing the traveller with the portrait: what is kept of it, what the law is told, and what is refused."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from PIL import Image

from limen import specimens
from limen.documents.chip import pack, read_chip
from limen.office.actions import assessing, comparing, deciding, documentview, examining, replaying, trusting
from limen.office.actions.acting import BadInput, NotPossible
from limen.office.authority import NotPermitted
from limen.office.connections import reading_room
from limen.office.connections.reading_room import Looked
from limen.office.records import store
from limen.office.records.models import Case, Examination, JournalEntry, Picture, Post
from limen.specimens.cast import EVERYBODY
from limen.specimens.chips import BASIC, chip_passport
from limen.specimens.personalising import picture_of
from limen.specimens.photographs import photograph
from limen.vocabulary.evidence import Finding, Outcome
from tests.office.conftest import TODAY, Office, passport


@pytest.fixture(autouse=True)
def demo(settings: Any) -> Any:
    """A demo's post, which practises with drawings."""
    settings.LIMEN_DEMO, settings.LIMEN_FACES = True, True
    trusting.forget()
    yield
    trusting.forget()


def live(key: str = "taro") -> bytes:
    return picture_of(EVERYBODY[key], TODAY, "jpeg")


def with_chip(office: Office, key: str = "taro") -> Case:
    case = office.arrive(passport(key))
    of = chip_passport(EVERYBODY[key], on=TODAY, recipe=BASIC)
    evidence = pack(read_chip(of.chip, of.key), at="2026-11-22T09:00:00Z", device="virtual")
    examining.examine_chip(office.officers["primary"], case.id, office.stamp(), evidence=evidence)
    return office.case(case.id)


def compare(office: Office, case: Case, data: bytes | None = None, **more: Any) -> Case:
    comparing.compare_faces(
        office.officers["primary"], case.id, office.stamp(), data=live() if data is None else data, **more
    )
    return office.case(case.id)


def likeness(case: Case) -> Mapping[str, Any]:
    assessment = store.assessment_of(case)
    assert assessment is not None
    (found,) = [row for row in assessment.findings if row["code"].startswith("portrait.likeness")]
    return dict(found)


def outcomes(case: Case, code: str) -> list[str]:
    assessment = store.assessment_of(case)
    assert assessment is not None
    return [row["outcome"] for row in assessment.findings if row["code"] == code]


def in_order(case: Case) -> Any:
    assessment = store.assessment_of(case)
    assert assessment is not None
    return assessment.facts["document_in_order"].get("value")


def test_the_face_in_the_chip_and_the_one_before_the_desk(office: Office) -> None:
    case = with_chip(office)
    assert outcomes(case, "portrait") == ["not_done"]
    case = compare(office, case, device="camera")
    found = likeness(case)
    assert (found["code"], found["outcome"]) == ("portrait.likeness", "passed")
    assert found["params"]["score"] >= found["params"]["threshold"]
    assert "drawn specimens only" in found["params"]["provider"]
    assert [one["picture"] for one in found["evidence"]["pictures"]] == ["chip", "live"]
    assert outcomes(case, "portrait") == ["passed"]
    row = case.examinations.get(kind="portrait")
    assert (row.device, set(row.pictures)) == ("camera", {"live", "original"})
    assert (row.fields["against"], row.fields["of"]) == ("chip", str(case.examinations.get(kind="chip").id))
    assert {finding["code"] for finding in row.findings} >= {
        "portrait.size", "portrait.sharpness", "portrait.exposure", "portrait.liveness",
    }  # fmt: skip
    entry = JournalEntry.objects.get(verb="compare_faces")
    assert entry.result == str(row.id)
    assert row.fields["portrait"] in entry.payload.content and "drawn specimens" in entry.payload.content


def test_another_face_is_unsure_and_the_law_is_told_nothing(office: Office) -> None:
    case = with_chip(office)
    before = in_order(case)
    case = compare(office, case, live("gamze"))
    assert likeness(case)["outcome"] == "unsure"
    assert outcomes(case, "portrait") == ["unsure"]
    assert in_order(case) == before is True


def test_whose_document_it_is_says_the_officer(office: Office) -> None:
    case, officer = compare(office, with_chip(office), live("gamze")), office.officers["primary"]
    said = {"feature": "holder", "outcome": "failed", "words": "Another person: the ears are not hers."}
    examining.look_closer(officer, case.id, office.stamp(), **said)
    case = office.case(case.id)
    assert in_order(case) is False
    own = documentview.view(officer, case.id, office.stamp()).faces.own
    assert own is not None
    assert (own.outcome, own.words, own.by) == ("failed", said["words"], officer.name)
    examining.look_closer(officer, case.id, office.stamp(), feature="holder", outcome="passed")
    assert in_order(office.case(case.id)) is True


def test_without_a_recogniser_it_is_not_done_and_says_what_to_install(office: Office) -> None:
    if comparing.installed():
        # What is under test is the machine without it; test_resnet tests the machine that has it.
        pytest.skip("the extra named face is installed here")
    case = with_chip(office)
    Post.objects.update(mode=Post.Mode.SERVICE)  # in service nothing drawn stands in for it
    case = compare(office, office.case(case.id))
    found = likeness(case)
    assert (found["code"], found["outcome"]) == ("portrait.likeness", "not_done")
    assert "the extra named face" in found["reason"]
    assert set(case.examinations.get(kind="portrait").pictures) == {"live", "original"}
    view = documentview.view(office.officers["primary"], case.id, office.stamp()).faces
    assert (view.practice, view.score) == (False, "")
    assert "nothing is compared by machine" in view.compared_by


def test_an_office_may_compare_none(office: Office, settings: Any) -> None:
    settings.LIMEN_FACES = False
    case = compare(office, with_chip(office))
    assert (likeness(case)["code"], likeness(case)["outcome"]) == ("portrait.likeness_off", "not_done")
    assert Picture.objects.filter(role="live").count() == 1


def test_where_no_chip_is_read_the_page_is_compared_with(office: Office) -> None:
    case, officer = office.arrive(passport()), office.officers["primary"]
    with pytest.raises(NotPossible, match="no portrait to compare with yet"):
        compare(office, case)
    assert not Examination.objects.exists()
    page = specimens.page_of(passport(), specimens.traveller("amara"), on=TODAY)
    examining.examine_page(officer, case.id, office.stamp(), data=photograph(page))
    assert documentview.view(officer, case.id, office.stamp()).faces.against == "page"
    case = compare(office, case, live("amara"))
    # A page is no drawing of a face alone: only a recogniser finds the portrait on it, and cuts it out.
    found, roles = likeness(case), set(case.examinations.get(kind="portrait").pictures)
    if comparing.installed():
        assert (found["code"], found["outcome"], "printed" in roles) == ("portrait.likeness", "passed", True)
    else:
        assert (found["outcome"], roles) == ("not_done", {"live", "original"})
        assert "the extra named face" in found["reason"]
    assert case.examinations.get(kind="portrait").fields["against"] == "page"


def test_the_same_form_sent_twice_compares_once(office: Office) -> None:
    case, stamp, officer = with_chip(office), office.stamp(), office.officers["primary"]
    first = comparing.compare_faces(officer, case.id, stamp, data=live())
    again = comparing.compare_faces(officer, case.id, stamp, data=b"not even opened")
    assert (again.result, again.replayed) == (first.result, True)
    assert Examination.objects.filter(kind="portrait").count() == 1


def test_another_comparison_takes_the_place_of_the_first(office: Office) -> None:
    case = compare(office, compare(office, with_chip(office), live("gamze")))
    assert likeness(case)["outcome"] == "passed"
    assert sorted(case.examinations.filter(kind="portrait").values_list("superseded", flat=True)) == [False, True]


def test_another_document_takes_the_comparison_with_it(office: Office) -> None:
    case = compare(office, with_chip(office))
    text = "\n".join(passport("dorian").mrz)
    assessing.arrive(office.officers["primary"], office.stamp(), direction="entry", text=text, case=case.id)
    assert outcomes(office.case(case.id), "portrait") == ["not_done"]


def test_who_may_not_compare_is_told_before_anything_is_opened(office: Office) -> None:
    case = office.arrive(passport())
    for role in ("auditor", "chief", "list_officer"):
        with pytest.raises(NotPermitted):
            comparing.compare_faces(office.officers[role], case.id, office.stamp(), data=b"not even opened")
    assert JournalEntry.objects.filter(verb="not_permitted").count() == 3


@pytest.mark.parametrize(
    "sent", [b"", b"MZ\x90", b"\xff\xd8\xff" + bytes(400), b"%PDF-1.7 ", b"\x89PNG\r\n\x1a\n" + bytes(80)]
)
def test_what_is_no_picture_is_refused_and_changes_nothing(office: Office, sent: bytes) -> None:
    case = with_chip(office)
    with pytest.raises(BadInput, match="Take it again"):
        compare(office, case, sent)
    assert not Examination.objects.filter(kind="portrait").exists()


def test_a_picture_larger_than_any_camera_takes_is_refused(office: Office) -> None:
    huge = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(huge, "PNG")
    with pytest.raises(BadInput, match="Take it again"):
        compare(office, with_chip(office), huge.getvalue())


def test_a_way_of_taking_that_nobody_knows_is_refused(office: Office) -> None:
    with pytest.raises(BadInput, match="no way by which"):
        compare(office, with_chip(office), device="satellite")


def test_a_provider_that_takes_too_long_is_not_done_and_the_picture_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = with_chip(office)
    monkeypatch.setattr(reading_room, "FACE_SECONDS", 0.05)
    case = compare(office, case)
    assert (likeness(case)["code"], likeness(case)["outcome"]) == ("portrait.likeness_broken", "not_done")
    assert set(case.examinations.get(kind="portrait").pictures) == {"live", "original"}


def test_a_provider_whose_program_ends_is_not_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = with_chip(office)
    sent = reading_room._send

    def ending(task: str, *given: Any, **more: Any) -> Looked:
        return sent("no such task" if task == "faces" else task, *given, **more)

    monkeypatch.setattr(reading_room, "_send", ending)
    assert likeness(compare(office, case))["code"] == "portrait.likeness_broken"


@pytest.mark.parametrize(
    "claimed",
    [
        (),
        (Finding("passive.signature", Outcome.PASSED),),
        (Finding("portrait.likeness", Outcome.PASSED), Finding("chip.clone", Outcome.PASSED)),
        (Finding("portrait.likeness", Outcome.FAILED),),
        (Finding("portrait.size", Outcome.PASSED),),
    ],
)
def test_an_answer_that_no_comparison_gives_is_not_believed(
    office: Office, monkeypatch: pytest.MonkeyPatch, claimed: tuple[Finding, ...]
) -> None:
    case = with_chip(office)
    shown = {"live": reading_room.show_live(live())}
    monkeypatch.setattr(reading_room, "compare_faces", lambda *_, **__: Looked(claimed, {}, shown))
    assert likeness(compare(office, case))["code"] == "portrait.likeness_broken"


def test_the_picture_of_a_traveller_is_erased_by_one_act(office: Office) -> None:
    case, officer = compare(office, with_chip(office)), office.officers["primary"]
    row = case.examinations.get(kind="portrait")
    examining.erase_photo(officer, case.id, office.stamp(), examination=row.id)
    row.refresh_from_db()
    assert not Picture.objects.filter(examination=row).exists()
    assert row.erased_at is not None and row.fields == {} and row.findings
    view = documentview.view(officer, case.id, office.stamp())
    assert "live" not in {side.role for side in view.sides}
    assert (view.faces.examination, view.faces.likeness.outcome) == (None, "passed")


def test_at_a_post_in_service_the_picture_is_evidence(office: Office) -> None:
    case, officer = compare(office, with_chip(office)), office.officers["primary"]
    row = case.examinations.get(kind="portrait")
    Post.objects.update(mode=Post.Mode.SERVICE)
    with pytest.raises(NotPossible, match="is evidence"):
        examining.erase_photo(officer, case.id, office.stamp(), examination=row.id)


def test_the_sides_are_page_chip_and_traveller(office: Office) -> None:
    case, officer = with_chip(office), office.officers["primary"]
    page = specimens.story("clean-visitor", TODAY).papers[0]
    examining.examine_page(officer, case.id, office.stamp(), data=photograph(page))
    case = compare(office, case)
    view = documentview.view(officer, case.id, office.stamp())
    assert [side.role for side in view.sides] == ["page", "portrait", "live"]
    assert [side.role for side in documentview.sides_of(officer, case.id, office.now)] == ["page", "portrait", "live"]
    content, media = documentview.picture(officer, view.sides[-1].examination, "live", office.stamp())
    assert media == "image/jpeg" and content != live()


def test_a_decision_that_rests_on_a_comparison_replays_as_it_was(office: Office) -> None:
    case, officer = compare(office, with_chip(office)), office.officers["primary"]
    case = office.answer_all(case)
    deciding.admit(officer, case.id, office.stamp(), seen=case.revision)
    (again,) = replaying.replay(office.officers["auditor"], case.id, office.stamp()).decisions
    assert again.same, again.differing
    assert {"portrait", "portrait.likeness"} <= {side.name for side in again.sides if side.kind == "check"}


def test_what_is_seen_of_a_comparison_of_another_case_is_nothing(office: Office) -> None:
    case = compare(office, with_chip(office))
    with pytest.raises(NotPermitted):
        documentview.picture(
            office.officers["list_officer"],
            case.examinations.get(kind="portrait").id,
            "live",
            office.stamp(uuid.uuid4()),
        )
