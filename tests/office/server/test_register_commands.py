"""`limen register`: a post connected with a register, shown, and no longer."""

from __future__ import annotations

import json

import pytest

from limen.office.records.models import ConnectedRegister
from tests.office.conftest import Office
from tests.office.server.test_reader_command import limen

pytestmark = pytest.mark.django_db
SLTD = ("sltd", "--title", "Lost documents", "--address", "https://register.example")


def test_a_register_is_connected_shown_and_taken_away(office: Office) -> None:
    assert "asks no register" in limen("register", "show")[1]
    code, out, err = limen("register", "connect", *SLTD, "--as", "list_officer", "--by-key", "--seconds", "1.5")
    assert (code, err) == (0, "") and "by key only" in out
    told = json.loads(limen("register", "show", "--json")[1])
    (row,) = told["registers"]
    assert (told["post"], row["name"], row["automatic"], row["seconds"]) == ("HALL-A", "sltd", False, 1.5)
    assert "https://register.example, by key only, 1.5 s" in limen("register", "show")[1]
    assert limen("register", "remove", "sltd", "--as", "administrator")[0] == 0
    assert not ConnectedRegister.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            ("connect", "sltd", "--title", "X", "--address", "http://register.example", "--as", "list_officer"),
            "plain http",
        ),
        (("connect", *SLTD, "--as", "primary"), "none of your duties"),
        (("connect", *SLTD, "--as", "nobody"), "no account"),
        (("remove", "sltd", "--as", "list_officer"), "not connected"),
        (("show", "--post", "PIER-9"), "name the post"),
    ],
)
def test_what_cannot_be_is_one_line(office: Office, words: tuple[str, ...], why: str) -> None:
    code, _out, err = limen("register", *words)
    assert code == 2 and why in err and err.count("\n") == 1
