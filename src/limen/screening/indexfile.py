"""The file an index is kept in: a versioned header in JSON, then arrays as they are. Nothing in it can execute.

LIMENIDX                 8 bytes
version, header length   two little-endian 32-bit numbers
checksum                 SHA-256 of everything after it, 32 bytes
header                   JSON: rules version, rarity, arrays by name (type, length, offset); blanks up to 64 bytes
arrays                   each aligned to 64 bytes

A file is mapped, not copied: it is read once for its checksum, and every process that opens it shares its pages. It is
replaced whole and never written in place, so that what is open stays what it was.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limen.screening.errors import IndexFileError

MAGIC = b"LIMENIDX"
FILE_VERSION = 4  # 4: mapped; words know their consonants; the checksum covers the header
_START = 48  # bytes before the header
_TYPES = {"uint8", "uint32", "int32", "int64", "float32"}


def write(path: Path, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write an index file whole or not at all: beside its place first, then moved into it."""
    body, table, offset = [], {}, 0
    for name, array in arrays.items():
        data = np.ascontiguousarray(array).tobytes()
        table[name] = [str(array.dtype), len(array), offset]
        padding = -len(data) % 64
        body += [data, b"\0" * padding]
        offset += len(data) + padding
    payload = b"".join(body)
    text = json.dumps(dict(header) | {"arrays": table}, ensure_ascii=False, sort_keys=True).encode()
    text += b" " * (-(_START + len(text)) % 64)
    digest = hashlib.sha256(text)
    digest.update(payload)
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as stream:
        stream.write(MAGIC + FILE_VERSION.to_bytes(4, "little") + len(text).to_bytes(4, "little") + digest.digest())
        stream.write(text)
        stream.write(payload)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The header and arrays of an index file. Raises IndexFileError where it is damaged, cut off or no index file."""
    data = _mapped(path)
    if data[:8] != MAGIC:
        raise IndexFileError(f"{path} is no index file. Build one from the lists.")
    version, length = int.from_bytes(data[8:12], "little"), int.from_bytes(data[12:16], "little")
    if version != FILE_VERSION:
        raise IndexFileError(f"{path} has format {version}; this program reads {FILE_VERSION}. Build it again.")
    if hashlib.sha256(data[_START:]).digest() != data[16:_START]:
        raise IndexFileError(
            f"the index {path} is damaged (its checksum does not agree). Build it again from its lists."
        )
    try:
        header = json.loads(bytes(data[_START : _START + length]))
        payload = data[_START + length :]
        arrays = {name: _array(payload, *place) for name, place in header["arrays"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexFileError(f"the index {path} is damaged ({error}). Build it again from its lists.") from error
    return header, arrays


def _mapped(path: Path) -> memoryview:
    """A file's bytes, shared with every process that has it open, and read-only."""
    try:
        with path.open("rb") as stream:
            is_empty = os.fstat(stream.fileno()).st_size == 0
            return memoryview(b"" if is_empty else mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    except OSError as error:
        raise IndexFileError(
            f"the index {path} cannot be read ({error.strerror}). Build it again from its lists."
        ) from error


def _array(payload: memoryview, kind: str, count: int, offset: int) -> NDArray[Any]:
    if kind not in _TYPES:
        raise ValueError(f"unknown type {kind!r}")
    return np.zeros(0, np.dtype(kind)) if count == 0 else np.frombuffer(payload, np.dtype(kind), count, offset)
