"""Keys from a seed: the same seed signs alike, another seed is another key, and each signs as its algorithm says."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from limen.documents.pki.curves import curves
from limen.specimens.signing import ALGORITHMS, Key, written_out


@pytest.mark.parametrize("name", ALGORITHMS)
def test_the_same_seed_is_the_same_key(name: str) -> None:
    first, again, other = (Key(ALGORITHMS[name], seed) for seed in ("a", "a", "b"))
    assert first.public().dump() == again.public().dump() != other.public().dump()
    if name != "rsa-pss":  # its salt is chance
        assert first.sign(b"x") == again.sign(b"x") != first.sign(b"y")


@pytest.mark.parametrize("name", ["rsa", "rsa-pss", "p256", "p384", "p521", "brainpool256", "brainpool512"])
def test_others_verify_what_it_signs(name: str) -> None:
    key = Key(ALGORITHMS[name], "a")
    public = load_der_public_key(key.public().dump())
    hash = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[key.algorithm.hash]
    if isinstance(public, rsa.RSAPublicKey):
        assert public.key_size == 2048
        pss = padding.PSS(padding.MGF1(hash), hash.digest_size)
        public.verify(key.sign(b"x"), b"x", pss if name == "rsa-pss" else padding.PKCS1v15(), hash)
    else:
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(key.sign(b"x"), b"x", ec.ECDSA(hash))


def test_a_curve_written_out_holds_every_number() -> None:
    curve = curves()["brainpoolP320r1"]
    form, domain = written_out(curve)
    assert form == "specified"
    assert (domain["order"].native, domain["cofactor"].native) == (curve.n, 1)
    assert int.from_bytes(bytes(domain["curve"]["a"]), "big") == curve.a
