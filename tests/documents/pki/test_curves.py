"""A curve written out is a known curve in every number, or none."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from limen.documents.pki.curves import Curve, by_oid, curves, identify

ALL = list(curves().values())


def encoded(curve: Curve) -> bytes:
    return b"\x04" + curve.x.to_bytes(curve.size, "big") + curve.y.to_bytes(curve.size, "big")


def identified(curve: Curve, **changes: Any) -> Any:
    numbers = {"p": curve.p, "a": curve.a, "b": curve.b, "n": curve.n, "generator": encoded(curve), "cofactor": 1}
    return identify(**{**numbers, **changes})


@pytest.mark.parametrize("curve", ALL, ids=lambda curve: curve.name)
def test_a_known_curve_is_found_by_its_numbers_and_its_name(curve: Curve) -> None:
    assert identified(curve).curve is curve
    assert identified(curve, cofactor=None).curve is curve
    assert identified(curve, a=curve.a - curve.p).curve is curve
    assert by_oid(curve.oid) is curve
    assert (curve.y * curve.y - curve.x**3 - curve.a * curve.x - curve.b) % curve.p == 0


@pytest.mark.parametrize("curve", [one for one in ALL if one.fast], ids=lambda curve: curve.name)
def test_both_packages_mean_the_same_curve(curve: Curve) -> None:
    assert curve.fast is not None
    numbers = ec.derive_private_key(1, curve.fast()).public_key().public_numbers()
    assert (numbers.x, numbers.y) == (curve.x, curve.y)


@pytest.mark.parametrize("curve", ALL, ids=lambda curve: curve.name)
def test_every_way_to_write_the_generator_is_read(curve: Curve) -> None:
    odd, whole = curve.y & 1, encoded(curve)
    assert identified(curve, generator=bytes((2 | odd,)) + whole[1 : 1 + curve.size]).curve is curve
    assert identified(curve, generator=bytes((6 | odd,)) + whole[1:]).curve is curve
    assert identified(curve, generator=bytes((3 - odd,)) + whole[1 : 1 + curve.size]).imitates == curve.name


@pytest.mark.parametrize("curve", ALL, ids=lambda curve: curve.name)
def test_another_generator_order_or_cofactor_is_an_imitation(curve: Curve) -> None:
    minus = b"\x04" + curve.x.to_bytes(curve.size, "big") + (curve.p - curve.y).to_bytes(curve.size, "big")
    for changes in ({"generator": minus}, {"generator": b""}, {"n": curve.n + 2}, {"cofactor": 4}):
        found = identified(curve, **changes)
        assert (found.curve, found.imitates) == (None, curve.name)


@pytest.mark.parametrize("curve", ALL, ids=lambda curve: curve.name)
def test_other_coefficients_or_another_field_are_no_curve(curve: Curve) -> None:
    for changes in ({"a": curve.a + 1}, {"b": curve.b + 1}, {"p": curve.p + 2}, {"p": 0}):
        found = identified(curve, **changes)
        assert (found.curve, found.imitates) == (None, "")
