"""Reading a whole chip: open it, read what is signed and what it may give, have it prove itself; keep what was read.

Whatever a chip does ends in a `ChipReading`. What a card does not do in four thousand commands it does not do.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from limen.documents.chip.agreement import Random
from limen.documents.chip.authentication import (
    ACTIVE,
    CHIP,
    MAPPING,
    OFFERS,
    Proof,
    authenticate_chip,
    judge,
    sign_challenge,
)
from limen.documents.chip.channel import Card, Channel
from limen.documents.chip.contents import (
    CLAUSE,
    broken,
    clone_findings,
    compare_lists,
    compare_ways,
    listed_groups,
    of_files,
    signed_groups,
)
from limen.documents.chip.errors import (
    ApduRefusedError,
    CardError,
    CardLostError,
    ChipError,
    MessagingError,
    evidence_of,
    words_of,
)
from limen.documents.chip.files import (
    BrokenFileError,
    Files,
    NotGivenError,
    NotThereError,
)
from limen.documents.chip.groups import GROUPS, NEVER_READ, TAGS, Group, parse
from limen.documents.chip.keys import AccessKey
from limen.documents.chip.opening import CLAUSE as ACCESS_CLAUSE
from limen.documents.chip.opening import UNLOCKED, Door
from limen.documents.chip.tlv import TlvError, header
from limen.documents.chip.words import WORDS
from limen.vocabulary.evidence import Finding, Outcome

_MOST_KEYS = 4  # a chip slows down with every wrong one
# The holder, what the chip proves itself with, the portrait, then the rest.
_ORDER = ("DG1", "DG14", "DG15", "DG2", "DG11", "DG12", "DG13", "DG5", "DG7", "DG16", "DG6", "DG8", "DG9", "DG10")
_PROVING = ("DG14", "DG15")
_UNLISTED = ("DG1", "DG2", "DG11", "DG12", "DG14", "DG15")  # tried where no list could be read


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading is: the file, its octets so far and in all (0 while not known), files done and planned."""

    file: str
    received: int
    size: int
    done: int
    planned: int


@dataclass(frozen=True, slots=True)
class ChipReading:
    """What was read from one chip.

    `files` are whole, by name (`COM`, `SOD`, `CardAccess`, `CardSecurity`, `DG1` …); `parts` what there is of those
    that are not; `groups` what the files say; `proofs` what the chip did to prove itself. `protocol` is how it opened,
    empty where it did not. `is_complete` is whether everything that it may give was read.
    """

    protocol: str
    files: Mapping[str, bytes] = field(repr=False)
    parts: Mapping[str, bytes] = field(repr=False)
    groups: Mapping[str, Group] = field(repr=False)
    findings: tuple[Finding, ...]
    proofs: tuple[Proof, ...]
    commands: int
    is_complete: bool

    @property
    def mrz(self) -> tuple[str, ...]:
        """The lines of DG1; empty where it was not read."""
        lines = self.groups["DG1"].fields.get("mrz", ()) if "DG1" in self.groups else ()
        return lines if isinstance(lines, tuple) else ()

    def finding(self, code: str) -> Finding | None:
        """The first finding of this code, or None."""
        return next((finding for finding in self.findings if finding.code == code), None)

    def to_json(self, templates: Mapping[str, str] = WORDS) -> dict[str, Any]:
        """The reading for printing, without the bytes."""
        return {
            "protocol": self.protocol,
            "complete": self.is_complete,
            "files": {name: len(data) for name, data in self.files.items()},
            "findings": [finding.to_json(templates) for finding in self.findings],
        }


def read_chip(
    card: Card,
    keys: AccessKey | Sequence[AccessKey],
    *,
    earlier: ChipReading | None = None,
    groups: Collection[str] | None = None,
    progress: Callable[[Progress], None] | None = None,
    lengths: str = "auto",
    random: Random = secrets.token_bytes,
) -> ChipReading:
    """Read a chip with the key of its document; more keys are alternatives of a doubtful reading, the likeliest first.

    `earlier` is a reading of the same document that broke off: what it holds is not read again. `groups` limits the
    data groups that are read (never DG3 or DG4). `lengths` is auto, short or extended. Raises ValueError for what is
    no such choice; whatever the card does is in the findings.
    """
    if lengths not in ("auto", "short", "extended"):
        raise ValueError(f"lengths is auto, short or extended, not {lengths!r}")
    given = (keys,) if isinstance(keys, AccessKey) else tuple(keys)[:_MOST_KEYS]
    if not given:
        raise ValueError("no key to open the chip with: give the document's fields or its card access number")
    visit = _Visit(card, given, earlier, groups, progress, lengths, random)
    return visit.run()


def read_files(files: Mapping[str, bytes]) -> ChipReading:
    """What the files of a chip say that somebody else read, by name (`SOD`, `DG1` …): no chip is there to prove itself.

    Fingerprints and irises are left out. Complete where every group that is listed or signed is there.
    """
    kept = {name: data for name, data in files.items() if name in TAGS and name not in NEVER_READ}
    groups = {name: parse(name, data) for name, data in kept.items()}
    listed, signed = listed_groups(groups), signed_groups(kept)
    wanted = {"COM", "SOD", *(listed or ()), *(signed or ())} - set(NEVER_READ)
    left = sorted(wanted - set(kept))
    not_there = (Finding("chip.file", Outcome.NOT_DONE, {"file": name}, CLAUSE) for name in left)
    findings = (compare_lists(listed, signed), *of_files(kept, groups), *not_there)
    return ChipReading("", kept, {}, groups, findings, (), 0, is_complete=not left)


class _Visit:
    """One card on the reader."""

    def __init__(
        self,
        card: Card,
        keys: tuple[AccessKey, ...],
        earlier: ChipReading | None,
        groups: Collection[str] | None,
        progress: Callable[[Progress], None] | None,
        lengths: str,
        random: Random,
    ) -> None:
        self.channel = Channel(card, extended=lengths == "extended")
        self.reader = Files(self.channel, {}, self._hear)
        self.random, self.earlier, self.chosen, self.progress = random, earlier, groups, progress
        self.files: dict[str, bytes] = {}
        self.groups: dict[str, Group] = {}
        self.findings: list[Finding] = []
        self.proofs: list[Proof] = []
        self.about: dict[str, Finding] = {}  # what became of each file that was not read
        self.planned: tuple[str, ...] = ("COM", "SOD")
        self.is_listed = False  # whether the signed list of groups was read
        self.guessed: frozenset[str] = frozenset()  # tried without being listed
        self.door = Door(self.channel, self.reader, keys, lengths, random, self.findings)

    @property
    def protocol(self) -> str:
        """How the chip opened; empty where it did not."""
        return self.door.protocol

    # -- the whole ---------------------------------------------------------------------------------------------------

    def run(self) -> ChipReading:
        """Do everything, and say how it ended."""
        ended: Finding | None = None
        try:
            self._announce()
            if self._open():
                self._read_everything()
        except CardLostError:
            ended = Finding("chip.complete", Outcome.UNSURE, self._sum(), CLAUSE)
        except (ChipError, CardError) as error:
            ended = Finding(
                "chip.complete", Outcome.FAILED, {"why": words_of(error), **self._sum()}, CLAUSE, evidence_of(error)
            )
        if ended is not None and not self.protocol and not self._has("chip.access"):
            shut = {"why": ended.params.get("why", "the card was removed")}
            self.findings.insert(0, Finding("chip.access", Outcome.NOT_DONE, shut, ACCESS_CLAUSE, ended.evidence))
        left = [name for name in self.planned if name not in self.files]
        unread = [name for name in left if name not in self.about]
        if self.protocol and ended is None:
            known = {"count": len(self.files)}
            ended = Finding("chip.complete", Outcome.PASSED, known, CLAUSE) if not unread else None
        if ended is not None:
            self.findings.append(ended)
        self._conclude(unread)
        return ChipReading(
            protocol=self.protocol,
            files=self.files,
            parts={name: part for name, part in self.reader.parts.items() if name not in self.files},
            groups=self.groups,
            findings=tuple(self.findings),
            proofs=tuple(self.proofs),
            commands=self.channel.commands,
            is_complete=ended is not None and ended.outcome is Outcome.PASSED and not left,
        )

    def _sum(self) -> dict[str, str]:
        left = [name for name in self.planned if name not in self.files and name not in self.about]
        return {"read": ", ".join(self.files) or "-", "left": ", ".join(left) or "-"}

    def _has(self, code: str) -> bool:
        return any(finding.code == code for finding in self.findings)

    def _conclude(self, unread: Sequence[str]) -> None:
        self.findings += of_files(self.files, self.groups)
        self.findings += self.about.values()
        for name in unread:
            part = self.reader.parts.get(name)
            if part:
                params: dict[str, str | int | float | bool]
                params = {"file": name, "received": len(part), "size": _said(part)}
                self.findings.append(Finding("chip.file_cut", Outcome.NOT_DONE, params, CLAUSE))
            else:
                self.findings.append(Finding("chip.file", Outcome.NOT_DONE, {"file": name}, CLAUSE))
        self._judge()

    def _judge(self) -> None:
        """What the proofs show, and one word on copies."""
        if not self.protocol:
            return
        judged = [judge(proof, self.files) for proof in self.proofs]
        self.findings += judged
        made = {proof.kind for proof in self.proofs}
        # What was not read may hold a key: only the signed list, and a DG14 that was read, say that there is none.
        signs = not self.is_listed or "DG15" in self.planned
        agrees = self._can_agree() if "DG14" in self.files else not self.is_listed or "DG14" in self.planned
        for kind, code, there in (
            (ACTIVE, "chip.active_authentication", signs), (CHIP, "chip.chip_authentication", agrees),
        ):  # fmt: skip
            if kind not in made:
                self.findings.append(_not_finished(code) if there else _not_offered(code))
        offered = [OFFERS[kind] for kind, there in ((ACTIVE, signs), (CHIP, agrees)) if there or kind in made]
        offered += [OFFERS[MAPPING]] * (MAPPING in made)
        self.findings += compare_ways(self.files, self.groups)
        self.findings += clone_findings(judged, self.files, offered=offered)

    def _can_agree(self) -> bool:
        group = self.groups.get("DG14")
        if group is None or group.security is None:
            return True  # what cannot be read may hold a key
        return bool(group.security.keys or group.security.protocols)

    # -- opening -----------------------------------------------------------------------------------------------------

    def _announce(self) -> None:
        self.door.announce()
        if self.door.announced is not None:
            self._take("CardAccess", self.door.announced)
        if self.door.flaw is not None:
            self.about["CardAccess"] = self.door.flaw

    def _open(self) -> bool:
        return self.door.open(self._beside_the_application)

    def _beside_the_application(self) -> None:
        """EF.CardSecurity holds the key of PACE-CAM, and is read before the application is selected."""
        if self.door.proof is not None and self.door.proof not in self.proofs:
            self.proofs.append(self.door.proof)
            self._read_one("CardSecurity")

    # -- reading -----------------------------------------------------------------------------------------------------

    def _read_everything(self) -> None:
        self._read_one("COM")
        self._read_one("SOD")
        self._resume()
        self._plan()
        for name in self.planned:
            if name not in self.files and name not in self.about:
                self._read_one(name)
            if name == "DG14" and name in self.files:
                self._have_it_agree()
            if name == "DG15" and name in self.files:
                self._have_it_sign()

    def _resume(self) -> None:
        """Take over an earlier reading where the very same signed document is on the reader."""
        if self.earlier is None or not (self.earlier.files or self.earlier.parts):
            return
        same = "SOD" in self.files and self.earlier.files.get("SOD") == self.files["SOD"]
        self.findings.append(Finding("chip.resumed", Outcome.PASSED if same else Outcome.FAILED, {}, CLAUSE))
        if same:
            for name, data in self.earlier.files.items():
                if name in GROUPS and name not in self.files:
                    self._take(name, data)
            self.reader.parts |= {name: part for name, part in self.earlier.parts.items() if name in GROUPS}

    def _plan(self) -> None:
        """What to read: what EF.COM lists and what the signed list names: a copy may leave out what would betray it."""
        listed, signed = listed_groups(self.groups), signed_groups(self.files)
        self.findings.append(compare_lists(listed, signed))
        names = set(listed or ()) | set(signed or ()) or set(_UNLISTED)
        if signed is None:  # a list that nobody signed may leave out what would betray a copy
            self.guessed = frozenset({*(_UNLISTED if listed is None else _PROVING)} - set(listed or ()))
            names |= self.guessed
        for name in NEVER_READ:
            if name in names:
                self.about[name] = Finding("chip.biometrics", Outcome.NOT_DONE, {"file": name}, "Doc 9303-11 7")
        asked = tuple(name for name in _ORDER if name in names)
        if self.chosen is not None:
            needed = {*self.chosen, "DG14", "DG15"}
            for name in asked:
                if name not in needed:
                    self.about[name] = Finding("chip.file", Outcome.NOT_DONE, {"file": name}, CLAUSE)
        self.planned = ("COM", "SOD", *asked)
        self.is_listed = signed is not None

    def _read_one(self, name: str) -> None:
        """Read a file; open the chip again where the session was lost on the way."""
        while True:
            try:
                self._take(name, self.reader.read(name))
            except NotThereError:
                if name not in self.guessed:
                    self.about[name] = Finding("chip.file_missing", Outcome.FAILED, {"file": name}, CLAUSE)
                else:
                    self.planned = tuple(one for one in self.planned if one != name)
            except NotGivenError as error:
                params = {"file": name, "status": f"{error.status:04X}"}
                self.about[name] = Finding("chip.file_refused", Outcome.UNSURE, params, CLAUSE)
            except BrokenFileError as error:
                self.about[name] = broken(name, str(error))
            except (MessagingError, ApduRefusedError) as error:
                self._recover(error)
                continue
            return

    def _recover(self, error: MessagingError | ApduRefusedError) -> None:
        """The session is lost. A long answer may be why, so ask for less; then open the chip again."""
        bare = isinstance(error, ApduRefusedError) or error.status
        if not (bare and self.channel.extended) and not self._has("chip.messaging"):
            outcome = Outcome.UNSURE if bare else Outcome.FAILED
            lost = Finding("chip.messaging", outcome, {"why": words_of(error)}, "Doc 9303-11 9.8", evidence_of(error))
            self.findings.append(lost)
        if self.channel.extended:
            self.reader.shrink()
        elif isinstance(error, ApduRefusedError):
            raise ChipError(words_of(error)) from error
        if not self._open():
            raise ChipError("the chip did not open a second time")

    def _take(self, name: str, data: bytes) -> None:
        self.files[name] = data
        self.groups[name] = parse(name, data)
        self.reader.parts.pop(name, None)

    def _have_it_agree(self) -> None:
        security = self.groups["DG14"].security
        if security is None or not (security.keys or security.protocols):
            return
        proof = authenticate_chip(self.channel, security, self.random)
        self.proofs.append(proof)
        if self.channel.messaging is None and self.protocol != UNLOCKED:
            self._open()

    def _have_it_sign(self) -> None:
        key = self.groups["DG15"].key
        if key is None:
            return
        self.proofs.append(sign_challenge(self.channel, key, self.random))
        if self.channel.messaging is None and self.protocol != UNLOCKED:
            self._open()

    def _hear(self, name: str, received: int, size: int) -> None:
        if self.progress is not None:
            done = sum(one in self.files for one in self.planned)
            self.progress(Progress(name, received, size, done, len(self.planned)))


def _said(part: bytes) -> int:
    try:
        _tag, size, at = header(part)
    except TlvError:
        return 0
    return size + at


def _not_offered(code: str) -> Finding:
    return Finding(code, Outcome.NOT_DONE, {}, "Doc 9303-11 6")


def _not_finished(code: str) -> Finding:
    return Finding(code, Outcome.UNSURE, {"why": "its key was not read", "algorithm": ""}, "Doc 9303-11 6")
