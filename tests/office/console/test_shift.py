"""The chief's page: placed, worded, closed to everybody else; the mark of relaxed checks wherever a crossing shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from limen.office.actions import relaxing
from limen.office.actions.shift import Quarter
from limen.office.console.shift import CHART_WIDTH, chart, span
from limen.office.records.models import Duty, Relaxation
from tests.office.actions.test_shift import REASON, admit, post, relax
from tests.office.conftest import Office, passport

__all__ = ["post"]
START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def quarters(*counts: tuple[int, int]) -> tuple[Quarter, ...]:
    return tuple(Quarter(START + timedelta(minutes=15 * n), *pair) for n, pair in enumerate(counts))


def test_bars_stand_on_one_line_within_the_figure() -> None:
    drawn = chart(quarters((4, 0), (0, 2), (2, 4)), "Europe/Luxembourg")
    assert drawn.most == 4 and "6 taken in, 6 decided" in drawn.words
    for bar in drawn.bars:
        assert bar.top + bar.arrived == pytest.approx(drawn.base)
        assert bar.decided_top + bar.decided == pytest.approx(drawn.base)
        assert 0 <= bar.x < bar.decided_x <= bar.decided_x + bar.width <= CHART_WIDTH
    assert drawn.bars[0].words.startswith("07:00 4 taken in") and drawn.ticks == ((0.0, "07:00"),)
    assert chart((), "UTC").bars == ()


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 min"), (59, "59 min"), (60, "1 h 00"), (725, "12 h 05")])
def test_a_span_is_said_in_minutes_then_hours(minutes: int, words: str) -> None:
    assert span(minutes) == words


@pytest.fixture
def hall(post: Office) -> Office:
    """The post on the machine's own clock, which is that of the pages."""
    post.now = timezone.now() - timedelta(minutes=10)
    Duty.objects.update(from_at="2020-01-01T00:00:00Z")
    return post


def enter(office: Office, role: str) -> Client:
    client = Client()
    client.force_login(office.accounts[role], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_only_who_commands_sees_it(hall: Office) -> None:
    for role in ("primary", "secondary", "auditor"):
        assert enter(hall, role).get("/shift/").status_code == 403
        assert enter(hall, role).post("/shift/relax/", {"reason": REASON, "direction": "entry"}).status_code == 403
    text = enter(hall, "chief").get("/shift/").content.decode()
    assert "Relax checks" in text and "Nothing presses" in text and 'data-key="r"' in text


def test_the_switch_relaxes_restores_and_points_at_what_is_missing(hall: Office) -> None:
    client = enter(hall, "chief")
    form = {"key": "0197a4c8-0000-7000-8000-000000000001", "direction": "entry", "left_out": ["chip", "planned_exit"]}
    answer = client.post("/shift/relax/", {**form, "reason": "queue"})
    assert answer.status_code == 422 and "Give the reason" in answer.content.decode()
    assert client.post("/shift/relax/", {**form, "reason": REASON}).status_code == 303
    order = Relaxation.objects.get()
    assert order.direction == "entry" and set(order.left_out) <= {"chip", "planned_exit"}
    text = client.get("/shift/").content.decode()
    assert REASON in text and "Make every check again" in text
    again = {"key": "0197a4c8-0000-7000-8000-000000000002", "reason": "The queue is gone."}
    assert client.post("/shift/restore/", again).status_code == 303
    assert "Checks were relaxed" in client.get("/shift/").content.decode()


def test_it_is_shown_on_the_desk_the_case_the_register_and_the_person(hall: Office) -> None:
    relax(hall)
    desk = enter(hall, "primary")
    assert REASON in desk.get("/").content.decode()
    assert REASON not in desk.get("/?direction=exit").content.decode()
    case = hall.arrive(passport("taro"))
    assert REASON in desk.get(f"/case/{case.id}/").content.decode()
    case = admit(hall, case)
    relaxing.restore_checks(hall.officers["chief"], hall.stamp(), reason="The queue is gone.")
    assert case.document is not None
    shown = desk.get(f"/case/{case.id}/").content.decode()
    assert "Made under relaxed checks." in shown and REASON in shown
    assert "relaxed checks" in desk.get(f"/register/?q={case.document.number}").content.decode()
    assert "relaxed checks" in desk.get(f"/person/{case.person_id}/").content.decode()
    assert REASON not in desk.get("/").content.decode()


def test_a_figure_opens_the_crossings_behind_it(hall: Office) -> None:
    relax(hall)
    admit(hall, hall.arrive(passport("taro")))
    client = enter(hall, "chief")
    assert "check=chip&amp;outcome=not_done" in client.get("/shift/").content.decode()
    rows = client.get("/shift/checks/?check=chip&outcome=not_done").content.decode()
    assert "Left out by order of Chief Officer" in rows
    assert client.get("/shift/checks/?check=chip&outcome=splendid").status_code == 404
