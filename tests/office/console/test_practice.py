"""The pages of practice: begun, asked, found and decided by forms; drawn; closed to others."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.test import Client

from limen.office.actions.practising import RunRow
from limen.office.console.practice import CHART_HEIGHT, CHART_WIDTH, chart
from limen.office.records.models import PracticeRun
from limen.policy.marking import Marks
from tests.office.conftest import Office

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def row(marks: Marks | None) -> RunRow:
    return RunRow(uuid.uuid4(), AT, "Exit", "en", marks, False)


def test_bars_stand_on_one_floor_oldest_first_and_say_their_figures() -> None:
    whole = Marks(outcome_right=True)
    half = Marks(
        outcome_right=False, grounds_right=("a",), grounds_missed=("b",), asked_needed=("c",), not_asked=("d",)
    )
    drawn = chart((row(half), row(None), row(whole)))
    assert drawn.words == "2 runs marked, 1 without a fault"
    assert [bar.words for bar in drawn.bars] == [
        "Outcome 100, grounds 100, questions 100 of 100", "Outcome 0, grounds 50, questions 50 of 100",
    ]  # fmt: skip
    for bar in drawn.bars:
        for _, x, y, width, height in bar.parts:
            assert y + height == pytest.approx(CHART_HEIGHT) and 0 <= x < x + width <= CHART_WIDTH
    assert len(chart(tuple(row(whole) for _ in range(30))).bars) == 30


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.accounts[who])
    return client


def sent(client: Client, address: str, **fields: object) -> str:
    answer = client.post(address, {"key": str(uuid.uuid4()), **fields})
    assert answer.status_code == 303, answer.content[-2000:]
    return str(answer["Location"])


def test_a_case_is_played_by_its_forms_and_marked(office: Office) -> None:
    client = signed_in(office, "trainee")
    start = client.get("/practice/").content.decode()
    assert "Nothing was practised yet." in start and 'value="schengen/exit"' in start
    page = sent(client, "/practice/begin/", route="schengen/exit")
    run = PracticeRun.objects.get()
    shown = client.get(page).content.decode()
    assert "data-step" in shown and "looked grave" not in shown
    sent(client, f"{page}ask/", fact="security_concern")
    waiting = client.get(page).content.decode()
    assert "Your own finding first" in waiting and "?decide" not in waiting
    refused = client.post(f"{page}decide/", {"key": str(uuid.uuid4()), "outcome": "depart"})
    assert refused.status_code == 422 and b"own finding first" in refused.content
    sent(client, f"{page}find/", fact="security_concern", value="false")
    assert "?outcome=depart" in client.get(f"{page}?decide").content.decode()
    assert 'name="grounds"' in client.get(f"{page}?outcome={run.scenario['outcome']}").content.decode()
    grounds = [ground["id"] for ground in run.scenario["grounds"]]
    sent(client, f"{page}decide/", outcome=run.scenario["outcome"], grounds=grounds)
    marked = client.get(page).content.decode()
    assert "Outcome right" in marked and "What would have changed it" in marked
    near = sent(client, f"{page}near/")
    assert near != page and "near miss" in client.get(near).content.decode()
    history = client.get("/practice/").content.decode()
    assert "1 runs marked" in history or "runs marked" in history
    assert len(re.findall(r'href="/practice/[0-9a-f-]{36}/"', history)) == 2


def test_others_find_nothing_and_a_trainer_finds_what_is_decided(office: Office) -> None:
    page = sent(signed_in(office, "trainee"), "/practice/begin/", route="schengen/exit")
    assert signed_in(office, "primary").get(page).status_code == 403
    trainer = signed_in(office, "trainer")
    assert trainer.get(page).status_code == 404
    sent(signed_in(office, "trainee"), f"{page}decide/", outcome="depart")
    assert trainer.get(page).status_code == 200
    listed = trainer.get("/practice/").content.decode()
    assert "Trainee Officer" in listed
    assert trainer.get(f"/practice/?officer={office.accounts['trainee'].id}").status_code == 200
    assert signed_in(office, "primary").get(f"/practice/?officer={office.accounts['trainee'].id}").status_code == 403
    assert signed_in(office, "auditor").get("/practice/").status_code == 403


def test_a_route_that_no_law_has_and_a_lost_key_are_told_on_the_page(office: Office) -> None:
    client = signed_in(office, "primary")
    answer = client.post("/practice/begin/", {"key": str(uuid.uuid4()), "route": "utopia/entry"})
    assert answer.status_code == 404 and b"choose one of the list" in answer.content
    assert client.post("/practice/begin/", {"route": "schengen/exit"}).status_code == 422


@pytest.mark.parametrize("who", ["trainee", "trainer"])
def test_who_has_no_desk_starts_at_practice(office: Office, who: str) -> None:
    assert signed_in(office, who).get("/", follow=True).redirect_chain[-1][0] == "/practice/"
