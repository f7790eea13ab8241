"""Certificates of the office: compared before they are believed, kept as published, named by what they are."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from limen.office.actions import trusting
from limen.office.actions.acting import BadInput, NotFound
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import JournalEntry, TrustSource
from limen.specimens.issuing import Country
from tests.office.conftest import TODAY, Office

UTOPIA, JAPAN = Country("UTO", on=TODAY), Country("JPN", on=TODAY)


@pytest.fixture(autouse=True)
def opened() -> Iterator[None]:
    trusting.forget()
    yield
    trusting.forget()


def offer(office: Office, *files: bytes, name: str = "specimens", by: str = "list_officer", **more: bool) -> uuid.UUID:
    given = [(f"{number}.cer", one) for number, one in enumerate(files)]
    done = trusting.offer_trust(office.officers[by], office.stamp(), name=name, files=given, **more)
    return uuid.UUID(done.result)


def put(office: Office, source: uuid.UUID) -> None:
    trusting.import_trust(office.officers["list_officer"], office.stamp(), source=source)


def test_nothing_is_believed_before_its_difference_was_seen(office: Office) -> None:
    source = offer(office, UTOPIA.csca)
    assert trusting.current()[1] == ""
    view = trusting.view(office.officers["list_officer"], office.now)
    (waiting,) = view.offered
    assert (len(waiting.added), waiting.removed, waiting.in_service) == (1, (), False)
    put(office, source)
    trust, version = trusting.current()
    assert trust.countries == ("UT",)
    assert version == trusting.view(office.officers["auditor"], office.now).version != ""


def test_the_next_import_takes_the_place_of_the_one_of_its_name(office: Office) -> None:
    put(office, offer(office, UTOPIA.csca))
    before = trusting.current()[1]
    source = offer(office, JAPAN.csca)
    difference = TrustSource.objects.get(id=source).difference
    assert (len(difference["added"]), len(difference["removed"])) == (1, 1)
    put(office, source)
    trust, version = trusting.current()
    assert trust.countries == ("JP",)
    assert version != before
    assert [entry.verb for entry in JournalEntry.objects.filter(verb__endswith="_trust").order_by("seq")] == [
        "offer_trust", "import_trust", "offer_trust", "import_trust",
    ]  # fmt: skip


def test_imports_of_two_names_stand_beside_each_other(office: Office) -> None:
    put(office, offer(office, UTOPIA.csca, name="one"))
    put(office, offer(office, JAPAN.csca, JAPAN.crl(), name="two"))
    trust, _version = trusting.current()
    assert trust.countries == ("JP", "UT")
    assert len(trust.crls) == 1


def test_a_master_list_nobody_given_certified_is_taken_only_where_that_is_asked_for(office: Office) -> None:
    published = UTOPIA.master_list([JAPAN.csca], on=TODAY)
    put(office, offer(office, published))
    assert trusting.current()[0].entries == {}
    put(office, offer(office, published, first_use=True))
    assert "JP" in trusting.current()[0].countries


def test_the_bytes_are_kept_as_published(office: Office) -> None:
    source = offer(office, UTOPIA.csca)
    (file,) = TrustSource.objects.get(id=source).sources["files"]
    assert store.kept(file["digest"]) == UTOPIA.csca


def test_one_bad_file_among_others_is_left_out_and_told(office: Office) -> None:
    row = TrustSource.objects.get(id=offer(office, UTOPIA.csca, b"no certificate at all"))
    assert [where for where, _why in row.rejected] == ["1.cer"]


@pytest.mark.parametrize(
    ("name", "files", "told"),
    [("Bad Name", [b"x"], "small letters"), ("good", [], "Choose"), ("good", [b"nothing"], "Nothing was taken")],
)
def test_what_cannot_be_used_is_told_in_one_sentence(office: Office, name: str, files: list[bytes], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        offer(office, *files, name=name)
    assert not TrustSource.objects.exists()


def test_only_the_list_officer_brings_certificates(office: Office) -> None:
    with pytest.raises(NotPermitted):
        offer(office, UTOPIA.csca, by="chief")
    with pytest.raises(NotPermitted):
        trusting.import_trust(office.officers["primary"], office.stamp(), source=uuid.uuid4())
    with pytest.raises(NotPermitted):
        trusting.view(office.officers["administrator"], office.now)


def test_an_import_is_put_in_service_once(office: Office) -> None:
    source = offer(office, UTOPIA.csca)
    put(office, source)
    with pytest.raises(NotFound):
        put(office, source)
