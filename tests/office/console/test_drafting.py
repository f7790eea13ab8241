"""The pages of drafts: what a lawyer types becomes one change, and what cannot be done is said on the page."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from limen.office.actions import drafting
from limen.office.records.models import LawDraft
from tests.office.conftest import Office

pytestmark = pytest.mark.django_db

AT = "refuse.G|2016-04-12|"


@pytest.fixture
def lawyer(office: Office) -> Client:
    """A policy officer at the page, now."""
    office.now = timezone.now()
    return signed_in(office, "policy_officer")


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.accounts[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def begun(lawyer: Client) -> LawDraft:
    answer = lawyer.post("/law/drafts/begin/", {"key": str(uuid.uuid4()), "title": "Dearer hosts"})
    assert answer.status_code == 303
    return LawDraft.objects.get()


def send(lawyer: Client, where: str, **fields: str) -> Any:
    draft = LawDraft.objects.get()
    given = {"key": str(uuid.uuid4()), "seen": str(draft.revision), **fields}
    return lawyer.post(f"/law/drafts/{draft.id}/{where}", given)


def changed(lawyer: Client, where: str, **fields: str) -> dict[str, Any]:
    answer = send(lawyer, f"{where}/change/", **fields)
    assert answer.status_code == 303, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())[:1500]
    return dict(LawDraft.objects.get().changes[-1])


RULE = "rule/entry/refuse.G"


def test_an_amount_is_changed_and_the_example_shows_before_and_after(lawyer: Client) -> None:
    draft = begun(lawyer)
    kept = changed(
        lawyer, RULE, do="amount", table="REFERENCE_AMOUNT", keys="FR,with_host", amount="65,50", first="1 Nov 2026",
        last="", source="Made up", checked="text",
    )  # fmt: skip
    assert (kept["amount"], kept["first"], kept["checked"]) == ("65.50", "2026-11-01", "text")
    page = lawyer.get(f"/law/drafts/{draft.id}/{RULE}/").content.decode()
    example = page[page.index("Six days at 32.50 EUR") :][:900]
    assert "before:" in example
    assert re.search(r"now:\s*<b><bdi lang=\"en\">Refuse entry: Not enough means", example)
    assert "1 change" in page
    whole = lawyer.get(f"/law/drafts/{draft.id}/?whole=1").content.decode()
    assert "1 fault must be put right" in whole
    assert changed(lawyer, RULE, do="example", expect="1", id="means_with_a_host")["gives"]["outcome"] == "refuse"
    assert "No fault" in lawyer.get(f"/law/drafts/{draft.id}/?whole=1").content.decode()


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"do": "leaf", "at": AT + "when/all/2/any/1", "p2": "true", "cite": "sbc Art 6(1)(c)"},
         {"do": "leaf", "part": "when/all/2/any/1", "text": "onward_means = true", "cite": "sbc Art 6(1)(c)"}),
        ({"do": "group", "at": AT + "when/all/2", "how": "all"}, {"do": "group", "how": "all"}),
        ({"do": "drop", "at": AT + "unless/0"}, {"do": "drop", "part": "unless/0"}),
        ({"do": "join", "at": "||examined", "fact": "document_held", "operator": "=", "value": "true", "how": "any"},
         {"do": "join", "rule": "", "part": "examined", "text": "document_held = true"}),
        ({"do": "unless", "version": "2016-04-12", "id": "crew", "fact": "means_amount", "operator": ">=",
          "value": "900", "cite": "sbc Annex VII, 3", "may": "1"},
         {"do": "unless", "id": "crew", "text": "means_amount >= 900 EUR", "kind": "discretionary"}),
        ({"do": "version", "first": "1 Jan 2027"}, {"do": "version", "first": "2027-01-01"}),
        ({"do": "period", "version": "2016-04-12", "first": "2016-04-12", "last": "31 Dec 2027", "repealed": "1"},
         {"do": "period", "last": "2027-12-31", "repealed": True}),
        ({"do": "text", "language": "fr", "path": "rules/refuse.G/reason", "words": "Vos moyens\r\nmanquent."},
         {"do": "text", "path": ["rules", "refuse.G", "reason"], "words": "Vos moyens manquent."}),
        ({"do": "example", "id": "one_more", "like": "means_with_a_host", "date": "22 Nov 2026", "outcome": "admit",
          "fact-means_amount": "500", "fact-onward_means": "true", "title": "More"},
         {"do": "example", "id": "one_more", "facts": {"means_amount": "500", "onward_means": True}}),
        ({"do": "example", "out": "1", "id": "means_not_counted"}, {"do": "example_out", "id": "means_not_counted"}),
    ],
    ids=lambda value: value["do"],
)  # fmt: skip
def test_each_form_of_a_rule_makes_its_change(lawyer: Client, fields: dict[str, str], kept: dict[str, Any]) -> None:
    begun(lawyer)
    made = changed(lawyer, RULE, **fields)
    assert {name: made[name] for name in kept} == kept


def test_a_state_is_put_on_a_list_dated_and_taken_off(lawyer: Client) -> None:
    draft = begun(lawyer)
    where = "list/-/ANNEX_I"
    given = {"code": "qa", "name": "Qatar", "first": "1 Jan 2027", "cite": "vis Annex I"}
    assert changed(lawyer, where, do="member", **given)["code"] == "QA"
    page = lawyer.get(f"/law/drafts/{draft.id}/{where}/").content.decode()
    assert "Qatar" in page
    assert "Every example gives what it says, as before." in page
    assert changed(lawyer, where, do="member", code="QA", out="1")["do"] == "member_out"


def test_the_form_of_a_condition_offers_what_may_stand_in_it(lawyer: Client) -> None:
    draft = begun(lawyer)
    page = lawyer.get(f"/law/drafts/{draft.id}/{RULE}/", {"at": AT + "when/all/2/any/1"}).content.decode()
    form = page[page.index('id="condition"') :]
    assert '<select id="leaf-p2" name="p2"' in form
    assert 'value="false" selected' in form
    assert 'id="condition"' not in lawyer.get(f"/law/drafts/{draft.id}/{RULE}/", {"at": "nowhere"}).content.decode()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"do": "amount", "table": "REFERENCE_AMOUNT", "keys": "LU", "amount": "x", "first": "1 Jan 2027",
          "source": "Made up"}, "lists.yaml: line"),
        ({"do": "amount", "table": "REFERENCE_AMOUNT", "keys": "LU", "amount": "1", "first": "soon"}, "is no day"),
        ({"do": "join", "at": AT + "when", "fact": "document_held", "operator": "<", "value": "true"}, "has no order"),
        ({"do": "drop", "at": AT + "when"}, "only condition left"),
        ({"do": "fly"}, "does not say what to do"),
        ({"do": "text", "language": "en", "path": "rules/refuse.A/title", "words": "x"}, "does not say which words"),
        ({"do": "leaf", "at": AT + "when"}, "does not say which condition"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_changes_nothing(lawyer: Client, fields: dict[str, str], told: str) -> None:
    begun(lawyer)
    answer = send(lawyer, f"{RULE}/change/", **fields)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert LawDraft.objects.get().changes == []


def test_a_draft_is_found_in_sent_and_its_files_kept(lawyer: Client, office: Office) -> None:
    draft = begun(lawyer)
    page = lawyer.get(f"/law/drafts/{draft.id}/", {"q": "6(1)(c) means"}).content.decode()
    assert f"/law/drafts/{draft.id}/{RULE}/" in page
    assert "Nothing in this law" in lawyer.get(f"/law/drafts/{draft.id}/", {"q": "zebra"}).content.decode()
    changed(lawyer, RULE, do="text", language="en", path="rules/refuse.G/title", words="Too little")
    first = (timezone.now().date() + timedelta(days=40)).isoformat()
    answer = send(lawyer, "act/send/", commences="soon", summary="Words.")
    assert answer.status_code == 422
    assert 'id="do-draft"' in answer.content.decode()
    assert send(lawyer, "act/send/", commences=first, summary="Words.", bulletin="").status_code == 303
    assert "waits for a second officer" in lawyer.get(f"/law/drafts/{draft.id}/").content.decode()
    files = lawyer.get(f"/law/drafts/{draft.id}/files.zip")
    assert files["Content-Type"] == "application/zip"
    assert files.content[:2] == b"PK"
    assert send(lawyer, "act/undo/").status_code == 303
    assert send(lawyer, "act/reviewed/", of="", names="A. Reader\r\nB. Reader").status_code == 303
    assert drafting.pack_of(LawDraft.objects.get()).reviewers == ("A. Reader", "B. Reader")
    assert send(lawyer, "act/drop/").status_code == 303
    assert "Given up" in lawyer.get("/law/drafts/").content.decode()


def test_others_look_and_do_not_change(lawyer: Client, office: Office) -> None:
    draft = begun(lawyer)
    chief = signed_in(office, "chief")
    page = chief.get(f"/law/drafts/{draft.id}/{RULE}/")
    assert page.status_code == 200
    assert f"/law/drafts/{draft.id}/{RULE}/change/" not in page.content.decode()
    assert send(chief, f"{RULE}/change/", do="version", first="2027-01-01").status_code == 403
    assert signed_in(office, "primary").get("/law/drafts/").status_code == 403
    assert lawyer.get(f"/law/drafts/{uuid.uuid4()}/").status_code == 404
    assert lawyer.get(f"/law/drafts/{draft.id}/rule/entry/refuse.Z/").status_code == 404
