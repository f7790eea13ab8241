"""The law's page, a release beside the law in force, and the bulletin at a desk, as their officers press them."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from limen.office.actions import law
from limen.office.records.models import BulletinReading, Duty, PackRelease
from tests.office.actions.test_lawmaking import proposed, released
from tests.office.actions.test_refusal import propose
from tests.office.conftest import Office


@pytest.fixture
def hall(office: Office) -> Office:
    """The post on the machine's own clock, which is that of the pages."""
    office.now = timezone.now() - timedelta(minutes=10)
    Duty.objects.update(from_at="2020-01-01T00:00:00Z")
    PackRelease.objects.update(commences="2020-01-01")
    return office


def enter(office: Office, role: str) -> Client:
    client = Client()
    client.force_login(office.accounts[role], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def soon(office: Office) -> date:
    return law.day_at(office.post, office.now) + timedelta(days=2)


def settle(client: Client, release: uuid.UUID, act: str, **more: str) -> int:
    sent = {"key": str(uuid.uuid4()), "act": act, **more}
    return client.post(f"/law/release/{release}/settle/", sent).status_code


def test_every_officer_reads_the_law_and_only_some_its_releases(hall: Office) -> None:
    for role, sees in {"primary": False, "chief": True, "policy_officer": True, "auditor": True}.items():
        text = enter(hall, role).get("/law/").content.decode()
        assert ("Which law is in force where" in text) is sees and "Refuse entry" in text
    assert enter(hall, "list_officer").get("/law/").status_code == 403
    release = PackRelease.objects.get().id
    assert enter(hall, "primary").get(f"/law/release/{release}/").status_code == 403
    assert enter(hall, "chief").get(f"/law/release/{uuid.uuid4()}/").status_code == 404


def test_the_second_officer_releases_what_is_shown(hall: Office) -> None:
    release = proposed(hall, soon(hall))
    assert b"No visa for Nigeria any more." in enter(hall, "policy_officer").get("/law/").content
    page = enter(hall, "second_policy_officer").get(f"/law/release/{release}/").content.decode()
    assert "ANNEX_I" in page and "<del" in page and 'value="release"' in page
    own = enter(hall, "policy_officer").get(f"/law/release/{release}/").content.decode()
    assert 'value="release"' not in own and "nobody countersigns their own decision" in own
    assert settle(enter(hall, "policy_officer"), release, "release") == 403
    assert settle(enter(hall, "second_policy_officer"), release, "sell") == 422
    assert settle(enter(hall, "second_policy_officer"), release, "release") == 303
    assert PackRelease.objects.get(id=release).state == "released"


def test_it_is_sent_back_with_a_reason_and_withdrawn_with_one(hall: Office) -> None:
    release = proposed(hall, soon(hall))
    second = enter(hall, "second_policy_officer")
    answer = second.post(f"/law/release/{release}/settle/", {"key": str(uuid.uuid4()), "act": "return", "why": " "})
    assert answer.status_code == 422 and b'id="do-return" aria-labelledby="return-title" open' in answer.content
    assert settle(second, release, "return", why="The clause is missing.") == 303
    later = released(hall, soon(hall))
    assert settle(enter(hall, "policy_officer"), later, "withdraw", why="Not now.") == 303
    states = set(PackRelease.objects.filter(id__in=[release, later]).values_list("state", flat=True))
    assert states == {"returned", "withdrawn"}


def test_a_rehearsal_is_shown_without_a_name(hall: Office) -> None:
    case = propose(hall)
    release = proposed(hall, soon(hall))
    page = enter(hall, "policy_officer").get(f"/law/release/{release}/?rehearse=own&days=30").content.decode()
    assert str(case.id)[:13] in page and "AMARA" not in page and f"/case/{case.id}/" not in page
    bad = enter(hall, "policy_officer").get(f"/law/release/{release}/?rehearse=own&days=many")
    assert bad.status_code == 422
    assert enter(hall, "chief").get(f"/law/release/{release}/?rehearse=own").status_code == 403


def test_a_bulletin_stands_at_the_desk_until_it_is_read(hall: Office) -> None:
    release = released(hall, soon(hall), bulletin="Ask no more\n\n<b>for a visa</b>.")
    client, line = enter(hall, "primary"), b"A change of law to read"
    assert line in client.get("/").content and line in enter(hall, "secondary").get("/secondary/").content
    page = client.get("/law/bulletins/").content
    assert b"&lt;b&gt;for a visa&lt;/b&gt;" in page and b"Read and understood" in page
    answer = client.post(f"/law/release/{release}/read/", {"key": str(uuid.uuid4())})
    assert (answer.status_code, answer["Location"]) == (303, "/") and BulletinReading.objects.count() == 1
    assert line not in client.get("/").content
    assert client.post(f"/law/release/{release}/read/", {"key": str(uuid.uuid4())}).status_code == 409
    assert b"not read" in enter(hall, "chief").get(f"/law/release/{release}/").content


def test_the_page_of_a_new_post_shows_what_waits(hall: Office) -> None:
    PackRelease.objects.all().delete()
    proposed(hall, soon(hall))
    page = enter(hall, "second_policy_officer").get("/law/")
    assert page.status_code == 200 and b"No law is in force" in page.content and b"No visa for Nigeria" in page.content
    assert enter(hall, "primary").get("/law/").status_code == 409
