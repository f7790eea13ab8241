"""What the data groups say: those we write, those of a real reference passport, and broken ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents.chip import GROUPS, NEVER_READ, TAGS, parse
from limen.documents.chip.pictures import JPEG, JPEG2000
from limen.documents.chip.tlv import tlv
from limen.specimens import AMARA
from limen.specimens.chips import MODERN, chip_passport
from limen.specimens.personalising import face_group, picture_of
from limen.vocabulary.dates import PartialDate

ON = date(2026, 11, 22)
REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "documents"


def test_the_groups_we_write_are_read() -> None:
    issued = chip_passport(on=ON, recipe=MODERN)
    groups = {name: parse(name, data) for name, data in issued.made.files.items()}
    assert all(group.is_sound for group in groups.values())
    assert groups["COM"].fields["groups"] == ("DG1", "DG2", "DG11", "DG12", "DG14", "DG15")
    assert groups["COM"].fields["lds_version"] == "0107"
    assert groups["DG1"].fields["mrz"] == issued.document.mrz
    assert groups["DG11"].fields["name"] == f"{AMARA.surname}<<{AMARA.given}"
    assert groups["DG11"].fields["birth"] == AMARA.birth
    assert groups["DG11"].fields["birth_place"] == ("Limen", "NGA")
    assert groups["DG12"].fields["authority"] == "Office of Doors"
    assert isinstance(groups["DG12"].fields["issued"], PartialDate)
    security, key = groups["DG14"].security, groups["DG15"].key
    assert security is not None and key is not None
    assert [one.name for one in security.pace] == ["PACE-ECDH-GM-AES-CBC-CMAC-128, brainpoolP256r1"]
    assert [one.name for one in security.chip_protocols] == ["CA-ECDH-AES-CBC-CMAC-128"]
    assert security.signature_hash == "sha256"
    assert key.name == "secp256r1"


@pytest.mark.parametrize("encoding", ["19794", "39794"])
@pytest.mark.parametrize(("kind", "media"), [("jpeg", JPEG), ("jpeg2000", JPEG2000)])
def test_both_encodings_of_a_portrait_give_its_very_bytes(encoding: str, kind: str, media: str) -> None:
    picture = picture_of(AMARA, ON, kind)
    (face,) = parse("DG2", face_group(picture, encoding)).pictures
    assert face.data == picture
    assert (face.shows, face.media, face.size) == ("face", media, (413, 531))
    assert face.notes["encoding"] == f"ISO/IEC {encoding}-5"


def test_feature_points_and_a_second_face_are_passed_over() -> None:
    point = bytes(8)
    first = 4 + 16 + 2 * 8 + 12 + 5
    face = first.to_bytes(4, "big") + b"\0\x02" + b"\x01" + bytes(13) + point * 2 + b"\x01\x01" + bytes(10) + b"first"
    second = (4 + 16 + 12 + 6).to_bytes(4, "big") + bytes(16) + bytes(12) + b"second"
    record = b"FAC\x00010\x00" + bytes(4) + b"\0\x02" + face + second
    group = tlv(0x75, tlv(0x7F61, tlv(0x02, b"\x01"), tlv(0x7F60, tlv(0xA1), tlv(0x5F2E, record))))
    faces = parse("DG2", group).pictures
    assert [one.data for one in faces] == [b"first", b"second"]
    assert faces[0].notes["points"] == 2
    assert faces[0].notes["gender"] == "male"


def test_a_signature_a_displayed_portrait_and_persons_to_notify() -> None:
    assert parse("DG7", tlv(0x67, tlv(0x02, b"\x01"), tlv(0x5F43, b"\xff\xd8\xff"))).pictures[0].shows == "signature"
    assert parse("DG5", tlv(0x65, tlv(0x02, b"\x01"), tlv(0x5F40, b"\xff\xd8\xff"))).pictures[0].media == JPEG
    person = tlv(0xA1, tlv(0x5F50, b"20200102"), tlv(0x5F51, b"DOORSTEP<<BO"), tlv(0x5F52, b"12"), tlv(0x5F53, b"x"))
    fields = parse("DG16", tlv(0x70, tlv(0x02, b"\x01"), person)).fields
    assert fields["person_1_name"] == "DOORSTEP<<BO"
    assert fields["person_1_recorded"] == PartialDate(2020, 1, 2)


@pytest.mark.parametrize(
    ("name", "data", "flaw"),
    [
        ("DG1", tlv(0x61, b""), "without an MRZ"),
        ("DG1", tlv(0x61, tlv(0x5F1F, b"P<UTO")), "5 characters"),
        ("DG1", tlv(0x75, b""), "75 instead of 61"),
        ("DG2", tlv(0x75, tlv(0x02, b"")), "no biometric information"),
        ("DG2", tlv(0x75, tlv(0x7F61, tlv(0x02, b"\0"))), "without a face"),
        ("DG2", tlv(0x75, tlv(0x7F61, tlv(0x7F60, tlv(0x5F2E, b"FAC\0" + bytes(8) + b"\0\x01")))), "a face of 0"),
        ("DG2", tlv(0x75, tlv(0x7F61, tlv(0x7F60, tlv(0x5F2E, b"XYZ")))), "no facial record"),
        ("DG2", tlv(0x75, tlv(0x7F61, tlv(0x7F60, tlv(0x7F2E, tlv(0xA1, b""))))), "no face image"),
        ("DG7", tlv(0x67, tlv(0x02, b"\0")), "without a picture"),
        ("DG11", tlv(0x6B, tlv(0x5F2B, b"19901332")), "birth is no date"),
        ("DG11", tlv(0x6B, tlv(0x5F0E, b"\xc3")), "not UTF-8"),
        ("DG14", tlv(0x6E, b""), "SecurityInfos"),
        ("DG15", tlv(0x6F, b""), "no SubjectPublicKeyInfo"),
        ("DG15", tlv(0x6F, tlv(0x30, tlv(0x30, tlv(0x06, b"\x2a")), tlv(0x03, b"\0"))), "may not be used"),
        ("DG11", b"", "no tag"),
    ],
)  # fmt: skip
def test_what_is_broken_is_a_flaw(name: str, data: bytes, flaw: str) -> None:
    group = parse(name, data)
    assert not group.is_sound
    assert flaw in "; ".join(group.flaws)


def test_what_could_be_read_beside_a_flaw_is_kept() -> None:
    fields = parse("DG11", tlv(0x6B, tlv(0x5F0E, b"A<<B"), tlv(0x5F2B, b"????????"), tlv(0x5F12, b"1"))).fields
    assert fields == {"name": "A<<B", "birth": "????????", "telephone": "1"}


@given(st.sampled_from(sorted(TAGS)), st.binary(max_size=300))
def test_no_bytes_stop_a_parser(name: str, data: bytes) -> None:
    parse(name, data)
    parse(name, tlv(TAGS[name], data))


def test_fingerprints_and_irises_have_no_parser() -> None:
    assert not set(NEVER_READ) & set(GROUPS)


# -- a real reference passport ---------------------------------------------------------------------------------------


def real(folder: str, name: str) -> bytes:
    path = REAL / folder / name
    if not path.exists():
        pytest.skip(f"../shared/data absent: {folder}/{name} is not read")
    return path.read_bytes()


@pytest.mark.real_data
def test_the_bsi_reference_passport_is_read() -> None:
    groups = {name: parse(name, real("bsi2008", f"EF_{name}.bin"))
              for name in ("COM", "DG1", "DG2", "DG7", "DG11", "DG12", "DG14", "DG15")}  # fmt: skip
    assert all(group.is_sound for group in groups.values()), {n: g.flaws for n, g in groups.items() if g.flaws}
    assert groups["COM"].fields["groups"] == ("DG1", "DG2", "DG3", "DG14")
    assert groups["DG1"].fields["mrz"] == (
        "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<", "C11T002JM4D<<9608122F1310317<<<<<<<<<<<<<<<6",
    )  # fmt: skip
    (face,) = groups["DG2"].pictures
    assert face.media == JPEG2000
    assert face.measured() == (413, 531) == face.opened().size
    (signature,) = groups["DG7"].pictures
    assert signature.opened().size == (550, 142)
    assert groups["DG11"].fields["birth"] == PartialDate(1970, 1, 1)
    assert groups["DG11"].fields["other_names"] == ("William",)
    assert groups["DG12"].fields["issued"] == PartialDate(2024, 1, 1)
    assert groups["DG12"].fields["personalised"] == PartialDate(2024, 1, 1)
    security, key = groups["DG14"].security, groups["DG15"].key
    assert security is not None and key is not None
    assert [one.name for one in security.chip_protocols] == ["CA-ECDH-3DES-CBC-CBC"]
    assert security.keys[0].key is not None and security.keys[0].key.name == "brainpoolP224r1"
    assert security.terminal_authentication
    assert key.name == "RSA 1024"


@pytest.mark.real_data
@pytest.mark.parametrize(("variant", "size"), [("MandFields", None), ("AllFields", (572, 731))])
def test_the_reference_portraits_of_the_new_encoding_are_read(
    variant: str, size: tuple[int, int] | None
) -> None:  # fmt: skip
    group = parse("DG2", real("iso39794", f"ICAO_39794_5_AP_DG2_{variant}.dat"))
    (face,) = group.pictures
    assert group.is_sound
    assert face.data == real("iso39794", "ICAO_39794_5_AP_DG2_Face.jpg")
    assert face.size == size
    assert face.notes == {"encoding": "ISO/IEC 39794-5", "year": 2019}
    assert face.opened().size == (413, 531)
