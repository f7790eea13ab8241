"""The pages of exam items: a set begun, answered and marked by forms; the key and the sheet of a trainer."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from limen.office.records.models import PracticeRun
from tests.office.conftest import Office
from tests.office.console.test_practice import sent, signed_in

pytestmark = pytest.mark.django_db
SET = {"route": "schengen/exit", "number": "7", "most": "2"}


def items(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(item-[^"]+)" value="([^"]+)"', page):
        found.setdefault(name, []).append(value)
    return found


def test_a_set_is_begun_answered_and_marked_by_its_forms(office: Office) -> None:
    client = signed_in(office, "trainee")
    start = client.get("/practice/exams/").content.decode()
    assert "You have answered none yet." in start and "Show it with its key" not in start
    page = sent(client, "/practice/exams/begin/", **SET)
    shown = client.get(page).content.decode()
    offered = items(shown)
    assert len(offered) == 2 and all(len(values) > 1 for values in offered.values())
    assert "About the rule" not in shown and "is-passed" not in shown, "nothing gives the key away"
    first, second = offered
    refused = client.post(f"{page}answer/", {"key": str(uuid.uuid4()), first: offered[first][1]})
    told = refused.content.decode()
    assert refused.status_code == 422 and "every item" in told
    assert f'value="{offered[first][1]}" required checked' in told.replace(" data-step", ""), "what was chosen stays"
    right = {f"item-{item['rule']}": next(one["outcome"] for one in item["options"] if one["right"])
             for item in PracticeRun.objects.get().scenario["exam"]["items"]}  # fmt: skip
    wrong = next(value for value in offered[second] if value != right[second])
    sent(client, f"{page}answer/", **{**right, second: wrong})
    marked = client.get(page).content.decode()
    assert "1 / 2" in marked and "About the rule" in marked and "chosen" in marked
    assert "1 / 2" in client.get("/practice/exams/").content.decode()
    assert 'href="/practice/exams/"' in client.get("/practice/").content.decode()


def test_a_trainer_shows_the_key_prints_a_sheet_and_sees_who_answered(office: Office) -> None:
    trainer = signed_in(office, "trainer")
    key = trainer.get("/practice/exams/", SET).content.decode()
    assert key.count('class="exam-choices"') == 2 and key.count('<span class="tag">right</span>') == 2
    sheet = trainer.get("/practice/exams/", {**SET, "sheet": "1"}).content.decode()
    assert 'class="box"' in sheet and '<span class="tag">right</span>' not in sheet and "About the rule" not in sheet
    assert signed_in(office, "trainee").get("/practice/exams/", SET).status_code == 403
    page = sent(signed_in(office, "trainee"), "/practice/exams/begin/", **SET)
    assert trainer.get(page).status_code == 404
    assert signed_in(office, "secondary").get(page).status_code == 403


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"route": "utopia/entry"}, 404), ({"number": "seven"}, 422), ({"most": "99"}, 422), ({"most": "0"}, 422)],
)
def test_what_cannot_be_used_is_told_on_the_page(office: Office, changed: dict[str, str], status: int) -> None:
    trainer: Client = signed_in(office, "trainer")
    assert trainer.get("/practice/exams/", {**SET, **changed}).status_code == status
    answer = trainer.post("/practice/exams/begin/", {"key": str(uuid.uuid4()), **SET, **changed})
    assert answer.status_code == status and b"data-problem" in answer.content
    assert not PracticeRun.objects.exists()
