"""Licences of North America: every version's header, both orders of dates, offsets that are wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.documents.barcodes import BarcodeError, is_licence, read_licence, read_symbols, write_licence
from limen.documents.barcodes.licence import LONGEST, issuers
from limen.documents.barcodes.words import WORDS
from limen.specimens.seals import symbol
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex

ON = date(2026, 11, 22)
EDDA = {
    "DCA": "C", "DBA": "01312030", "DCS": "LIMENSDOTTIR", "DAC": "EDDA", "DAD": "MARGRET", "DBD": "02152022",
    "DBB": "01311990", "DBC": "2", "DAG": "17 BRIDGE STREET", "DAI": "LINTELBURY", "DAJ": "CA", "DAK": "900010000",
    "DAQ": "L33018872", "DCF": "0017", "DCG": "USA", "DDE": "N", "DDF": "N", "DDG": "N",
}  # fmt: skip


def outcomes(source: bytes) -> dict[str, str]:
    return {finding.code: str(finding.outcome) for finding in read_licence(source, on=ON).findings}


@pytest.mark.parametrize("version", range(11))
def test_every_version_of_the_header_is_read(version: int) -> None:
    days = EDDA if version > 1 else EDDA | {"DBA": "20300131", "DBD": "20220215", "DBB": "19900131"}

    found = read_licence(write_licence(days, issuer="636014", version=version, state_version=3), on=ON)

    assert (found.version, found.state_version, found.kind) == (version, 3 if version > 1 else None, "DL")
    assert (found.issuer.name, found.issuer.country) == ("California", "USA")
    assert (found.number, found.surname, found.given) == ("L33018872", "LIMENSDOTTIR", "EDDA MARGRET")
    assert (found.birth, found.expiry, found.sex) == (PartialDate(1990, 1, 31), PartialDate(2030, 1, 31), Sex.FEMALE)
    assert found.address == ("17 BRIDGE STREET", "LINTELBURY CA 90001")
    assert not [finding for finding in found.findings if finding.outcome in ("failed", "unsure")]


def test_canada_writes_the_year_first() -> None:
    found = read_licence(
        write_licence(EDDA | {"DBB": "19900131", "DBA": "20300131", "DBD": "20220215", "DCG": "CAN"}, issuer="636012"),
        on=ON,
    )

    assert found.birth == PartialDate(1990, 1, 31) and found.issuer.name == "Ontario"


def test_an_ambiguous_day_follows_the_country() -> None:
    american = read_licence(write_licence(EDDA | {"DBB": "10112012"}, issuer="636014"), on=ON)

    assert american.birth == PartialDate(2012, 10, 11)


@pytest.mark.parametrize(
    ("elements", "surname", "given"),
    [
        ({"DAA": "LIMENSDOTTIR,EDDA,MARGRET"}, "LIMENSDOTTIR", "EDDA MARGRET"),
        ({"DAB": "LIMENSDOTTIR", "DAC": "EDDA"}, "LIMENSDOTTIR", "EDDA"),
        ({"DCS": "LIMENSDOTTIR", "DCT": "EDDA,MARGRET"}, "LIMENSDOTTIR", "EDDA MARGRET"),
        ({"DCS": "LIMENSDOTTIR", "DAC": "EDDA", "DAD": "NONE"}, "LIMENSDOTTIR", "EDDA"),
    ],
)
def test_names_of_every_version(elements: dict[str, str], surname: str, given: str) -> None:
    found = read_licence(write_licence(elements, issuer="636014"), on=ON)

    assert (found.surname, found.given) == (surname, given)


def test_offsets_that_are_wrong_are_told_and_got_over() -> None:
    sound = write_licence(EDDA, issuer="636014")

    shifted = sound.replace(b"DL0031", b"DL0027", 1)
    found = read_licence(shifted, on=ON)

    assert shifted != sound and found.number == "L33018872"
    assert outcomes(shifted)["licence.structure"] == "unsure"


def test_a_licence_that_ended_and_one_whose_days_are_out_of_order() -> None:
    assert outcomes(write_licence(EDDA | {"DBA": "01312026"}, issuer="636014"))["licence.expiry"] == "failed"
    assert outcomes(write_licence(EDDA | {"DBD": "01011980"}, issuer="636014"))["licence.days"] == "failed"
    assert outcomes(write_licence(EDDA | {"DBA": "99999999"}, issuer="999999"))["licence.day"] == "unsure"


@pytest.mark.parametrize("source", [b"", b"@", b"@\n\x1e\rANSI 63601", b"DLDAQ1", b"@" * (LONGEST + 1)])
def test_what_is_no_licence_is_refused(source: bytes) -> None:
    with pytest.raises(BarcodeError):
        read_licence(source, on=ON)


def test_a_licence_is_read_from_its_barcode_control_characters_and_all() -> None:
    made = write_licence(EDDA, issuer="636014")

    found = read_symbols(symbol(made, "PDF417", module=3))

    assert [one.content for one in found] == [made] and found[0].format == "PDF417"


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(EDDA)), st.text("ABCXYZ0123456789 ", min_size=1, max_size=20)))
def test_elements_are_read_as_they_were_written(elements: dict[str, str]) -> None:
    found = read_licence(write_licence(elements, issuer="636014"), on=ON)

    assert dict(found.elements) == {code: value.strip() for code, value in elements.items()}


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 60))
def test_any_bytes_are_a_licence_or_a_reason(data: bytes, at: int) -> None:
    sound = write_licence(EDDA, issuer="636014")
    try:
        read_licence(sound[:at] + data + sound[at:], on=ON).to_json()
    except BarcodeError as error:
        assert str(error)


def test_issuers_and_words_are_whole() -> None:
    assert len(issuers()) == 72 and {one.country for one in issuers().values()} == {"USA", "CAN", "MEX"}
    assert is_licence(write_licence(EDDA, issuer="636014").decode())
    for source in (write_licence(EDDA, issuer="636014"), write_licence({"DBB": "1"}, issuer="999999")):
        for finding in read_licence(source, on=ON).findings:
            assert f"{finding.code}.{finding.outcome}" in WORDS and "{" not in finding.reason(WORDS)
