"""The fictional library: sound, the same each time, and with alerts that fit travellers of the demo and nobody else."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image

from limen import specimens
from limen.documents.reference import Kind, Library, concerning
from limen.specimens.cast import EVERYBODY
from limen.specimens.library import library

ON = date(2026, 11, 22)


def alerts(key: str) -> list[str]:
    document = specimens.passport(of=EVERYBODY[key], on=ON)
    found = concerning(library(ON, pictures=False).entries, document, on=ON)
    return [one.entry.id for one in found if one.entry.kind is Kind.ALERT]


def test_it_is_a_library_with_its_pictures_and_the_same_each_time() -> None:
    whole = library(ON)
    assert Library.from_bytes(whole.to_bytes()) == whole
    assert library(ON).to_bytes() == whole.to_bytes()
    for entry in whole.entries:
        assert entry.pictures, entry.id
        for picture in entry.pictures:
            assert Image.open(io.BytesIO(picture.data)).format == "JPEG"
        assert {feature.picture for feature in entry.features if feature.picture} <= {one.id for one in entry.pictures}


@pytest.mark.parametrize(
    ("key", "expected"),
    [("bohdan", ["ukr-p-birth-year"]), ("gamze", ["tur-p-blanks"]), ("oksana", []), ("edda", []), ("jelena", [])],
)
def test_its_alerts_fit_the_stories_and_nobody_else(key: str, expected: list[str]) -> None:
    assert alerts(key) == expected


def test_there_are_two_alerts_a_forgery_and_genuine_pages() -> None:
    kinds = [entry.kind for entry in library(ON, pictures=False).entries]
    assert (kinds.count(Kind.ALERT), kinds.count(Kind.FORGERY)) == (2, 1)
    assert kinds.count(Kind.SPECIMEN) >= 4
