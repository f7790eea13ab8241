"""Raw signatures: every algorithm of real States; right, wrong, and what cannot be computed, told apart."""

from __future__ import annotations

from typing import Any

import pytest
from asn1crypto import algos, core, keys
from cryptography.hazmat.primitives.asymmetric import utils
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.pki.curves import curves
from limen.documents.pki.signature import HASHES, SignatureAlgorithm, Verdict, check, read_algorithm, read_key
from limen.specimens.signing import ALGORITHMS, Algorithm, Key, written_out

DATA = b"what was signed"


def made(name: str, *, hash: str = "", explicit: bool = False) -> tuple[Any, SignatureAlgorithm, bytes]:
    key = Key(ALGORITHMS[name], "tests")
    algorithm = algos.SignedDigestAlgorithm.load(key.signature_algorithm(hash).dump())
    info = keys.PublicKeyInfo.load(key.public(explicit=explicit).dump())
    return read_key(info), read_algorithm(algorithm), key.sign(DATA, hash)


@pytest.mark.parametrize("explicit", [False, True], ids=["named", "written out"])
@pytest.mark.parametrize("name", ALGORITHMS)
def test_every_algorithm_is_right_for_its_bytes_and_wrong_for_others(name: str, explicit: bool) -> None:
    key, algorithm, signature = made(name, explicit=explicit)
    assert check(key, algorithm, signature, DATA) is Verdict.RIGHT
    assert check(key, algorithm, signature, DATA + b"!") is Verdict.WRONG
    assert check(key, algorithm, signature[:-1] + bytes((signature[-1] ^ 1,)), DATA) is Verdict.WRONG
    assert check(key, algorithm, b"", DATA) is Verdict.WRONG


@pytest.mark.parametrize("hash", ["sha1", "sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("name", ["rsa", "rsa-pss", "p256", "brainpool224", "brainpool384"])
def test_every_hash(name: str, hash: str) -> None:
    key, algorithm, signature = made(name, hash=hash)
    assert algorithm.hash == hash
    assert check(key, algorithm, signature, DATA) is Verdict.RIGHT


@pytest.mark.parametrize("name", ["p256", "brainpool224", "brainpool320"])
def test_null_after_an_ecdsa_algorithm_is_not_looked_at(name: str) -> None:
    key = Key(ALGORITHMS[name], "tests")
    oid = key.signature_algorithm()["algorithm"].dump()
    algorithm = read_algorithm(algos.SignedDigestAlgorithm.load(b"\x30" + bytes((len(oid) + 2,)) + oid + b"\x05\x00"))
    public = read_key(keys.PublicKeyInfo.load(key.public().dump()))
    assert check(public, algorithm, key.sign(DATA), DATA) is Verdict.RIGHT


@pytest.mark.parametrize("name", ["p256", "p521", "brainpool224"])
def test_halves_one_after_the_other(name: str) -> None:
    key, algorithm, signature = made(name)
    size = key.curve.order_size
    plain = b"".join(half.to_bytes(size, "big") for half in utils.decode_dss_signature(signature))
    algorithm = SignatureAlgorithm("ecdsa-plain", algorithm.hash)
    assert check(key, algorithm, plain, DATA) is Verdict.RIGHT
    assert check(key, algorithm, plain[:-1] + b"\0", DATA) is not Verdict.RIGHT


@pytest.mark.parametrize("name", ["p256", "brainpool224"])
def test_numbers_without_their_leading_zero_are_read(name: str) -> None:
    key, algorithm, signature = made(name)
    halves = utils.decode_dss_signature(signature)
    octets = [half.to_bytes((half.bit_length() + 7) // 8, "big") for half in halves]
    body = b"".join(b"\x02" + bytes((len(one),)) + one for one in octets)
    assert check(key, algorithm, b"\x30" + bytes((len(body),)) + body, DATA) is Verdict.RIGHT


@pytest.mark.parametrize("explicit", [False, True], ids=["named", "written out"])
@pytest.mark.parametrize("name", ["secp192r1", "secp224r1", "brainpoolP192r1"])
def test_curves_of_the_first_years(name: str, explicit: bool) -> None:
    signer = Key(Algorithm(name, "sha1"), "tests")
    key = read_key(keys.PublicKeyInfo.load(signer.public(explicit=explicit).dump()))
    assert check(key, read_algorithm(signer.signature_algorithm()), signer.sign(DATA), DATA) is Verdict.RIGHT
    assert key.is_weak is ("192" in name)


def test_a_shortrsa_key_is_weak_and_not_refused() -> None:
    signer = Key(Algorithm("rsa", "sha1", 1024), "tests")
    key = read_key(keys.PublicKeyInfo.load(signer.public().dump()))
    assert (key.words, key.is_weak) == ("RSA 1024", True)
    assert check(key, read_algorithm(signer.signature_algorithm()), signer.sign(DATA), DATA) is Verdict.RIGHT


def test_a_pss_salt_of_another_length_is_read() -> None:
    key, algorithm, _ = made("rsa-pss")
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    from limen.specimens.signing import rsa_key

    private = rsa_key("tests", 2048)
    signature = private.sign(DATA, padding.PSS(padding.MGF1(hashes.SHA256()), 20), hashes.SHA256())
    assert check(key, algorithm, signature, DATA) is Verdict.RIGHT


@pytest.mark.parametrize("name", ["secp256r1", "brainpoolP224r1"])
def test_a_known_curve_with_another_generator_is_an_imitation_and_verifies_nothing(name: str) -> None:
    """CVE-2020-0601: with the public key as generator, 1 is the private key of anyone's certificate."""
    curve = curves()[name]
    signer = Key(Algorithm(name, "sha256"), "tests")
    point = bytes(signer.public()["public_key"].contents[1:])
    forged = keys.PublicKeyInfo(
        {
            "algorithm": {
                "algorithm": "ec",
                "parameters": keys.ECDomainParameters(*written_out(curve, generator=point)),
            },
            "public_key": keys.ECPointBitString(point),
        }
    )
    key = read_key(keys.PublicKeyInfo.load(forged.dump()))
    assert (key.verdict, key.imitates, key.native) == (Verdict.KEY_IMITATED, name, None)
    assert check(key, SignatureAlgorithm("ecdsa", "sha256"), signer.sign(DATA), DATA) is Verdict.KEY_IMITATED


def test_a_point_off_the_curve_is_no_key() -> None:
    for name in ("secp256r1", "brainpoolP224r1"):
        curve = curves()[name]
        point = b"\x04" + (1).to_bytes(curve.size, "big") * 2
        info = keys.PublicKeyInfo(
            {
                "algorithm": {"algorithm": "ec", "parameters": keys.ECDomainParameters("named", curve.oid)},
                "public_key": keys.ECPointBitString(point),
            }
        )
        assert read_key(keys.PublicKeyInfo.load(info.dump())).verdict is Verdict.KEY_UNKNOWN


@pytest.mark.parametrize(
    ("modulus", "exponent"),
    [(15, 3), ((1 << 512) + 1, 65537), ((1 << 20_000) + 1, 65537), ((1 << 2047) + 1, 1 << 70), ((1 << 2047) + 1, 1)],
    ids=["tiny", "512 bits", "20000 bits", "huge exponent", "exponent 1"],
)
def test_anrsa_key_out_of_bounds_is_none(modulus: int, exponent: int) -> None:
    public = keys.RSAPublicKey({"modulus": modulus, "public_exponent": exponent})
    info = keys.PublicKeyInfo({"algorithm": {"algorithm": "rsa"}, "public_key": public})
    assert read_key(keys.PublicKeyInfo.load(info.dump())).verdict is Verdict.KEY_UNKNOWN


def test_another_kind_of_key_did_not_sign() -> None:
    key, _, _ = made("p256")
    _, algorithm, signature = made("rsa")
    assert check(key, algorithm, signature, DATA) is Verdict.WRONG


def test_an_unknown_algorithm_is_neither_right_nor_wrong() -> None:
    key, _, signature = made("p256")
    algorithm = read_algorithm(algos.SignedDigestAlgorithm({"algorithm": "1.2.3.4"}))
    assert algorithm.words == "1.2.3.4"
    assert check(key, algorithm, signature, DATA) is Verdict.ALGORITHM_UNKNOWN
    assert check(key, SignatureAlgorithm("ecdsa", "md5"), signature, DATA) is Verdict.ALGORITHM_UNKNOWN
    assert "md5" not in HASHES


def test_an_algorithm_that_names_no_hash_takes_the_signers() -> None:
    key, _, signature = made("rsa")
    bare = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15", "parameters": core.Null()})
    assert check(key, read_algorithm(bare, "sha256"), signature, DATA) is Verdict.RIGHT
    assert check(key, read_algorithm(bare), signature, DATA) is Verdict.ALGORITHM_UNKNOWN


@given(signature=st.binary(max_size=160), name=st.sampled_from(["rsa", "rsa-pss", "p256", "brainpool224"]))
def test_no_bytes_are_a_signature_by_chance(signature: bytes, name: str) -> None:
    key, algorithm, _ = _REMEMBERED[name]
    assert check(key, algorithm, signature, DATA) is Verdict.WRONG
    if algorithm.kind == "ecdsa":
        assert check(key, SignatureAlgorithm("ecdsa-plain", algorithm.hash), signature, DATA) is Verdict.WRONG


_REMEMBERED = {name: made(name) for name in ("rsa", "rsa-pss", "p256", "brainpool224")}
