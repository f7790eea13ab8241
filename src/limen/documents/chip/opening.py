"""The way into one chip: what it announces, which key opens it, and how it is opened again after a session was lost.

EF.CardAccess comes first; then PACE, the best way that is known here; then Basic Access Control, after the application
was selected anew (Doc 9303-11 4.2). A chip whose PACE is of integrated mapping alone is opened with the latter, and a
finding names what it offers. Whether long commands pass is tried before there is a session to lose by it.
"""

from __future__ import annotations

from collections.abc import Callable

from limen.documents.chip.access import basic_access
from limen.documents.chip.agreement import Random
from limen.documents.chip.apdu import Command
from limen.documents.chip.authentication import Proof, mapping_proof
from limen.documents.chip.channel import Channel
from limen.documents.chip.contents import broken
from limen.documents.chip.errors import ApduRefusedError, BoundError, ChipError, StatusError, WrongKeyError, words_of
from limen.documents.chip.files import APPLICATION, READ, SELECT, BrokenFileError, Files, NotThereError
from limen.documents.chip.keys import AccessKey
from limen.documents.chip.pace import choices, pace
from limen.documents.chip.security_infos import SecurityInfos, read_security_infos
from limen.documents.chip.tlv import TlvError
from limen.vocabulary.evidence import Finding, Outcome

CLAUSE = "Doc 9303-11 4.2"
_MOST_OPENINGS = 6
_MOST_WAYS = 3
_SELECT_APPLICATION = Command(SELECT, 4, 0x0C, APPLICATION)
BASIC, UNLOCKED = "BAC", "none"


class Door:
    """The door of one chip. `protocol` is how it opened, empty while it has not; findings go to the list given."""

    def __init__(
        self,
        channel: Channel,
        reader: Files,
        keys: tuple[AccessKey, ...],
        lengths: str,
        random: Random,
        findings: list[Finding],
    ) -> None:
        self.channel, self.reader, self.keys = channel, reader, keys
        self.lengths, self.random, self.findings = lengths, random, findings
        self.protocol = ""
        self.announced: bytes | None = None
        self.infos: SecurityInfos | None = None
        self.proof: Proof | None = None  # what PACE-CAM brought along
        self.flaw: Finding | None = None  # of EF.CardAccess
        self.openings = 0
        self.key: AccessKey | None = None  # the one that opened it
        self.has_wrong_key = False

    @property
    def is_first(self) -> bool:
        """Whether the chip is opened for the first time."""
        return self.openings == 1

    def announce(self) -> None:
        """Read EF.CardAccess: it says how the chip opens."""
        self.reader.select_root()
        try:
            self.announced = self.reader.read("CardAccess")
            self.infos = read_security_infos(self.announced)
        except (StatusError, NotThereError):
            pass  # a chip with Basic Access Control only
        except (BrokenFileError, TlvError) as error:
            self.flaw = broken("CardAccess", str(error))
        self.reader.parts.pop("CardAccess", None)
        if self.infos is not None and self.lengths == "auto":
            self._try_long(Command(READ, answer=300))

    def open(self, beside_the_application: Callable[[], None]) -> bool:
        """Open the chip, for the first time or again. Answers whether it is open; why not is in the findings.

        `beside_the_application` is called when PACE has opened the chip and its application is not selected yet.
        """
        self.openings += 1
        if self.openings > _MOST_OPENINGS:
            raise BoundError("the session with the chip was lost too often")
        self.channel.messaging = None
        first = self.is_first
        trouble = self._by_pace()
        if trouble is None:
            beside_the_application()
            self.channel.require(_SELECT_APPLICATION)
            return True
        refused = self._by_basic_access()
        if not refused:
            if first and trouble:
                self.findings.append(Finding("chip.pace", Outcome.UNSURE, {"why": trouble}, CLAUSE))
            return True
        if not first:
            raise ChipError(f"the chip did not open a second time: {refused}")
        self._report_closed(trouble, refused)
        return False

    def _try_long(self, command: Command) -> bool:
        """Send a command in the long form. Answers whether it was done; only then longer ones are sent later."""
        try:
            answer = self.channel.send(command, extended=True)
        except ApduRefusedError:
            return False
        self.channel.extended = answer.is_good or answer.status in {0x6281, 0x6282}
        return answer.is_good

    def _by_pace(self) -> str | None:
        """None where it is open; else why not, empty where the chip has no PACE."""
        if self.infos is None:
            return ""
        ways = choices(self.infos)
        if not ways and self.infos.pace and self.is_first:
            offered = ", ".join(info.name for info in self.infos.pace)
            self.findings.append(Finding("chip.pace", Outcome.NOT_DONE, {"offered": offered}, CLAUSE))
        why = ""
        for key in self._fitting_keys():
            for reference in key.references:
                for info in ways[:_MOST_WAYS]:
                    try:
                        opened = pace(self.channel, self.infos, info, key, reference, self.random)
                    except WrongKeyError as error:
                        why, self.has_wrong_key = str(error), True
                        break  # another way needs the same key
                    except (ChipError, ApduRefusedError) as error:
                        why = words_of(error)
                        continue
                    self._note(key, info.name)
                    self.channel.messaging = opened.messaging
                    if opened.mapping is not None and self.proof is None:
                        self.proof = mapping_proof(opened.mapping, info.name)
                    return None
        return why

    def _by_basic_access(self) -> str:
        """Empty where it is open; else why not."""
        self.channel.messaging = None
        why = ""
        # Whether long commands pass is known already where EF.CardAccess was there to try it on.
        untried = self.is_first and self.lengths == "auto" and self.infos is None
        try:
            if not (untried and self._try_long(_SELECT_APPLICATION)):
                self.channel.require(_SELECT_APPLICATION)
        except StatusError as error:
            return f"the application cannot be selected, {error}"
        for key in self._fitting_keys():
            if not key.number:
                why = why or "the chip wants more than a card access number"
                continue
            try:
                self.channel.messaging = basic_access(self.channel, key, self.random)
            except WrongKeyError as error:
                why, self.has_wrong_key = str(error), True
            except StatusError as error:
                return "" if self._is_unlocked() else f"no Basic Access Control, {error}"
            except ChipError as error:
                why = str(error)
            else:
                self._note(key, BASIC)
                return ""
        return why

    def _fitting_keys(self) -> tuple[AccessKey, ...]:
        return (self.key,) if self.key is not None else self.keys

    def _note(self, key: AccessKey, protocol: str) -> None:
        """Note how the chip opened for the first time, and where it settled a doubtful reading."""
        if self.key is not None:
            return
        self.key, self.protocol = key, protocol
        self.findings.append(Finding("chip.access", Outcome.PASSED, {"protocol": protocol}, CLAUSE))
        for name in ("number", "birth", "expiry", "can"):
            value = getattr(key, name)
            if value != getattr(self.keys[0], name):
                params = {"fields": name, "value": value.rstrip("<")}
                self.findings.append(Finding("chip.access_alternative", Outcome.UNSURE, params, CLAUSE))

    def _is_unlocked(self) -> bool:
        """A chip without access control: it gives EF.COM to anybody."""
        try:
            self.reader.read("COM")
        except ChipError:
            return False
        if not self.protocol:
            self.protocol = UNLOCKED
            self.findings.append(Finding("chip.access", Outcome.UNSURE, {}, CLAUSE))
        return True

    def _report_closed(self, trouble: str, refused: str) -> None:
        if self.has_wrong_key:
            self.findings.append(Finding("chip.access", Outcome.FAILED, {}, CLAUSE))
            self.findings += self.keys[0].rechecks()
        else:
            why = "; ".join(filter(None, (trouble, refused)))
            self.findings.append(Finding("chip.access", Outcome.NOT_DONE, {"why": why}, CLAUSE))
