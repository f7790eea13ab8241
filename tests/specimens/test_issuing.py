"""Our own country's keys: what it issues is what others accept, the same each time, with the faults asked for."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from cryptography import x509

from limen.documents.pki import read_security_object
from limen.specimens.issuing import ON, Country, Fault, altered, issue, master_list
from limen.specimens.signing import ALGORITHMS

GROUPS = {1: b"first", 2: b"second"}


@pytest.mark.parametrize("algorithm", ["rsa", "p256", "p384", "p521", "brainpool256", "brainpool384", "brainpool512"])
def test_another_library_reads_and_verifies_what_a_country_issues(algorithm: str) -> None:
    first = Country(algorithm=algorithm)
    following = first.rolled_over()
    csca, link, later = (x509.load_der_x509_certificate(one) for one in (first.csca, following.link, following.csca))
    signer = x509.load_der_x509_certificate(following.signer().certificate)
    csca.verify_directly_issued_by(csca)
    link.verify_directly_issued_by(csca)
    signer.verify_directly_issued_by(later)
    assert link.subject == link.issuer == csca.subject
    assert link.public_key() == later.public_key() != csca.public_key()
    crl = x509.load_der_x509_crl(first.crl([first.signer(5)]))
    assert crl.is_signature_valid(csca.public_key())  # type: ignore[arg-type]  # none of them is a key for agreement
    assert [row.serial_number for row in crl] == [100_005]


def test_the_same_country_issues_the_same_bytes() -> None:
    for algorithm in ("rsa", "p256", "brainpool224"):
        one, again = Country(algorithm=algorithm), Country(algorithm=algorithm)
        assert one.csca == again.csca
        assert one.signer().security_object(GROUPS) == again.signer().security_object(GROUPS)
        assert one.csca != Country(algorithm=algorithm, seed="other").csca


def test_a_country_on_another_day_holds_for_that_day() -> None:
    signer = x509.load_der_x509_certificate(Country(on=date(2040, 1, 1)).signer().certificate)
    assert signer.not_valid_before_utc.date() == date(2039, 11, 2)
    assert signer.not_valid_after_utc.year == 2050  # a year that takes the longer form of a date


def test_every_generation_stands_beside_its_link() -> None:
    third = Country(generation=3)
    assert len(third.certificates) == 5
    assert third.certificates[-1] == third.csca and third.certificates[-2] == third.link
    assert third.before.rolled_over() == third
    with pytest.raises(ValueError, match="no link"):
        _ = Country().link


def test_codes_of_countries() -> None:
    assert [Country(code).alpha2 for code in ("UTO", "D", "NGA", "GBR")] == ["UT", "DE", "NG", "GB"]
    assert Country("GBR", lower=True).alpha2 == "gb"


def _openssl(*arguments: str) -> bytes:
    if not shutil.which("openssl"):
        pytest.skip("the program openssl is not installed")
    return subprocess.run(["openssl", *arguments], capture_output=True, check=True).stdout


@pytest.mark.parametrize("algorithm", ["rsa", "rsa-pss", "p256", "brainpool256", "brainpool384"])
def test_openssl_verifies_security_objects_and_master_lists(algorithm: str, tmp_path: Path) -> None:
    country = Country(algorithm=algorithm)
    sod = country.signer().security_object(GROUPS)
    (tmp_path / "sod").write_bytes(sod[2 + (sod[1] & 0x7F) :])
    (tmp_path / "list").write_bytes(country.master_list([country.csca]))
    for name in ("sod", "list"):
        _openssl("cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-in", str(tmp_path / name))


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_changes_what_it_says(fault: Fault) -> None:
    sound, made = issue(GROUPS), issue(GROUPS, fault=fault)
    same = {name for name in sound.files if made.files.get(name) == sound.files[name]}
    expected = {
        Fault.NONE: {"DG1", "DG2", "SOD"},
        Fault.SIGNER_REVOKED: {"DG1", "DG2", "SOD"},
        Fault.GROUP_CHANGED: {"DG1", "SOD"},
        Fault.GROUP_MISSING: {"DG1", "SOD"},
    }.get(fault, {"DG1", "DG2"})
    assert same == expected
    assert (made.crl == sound.crl) is (fault is not Fault.SIGNER_REVOKED)
    assert set(read_security_object(made.files["SOD"]).hashes) == ({1} if fault is Fault.GROUP_ADDED else {1, 2})


def test_an_altered_group_keeps_its_length() -> None:
    assert len(altered(b"abc")) == 3 and altered(b"abc") != b"abc"
    assert altered(altered(b"abc")) == b"abc"


def test_a_list_is_published_on_its_day() -> None:
    assert master_list([]) == master_list([], on=ON) != master_list([], on=date(2026, 1, 1))


def test_no_key_stands_in_the_tree() -> None:
    source = Path(__file__).resolve().parents[2] / "src" / "limen" / "specimens"
    for path in (source / "issuing.py", source / "signing.py"):
        assert not re.search(r"PRIVATE KEY|[0-9a-fA-F]{48}", path.read_text(encoding="utf-8"))
    assert set(ALGORITHMS) >= {"rsa", "rsa-pss", "p256", "p384", "p521", "brainpool256", "brainpool384", "brainpool512"}
