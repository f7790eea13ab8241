"""What stops an exchange with a chip: a card that left, a command that was refused, an answer that is none.

`CardError` and its kind are for those who write a `Card`; the rest is caught inside the room and becomes a finding.
"""

from __future__ import annotations


class CardError(Exception):
    """A reader's trouble with a card, raised by a `Card`."""


class CardLostError(CardError):
    """The card was taken away, or the reader with it."""


class ApduRefusedError(CardError):
    """The reader will not pass this command on, as one that is longer than it can send."""


class ChipError(Exception):
    """A chip answered otherwise than the protocol has it."""


class StatusError(ChipError):
    """A chip refused a command with a status word other than 9000."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status:04X}")
        self.status = status


class WrongKeyError(ChipError):
    """A chip does not accept the key made from the document's lines or its card access number."""


class MessagingError(ChipError):
    """Secure messaging ended: an answer was not protected, or its protection does not hold.

    `status` is the word of a chip that answered without protection, as many do to what they will not do; else 0.
    """

    def __init__(self, why: str, status: int = 0) -> None:
        super().__init__(why)
        self.status = status


class BoundError(ChipError):
    """A chip sends more than any travel document holds."""


class UnsupportedError(ChipError):
    """A chip asks for a protocol or parameters that are not used here."""


def words_of(error: ChipError | CardError) -> str:
    """What stopped an exchange, in words of `documents.whys`: the reader's own are the evidence's (`raw`)."""
    if isinstance(error, ChipError):
        return str(error)
    if isinstance(error, CardLostError):
        return "the card was removed"
    is_refused = isinstance(error, ApduRefusedError)
    return "the reader does not pass the command on" if is_refused else "the reader ended the exchange"


def evidence_of(error: ChipError | CardError) -> dict[str, str]:
    """What a reader's program said of its trouble, for the evidence of a finding; nothing of what a chip did."""
    return {"raw": str(error)[:200]} if isinstance(error, CardError) else {}
