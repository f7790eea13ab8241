"""VDS-NC: the canonical form of RFC 8785, and JSON that means two things is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.seal import SealError, canonical, read
from limen.documents.seal.vds_nc import read_vds_nc
from limen.vocabulary.dates import PartialDate

from .made import OFFICE, real

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "written"),
    [
        # RFC 8785, appendix B.
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"),
        (1.0e-7, "1e-7"),
        (0.000001, "0.000001"),
        (333333333.33333329, "333333333.3333333"),
        (4.5, "4.5"),
        (2e-3, "0.002"),
        (1e21, "1e+21"),
        (100.0, "100"),
        ("€$\u000f\nA'B\"\\\\\"/", '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ({"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7},
         '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\U0001f600":5,"\ufb33":3}'),
        ([56, {"d": True, "10": None, "1": []}], '[56,{"1":[],"10":null,"d":true}]'),
    ],
)  # fmt: skip
def test_the_canonical_form_is_that_of_the_rfc(value: object, written: str) -> None:
    assert canonical(value) == written


@settings(deadline=None)
@given(VALUES)
def test_the_canonical_form_means_the_same_and_is_its_own(value: object) -> None:
    written = canonical(value)
    again = json.loads(written)

    assert canonical(again) == written
    assert _near(again, value)


def _near(again: object, value: object) -> bool:
    """Equal, whole numbers of many digits apart, which the canonical form rounds."""
    if isinstance(value, dict):
        return isinstance(again, dict) and all(_near(again[name], value[name]) for name in value)
    if isinstance(value, list):
        return isinstance(again, list) and all(map(_near, again, value))
    if isinstance(value, float):
        return float(again) == value  # type: ignore[arg-type]  # a number, or the test fails
    return again == value


def test_the_fields_of_a_proof_are_named() -> None:
    seal = read(OFFICE.proof())

    assert (seal.document, seal.issuer, seal.version) == ("proof_of_vaccination", "UTO", 1)
    assert seal.value("birth") == PartialDate(1991, 4, 17)
    assert seal.value("passport_number") == "A01234567"
    assert seal.value("dose_number") == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"data":{},"sig":', "no JSON"),
        ('{"data":{"hdr":{}},"sig":{}}', "hdr and msg"),
        ('{"data":{"hdr":{"t":1,"t":2},"msg":{}},"sig":{}}', "twice"),
        ('{"data":{"hdr":{"v":NaN},"msg":{}},"sig":{}}', "no number"),
        ('{"data":{"hdr":{"v":1e999},"msg":{}},"sig":{}}', "no number"),
        ('{"data":' + '{"a":' * 20 + "1" + "}" * 20 + ',"sig":{}}', "nested"),
        ('{"sig":0,"data":' + "[" * 15_000 + "}", "nested"),
        ('{"data":"\\ud800","sig":{}}', "hdr and msg"),
        ('{"sig":1,"data":' + "1" * 17_000, "more than any barcode"),
    ],
)
def test_what_is_no_proof_is_refused_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(SealError, match=why):
        read_vds_nc(text)


def test_a_date_that_is_none_is_a_flaw_of_its_field() -> None:
    seal = read_vds_nc('{"data":{"hdr":{"is":"UTO","t":"icao.vacc","v":1},"msg":{"pid":{"dob":"soon"}}},"sig":{}}')

    assert [flaw.code for flaw in seal.flaws] == ["seal.field"]
    assert seal.value("birth") == "soon"


@settings(deadline=None)
@given(st.data())
def test_spoiled_proofs_are_proofs_or_a_reason(data: st.DataObject) -> None:
    text = OFFICE.proof()
    at = data.draw(st.integers(0, len(text)))
    spoiled = text[:at] + data.draw(st.text(max_size=4)) + text[at + data.draw(st.integers(0, 4)) :]
    try:
        read_vds_nc(spoiled).to_json()
    except SealError as error:
        assert str(error)


@pytest.mark.real_data
def test_the_published_proof_is_decoded_and_other_json_is_not() -> None:
    seal = read(real("vdsnc/validVDSJson.json"))

    assert seal.value("passport_number") == "PF0911009" and seal.value("name") == "CITIZEN  JANE CATHERINE"
    assert len([one for one in seal.every() if one.name == "date_of_vaccination"]) == 2
    with pytest.raises(SealError):
        read(real("vdsnc/nonVDSJson.json"))
