"""Posts under the law of the United Kingdom, the United States and Canada: let in, turned away, not decided yet."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pysqlite3
import pytest
from playwright.sync_api import Page

from limen import specimens
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, expect, said, scan, today
from tests.journeys.test_access import clean
from tests.journeys.test_secondary import press, send, type_in

POSTS = {"KENT": "united_kingdom", "MAINE": "united_states", "QUEBEC": "canada"}
LEAVES = (today() + timedelta(days=14)).isoformat()
REASONS = "Named no place to stay, nobody to visit and no means for the three months."
CANADA = {
    "planned_exit": LEAVES, "thorough_check": "nothing_open", "asks_protection": "false", "visa_held": "false",
    "visa_exempt": "false", "status_held": "foreign_national", "arrival_mode": "air", "us_permanent_resident": "false",
    "temporary_resident_permit": "false", "reentry_authorised": "false", "document_false": "false",
    "travel_authorisation_held": "false",
}  # fmt: skip
UNITED_STATES = {
    "planned_exit": LEAVES, "inspection": "nothing_open", "asks_protection": "false", "status_held": "no_status",
    "visa_held": "false", "visa_exempt": "false", "relief_given": "none", "waiver_d4_granted": "false",
    "visa_false": "false", "document_false": "false",
}  # fmt: skip
KINGDOM = {
    "planned_exit": LEAVES, "thorough_check": "nothing_open", "asks_protection": "false", "visa_held": "false",
    "residence_permit_or_long_stay": "false", "entry_without_leave": "none_applies",
    "refusal_breaches_rights": "false", "visa_exempt": "false", "passport_with_identity_number": "false",
    "document_false": "false",
}  # fmt: skip
# The same acts that the commands call, in one process: three posts, the law of each by two officers, duties at all.
SET_UP = """
import os, sys, uuid
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "limen.office.server.settings")
import django
django.setup()
from datetime import UTC, datetime
from limen import policy
from limen.office.actions import duty, lawmaking
from limen.office.records.journal import Stamp
from limen.office.records.models import Account
from limen.vocabulary.person import Role

def stamp():
    return Stamp(uuid.uuid4(), datetime.now(UTC), None, "Europe/Luxembourg")

def officer(name):
    found = duty.officer_for(Account.objects.get(username=name), None, datetime.now(UTC))
    assert found is not None
    return found

for place in sys.argv[1:]:
    code, pack = place.split("=")
    at = datetime.now(UTC)
    post = duty.make_post(
        stamp(), code=code, title=code.title(), authority_name="Specimen Authority", country="LU",
        zone="Europe/Luxembourg", pack=pack, register_from=at.date().replace(year=at.year - 1),
    )
    for name, roles in (("sven", [Role.PRIMARY, Role.SECONDARY]), ("clara", [Role.CHIEF])):
        duty.give_duties(stamp(), account=Account.objects.get(username=name), post=post, roles=roles)
    data = policy.load_pack(pack).to_bytes()
    done = lawmaking.propose_release(
        officer("pavel"), stamp(), pack=pack, data=data, commences=at.date(), summary="The first law of this post."
    )
    lawmaking.release_law(officer("dagny"), stamp(), release=uuid.UUID(done.result))
"""


@pytest.fixture(scope="module")
def posts(home: Path, served: str) -> Iterator[None]:
    """Three posts under other law, in the office of the journeys."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIMEN_")}
    made = [f"{code}={pack}" for code, pack in POSTS.items()]
    subprocess.run(
        [sys.executable, "-c", SET_UP, *made],
        check=True,
        env={**environment, "LIMEN_HOME": str(home), "LIMEN_MODE": "demo"},
    )
    yield
    # Nobody's duties are other than they were: the stories after these begin at the one post again.
    database = pysqlite3.connect(str(home / "limen.sqlite3"), timeout=20)
    ended = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    for code in POSTS:
        which = "SELECT id FROM records_post WHERE code = ?"
        database.execute(f"UPDATE records_duty SET until_at = ? WHERE post_id IN ({which})", [ended, code])
    database.commit()
    database.close()


def serve_at(page: Page, code: str) -> Page:
    page.goto("/duty/")
    page.locator(f"input[value={code}]").check()
    with page.expect_navigation():
        page.locator("form.stacked button").first.click()
    return page


def visitor(nationality: str, surname: str) -> TravelDocument:
    number = f"8{uuid.uuid4().int % 10**8:08d}"
    holder = replace(
        specimens.traveller("calvin"), surname=surname, given="ROWAN", nationality=nationality, number=number
    )
    return specimens.passport(of=holder, on=today())


def answered(page: Page, answers: dict[str, str], stop: str = "") -> None:
    """Answer by the keys of the page, or type a day; until the law asks no more, or asks about `stop`."""
    for _ in range(25):
        asked = page.locator(".ask form input[name=fact]").first
        if not asked.count():
            return
        fact = asked.get_attribute("value") or ""
        if fact == stop:
            return
        assert fact in answers, f"nobody told the story what to say of {fact}"
        key = page.locator(f".ask button[name=value][value='{answers[fact]}']")
        if key.count():
            send(page, key.get_attribute("data-key") or "")
        else:
            press(page, "q")
            type_in(page, answers[fact])
            send(page, "Enter")
    raise AssertionError("the law never stops asking")


def let_in(page: Page, document: TravelDocument, answers: dict[str, str], asks: str) -> None:
    """A visitor of whom nothing is decided until what is asked is answered, and who is then admitted by one key."""
    scan(page, document)
    case = page.url
    answered(page, answers, stop=asks)
    expect(page.locator(f".ask input[value={asks}]").first).to_be_attached()
    expect(page.locator("button[data-key=a][aria-disabled=true]")).to_be_attached()  # undetermined: nobody is let in
    answered(page, answers)
    send(page, "a")
    page.goto(case)
    expect(page.locator("body")).to_contain_text(said("Admitted"))


def second_line(page: Page, document: TravelDocument, answers: dict[str, str]) -> str:
    """A traveller sent to the second line, taken there, and asked what the law asks."""
    scan(page, document)
    case = page.url.split("?")[0]
    press(page, "s")
    page.locator("dialog[open]").wait_for()
    press(page, "3", "Tab")
    type_in(page, "Names three hotels and knows no address.")
    send(page)
    page.goto(case)
    send(page, "e")
    answered(page, answers)
    return case


def with_reasons(page: Page, keys: str) -> None:
    """Open an act by its two keys, write the reasons, send it."""
    press(page, *keys.split())
    page.locator("dialog[open]").wait_for()
    clean(page)
    page.locator("dialog[open] textarea").first.focus()
    type_in(page, REASONS)
    send(page)


def test_under_the_law_of_canada_a_report_is_answered_by_the_delegate(posts: None, sign_in: SignIn) -> None:
    page = serve_at(sign_in("sven"), "QUEBEC")
    let_in(page, visitor("JPN", "Akamon"), {**CANADA, "travel_authorisation_held": "true"}, "planned_exit")
    case = second_line(page, visitor("IND", "Dehliz"), CANADA)
    expect(page.locator("[data-key='g 1']").first).to_be_attached()
    assert page.locator("[data-key='g 2']").count() == 0  # this law knows no parole
    with_reasons(page, "g 5")
    expect(page.locator("body")).to_contain_text(said("Reported, waiting for the decision"))
    delegate = serve_at(sign_in("clara"), "QUEBEC")
    delegate.goto("/countersigning/")
    delegate.goto(case)
    with_reasons(delegate, "g 5")
    expect(delegate.locator("body")).to_contain_text(said("Ordered to leave"))


def test_under_the_law_of_the_united_states_a_withdrawal_needs_its_second_signature(
    posts: None, sign_in: SignIn
) -> None:
    page = serve_at(sign_in("sven"), "MAINE")
    let_in(page, visitor("IND", "Torana"), {**UNITED_STATES, "visa_held": "true"}, "planned_exit")
    case = second_line(page, visitor("IND", "Gopuram"), UNITED_STATES)
    with_reasons(page, "g 1")
    expect(page.locator("body")).to_contain_text(said("Withdrawal"))
    chief = serve_at(sign_in("clara"), "MAINE")
    chief.goto(case)
    press(chief, "e")
    chief.locator("dialog[open]").wait_for()
    send(chief)
    expect(chief.locator("body")).to_contain_text(said("Application withdrawn, to leave"))


def test_under_the_law_of_the_united_kingdom_somebody_is_refused_leave_and_detained_by_a_chief(
    posts: None, sign_in: SignIn
) -> None:
    page = serve_at(sign_in("sven"), "KENT")
    let_in(page, visitor("USA", "Turnstile"), {**KINGDOM, "travel_authorisation_held": "true"}, "planned_exit")
    case = second_line(page, visitor("IND", "Mandapa"), KINGDOM)
    chief = serve_at(sign_in("clara"), "KENT")
    chief.goto(case)
    with_reasons(chief, "g 7")
    expect(chief.locator("body")).to_contain_text(said("Detained, next review by"))
    page.goto(case)
    with_reasons(page, "r")
    chief.goto(case)
    press(chief, "e")
    chief.locator("dialog[open]").wait_for()
    send(chief)
    expect(chief.locator("body")).to_contain_text(said("Refused, notice to be served"))
