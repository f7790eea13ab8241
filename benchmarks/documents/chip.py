"""How long a whole passport takes to read: every way to open it, in short and extended commands.

    python benchmarks/documents/chip.py [--json] [--rounds 9]

A passport of some 18 kB (portrait of 16 kB, security object, two keys), a virtual chip in the same process, so that the
figure holds both sides' computing and no radio: over a real reader the radio's 106 to 848 kbit/s come on top. Each
reading opens the chip, reads every file, and has it prove itself; the median of rounds is given, in seconds of the
clock; `cpu` is seconds of the processor, which other work on the machine changes less; `open` is the opening alone.
Where a PC/SC service with a virtual reader runs, the same over it.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from limen.documents.chip import AccessKey, Card, read_chip
from limen.documents.chip.agreement import STANDARD_DOMAINS, standard_domain, standard_name
from limen.documents.chip.channel import Channel
from limen.documents.chip.keys import OF_MRZ
from limen.documents.chip.pace import choices, pace
from limen.documents.chip.security_infos import read_security_infos
from limen.office.connections.pcsc import PcscReaders, ReaderError
from limen.office.connections.virtual_reader import VirtualCard, VirtualReaderError
from limen.specimens.chips import BASIC, MAPPED, MODERN, ChipPassport, chip_passport
from limen.specimens.personalising import Agreement, Pace, secret
from limen.specimens.virtual_chip import vpcd

ON = date(2026, 11, 22)


def whole(card: Card, issued: ChipPassport, lengths: str) -> tuple[float, float, int]:
    """Seconds of the clock and of the processor, and commands, of one whole reading, which must succeed."""
    begun, worked = time.perf_counter(), time.process_time()
    reading = read_chip(card, issued.key, lengths=lengths)
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    clone = reading.finding("chip.clone")
    if not reading.is_complete or clone is None or clone.outcome != "passed":
        raise SystemExit(f"{reading.protocol or 'a chip'} was not read whole: nothing is measured")
    return seconds, processor, reading.commands


def opening(issued: ChipPassport, key: AccessKey) -> float:
    """Seconds of PACE alone, both sides."""
    infos = read_security_infos(issued.made.files["CardAccess"])
    issued.chip.reset()
    begun = time.perf_counter()
    pace(Channel(issued.chip), infos, choices(infos)[0], key, OF_MRZ, issued.chip.random)
    return time.perf_counter() - begun


def over_pcsc(rounds: int) -> dict[str, float] | str:
    """The same over the machine's PC/SC service, or why not."""
    try:
        with PcscReaders() as readers:
            found: dict[str, float] = {}
            name = next((one for one in readers.names() if one.startswith("Virtual PCD")), "")
            for kind, recipe in (("BAC", BASIC), ("PACE", MODERN)):
                issued = chip_passport(on=ON, recipe=recipe)
                readers.wait(name, 5, until_empty=True)
                with VirtualCard(lambda message, chip=issued.chip: vpcd(chip, message)):
                    readers.wait(name, 5)
                    for lengths in ("short", "extended"):
                        times = []
                        for _ in range(rounds):
                            with readers.connect(name) as card:
                                times.append(whole(card, issued, lengths)[0])
                        found[f"{kind} {lengths}"] = round(statistics.median(times), 3)
            return found
    except (ReaderError, VirtualReaderError) as error:
        return f"not measured: {error}"


def measured(rounds: int) -> dict[str, Any]:
    """Every figure."""
    ways: dict[str, Any] = {}
    for kind, recipe in (("BAC 3DES", BASIC), ("PACE-GM brainpoolP256r1 AES-128", MODERN),
                         ("PACE-CAM brainpoolP256r1 AES-128", MAPPED)):  # fmt: skip
        issued = chip_passport(on=ON, recipe=recipe)
        for lengths in ("short", "extended"):
            times, worked, commands = zip(*(whole(issued.chip, issued, lengths) for _ in range(rounds)), strict=True)
            ways[f"{kind}, {lengths}"] = {
                "seconds": round(statistics.median(times), 3), "cpu": round(statistics.median(worked), 3),
                "commands": commands[0],
                "octets": sum(map(len, issued.made.files.values())),
            }  # fmt: skip
    domains: dict[str, Any] = {}
    for domain in STANDARD_DOMAINS:
        if standard_domain(domain) is None:
            continue
        recipe = replace(MODERN, pace=(Pace("GM", 4, domain),), agreement=Agreement(4, domain, secret("b", domain)))
        issued = chip_passport(on=ON, recipe=recipe)
        times, worked, _commands = zip(
            *(whole(issued.chip, issued, "extended") for _ in range(max(3, rounds // 3))), strict=True
        )
        opens = [opening(issued, issued.key) for _ in range(max(3, rounds // 3))]
        domains[standard_name(domain)] = {
            "whole": round(statistics.median(times), 3), "cpu": round(statistics.median(worked), 3),
            "open": round(statistics.median(opens), 3),
        }  # fmt: skip
    return {"whole": ways, "pace_aes256_by_domain": domains, "over_pcsc": over_pcsc(max(3, rounds // 3))}


def main() -> None:
    """Measure, print a table, or with --json one object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    answer = {
        "benchmark": "documents.chip.read",
        "unit": "seconds, both sides in one process",
        **measured(options.rounds),
        "python": platform.python_version(),
        "machine": platform.processor() or platform.machine(),
        "on": datetime.now(UTC).date().isoformat(),
    }
    if options.json:
        print(json.dumps(answer))
        return
    for way, one in answer["whole"].items():
        seconds = f"{one['seconds']:.3f} s (cpu {one['cpu']:.3f})"
        print(f"{way}: {seconds}, {one['commands']} commands, {one['octets']:,} octets")
    for domain, one in answer["pace_aes256_by_domain"].items():
        print(f"PACE AES-256, {domain}: {one['whole']:.3f} s whole (cpu {one['cpu']:.3f}), {one['open']:.3f} s to open")
    print(f"over PC/SC: {answer['over_pcsc']}")


if __name__ == "__main__":
    main()
