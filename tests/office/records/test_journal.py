"""The journal: what is written stays; change, deletion, reordering and a tail cut are found and named."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from limen.office.actions import checkpointing
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import JournalEntry, JournalHead, JournalPayload
from limen.office.records.models.row import this_node

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 22, 8, tzinfo=UTC)
GUARDS = ("records_journalentry_no_update", "records_journalentry_no_delete", "records_journalpayload_no_delete")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> Iterator[Path]:
    settings.LIMEN_HOME = tmp_path  # type: ignore[attr-defined]
    checkpointing.forget()
    yield tmp_path
    checkpointing.forget()


def write(count: int) -> list[JournalEntry]:
    entries = []
    for number in range(count):
        with transaction.atomic():
            entries.append(
                journal.append(
                    stamp=Stamp(uuid.uuid4(), START + timedelta(seconds=number), None, "Europe/Luxembourg"),
                    verb="open",
                    officer="o-1",
                    post="hall-a",
                    payload={"number": number},
                    case=f"case-{number}",
                )
            )
    return entries


def drop_guards() -> None:
    """What somebody with the database in hand would do first."""
    with connection.cursor() as cursor:
        for name in GUARDS:
            on = f" ON {name.rsplit('_no_', 1)[0]}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")


def test_an_untouched_journal_is_sound() -> None:
    write(7)
    checkpointing.make()
    write(3)
    found, fault = checkpointing.verify()
    assert (found.entries, found.witnessed, found.breach, fault) == (10, 7, None, "")


def test_an_empty_journal_is_sound() -> None:
    found, fault = checkpointing.verify()
    assert (found.entries, found.breach, fault) == (0, None, "")


@pytest.mark.parametrize("statement", ["UPDATE {} SET verb = 'admit' WHERE seq = 1", "DELETE FROM {} WHERE seq = 1"])
def test_triggers_refuse_change_and_deletion(statement: str) -> None:
    write(3)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("records_journalentry"))


def test_a_changed_entry_is_named() -> None:
    write(9)
    checkpointing.make()
    drop_guards()
    JournalEntry.objects.filter(seq=4).update(officer="o-2")
    found, _ = checkpointing.verify()
    assert found.breach is not None and found.breach.seq == 4 and "changed" in found.breach.what


def test_a_changed_entry_with_its_hash_made_again_is_named() -> None:
    """Somebody who rewrites the entry, its leaf and the head is still found by the leaves kept outside."""
    write(9)
    checkpointing.make()
    drop_guards()
    entry = JournalEntry.objects.get(seq=4)
    entry.officer = "o-2"
    entry.leaf = journal.leaf_of(entry)
    entry.save()
    frontier = journal.Frontier()
    for leaf in JournalEntry.objects.order_by("seq").values_list("leaf", flat=True):
        frontier = frontier.append(bytes.fromhex(leaf))
    JournalHead.objects.update(frontier=frontier.to_json())
    found, _ = checkpointing.verify()
    assert found.breach is not None and found.breach.seq == 4 and "vouch" in found.breach.what


def test_a_deleted_entry_is_named() -> None:
    write(9)
    checkpointing.make()
    drop_guards()
    JournalPayload.objects.filter(entry__seq=5).delete()
    JournalEntry.objects.filter(seq=5).delete()
    found, _ = checkpointing.verify()
    assert found.breach is not None and found.breach.seq == 5 and "missing" in found.breach.what


def test_reordered_entries_are_named() -> None:
    write(9)
    checkpointing.make()
    drop_guards()
    JournalEntry.objects.filter(seq=2).update(seq=100)
    JournalEntry.objects.filter(seq=3).update(seq=2)
    JournalEntry.objects.filter(seq=100).update(seq=3)
    found, _ = checkpointing.verify()
    assert found.breach is not None and found.breach.seq == 2


def test_a_tail_cut_below_the_last_checkpoint_is_named_even_with_the_head_set_back() -> None:
    write(9)
    checkpointing.make()
    drop_guards()
    JournalPayload.objects.filter(entry__seq__gte=6).delete()
    JournalEntry.objects.filter(seq__gte=6).delete()
    frontier = journal.Frontier()
    for leaf in JournalEntry.objects.order_by("seq").values_list("leaf", flat=True):
        frontier = frontier.append(bytes.fromhex(leaf))
    JournalHead.objects.update(frontier=frontier.to_json())
    found, _ = checkpointing.verify()
    assert found.breach is not None and found.breach.seq == 6 and "tail was cut" in found.breach.what


def test_a_changed_payload_is_named_and_a_masked_one_is_not() -> None:
    write(5)
    checkpointing.make()
    JournalPayload.objects.filter(entry__seq=1).update(content="", salt="", masked_at=START, masked_why="court order 7")
    unsaid = checkpointing.verify()[0].breach
    assert unsaid is not None and unsaid.seq == 1 and "masked" in unsaid.what
    with transaction.atomic():
        journal.append(
            stamp=Stamp(uuid.uuid4(), START, None, "UTC"), verb="mask", officer="o", post="p",
            payload={"why": "court order 7"}, result="1",
        )  # fmt: skip
    assert checkpointing.verify()[0].breach is None
    JournalPayload.objects.filter(entry__seq=3).update(content='{"number":8}')
    found, _ = checkpointing.verify()
    assert found.breach is not None and found.breach.seq == 3 and "payload" in found.breach.what


def test_a_crash_before_the_checkpoint_is_not_tampering(home: Path) -> None:
    """Leaves written, their note not: the next checkpoint cuts them off and goes on."""
    write(4)
    checkpointing.make()
    with (home / "checkpoints" / f"{this_node()}.leaves").open("a") as stream:
        stream.write("ab" * 20)
    with (home / "checkpoints" / f"{this_node()}.notes").open("a") as stream:
        stream.write("limen/journal/half a no")
    write(2)
    found, fault = checkpointing.verify()
    assert (found.breach, fault) == (None, "")
    assert checkpointing.make() == 6
    found, fault = checkpointing.verify()
    assert (found.witnessed, found.breach, fault) == (6, None, "")


def test_a_forged_checkpoint_is_named(home: Path) -> None:
    write(4)
    checkpointing.make()
    path = home / "checkpoints" / f"{this_node()}.notes"
    path.write_text(path.read_text(encoding="utf-8").replace("\n4\n", "\n3\n"), encoding="utf-8")
    _, fault = checkpointing.verify()
    assert "does not verify" in fault


def test_changed_leaves_are_named_as_such(home: Path) -> None:
    write(4)
    checkpointing.make()
    path = home / "checkpoints" / f"{this_node()}.leaves"
    text = path.read_text(encoding="ascii")
    path.write_text(("0" if text[0] != "0" else "1") + text[1:], encoding="ascii")
    found, fault = checkpointing.verify()
    assert "leaves" in fault
    assert found.breach is None


def test_the_same_act_cannot_be_written_twice() -> None:
    entry = write(1)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        journal.append(
            stamp=Stamp(uuid.UUID(entry.act_key), START, None, "UTC"), verb="open", officer="o", post="p", payload={}
        )
    assert checkpointing.verify()[0].entries == 1


def test_a_verb_the_journal_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        journal.append(stamp=Stamp(uuid.uuid4(), START, None, "UTC"), verb="shrug", officer="o", post="p", payload={})


def test_an_aborted_act_leaves_no_entry() -> None:
    write(2)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        journal.append(stamp=Stamp(uuid.uuid4(), START, None, "UTC"), verb="open", officer="o", post="p", payload={})
        _ = 1 // 0
    found, _ = checkpointing.verify()
    assert (found.entries, found.breach) == (2, None)


def test_lost_checkpoints_are_named_and_not_made_again_in_silence(home: Path) -> None:
    write(3)
    checkpointing.make()
    write(checkpointing.FIRST_LIMIT + 10)
    assert checkpointing.make() == checkpointing.FIRST_LIMIT + 13 and checkpointing.verify()[1] == ""
    for path in (home / "checkpoints").iterdir():
        path.unlink()
    assert "missing" in checkpointing.verify()[1]
    write(1)
    assert checkpointing.make() == 0
    assert "missing" in checkpointing.verify()[1]


def test_an_act_recorded_while_the_journal_is_verified_is_no_breach(monkeypatch: pytest.MonkeyPatch) -> None:
    write(5)
    checkpointing.make()
    entries = journal._entries

    def meanwhile(node: str) -> Iterator[JournalEntry]:
        write(2)
        return entries(node)

    monkeypatch.setattr(journal, "_entries", meanwhile)
    assert checkpointing.verify()[0].breach is None


def test_a_lost_key_is_not_replaced_in_silence(home: Path) -> None:
    write(2)
    checkpointing.make()
    next((home / "keys").iterdir()).unlink()
    write(1)
    checkpointing.if_due(START)
    assert "bring it back" in checkpointing.verify()[1]


def test_a_checkpoint_that_cannot_be_made_undoes_no_act(home: Path) -> None:
    write(1)
    checkpointing.make()
    key = next((home / "keys").iterdir())
    key.chmod(0o644)
    write(1)
    checkpointing.if_due(START)
    key.chmod(0o600)
    checkpointing.if_due(START)
    assert checkpointing.verify()[0].witnessed == 2
