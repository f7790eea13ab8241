"""Trust material in every form it is published in; one bad entry spoils no other."""

from __future__ import annotations

import base64
import textwrap
import time

import pytest
from asn1crypto import cms, x509
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.pki import PkiError, read_material
from limen.specimens.issuing import master_list

from .made import BRIDGELAND, UTOPIA, spoiled

CSCA, OTHER, CRL = UTOPIA.csca, BRIDGELAND.csca, UTOPIA.crl()
LIST = master_list([CSCA, OTHER])


def pem(der: bytes, label: str = "CERTIFICATE") -> bytes:
    body = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n".encode()


def ldif(**values: bytes) -> bytes:
    lines = ["# a directory", "version: 1", "dn: c=UT,dc=data,dc=download", "objectClass: top", "c: UT"]
    for name, value in values.items():
        first, *rest = textwrap.wrap(f"{name}:: {base64.b64encode(value).decode()}", 76)
        lines += [first, *(f" {line}" for line in rest)]
    return ("\n".join(lines) + "\n").encode()


def bag(*certificates: bytes) -> bytes:
    """A PKCS #7 file of certificates alone."""
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [],
            "encap_content_info": {"content_type": "data"},
            "certificates": [cms.CertificateChoices("certificate", x509.Certificate.load(one)) for one in certificates],
            "signer_infos": [],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": content}).dump())


def counted(data: bytes) -> tuple[int, int, int, int]:
    found = read_material(data, "a file")
    return len(found.certificates), len(found.lists), len(found.crls), len(found.rejected)


@pytest.mark.parametrize(
    ("data", "counts"),
    [
        (CSCA, (1, 0, 0, 0)),
        (LIST, (0, 1, 0, 0)),
        (CRL, (0, 0, 1, 0)),
        (bag(CSCA, OTHER), (2, 0, 0, 0)),
        (b"text before\n" + pem(CSCA) + pem(OTHER) + pem(CRL, "X509 CRL"), (2, 0, 1, 0)),
        (pem(CSCA).replace(b"\n", b"\r\n"), (1, 0, 0, 0)),
        (pem(LIST, "CMS") + pem(bag(CSCA), "PKCS7"), (1, 1, 0, 0)),
        (pem(CSCA) + pem(CSCA), (1, 0, 0, 0)),
        (pem(CSCA) + pem(b"\x30\x03\x02\x01\x01"), (1, 0, 0, 1)),
        (ldif(**{"userCertificate;binary": CSCA, "certificateRevocationList;binary": CRL, "CscaMasterListData": LIST}),
         (1, 1, 1, 0)),
        (ldif(**{"userCertificate;binary": CSCA, "photo": b"no"}).replace(b"\n", b"\r\n"), (1, 0, 0, 0)),
    ],
    ids=["DER", "list", "CRL", "PKCS7", "PEM", "PEM CRLF", "PEM CMS", "twice", "bad one", "LDIF", "LDIF CRLF"],
)  # fmt: skip
def test_every_form(data: bytes, counts: tuple[int, int, int, int]) -> None:
    assert counted(data) == counts


def test_a_bad_entry_says_where_it_stood() -> None:
    found = read_material(pem(CSCA) + pem(b"\x30\x03\x02\x01\x01"), "a file")
    assert found.rejected[0].where == "block 2"
    assert found.rejected[0].why.startswith("no certificate; ")


@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"hello", b"\x30\x00", b"dn: c=UT\n", pem(CSCA, "PRIVATE KEY"), b"\x89PNG\r\n", CSCA[:-1], bag()],
    ids=["empty", "NUL", "text", "nothing", "LDIF", "key", "picture", "cut", "empty bag"],
)
def test_a_file_of_nothing_is_one_error(data: bytes) -> None:
    with pytest.raises(PkiError, match=r"^a file: .+; give "):
        read_material(data, "a file")


def test_blanks_without_end_take_no_time() -> None:
    began = time.process_time()
    for hostile in (
        b"-----BEGIN CERTIFICATE-----" + b"\n" * 2_000_000,
        b"-----BEGIN CERTIFICATE-----\n" * 60_000,
        b"dn: c=UT\n" + b"a::" + b" " * 2_000_000,
        b"dn: c=UT\n" + b"a:: MA==\n" * 100_000,
    ):
        with pytest.raises(PkiError):
            read_material(hostile, "a file")
    assert time.process_time() - began < 5


def test_security_objects_are_not_trust() -> None:
    with pytest.raises(PkiError, match="signed, but no master list"):
        read_material(UTOPIA.signer().security_object({1: b"x"})[4:], "a file")


@given(
    st.one_of(
        st.binary(max_size=300),
        spoiled(LIST),
        spoiled(bag(CSCA)),
        spoiled(pem(CSCA) + pem(CRL, "X509 CRL")),
        spoiled(ldif(**{"userCertificate;binary": CSCA, "CscaMasterListData": LIST})),
    )
)
def test_any_bytes_are_material_or_one_error(data: bytes) -> None:
    try:
        found = read_material(data, "a file")
    except PkiError:
        return
    assert not found.is_empty
