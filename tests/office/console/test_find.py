"""The page of searches and the record: nothing in an address, a purpose first, a stay past its last day said."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client

from limen.office.actions.finding import PURPOSES
from limen.office.actions.recalling import MOMENTS, Moment, PersonRecord
from limen.office.actions.views import StayView, Visit
from limen.office.console.find import KEYS_OF, exceeded
from limen.office.console.keys import FIND, KEYS
from limen.office.console.lifeline import SHAPES, WIDTH, lifeline
from limen.office.records.models import JournalEntry
from tests.office.conftest import NOW, Office, passport
from tests.office.console import built

SPENT = replace(built.STAY, days_used=92, days_left=0, last_day=None, leave_by=None)
TODAY = date(2026, 11, 22)


def _visit(direction: str, voided: bool = False, on: date = date(2026, 8, 1)) -> Visit:
    return Visit(built.ID, direction, on, "10:00", "Hall A", "UTO L898902C3", "", voided)


def _record(stay: StayView, *visits: Visit) -> PersonRecord:
    return PersonRecord(
        built.ID,
        "ANNA ERIKSSON",
        (),
        "1974-08-12",
        "UTO",
        "Audit",
        (),
        visits,
        stay,
        (),
        (),
        (),
        (),
        1,
        None,
        (),
        TODAY,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stay", "visits", "said"),
    [
        (SPENT, (_visit("entry"),), True),
        (replace(SPENT, last_day=date(2026, 11, 22)), (_visit("entry"),), False),
        (SPENT, (_visit("entry"), _visit("exit")), False),
        (SPENT, (_visit("entry"), _visit("exit", voided=True)), True),
        (SPENT, (), False),
        (replace(SPENT, days_used=None, days_left=None, not_known="the register begins"), (_visit("entry"),), False),
        (replace(SPENT, days_left=None), (_visit("entry"),), False),
        (built.STAY, (_visit("entry"),), False),
    ],
)
def test_a_stay_is_past_its_last_day_only_where_it_goes_on_and_is_known(
    stay: StayView, visits: tuple[Visit, ...], said: bool
) -> None:
    view = _record(stay, *visits)
    assert exceeded(view) is said
    shown = render_to_string("console/person.html", {"view": view, "exceeded": exceeded(view), "zone": "UTC"})
    assert ("no day of this stay is left" in shown) is said


def test_every_purpose_has_a_key_and_every_kind_of_moment_a_shape() -> None:
    assert set(KEYS_OF) == set(PURPOSES)
    assert set(KEYS_OF.values()) <= {key.press for key in KEYS if key.where == FIND}
    assert set(SHAPES) == set(MOMENTS)


def test_the_line_of_time_keeps_within_its_width_and_draws_each_stay() -> None:
    moments = [
        Moment(NOW - timedelta(days=days), kind, MOMENTS[kind], "Hall A", None)
        for days, kind in ((1, "hold"), (1, "correction"), (1, "service"), (40, "exit"), (900, "entry"))
    ]
    visits = (_visit("entry", on=date(2024, 6, 1)), _visit("exit", on=date(2026, 10, 13)), _visit("entry"))
    line = lifeline(moments, visits, TODAY, "UTC")
    assert line is not None
    assert all(0 <= mark.x <= WIDTH for mark in line.marks)
    assert [bar.open for bar in line.bars] == [False, True]
    assert len(line.marks) == 5
    assert lifeline([], (), TODAY, "UTC") is None
    assert lifeline([Moment(datetime(2026, 11, 22, 8, tzinfo=UTC), "entry", "Entered", "A", None)], (), TODAY, "UTC")


@pytest.fixture
def client(office: Office) -> Client:
    found = Client()
    found.force_login(office.accounts["primary"])
    return found


def test_a_search_goes_through_the_session_and_never_through_an_address(client: Client, office: Office) -> None:
    case = office.arrive(passport("amara"))
    assert case.document is not None
    name = case.document.surname
    refused = client.post("/find/search/", {"query": name})
    assert refused.status_code == 422
    assert "Say first what you look for somebody for" in refused.content.decode()
    assert client.post("/find/purpose/", {"purpose": "desk"}).headers["Location"] == "/find/"
    sent = client.post("/find/search/", {"query": name})
    assert sent.headers["Location"] == "/find/"
    page = client.get("/find/").content.decode()
    assert f"/person/{case.person_id}/" in page
    client.get("/find/")
    assert JournalEntry.objects.filter(verb="find").count() == 1
    assert client.get("/find/search/").status_code == 405


def test_a_record_reached_by_its_address_asks_what_for_and_shows_nothing(client: Client, office: Office) -> None:
    case = office.arrive(passport("amara"), by="secondary")
    assert case.document is not None
    gate = client.get(f"/person/{case.person_id}/")
    assert "Say first what you open it for" in gate.content.decode()
    assert case.document.surname not in gate.content.decode()
    assert not JournalEntry.objects.filter(verb="see_person").exists()
    sent = client.post("/find/purpose/", {"purpose": "correction", "person": str(case.person_id)})
    assert sent.headers["Location"] == f"/person/{case.person_id}/"
    assert case.document.surname in client.get(sent.headers["Location"]).content.decode()
    assert JournalEntry.objects.filter(verb="see_person", person=str(case.person_id)).count() == 1
    assert "Say first" in client.get(f"/person/{uuid.uuid4()}/").content.decode()


def test_the_reference_of_a_case_opens_it_with_its_purpose(client: Client, office: Office) -> None:
    case = office.arrive(passport("amara"), by="secondary")
    client.post("/find/purpose/", {"purpose": "correction"})
    client.post("/find/search/", {"query": str(case.id)[:13]})
    answer = client.get("/find/")
    assert answer.headers["Location"] == f"/case/{case.id}/"
    client.get(answer.headers["Location"])
    entry = JournalEntry.objects.select_related("payload").get(verb="see_case")
    assert '"purpose":"correction"' in entry.payload.content


def test_the_register_keeps_names_out_of_its_address_and_opens_records_as_the_register(
    client: Client, office: Office
) -> None:
    case = office.arrive(passport("amara"), by="secondary")
    assert case.document is not None
    assert client.post("/register/", {"q": case.document.surname}).headers["Location"] == "/register/"
    assert f"/person/{case.person_id}/" in client.get("/register/").content.decode()
    assert "From the register" in client.get(f"/person/{case.person_id}/").content.decode()
