"""Commands for lists at a post: a copy taken in, whose are, rules changed by two, other thresholds rehearsed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from limen.cli import main
from limen.office.actions import checkpointing
from limen.office.connections import keys
from limen.office.records.models import ListCopy, WatchList
from tests.office.actions.test_accepting import HEADQUARTERS, made
from tests.office.conftest import Office, passport

KEY = keys.public_text(HEADQUARTERS)


@pytest.fixture
def now(office: Office) -> Any:
    """Commands read the clock: the office's own is put to it."""
    office.now = timezone.now()
    return office.now


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_copy_is_taken_in_from_whom_an_administrator_named(
    office: Office, now: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert now
    file = tmp_path / "copy"
    file.write_bytes(made(office))
    assert main(["lists", "accept", str(file), "--as", "list_officer"]) == 2
    assert "No office is named" in capsys.readouterr().err
    assert main(["lists", "trust"]) == 0 and "no office is named" in said(capsys)
    assert main(["lists", "trust", "hq", "--key", KEY]) == 2, "without officer and reason"
    trust = ["lists", "trust", "hq", "--key", KEY, "--reason", "By phone.", "--as"]
    assert main([*trust, "list_officer"]) == 2, "who takes copies in does not say from whom"
    assert main([*trust, "administrator"]) == 0
    capsys.readouterr()
    assert main(["lists", "trust", "--json"]) == 0
    assert json.loads(said(capsys))["issuers"][0]["key"] == KEY
    assert main(["lists", "accept", str(file), "--as", "list_officer"]) == 0
    assert "in service, made by hq" in said(capsys) and ListCopy.objects.count() == 1
    assert main(["lists", "accept", str(file), "--as", "list_officer"]) == 2
    assert "in service already" in capsys.readouterr().err
    assert main(["lists", "trust", "hq", "--end", "--reason", "Moved.", "--as", "administrator"]) == 0
    assert main(["lists", "trust"]) == 0 and "no office is named" in said(capsys)


def test_what_one_node_exports_it_takes_in_under_its_own_key(
    office: Office, now: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert now and office
    own = checkpointing.node_key()
    file = tmp_path / "copy"
    sealed = keys.sealing_text(keys.sealing_key(own))
    assert main(["lists", "export", str(file), "--for", "HALL-A", "--to", sealed, "--as", "list_officer"]) == 0
    capsys.readouterr()
    assert main(["lists", "verify", str(file), "--signer", keys.public_text(own), "--json"]) == 0
    name = json.loads(said(capsys))["made_by"]
    trust = ["lists", "trust", name, "--key", keys.public_text(own), "--reason", "This one."]
    assert main([*trust, "--as", "administrator"]) == 0
    assert main(["lists", "accept", str(file), "--as", "chief"]) == 0
    assert set(WatchList.objects.filter(in_service=True).exclude(copy=None).values_list("list_id", flat=True)) == {
        "alerts", "court-stops", "un",
    }  # fmt: skip


def test_rules_are_changed_by_one_and_released_by_another(
    office: Office, now: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert now and office
    change = ["lists", "change", "alerts", "--alerts", "1", "--second", "yes", "--watchers", "chief", "--as"]
    assert main([*change, "list_officer"]) == 0
    told = said(capsys)
    assert "second: none -> True" in told and "another officer releases it" in told
    version = WatchList.objects.get(staged=True).version[:12]
    assert main(["lists", "release", "alerts", version, "--as", "list_officer"]) == 2
    assert main(["lists", "release", "alerts", version, "--as", "chief"]) == 0
    row = WatchList.objects.get(list_id="alerts", in_service=True)
    assert (row.alerts_per_thousand, row.second, row.watchers) == (1.0, True, ["chief"])


def test_other_thresholds_are_rehearsed(office: Office, now: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert now
    document = passport()
    row = f"P-1,{document.given} {document.surname},{document.birth}\n".encode()
    office.import_csv("un", b"id,name,born\n" + row)
    office.arrive(document)
    rehearse = ["lists", "rehearse", "un", "--threshold", "0.1", "0.6", "--days", "30", "--as", "list_officer"]
    assert main(rehearse) == 0
    told = said(capsys)
    assert "0.10: not known" in told and "0.60: 1 alerts, 1000.0 of 1,000; misses 0 of 0 confirmed" in told
    assert main([*rehearse, "--again", "--json"]) == 0
    rows = json.loads(said(capsys))["thresholds"]
    assert rows[0]["known"] and rows[0]["alerts"] >= 1
