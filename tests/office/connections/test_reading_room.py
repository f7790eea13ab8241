"""The reading room: a picture in, plain values and pictures made anew out, and nothing else whatever is sent."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from datetime import date
from typing import Any

import numpy as np
import pytest
from PIL import Image

from limen import specimens
from limen.office.connections import reading_room
from limen.office.connections.reading_room import ReadingRoomError
from limen.specimens.personalising import picture_of
from limen.specimens.photographs import photograph
from limen.specimens.seals import SealOffice, symbol
from limen.vocabulary.evidence import Outcome

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


def live(key: str = "", size: tuple[int, int] = (413, 531)) -> bytes:
    told, holder = io.BytesIO(), specimens.traveller(key) if key else PAPER.holder
    exif = Image.Exif()
    exif[0x010E] = "where the camera stands"
    drawn = Image.open(io.BytesIO(picture_of(holder, ON, "jpeg"))).resize(size)
    drawn.save(told, "JPEG", exif=exif, quality=90)
    return told.getvalue()


def test_two_faces_are_compared_and_the_live_picture_is_made_anew() -> None:
    sent = live()
    found = reading_room.compare_faces(sent, picture_of(PAPER.holder, ON), against="chip", drawn=True)
    assert (found.findings[0].code, found.findings[0].outcome) == ("portrait.likeness", Outcome.PASSED)
    assert found.findings[0].params["score"] >= found.findings[0].params["threshold"]  # type: ignore[operator]  # numbers
    assert [one["picture"] for one in found.findings[0].evidence["pictures"]] == ["chip", "live"]
    assert {finding.params.get("picture") for finding in found.findings[1:-1]} == {"chip", "live"}
    assert set(found.pictures) == {"live"}
    assert b"where the camera stands" not in found.pictures["live"]


def test_drawings_are_told_apart_only_where_a_post_practises() -> None:
    portrait = picture_of(PAPER.holder, ON)
    practised = reading_room.compare_faces(live(), portrait, against="chip", drawn=True).findings[0]
    assert "drawn specimens only" in str(practised.params["provider"])
    earnest = reading_room.compare_faces(live(), portrait, against="chip").findings[0]
    assert "drawn" not in str(earnest.params)


def test_the_portrait_found_on_a_page_is_cut_out() -> None:
    found = reading_room.compare_faces(live(), picture_of(PAPER.holder, ON, "jpeg"), against="page", drawn=True)
    assert set(found.pictures) == {"live", "printed"}
    shades = np.full((400, 600, 3), 90, np.uint8)
    shades[100:200, 300:400] = 200
    cut = Image.open(io.BytesIO(base64.b64decode(reading_room._cut_out(shades, (500, 250, 667, 500)))))
    assert (cut.width, cut.height) == (190, 190)  # the box and 45 of 100 on each side


@pytest.mark.parametrize(
    "sent", [b"", b"MZ\x90", b"\xff\xd8\xff" + bytes(300), b"%PDF-1.7 nothing", b"\x89PNG\r\n\x1a\n" + bytes(60)]
)
def test_a_live_picture_that_is_none_is_one_clear_error(sent: bytes) -> None:
    portrait = picture_of(PAPER.holder, ON)
    for ask in (reading_room.show_live, lambda data: reading_room.compare_faces(data, portrait, against="chip")):
        with pytest.raises(ReadingRoomError, match="Take it again"):
            ask(sent)


def test_a_portrait_that_is_none_is_a_finding_of_its_own() -> None:
    found = reading_room.compare_faces(live(), b"no picture", against="chip", drawn=True)
    assert found.findings[0].outcome is Outcome.NOT_DONE
    assert set(found.pictures) == {"live"}


def test_numbers_that_are_none_are_kept_as_words() -> None:
    row = {"code": "portrait.likeness", "outcome": "unsure", "clause": "", "evidence": {},
           "params": {"score": float("nan"), "threshold": 0.5}}  # fmt: skip
    answer = io.BytesIO(json.dumps({"findings": [row]}).encode())
    (finding,) = reading_room._understood(answer, 0).findings
    assert finding.params == {"score": "nan", "threshold": 0.5}


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
