"""BER-TLV as chips write it: tags to three octets, definite lengths, and no more than was asked for.

Nothing here follows what bytes say without bounds: a length beyond its surroundings is an error before anything is
copied, and nothing descends by itself.

>>> items(tlv(0x5C, b"\\x61\\x75"))
(Tlv(tag=92, value=b'au'),)
"""

from __future__ import annotations

from dataclasses import dataclass

# A file of many elements is a group of SecurityInfos or images: far fewer than this.
_ITEMS = 2048


class TlvError(ValueError):
    """Bytes that are no BER-TLV: what stands where."""


@dataclass(frozen=True, slots=True)
class Tlv:
    """One data object."""

    tag: int
    value: bytes

    def items(self) -> tuple[Tlv, ...]:
        """The data objects inside. Raises TlvError."""
        return items(self.value)

    def first(self, tag: int) -> bytes | None:
        """The value of the first object with this tag inside, or None."""
        return first(self.value, tag)


def header(data: bytes, at: int = 0) -> tuple[int, int, int]:
    """The tag at an offset, the length of its value, and where the value begins. Raises TlvError."""
    start = at
    if at >= len(data):
        raise TlvError(f"no tag at {start}")
    tag = data[at]
    at += 1
    if tag & 0x1F == 0x1F:
        for _ in range(2):
            if at >= len(data):
                raise TlvError(f"the tag at {start} is cut")
            tag = tag << 8 | data[at]
            at += 1
            if not data[at - 1] & 0x80:
                break
        else:
            raise TlvError(f"the tag at {start} has more than three octets")
    if at >= len(data):
        raise TlvError(f"the tag at {start} has no length")
    length = data[at]
    at += 1
    if length & 0x80:
        octets = length & 0x7F
        if not 1 <= octets <= 4:
            raise TlvError(f"the length at {start} has {octets} octets")
        if at + octets > len(data):
            raise TlvError(f"the length at {start} is cut")
        length = int.from_bytes(data[at : at + octets], "big")
        at += octets
    return tag, length, at


def items(data: bytes) -> tuple[Tlv, ...]:
    """The data objects of which the bytes consist, one after the other; padding of 00 between is passed over.

    Raises TlvError where a length runs out of the bytes.
    """
    found: list[Tlv] = []
    at = 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        tag, length, at = header(data, at)
        if length > len(data) - at:
            raise TlvError(f"tag {tag:X} says {length} octets where {len(data) - at} are left")
        if len(found) >= _ITEMS:
            raise TlvError(f"more than {_ITEMS} data objects")
        found.append(Tlv(tag, data[at : at + length]))
        at += length
    return tuple(found)


def first(data: bytes, tag: int) -> bytes | None:
    """The value of the first object with this tag, or None. Raises TlvError."""
    return next((item.value for item in items(data) if item.tag == tag), None)


def whole(data: bytes, tag: int) -> bytes:
    """The value of the one object that a file is. Raises TlvError where it is another, or cut."""
    found, length, at = header(data)
    if found != tag:
        raise TlvError(f"tag {found:X} instead of {tag:X}")
    if length > len(data) - at:
        raise TlvError(f"tag {tag:X} says {length} octets where {len(data) - at} are left")
    return data[at : at + length]


def tlv(tag: int, *values: bytes) -> bytes:
    """The encoding of one data object, with the shortest length."""
    value = b"".join(values)
    size = len(value)
    if size < 0x80:
        length = bytes((size,))
    else:
        octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes((0x80 | len(octets),)) + octets
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big") + length + value
