"""The question in the traveller's language at the desk: each text with its language, each script in its direction."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from limen.interview.phrasebook import direction
from limen.office.actions.caseview import ask_view
from limen.office.console.templatetags import limen as tags
from limen.office.records.models import Case
from limen.policy import Route, load_pack
from tests.office.conftest import Office

pytestmark = pytest.mark.django_db
SHOWN = re.compile(r'<li lang="([a-z]+)" dir="(ltr|rtl)">([^<]+)</li>')


def test_the_desk_shows_the_question_in_every_language_in_its_own_direction(office: Office) -> None:
    desk = Client()
    desk.force_login(office.accounts["primary"])
    desk.post("/story/clean-visitor/", {"key": str(uuid.uuid4())})
    page = desk.get(f"/case/{Case.objects.get().id}/").content.decode()
    shown = {code: (way, said) for code, way, said in SHOWN.findall(page)}
    assert set(shown) == {"ar", "es", "fa", "fr", "pt", "ru", "tr", "uk", "zh"}
    assert {code for code, (way, _) in shown.items() if way == "rtl"} == {"ar", "fa"}
    assert shown["fa"][1].endswith("؟") and shown["zh"][1].endswith("？")


def test_the_page_and_the_phrasebook_agree_on_the_direction_of_each_language() -> None:
    for code in ("ar", "en", "es", "fa", "fr", "pt", "ru", "tr", "uk", "zh"):
        assert tags.direction(code) == direction(code)


def _asked(route: Route, fact: str, language: str) -> dict[str, str]:
    kind = str(route.pack.facts[fact].type.kind)
    ask = {"fact": fact, "question": "", "cite": "", "type": kind, "presets": (), "could_change": (), "values": (),
           "judgement": route.pack.facts[fact].judgement, "status": "unknown"}  # fmt: skip
    return dict(ask_view(route, ask, language).elsewhere)


def test_what_an_officer_finds_is_shown_to_no_traveller() -> None:
    route = load_pack("united_kingdom").route("entry")
    assert _asked(route, "asks_protection", "en")["uk"].startswith("Чи є")
    assert _asked(route, "leaves_at_end", "en") == {}
