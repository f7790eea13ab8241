"""A chip over the real PC/SC stack: pcscd, its virtual reader, pyscard, and a virtual passport on it.

The service is started here and ended here, unless one with a virtual reader runs already. Where none can run the same
protocol is run in process, and what was skipped says why.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from limen.documents.chip import Card, CardLostError, ChipReading, read_chip
from limen.office.connections.pcsc import NullReaders, PcscReaders, ReaderError
from limen.office.connections.virtual_reader import PORT, VirtualCard
from limen.specimens.chips import BASIC, MAPPED, MODERN, ChipFault, ChipPassport, chip_passport
from limen.specimens.virtual_chip import vpcd
from limen.vocabulary.evidence import Outcome

ON = date(2026, 11, 22)
RECIPES = {"basic": BASIC, "modern": MODERN, "mapped": MAPPED}
_PATIENCE = 15  # seconds: the service looks for cards twice a second


def read(card: Card, issued: ChipPassport, lengths: str) -> ChipReading:
    reading = read_chip(card, issued.key, lengths=lengths)
    assert reading.is_complete
    assert reading.files == issued.made.files
    clone = reading.finding("chip.clone")
    assert clone is not None and clone.outcome is Outcome.PASSED
    return reading


@pytest.mark.parametrize("lengths", ["short", "auto"])
@pytest.mark.parametrize("recipe", RECIPES)
def test_the_protocol_in_process(recipe: str, lengths: str) -> None:
    issued = chip_passport(on=ON, recipe=RECIPES[recipe])
    read(issued.chip, issued, lengths)


def _why_not() -> str:
    """Why no PC/SC stack can run here; empty where it can."""
    if importlib.util.find_spec("smartcard") is None:
        return "pyscard is not installed (extra `pcsc`)"
    if not shutil.which("pcscd") and not Path("/usr/sbin/pcscd").exists():
        return "pcscd is not installed"
    if _listens():
        return ""
    folder = Path("/run/pcscd")
    if not os.access(folder if folder.exists() else folder.parent, os.W_OK):
        return "pcscd does not run, and only root can start it"
    return ""


def _listens() -> bool:
    with socket.socket() as line:
        line.settimeout(1)
        return line.connect_ex(("127.0.0.1", PORT)) == 0


@pytest.fixture(scope="module")
def readers() -> Iterator[PcscReaders]:
    why = _why_not()
    if why:
        pytest.skip(f"no PC/SC stack: {why}; the same protocol was run in process")
    # There is one service and one virtual reader: test processes that run side by side take turns.
    with (Path(tempfile.gettempdir()) / "limen-tests-pcsc.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield from _served()


def _served() -> Iterator[PcscReaders]:
    service = None
    if not _listens():
        program = shutil.which("pcscd") or "/usr/sbin/pcscd"
        known = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)
        polkit = ["--disable-polkit"] if "--disable-polkit" in known.stdout + known.stderr else []
        service = subprocess.Popen(
            [program, "--foreground", *polkit], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    try:
        made = _connected(service)
        if not any(name.startswith("Virtual PCD") for name in made.names()):
            made.close()
            pytest.skip("no PC/SC stack: vsmartcard-vpcd is not installed; the same protocol was run in process")
        yield made
        made.close()
    finally:
        if service is not None:
            service.terminate()
            service.wait(timeout=_PATIENCE)


def _connected(service: subprocess.Popen[bytes] | None) -> PcscReaders:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return PcscReaders()
        except ReaderError as error:
            if service is not None and service.poll() is not None:
                pytest.skip(f"no PC/SC stack: pcscd ended with {service.returncode}; run in process instead")
            if time.monotonic() > until:
                pytest.skip(f"no PC/SC stack: {error}; the same protocol was run in process")
            time.sleep(0.1)


@pytest.fixture
def reader(readers: PcscReaders) -> str:
    name = next(one for one in readers.names() if one.startswith("Virtual PCD"))
    assert readers.wait(name, _PATIENCE, until_empty=True)
    return name


@pytest.mark.parametrize("lengths", ["short", "auto"])
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_passport_is_read_whole_over_the_real_stack(
    readers: PcscReaders, reader: str, recipe: str, lengths: str
) -> None:
    issued = chip_passport(on=ON, recipe=RECIPES[recipe])
    with VirtualCard(lambda message: vpcd(issued.chip, message)):
        assert readers.wait(reader, _PATIENCE)
        assert reader in readers.with_card()
        with readers.connect(reader) as card:
            assert card.atr == issued.chip.atr
            begun = time.perf_counter()
            reading = read(card, issued, lengths)
            assert time.perf_counter() - begun < 5
    assert reading.protocol.startswith("BAC" if recipe == "basic" else "PACE")


def test_two_readings_follow_each_other_on_one_card(readers: PcscReaders, reader: str) -> None:
    issued = chip_passport(on=ON)
    with VirtualCard(lambda message: vpcd(issued.chip, message)):
        assert readers.wait(reader, _PATIENCE)
        for _ in range(2):
            with readers.connect() as card:
                read(card, issued, "auto")
        with pytest.raises(CardLostError, match="given back"):
            card.transmit(b"\x00\xa4\x00\x0c")


def test_a_card_taken_away_keeps_what_was_read(readers: PcscReaders, reader: str) -> None:
    issued = chip_passport(on=ON, fault=ChipFault.REMOVED)
    with VirtualCard(lambda message: vpcd(issued.chip, message)):
        assert readers.wait(reader, _PATIENCE)
        with readers.connect(reader) as card:
            reading = read_chip(card, issued.key)
    complete = reading.finding("chip.complete")
    assert complete is not None and complete.outcome is Outcome.UNSURE
    assert {"COM", "SOD", "DG1"} <= set(reading.files)
    assert not reading.is_complete


def test_no_card_and_no_reader_are_one_clear_error_each(readers: PcscReaders, reader: str) -> None:
    with pytest.raises(ReaderError, match="put the document on it"):
        readers.connect()
    with pytest.raises(ReaderError, match="lay it down again"):
        readers.connect(reader)
    with pytest.raises(ReaderError, match="plugged in"):
        readers.wait("a reader that is not there", 0.1)
    assert not readers.wait(reader, 0.3)


def test_a_desk_without_a_reader_says_so() -> None:
    nothing = NullReaders()
    assert nothing.names() == ()
    with pytest.raises(ReaderError, match="key the document instead"):
        nothing.connect("x")


def test_a_machine_without_the_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    if importlib.util.find_spec("smartcard") is not None:
        monkeypatch.setitem(__import__("sys").modules, "smartcard.scard", None)
    with pytest.raises(ReaderError, match=r"limen\[pcsc\]"):
        PcscReaders()
