"""EF.SOD: what was signed, in both versions, with and without its tag."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.pki import PkiError, read_security_object
from limen.specimens.issuing import master_list

from .made import UTOPIA, real, spoiled

GROUPS = {1: b"first", 2: b"second", 14: b"fourteenth"}
SOD = UTOPIA.signer().security_object(GROUPS)


def test_hashes_of_every_group() -> None:
    parsed = read_security_object(SOD)
    assert (parsed.version, parsed.hash, parsed.flaws) == (0, "sha256", ())
    assert dict(parsed.hashes) == {number: hashlib.sha256(group).digest() for number, group in GROUPS.items()}


def test_version_1_signs_the_versions() -> None:
    parsed = read_security_object(UTOPIA.signer().security_object(GROUPS, version=1, hash="sha512"))
    assert (parsed.version, parsed.lds_version, parsed.unicode_version) == (1, "0108", "040000")
    assert parsed.hash == "sha512"


def test_without_its_tag_it_is_read_too() -> None:
    assert read_security_object(SOD[4:]).hashes == read_security_object(SOD).hashes


def test_what_cannot_be_is_a_flaw() -> None:
    odd = read_security_object(UTOPIA.signer().security_object({**GROUPS, 17: b"x"}, version=3))
    assert set(odd.hashes) == set(GROUPS)
    assert odd.flaws == ("a hash for group 17 that cannot be", "version 3")


@pytest.mark.parametrize("data", [b"", b"\x77\x00", b"\x77\x82\x01", UTOPIA.csca, master_list([]), SOD[:-3]])
def test_what_is_no_security_object_is_one_error(data: bytes) -> None:
    with pytest.raises(PkiError, match=r"^EF\.SOD: "):
        read_security_object(data)


@given(st.one_of(spoiled(SOD), st.binary(max_size=100)))
def test_any_bytes_are_a_security_object_or_one_error(data: bytes) -> None:
    try:
        parsed = read_security_object(data)
    except PkiError:
        return
    assert all(1 <= number <= 16 for number in parsed.hashes)


@pytest.mark.real_data
def test_the_reference_passport_of_2008() -> None:
    parsed = read_security_object(real("bsi2008/EF_SOD.bin"))
    assert (parsed.version, parsed.hash, sorted(parsed.hashes), parsed.flaws) == (0, "sha1", [1, 2, 3, 14], ())
    assert parsed.signed.certificates[0].key.words == "brainpoolP224r1, parameters written out"
