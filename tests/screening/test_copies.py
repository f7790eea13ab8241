"""Copies of the lists for a post: verified by anybody, read by one post, changed by nobody, discreet ones blinded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.screening import copies
from limen.screening.copies import Copied, CopyError, Standing
from limen.screening.lists import read_list
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Person

NODE, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2))
POST, THIEF = (X25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (3, 4))
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALERTS = read_list("", b"id,name,born\nA-1,Dorian Vestibule,1976-05-09\n", list_id="alerts")
QUIET = read_list(
    "", b"id,name,alias,born,document\nQ-1,Amara Okafor,Mara Obi,1985-02-03,UTO:A0000001\nQ-2,No Date,,1985,B0I234\n",
    list_id="quiet",
)  # fmt: skip


def copied(discreet: bool = True) -> list[Copied]:
    return [
        Copied({"id": content.list, "version": content.content_hash, "kind": "alert"}, content.entries, quiet)
        for content, quiet in ((ALERTS, False), (QUIET, discreet))
    ]


def made(lists: list[Copied] | None = None) -> bytes:
    return copies.make(
        lists or copied(), post="HALL-A", made_by="node-1", made_at=NOON, expires_at=NOON + timedelta(days=7),
        signer=NODE, recipient=POST.public_key(),
    )  # fmt: skip


COPY = made()


def read(data: bytes = COPY) -> copies.Copy:
    return copies.read(data, signer=NODE.public_key(), key=POST, post="HALL-A")


def test_anybody_verifies_and_the_post_reads() -> None:
    header = copies.verify(COPY, NODE.public_key())
    assert (header.post, header.made_by, header.made_at) == ("HALL-A", "node-1", NOON)
    assert [(name, entries, quiet) for name, _, entries, quiet in header.lists] == [
        ("alerts", 1, False), ("quiet", 2, True),
    ]  # fmt: skip
    copy = read()
    assert copy.header == header and copy.lists[0].entries == ALERTS.entries
    assert copy.lists[1].entries == () and copy.lists[1].discreet


def test_nobody_reads_a_name_in_it() -> None:
    assert b"Dorian" not in COPY and b"Amara" not in COPY
    opened = str(read())
    assert "Dorian" in opened and "Amara" not in opened and "A0000001" not in opened


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (Person("1", ("OKAFOR Amara",), born=(PartialDate(1985, 2, 3),)), ("quiet",)),
        (Person("1", (), surname="OBI", given="MARA", born=(PartialDate(1985, 2, 3),)), ("quiet",)),
        (Person("1", ("Somebody",), documents=("UTO:A0O00001",)), ("quiet",)),
        (Person("1", ("Somebody",), documents=("ZZ:A0000001",)), ("quiet",)),
        (Person("1", ("Somebody",), documents=("801234",)), ("quiet",)),
        (Person("1", ("OKAFOR Amara",), born=(PartialDate(1985, 2, 4),)), ()),
        (Person("1", ("OKAFOR Amara",), born=(PartialDate(1985),)), ()),
        (Person("1", ("No Date",), born=(PartialDate(1985),)), ()),
        (Person("1", ("Dorian Vestibule",), born=(PartialDate(1976, 5, 9),)), ()),
    ],
)
def test_a_discreet_list_answers_of_the_traveller_in_front_of_the_desk(person: Person, found: tuple[str, ...]) -> None:
    assert read().discreet_hits(person) == found


def test_a_discreet_list_may_travel_open_where_the_owner_says_so() -> None:
    copy = read(made(copied(discreet=False)))
    assert copy.lists[1].entries == QUIET.entries and not copy.blinded


@pytest.mark.parametrize(
    ("later", "standing"),
    [
        (timedelta(0), Standing.FRESH), (timedelta(hours=23), Standing.FRESH), (timedelta(hours=24), Standing.OLD),
        (timedelta(days=7), Standing.EXPIRED), (timedelta(hours=-1), Standing.EXPIRED),
        (timedelta(minutes=-1), Standing.FRESH),
    ],
)  # fmt: skip
def test_a_copy_grows_old_and_expires_and_is_never_of_tomorrow(later: timedelta, standing: Standing) -> None:
    assert read().header.standing(NOON + later, old_after=timedelta(hours=24)) is standing


def test_another_signer_another_post_and_another_key_are_refused() -> None:
    with pytest.raises(CopyError, match="signature"):
        copies.verify(COPY, OTHER.public_key())
    with pytest.raises(CopyError, match="made for the post"):
        copies.read(COPY, signer=NODE.public_key(), key=POST, post="HALL-B")
    with pytest.raises(CopyError, match="sealed to another key"):
        copies.read(COPY, signer=NODE.public_key(), key=THIEF, post="HALL-A")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(COPY) - 1), st.integers(1, 255))
def test_any_changed_byte_is_noticed(place: int, change: int) -> None:
    data = bytearray(COPY)
    data[place] ^= change
    with pytest.raises(CopyError):
        read(bytes(data))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_signed_nonsense_is_refused(body: bytes) -> None:
    for start in (copies.MAGIC + body, copies.MAGIC + len(body).to_bytes(4, "big") + body):
        with pytest.raises(CopyError):
            read(start + NODE.sign(start))


@pytest.mark.parametrize("until", [NOON, NOON - timedelta(days=1)])
def test_dates_the_wrong_way_round_make_no_copy(until: datetime) -> None:
    with pytest.raises(ValueError, match="aware dates"):
        copies.make(
            copied(), post="A", made_by="n", made_at=NOON, expires_at=until, signer=NODE, recipient=POST.public_key()
        )
