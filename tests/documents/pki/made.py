"""What the tests of this part share: stores of our own countries, and bytes with one thing altered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import crl, x509
from hypothesis import strategies as st

from limen.documents.pki import Material, TrustStore, asn1, read_material
from limen.specimens import issuing
from limen.specimens.issuing import Country
from limen.specimens.signing import ALGORITHMS, Key

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "documents"

UTOPIA = Country("UTO")
BRIDGELAND = Country("ZWE", seed="bridges")


def real(name: str) -> bytes:
    """A file of the real data; skips where it is absent."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"../shared/data/documents/{name} absent")
    return path.read_bytes()


def material(*parts: bytes) -> list[Material]:
    """Each encoded object as a file of its own: `file 0`, `file 1`."""
    return [read_material(part, f"file {number}") for number, part in enumerate(parts)]


def store(*parts: bytes, first_use: bool = False) -> TrustStore:
    """A store of encoded objects, all given."""
    return TrustStore.of(material(*parts), first_use=first_use)


def real_store(*names: str, first_use: bool = False) -> TrustStore:
    """A store of real files, all given."""
    return TrustStore.of([read_material(real(name), Path(name).name) for name in names], first_use=first_use)


@st.composite
def spoiled(draw: st.DrawFn, sound: bytes) -> bytes:
    """Sound bytes with a few of them changed, cut out, put in or doubled."""
    data = bytearray(sound)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        how = draw(st.sampled_from(("set", "cut", "put", "double", "end")))
        if how == "set" and data:
            data[at] = draw(st.integers(0, 255))
        elif how == "cut":
            del data[at : at + draw(st.integers(1, 40))]
        elif how == "put":
            data[at:at] = draw(st.binary(max_size=12))
        elif how == "double":
            data[at:at] = data[at : at + draw(st.integers(1, 40))]
        else:
            del data[at:]
    return bytes(data)


def certified(
    by: Country, subject: Any, *extensions: Any, key: str = "another", serial: int = 77, signer: Key | None = None
) -> bytes:
    """A certificate that a country issues beside those it issues by itself, DER; `signer` signs it in its place."""
    validity = (by.on - timedelta(days=60), by.on + timedelta(days=3000))
    return issuing.certificate(
        subject, Key(ALGORITHMS["p256"], key), by.name, signer or by.key, serial, validity, extensions, False
    )


def used_for(*uses: str, purposes: Sequence[str] = ()) -> list[Any]:
    """The extensions that say what a key is for."""
    found: list[Any] = [{"extn_id": "key_usage", "critical": True, "extn_value": x509.KeyUsage(set(uses))}]
    if purposes:
        found.append({"extn_id": "extended_key_usage", "extn_value": x509.ExtKeyUsageSyntax(list(purposes))})
    return found


def signed_by(certificate: bytes, groups: Mapping[int, bytes], *, key: str = "another") -> dict[str, bytes]:
    """A chip's files under the signature of a key and its certificate."""
    rows = [{"number": number, "hash": hashlib.sha256(group).digest()} for number, group in groups.items()]
    content = {"version": 0, "hash_algorithm": {"algorithm": "sha256"}, "hashes": rows}
    made = issuing.signed(
        asn1.SecurityObject(content).dump(), asn1.LDS_SECURITY_OBJECT, Key(ALGORITHMS["p256"], key), certificate,
        [certificate], at=datetime(2026, 11, 2, tzinfo=UTC),
    )  # fmt: skip
    return {f"DG{number}": group for number, group in groups.items()} | {"SOD": made}


def limited_crl(by: Country, extension: Any, revoked: Sequence[int] = ()) -> bytes:
    """A revocation list with one more extension."""
    sound = crl.CertificateList.load(by.crl())
    content = sound["tbs_cert_list"]
    content["crl_extensions"] = [extension] if extension else []
    if revoked:
        day = content["this_update"]
        content["revoked_certificates"] = [{"user_certificate": one, "revocation_date": day} for one in revoked]
    content = crl.TbsCertList.load(content.dump(force=True))
    algorithm = sound["signature_algorithm"]
    made = {"tbs_cert_list": content, "signature_algorithm": algorithm, "signature": by.key.sign(content.dump())}
    return bytes(crl.CertificateList(made).dump())
