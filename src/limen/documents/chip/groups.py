"""The data groups (Doc 9303-10 4.7): what each says, as text, dates and pictures; never an exception.

DG3 and DG4, fingerprints and irises, are no business of this program: they are neither read nor parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from limen.documents.chip.errors import UnsupportedError
from limen.documents.chip.faces import read_faces
from limen.documents.chip.pictures import Picture
from limen.documents.chip.security_infos import PublicKey, SecurityInfos, read_key, read_security_infos
from limen.documents.chip.tlv import Tlv, TlvError, items, tlv, whole
from limen.vocabulary.dates import DateError, PartialDate

# Doc 9303-10 table 36: the tag of each file.
TAGS: Mapping[str, int] = MappingProxyType(
    {
        "COM": 0x60, "SOD": 0x77, "CardAccess": 0x31, "CardSecurity": 0x30,
        "DG1": 0x61, "DG2": 0x75, "DG3": 0x63, "DG4": 0x76, "DG5": 0x65, "DG6": 0x66, "DG7": 0x67, "DG8": 0x68,
        "DG9": 0x69, "DG10": 0x6A, "DG11": 0x6B, "DG12": 0x6C, "DG13": 0x6D, "DG14": 0x6E, "DG15": 0x6F, "DG16": 0x70,
    }
)  # fmt: skip
NEVER_READ = ("DG3", "DG4")
GROUPS = tuple(name for name in TAGS if name.startswith("DG") and name not in NEVER_READ)

Value = str | PartialDate | tuple[str, ...]
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TEXT_BOUND = 4096


@dataclass(frozen=True, slots=True)
class Group:
    """What one file says: `fields` by name, pictures, keys; `flaws` what is not written as the standard has it."""

    name: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    security: SecurityInfos | None = None
    key: PublicKey | None = None
    flaws: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether everything in it could be read."""
        return not self.flaws


def parse(name: str, data: bytes) -> Group:
    """Read one file. What is broken is a flaw, and what could be read beside it is kept."""
    made = _Made(name)
    reader = _READERS.get(name)
    try:
        content = whole(data, TAGS[name]) if name in TAGS else data
        if reader is not None:
            reader(content, made)
    except TlvError as error:
        made.flaws.append(str(error))
    return Group(name, made.fields, tuple(made.pictures), made.security, made.key, tuple(made.flaws))


class _Made:
    """A group while it is read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fields: dict[str, Value] = {}
        self.pictures: list[Picture] = []
        self.security: SecurityInfos | None = None
        self.key: PublicKey | None = None
        self.flaws: list[str] = []

    def text(self, name: str, value: bytes) -> None:
        """Keep a text; chips of the first years write Latin-1."""
        value = value[:_TEXT_BOUND]
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            text = value.decode("latin-1")
            self.flaws.append(f"{name} is not UTF-8")
        self.fields[name] = "".join(one if one.isprintable() else " " for one in text).strip()

    def names(self, name: str, value: bytes) -> None:
        """Keep a list of texts divided by `<`: a place or an address in its parts."""
        self.text(name, value)
        whole_text = self.fields[name]
        if isinstance(whole_text, str) and "<" in whole_text and name != "name":
            self.fields[name] = tuple(part.strip() for part in whole_text.split("<") if part.strip())

    def day(self, name: str, value: bytes) -> None:
        """Keep a date: eight digits, or packed ones (four octets; seven with the time)."""
        text = value.hex() if len(value) in (4, 7) else value[:_TEXT_BOUND].decode("latin-1")
        found = _DAY.match(text)
        whole_day = found is not None and (name == "personalised" or len(text) == 8)
        try:
            year, month, day = (int(part) for part in found.groups()) if found and whole_day else (0, 0, 0)
            self.fields[name] = PartialDate(year, month, day if month else 0)
        except DateError:
            self.flaws.append(f"{name} is no date")
            self.text(name, text.encode("latin-1"))


def _com(content: bytes, made: _Made) -> None:
    for item in items(content):
        if item.tag == 0x5F01:
            made.text("lds_version", item.value)
        elif item.tag == 0x5F36:
            made.text("unicode_version", item.value)
        elif item.tag == 0x5C:
            listed = {tag: name for name, tag in TAGS.items()}
            made.fields["groups"] = tuple(listed.get(tag, f"{tag:02X}") for tag in item.value[:64])


def _mrz(content: bytes, made: _Made) -> None:
    zone = next((item.value for item in items(content) if item.tag == 0x5F1F), None)
    if zone is None:
        raise TlvError("DG1 without an MRZ")
    text = zone[:_TEXT_BOUND].decode("latin-1").replace("\n", "").replace("\r", "")
    width = {90: 30, 72: 36, 88: 44}.get(len(text))
    if width is None:
        made.flaws.append(f"an MRZ of {len(text)} characters")
        made.text("mrz", zone)
        return
    made.fields["mrz"] = tuple(text[at : at + width] for at in range(0, len(text), width))


def _faces(content: bytes, made: _Made) -> None:
    made.pictures += read_faces(content)


def _images(content: bytes, made: _Made) -> None:
    shows, tag = {"DG5": ("displayed", 0x5F40), "DG7": ("signature", 0x5F43)}[made.name]
    made.pictures += [Picture(shows, item.value) for item in items(content) if item.tag == tag][:16]
    if not made.pictures:
        raise TlvError(f"{made.name} without a picture")


# Doc 9303-10 4.7.11 and 4.7.12: tag → name and kind.
_PERSONAL = {
    0x5F0E: ("name", "text"), 0x5F10: ("personal_number", "text"), 0x5F2B: ("birth", "day"),
    0x5F11: ("birth_place", "list"), 0x5F42: ("address", "list"), 0x5F12: ("telephone", "text"),
    0x5F13: ("profession", "text"), 0x5F14: ("title", "text"), 0x5F15: ("summary", "text"),
    0x5F16: ("citizenship", "picture"), 0x5F17: ("other_documents", "list"), 0x5F18: ("custody", "text"),
}  # fmt: skip
_DOCUMENT = {
    0x5F19: ("authority", "text"), 0x5F26: ("issued", "day"), 0x5F1B: ("endorsements", "text"),
    0x5F1C: ("exit_requirements", "text"), 0x5F1D: ("front", "picture"), 0x5F1E: ("rear", "picture"),
    0x5F55: ("personalised", "day"), 0x5F56: ("personalisation_system", "text"),
}  # fmt: skip
_PERSON_TO_NOTIFY = {
    0x5F50: ("recorded", "day"), 0x5F51: ("name", "text"), 0x5F52: ("telephone", "text"), 0x5F53: ("address", "text"),
}  # fmt: skip


def _details(content: bytes, made: _Made) -> None:
    table = _PERSONAL if made.name == "DG11" else _DOCUMENT
    others = {"DG11": ("other_names", 0x5F0F), "DG12": ("other_persons", 0x5F1A)}[made.name]
    for item in items(content):
        if item.tag == 0xA0:
            inner = [one for one in item.items() if one.tag == others[1]]
            made.fields[others[0]] = tuple(one.value[:_TEXT_BOUND].decode("utf-8", "replace") for one in inner[:64])
        elif item.tag in table:
            _keep(item, *table[item.tag], made)


def _keep(item: Tlv, name: str, kind: str, made: _Made) -> None:
    if kind == "picture":
        made.pictures.append(Picture(name, item.value))
    else:
        {"text": made.text, "day": made.day, "list": made.names}[kind](name, item.value)


def _notify(content: bytes, made: _Made) -> None:
    persons = [item for item in items(content) if 0xA1 <= item.tag <= 0xAF]
    for number, person in enumerate(persons, 1):
        for item in person.items():
            if item.tag in _PERSON_TO_NOTIFY:
                name, kind = _PERSON_TO_NOTIFY[item.tag]
                _keep(item, f"person_{number}_{name}", kind, made)


def _security(content: bytes, made: _Made) -> None:
    # EF.CardAccess is the SET itself, so its tag was taken off; DG14 holds it.
    made.security = read_security_infos(content if made.name == "DG14" else tlv(TAGS["CardAccess"], content))


def _public_key(content: bytes, made: _Made) -> None:
    try:
        made.key = read_key(content)
    except UnsupportedError as error:
        made.flaws.append(f"a key that may not be used: {error}")


_READERS: Mapping[str, Callable[[bytes, _Made], None]] = MappingProxyType(
    {
        "COM": _com, "DG1": _mrz, "DG2": _faces, "DG5": _images, "DG7": _images, "DG11": _details, "DG12": _details,
        "DG14": _security, "DG15": _public_key, "DG16": _notify, "CardAccess": _security,
    }
)  # fmt: skip
