"""The sizes beyond which a list is refused rather than read: hostile or broken files end in one clear error."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from limen.screening.errors import ListError

LARGEST_LIST = 256 * 1024 * 1024  # bytes; OFAC's whole SDN list is 5 MB, the largest open collection about 200 MB
MOST_ROWS = 3_000_000
LONGEST_FIELD = 100_000  # characters; OFAC's longest remarks hold about 5,000
LONGEST_NAME = 400  # characters; a longer text in a name's place is a note, and is cut there
MOST_NAMES = 400  # names of one entry
SHOWN = 120  # characters of a rejected row that are kept for whoever mends it


def decoded(data: bytes, what: str) -> str:
    """The text of a list: UTF-8, else Windows-1252 as some agencies publish. Raises ListError."""
    if len(data) > LARGEST_LIST:
        raise ListError(
            f"{what} has {len(data):,} bytes and the bound is {LARGEST_LIST:,}: it is not read. "
            "Check that this is the list; split it if it is."
        )
    if b"\0" in data:
        raise ListError(f"{what} holds binary data, not text. Give the list as published, unpacked.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def rows_of(text: str, what: str) -> Iterator[tuple[int, list[str]]]:
    """Each row of a CSV with its number from 1, blank rows left out. Raises ListError past a bound."""
    previous = csv.field_size_limit(LONGEST_FIELD)
    try:
        reader = csv.reader(io.StringIO(text, newline=""))
        for number, row in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise ListError(f"{what} has more than {MOST_ROWS:,} rows: it is not read. Split it.")
            if any(cell.strip(" \x1a") for cell in row):
                yield number, row
    except csv.Error as error:
        raise ListError(f"{what} is no CSV that can be read ({error}). Fetch it again from its publisher.") from error
    finally:
        csv.field_size_limit(previous)
