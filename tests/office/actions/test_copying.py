"""The lists leave the office only sealed, signed, dated, by who may, and with an entry in the journal."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from limen.office.actions import checkpointing, copying
from limen.office.actions.acting import BadInput
from limen.office.authority import NotPermitted
from limen.office.connections import keys
from limen.office.records.models import JournalEntry
from limen.screening import copies
from tests.office.conftest import TODAY, Office


def made(office: Office, role: str = "list_officer", days: float = 7, **more: Any) -> copying.Made:
    stamp = office.stamp()
    recipient = keys.sealing_key(checkpointing.node_key()).public_key()
    return copying.copy_lists(
        office.officers[role], stamp, post="HUT-9", recipient=recipient, until=stamp.at + timedelta(days=days), **more
    )


def opened(copy: copying.Made) -> copies.Copy:
    own = checkpointing.node_key()
    return copies.read(copy.data, signer=own.public_key(), key=keys.sealing_key(own), post="HUT-9")


def test_every_list_in_service_is_in_it_and_the_journal_knows_its_digest(office: Office) -> None:
    copy = made(office, discreet=["court-stops"])
    assert [(one.id, len(one.entries), one.discreet) for one in opened(copy).lists] == [
        ("alerts", 1, False), ("court-stops", 0, True), ("un", 1, False),
    ]  # fmt: skip
    payload = json.loads(JournalEntry.objects.get(verb="copy_lists").payload.content)
    assert (payload["for"], payload["digest"], payload["discreet"]) == ("HUT-9", copy.digest, ["court-stops"])


def test_an_expired_list_is_not_copied(office: Office) -> None:
    office.import_csv("un", b"id,name\nU-1,Zeno Kant\n", expires_on=TODAY - timedelta(days=1))
    assert [one.id for one in opened(made(office)).lists] == ["alerts", "court-stops"]


@pytest.mark.parametrize("days", [0, -1, 32])
def test_a_copy_ends_after_now_and_within_a_month(office: Office, days: float) -> None:
    with pytest.raises(BadInput, match="within 31 days"):
        made(office, days=days)


def test_a_discreet_list_that_is_not_there_is_said(office: Office) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        made(office, discreet=["alerts", "nowhere"])


@pytest.mark.parametrize("role", ["primary", "chief", "auditor", "administrator"])
def test_nobody_else_copies_the_lists(office: Office, role: str) -> None:
    with pytest.raises(NotPermitted):
        made(office, role)
    assert not JournalEntry.objects.filter(verb="copy_lists").exists()
