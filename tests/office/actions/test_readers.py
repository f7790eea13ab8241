"""A reader of a booth: paired by a code, delivering what is signed, once; opened or laid aside at its desk.

The reader program itself is at the other end: its spool, its scanner's folder, its key.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from limen.office.actions import readers
from limen.office.actions.errors import ActError, BadInput, NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.connections.booth import Booth, BoothError, RefusedError, UnpairedError
from limen.office.connections.keys import public_text
from limen.office.connections.scanner import SETTLED, ScannerFolder
from limen.office.connections.spool import Kept, Spool
from limen.office.records.models import Case, Delivery, JournalEntry, PairedReader
from tests.office.conftest import Office, passport

pytestmark = pytest.mark.django_db


class PowerCutError(Exception):
    """The booth's machine stops here."""


@dataclass
class Line:
    """The way from a reader to its desk, without the network between: breaks where it is told to."""

    office: Office
    paired: readers.Paired
    key: Ed25519PrivateKey
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None
    told: list[Mapping[str, int]] = field(default_factory=list)

    def deliver(self, reading: Kept, dropped: Mapping[str, int]) -> None:
        self.before()
        self.told.append(dict(dropped))
        body = written(reading, dropped)
        try:
            send(self.office, self.paired, self.key, body)
        except readers.NotKnown as error:
            raise UnpairedError("not known") from error
        except BadInput as error:
            raise RefusedError(str(error)) from error
        except ActError as error:
            raise BoothError(str(error)) from error
        self.after()


def written(reading: Kept, told: Mapping[str, int] | None = None, **changes: Any) -> bytes:
    said = {
        "format": "limen-reader", "version": 1, "key": str(reading.key), "kind": reading.kind,
        "read_at": reading.read_at.isoformat(), "device": reading.device, "text": reading.text, "media": reading.media,
        "data": base64.b64encode(reading.data).decode(), "dropped": dict(told or {}), **changes,
    }  # fmt: skip
    return json.dumps(said).encode()


def send(office: Office, paired: readers.Paired, key: Ed25519PrivateKey, body: bytes) -> uuid.UUID:
    signature = base64.b64encode(key.sign(body)).decode()
    return readers.deliver(token=paired.token, signature=signature, body=body, at=office.stamp().at)


def lines(key: str = "calvin", number: int = 1) -> Kept:
    return Kept(uuid.UUID(int=number), "lines", datetime.now(UTC), "scanner", "\n".join(passport(key).mrz))


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def paired(office: Office, key: Ed25519PrivateKey) -> readers.Paired:
    return pair(office, key)


def pair(office: Office, key: Ed25519PrivateKey, who: str = "primary") -> readers.Paired:
    offered = readers.offer_code(office.officers[who], office.stamp())
    code = f" {offered.code[:4].lower()}-{offered.code[4:]}"
    return readers.exchange(code=code, name="Booth 3", public_key=public_text(key), at=office.now)


# -- pairing ----------------------------------------------------------------------------------------------------------


def test_a_code_is_exchanged_once_within_its_time(office: Office, key: Ed25519PrivateKey) -> None:
    officer = office.officers["primary"]
    offered = readers.offer_code(officer, office.stamp())
    assert len(offered.code) == 8
    assert readers.exchange(code=offered.code, name="b", public_key=public_text(key), at=office.now).token
    for code, at in ((offered.code, office.now), ("", office.now), ("ABCD2345", office.now)):
        with pytest.raises(BadInput, match="not offered"):
            readers.exchange(code=code, name="b", public_key=public_text(key), at=at)
    late = readers.offer_code(officer, office.stamp())
    with pytest.raises(BadInput, match="over"):
        readers.exchange(code=late.code, name="b", public_key=public_text(key), at=office.now + timedelta(minutes=6))
    first = readers.offer_code(officer, office.stamp())
    second = readers.offer_code(officer, office.stamp())
    with pytest.raises(BadInput):
        readers.exchange(code=first.code, name="b", public_key=public_text(key), at=office.now)
    assert readers.exchange(code=second.code, name="b", public_key=public_text(key), at=office.now)


def test_neither_code_nor_token_is_kept(office: Office, key: Ed25519PrivateKey) -> None:
    offered = readers.offer_code(office.officers["primary"], office.stamp())
    paired = readers.exchange(code=offered.code, name="Booth\n3", public_key=public_text(key), at=office.now)
    row = PairedReader.objects.get(id=paired.reader)
    assert row.name == "Booth3"
    kept = json.dumps([str(value) for value in row.__dict__.values()])
    assert offered.code not in kept and paired.token not in kept


def test_a_form_sent_again_offers_no_second_code(office: Office) -> None:
    stamp = office.stamp()
    assert readers.offer_code(office.officers["primary"], stamp).code
    assert readers.offer_code(office.officers["primary"], stamp).code == ""
    assert PairedReader.objects.count() == 1


def test_codes_cannot_be_tried_for_ever(office: Office, key: Ed25519PrivateKey) -> None:
    for _ in range(readers.MOST_TRIES):
        with pytest.raises(BadInput):
            readers.exchange(code="AAAAAAAA", name="b", public_key=public_text(key), at=office.now)
    with pytest.raises(readers.TooManyTries):
        readers.exchange(code="AAAAAAAA", name="b", public_key=public_text(key), at=office.now)


@pytest.mark.parametrize("role", ["list_officer", "policy_officer", "auditor", "administrator"])
def test_only_who_has_a_desk_pairs_a_reader(office: Office, role: str) -> None:
    with pytest.raises(NotPermitted):
        readers.offer_code(office.officers[role], office.stamp())
    with pytest.raises(NotPermitted):
        readers.dismiss_delivery(office.officers[role], office.stamp(), delivery=uuid.uuid4())


def test_a_reader_that_was_taken_away_is_not_known(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey
) -> None:
    with pytest.raises(NotFound):
        readers.unpair_reader(office.officers["secondary"], office.stamp(), reader=paired.reader)
    readers.unpair_reader(office.officers["primary"], office.stamp(), reader=paired.reader)
    with pytest.raises(readers.NotKnown):
        send(office, paired, key, written(lines()))
    assert readers.readers_of(office.officers["primary"]) == ()


# -- delivering -------------------------------------------------------------------------------------------------------


def test_what_is_delivered_waits_at_its_desk_and_nowhere_else(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey
) -> None:
    send(office, paired, key, written(lines()))
    (waiting,) = readers.waiting(office.officers["primary"], office.now)
    assert (waiting.kind, waiting.reader) == ("lines", "Booth 3")
    assert readers.waiting(office.officers["secondary"], office.now) == ()
    assert not Case.objects.exists(), "nothing is opened by a machine"
    with pytest.raises(NotFound):
        readers.open_delivery(office.officers["secondary"], office.stamp(), delivery=waiting.id, direction="entry")


def test_the_same_reading_twice_is_one(office: Office, paired: readers.Paired, key: Ed25519PrivateKey) -> None:
    for _ in range(3):
        send(office, paired, key, written(lines()))
    assert Delivery.objects.count() == 1
    assert JournalEntry.objects.filter(verb="deliver").count() == 1


def test_what_another_signed_or_somebody_changed_is_not_taken(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey
) -> None:
    body = written(lines())
    signature = base64.b64encode(key.sign(body)).decode()
    other = base64.b64encode(Ed25519PrivateKey.generate().sign(body)).decode()
    for token, signed, sent in (
        (paired.token, other, body), (paired.token, signature, body + b" "), (paired.token, "", body),
        (paired.token, "%%%", body), ("another token", signature, body), ("", signature, body),
    ):  # fmt: skip
        with pytest.raises(readers.NotKnown):
            readers.deliver(token=token, signature=signed, body=sent, at=office.now)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "other"}, {"version": 2}, {"key": "7"}, {"kind": "rumour"}, {"text": ""}, {"text": "x" * 2_001},
        {"text": 7}, {"text": "a\0b"}, {"media": "text/html"}, {"data": "%%%"}, {"read_at": "yesterday"},
        {"read_at": "2026-11-22T09:00:00"}, {"kind": "picture"}, {"dropped": {"x": "many"}}, {"dropped": 7},
        {"dropped": {"x": float("inf")}}, {"text": "P<\ud800"}, {"kind": ["lines"]}, {"media": {}},
        {"read_at": "2026-W47"},
    ],
)  # fmt: skip
def test_what_is_no_reading_is_refused(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey, changes: dict[str, Any]
) -> None:
    with pytest.raises(BadInput):
        send(office, paired, key, written(lines(), **changes))
    for body in (b"", b"[]", b"{}", b"[" * 5_000):
        with pytest.raises(BadInput):
            send(office, paired, key, body)


def test_a_desk_that_is_full_or_off_duty_takes_nothing_now(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MOST_WAITING", 2)
    for number in (1, 2):
        send(office, paired, key, written(lines(number=number)))
    with pytest.raises(NotPossible, match="waits at the desk already"):
        send(office, paired, key, written(lines(number=3)))
    office.accounts["primary"].duties.update(until_at=office.now)
    with pytest.raises(NotPossible, match="not on duty"):
        send(office, paired, key, written(lines(number=4)))


# -- at the desk ------------------------------------------------------------------------------------------------------


def test_opening_it_is_an_arrival_and_happens_once(
    office: Office, paired: readers.Paired, key: Ed25519PrivateKey
) -> None:
    officer = office.officers["primary"]
    send(office, paired, key, written(lines()))
    (waiting,) = readers.waiting(officer, office.now)
    stamp = office.stamp()
    done = readers.open_delivery(officer, stamp, delivery=waiting.id, direction="entry")
    again = readers.open_delivery(officer, stamp, delivery=waiting.id, direction="entry")
    assert done.case == again.case
    assert Case.objects.get().document is not None
    row = Delivery.objects.get()
    assert (row.settled, row.case_id) == ("opened", done.case)
    assert readers.waiting(officer, office.now) == ()
    with pytest.raises(NotPossible, match="already"):
        readers.open_delivery(officer, office.stamp(), delivery=waiting.id, direction="entry")


def test_laying_it_aside_opens_nothing(office: Office, paired: readers.Paired, key: Ed25519PrivateKey) -> None:
    officer = office.officers["primary"]
    send(office, paired, key, written(lines()))
    readers.dismiss_delivery(officer, office.stamp(), delivery=readers.waiting(officer, office.now)[0].id)
    assert readers.waiting(officer, office.now) == ()
    assert not Case.objects.exists()
    assert Delivery.objects.get().settled == "dismissed"


def test_lines_that_cannot_be_read_stay_waiting(office: Office, paired: readers.Paired, key: Ed25519PrivateKey) -> None:
    officer = office.officers["primary"]
    send(office, paired, key, written(lines(), text="no zone at all"))
    with pytest.raises(BadInput):
        readers.open_delivery(
            officer, office.stamp(), delivery=readers.waiting(officer, office.now)[0].id, direction="entry"
        )
    assert len(readers.waiting(officer, office.now)) == 1


# -- the booth --------------------------------------------------------------------------------------------------------


@dataclass
class Machine:
    """A booth's machine: started again, it finds its folders as they were left."""

    folder: Path
    line: Line | None
    said: list[str] = field(default_factory=list)
    at: float = 0.0

    def start(self) -> Booth:
        scans = self.folder / "scans"
        scans.mkdir(exist_ok=True)
        return Booth(
            ScannerFolder(scans), Spool(self.folder / "spool"), self.line, self.said.append,
            lambda: datetime.now(UTC), clock=lambda: self.at,
        )  # fmt: skip

    def scan(self, booth: Booth, *keys: str) -> None:
        for key in keys:
            (self.folder / "scans" / f"{key}.txt").write_text("\n".join(passport(key).mrz), encoding="utf-8")
        booth.look()
        self.at += SETTLED
        booth.look()


@pytest.fixture
def machine(tmp_path: Path, office: Office, paired: readers.Paired, key: Ed25519PrivateKey) -> Machine:
    return Machine(tmp_path, Line(office, paired, key))


def delivered() -> list[str]:
    return [row.text.split("\n")[0][5:12] for row in Delivery.objects.order_by("made_at")]


def test_what_is_scanned_is_delivered_in_order_and_leaves_the_folder(machine: Machine) -> None:
    booth = machine.start()
    machine.scan(booth, "calvin", "katerina")
    assert booth.send() == 2
    assert len(booth.spool) == 0
    assert not list((machine.folder / "scans").iterdir())
    assert len(delivered()) == 2


def test_offline_it_keeps_and_sends_later_in_order(machine: Machine) -> None:
    line, machine.line = machine.line, None
    booth = machine.start()
    for key in ("calvin", "katerina", "henri"):
        machine.scan(booth, key)
    assert booth.send() == 0
    assert len(booth.spool) == 3
    machine.line = line
    assert machine.start().send() == 3
    assert [name[:4] for name in delivered()] == ["SILL", "KATO", "SCHW"]


def test_while_the_desk_takes_nothing_it_waits_and_says_so_once(machine: Machine) -> None:
    assert machine.line is not None

    def down() -> None:
        raise OSError("no route to host")

    machine.line.before = down
    booth = machine.start()
    machine.scan(booth, "calvin")
    for _ in range(3):
        booth.step()
    assert len([one for one in machine.said if "no route" in one]) == 1
    machine.line.before = lambda: None
    booth.step()
    assert "the desk is reached again" in machine.said
    assert len(delivered()) == 1


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_crash_in_the_middle_of_sending_loses_nothing_and_doubles_nothing(machine: Machine, where: str) -> None:
    """The power goes before the desk heard of a reading, or after it took it and before the reader knew."""
    assert machine.line is not None
    booth = machine.start()
    machine.scan(booth, "calvin", "katerina", "henri")
    count = 0

    def cut() -> None:
        nonlocal count
        count += 1
        if count == 2:
            raise PowerCutError

    setattr(machine.line, where, cut)
    with pytest.raises(PowerCutError):
        booth.send()
    again = machine.start()
    assert len(again.spool) == 2
    again.send()
    assert len(again.spool) == 0
    assert Delivery.objects.count() == 3
    assert len(set(delivered())) == 3
    assert JournalEntry.objects.filter(verb="deliver").count() == 3


def test_a_crash_between_keeping_and_clearing_the_folder_doubles_nothing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    booth = machine.start()

    def cut(self: Path, missing_ok: bool = False) -> None:
        raise PowerCutError

    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", cut)
        with pytest.raises(PowerCutError):
            machine.scan(booth, "calvin")
    for _ in range(2):
        again = machine.start()
        machine.scan(again)
        again.send()
    assert Delivery.objects.count() == 1


def test_what_was_dropped_is_told_to_the_desk_once(machine: Machine, office: Office) -> None:
    booth = machine.start()
    booth.spool._most = 1
    machine.scan(booth, "calvin", "katerina")
    booth.step()
    machine.scan(booth, "henri")
    booth.step()
    assert machine.line is not None
    assert machine.line.told == [{"too many": 1}, {}]
    assert any("dropped and told" in one for one in machine.said)


def test_what_the_desk_will_never_take_does_not_stop_the_rest(machine: Machine) -> None:
    booth = machine.start()
    booth.spool.add(Kept(uuid.uuid4(), "rumour", datetime.now(UTC), "scanner", "x"), datetime.now(UTC))
    machine.scan(booth, "calvin")
    assert booth.send() == 1
    assert dict(booth.spool.dropped().counts) in ({"refused by the desk": 1}, {})
    assert len(delivered()) == 1


def test_unpaired_it_keeps_what_it_reads(machine: Machine, office: Office, paired: readers.Paired) -> None:
    readers.unpair_reader(office.officers["primary"], office.stamp(), reader=paired.reader)
    booth = machine.start()
    machine.scan(booth, "calvin")
    booth.step()
    assert len(booth.spool) == 1
    assert any("not known" in one for one in machine.said)


def test_a_chip_that_lies_on_the_reader_goes_with_its_page(machine: Machine) -> None:
    booth = machine.start()
    booth.chip = lambda text: (b"evidence of " + text[:5].encode(), "reader 00")
    machine.scan(booth, "calvin")
    booth.send()
    assert [row.kind for row in Delivery.objects.order_by("made_at")] == ["lines", "chip"]
