"""The commands about documents: reading machine readable zones, and verifying what a chip holds.

Rules of the module: it knows no Django; what cannot be used is raised (`UsageError`, or as the rooms raise it) and
told in one line by `limen.cli`. A document that is false, expired or unknown is what was asked for: exit 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limen.office.server.terminal import (
    Argument,
    Arguments,
    Run,
    UsageError,
    day,
    note,
    read_bytes,
    read_text,
    say,
    say_findings,
    say_json,
    takes,
)

if TYPE_CHECKING:
    from limen.documents.chip import ChipReading
    from limen.documents.chip.evidence import Evidence
    from limen.documents.image import PageReading
    from limen.documents.mrz import Reading
    from limen.vocabulary.evidence import Finding

_LARGEST_TEXT = 1 << 20  # bytes of a text with one MRZ
_WIDEST = 200  # characters shown of a line that is no MRZ
_LARGEST_GROUP = 8 << 20  # bytes: a portrait has 20 kB, and the longest length a chip can give is far below
_LARGEST_TRUST = 128 << 20
_LONG_TO_READ = 4 << 20  # bytes of a list that take seconds
_MOST_FILES = 10_000  # of one folder
_UNREAD = ("format", "type", "issuer", "number", "surname", "given", "nationality", "birth", "sex", "expiry")


def read(args: Arguments) -> int:
    """Read machine readable zones: what each document says, and every check with its reason."""
    from limen.documents import read_mrz
    from limen.documents.image import ImageError, PageReading
    from limen.documents.mrz import MrzError, Reading, blocks

    if bool(args.source) == bool(args.mrz):
        raise UsageError("read takes files with one MRZ each, or --mrz FILE with many; give one of the two")
    found: list[tuple[str, Reading | PageReading | _ChipRead | str, str]] = []
    if args.mrz:
        texts = list(blocks(read_text(args.mrz)))
        for number, text in enumerate(texts, 1):
            try:
                found.append((f"{args.mrz}:{number}", read_mrz(text, on=args.on), text))
            except MrzError as error:
                found.append((f"{args.mrz}:{number}", str(error), text))
            if number % 20_000 == 0:
                note(f"{number:,} of {len(texts):,} read")
        if not any(isinstance(reading, Reading) for _, reading, _ in found):
            raise UsageError(
                f"{args.mrz}: {found[0][1] if found else 'the file is empty; give MRZs, a blank line between'}"
            )
    for source in args.source:
        try:
            found.append((source, _read_one(source, args), ""))
        except (MrzError, ImageError) as error:
            raise UsageError(f"{source}: {error}") from error
    many = bool(args.mrz) or len(found) > 1
    for source, reading, text in found:
        if args.json:
            say_json(_unread(source, reading, text) if isinstance(reading, str) else reading.to_json(source), line=many)
        elif isinstance(reading, PageReading):
            _say_page(source, reading)
        elif isinstance(reading, _ChipRead):
            _say_chip(source, reading)
        else:
            _say_reading(source, reading)
        if not args.json:
            say()
    return 0


def _read_one(source: str, args: Arguments) -> Reading | PageReading | _ChipRead:
    """What one file holds: a picture by its first bytes, else the text of an MRZ; what a folder holds is a chip's."""
    from limen.documents import read_mrz
    from limen.documents.image import kind_of
    from limen.documents.image import read as read_page
    from limen.documents.image.page import MOST_BYTES

    if Path(source).is_dir():
        return _read_chip(source, args)
    data = read_bytes(source, MOST_BYTES)
    if kind_of(data):
        return read_page(data, on=args.on, page=args.page, look_for_alteration=args.hints)
    if len(data) > _LARGEST_TEXT:
        raise UsageError(f"{source}: more than {_LARGEST_TEXT:,} bytes; give one MRZ, or many with --mrz")
    try:
        return read_mrz(data.decode("utf-8-sig"), on=args.on)
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{source}: this is neither text nor a picture (byte {error.start + 1}); give an MRZ in UTF-8, a JPEG, "
            "a PNG or a PDF"
        ) from error


def _unread(source: str, why: str, text: str) -> dict[str, Any]:
    """The line of a block among many that is no MRZ: it keeps its place, and says so as a failed finding."""
    lines = [line[:_WIDEST] for line in text.splitlines()[:3]]
    failed = {
        "code": "mrz.structure",
        "outcome": "failed",
        "params": {},
        "reason": why,
        "clause": "Doc 9303-3 4",
        "evidence": {},
    }
    return {
        "source": source,
        "accepted": False,
        "document": {**dict.fromkeys(_UNREAD), "optional": [], "mrz": lines},
        "findings": [failed],
        "discrepancies": [],
    }


def _say_page(source: str, page: PageReading) -> None:
    """A picture: the MRZ as any other, its lines as read, and first of the rest what is to be looked at."""
    from limen.documents.image import WORDS

    if page.reading is None:
        say(f"{source}: NOT read ({page.kind})")
    else:
        _say_reading(source, page.reading, certain=page.accepted)
        say()
    for number, line in enumerate(page.lines, 1):
        say(f"  {line}")
        marks = {doubt.position for doubt in page.doubts if doubt.line == number}
        if marks:
            say("  " + "".join("?" if place in marks else " " for place in range(1, max(marks) + 1)))
    for doubt in page.doubts:
        others = (
            [f"may be {', '.join(f'{letter} {chance:.0%}' for letter, chance in doubt.others)}"] if doubt.others else []
        )
        second = [f"the second reader saw {doubt.second}"] if doubt.second else []
        seen = "; ".join([f"{doubt.letter} {doubt.chance:.0%}", *others, *second])
        say(f"  ? line {doubt.line}, position {doubt.position}: {seen} ({WORDS[f'image.doubt.{doubt.why}']})")
    say_findings(page.findings, WORDS)


def _say_reading(source: str, reading: Any, *, certain: bool | None = None) -> None:
    from limen.documents import WORDS

    if isinstance(reading, str):
        say(f"{source}: not read: {reading}")
        return
    document = reading.document
    certain = reading.accepted if certain is None else certain
    say(f"{source}: {'read with certainty' if certain else 'NOT read with certainty'} ({reading.format})")
    say(f"  {document.name}, {document.nationality or '?'}, born {document.birth or '?'}, sex {document.sex or '-'}")
    say(f"  {document.type} {document.issuer} {document.number}, valid until {document.expiry or '?'}")
    say_findings(reading.findings, WORDS)
    for repair in reading.repairs:
        place = f"line {repair.line}, position {repair.position}"
        say(f"  may be: {repair.was} → {repair.might_be} at {place} ({repair.to_json()['reason']})")


# -- chips -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _ChipRead:
    """A folder of a chip's files as read: the MRZ of DG1, None where there is none, and every file beside it."""

    reading: Reading | None
    chip: ChipReading
    findings: tuple[Finding, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether its MRZ is read with certainty."""
        return self.reading is not None and self.reading.accepted

    def to_json(self, source: str) -> dict[str, Any]:
        """The answer of the contract (DESIGN 5), with what only a chip has: `chip`."""
        if self.reading is not None:
            answer = self.reading.to_json(source)
        else:
            document: dict[str, Any] = {**dict.fromkeys(_UNREAD), "optional": [], "mrz": []}
            answer = {"source": source, "accepted": False, "document": document, "findings": [], "discrepancies": []}
        words = _chip_words()
        answer["findings"] += [finding.to_json(words) for finding in self.findings]
        answer["chip"] = {
            "complete": self.chip.is_complete,
            "files": {name: len(content) for name, content in self.chip.files.items()},
            "groups": {
                name: {field: list(said) if isinstance(said, tuple) else str(said) for field, said in fields.items()}
                for name, group in self.chip.groups.items()
                if (fields := group.fields)
            },
            "pictures": [
                {"group": name, "shows": picture.shows, "media": picture.media, "bytes": len(picture.data),
                 "size": list(picture.measured() or ())}
                for name, group in self.chip.groups.items() for picture in group.pictures
            ],
        }  # fmt: skip
        return answer


def _read_chip(folder: str, args: Arguments) -> _ChipRead:
    """What the files of a chip say, and whether they are what was signed; no store is asked who vouches for that."""
    from limen.documents import passive_authentication, read_mrz
    from limen.documents.chip import NEVER_READ, read_files
    from limen.documents.chip.contents import broken
    from limen.documents.mrz import MrzError
    from limen.documents.pki import TrustStore

    chip = read_files({name: content for name, content in _chip_files(folder).items() if name not in NEVER_READ})
    found = [*chip.findings, *passive_authentication(chip.files, TrustStore.of([]), args.on).findings]
    reading = None
    if chip.mrz:
        try:
            reading = read_mrz(list(chip.mrz), on=args.on)
        except MrzError as error:
            found.append(broken("DG1", str(error)))
    return _ChipRead(reading, chip, tuple(found))


def _chip_words() -> Mapping[str, str]:
    from limen.documents.chip import WORDS as OF_CHIPS
    from limen.documents.pki import WORDS as OF_SIGNERS

    return {**OF_CHIPS, **OF_SIGNERS}


def _say_chip(source: str, read: _ChipRead) -> None:
    if read.reading is None:
        say(f"{source}: no machine readable zone was read from the chip's files")
    else:
        _say_reading(source, read.reading)
    for name, group in read.chip.groups.items():
        for field, said in group.fields.items():
            if name not in ("COM", "DG1"):
                say(f"  {name} {field}: {', '.join(said) if isinstance(said, tuple) else said}")
    say_findings(read.findings, _chip_words())
    say(f"  no certificate was asked who signed this: limen verify {source} --trust PATH")


def verify(args: Arguments) -> int:
    """Verify the files of a chip: every group against what was signed, who signed it, and who vouches for them."""
    from limen.documents.chip import verify as judge_evidence
    from limen.documents.chip.authentication import OFFERS
    from limen.documents.pki import WORDS
    from limen.documents.pki.findings import trust_findings
    from limen.documents.verify import passive_authentication

    data, evidence = _evidence(args.folder)
    files = evidence.files if evidence else _chip_files(args.folder)
    trust = _trust(args.trust, args.crl)
    found = passive_authentication(files, trust, args.on)
    proved = judge_evidence(data, vouched=found.vouched) if evidence else ()
    told = trust_findings(trust, args.on)
    if args.json:
        answer = {"source": args.folder, "on": args.on.isoformat(), **found.to_json()}
        if evidence:
            answer["evidence"] = _evidence_json(evidence, proved)
        answer["trust"] = trust.to_json() | {"findings": [finding.to_json(WORDS) for finding in told]}
        say_json(answer)
        return 0
    say(f"{args.folder}: {', '.join(sorted(files))} on {args.on}")
    if evidence:
        said = _says_of_itself(evidence)
        say(f"  says of itself, signed by nobody: {', '.join(f'{name} {text}' for name, text in said.items() if text)}")
    say_findings((*proved, *found.findings), _chip_words())
    for kind in dict.fromkeys(map(_proof_made, proved)):
        if kind:
            say(f"  {OFFERS[kind]} convinces {_CONVINCES[kind]}")
    say(f"trusted: {len(trust.entries):,} authorities of {len(trust.countries)} States")
    say_findings(told, WORDS)
    return 0


# Whom a proof convinces. A signature over a challenge is the chip's alone, though it may be asked for on any day. The
# others are worked out from a key that the reader chose: whoever wrote the file could have made them without the chip.
_CONVINCES = {
    "active": "anybody that the chip signed, not when",
    "chip": "whoever trusts the reader that made this file",
    "mapping": "whoever trusts the reader that made this file",
}


def _proof_made(finding: Finding) -> str:
    """The kind of proof that a finding says was made; empty for any other finding."""
    kind = str(finding.evidence.get("proof", ""))
    return kind if finding.outcome == "passed" and kind in _CONVINCES else ""


def _says_of_itself(evidence: Evidence) -> dict[str, str]:
    said = {name: str(getattr(evidence, name)) for name in ("at", "device", "protocol")}
    return {name: "".join(letter for letter in text if letter.isprintable()) for name, text in said.items()}


def _evidence(source: str) -> tuple[bytes, Evidence | None]:
    """An evidence file, its bytes and what they hold; nothing for a folder. Raises UsageError."""
    from limen.documents import chip
    from limen.documents.chip.evidence import MOST_OCTETS

    if source != "-" and not Path(source).is_file():
        return b"", None
    data = read_bytes(source, MOST_OCTETS)
    try:
        return data, chip.unpack(data)
    except chip.EvidenceError as error:
        raise UsageError(f"{source}: {error}; else give the folder that holds EF_SOD.bin and so on") from error


def _evidence_json(evidence: Evidence, proved: Iterable[Finding]) -> dict[str, Any]:
    words = _chip_words()
    rows = []
    for finding in proved:
        row = finding.to_json(words)
        if kind := _proof_made(finding):
            row["convinces"] = _CONVINCES[kind]
        rows.append(row)
    return {"says_of_itself": _says_of_itself(evidence), "findings": rows}


def _chip_files(folder: str) -> dict[str, bytes]:
    """The files of a chip in a folder by their standard names. Raises UsageError."""
    from limen.documents.verify import standard_name

    files: dict[str, tuple[str, bytes]] = {}
    for path in _listed(folder):
        name = standard_name(path.name)
        if not name:
            continue
        if name in files:
            raise UsageError(f"{folder}: {path.name} and {files[name][0]} are both {name}; leave one of them")
        files[name] = path.name, read_bytes(str(path), _LARGEST_GROUP)
    if not files:
        raise UsageError(f"{folder}: no file of a chip in it; they are called EF_SOD.bin, EF_DG1.bin and so on")
    return {name: content for name, (_path, content) in files.items()}


def _listed(folder: str) -> list[Path]:
    if not Path(folder).is_dir():
        raise UsageError(f"{folder}: this is no folder; give the folder that holds EF_SOD.bin, EF_DG1.bin and so on")
    return sorted(path for path in Path(folder).iterdir() if path.is_file())


def _trust(trusted: Iterable[str], crls: Iterable[str]) -> Any:
    """A store of the paths given: files as they are, folders with all that can be read in them. Raises UsageError.

    Certificates that stand beside a CRL are not trusted for it. A master list that nobody given certified is taken on
    first use: whoever names it on the command line trusts it, and the answer says what that rests on.
    """
    from limen.documents.pki import TrustStore

    given = [material for path in trusted for material in _materials(path)]
    beside = [material for path in crls for material in _materials(path)]
    return TrustStore.of(given, offered=beside, first_use=True)


def _materials(path: str) -> Iterator[Any]:
    from limen.documents.pki import PkiError, read_material

    if not Path(path).is_dir():
        data = read_bytes(path, _LARGEST_TRUST)
        if len(data) > _LONG_TO_READ:
            note(f"reading {path}: {len(data):,} bytes")
        yield read_material(data, path if path == "-" else Path(path).name)
        return
    found, left_out = 0, []
    for number, file in enumerate(sorted(one for one in Path(path).rglob("*") if one.is_file()), 1):
        if number > _MOST_FILES:
            raise UsageError(f"{path}: more than {_MOST_FILES:,} files; give a folder that holds what is trusted alone")
        try:
            yield read_material(read_bytes(str(file), _LARGEST_TRUST), file.name)
            found += 1
        except PkiError as error:
            left_out.append(str(error))
    if not found:
        raise UsageError(f"{path}: nothing in it can be trusted: no master list, certificate or CRL")
    for why in left_out[:5]:
        note(f"left out: {why}")
    if len(left_out) > 5:
        note(f"left out: {len(left_out)} files in all")


_JSON = takes("--json", action="store_true", help="answer with JSON")
_ON = takes("--on", type=day, metavar="DATE", help="as on this day, such as 2026-11-22 (default: today)")

Row = tuple[str, Run, tuple[Argument, ...]]

ROWS: tuple[Row, ...] = (
    ("read", read, (
        takes("source", nargs="*", metavar="SOURCE",
              help="text file with one MRZ, a picture or scan of a page (JPEG, PNG, PDF), a folder with the files of "
                   "a chip, or - for standard input"),
        takes("--mrz", metavar="FILE", help="text file with many MRZs, a blank line between"),
        takes("--page", type=int, default=1, metavar="N", help="page of a PDF (default: the first)"),
        takes("--hints", action="store_true", help="with a picture: also what may hint at a file that was worked on"),
        _ON, _JSON,
    )),
    ("verify", verify, (
        takes("folder", metavar="FOLDER",
              help="folder with the files of a chip (EF_SOD.bin, EF_DG1.bin, …), or the evidence file of a reading"),
        takes("--trust", nargs="+", action="extend", required=True, metavar="PATH",
              help="master lists, LDIF, certificates in PEM or DER, or folders of them"),
        takes("--crl", nargs="+", action="extend", default=[], metavar="PATH",
              help="revocation lists, or folders of them"),
        _ON, _JSON,
    )),
)  # fmt: skip
