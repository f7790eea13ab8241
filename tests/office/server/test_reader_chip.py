"""`limen reader --chip` over the real PC/SC stack: the chip on the reader is read, delivered and judged at the desk."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from limen.documents.chip import unpack
from limen.office.actions import readers
from limen.office.connections.pcsc import PcscReaders
from limen.office.connections.virtual_reader import VirtualCard
from limen.office.records.models import Delivery
from limen.specimens.chips import chip_passport
from limen.specimens.virtual_chip import vpcd
from tests.office.conftest import Office
from tests.office.connections import test_pcsc
from tests.office.server import test_reader_command as command

served, standing = command.served, command.standing  # fixtures


@pytest.fixture
def stack() -> Iterator[PcscReaders]:
    """The machine's PC/SC service with a virtual reader that is empty; skipped, with why, where none can run."""
    why = test_pcsc._why_not()
    if why:
        pytest.skip(f"no PC/SC stack: {why}; the same protocol was run in process")
    with (Path(tempfile.gettempdir()) / "limen-tests-pcsc.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield from test_pcsc._served()


def test_the_chip_on_the_reader_is_read_and_delivered(
    stack: PcscReaders, standing: Office, served: str, tmp_path: Path
) -> None:
    name = next(one for one in stack.names() if one.startswith("Virtual PCD"))
    assert stack.wait(name, 15, until_empty=True)
    home, scans = str(tmp_path / "reader"), tmp_path / "scans"
    scans.mkdir()
    offered = readers.offer_code(standing.officers["primary"], standing.stamp())
    assert command.limen("reader", "--pair", served, "--code", offered.code, "--home", home)[0] == 0
    issued = chip_passport(on=datetime.now(UTC).date())
    (scans / "page.txt").write_text("\n".join(issued.document.mrz), encoding="utf-8")
    with VirtualCard(lambda message: vpcd(issued.chip, message)):
        assert stack.wait(name, 15)
        code, _out, err = command.limen("reader", "--folder", str(scans), "--chip", "--home", home, "--seconds", "3.5")
    assert code == 0, err
    assert "2 delivered" in err and "not read" not in err
    lines, chip = Delivery.objects.order_by("made_at", "id")
    assert (lines.kind, chip.kind) == ("lines", "chip")
    evidence = unpack(bytes(chip.content or b""))
    assert evidence.files == issued.made.files
    assert evidence.device == name

    officer = standing.officers["primary"]
    done = readers.open_delivery(officer, standing.stamp(), delivery=chip.id, direction="entry")
    case = standing.case(done.case)
    (look,) = case.examinations.all()
    outcomes = {one["code"]: one["outcome"] for one in look.findings}
    assert outcomes["chip.clone"] == "passed"
    assert case.document is not None and case.document.mrz == "\n".join(issued.document.mrz)


def test_without_a_card_the_page_goes_alone(stack: PcscReaders, standing: Office, served: str, tmp_path: Path) -> None:
    name = next(one for one in stack.names() if one.startswith("Virtual PCD"))
    assert stack.wait(name, 15, until_empty=True)
    home, scans = str(tmp_path / "reader"), tmp_path / "scans"
    scans.mkdir()
    offered = readers.offer_code(standing.officers["primary"], standing.stamp())
    assert command.limen("reader", "--pair", served, "--code", offered.code, "--home", home)[0] == 0
    command.scanned(scans)
    command.limen("reader", "--folder", str(scans), "--chip", "--home", home, "--seconds", "2.5")
    assert [row.kind for row in Delivery.objects.all()] == ["lines"]
