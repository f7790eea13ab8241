"""DG2 (Doc 9303-10 4.7.2): the portrait, in the old encoding of ISO/IEC 19794-5 and the new one of 39794-5."""

from __future__ import annotations

from collections.abc import Iterator

from limen.documents.chip.pictures import Picture
from limen.documents.chip.tlv import Tlv, TlvError, items

_MOST_FACES = 8
_GROUP_TEMPLATE, _TEMPLATE, _HEADER = 0x7F61, 0x7F60, 0xA1
_OLD_BLOCK, _NEW_BLOCK = 0x5F2E, 0x7F2E
_GENDERS = {0: "unspecified", 1: "male", 2: "female", 255: "unknown"}


def read_faces(content: bytes) -> tuple[Picture, ...]:
    """Every face of the content of DG2. Raises TlvError for what is no such group."""
    found: list[Picture] = []
    group = [item for item in items(content) if item.tag == _GROUP_TEMPLATE]
    if not group:
        raise TlvError("no biometric information group")
    for template in group[0].items():
        if template.tag == _TEMPLATE:
            found += _of_template(template)
        if len(found) > _MOST_FACES:
            raise TlvError(f"more than {_MOST_FACES} faces")
    if not found:
        raise TlvError("a group without a face")
    return tuple(found)


def _of_template(template: Tlv) -> Iterator[Picture]:
    for block in template.items():
        if block.tag == _OLD_BLOCK or (block.tag == _NEW_BLOCK and block.value[:3] == b"FAC"):
            yield from _old_faces(block.value)
        elif block.tag == _NEW_BLOCK:
            yield from _new_faces(block)


def _old_faces(record: bytes) -> Iterator[Picture]:
    """ISO/IEC 19794-5 5.3: a header of 14 octets, then for each face information, feature points, image."""
    if record[:4] != b"FAC\0" or len(record) < 14:
        raise TlvError("no facial record")
    count = int.from_bytes(record[12:14], "big")
    at = 14
    for _ in range(min(count, _MOST_FACES + 1)):
        size = int.from_bytes(record[at : at + 4], "big")
        face = record[at : at + size]
        if len(face) != size or size < 32:
            raise TlvError(f"a face of {size} octets where {len(record) - at} are left")
        points = int.from_bytes(face[4:6], "big")
        image = 20 + 8 * points
        if image + 12 > size:
            raise TlvError(f"{points} feature points in a face of {size} octets")
        width, height = (int.from_bytes(face[image + place : image + place + 2], "big") for place in (2, 4))
        notes: dict[str, str | int] = {
            "encoding": "ISO/IEC 19794-5",
            "points": points,
            "gender": _GENDERS.get(face[6], str(face[6])),
            "type": face[image],
            "quality": int.from_bytes(face[image + 10 : image + 12], "big"),
        }
        yield Picture("face", face[image + 12 :], (width, height), notes)
        at += size


def _new_faces(block: Tlv) -> Iterator[Picture]:
    """ISO/IEC 39794-5: FaceImageDataBlock [APPLICATION 5] {version [0], representations [1] {[0] id, [1] image …}}."""
    data = next((one for one in _within(block, 0xA1, 0x65)), None)
    if data is None:
        raise TlvError("no face image data block")
    version = data.first(0xA0) or b""
    year = next((int.from_bytes(one.value[:4], "big") for one in items(version) if one.tag == 0x81), 0)
    representations = data.first(0xA1)
    if representations is None:
        raise TlvError("a face image data block without a face")
    for representation in items(representations):
        for image in _within(representation, 0xA1, 0xA0, 0xA0):
            written = image.first(0x80)
            if written is not None:
                notes: dict[str, str | int] = {"encoding": "ISO/IEC 39794-5", "year": year}
                yield Picture("face", written, _new_size(representation), notes)


def _new_size(representation: Tlv) -> tuple[int, int] | None:
    """The image size block is optional: width [0] and height [1] in [7] of the image information."""
    for information in _within(representation, 0xA1, 0xA0, 0xA0, 0xA1):
        found = information.first(0xA7)
        if found is not None:
            sides = {one.tag: int.from_bytes(one.value[:4], "big") for one in items(found)}
            if 0x80 in sides and 0x81 in sides:
                return sides[0x80], sides[0x81]
    return None


def _within(outer: Tlv, *tags: int) -> Iterator[Tlv]:
    """The objects at the end of a way of tags."""
    level = [outer]
    for tag in tags:
        level = [inner for one in level for inner in one.items() if inner.tag == tag]
    yield from level
