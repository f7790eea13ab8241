"""Codes as documents print them, with the ISO code beside where there is one."""

import pytest

from limen.vocabulary.countries import SPECIMEN, codes, find, iso2_of, of_iso


def test_there_are_249_iso_entries_and_those_of_the_standard():
    ordinary = [find(code) for code in codes() if not find(code).special]
    assert len(ordinary) == 249
    assert len({country.iso2 for country in ordinary}) == len({country.iso3 for country in ordinary}) == 249
    assert len(codes()) == 278
    for country in ordinary:
        assert country.code == (country.iso3 if country.iso2 != "DE" else "D")
        assert country.name


@pytest.mark.parametrize(
    ("code", "iso2", "special"),
    [
        ("FRA", "FR", ""), ("D", "DE", ""), ("D<<", "DE", ""), ("gbr", "GB", ""), ("GBN", None, "british"),
        ("RKS", "XK", "operational"), ("EUE", "EU", "organisation"), ("UNO", "UN", "organisation"),
        ("UNK", None, "status"), ("XXA", None, "status"), ("XXB", None, "status"), ("XXX", None, "status"),
        ("XOM", None, "organisation"), ("IAO", None, "organisation"), ("NTZ", "NT", "withdrawn"),
        ("UTO", None, "specimen"),
    ],
)  # fmt: skip
def test_find(code, iso2, special):
    country = find(code)
    assert country is not None
    assert country.special == special
    assert iso2_of(code) == iso2


@pytest.mark.parametrize("code", ["", "ZZZ", "DEU", "DE", "<<<", "FR", "U T"])
def test_what_no_document_prints(code):
    assert find(code) is None
    assert iso2_of(code) is None


def test_of_iso():
    assert of_iso("DEU") is of_iso("de") is find("D")
    assert of_iso("UTO") is of_iso("UT") is None


def test_the_specimen_state_is_in_no_iso_list():
    utopia = find(SPECIMEN)
    assert (utopia.iso2, utopia.iso3) == ("", "")
    assert utopia.special == "specimen"
