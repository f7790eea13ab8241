"""The pages of differences, phrasebook and signs: what is sent is recorded, what is wrong is kept."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from limen.interview.phrasebook import book
from limen.office.records.models import Case
from tests.office.conftest import USUAL, Office, passport


def send(client: Client, path: str, **fields: str) -> str:
    answer = client.post(path, {"key": str(uuid.uuid4()), **fields}, follow=True)
    return answer.content.decode()


@pytest.fixture
def desk(office: Office) -> tuple[Client, Case]:
    case = office.arrive(passport("calvin"))
    client = Client()
    client.force_login(office.accounts["primary"])
    return client, office.answer(case, "planned_exit", USUAL["planned_exit"])


def test_a_difference_is_found_put_and_weighed_by_the_page(office: Office, desk: tuple[Client, Case]) -> None:
    client, case = desk
    path = f"/case/{case.id}/differences/"
    assert "The sources agree" in client.get(path).content.decode()
    wrong = send(client, path + "note/", kind="document", source="the ticket", topic="ticket_return", value="soon")
    assert "does not say it" in wrong and 'value="the ticket"' in wrong
    shown = send(client, path + "note/", kind="document", source="the ticket", topic="ticket_return",
                 value="1 Feb 2027", where="page 1")  # fmt: skip
    assert "D4" in shown and "not put yet" in shown and "page 1" in shown
    key = re.search(r"do=put:([0-9a-f]+)", shown)[1]  # type: ignore[index]  # it has one
    assert "“1 Feb 2027” (the ticket)" in client.get(path, {"do": f"put:{key}"}).content.decode()
    empty = send(client, path + "put/", key_of=key, status="answered", reply="")
    assert "Write down the reply" in empty and 'id="do-put"' in empty
    shown = send(client, path + "put/", key_of=key, status="answered", reply="Cambié de planes.")
    assert "Cambié de planes." in shown and "put, not weighed yet" in shown
    short = send(client, path + "weigh/", key_of=key, result="explained", reason="fine")
    assert "Give your reason" in short and ">fine</textarea>" in short
    shown = send(client, path + "weigh/", key_of=key, result="explained", reason="The employer confirmed the leave.")
    assert "The employer confirmed the leave." in shown
    assert office.case(case.id).weighings.get().result == "explained"
    assert "Day on the return ticket" not in client.get(f"/case/{case.id}/").content.decode()


def test_the_phrasebook_shows_nothing_of_the_office_and_records_the_touch(
    office: Office, desk: tuple[Client, Case]
) -> None:
    client, case = desk
    path = f"/case/{case.id}/phrasebook/"
    tongues = client.get(path).content.decode()
    assert "العربية" in tongues and "中文" in tongues
    shown = client.get(path, {"in": "ar"}).content.decode()
    assert 'dir="rtl"' in shown and "<nav" not in shown and case.document is not None
    assert case.document.surname not in shown and case.document.number not in shown
    fact = re.search(r'name="fact" value="(\w+)"', shown)[1]  # type: ignore[index]  # it has one
    send(client, path + "answer/", **{"in": "ar", "fact": fact, "status": "unknown"})
    answer = office.case(case.id).answers.get(fact=fact, superseded=False)
    assert (answer.shown_in, answer.words) == ("ar", book("ar").answers["cannot_say"])
    send(client, path + "answer/", **{"in": "ar", "phrase": "protection", "reply": "understood"})
    assert office.case(case.id).told.get().language == "ar"
    assert "no answer to this phrase" in send(
        client, path + "answer/", **{"in": "ar", "phrase": "protection", "reply": "perhaps"}
    )


def test_signs_are_ticked_in_own_words_and_lead_to_a_referral(office: Office, desk: tuple[Client, Case]) -> None:
    client, case = desk
    path = f"/case/{case.id}/signs/"
    kept = send(client, path + "note/", words="The uncle answers for her.")
    assert "Tick what you saw" in kept and "The uncle answers for her." in kept
    shown = send(client, path + "note/", sign="trafficking.answers_for", words="The uncle answers for her.")
    assert "Somebody else answers" in shown
    told = send(client, path + "tell/", phrase="protection", language="so", through="interpreter")
    assert "read by an interpreter" in told
    assert "Say whether the person agrees" in send(client, path + "refer/", reason="The uncle answers for her.")
    send(client, path + "refer/", reason="The uncle answers for her.", consent="agreed", spoken="Help me.")
    assert office.case(case.id).referrals.get().kind == "victim"
    assert "Nothing is noted" not in client.get(path).content.decode()
