"""Looking closer at a document: what each look leaves behind, what the law is told of it, and what is refused."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from limen import specimens
from limen.documents.chip import pack, read_chip
from limen.office.actions import assessing, deciding, documentview, examining, replaying, trusting
from limen.office.actions.acting import ActError, BadInput, NotPossible
from limen.office.authority import NotPermitted
from limen.office.connections import reading_room
from limen.office.records import store
from limen.office.records.models import Case, Examination, JournalEntry, Picture, Post, TrustSource
from limen.specimens.chips import BASIC, ChipPassport, chip_passport
from limen.specimens.photographs import photograph
from limen.specimens.seals import SealOffice
from tests.office.conftest import TODAY, Office, passport

AMARA = specimens.traveller("amara")
PAGE = specimens.page_of(passport(), AMARA, on=TODAY)


@pytest.fixture(autouse=True)
def opened() -> Any:
    trusting.forget()
    yield
    trusting.forget()


def issued(fault: str = "") -> ChipPassport:
    return chip_passport(AMARA, on=TODAY, recipe=BASIC, fault=fault)


def evidence(of: ChipPassport) -> tuple[bytes, tuple[Any, ...]]:
    reading = read_chip(of.chip, of.key)
    return pack(reading, at="2026-11-22T09:00:00Z", device="virtual"), reading.findings


def trust(office: Office, *materials: bytes) -> None:
    files = [(f"{number}.cer", one) for number, one in enumerate(materials)]
    officer = office.officers["list_officer"]
    offered = trusting.offer_trust(officer, office.stamp(), name="specimens", files=files)
    trusting.import_trust(officer, office.stamp(), source=uuid.UUID(offered.result))


def examined(office: Office, fault: str = "", *, trusted: bool = True) -> Case:
    """A case whose chip was read, with one thing wrong."""
    of = issued(fault)
    if trusted:
        trust(office, *of.made.trusted, *([of.made.crl] if of.made.crl else []))
    case = office.arrive(passport())
    data, findings = evidence(of)
    examining.examine_chip(office.officers["primary"], case.id, office.stamp(), evidence=data, reported=findings)
    return office.case(case.id)


def found(case: Case, code: str) -> list[str]:
    assessment = store.assessment_of(case)
    assert assessment is not None
    return [row["outcome"] for row in assessment.findings if row["code"] == code]


def fact(case: Case, name: str) -> dict[str, Any]:
    assessment = store.assessment_of(case)
    assert assessment is not None
    return dict(assessment.facts[name])


def test_a_genuine_chip_passes_every_check_by_which_a_document_stands(office: Office) -> None:
    case = examined(office)
    for code in (
        "chip",
        "chip.access",
        "chip.clone",
        "passive.signature",
        "passive.chain",
        "passive.revocation",
        "same",
    ):
        assert found(case, code) == ["passed"], code
    assert fact(case, "document_in_order")["value"] is True
    assert fact(case, "document_biometric") == fact(case, "document_biometric") | {"value": True, "source": "chip"}
    row = case.examinations.get()
    assert (row.kind, row.device, row.superseded) == ("chip", "virtual", False)
    assert store.kept(row.kept_id).startswith(b'{\n "format": "limen-chip"')
    assert row.trust == trusting.current()[1]
    assert row.images.get().media == "image/jpeg"
    entry = JournalEntry.objects.get(verb="examine_chip")
    assert entry.result == str(row.id)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("cloned", "chip.clone"),
        ("group_changed", "passive.group"),
        ("signer_revoked", "passive.revocation"),
        ("signature_broken", "passive.signature"),
    ],
)
def test_a_chip_with_a_fault_leaves_the_document_out_of_order(office: Office, fault: str, code: str) -> None:
    case = examined(office, fault)
    assert "failed" in found(case, code)
    assert found(case, "chip") == ["failed"]
    assert fact(case, "document_in_order")["value"] is False


def test_an_unknown_issuer_is_no_forgery_and_the_officer_is_asked(office: Office) -> None:
    case = examined(office, "issuer_unknown")
    assert found(case, "passive.chain") == ["unsure"]
    assert fact(case, "document_in_order")["status"] == "unknown"
    assert "document_in_order" in {ask["fact"] for ask in office.advice(case)["ask"]}
    case = office.answer(case, "document_in_order", "true")
    assert fact(case, "document_in_order")["value"] is True


def test_without_certificates_at_the_post_nobody_is_unknown(office: Office) -> None:
    case = examined(office, trusted=False)
    assert found(case, "passive.chain") == []
    assert found(case, "passive.no_trust") == ["not_done"]
    assert fact(case, "document_in_order")["value"] is True


def test_a_name_altered_on_the_page_differs_from_the_chip(office: Office) -> None:
    of = issued()
    trust(office, *of.made.trusted, of.made.crl)
    case = office.arrive(passport(surname="ONUUZA"))
    examining.examine_chip(office.officers["primary"], case.id, office.stamp(), evidence=evidence(of)[0])
    case = office.case(case.id)
    assessment = store.assessment_of(case)
    assert assessment is not None
    (differing,) = [row for row in assessment.discrepancies if row["name"] == "document.chip.surname"]
    assert (differing["first"]["source"], differing["second"]["source"]) == ("mrz", "chip")
    assert found(case, "agree.surname") == ["failed"]
    assert fact(case, "document_in_order")["value"] is False


def test_the_same_form_sent_twice_looks_once(office: Office) -> None:
    case, stamp, data = office.arrive(passport()), office.stamp(), evidence(issued())[0]
    first = examining.examine_chip(office.officers["primary"], case.id, stamp, evidence=data)
    again = examining.examine_chip(office.officers["primary"], case.id, stamp, evidence=data)
    assert (again.result, again.replayed) == (first.result, True)
    assert Examination.objects.count() == 1


def test_another_look_supersedes_the_one_before(office: Office) -> None:
    case = examined(office, "cloned")
    examining.examine_chip(office.officers["primary"], case.id, office.stamp(), evidence=evidence(issued())[0])
    case = office.case(case.id)
    assert sorted(case.examinations.values_list("superseded", flat=True)) == [False, True]
    assert found(case, "chip.clone") == ["passed"]


def test_another_document_takes_the_looks_at_the_first_with_it(office: Office) -> None:
    case = examined(office)
    text = "\n".join(passport("dorian").mrz)
    assessing.arrive(office.officers["primary"], office.stamp(), direction="entry", text=text, case=case.id)
    assert office.case(case.id).examinations.filter(superseded=False).count() == 0


def test_what_is_no_evidence_file_is_refused_and_changes_nothing(office: Office) -> None:
    case = office.arrive(passport())
    with pytest.raises(BadInput, match="no evidence file"):
        examining.examine_chip(office.officers["primary"], case.id, office.stamp(), evidence=b"{}")
    assert not Examination.objects.exists()


def test_who_may_not_examine_is_told_before_anything_is_opened(office: Office) -> None:
    case = office.arrive(passport())
    with pytest.raises(NotPermitted):
        examining.examine_chip(office.officers["auditor"], case.id, office.stamp(), evidence=b"not even opened")
    assert JournalEntry.objects.filter(verb="not_permitted").count() == 1


def test_the_officers_own_eye_counts(office: Office) -> None:
    case, officer = office.arrive(passport()), office.officers["primary"]
    examining.look_closer(officer, case.id, office.stamp(), feature="page", outcome="failed", words="Laminate lifted.")
    case = office.case(case.id)
    assert found(case, "own.look") == ["failed"]
    assert fact(case, "document_in_order")["value"] is False
    examining.look_closer(officer, case.id, office.stamp(), feature="page", outcome="passed")
    examining.look_closer(officer, case.id, office.stamp(), feature="stamps", outcome="passed")
    case = office.case(case.id)
    assert found(case, "own.look") == ["passed", "passed"]
    assert fact(case, "document_in_order")["value"] is True


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"feature": "aura", "outcome": "passed"}, "choose one"),
        ({"feature": "page", "outcome": "not_done"}, "Say whether"),
        ({"feature": "page", "outcome": "failed"}, "in words"),
        ({"feature": "page", "outcome": "failed", "words": "x" * 2001}, "2000 characters"),
    ],
)
def test_an_own_finding_says_what_was_seen(office: Office, sent: dict[str, str], told: str) -> None:
    case = office.arrive(passport())
    with pytest.raises(BadInput, match=told):
        examining.look_closer(office.officers["primary"], case.id, office.stamp(), **sent)


def test_a_visas_seal_on_another_passport_is_found_out(office: Office) -> None:
    seals = SealOffice()
    trust(office, *seals.certificates)
    case, officer = office.arrive(passport("devraj")), office.officers["primary"]
    examining.examine_seal(officer, case.id, office.stamp(), data=seals.visa())
    case = office.case(case.id)
    assert found(case, "seal.signature") == ["passed"]
    assert found(case, "seal.holder") == ["failed"]
    assert fact(case, "document_in_order")["value"] is False


def test_a_photo_opens_the_case_is_shown_and_can_be_erased(office: Office) -> None:
    story = specimens.story("clean-visitor", TODAY)
    officer = office.officers["primary"]
    photo = photograph(story.papers[0])
    done = examining.arrive_with_photo(officer, office.stamp(), direction="entry", data=photo)
    case = office.case(done.case)
    assert case.document is not None
    assert tuple(case.document.mrz.split("\n")) == tuple(story.papers[0].lines)
    row = case.examinations.get()
    assert set(row.pictures) == {"page", "strip", "original"}
    assert found(case, "image.second_read") == ["passed"]
    examining.erase_photo(officer, case.id, office.stamp(), examination=row.id)
    row.refresh_from_db()
    assert not Picture.objects.exists()
    assert row.erased_at is not None and row.fields == {} and row.findings
    with pytest.raises(NotPossible, match="erased already"):
        examining.erase_photo(officer, case.id, office.stamp(), examination=row.id)


def test_at_a_post_in_service_a_picture_stays(office: Office) -> None:
    case, officer = office.arrive(passport()), office.officers["primary"]
    done = examining.examine_page(officer, case.id, office.stamp(), data=photograph(PAGE))
    Post.objects.update(mode=Post.Mode.SERVICE)
    with pytest.raises(NotPossible, match="is evidence"):
        examining.erase_photo(officer, case.id, office.stamp(), examination=uuid.UUID(done.result))


def test_what_is_no_picture_opens_no_case(office: Office) -> None:
    with pytest.raises(ActError, match="no JPEG, PNG or PDF"):
        examining.arrive_with_photo(office.officers["primary"], office.stamp(), direction="entry", data=b"MZ")
    assert not Case.objects.exists()


def test_a_decision_that_rests_on_a_chip_replays_as_it_was(office: Office) -> None:
    of = chip_passport(specimens.traveller("taro"), on=TODAY, recipe=BASIC)
    trust(office, *of.made.trusted, of.made.crl)
    case, officer = office.arrive(passport("taro")), office.officers["primary"]
    examining.examine_chip(officer, case.id, office.stamp(), evidence=evidence(of)[0])
    examining.look_closer(officer, case.id, office.stamp(), feature="page", outcome="passed")
    case = office.answer_all(office.case(case.id))
    deciding.admit(officer, case.id, office.stamp(), seen=case.revision)
    TrustSource.objects.update(in_service=False)  # what is believed today goes into nothing of then
    trusting.forget()
    (again,) = replaying.replay(office.officers["auditor"], case.id, office.stamp()).decisions
    assert again.same, again.differing
    assert {"chip", "passive.signature", "own.look"} <= {side.name for side in again.sides if side.kind == "check"}


def test_a_photo_read_with_doubt_opens_a_case_and_reads_nothing_into_it(office: Office) -> None:
    paper = specimens.story("forged-digit", TODAY).papers[0]
    officer = office.officers["primary"]
    done = examining.arrive_with_photo(officer, office.stamp(), direction="entry", data=photograph(paper))
    case = office.case(done.case)
    assert (case.document, case.state) == (None, "open")
    row = case.examinations.get()
    assert row.fields["certain"] is False
    assert row.fields["mrz"]
    text = "\n".join(paper.lines)  # the officer has compared them with the strip
    assessing.arrive(officer, office.stamp(), direction="entry", text=text, source="repaired", case=case.id)
    case = office.case(case.id)
    assert case.document is not None
    assert case.examinations.get().superseded is False
    assert found(case, "page") != []
    assert found(case, "same") == ["not_done"]  # what is read with doubt is held against nothing


def test_a_picture_that_keeps_the_reader_busy_is_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_room, "SECONDS", 0.05)
    case = office.arrive(passport())
    with pytest.raises(BadInput, match="was not read within"):
        examining.examine_page(office.officers["primary"], case.id, office.stamp(), data=photograph(PAGE))
    assert not Examination.objects.exists()


def test_a_signer_revoked_since_is_found_by_judging_the_kept_evidence_again(office: Office) -> None:
    of, officer = issued("signer_revoked"), office.officers["primary"]
    trust(office, *of.made.trusted)
    case = office.arrive(passport())
    data, findings = evidence(of)
    first = examining.examine_chip(officer, case.id, office.stamp(), evidence=data, reported=findings)
    assert found(office.case(case.id), "passive.revocation") == ["not_done"]
    trust(office, *of.made.trusted, of.made.crl)
    (look,) = [one for one in documentview.view(officer, case.id, office.stamp()).looks if one.kind == "chip"]
    assert look.outdated
    examining.judge_again(officer, case.id, office.stamp(), examination=uuid.UUID(first.result))
    case = office.case(case.id)
    assert found(case, "passive.revocation") == ["failed"]
    assert found(case, "chip.access") == ["passed"]  # what only the reader saw goes along
    assert case.examinations.filter(superseded=False).get().kept_id == store.digest(data)
