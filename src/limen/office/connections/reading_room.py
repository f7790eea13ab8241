"""Outside pictures are opened in a room of their own: a child process that may use so much and no more.

A decoder is a large program and a picture from outside may be made to break it. So no picture is decoded in the office:
it goes, as bytes and without a shell, to a child that has no secrets, opens no file of ours, writes nothing but its
answer and ends by itself; what comes back is a picture made anew and plain values, checked again before they are used.
The child's own bounds are of the operating system: memory, processor time, size of the answer. One that breaks, is slow
or answers nonsense is one clear error; nothing else happens.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any, BinaryIO

from limen.vocabulary.evidence import N_, Finding, Outcome

MOST_BYTES = 24 << 20  # of what is handed in
SECONDS = 90  # on the wall: a loaded machine is slower than its processor
FACE_SECONDS = 40  # somebody stands before the officer
_CPU_SECONDS = 45
_MEMORY = 4 << 30  # address space: the readers map their models, and use a tenth of it
_ANSWER = 24 << 20
_MOST_PICTURE = 6 << 20
_MOST_FINDINGS = 80
_AT_ONCE = threading.BoundedSemaphore(2)
_LONGEST_SIDE = 1800
_PORTRAIT_SIDE = 700
_LIVE_SIDE = 1200
_LIBRARY_SIDE = 1600  # a passport page at 320 to the inch
_MANY, _MANY_BYTES = 16, 6 << 20  # pictures of a library that one child is given
_AROUND = 0.45  # of a face's box: how much of what is around it is shown with it
_MEDIA = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_MAGIC = {"jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}


class ReadingRoomError(Exception):
    """The bytes could not be looked at: what happened, why, what to do, as a template with what fills it."""

    def __init__(self, template: str, /, **params: str | int | float) -> None:
        super().__init__(template.format_map(params) if params else template)
        self.template, self.params = template, params


@dataclass(frozen=True, slots=True)
class Looked:
    """What came back from the room: findings, plain values, and pictures made anew by role."""

    findings: tuple[Finding, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def media_of(picture: bytes) -> str:
    """The media type of a picture that the room made; empty for anything else."""
    return next((media for magic, media in _MEDIA.items() if picture.startswith(magic)), "")


def read_page(data: bytes, on: date) -> Looked:
    """Look at a picture or PDF of a page: its lines with every doubt, its quality, the page and the strip made anew.

    Raises ReadingRoomError for what is no picture, or more than may be opened.
    """
    return _send("page", data, on.isoformat())


def show_portrait(data: bytes) -> bytes:
    """A portrait out of a chip or a seal as a picture to be shown, made anew. Raises ReadingRoomError."""
    return _send("portrait", data).pictures["portrait"]


def read_barcodes(data: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """The contents of every barcode on a picture, and the picture made anew. Raises ReadingRoomError."""
    found = _send("barcodes", data)
    return tuple(base64.b64decode(str(one)) for one in found.fields.get("contents", ())), found.pictures["page"]


def make_anew(pictures: Sequence[bytes]) -> list[tuple[bytes, int] | None]:
    """Pictures of a library made anew, each with the pixels it had; None for one that is no whole JPEG or PNG.

    Many go in at once. Raises ReadingRoomError where a child ends without an answer; which of its pictures did that
    nobody can say.
    """
    return [made for some in _together(pictures) for made in _anew(some)]


def _together(pictures: Sequence[bytes]) -> Iterator[list[bytes]]:
    """So many pictures as one child is given, by their number and their size."""
    some: list[bytes] = []
    for picture in pictures:
        if some and (len(some) == _MANY or sum(map(len, some)) + len(picture) > _MANY_BYTES):
            yield some
            some = []
        some.append(picture)
    if some:
        yield some


def _anew(some: Sequence[bytes]) -> list[tuple[bytes, int] | None]:
    found = _send("library", b"".join(len(one).to_bytes(4, "big") + one for one in some))
    pixels = found.fields.get("pixels")
    if not isinstance(pixels, list) or len(pixels) != len(some) or not all(type(one) is int for one in pixels):
        raise ReadingRoomError(
            N_("The picture could not be opened safely: the answer of the program that looks at it is none.")
        )
    return [(found.pictures[str(at)], count) if str(at) in found.pictures else None for at, count in enumerate(pixels)]


def show_live(data: bytes) -> bytes:
    """A picture of a traveller's face as one to be shown, upright and made anew. Raises ReadingRoomError."""
    return _send("live", data).pictures["live"]


def compare_faces(live: bytes, portrait: bytes, *, against: str, drawn: bool = False) -> Looked:
    """Compare a live picture with the portrait of a document, named `against`: its findings, both pictures made anew.

    Of a page the portrait that was found on it is cut out, as `printed`. Where only a post practises, portraits that
    are `drawn` are compared as drawings. Raises ReadingRoomError where the live picture is none, and where whatever
    compares them ends without an answer.
    """
    both = len(live).to_bytes(4, "big") + live + portrait
    return _send("faces", both, against, "drawn" if drawn else "", seconds=FACE_SECONDS)


# -- the office's side ------------------------------------------------------------------------------------------------


def _send(task: str, data: bytes, *arguments: str, seconds: float | None = None) -> Looked:
    seconds = SECONDS if seconds is None else seconds
    if len(data) > MOST_BYTES:
        raise ReadingRoomError(
            N_("The file has {size} MB, more than {most} MB: take the picture smaller."),
            size=len(data) >> 20, most=MOST_BYTES >> 20,
        )  # fmt: skip
    command = [sys.executable, "-I", "-m", __name__, task, *arguments]
    bare = {"PATH": os.defpath, "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"}
    with _AT_ONCE, tempfile.TemporaryFile() as answer:
        try:
            ended = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell, nothing of the outside
                command, input=data, stdout=answer, stderr=subprocess.DEVNULL, env=bare, cwd="/", timeout=seconds,
                start_new_session=True, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise ReadingRoomError(
                N_("The picture was not read within {seconds} seconds: take it smaller, or try again."),
                seconds=int(seconds),
            ) from error
        return _understood(answer, ended.returncode)


def _understood(answer: BinaryIO, code: int) -> Looked:
    answer.seek(0)
    try:
        given = json.loads(answer.read(_ANSWER)) if code == 0 else None
        if isinstance(given, dict) and "refused" in given:
            raise ReadingRoomError(str(given["refused"])[:400], **_params(given.get("params", {})))
        if not isinstance(given, dict):
            raise ReadingRoomError(
                N_("The picture could not be opened safely: the program that looks at it ended. Take it again.")
            )
        return Looked(
            tuple(_finding(row) for row in list(given.get("findings", ()))[:_MOST_FINDINGS]),
            dict(given.get("fields", {})),
            {str(role): _picture(text) for role, text in dict(given.get("pictures", {})).items()},
        )
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError) as error:
        raise ReadingRoomError(
            N_("The picture could not be opened safely: the answer of the program that looks at it is none.")
        ) from error


def _params(given: Any) -> dict[str, str | int | float]:
    return {
        str(name)[:40]: value if isinstance(value, int | float) and isfinite(value) else str(value)[:400]
        for name, value in dict(given).items()
    }


def _finding(row: Mapping[str, Any]) -> Finding:
    return Finding(
        str(row["code"])[:80], Outcome(row["outcome"]), _params(row["params"]), str(row["clause"])[:80],
        dict(row["evidence"]),
    )  # fmt: skip


def _picture(text: str) -> bytes:
    picture = base64.b64decode(text, validate=True)
    if len(picture) > _MOST_PICTURE or not media_of(picture):
        raise binascii.Error("no picture that the room makes")
    return picture


# -- the child's side -------------------------------------------------------------------------------------------------


def _bound() -> None:
    import resource

    for what, most in (
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, _CPU_SECONDS), (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_FSIZE, _ANSWER), (resource.RLIMIT_NOFILE, 128),
    ):  # fmt: skip
        with contextlib.suppress(ValueError):  # a machine may allow less already
            resource.setrlimit(what, (most, most))


def _look_at_page(data: bytes, on: str) -> dict[str, Any]:
    from limen.documents.image import look, open_page

    page = open_page(data)
    found = look(page, on=date.fromisoformat(on))
    pictures = {"page": _made_anew(page.pixels, _LONGEST_SIDE)}
    if found.strip is not None:
        pictures["strip"] = _stacked(found.strip.rows)
    return {
        "findings": [finding.to_json() for finding in found.findings],
        "fields": {
            "mrz": list(found.lines),
            "certain": found.accepted,
            "doubts": [doubt.to_json() for doubt in found.doubts],
            "printed": [text.to_json() for text in found.printed][:200],
            "size": list(found.size),
            "pages": found.pages,
            "page_type": found.page_type,
        },
        "pictures": pictures,
    }


def _made_anew(pixels: Any, longest: int) -> str:
    """A picture of these pixels and nothing else: no metadata, no second picture, no bytes of the sender's."""
    import io

    from PIL import Image

    picture, kept = Image.fromarray(pixels).convert("RGB"), io.BytesIO()
    picture.thumbnail((longest, longest))
    picture.save(kept, "JPEG", quality=86)
    return base64.b64encode(kept.getvalue()).decode()


def _stacked(rows: tuple[bytes, ...]) -> str:
    """The lines of the strip, one under the other."""
    import io

    from PIL import Image

    lines = [Image.open(io.BytesIO(row)).convert("L") for row in rows]
    sheet = Image.new("L", (max(line.width for line in lines), sum(line.height + 6 for line in lines)), 255)
    top = 0
    for line in lines:
        sheet.paste(line, (0, top))
        top += line.height + 6
    kept = io.BytesIO()
    sheet.save(kept, "PNG")
    return base64.b64encode(kept.getvalue()).decode()


def _show_portrait(data: bytes) -> dict[str, Any]:
    import numpy as np

    from limen.documents.chip import Picture

    opened = Picture("face", data).opened()
    return {"pictures": {"portrait": _made_anew(np.asarray(opened.convert("RGB")), _PORTRAIT_SIDE)}}


def _read_barcodes(data: bytes) -> dict[str, Any]:
    from PIL import Image

    from limen.documents.barcodes import read_symbols
    from limen.documents.image import open_page

    page = open_page(data)
    found = read_symbols(Image.fromarray(page.pixels))
    contents = [base64.b64encode(one.content).decode() for one in found[:8]]
    return {"fields": {"contents": contents}, "pictures": {"page": _made_anew(page.pixels, _LONGEST_SIDE)}}


def _library(data: bytes) -> dict[str, Any]:
    from limen.documents.image import ImageError

    pictures: dict[str, str] = {}
    pixels: list[int] = []
    while data:
        size = int.from_bytes(data[:4], "big")
        one, data = data[4 : 4 + size], data[4 + size :]
        try:
            pictures[str(len(pixels))], count = _of_library(one)
        except ImageError:
            count = 0
        pixels.append(count)
    return {"fields": {"pixels": pixels}, "pictures": pictures}


def _of_library(data: bytes) -> tuple[str, int]:
    """A picture of a library as it is kept: nothing but pixels comes through. Raises ImageError."""
    import io

    from PIL import Image

    from limen.documents.image import ImageError, open_page

    page = open_page(data)
    if page.kind not in ("PNG", "JPEG"):
        raise ImageError("a library holds no {kind}", kind=page.kind)
    image, kept = Image.fromarray(page.pixels), io.BytesIO()
    if max(image.size) > _LIBRARY_SIDE:
        image.thumbnail((_LIBRARY_SIDE, _LIBRARY_SIDE), Image.Resampling.LANCZOS)
    image.save(kept, page.kind, **({"optimize": True} if page.kind == "PNG" else {"quality": 88}))
    return base64.b64encode(kept.getvalue()).decode(), page.width * page.height


def _show_live(data: bytes) -> dict[str, Any]:
    from limen.documents.portrait.picture import open_picture

    return {"pictures": {"live": _made_anew(open_picture(data).pixels, _LIVE_SIDE)}}


def _compare_faces(data: bytes, against: str, drawn: str) -> dict[str, Any]:
    from limen.documents.portrait import examine
    from limen.documents.portrait.picture import open_picture

    ends = 4 + int.from_bytes(data[:4], "big")
    live, portrait = data[4:ends], data[ends:]
    pictures = _show_live(live)["pictures"]  # first: what is no picture is taken again, and nothing is compared
    found = examine(portrait, live, _provider(portrait) if drawn else None, names=(against, "live"))
    seen = found.seen[0]
    if against == "page" and seen is not None:
        pictures["printed"] = _cut_out(open_picture(portrait).pixels, seen.box)
    return {"findings": [finding.to_json() for finding in found.findings], "pictures": pictures}


def _provider(portrait: bytes) -> Any:
    """What tells drawings apart, where the portrait is one of ours; None, which is whatever is installed, where not."""
    from limen.documents.portrait.picture import PortraitError, open_picture
    from limen.specimens.likeness import DrawnFaces

    with contextlib.suppress(PortraitError):
        if DrawnFaces().find(open_picture(portrait).pixels):
            return DrawnFaces()
    return None


def _cut_out(pixels: Any, box: tuple[int, int, int, int]) -> str:
    """What a box in thousandths of a picture holds, with some of what is around it."""
    high, wide = pixels.shape[:2]
    left, top, right, bottom = (part * side // 1000 for part, side in zip(box, (wide, high, wide, high), strict=True))
    along, down = round((right - left) * _AROUND), round((bottom - top) * _AROUND)
    cut = pixels[max(0, top - down) : bottom + down, max(0, left - along) : right + along]
    return _made_anew(cut, _PORTRAIT_SIDE)


_TASKS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "page": _look_at_page, "portrait": _show_portrait, "barcodes": _read_barcodes, "live": _show_live,
    "library": _library,
    "faces": _compare_faces,
}  # fmt: skip


def _serve(task: str, *arguments: str) -> int:
    """One task in this process, which then ends."""
    _bound()
    from limen.documents.barcodes import BarcodeError
    from limen.documents.chip import PictureError
    from limen.documents.image import ImageError
    from limen.documents.image.errors import MissingPartError
    from limen.documents.portrait.picture import PortraitError

    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        answer = _TASKS[task](data, *arguments)
    except ImageError as error:
        answer = {"refused": getattr(error, "template", str(error)), "params": dict(getattr(error, "params", {}))}
    except MissingPartError as error:
        answer = {"refused": N_("{package} is not installed here, which such a file needs: give a JPEG or a PNG."),
                  "params": {"package": error.package}}  # fmt: skip
    except PortraitError:
        answer = {"refused": N_("The picture of the traveller cannot be used: it is no whole JPEG or PNG, or too "
                                "large, or too small to show a face. Take it again.")}  # fmt: skip
    except (PictureError, BarcodeError) as error:
        answer = {"refused": "{why}", "params": {"why": str(error)}}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(_serve(*sys.argv[1:]))
