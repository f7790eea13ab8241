"""The public page: no sign-in, one question at a time, nothing kept, nothing promised, in ten languages."""

from __future__ import annotations

import html
import logging
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

import limen
from limen.office.actions import publishing
from limen.office.console import public_words
from limen.office.records.models import JournalEntry
from limen.policy import load_pack, read_pack
from tests.office.conftest import Office

pytestmark = pytest.mark.django_db
ENTRY = "/public/en/schengen/entry/"
BEGUN = {"day": "2026-11-22", "state": "LU"}
TYPED = {
    "birth": "1985-04-03", "document_expiry": "2030-05-05", "document_issued": "2021-01-01",
    "planned_exit": "2026-12-01", "means_amount": "900",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _open_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "GATE", publishing.Gate(each=10_000, all_together=10_000))


@pytest.fixture(autouse=True)
def _law(office: Office, settings: Any) -> None:
    """An office with its law released, which publishes that and nothing else."""
    settings.LIMEN_DEMO = False


def text(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def form(answer: Any) -> dict[str, Any]:
    """What the page's form carries on: its hidden fields."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode()):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def asked(answer: Any) -> str:
    return str(form(answer).get("fact", [""])[0])


def talk(address: str = ENTRY, stop: str = "", **known: str) -> Any:
    """Answer question after question as a visitor does, until there is none or `stop` is asked."""
    client = Client()
    answer = client.post(address, BEGUN)
    for _ in range(30):
        fact = asked(answer)
        if not fact or fact == stop:
            return answer
        sent = form(answer)
        kind = load_pack("schengen").facts[fact].type
        given = known.get(fact) or TYPED.get(fact)
        if given == "?":
            sent["unknown"] = "1"
        elif given:
            sent["typed"] = given
        elif str(kind.kind) == "stays":
            sent["value"] = "[]"
        elif str(kind.kind) == "bool":
            sent["value"] = "true" if fact == "document_held" else "false"
        else:
            sent["value"] = kind.values[0]
        answer = client.post(address, sent)
    raise AssertionError("the page never stops asking")


def test_a_visa_required_visitor_is_told_so_with_the_clause_and_what_to_bring() -> None:
    told = text(talk(nationality="IN"))
    assert "You hold no valid visa" in told and "Regulation (EU) 2018/1806 Art 3(1), Annex I" in told
    assert "needed A visa that is valid for the whole stay" in told
    assert "no decision and no promise" in told and "Not for service" in told
    assert "If you are afraid to go back" in told


def test_a_visa_free_visitor_is_promised_nothing_and_told_what_an_officer_checks() -> None:
    told = text(talk(nationality="JP"))
    assert "Nothing in your answers stands against it" in told
    assert "An officer will check document in order" in told.replace("  ", " ")
    assert "not needed A visa" in told
    assert "admit" not in told.lower()
    assert "At most 90 days in any 180 days." in told and "you have 90 days left" in told


def test_what_is_left_open_is_not_known_and_is_not_asked_again() -> None:
    told = text(talk(nationality="JP", planned_exit="?", stays="?"))
    assert "Still open, and it matters" in told
    assert "your earlier stays were not given" in told


def test_only_what_people_know_of_themselves_is_ever_asked() -> None:
    for pack in ("schengen", "united_kingdom", "united_states", "canada"):
        for route in load_pack(pack).routes.values():
            for name, definition in publishing.facts_of(route).items():
                assert not definition.judgement and not definition.sensitive, name
                assert not {"list", "assessment"} & set(definition.evidence), name


def test_nothing_is_kept_of_an_answer(caplog: pytest.LogCaptureFixture) -> None:
    before = JournalEntry.objects.count()
    with caplog.at_level(logging.DEBUG):
        client = Client()
        page = client.post(ENTRY, BEGUN)
        page = client.post(ENTRY, {**form(page), "typed": "KP"})
        client.post(ENTRY, {**form(page), "typed": "1985-04-03"})
    assert not client.cookies
    assert JournalEntry.objects.count() == before and not Session.objects.exists()
    assert "1985-04-03" not in caplog.text and "KP" not in caplog.text
    assert (
        "no-store" in page.headers["Cache-Control"] and "form-action 'self'" in page.headers["Content-Security-Policy"]
    )


def test_an_answer_that_cannot_be_read_is_asked_again_with_the_others_kept() -> None:
    client = Client()
    page = client.post(ENTRY, BEGUN)
    page = client.post(ENTRY, {**form(page), "typed": "JP"})
    assert asked(page) == "birth"
    again = client.post(ENTRY, {**form(page), "typed": "yesterday"})
    assert again.status_code == 422 and asked(again) == "birth" and 'role="alert"' in again.content.decode()
    assert form(again)["a.nationality"] == ["JP"]


def test_an_answer_is_changed_and_the_others_stay() -> None:
    client = Client()
    page = client.post(ENTRY, {**BEGUN, "a.nationality": "IN", "a.birth": "1985-04-03"})
    page = client.post(ENTRY, {**form(page), "change": "nationality"})
    assert asked(page) == "nationality" and form(page)["a.birth"] == ["1985-04-03"]
    page = client.post(ENTRY, {**form(page), "typed": "JP"})
    assert form(page)["a.nationality"] == ["JP"]


def test_the_answer_so_far_may_be_seen_at_any_time_and_gone_on_from() -> None:
    page = Client().post(ENTRY, {**BEGUN, "a.nationality": "IN", "fact": "birth", "result": "1"})
    told = text(page)
    assert "What the law says for 22 Nov 2026" in told and "it depends" in told and "Go on" in told


@pytest.mark.parametrize(
    ("sent", "why"),
    [({"day": "soon", "state": "LU"}, "Choose a day"), ({"day": "2026-11-22", "state": "IN"}, "Choose a State"),
     ({"day": "1999-01-01", "state": "LU"}, "Choose a State"), ({}, "Choose a day")],
)  # fmt: skip
def test_a_beginning_that_cannot_be_used_gets_one_clear_error(sent: dict[str, str], why: str) -> None:
    answer = Client().post(ENTRY, sent)
    assert answer.status_code == 422 and why in text(answer)


def test_hidden_fields_that_were_tampered_with_are_asked_again_and_never_believed() -> None:
    page = Client().post(
        ENTRY, {**BEGUN, "a.nationality": "<script>", "a.alert_for_refusal": "false", "left": "threat"}
    )
    assert page.status_code == 200 and asked(page) == "nationality"
    assert "script>" not in page.content.decode() and "alert_for_refusal" not in page.content.decode()


@pytest.mark.parametrize("language", public_words.languages())
def test_the_page_is_told_in_each_language_and_direction(language: str) -> None:
    answer = Client().get(f"/public/{language}/schengen/entry/")
    page = answer.content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language in ("ar", "fa") else "ltr"}">' in page
    assert public_words.words(language)("nothing_kept") in html.unescape(page)
    assert answer.headers["Content-Language"] == language
    question = Client().post(f"/public/{language}/schengen/entry/", BEGUN)
    assert load_pack("schengen").words(language, "facts", "nationality", "question") in text(question)


def test_the_door_leads_to_the_readers_language() -> None:
    assert Client().get("/public/", headers={"accept-language": "fa-IR,fa;q=0.9"}).headers["Location"] == "/public/fa/"
    assert Client().get("/public/", headers={"accept-language": "eo"}).headers["Location"] == "/public/en/"


def test_an_address_that_leads_nowhere_is_not_there() -> None:
    for path in ("/public/xx/", "/public/en/atlantis/entry/", "/public/en/schengen/nowhere/"):
        assert Client().get(path).status_code == 404


def test_too_many_and_too_large_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().post(ENTRY, {"day": "x" * 70_000}).status_code == 413
    monkeypatch.setattr(publishing, "GATE", publishing.Gate(each=2, all_together=100))
    codes = [Client().post(ENTRY, BEGUN).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_an_office_publishes_what_it_released_and_the_demo_what_comes_with_it(settings: Any) -> None:
    told = text(Client().get("/public/en/"))
    assert "Schengen borders" in told and "Canada" not in told
    settings.LIMEN_DEMO = True
    assert "Canada" in text(Client().get("/public/en/"))
    assert Client().get("/public/en/united_states/custody/").status_code == 404  # nobody plans to be held


def test_one_amount_changed_and_released_is_what_the_page_and_its_json_say(office: Office, tmp_path: Path) -> None:
    """One number in one file, released by two officers: nothing else is touched."""
    assert _said() == ("67 EUR", "402 EUR")
    copy = tmp_path / "schengen"
    shutil.copytree(Path(limen.__file__).parent / "policies/schengen", copy)
    page = copy / "lists.yaml"
    page.write_text(page.read_text(encoding="utf-8").replace('amount: "67"', 'amount: "60"'), encoding="utf-8")
    office.release(read_pack(copy).to_bytes(), date(2026, 11, 22))
    assert _said() == ("60 EUR", "360 EUR")


def _said() -> tuple[str, str]:
    """The amounts of the public JSON, which the page says as well."""
    facts = {"post_country": "LU", "planned_exit": "2026-11-27"}
    answer = (
        Client()
        .post(
            "/api/requirements/schengen/entry/assess",
            {"facts": facts, "on": "2026-11-22"},
            content_type="application/json",
        )
        .json()
    )
    amounts = {one["name"]: one["value"] for one in answer["amounts"]}
    page = Client().post(ENTRY, {**BEGUN, "a.planned_exit": "2026-11-27", "result": "1"})
    assert all(value in text(page) for value in amounts.values())
    return amounts["reference_amount"], amounts["means_needed"]
