"""What an act answers when it did not happen: one message for the officer, and nothing changed."""

from __future__ import annotations


class ActError(Exception):
    """An act that did not happen; nothing was changed. The message says what, why and what to do."""

    status = 409


class NotPossible(ActError):  # noqa: N818 - what the officer is told
    """The case is not in a state for this act, or the law of the post does not know it."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class NotFound(ActError):  # noqa: N818 - what the officer is told
    """There is no such record, or none this officer's post knows."""

    status = 404


class BadInput(ActError):  # noqa: N818 - what the officer is told
    """What was typed, pasted or uploaded cannot be used."""

    status = 422
