"""What can go wrong in this room: misuse and broken artefacts. Being on no list is an answer, not an error."""

from __future__ import annotations


class ScreeningError(Exception):
    """Any failure of this room; the message says what happened, why, and what to do."""


class ListError(ScreeningError):
    """A list that cannot be read as published; nothing of it was taken."""


class IndexFileError(ScreeningError):
    """An index file that is damaged, of another version, or no index file."""


class UnknownEntryError(ScreeningError, KeyError):
    """No entry has this key, or several lists have an entry of this id."""

    def __str__(self) -> str:
        return str(self.args[0])


class TravellerError(ScreeningError, ValueError):
    """A line about a traveller that says nothing that could be screened."""
