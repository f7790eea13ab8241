"""The file an index is kept in: a versioned header in JSON, then arrays as they are. Nothing in it can execute.

LIMENIDX                 8 bytes
version, header length   two little-endian 32-bit numbers
header                   JSON: rules version, rarity, arrays by name (type, length, offset), SHA-256 of the arrays
arrays                   each aligned to 64 bytes
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limen.screening.errors import IndexFileError

MAGIC = b"LIMENIDX"
FILE_VERSION = 3  # 3: rows know their words, entries their dates in arrays
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
    described = dict(header) | {"arrays": table, "sha256": hashlib.sha256(payload).hexdigest()}
    text = json.dumps(described, ensure_ascii=False, sort_keys=True).encode()
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as stream:
        stream.write(MAGIC + FILE_VERSION.to_bytes(4, "little") + len(text).to_bytes(4, "little"))
        stream.write(text)
        stream.write(payload)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The header and arrays of an index file. Raises IndexFileError where it is damaged, cut off or no index file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IndexFileError(
            f"the index {path} cannot be read ({error.strerror}). Build it again from its lists."
        ) from error
    if data[:8] != MAGIC:
        raise IndexFileError(f"{path} is no index file. Build one from the lists.")
    version, length = int.from_bytes(data[8:12], "little"), int.from_bytes(data[12:16], "little")
    if version != FILE_VERSION:
        raise IndexFileError(f"{path} has format {version}; this program reads {FILE_VERSION}. Build it again.")
    try:
        header = json.loads(data[16 : 16 + length])
        payload = memoryview(data)[16 + length :]
        is_whole = hashlib.sha256(payload).hexdigest() == header["sha256"]
        arrays = {name: _array(payload, *place) for name, place in header["arrays"].items()} if is_whole else {}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexFileError(f"the index {path} is damaged ({error}). Build it again from its lists.") from error
    if not is_whole:
        raise IndexFileError(
            f"the index {path} is damaged (its checksum does not agree). Build it again from its lists."
        )
    return header, arrays


def _array(payload: memoryview, kind: str, count: int, offset: int) -> NDArray[Any]:
    if kind not in _TYPES:
        raise ValueError(f"unknown type {kind!r}")
    return np.zeros(0, np.dtype(kind)) if count == 0 else np.frombuffer(payload, np.dtype(kind), count, offset)
