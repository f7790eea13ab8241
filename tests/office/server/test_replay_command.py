"""`limen replay`: the same and exit 0, what differs and exit 1, one line for what cannot be done."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from limen.cli import BROKEN, MISUSED, SOUND, UNSOUND
from limen.office.actions.errors import NotFound
from limen.office.records.models import JournalEntry
from limen.office.server import replay_command
from limen.office.server.terminal import UsageError
from tests.office.actions.test_refusal import propose
from tests.office.actions.test_replaying import admitted, behind
from tests.office.conftest import Office
from tests.terminal import TOLD, program


def test_the_same_is_told_for_people_and_as_one_json_document(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    case = admitted(office)
    assert replay_command.run(str(case.id), office.stamp(), None, as_json=False) == SOUND
    told = capsys.readouterr()
    assert "● admit by Primary Officer" in told.out and "same" in told.out and not told.err
    assert JournalEntry.objects.filter(verb="see_case", officer="system", case=str(case.id)).count() == 1
    assert replay_command.run(str(case.id), office.stamp(), office.officers["auditor"], as_json=True) == SOUND
    answer = json.loads(capsys.readouterr().out)
    assert answer["same"] and answer["decisions"][0]["outcome"] == "admit"
    assert all(one["intact"] for one in answer["decisions"][0]["kept"])


def test_what_differs_is_named_and_the_exit_code_says_unsound(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    case = propose(office)
    behind("UPDATE records_decision SET own_reasons = 'Quite other reasons, written in afterwards.'")
    assert replay_command.run(str(case.id), office.stamp(), None, as_json=False) == UNSOUND
    told = capsys.readouterr()
    assert "■ refuse" in told.out and "differs: Record own reasons" in told.out
    assert TOLD.fullmatch(told.err) and "1 of 1" in told.err
    assert replay_command.run(str(case.id), office.stamp(), None, as_json=True) == UNSOUND
    assert not json.loads(capsys.readouterr().out)["same"]


def test_what_is_no_case_is_said(office: Office) -> None:
    with pytest.raises(UsageError, match="no case's id"):
        replay_command.run("7", office.stamp(), None, as_json=False)
    with pytest.raises(NotFound):
        replay_command.run(str(uuid.uuid4()), office.stamp(), None, as_json=False)


def test_as_a_program_its_exit_codes_are_those_of_the_contract(tmp_path: Path) -> None:
    assert program("migrate", home=tmp_path).code == SOUND
    for unknown in ("not-an-id", str(uuid.uuid4())):
        told = program("replay", unknown, home=tmp_path)
        assert (told.code, told.out) == (MISUSED, "") and TOLD.fullmatch(told.err)
    where = tmp_path / "folder.sqlite3"
    where.mkdir()
    told = program("replay", str(uuid.uuid4()), home=tmp_path, LIMEN_DATABASE=f"sqlite://{where}")
    assert told.code == BROKEN and TOLD.fullmatch(told.err)
