"""Pages read from pictures: exact, accepted, accepted although wrong, CPU seconds; ours beside other readers.

    python benchmarks/documents/images.py [--json] [--rendered 40] [--peers PYTHON] [--tesseract PROGRAM]

Two sets: the published pages in ../shared/data (thirty captures of three documents, never trained or tuned on), and
pages drawn by `limen.specimens`, all five formats with random content in every capture of CAPTURES. *Exact*: every
character of every line. *Accepted*: the reader itself says it is certain; for the general reader alone, which says
nothing of the kind, that its lines pass every check of `limen.documents.mrz`. Times are of one thread, in a warm
process. PassportEye (with Debian's English, as it comes, and with the MRZ model) and fastmrz (AGPL) are peers only:
they run in an environment of their own, whose Python is named with --peers; --tesseract names the program, which reads
with the MRZ model of the shared data the strips that ours found.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))

import numpy as np  # noqa: E402 - the path comes first
from PIL import Image  # noqa: E402

from limen.documents.image import open_page  # noqa: E402
from limen.documents.image import read as read_page  # noqa: E402
from limen.documents.mrz import MrzError, read, write  # noqa: E402
from limen.specimens import Paper, page_of  # noqa: E402
from limen.specimens.cast import EVERYBODY  # noqa: E402
from limen.specimens.photographs import CAPTURES, photograph, varied  # noqa: E402
from limen.vocabulary.countries import codes  # noqa: E402
from limen.vocabulary.dates import PartialDate  # noqa: E402
from limen.vocabulary.person import Sex, TravelDocument  # noqa: E402

ON = date(2026, 11, 22)
DATA = ROOT.parent / "shared" / "data" / "documents"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SIZES = ((2, 44), (3, 30), (2, 36))
_FORMATS = (("TD3", "P"), ("TD1", "I"), ("TD2", "I"), ("MRV-A", "V"), ("MRV-B", "V"))


@dataclass(frozen=True)
class Shot:
    """One picture with its truth."""

    name: str
    data: bytes
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What a reader made of one picture."""

    lines: tuple[str, ...]
    accepted: bool
    seconds: float


Reader = Callable[[Sequence[Shot]], list[Answer]]


def published() -> list[Shot]:
    """The thirty pages of the shared data; none where they are absent."""
    folder = DATA / "pages"
    if not folder.exists():
        return []
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return [Shot(name, (folder / name).read_bytes(), tuple(lines)) for name, lines in truth.items()]


def rendered(count: int, seed: int) -> list[Shot]:
    """Pages drawn here: the formats in turn, each document in two captures, which go round as well."""
    shots, captures = [], list(CAPTURES)
    chance = np.random.default_rng(seed)
    for number, paper in enumerate(_papers(count, seed)):
        for part in range(2):
            name = captures[(number * 2 + part) % len(captures)]
            data = photograph(paper, varied(CAPTURES[name], chance), seed=seed + number)
            shots.append(Shot(f"{number:03}-{paper.document.format}-{name}", data, paper.lines))
    return shots


def _papers(count: int, seed: int) -> Iterator[Paper]:
    chance = random.Random(seed)
    states, people = sorted(codes()), list(EVERYBODY.values())

    def name() -> str:
        return " ".join("".join(chance.choices(_LETTERS, k=chance.randint(2, 10))) for _ in range(chance.randint(1, 2)))

    for number in range(count):
        format, kind = _FORMATS[number % len(_FORMATS)]
        hard = chance.random() < 0.4
        made = TravelDocument(
            format=format,
            type=kind,
            issuer=chance.choice(states),
            number="".join(chance.choices("O0I1B8S5Z2G6" if hard else _LETTERS + "0123456789" * 3, k=9)),
            surname=name(),
            given=name(),
            nationality=chance.choice(states),
            birth=PartialDate.of(date(1930, 1, 1) + timedelta(days=chance.randrange(34_000))),
            sex=chance.choice((Sex.MALE, Sex.FEMALE, None)),
            expiry=PartialDate.of(date(2027, 1, 1) + timedelta(days=chance.randrange(3_000))),
            optional=("".join(chance.choices(_LETTERS + "0123456789", k=7)),) if chance.random() < 0.4 else (),
        )
        holder = chance.choice(people)
        holder = replace(holder, surname=made.surname.title(), given=made.given.title(), native=made.surname.title())
        yield page_of(replace(made, mrz=write(made)), holder, on=ON)


# -- readers ---------------------------------------------------------------------------------------------------------


def _ours(shots: Sequence[Shot], *, second: bool = True) -> list[Answer]:
    read_page(shots[0].data, on=ON, second=second)  # warm
    answers = []
    for shot in shots:
        began = time.process_time()
        page = read_page(shot.data, on=ON, second=second)
        answers.append(Answer(page.lines, page.accepted, time.process_time() - began))
    return answers


def _general(shots: Sequence[Shot]) -> list[Answer]:
    """rapidocr as it comes, on the whole page, and the simplest picker of lines that can work."""
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{way}_op_num_threads": 1 for way in ("intra", "inter")}
    engine = RapidOCR(params={"Global.log_level": "critical", **threads})
    answers = []
    for shot in (shots[0], *shots):
        began = time.process_time()
        found = engine(open_page(shot.data).pixels[:, :, ::-1])
        lines = _picked(list(zip(found.txts or (), found.boxes if found.boxes is not None else (), strict=False)))
        answers.append(Answer(lines, _certain(lines), time.process_time() - began))
    return answers[1:]


def _picked(texts: Sequence[tuple[str, Any]]) -> tuple[str, ...]:
    """The lines among the texts of a page: long, of MRZ characters, with fillers; brought to a size at their end."""
    rows = []
    for text, box in texts:
        clean = re.sub(r"\s", "", text).upper().replace("«", "<<").replace("‹", "<")
        if (
            len(clean) >= 24
            and sum(one in _LETTERS + "0123456789<" for one in clean) > 0.9 * len(clean)
            and "<" in clean
        ):
            rows.append((float(np.asarray(box)[:, 1].mean()), clean))
    rows.sort()
    lines = [text for _, text in rows]
    for count, width in _SIZES:
        last = lines[-count:]
        if len(last) == count and all(abs(len(one) - width) <= 3 for one in last):
            return tuple(one[:width].ljust(width, "<") for one in last)
    return tuple(lines)


def _certain(lines: tuple[str, ...]) -> bool:
    try:
        return bool(lines) and read(lines, on=ON).accepted
    except MrzError:
        return False


def _tesseract(program: str) -> Reader:
    """Tesseract with the MRZ model, line by line on the strips that our finder brings level."""

    def reader(shots: Sequence[Shot]) -> list[Answer]:
        answers = []
        for shot in shots:
            began, before = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
            page = read_page(shot.data, on=ON, second=False)
            lines = tuple(_line(program, row) for row in page.strip.rows) if page.strip else ()
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            children = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
            answers.append(Answer(lines, _certain(lines), time.process_time() - began + children))
        return answers

    return reader


def _line(program: str, row: bytes) -> str:
    import io

    with Image.open(io.BytesIO(row)) as opened:
        framed = Image.new("L", (opened.width + 60, opened.height + 40), 255)
        framed.paste(opened, (30, 20))
    out = io.BytesIO()
    framed.save(out, "PNG")
    ran = subprocess.run(
        [program, "-", "-", "--tessdata-dir", str(DATA / "tessdata"), "-l", "mrz", "--psm", "7"],
        input=out.getvalue(), capture_output=True, check=False, env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    return "".join(ran.stdout.decode("utf-8", "replace").split())


def _peer(python: str, name: str) -> Reader:
    """A reader of another package, run by the Python of its own environment; see peers/pages.py."""

    def reader(shots: Sequence[Shot]) -> list[Answer]:
        with tempfile.TemporaryDirectory() as folder:
            for number, shot in enumerate(shots):
                ending = "png" if shot.data[:4] == b"\x89PNG" else "jpg"
                (Path(folder) / f"{number:04}.{ending}").write_bytes(shot.data)
            program = Path(__file__).with_name("peers") / "pages.py"
            ran = subprocess.run([python, str(program), name, folder], capture_output=True, text=True, check=False)
        if ran.returncode:
            raise RuntimeError((ran.stderr.strip().splitlines() or ["it said nothing"])[-1])
        answers = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
        return [Answer(tuple(one["lines"]), one["accepted"], one["seconds"]) for one in answers]

    return reader


# -- the table -------------------------------------------------------------------------------------------------------


def measured(reader: Reader, shots: Sequence[Shot]) -> dict[str, Any]:
    """One row of the table."""
    answers = reader(shots)
    pairs = list(zip(answers, shots, strict=True))
    return {
        "pages": len(shots),
        "exact": sum(answer.lines == shot.lines for answer, shot in pairs),
        "accepted": sum(answer.accepted for answer in answers),
        "accepted_but_wrong": sum(answer.accepted and answer.lines != shot.lines for answer, shot in pairs),
        "cpu_seconds_a_page": round(sum(answer.seconds for answer in answers) / len(shots), 2),
    }


def main() -> None:
    """Measure every reader there is on both sets; a table, or with --json one object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--rendered", type=int, default=40, metavar="DOCUMENTS", help="drawn documents, two captures each"
    )
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--peers", metavar="PYTHON", help="Python of an environment with passporteye and fastmrz")
    parser.add_argument("--tesseract", metavar="PROGRAM", help="the tesseract program")
    options = parser.parse_args()
    readers: dict[str, Reader] = {
        "limen": _ours,
        "limen, its own reader only": lambda shots: _ours(shots, second=False),
        "rapidocr and a line picker": _general,
    }
    missing = []
    if options.tesseract and (DATA / "tessdata").exists():
        readers["limen's strips, tesseract mrz"] = _tesseract(options.tesseract)
    else:
        missing.append("tesseract with its MRZ model")
    for name in ("passporteye", "passporteye-mrz", "fastmrz"):
        if options.peers:
            readers[name] = _peer(options.peers, name)
        else:
            missing.append(name)
    sets = {"published": published(), "rendered": rendered(options.rendered, options.seed)}
    results: dict[str, dict[str, Any]] = {}
    for name, shots in sets.items():
        for who, reader in readers.items() if shots else ():
            try:
                results.setdefault(name, {})[who] = measured(reader, shots)
            except (RuntimeError, OSError, ImportError) as error:
                results.setdefault(name, {})[who] = {"not_measured": str(error)[:200]}
            print(f"{name}: {who}: {results[name][who]}", file=sys.stderr, flush=True)
    answer = {
        "benchmark": "documents.images",
        "results": results,
        "peers_missing": missing,
        "python": platform.python_version(),
        "machine": platform.processor() or platform.machine(),
        "on": datetime.now(UTC).date().isoformat(),
    }
    if options.json:
        print(json.dumps(answer))
        return
    print(
        "| pages | reader | exact | accepted | of these wrong | CPU s a page |\n| --- | --- | --- | --- | --- | --- |"
    )
    for name, rows in results.items():
        for who, row in rows.items():
            if "not_measured" in row:
                print(f"| {name} | {who} | not measured: {row['not_measured']} | | | |")
            else:
                cells = (row["exact"], row["accepted"], row["accepted_but_wrong"], row["cpu_seconds_a_page"])
                print(f"| {name} ({row['pages']}) | {who} | " + " | ".join(map(str, cells)) + " |")


if __name__ == "__main__":
    main()
