"""One source: change one reference amount in the pack's file, and everything made from the pack says the new one."""

from __future__ import annotations

import json
import shutil
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import limen
from limen.casework.reasons import stale
from limen.office.actions import lawmaking, publishing
from limen.policy import Pack, Route, evaluate, parse_facts, read_pack, spoken_ground
from limen.policy.explain import explain
from tests.office.conftest import NOW, Office, Stamp, make_office

ON = date(2026, 11, 22)
SOURCE = Path(limen.__file__).parent / "policies/schengen"
SHORT: dict[str, Any] = {
    "post_country": "LU", "nationality": "JP", "birth": "1980-02-03", "document_held": True,
    "document_type": "passport", "document_in_order": True, "document_expiry": "2030-01-01",
    "document_issued": "2020-01-01", "planned_exit": "2026-11-27", "stays": [], "alert_for_refusal": False,
    "security_concern": False, "residence_permit_or_long_stay": False, "family_member_free_movement": False,
    "asks_protection": False, "thorough_check": "means", "means_amount": "350", "means_guaranteed": False,
    "onward_means": True, "means_acquirable": False, "diplomatic_passport": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def cheaper(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The shipped pack with one number of one file changed by hand: 67 EUR a day are 60."""
    copy = tmp_path_factory.mktemp("law") / "schengen"
    shutil.copytree(SOURCE, copy)
    page = copy / "lists.yaml"
    text = page.read_text(encoding="utf-8")
    assert text.count('amount: "67"') == 1
    page.write_text(text.replace('amount: "67"', 'amount: "60"'), encoding="utf-8")
    return read_pack(copy)


@pytest.fixture(scope="module")
def before() -> Pack:
    return read_pack(SOURCE)


def advised(route: Route, **changes: Any) -> Any:
    return evaluate(parse_facts({**SHORT, **changes}, route), route, on=ON)


def test_the_officers_advice_follows(before: Pack, cheaper: Pack) -> None:
    assert advised(before.route("entry"), means_amount="400").outcome == "refuse"
    assert advised(cheaper.route("entry"), means_amount="400").outcome == "admit"


def test_the_next_question_follows(before: Pack, cheaper: Pack) -> None:
    known = {name: value for name, value in SHORT.items() if name != "means_guaranteed"} | {"means_amount": "400"}
    asked = [
        [one.fact for one in evaluate(parse_facts(known, pack.route("entry")), pack.route("entry"), on=ON).ask]
        for pack in (before, cheaper)
    ]
    assert asked == [["means_guaranteed"], []]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_reason_in_the_letter_follows_in_each_language(before: Pack, cheaper: Pack, language: str) -> None:
    for pack, amount, total in ((before, "67 EUR", "402 EUR"), (cheaper, "60 EUR", "360 EUR")):
        (ground,) = advised(pack.route("entry")).grounds
        reason = spoken_ground(ground, pack.route("entry"), language)[1]
        assert amount in reason and total in reason


def test_the_text_to_sign_follows(before: Pack, cheaper: Pack) -> None:
    told = [explain(pack.route("entry"), on=ON) for pack in (before, cheaper)]
    assert told[0] != told[1] and "60" in told[1]


def test_what_an_officer_may_not_write_follows(cheaper: Pack) -> None:
    """The law's own words with the new amount filled in are as little a reason of one's own as the old ones."""
    (ground,) = advised(cheaper.route("entry")).grounds
    assert stale(ground.reason, ["Japan"], [], [ground.reason]).outcome.value == "failed"


@pytest.mark.django_db
def test_the_public_page_and_its_json_follow_a_release(cheaper: Pack, settings: Any, tmp_path: Path) -> None:
    settings.LIMEN_HOME = settings.STATIC_ROOT = tmp_path
    settings.LIMEN_DEMO = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    office = make_office(Stamp(uuid.uuid4(), NOW, NOW, "Europe/Luxembourg"))
    publishing.GATE = publishing.Gate()
    assert said() == ("67 EUR", "402 EUR")
    _release(office, cheaper)
    assert said() == ("60 EUR", "360 EUR")


def said() -> tuple[str, str]:
    """The amounts that the public JSON names, which the public page shows in the same request's words."""
    facts = {"post_country": "LU", "planned_exit": "2026-11-27"}
    body = json.dumps({"facts": facts, "on": "2026-11-22"})
    answer = Client().post("/api/requirements/schengen/entry/assess", body, content_type="application/json").json()
    amounts = {one["name"]: one["value"] for one in answer["amounts"]}
    form = {"day": "2026-11-22", "state": "LU", "a.planned_exit": "2026-11-27", "result": "1"}
    page = Client().post("/public/en/schengen/entry/", form).content.decode()
    assert all(value in page for value in amounts.values())
    return amounts["reference_amount"], amounts["means_needed"]


def _release(office: Office, pack: Pack) -> None:
    """Two policy officers put a changed pack in force."""
    raise NotImplementedError
