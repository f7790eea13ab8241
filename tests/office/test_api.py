"""The public JSON: routes, facts, assess; the contract's shape, one clear error for everything else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from limen.office.actions import publishing
from limen.office.records.models import JournalEntry
from tests.office.conftest import Office

pytestmark = pytest.mark.django_db
ASSESS = "/api/requirements/schengen/entry/assess"
CONTRACT = {"outcome", "decided", "grounds", "ask", "tell", "deadlines", "trace", "snapshot"}


@pytest.fixture(autouse=True)
def _ready(office: Office, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """An office with its law released, and nobody counted yet."""
    settings.STATIC_ROOT, settings.LIMEN_DEMO = tmp_path, False  # it must exist; nothing is served from it
    monkeypatch.setattr(publishing, "GATE", publishing.Gate(each=10_000, all_together=10_000))


def post(body: Any, path: str = ASSESS) -> tuple[int, dict[str, Any]]:
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    answer = Client().post(path, data, content_type="application/json")
    return answer.status_code, answer.json()


def test_the_routes_and_their_facts_are_listed() -> None:
    client = Client()
    routes = client.get("/api/requirements/routes").json()["routes"]
    (entry,) = [route for route in routes if route["route"] == "schengen/entry"]
    assert entry["for_service"] is False and entry["assess"] == ASSESS
    listed = client.get(entry["facts"], {"language": "fr"}).json()
    names = [fact["name"] for fact in listed["facts"]]
    assert "nationality" in names and "thorough_check" not in names and "alert_for_refusal" not in names
    assert {"thorough_check", "alert_for_refusal", "asks_protection"} <= set(listed["officer_finds"])
    birth = next(fact for fact in listed["facts"] if fact["name"] == "birth")
    assert birth["type"] == "date" and birth["question"].startswith("Quand") and "evidence" not in birth


def test_assess_answers_the_contract_and_what_only_an_officer_finds() -> None:
    status, said = post({"facts": {"nationality": "IN", "post_country": "LU"}, "on": "2026-11-22"})
    assert status == 200 and set(said) >= CONTRACT
    assert said["outcome"] == "undetermined" and not said["decided"] and said["trace"] == {}
    assert "birth" in {one["fact"] for one in said["ask"]}
    assert {"document_in_order", "alert_for_refusal"} <= set(said["officer_checks"])
    assert not {"thorough_check", "alert_for_refusal", "asks_protection"} & {one["fact"] for one in said["ask"]}
    assert said["stay"]["days"] == 90 and said["stay"]["days_left"] is None
    assert said["amounts"][0] == {"name": "reference_amount", "value": "67 EUR", "cite": said["amounts"][0]["cite"]}
    visa = next(one for one in said["documents"] if one["id"] == "visa")
    assert visa["need"] == "depends"


def test_nobody_claims_a_source_or_a_standard_of_their_own() -> None:
    fact = {"value": "IN", "source": "chip", "standard": "beyond_doubt"}
    status, said = post({"facts": {"nationality": fact}})
    assert status == 200 and said["trace"] == {}


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        ("{", 400, "no JSON"),
        (b"\xff", 400, "no JSON"),
        ("[1]", 422, "an object"),
        ({"facts": {}, "more": 1}, 422, "an object"),
        ({"facts": {"nationality": 7}}, 422, "nationality"),
        ({"facts": {"nobody_knows": 1}}, 422, "no fact of schengen"),
        ({"facts": {"security_concern": False}}, 422, "an officer finds it out"),
        ({"facts": {"alert_for_refusal": False}}, 422, "an officer finds it out"),
        ({"facts": [], "on": "2026-11-22"}, 422, "facts are an object"),
        ({"facts": {}, "on": "tomorrow"}, 422, "2026-11-22"),
        ({"facts": {}, "on": 5}, 422, "2026-11-22"),
        ({"facts": {}, "language": "tlh"}, 422, "choose one"),
        pytest.param("[" * 100_000, 413, "at most", id="too-large"),
    ],
)
def test_a_body_that_cannot_be_used_gets_one_clear_error(body: Any, status: int, why: str) -> None:
    found, said = post(body)
    assert found == status and list(said) == ["error"] and why in said["error"]


def test_a_wrong_address_and_a_wrong_method_are_told() -> None:
    assert post({"facts": {}}, "/api/requirements/schengen/custody/assess")[0] == 404
    answer = Client().get(ASSESS)
    assert answer.status_code == 405 and answer.headers["Allow"] == "POST"


def test_nothing_is_kept_and_too_many_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    before = JournalEntry.objects.count()
    client = Client()
    client.post(ASSESS, {"facts": {"nationality": "IN"}}, content_type="application/json")
    assert not client.cookies and JournalEntry.objects.count() == before
    monkeypatch.setattr(publishing, "GATE", publishing.Gate(each=1, all_together=10))
    assert [post({"facts": {}})[0] for _ in range(2)] == [200, 429]


def test_the_description_names_every_address() -> None:
    document = Client().get("/api/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {
        "/api/requirements/routes",
        "/api/requirements/{pack}/{route}/facts",
        "/api/requirements/{pack}/{route}/assess",
    }
    shape = document["paths"]["/api/requirements/{pack}/{route}/assess"]["post"]["responses"]["200"]
    required = set(shape["content"]["application/json"]["schema"]["required"])
    assert required <= set(post({"facts": {}})[1])
