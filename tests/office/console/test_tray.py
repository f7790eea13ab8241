"""The tray of the practice desk: every story steps up, shows its pages, and is there in a demo only."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from limen import specimens
from limen.office.console import tray
from limen.office.records.models import Case, Unit
from tests.office.conftest import Office

STORIES = [story.id for story in specimens.stories(tray.today("Europe/Luxembourg"))]


@pytest.fixture
def desk(office: Office) -> Client:
    """Signed in as the primary officer, at a post whose clock is the real one."""
    client = Client()
    client.force_login(office.accounts["primary"])
    return client


@pytest.mark.parametrize("story", STORIES)
def test_a_story_steps_up_with_its_pages(desk: Client, story: str) -> None:
    answer = desk.post(f"/story/{story}/", {"key": str(uuid.uuid4())})
    assert answer.status_code == 303
    told = specimens.story(story, tray.today("Europe/Luxembourg"))
    assert Case.objects.count() == len(told.opening)
    assert Unit.objects.count() == (len(told.opening) > 1)
    if len(told.opening) == 1:
        page = desk.get(answer.headers["Location"]).content.decode()
        assert reverse("story_page", args=[story, 0]) in page
        assert told.watch[0].split(":")[0][:20] in page.replace("&#x27;", "'")


def test_the_same_form_sent_twice_lets_one_traveller_step_up(desk: Client) -> None:
    form = {"key": str(uuid.uuid4())}
    first, second = (desk.post("/story/clean-visitor/", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


def test_a_page_is_a_picture_without_script(desk: Client) -> None:
    answer = desk.get("/story/clean-visitor/0.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    assert b"<script" not in answer.content


@pytest.mark.parametrize("path", ["/story/nobody/0.svg", "/story/clean-visitor/9.svg"])
def test_there_is_no_page_that_nobody_drew(desk: Client, path: str) -> None:
    assert desk.get(path).status_code == 404


def test_outside_a_demo_there_is_no_tray(desk: Client, settings: Any) -> None:
    settings.LIMEN_DEMO = False
    assert desk.get("/story/clean-visitor/0.svg").status_code == 404
    assert desk.post("/story/clean-visitor/", {"key": str(uuid.uuid4())}).status_code == 404
    assert "story/" not in desk.get("/").content.decode()


def test_what_the_traveller_says_stands_beside_the_question(desk: Client) -> None:
    where = desk.post("/story/clean-visitor/", {"key": str(uuid.uuid4())}).headers["Location"]
    assert "In this story:" in desk.get(where).content.decode()
