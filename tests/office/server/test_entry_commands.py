"""Commands for entries by officers: shown by who reviews them, compared with whom the office knows, interests."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from limen.cli import main
from limen.office.actions import rescreening
from limen.office.records.models import LaterHit, NationalEntry, Rescreening
from tests.office.actions.test_entering import agreed, of_taro, passport
from tests.office.conftest import Office


@pytest.fixture
def now(office: Office) -> Any:
    """Commands read the clock: the office's own is put to it."""
    office.now = timezone.now()
    return office.now.date()


def entry(now: Any, **changes: Any) -> Any:
    return of_taro(**{"expires_on": now + timedelta(days=60), "review_on": now + timedelta(days=20), **changes})


def test_entries_are_listed_with_their_author_and_those_due_apart(
    office: Office, now: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lists", "entries"]) == 0
    assert "no entry is in force" in capsys.readouterr().out
    row = agreed(office, entry(now))
    assert main(["lists", "entries", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["entries"]
    assert (told["number"], told["author"], told["second"], told["due"]) == (
        row.number, "Primary Officer", "Chief Officer", False,
    )  # fmt: skip
    assert main(["lists", "entries", "--due"]) == 0
    assert capsys.readouterr().out == "no entry is due\n"
    NationalEntry.objects.update(review_on=now)
    assert main(["lists", "entries", "--due"]) == 0
    assert "OVERDUE" in capsys.readouterr().out


def test_what_was_broken_off_is_compared_to_the_end(
    office: Office, now: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    office.arrive(passport())
    monkeypatch.setattr(rescreening, "go_on", lambda *_: False)
    agreed(office, entry(now))
    assert not LaterHit.objects.exists() and Rescreening.objects.get().finished_at is None
    monkeypatch.undo()
    assert main(["lists", "rescreen", "--as", "list_officer"]) == 0
    assert "nothing waits to be compared; 1 found now" in capsys.readouterr().out
    assert LaterHit.objects.count() == 1 and Rescreening.objects.get().finished_at is not None
    assert main(["lists", "rescreen", "--as", "chief"]) == 0
    assert "0 found now" in capsys.readouterr().out


def test_interests_are_declared(office: Office, now: Any, capsys: pytest.CaptureFixture[str]) -> None:
    told = main(["user", "interests", "primary", "--family", "Maria Kynnys", "Jan Kynnys", "--address", "1 Lane"])
    assert told == 0 and "declared, family 2, addresses 1" in capsys.readouterr().out
    office.accounts["primary"].refresh_from_db()
    assert office.accounts["primary"].interests["family"] == ["Maria Kynnys", "Jan Kynnys"]
    assert main(["user", "interests", "nobody"]) == 2
    assert "no account" in capsys.readouterr().err
    assert main(["user", "interests", "primary", "--family", "!!"]) == 2
    assert "cannot be read" in capsys.readouterr().err
