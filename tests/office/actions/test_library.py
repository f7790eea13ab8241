"""The reference library at the post: taken in, handed on, withdrawn, and what of it stands beside a document."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from time import monotonic

import pytest
from PIL import Image, PngImagePlugin

from limen import specimens
from limen.documents.reference import Kind, Library, Picture
from limen.office.actions import library
from limen.office.actions.errors import BadInput, NotFound
from limen.office.authority import NotPermitted
from limen.office.connections import reading_room
from limen.office.records.models import JournalEntry, Kept, LibraryEntry
from limen.specimens.cast import EVERYBODY
from limen.specimens.library import library as specimen_library
from tests.office.conftest import TODAY, Office

pytestmark = pytest.mark.django_db

SMALL = specimen_library(TODAY, pictures=False)


def png(text: str = "") -> bytes:
    """A picture with words hidden beside its pixels."""
    said, out = PngImagePlugin.PngInfo(), io.BytesIO()
    if text:
        said.add_text("Comment", text)
    Image.new("RGB", (90, 70), "#886644").save(out, "PNG", pnginfo=said)
    return out.getvalue()


def shown(data: bytes) -> Library:
    """The small library with a picture in its first entry."""
    first = replace(SMALL.entries[0], pictures=(Picture("page", "Page", "white", "image/png", data),))
    return replace(SMALL, entries=(first, *SMALL.entries[1:]))


def take_in(office: Office, which: Library = SMALL) -> None:
    library.import_library(office.officers["list_officer"], office.stamp(), data=which.to_bytes())


def test_a_library_is_taken_in_and_browsed(office: Office) -> None:
    take_in(office)
    view = library.browse(office.officers["primary"], issuer="UTO")
    assert view.count == len(SMALL.entries)
    assert [code for code, _name, _count in view.issuers] == ["SRB", "TUR", "UKR", "UTO"]
    assert view.types == (("I", 1), ("P", 2))
    assert [entry.kind for entry in view.entries] == ["forgery", "specimen", "specimen"]
    assert len(library.browse(office.officers["auditor"], issuer="UTO", type="I").entries) == 1
    assert library.browse(office.officers["primary"], issuer="XYZ").entries == ()


def test_a_picture_is_made_anew_and_nothing_else_comes_through(office: Office) -> None:
    take_in(office, shown(png("a secret beside the pixels")))
    row = LibraryEntry.objects.get(entry_id="uto-p-2019")
    media, data = library.picture(office.officers["primary"], row.id, "page")
    assert media == "image/png"
    assert b"secret" not in data
    assert Image.open(io.BytesIO(data)).size == (90, 70)
    with pytest.raises(NotFound):
        library.picture(office.officers["primary"], row.id, "other")


def test_what_is_no_picture_is_refused_and_nothing_is_taken(office: Office) -> None:
    with pytest.raises(BadInput, match="picture page"):
        take_in(office, shown(b"%PDF-1.7 no picture"))
    with pytest.raises(BadInput, match="no JSON"):
        library.import_library(office.officers["list_officer"], office.stamp(), data=b"nothing")
    assert not LibraryEntry.objects.exists()


def bomb() -> bytes:
    """A picture of a few octets that claims a billion pixels, and one that unpacks to them."""
    header = struct.pack(">IIBBBBB", 32_000, 32_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 4_000_000, 9)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    "hostile",
    [bomb(), png()[:60], png()[:48] + b"\0" * 90, b"\xff\xd8\xff\xe0" + b"\0" * 400, b"\xff\xd8\xff" * 9000],
    ids=["bomb", "cut", "broken", "empty JPEG", "markers"],
)
def test_a_hostile_picture_is_named_and_nothing_is_taken(office: Office, hostile: bytes) -> None:
    first, *others = SMALL.entries
    pictures = (
        Picture("sound", "Sound", "white", "image/png", png()),
        Picture("hostile", "X", "white", "image/png", hostile),
    )
    begun = monotonic()
    with pytest.raises(BadInput, match="uto-p-2019: the picture hostile"):
        take_in(office, replace(SMALL, entries=(replace(first, pictures=pictures), *others)))
    assert monotonic() - begun < 60
    assert not LibraryEntry.objects.exists() and not Kept.objects.filter(media="image/png").exists()


def test_the_office_opens_no_picture_of_a_library_itself(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a picture was opened in the office")

    monkeypatch.setattr(Image, "open", opened)
    take_in(office, shown(png()))
    assert LibraryEntry.objects.get(entry_id="uto-p-2019").pictures


def test_a_picture_that_ends_what_opens_it_is_named(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    fatal, send = png("fatal"), reading_room._send

    def ended(task: str, data: bytes, *arguments: str, **more: float) -> reading_room.Looked:
        if fatal in data:  # a real child ended from outside: no picture is known that does it
            return reading_room._understood(io.BytesIO(b""), -9)
        return send(task, data, *arguments, **more)

    monkeypatch.setattr(reading_room, "_send", ended)
    pictures = (
        Picture("sound", "Sound", "white", "image/png", png()),
        Picture("fatal", "X", "white", "image/png", fatal),
    )
    first = replace(SMALL.entries[0], pictures=pictures)
    with pytest.raises(BadInput, match="the picture fatal"):
        take_in(office, replace(SMALL, entries=(first, *SMALL.entries[1:])))


def test_more_than_may_be_unpacked_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "MOST_PIXELS", 90 * 70)
    take_in(office, shown(png()))
    monkeypatch.setattr(library, "MOST_PIXELS", 90 * 70 - 1)
    with pytest.raises(BadInput, match="too large together"):
        take_in(office, shown(png("another")))


def test_the_same_again_changes_nothing_and_a_changed_entry_takes_its_place(office: Office) -> None:
    take_in(office, shown(png()))
    take_in(office, shown(png()))
    assert LibraryEntry.objects.count() == len(SMALL.entries)
    other = replace(SMALL.entries[1], note="Another note.")
    take_in(office, replace(SMALL, entries=(other,)))
    assert LibraryEntry.objects.filter(in_service=True).count() == len(SMALL.entries)
    assert LibraryEntry.objects.filter(entry_id=other.id).count() == 2
    assert LibraryEntry.objects.get(entry_id=other.id, in_service=True).content["note"] == "Another note."


def test_what_is_handed_on_is_a_library_and_coming_back_it_changes_nothing(office: Office) -> None:
    take_in(office, shown(png("secret")))
    data = library.export_library(office.officers["secondary"], office.stamp())
    handed = Library.from_bytes(data)
    assert {entry.id for entry in handed.entries} == {entry.id for entry in SMALL.entries}
    assert b"secret" not in next(one for one in handed.entries if one.pictures).pictures[0].data
    library.import_library(office.officers["list_officer"], office.stamp(), data=data)
    assert LibraryEntry.objects.count() == len(SMALL.entries)
    only = Library.from_bytes(library.export_library(office.officers["secondary"], office.stamp(), issuer="SRB"))
    assert [entry.issuer for entry in only.entries] == ["SRB"]
    assert JournalEntry.objects.filter(verb="export_library").count() == 2


def test_an_import_sent_twice_is_one(office: Office) -> None:
    stamp = office.stamp()
    for _ in range(2):
        library.import_library(office.officers["list_officer"], stamp, data=SMALL.to_bytes())
    assert JournalEntry.objects.filter(verb="import_library").count() == 1


def test_an_entry_is_withdrawn_with_its_reason_and_stays_on_record(office: Office) -> None:
    take_in(office)
    row = LibraryEntry.objects.get(entry_id="ukr-p-birth-year")
    lists = office.officers["list_officer"]
    with pytest.raises(BadInput):
        library.withdraw_entry(lists, office.stamp(), entry=row.id, reason=" ")
    library.withdraw_entry(lists, office.stamp(), entry=row.id, reason="The alert was a mistake.")
    row.refresh_from_db()
    assert (row.in_service, row.withdrawn_why) == (False, "The alert was a mistake.")
    with pytest.raises(NotFound):
        library.withdraw_entry(lists, office.stamp(), entry=row.id, reason="Again.")
    assert JournalEntry.objects.filter(verb="withdraw_entry").count() == 1


@pytest.mark.parametrize("role", ["primary", "secondary", "chief", "policy_officer", "auditor", "administrator"])
def test_only_who_keeps_the_lists_takes_in_and_withdraws(office: Office, role: str) -> None:
    with pytest.raises(NotPermitted):
        library.import_library(office.officers[role], office.stamp(), data=SMALL.to_bytes())
    take_in(office)
    row = LibraryEntry.objects.first()
    assert row is not None
    with pytest.raises(NotPermitted):
        library.withdraw_entry(office.officers[role], office.stamp(), entry=row.id, reason="No.")
    assert JournalEntry.objects.filter(verb="not_permitted").count() == 2


@pytest.mark.parametrize("role", ["policy_officer", "administrator"])
def test_the_library_is_not_for_everybody(office: Office, role: str) -> None:
    take_in(office)
    with pytest.raises(NotPermitted):
        library.browse(office.officers[role])
    with pytest.raises(NotPermitted):
        library.export_library(office.officers[role], office.stamp())


def test_beside_a_document_stand_its_alerts_and_how_it_should_look(office: Office) -> None:
    take_in(office)
    passport = specimens.passport(of=EVERYBODY["bohdan"], on=TODAY)
    case = office.arrive(passport)
    found = library.beside(office.officers["primary"], case.id, office.now)
    assert [entry.entry_id for entry in found.entries] == ["ukr-p-birth-year", "ukr-p"]
    assert found.entries[0].why
    (finding,) = found.findings
    assert (finding.code, str(finding.outcome)) == ("reference.alert", "unsure")
    row = LibraryEntry.objects.get(entry_id="ukr-p-birth-year")
    assert finding.evidence["content"] == row.content_hash


def test_without_a_library_the_alerts_are_not_done(office: Office) -> None:
    case = office.arrive(specimens.passport(of=EVERYBODY["bohdan"], on=TODAY))
    found = library.beside(office.officers["primary"], case.id, office.now)
    assert [str(finding.outcome) for finding in found.findings] == ["not_done"]
    take_in(office)
    clear = library.beside(office.officers["primary"], office.arrive(specimens.passport(on=TODAY)).id, office.now)
    assert [str(finding.outcome) for finding in clear.findings] == ["passed"]
    assert clear.entries == ()


def test_the_issue_date_that_was_answered_is_used(office: Office) -> None:
    entry = replace(SMALL.entries[0], id="old", kind=Kind.ALERT, issuer="NGA", issued_until=None, numbers=(),
                    forged="Old ones.", issued_from=None)  # fmt: skip
    from limen.vocabulary.dates import PartialDate

    take_in(office, replace(SMALL, entries=(replace(entry, issued_until=PartialDate(2018)),)))
    case = office.arrive(specimens.passport(on=TODAY))
    assert library.beside(office.officers["primary"], case.id, office.now).entries
    case = office.answer_all(case, visa_held="true", visa_expiry="2026-12-20", visa_covers_stay="true",
                             visa_entries_left="several")  # fmt: skip
    assert not library.beside(office.officers["primary"], case.id, office.now).entries


def test_pictures_are_kept_once(office: Office) -> None:
    take_in(office, shown(png()))
    before = Kept.objects.count()
    take_in(office, shown(png()))
    assert Kept.objects.count() == before
