"""A discreet list on every page of who is not cleared for it: nothing differs, byte for byte."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from limen.office.actions import checkpointing, deciding, listing
from limen.office.records.models import Case
from tests.office.actions.test_discreet import cleared, quiet, sought, watch
from tests.office.conftest import NOBODY, Office, passport

pytestmark = pytest.mark.django_db


IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TOKENS = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*|\b[0-9a-f]{8,64}\b|[A-Za-z0-9]{64}')
TIMES = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+Z]+|\d\d:\d\d(:\d\d)?|\d+ (h|min|days?) old")


WITNESSED = re.compile(r"\d+ under signed")  # how far a checkpoint has come hangs on the machine's own clock


def plain(page: str) -> str:
    """A page without what no two pages share: ids, tokens, digests and times."""
    page = WITNESSED.sub("N under signed", page)
    return TIMES.sub("TIME", TOKENS.sub("TOKEN", IDS.sub("ID", page)))


def walk(office: Office, who: str, case: Case) -> dict[str, str]:
    """Every page on which a traveller is shown, as this officer sees it."""
    client = Client()
    client.force_login(office.accounts[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert case.person_id is not None
    pages = {
        "case": f"/case/{case.id}/", "document": f"/case/{case.id}/document/", "person": f"/person/{case.person_id}/",
        "desk": "/", "hits": "/hits/", "later": "/lists/later/", "lists": "/lists/", "register": "/register/?q=NIHON",
        "slip": f"/case/{case.id}/slip/", "replay": f"/case/{case.id}/replay/", "shift": "/shift/",
        "secondary": "/secondary/", "journal": "/journal/", "find": "/find/",
    }  # fmt: skip
    found = {}
    for name, address in pages.items():
        answer = client.get(address)
        found[name] = f"{answer.status_code} {plain(answer.content.decode())}"
    return found


def _first(one: str, other: str) -> str:
    """Where two pages part."""
    place = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"{one[max(0, place - 80) : place + 120]!r} against {other[max(0, place - 80) : place + 120]!r}"


@pytest.mark.parametrize("who", ["primary", "secondary", "chief", "auditor"])
def test_every_page_is_the_same_byte_for_byte_with_and_without_the_entry(
    office: Office, who: str, settings: Any, tmp_path: Path
) -> None:
    """One world with the traveller on the list, one with somebody else on it, the same acts at the same moments."""
    office.now = timezone.now()
    seen: list[dict[str, str]] = []
    begins = office.now
    for data in (sought(passport("taro")), NOBODY):
        point = transaction.savepoint()
        office.now = begins
        settings.LIMEN_HOME = tmp_path / str(len(seen))  # what is witnessed outside the database is each world's own
        checkpointing.forget()
        listing.forget()
        watch(office, data)
        case = office.arrive(passport("taro"))
        if data is not NOBODY:
            assert quiet(case), "the traveller is on the list in one of the worlds"
        case = office.answer_all(case)
        deciding.admit(office.officers["primary"], case.id, office.stamp())
        seen.append(walk(office, who, office.case(case.id)))
        transaction.savepoint_rollback(point)
    with_entry, without = seen
    differing = {name: _first(page, without[name]) for name, page in with_entry.items() if page != without[name]}
    assert differing == {}
    assert with_entry["case"].startswith(("200", "403")) and not any(
        "ight watch" in page for page in with_entry.values()
    )


def test_who_is_cleared_sees_it_in_the_queue_and_on_no_page_of_the_desk(office: Office) -> None:
    office.now = timezone.now()
    watch(office, sought(passport("taro")))
    case = office.arrive(passport("taro"))
    cleared(office, "primary")
    pages = walk(office, "primary", case)
    assert [name for name in ("hits", "lists") if "Night watch" not in pages[name]] == []
    assert "discreet" in pages["hits"]
    assert not any("Night watch" in pages[name] for name in ("case", "document", "person", "desk", "slip", "register"))
    client = Client()
    client.force_login(office.accounts["primary"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/hits/{quiet(case)[0].id}/").content.decode()
    assert "A discreet list" in page and f"/case/{case.id}/" not in page
    sent = {"key": "7f0e2cf2-2a4d-4f0e-9a53-0d1a5f9b7a11", "case": str(case.id), "discreet": "1", "why": "another gait"}
    assert client.post(f"/hits/{quiet(case)[0].id}/act/not_same/", sent).status_code == 303
    assert quiet(case)[0].state == "not_same"
