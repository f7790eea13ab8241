"""The one error of the room."""

from __future__ import annotations


class NoticeError(ValueError):
    """A notice that must not be made: a slot is open, a text cannot be printed, or it is not sound."""
