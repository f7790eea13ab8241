"""A reference library from bytes: taken whole, or one LibraryError, and what is taken comes back as it was."""

from __future__ import annotations

from limen.documents.reference import Library, LibraryError


def one_input(data: bytes) -> None:
    """Read whatever this is."""
    try:
        read = Library.from_bytes(data)
    except LibraryError:
        return
    assert Library.from_bytes(read.to_bytes()) == read
