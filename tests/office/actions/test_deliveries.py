"""What a reader delivered, handed on: a chip's evidence and a page's picture are examined; what lies too long goes."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from limen import specimens
from limen.documents.chip import pack, read_chip
from limen.office.actions import lapsing, readers, trusting
from limen.office.actions.errors import BadInput, NotPossible
from limen.office.authority import NotPermitted
from limen.office.connections.keys import public_text
from limen.office.connections.spool import Kept
from limen.office.records import store
from limen.office.records.models import Case, Delivery, JournalEntry
from limen.office.records.models import Kept as KeptBytes
from limen.specimens.cast import EVERYBODY
from limen.specimens.chips import chip_passport
from limen.specimens.photographs import photograph
from tests.office.actions.test_readers import send, written
from tests.office.conftest import TODAY, Office

pytestmark = pytest.mark.django_db
PAPER = specimens.story("clean-visitor", TODAY).papers[0]


@pytest.fixture(autouse=True)
def opened() -> Any:
    trusting.forget()
    yield
    trusting.forget()


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def paired(office: Office, key: Ed25519PrivateKey) -> readers.Paired:
    offered = readers.offer_code(office.officers["primary"], office.stamp())
    return readers.exchange(code=offered.code, name="Booth 3", public_key=public_text(key), at=office.now)


def given(office: Office, kind: str, data: bytes, text: str, media: str, number: int = 1) -> Kept:
    return Kept(uuid.UUID(int=number), kind, office.now, "PCD 00", text, media, data)


def evidence(fault: str = "") -> tuple[bytes, str]:
    issued = chip_passport(EVERYBODY["jelena"], on=TODAY, fault=fault)
    data = pack(read_chip(issued.chip, issued.key), at="2026-11-22T08:59:00Z", device="PCD 00")
    return data, "\n".join(issued.document.mrz)


def opens(office: Office, stamp: Any = None) -> Case:
    officer = office.officers["primary"]
    (waiting,) = readers.waiting(officer, office.now)
    done = readers.open_delivery(officer, stamp or office.stamp(), delivery=waiting.id, direction="entry")
    return office.case(done.case)


def test_the_chip_of_a_delivery_is_judged_here_from_its_evidence(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey
) -> None:
    data, lines = evidence()
    send(office, paired, key, written(given(office, "chip", data, lines, "application/json")))
    case = opens(office)
    (look,) = case.examinations.all()
    assert (look.kind, look.device) == ("chip", "Booth 3")
    assert look.kept_id is not None and store.kept(look.kept_id) == data
    outcomes = {one["code"]: one["outcome"] for one in look.findings}
    assert outcomes["chip.clone"] == "passed" and outcomes["passive.no_trust"] == "not_done"
    assert sorted(look.pictures) == ["portrait"]
    assert case.document is not None and case.document.mrz == lines
    assessment = store.assessment_of(case)
    assert assessment is not None
    assert assessment.facts["document_biometric"]["value"] is True
    verbs = JournalEntry.objects.filter(case=str(case.id)).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["open", "read", "examine_chip", "settle_delivery"]


def test_a_copied_chip_of_a_delivery_is_told_as_one(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey
) -> None:
    data, lines = evidence("cloned")
    send(office, paired, key, written(given(office, "chip", data, lines, "application/json")))
    case = opens(office)
    found = {one["code"]: one["outcome"] for one in store.assessment_of(case).findings}  # type: ignore[union-attr] # read
    assert found["chip.clone"] == "failed"


def test_the_page_of_a_delivery_with_its_lines_is_examined_beside_them(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey
) -> None:
    photo, lines = photograph(PAPER), "\n".join(PAPER.lines)
    send(office, paired, key, written(given(office, "picture", photo, lines, "image/jpeg")))
    stamp = office.stamp()
    case = opens(office, stamp)
    (look,) = case.examinations.all()
    assert (look.kind, look.device) == ("page", "Booth 3")
    assert {"original", "page"} <= set(look.pictures)
    assert bytes(look.images.get(role="original").content) == photo
    assert case.readings.get().source == "wedge"
    delivery = Delivery.objects.get()
    again = readers.open_delivery(office.officers["primary"], stamp, delivery=delivery.id, direction="entry")
    assert again.case == case.id and case.examinations.count() == 1  # the form sent twice


def test_the_page_of_a_delivery_without_lines_is_what_they_are_read_from(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey
) -> None:
    send(office, paired, key, written(given(office, "picture", photograph(PAPER), "", "image/jpeg")))
    case = opens(office)
    (look,) = case.examinations.all()
    assert look.kind == "page"
    if look.fields["certain"]:
        assert case.document is not None and case.readings.get().source == "page"
    else:
        assert case.document is None


@pytest.mark.parametrize(
    ("kind", "media", "data"),
    [("chip", "application/json", b'{"no": "evidence"}'), ("picture", "image/jpeg", b"\xff\xd8\xff no picture")],
)
def test_what_cannot_be_examined_says_so_and_stays_waiting(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey, kind: str, media: str, data: bytes
) -> None:
    send(office, paired, key, written(given(office, kind, data, "\n".join(PAPER.lines), media)))
    with pytest.raises(BadInput):
        opens(office)
    assert Delivery.objects.get().settled_at is None
    assert not Case.objects.get().examinations.exists()


# -- what lies too long -----------------------------------------------------------------------------------------------


def test_what_nobody_opened_within_the_limit_goes_and_is_on_record(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey
) -> None:
    data, lines = evidence()
    send(office, paired, key, written(given(office, "chip", data, lines, "application/json")))
    assert not KeptBytes.objects.filter(digest=store.digest(data)).exists()  # kept bytes could not be removed again
    (waiting,) = readers.waiting(office.officers["primary"], office.now)
    office.now += timedelta(hours=25)
    with pytest.raises(NotPossible, match="lay too long"):
        readers.open_delivery(office.officers["primary"], office.stamp(), delivery=waiting.id, direction="entry")
    assert readers.waiting(office.officers["secondary"], office.now) == ()  # whoever of the post looks
    row = Delivery.objects.get()
    assert (row.text, row.content, row.settled) == ("", None, "lapsed")
    assert row.digest and row.signature and row.emptied_at == office.now
    (entry,) = JournalEntry.objects.filter(verb="lapse_deliveries").select_related("payload")
    assert '"emptied":1' in entry.payload.content and '"unopened":1' in entry.payload.content
    assert '"hours":24' in entry.payload.content
    assert readers.waiting(office.officers["primary"], office.now) == ()
    assert JournalEntry.objects.filter(verb="lapse_deliveries").count() == 1


def test_what_was_opened_or_laid_aside_is_emptied_too_and_keeps_what_became_of_it(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey
) -> None:
    officer, lines = office.officers["primary"], "\n".join(PAPER.lines)
    for number in (1, 2):
        send(office, paired, key, written(given(office, "lines", b"", lines, "", number)))
    first, second = readers.waiting(officer, office.now)
    readers.open_delivery(officer, office.stamp(), delivery=first.id, direction="entry")
    readers.dismiss_delivery(officer, office.stamp(), delivery=second.id)
    office.now += timedelta(hours=23)
    assert lapsing.lapse(officer, office.stamp()) is None
    office.now += timedelta(hours=2)
    assert lapsing.lapse(officer, office.stamp()) is not None
    assert [(row.settled, row.text) for row in Delivery.objects.order_by("made_at", "id")] == [
        ("opened", ""), ("dismissed", ""),
    ]  # fmt: skip
    assert Case.objects.get().document is not None


@pytest.mark.parametrize(("said", "hours"), [("2", 2), ("0", 24), ("-1", 24), ("soon", 24), ("", 24), ("99999", 24)])
def test_the_limit_is_the_posts_own(office: Office, said: str, hours: int) -> None:
    office.post.particulars["delivery_hours"] = said
    assert lapsing.hours_of(office.post) == hours


def test_a_full_desk_takes_again_what_comes_once_the_old_has_lapsed(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MOST_WAITING", 1)
    lines = "\n".join(PAPER.lines)
    send(office, paired, key, written(given(office, "lines", b"", lines, "", 1)))
    with pytest.raises(NotPossible, match="already"):
        send(office, paired, key, written(given(office, "lines", b"", lines, "", 2)))
    office.now += timedelta(hours=25)
    send(office, paired, key, written(given(office, "lines", b"", lines, "", 2)))
    assert [row.id for row in readers.waiting(office.officers["primary"], office.now)] == [
        Delivery.objects.get(settled_at=None).id
    ]


def test_so_many_go_at_once_and_nobody_without_a_desk_does_it(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lapsing, "MOST_AT_ONCE", 2)
    for number in range(3):
        send(office, paired, key, written(given(office, "lines", b"", "\n".join(PAPER.lines), "", number + 1)))
    office.now += timedelta(hours=25)
    for role in ("list_officer", "auditor", "administrator"):
        with pytest.raises(NotPermitted):
            lapsing.lapse(office.officers[role], office.stamp())
    stamp = office.stamp()
    lapsing.lapse(office.officers["primary"], stamp)
    lapsing.lapse(office.officers["primary"], stamp)  # the same act
    assert Delivery.objects.filter(emptied_at=None).count() == 1
    lapsing.lapse(office.officers["primary"], office.stamp())
    assert not Delivery.objects.filter(emptied_at=None).exists()
