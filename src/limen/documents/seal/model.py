"""What a seal says: which kind it is, who issued and who signed it, every field, and what is odd about any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from limen.documents.seal.codings import Value
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import Finding


class Kind(StrEnum):
    """The three kinds of signed barcodes on travel documents."""

    VDS = "vds"  # Doc 9303-13: visible digital seal, binary
    IDB = "idb"  # ICAO data structure for barcodes, text
    VDS_NC = "vds-nc"  # ICAO VDS-NC: not constrained, JSON


@dataclass(frozen=True, slots=True)
class SealField:
    """One field: its tag (None in JSON), name, coding, raw bytes, value, the fields within it, and what is odd.

    A field that no table knows is named by its tag (`tag_0b`) and its value are its bytes. `flaw` is empty for a field
    that is as its table wants it.
    """

    tag: int | None
    name: str
    coding: str
    raw: bytes = field(repr=False)
    value: Value = None
    within: tuple[SealField, ...] = ()
    flaw: str = ""

    @property
    def text(self) -> str:
        """The value as people read it; bytes in hexadecimal."""
        if isinstance(self.value, bytes):
            return self.value.hex()
        return "" if self.value is None else str(self.value)

    def to_json(self) -> dict[str, Any]:
        """The field as it is shown and exchanged."""
        answer: dict[str, Any] = {"name": self.name, "coding": self.coding, "value": self.text}
        if self.tag is not None:
            answer["tag"] = self.tag
        if isinstance(self.value, int):
            answer["value"] = self.value
        if self.within:
            answer["fields"] = [one.to_json() for one in self.within]
        if self.flaw:
            answer["flaw"] = self.flaw
        return answer


@dataclass(frozen=True, slots=True)
class SignerReference:
    """How a seal names the certificate of whoever signed it.

    A visible digital seal gives the subject's country and name in four letters (`DETS`) and the serial number; an ICAO
    barcode the last five bytes of the certificate's SHA-1; VDS-NC the `certificate` itself.
    """

    identifier: str = ""
    serial: str = ""
    digest: bytes = b""
    certificate: bytes = field(default=b"", repr=False)

    @property
    def words(self) -> str:
        """As it is shown: `DETS 32`."""
        return f"{self.identifier} {self.serial}".strip() or self.digest.hex()


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal as decoded; whether it is genuine is for `verify`.

    `document` is the kind of document by its name in the registry, empty where no table knows its `reference`;
    `issuer` the code as printed; `signed` the bytes under `signature`, which is empty where nobody signed; `hash` the
    algorithm where the seal names one. `flaws` are findings about its form.
    """

    kind: Kind
    version: int
    issuer: str
    document: str
    reference: str
    signer: SignerReference
    issued_on: date | None
    signed_on: date | PartialDate | None
    fields: tuple[SealField, ...]
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    hash: str = ""
    flaws: tuple[Finding, ...] = ()

    def every(self) -> Iterator[SealField]:
        """Every field, those within others too."""
        waiting = list(reversed(self.fields))
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(one.within))

    def field(self, name: str) -> SealField | None:
        """The first field of a name, wherever it stands."""
        return next((one for one in self.every() if one.name == name), None)

    def value(self, name: str) -> Value:
        """The value of the first field of a name, None where there is none."""
        found = self.field(name)
        return found.value if found else None

    @property
    def mrz(self) -> tuple[str, ...]:
        """The lines of the machine readable zone in the seal; empty where it holds none."""
        value = self.value("mrz")
        return tuple(value.split("\n")) if isinstance(value, str) else ()

    @property
    def portrait(self) -> bytes:
        """The portrait in the seal as it is encoded (JPEG 2000, WebP); empty where it holds none."""
        value = self.value("portrait")
        return value if isinstance(value, bytes) else b""

    def to_json(self) -> dict[str, Any]:
        """The seal as it is shown and exchanged."""

        def written(day: date | datetime | PartialDate | None) -> str | None:
            return day.isoformat() if day else None

        return {
            "kind": str(self.kind),
            "version": self.version,
            "issuer": self.issuer,
            "document": self.document or None,
            "reference": self.reference,
            "signer": self.signer.words,
            "issued_on": written(self.issued_on),
            "signed_on": written(self.signed_on),
            "fields": [one.to_json() for one in self.fields],
        }
