"""Registers of lost documents on the pages: what was asked and answered, the key that asks again, who may press it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from limen.office.actions import registers
from limen.office.connections.register_simulator import RegisterSimulator
from limen.office.records.models import Case, Inquiry
from limen.specimens.registers import REGISTER
from tests.office.conftest import Office, passport

KNOWN = "TS4400101"


@pytest.fixture
def simulator(office: Office) -> Iterator[RegisterSimulator]:
    cache.clear()
    with RegisterSimulator(REGISTER) as running:
        registers.connect_register(
            office.officers["list_officer"], office.stamp(), name="sltd", title="Specimen register",
            address=running.address, seconds=0.5,
        )  # fmt: skip
        yield running
    cache.clear()


def signed_in(office: Office, role: str = "primary") -> Client:
    client = Client()
    client.force_login(office.accounts[role])
    return client


def scan(desk: Client, number: str = KNOWN) -> Case:
    text = "\n".join(passport("taro", number=number).mrz)
    sent = {"key": str(uuid.uuid4()), "direction": "entry", "text": text, "source": "wedge"}
    assert desk.post("/arrive/", sent).status_code == 303
    return Case.objects.latest("made_at")


def test_a_scan_asks_and_the_document_shows_all_of_it(office: Office, simulator: RegisterSimulator) -> None:
    desk = signed_in(office)
    case = scan(desk)
    page = desk.get(f"/case/{case.id}/document/").content.decode()
    row = Inquiry.objects.get()
    assert "reports that may be of this document: 1 (reference R-1)" in page
    assert str(row.id) in page and "JPN P TS4400101" in page and "TS44OO1O1" in page
    assert 'data-key="a"' in page and "Ask again" in page
    shown = desk.get(f"/case/{case.id}/").content.decode()
    assert "Specimen register" in shown and "Same document" in shown
    report = desk.get(f"/case/{case.id}/document/report.pdf")
    assert report.status_code == 200 and report.content.startswith(b"%PDF-")


def test_the_key_asks_again_and_says_what_stood_in_the_way(office: Office, simulator: RegisterSimulator) -> None:
    simulator.behave("refusing")
    desk = signed_in(office)
    case = scan(desk)
    page = desk.get(f"/case/{case.id}/document/").content.decode()
    assert re.search(r"no answer, the register refused the question", page)
    simulator.behave("well")
    sent = {"key": str(uuid.uuid4()), "register": "sltd"}
    for _ in range(2):  # a form sent twice is one question
        assert desk.post(f"/case/{case.id}/document/register/", sent).status_code == 303
    assert len(simulator.asked) == 2
    other = desk.post(f"/case/{case.id}/document/register/", {"key": str(uuid.uuid4()), "register": "x"})
    assert other.status_code == 404 and "not connected" in other.content.decode()
    assert desk.get(f"/case/{case.id}/document/register/").status_code == 405


def test_who_only_looks_has_no_key(office: Office, simulator: RegisterSimulator) -> None:
    case = scan(signed_in(office))
    page = signed_in(office, "auditor").get(f"/case/{case.id}/document/").content.decode()
    assert "reference R-1" in page and "Ask again" not in page
    sent = {"key": str(uuid.uuid4()), "register": "sltd"}
    assert signed_in(office, "auditor").post(f"/case/{case.id}/document/register/", sent).status_code == 403


def test_the_lists_say_which_registers_are_asked(office: Office, simulator: RegisterSimulator) -> None:
    page = signed_in(office, "list_officer").get("/lists/").content.decode()
    assert "Specimen register" in page and "at each reading" in page
