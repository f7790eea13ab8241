"""The readers of a desk: the code shown once, the doors without a session, what lies there on the desk's page."""

from __future__ import annotations

import base64
import json
import re
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from limen.office.connections.keys import public_text
from limen.office.records.models import Case, Delivery, PairedReader
from tests.office.conftest import Office, passport
from tests.office.console.test_library import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The pages' clock is the office's."""
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: office.stamp().at)
    return office


def code_of(client: Client) -> str:
    page = client.post("/readers/code/", {"key": str(uuid.uuid4())}).content.decode()
    shown = re.search(r"--code ([A-Z0-9]{8})", page)
    assert shown, page
    return shown[1]


def pair(client: Client, key: Ed25519PrivateKey, code: str) -> dict[str, str]:
    said = {"code": code, "name": "Booth 3", "public_key": public_text(key)}
    answer = Client(enforce_csrf_checks=True).post("/reader/pair/", json.dumps(said), content_type="application/json")
    return dict(answer.json())


def deliver(token: str, key: Ed25519PrivateKey, **changes: Any) -> Any:
    said = {
        "format": "limen-reader", "version": 1, "key": str(uuid.uuid4()), "kind": "lines",
        "read_at": datetime.now(UTC).isoformat(), "device": "scanner", "text": "\n".join(passport("calvin").mrz),
        "media": "", "data": "", "dropped": {}, **changes,
    }  # fmt: skip
    body = json.dumps(said).encode()
    headers = {"Authorization": f"Bearer {token}", "Limen-Signature": base64.b64encode(key.sign(body)).decode()}
    return Client(enforce_csrf_checks=True).post(
        "/reader/deliver/", body, content_type="application/json", headers=headers
    )


def test_from_the_code_to_the_case(now: Office) -> None:
    client, key = signed_in(now, "primary"), Ed25519PrivateKey.generate()
    assert "on-reader" not in client.get("/").content.decode(), "a desk without a reader asks for nothing"
    paired = pair(client, key, code_of(client))
    assert paired["officer"] == "Primary Officer"
    assert "Booth 3" in client.get("/readers/").content.decode()
    assert client.get("/reader/waiting/").json() == {"mark": "0"}
    assert deliver(paired["token"], key).status_code == 200
    mark = client.get("/reader/waiting/").json()["mark"]
    page = client.get("/").content.decode()
    assert "A document lies on the reader" in page
    assert f'data-mark="{mark}"' in page
    form = {"key": str(uuid.uuid4()), "delivery": str(Delivery.objects.get().id), "direction": "entry"}
    answer = client.post("/reader/settle/", form)
    assert answer.headers["Location"] == f"/case/{Case.objects.get().id}/"
    assert "A document lies on the reader" not in client.get("/").content.decode()


def test_it_lies_on_nobody_elses_desk(now: Office) -> None:
    client, key = signed_in(now, "primary"), Ed25519PrivateKey.generate()
    paired = pair(client, key, code_of(client))
    deliver(paired["token"], key)
    other = signed_in(now, "secondary")
    assert other.get("/reader/waiting/").json() == {"mark": "0"}
    form = {"key": str(uuid.uuid4()), "delivery": str(Delivery.objects.get().id), "direction": "entry"}
    assert other.post("/reader/settle/", form).status_code == 404
    assert not Case.objects.exists()


def test_laid_aside_and_taken_away(now: Office) -> None:
    client, key = signed_in(now, "primary"), Ed25519PrivateKey.generate()
    paired = pair(client, key, code_of(client))
    deliver(paired["token"], key)
    form = {"key": str(uuid.uuid4()), "delivery": str(Delivery.objects.get().id), "how": "dismiss"}
    assert client.post("/reader/settle/", form).status_code == 303
    assert client.get("/reader/waiting/").json() == {"mark": "0"}
    reader = str(PairedReader.objects.exclude(paired_at=None).get().id)
    assert client.post("/readers/unpair/", {"key": str(uuid.uuid4()), "reader": reader}).status_code == 303
    assert deliver(paired["token"], key).status_code == 401


def test_what_cannot_be_opened_is_told_on_the_desk(now: Office) -> None:
    client, key = signed_in(now, "primary"), Ed25519PrivateKey.generate()
    paired = pair(client, key, code_of(client))
    deliver(paired["token"], key, text="no zone")
    form = {"key": str(uuid.uuid4()), "delivery": str(Delivery.objects.get().id), "direction": "entry"}
    answer = client.post("/reader/settle/", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    for wrong in ("", "7", str(uuid.uuid4())):
        answer = client.post("/reader/settle/", {**form, "key": str(uuid.uuid4()), "delivery": wrong})
        assert answer.status_code in (404, 422)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"code": 7}', b"{" * 3_000, b'{"code":"' + b"A" * 5_000 + b'","name":"","public_key":""}']
)
def test_what_is_no_pairing_is_refused(db: None, body: bytes) -> None:
    assert Client().post("/reader/pair/", body, content_type="application/json").status_code == 400


def test_the_doors_of_the_readers_open_to_nobody_else(now: Office) -> None:
    key = Ed25519PrivateKey.generate()
    assert deliver("no token", key).status_code == 401
    assert Client().post("/reader/deliver/", b"{}", content_type="application/json").status_code == 401
    assert signed_in(now, "primary").post("/reader/deliver/", b"{}", content_type="application/json").status_code == 401
    answer = Client().post(
        "/reader/pair/", json.dumps({"code": "AAAAAAAA", "name": "", "public_key": public_text(key)}),
        content_type="application/json",
    )  # fmt: skip
    assert answer.status_code == 422
    assert Client().get("/reader/waiting/").status_code == 302
    assert Client().get("/readers/").status_code == 302


def test_a_reading_may_be_larger_than_a_form(now: Office) -> None:
    client, key = signed_in(now, "primary"), Ed25519PrivateKey.generate()
    paired = pair(client, key, code_of(client))
    picture = base64.b64encode(b"\xff\xd8\xff" + b"x" * 2_000_000).decode()
    answer = deliver(paired["token"], key, kind="picture", media="image/jpeg", data=picture, text="")
    assert answer.status_code == 200
    large = base64.b64encode(b"x" * ((24 << 20) + 1)).decode()
    assert deliver(paired["token"], key, kind="picture", media="image/jpeg", data=large).status_code == 422


def test_who_has_no_desk_has_no_readers(now: Office) -> None:
    assert signed_in(now, "auditor").get("/readers/").status_code == 403
    assert signed_in(now, "auditor").post("/readers/code/", {"key": str(uuid.uuid4())}).status_code == 403
