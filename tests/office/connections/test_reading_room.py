"""The reading room: a picture in, plain values and pictures made anew out, and nothing else whatever is sent."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from PIL import Image

from limen import specimens
from limen.office.connections import reading_room
from limen.office.connections.reading_room import ReadingRoomError
from limen.specimens.personalising import picture_of
from limen.specimens.photographs import photograph
from limen.specimens.seals import SealOffice, symbol

ON = date(2026, 11, 22)
PAPER = specimens.story("clean-visitor", ON).papers[0]


def test_a_page_comes_back_as_lines_findings_and_pictures_made_anew() -> None:
    photo = photograph(PAPER)
    found = reading_room.read_page(photo, ON)
    assert found.fields["mrz"] == list(PAPER.lines)
    assert "image.strip" in {finding.code for finding in found.findings}
    assert {role: reading_room.media_of(one) for role, one in found.pictures.items()} == {
        "page": "image/jpeg", "strip": "image/png",
    }  # fmt: skip
    assert all(one not in photo for one in found.pictures.values())


def test_a_portrait_is_made_anew_without_anything_it_carried() -> None:
    told = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a secret of the camera"
    Image.open(io.BytesIO(picture_of(PAPER.holder, ON, "jpeg"))).save(told, "JPEG", exif=exif)
    assert b"a secret of the camera" in told.getvalue()
    shown = reading_room.show_portrait(told.getvalue())
    assert reading_room.media_of(shown) == "image/jpeg"
    assert b"a secret of the camera" not in shown


def test_barcodes_give_their_bytes() -> None:
    data = SealOffice().visa()
    contents, page = reading_room.read_barcodes(symbol(data))
    assert data in contents
    assert reading_room.media_of(page) == "image/jpeg"


@pytest.mark.parametrize(
    "sent", [b"", b"MZ\x90", b"\xff\xd8\xff" + bytes(300), b"\x89PNG\r\n\x1a\n" + bytes(60), b"%PDF-1.7 nothing"]
)
def test_what_cannot_be_opened_is_one_clear_error(sent: bytes) -> None:
    with pytest.raises(ReadingRoomError) as refused:
        reading_room.read_page(sent, ON)
    assert str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_more_than_is_read_is_refused_before_anything_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_room, "MOST_BYTES", 10)
    with pytest.raises(ReadingRoomError, match="smaller"):
        reading_room.read_page(bytes(11), ON)


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"[]", b"null", b"{", b'{"pictures": {"page": "AAAA"}}', b'{"findings": [{}]}',
        json.dumps({"pictures": {"page": "<svg onload=alert(1)>"}}).encode(), b'{"fields": 7}',
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_not_believed(answer: bytes) -> None:
    with pytest.raises(ReadingRoomError, match="could not be opened safely"):
        reading_room._understood(io.BytesIO(answer), 0)


def test_a_child_that_dies_is_one_clear_error() -> None:
    with pytest.raises(ReadingRoomError, match="ended"):
        reading_room._understood(io.BytesIO(b'{"fields": {}}'), -9)


def test_the_child_has_bounds_of_the_operating_system() -> None:
    told = (
        "import resource as r; from limen.office.connections import reading_room as room; room._bound();"
        "print([r.getrlimit(one)[0] for one in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_CORE)])"
    )
    ended: Any = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, text=True)
    assert json.loads(ended.stdout) == [
        reading_room._MEMORY, reading_room._CPU_SECONDS, reading_room._ANSWER, 0,
    ]  # fmt: skip
