"""A copy of the lists for a post without a network: signed by who made it, sealed to the post, dated, and expiring.

Rules: what the copy is, by whom, for whom, from when and until when stands in plain JSON and is signed with the sealed
part, so that anybody can verify it and nobody but the post can read it. A list marked discreet travels blinded: of each
entry only digests of its document numbers and of its names with a whole birth day, under a salt of the copy's own, by
a slow function. A post can find out that a traveller in front of it is on such a list, and cannot read who else is; it
finds exact numbers and exact names only, which is why the list itself should be asked wherever there is a network.

Sealed with HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM), signed with Ed25519 (RFC 8032).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from limen.screening.compare import RULES_VERSION, Strength, confusable_number
from limen.screening.errors import ScreeningError
from limen.screening.index import Index
from limen.screening.lists.entry import Entry, canonical, country_code
from limen.screening.screen import Hit
from limen.vocabulary.names import name_key
from limen.vocabulary.person import Person

MAGIC = b"limen-lists-copy-1\n"
LARGEST = 512 << 20  # octets of a copy, and of what it unpacks to
LARGEST_HEADER = 1 << 20
MOST_LISTS = 200
MOST_ENTRIES = 3_000_000
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SIGNATURE = 64
_SALT = 16
_COST = 1 << 11  # scrypt's n, with r = 8: two megabytes and some milliseconds for each digest
_DIGEST = 16
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class CopyError(ScreeningError):
    """A copy that is damaged, forged, for another post, or past a bound; nothing of it is used."""


class Standing(StrEnum):
    """What a copy's age means for who screens with it."""

    FRESH = "fresh"
    OLD = "old"  # a warning stands on the screen
    EXPIRED = "expired"  # nobody is called clear with it


@dataclass(frozen=True, slots=True)
class Copied:
    """One list in a copy: its particulars as the office keeps them, and its entries; of a discreet list none."""

    particulars: Mapping[str, Any]
    entries: tuple[Entry, ...]
    discreet: bool = False

    @property
    def id(self) -> str:
        """The list's short name."""
        return str(self.particulars["id"])


@dataclass(frozen=True, slots=True)
class Header:
    """What anybody may read of a copy: lists as (id, version, entries, discreet)."""

    made_at: datetime
    expires_at: datetime
    post: str
    made_by: str
    lists: tuple[tuple[str, str, int, bool], ...]

    def standing(self, now: datetime, *, old_after: timedelta) -> Standing:
        """Fresh, old from `old_after`, or expired; a copy from the future (a clock set back) is expired too."""
        if now >= self.expires_at or now < self.made_at - timedelta(minutes=5):
            return Standing.EXPIRED
        return Standing.OLD if now - self.made_at >= old_after else Standing.FRESH

    def to_json(self) -> dict[str, Any]:
        """The header as it is signed."""
        return {
            "made_at": self.made_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
            "post": self.post,
            "made_by": self.made_by,
            "lists": [list(one) for one in self.lists],
        }


@dataclass(frozen=True, slots=True)
class Copy:
    """An opened copy: its header, its lists, and the digests of the discreet ones by list."""

    header: Header
    lists: tuple[Copied, ...]
    salt: bytes
    blinded: Mapping[str, frozenset[bytes]]

    def discreet_hits(self, person: Person) -> tuple[str, ...]:
        """The discreet lists that a traveller stands on, by exact number or exact name and birth day; sorted."""
        asked = {digest(self.salt, text) for text in _of_person(person)} if self.blinded else set()
        return tuple(sorted(name for name, digests in self.blinded.items() if asked & digests))


def make(
    lists: Sequence[Copied],
    *,
    post: str,
    made_by: str,
    made_at: datetime,
    expires_at: datetime,
    signer: Ed25519PrivateKey,
    recipient: X25519PublicKey,
) -> bytes:
    """A copy of these lists for one post. `made_at` and `expires_at` are aware; `made_by` names the node that signs.

    Raises ValueError where the dates are naive or the wrong way round, or there is no list.
    """
    if made_at.tzinfo is None or expires_at.tzinfo is None or expires_at <= made_at or not lists:
        raise ValueError("a copy needs a list, and aware dates of which the last day comes after the first")
    salt = secrets.token_bytes(_SALT)
    told = tuple((one.id, str(one.particulars["version"]), len(one.entries), one.discreet) for one in lists)
    header = Header(made_at, expires_at, post, made_by, told)
    content = {
        "salt": salt.hex(),
        "lists": [
            {
                "particulars": dict(one.particulars),
                "discreet": one.discreet,
                "entries": [] if one.discreet else [entry.to_json() for entry in one.entries],
                "blinded": sorted(_blinded(salt, one.entries)) if one.discreet else [],
            }
            for one in lists
        ],
    }
    plain = canonical(header.to_json())
    sealed = _SUITE.encrypt(zlib.compress(canonical(content), 6), recipient, info=MAGIC + plain)
    body = MAGIC + len(plain).to_bytes(4, "big") + plain + sealed
    return body + signer.sign(body)


def verify(data: bytes, signer: Ed25519PublicKey) -> Header:
    """What a copy is, proved by its signature; no key to read it is needed. Raises CopyError."""
    header, _, _ = _taken_apart(data, signer)
    return header


def read(data: bytes, *, signer: Ed25519PublicKey, key: X25519PrivateKey, post: str) -> Copy:
    """The copy, opened with the post's own key. Raises CopyError; whether it is too old is the caller's to ask."""
    header, plain, sealed = _taken_apart(data, signer)
    if header.post != post:
        raise CopyError(f"this copy was made for the post {header.post!r}, not for {post!r}. Ask for one of your own.")
    try:
        packed = _SUITE.decrypt(sealed, key, info=MAGIC + plain)
    except (InvalidTag, ValueError) as error:
        raise CopyError("the copy is sealed to another key: ask for one made with this post's public key.") from error
    try:
        content = json.loads(_unpacked(packed))
        salt = bytes.fromhex(content["salt"])
        lists = tuple(_copied(row) for row in content["lists"])
        blinded = {
            one.id: frozenset(base64.b64decode(text) for text in row["blinded"])
            for one, row in zip(lists, content["lists"], strict=True)
            if one.discreet
        }
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CopyError(f"the copy holds nothing that can be read ({error}): ask for it again.") from error
    found = tuple((one.id, str(one.particulars.get("version")), one.discreet) for one in lists)
    if found != tuple((name, version, discreet) for name, version, _, discreet in header.lists):
        raise CopyError("the copy holds other lists than it says: it is not used. Ask who made it.")
    return Copy(header, lists, salt, blinded)


def _taken_apart(data: bytes, signer: Ed25519PublicKey) -> tuple[Header, bytes, bytes]:
    if len(data) > LARGEST:
        raise CopyError(f"the copy has {len(data):,} bytes and the bound is {LARGEST:,}: it is not read.")
    if not data.startswith(MAGIC) or len(data) < len(MAGIC) + 4 + _SIGNATURE:
        raise CopyError("this is no copy of lists, or it is cut off: fetch it again.")
    body, signature = data[:-_SIGNATURE], data[-_SIGNATURE:]
    try:
        signer.verify(signature, body)
    except InvalidSignature as error:
        raise CopyError(
            "the copy's signature does not verify: it was changed, cut off, or signed by another node. It is not used."
        ) from error
    start = len(MAGIC) + 4
    size = int.from_bytes(body[len(MAGIC) : start], "big")
    if size > min(LARGEST_HEADER, len(body) - start):
        raise CopyError("the copy's header has no end: fetch it again.")
    plain = body[start : start + size]
    return _header(plain), plain, body[start + size :]


def _header(plain: bytes) -> Header:
    try:
        told = json.loads(plain)
        made, expires = (datetime.fromisoformat(told[key]) for key in ("made_at", "expires_at"))
        lists = tuple((str(a), str(b), int(c), bool(d)) for a, b, c, d in told["lists"])
        header = Header(made, expires, str(told["post"]), str(told["made_by"]), lists)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CopyError(f"the copy's header cannot be read ({error}): it was made by another program.") from error
    if made.tzinfo is None or expires.tzinfo is None or len(lists) > MOST_LISTS:
        raise CopyError("the copy's header has a date without a zone, or too many lists: it is not used.")
    return header


def _unpacked(packed: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(packed, LARGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if stream.unconsumed_tail or not stream.eof:
        raise ValueError("it unpacks to more than the bound, or is cut off")
    return plain


def _copied(row: Mapping[str, Any]) -> Copied:
    entries = row["entries"]
    if len(entries) > MOST_ENTRIES:
        raise ValueError("too many entries")
    return Copied(dict(row["particulars"]), tuple(map(Entry.from_json, entries)), row["discreet"] is True)


def blinded_hits(index: Index, lists: Mapping[str, bytes], person: Person) -> tuple[Hit, ...]:
    """The hits of a traveller on the blinded lists of an index, each list with its salt: by exact number, or by exact
    name and birth day. A hit says that it is one, and nothing of whom it was written about."""
    found = []
    for name, salt in sorted(lists.items()):
        numbers = {digest(salt, text).hex() for text in _of_person(person)}
        for key in sorted(f"{name}:{number}" for number in numbers):
            if key in index:
                entry = index.entry(key)
                found.append(Hit(entry.id, name, 1.0, Strength.EXACT, (), entry.content_hash, RULES_VERSION, ""))
    return tuple(found)


@lru_cache(maxsize=512)  # one act asks for the same traveller more than once
def digest(salt: bytes, text: str) -> bytes:
    """The slow digest under which one fact of a discreet entry is kept."""
    return hashlib.scrypt(text.encode(), salt=salt, n=_COST, r=8, p=1, dklen=_DIGEST)


def _blinded(salt: bytes, entries: Iterable[Entry]) -> Iterator[str]:
    """The digests, as base64, each once."""
    facts = {fact for entry in entries for fact in _of_entry(entry)}
    for fact in facts:
        yield base64.b64encode(digest(salt, fact)).decode()


def _of_entry(entry: Entry) -> Iterator[str]:
    for document in entry.documents:
        yield from _of_number(document.number, document.issuer)
    for name in entry.names:
        for born in entry.born:
            if born.first == born.last and _DAY.fullmatch(str(born.first)):
                yield f"name {name_key(name.text)} {born.first}"


def _of_person(person: Person) -> Iterator[str]:
    for text in person.documents:
        issuer, colon, number = text.rpartition(":")
        yield from _of_number(number, country_code(issuer) or issuer if colon else "")
    names = person.names or ((f"{person.given} {person.surname}".strip(),) if person.surname or person.given else ())
    for name in names:
        for born in person.born:
            if _DAY.fullmatch(str(born)):
                yield f"name {name_key(name)} {born}"


def _of_number(number: str, issuer: str) -> Iterator[str]:
    """A number with its issuer, and alone: an issuer may be unknown on either side."""
    plain = confusable_number(number)
    if len(plain) >= 4:
        yield f"number {plain}"
        if issuer:
            yield f"number {plain} {issuer}"
