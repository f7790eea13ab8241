"""How large, how deep and of how many parts encoded bytes may be, looked at before anything else looks at them."""

from __future__ import annotations

from limen.documents.pki.errors import PkiError
from limen.vocabulary.evidence import N_

LARGEST_CERTIFICATE = 1 << 16  # the largest of real lists has 2.6 kB
LARGEST_SECURITY_OBJECT = 1 << 16  # 1 to 5 kB in real passports
LARGEST_LIST = 1 << 25  # 0.9 MB in 2026
LARGEST_CRL = 1 << 24
LARGEST_FILE = 1 << 27  # an LDIF file of every State's certificates and lists
MOST_CERTIFICATES = 50_000  # of one file: a directory of every State has 30,000 signers
MOST_LISTED = 5_000  # of one master list: 588 in 2026
MOST_REVOKED = 500_000
_DEEPEST = 24  # a certificate in a list has 16 levels
_PARTS_PER_KB = 400  # two octets are the least part there is; real ones have 60 a kilobyte


def guard(data: bytes, largest: int, what: str) -> bytes:
    """The first element of encoded bytes, if its size, depth and parts are within bounds. Raises PkiError.

    What follows the element is left out: some real files end with padding. Indefinite lengths are followed as well.
    """
    if len(data) > largest:
        raise PkiError(N_("{what}: more than {largest} bytes; nothing that large is read"), what=what, largest=largest)
    if len(data) < 2:
        raise PkiError(N_("{what}: empty or cut short; give the whole file"), what=what)
    end = _walk(data, what)
    return data if end == len(data) else data[:end]


def _walk(data: bytes, what: str) -> int:
    """Where the first element ends, every element inside it stepped over once."""
    around: list[tuple[int, int]] = []  # of each element around: its end (-1 where it gives none), its own limit
    at, parts, most = 0, 0, 64 + (len(data) * _PARTS_PER_KB >> 10)
    end, limit = 0, len(data)
    while True:
        parts += 1
        if parts > most:
            raise PkiError(N_("{what}: far more parts than its size allows; it is not read"), what=what)
        if end < 0 and data[at : at + 2] == b"\0\0" and at + 2 <= limit:
            at += 2
            end, limit = around.pop()
        else:
            start, length = header(data, at, limit)
            if start < 0:
                raise PkiError(N_("{what}: cut short or no ASN.1 at byte {at}; give the whole file"), what=what, at=at)
            if length < 0 or (length and data[at] & 0x20):
                around.append((end, limit))
                if len(around) > _DEEPEST:
                    raise PkiError(N_("{what}: nested too deeply; it is not read"), what=what)
                end = start + length if length >= 0 else -1
                limit = end if length >= 0 else limit
                at = start
                continue
            at = start + length
        while around and at == end:
            end, limit = around.pop()
        if not around:
            return at


def header(data: bytes, at: int, limit: int) -> tuple[int, int]:
    """Where the content of an element begins and its length, -1 for indefinite; -1 as beginning where it is none."""
    if at + 2 > limit:
        return -1, 0
    tag, length, start = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        at += 1
        while at < limit and data[at] & 0x80:
            at += 1
        if at + 2 > limit:
            return -1, 0
        length, start = data[at + 1], at + 2
    if length >= 0x80:
        if length == 0x80:
            return (start, -1) if tag & 0x20 else (-1, 0)
        count = length & 0x7F
        if count > 4 or start + count > limit:
            return -1, 0
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    return (start, length) if start + length <= limit else (-1, 0)
