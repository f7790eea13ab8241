"""Every notice of every shipped law, in each language: whole, in fonts that are shipped, codes in their order."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import typst

from limen import policy
from limen.office.actions import deciding, notifying
from limen.office.actions.acting import Acting
from limen.office.notices import (
    WORDS,
    GroundBox,
    Letter,
    NoticeError,
    Paragraph,
    Row,
    Signature,
    fill,
    is_right_to_left,
    languages,
    render,
    wording,
)
from limen.office.notices import letter as letters
from limen.office.notices.wording import ROWS
from limen.office.records import store
from limen.vocabulary import countries
from limen.vocabulary.dates import PartialDate
from tests.office.actions.test_refusal import REASONS, propose
from tests.office.conftest import NOW, Office
from tests.office.notices.test_letter import lines, named, pages, refusal

# Values as they may come: a Latin name, one in its own script, codes and numbers that must not be turned round.
SLOTS = {
    "surname": "ÖSTERGÅRD",
    "given": "Amara محمد",
    "document": "P UTO L898902C3",
    "officer": "B. Lindqvist, PO-2214",
    "reasons": "You said “two weeks”; your ticket is for 94 days.",
    "appeal_days": "15",
}


def every_notice() -> Iterator[tuple[str, str, str, str]]:
    """Pack, route, notice and language of everything that can be handed out."""
    for name in policy.shipped_packs():
        pack = policy.load_pack(name)
        for route in pack.routes.values():
            for form in route.notices:
                for language in pack.languages:
                    yield name, route.id, form.id, language


def filled(name: str, route_id: str, notice_id: str, language: str) -> Letter:
    """A notice of a fictional person with every slot filled and every box ticked."""
    route, says = policy.load_pack(name).route(route_id), wording(language)
    notice = route.notice(notice_id, language)
    mirrored = is_right_to_left(language)
    paragraphs = tuple(
        Paragraph(part.id, fill(part.text, {slot: SLOTS.get(slot, slot.upper()) for slot in part.slots},
                                right_to_left=mirrored))
        for part in notice.paragraphs
    )  # fmt: skip
    return refusal(
        language=language,
        title=notice.title,
        form_code=notice.form,
        mark=says.say("mark"),
        issued_at_text=f"{says.day(NOW)} 10:00 (Europe/Luxembourg)",
        person=(Row(says.say("surname"), SLOTS["surname"]), Row(says.say("born"), says.day(PartialDate(1987, 3)))),
        document=(Row(says.say("printed"), SLOTS["document"], is_code=True),),
        opening=paragraphs[:1],
        grounds=tuple(
            GroundBox(code, True, title, "Art 6(1)", (SLOTS["reasons"],))
            for code, title in route.letters(notice_id, language).items()
        ),
        paragraphs=paragraphs[1:],
        appeal=(),
        signatures=(Signature(says.say("officer"), "B. Lindqvist", "PO-2214", says.say("taken", when=says.day(NOW))),),
        verification=says.say("verification", decision="01", law="sha256:9f3a"),
        labels=says.labels,
    )


def blanks(pdf: bytes) -> int:
    """How many glyphs of a PDF are the font's empty box (glyph 0); its strings hold two bytes a glyph."""
    found = shown = 0
    for part in pdf.split(b"endstream"):
        _, begun, stream = part.rpartition(b"stream\n")
        try:
            content = zlib.decompress(stream) if begun else b""
        except zlib.error:
            continue
        if b" Tf" not in content:
            continue
        for raw in _shown(content):
            glyphs = [int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw), 2)]
            found, shown = found + glyphs.count(0), shown + len(glyphs)
    assert shown, "no glyph was found at all: the PDF is not written as this test reads it"
    return found


_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_TOKEN = re.compile(rb"\\([0-7]{1,3}|.)|(<<)|(>>)|([()])|.", re.DOTALL)


def _shown(content: bytes) -> Iterator[bytes]:
    """The strings that a content stream shows: those outside its dictionaries, unescaped (ISO 32000-2, 7.3.4.2)."""
    string, depth, inside = bytearray(), 0, 0
    for token in _TOKEN.finditer(content):
        escaped, opens, closes, parenthesis = token.groups()
        if not depth and (opens or closes):
            inside += 1 if opens else -1
        elif parenthesis == b"(" and not depth:
            string, depth = bytearray(), 1
        elif parenthesis == b")" and depth == 1:
            depth = 0
            if not inside:
                assert len(string) % 2 == 0
                yield bytes(string)
        elif depth:
            depth += {b"(": 1, b")": -1}.get(parenthesis, 0)
            said = token[0] if escaped is None else _NAMED.get(escaped, escaped)
            string += bytes([int(said, 8)]) if escaped is not None and escaped.isdigit() else said


def test_fonts_are_asked_only_for_languages_in_which_notices_exist() -> None:
    """In a language of questions alone no law has a notice, and in every other both the law and the form have one."""
    for name in policy.shipped_packs():
        pack = policy.load_pack(name)
        assert not [code for code in pack.asked_in if "notices" in pack.text[code]]
        if any(route.notices for route in pack.routes.values()):
            assert all("notices" in pack.text[code] for code in pack.languages)
            assert set(pack.languages) <= set(languages())


@pytest.mark.parametrize(("name", "route", "notice", "language"), list(every_notice()))
def test_every_notice_is_printed_whole_in_every_language(name: str, route: str, notice: str, language: str) -> None:
    letter = filled(name, route, notice, language)
    pdf = render(letter)  # a character that no font holds raises NoticeError, which names it
    assert blanks(pdf) == 0
    assert b"pdfuaid:part" in pdf
    assert f"/Lang({language})".encode() in pdf.replace(b"/Lang (", b"/Lang(")
    assert "L898902C3" in "".join(lines(pdf))  # a code is read from left to right in every language
    assert "[" not in "".join(pages(pdf)[:1]).replace(wording(language).say("not_stated"), "")


def test_an_empty_box_would_be_seen() -> None:
    """Without the standard that forbids it typst prints glyph 0; the count above finds it."""
    pdf = typst.compile(
        "#set text(font: \"DejaVu Sans Mono\", fallback: false)\nabc 李 def".encode(),
        font_paths=letters.shipped_fonts(), ignore_system_fonts=True, format="pdf",
    )  # fmt: skip
    assert blanks(pdf) == 1
    with pytest.raises(NoticeError, match="U\\+674E CJK UNIFIED IDEOGRAPH-674E"):
        render(replace(filled("schengen", "entry", "refusal", "en"), title="李"))


@pytest.mark.parametrize(
    ("name", "face"),
    [
        ("محمد الأمين", "NotoNaskhArabic"),
        ("پریسا گلی ݐ", "NotoNaskhArabic"),
        ("कृष्ण श्रेष्ठ", "NotoSansDevanagari"),
        ("রহমান", "NotoSansBengali"),
        ("முருகன்", "NotoSerifTamil"),
        ("สมชาย", "NotoSerifThai"),
        ("ተስፋዬ", "NotoSerifEthiopic"),
        ("Ελένη Дмитрий שלום Đặng", "LibertinusSerif"),
        ("Արամ ქეთევან", "DejaVuSansMono"),
    ],
)
def test_a_name_in_its_own_script_has_its_own_face(name: str, face: str) -> None:
    pdf = render(named(name))
    assert face.encode() in pdf
    assert blanks(pdf) == 0


def test_only_fonts_that_are_shipped_are_used() -> None:
    families = set(letters.shipped_fonts().families())
    assert families == {
        "DejaVu Sans Mono", "Libertinus Serif", "New Computer Modern", "New Computer Modern Math",
        "Noto Naskh Arabic", "Noto Sans Bengali", "Noto Sans Devanagari", "Noto Serif Ethiopic", "Noto Serif Tamil",
        "Noto Serif Thai",
    }  # fmt: skip


def test_the_form_is_translated_whole() -> None:
    assert {"en", "fr", "es", "ar"} <= set(languages())
    for language in set(languages()) - {"en"}:
        says = wording(language)
        same = {name for table, said in ((WORDS, says.labels), (ROWS, says.rows)) for name in table
                if said[name] == table[name]}  # fmt: skip
        assert same <= {"signatures", "printed"}  # Signatures, Document: the same words in French


def test_a_language_the_form_is_not_translated_into_is_refused() -> None:
    with pytest.raises(NoticeError, match="not translated into 'xx': choose en, ar"):
        wording("xx")


@pytest.mark.parametrize(
    ("language", "day", "month", "country"),
    [
        ("en", "22 Nov 2026", "Mar 1987", "Germany"),
        ("fr", "22 nov. 2026", "mars 1987", "Allemagne"),
        ("es", "22 nov 2026", "mar 1987", "Alemania"),
        ("ar", "22 نوفمبر 2026", "مارس 1987", "ألمانيا"),
    ],
)
def test_days_and_states_are_said_in_the_letters_language(language: str, day: str, month: str, country: str) -> None:
    says = wording(language)
    germany, utopia = countries.find("D"), countries.find("UTO")
    assert germany is not None
    assert utopia is not None
    assert says.day(date(2026, 11, 22)) == day
    assert says.day(PartialDate(1987, 3)) == month
    assert says.day(PartialDate(1987)) == "1987"
    assert says.country(germany) == country
    assert says.country(utopia) == "Utopia"


def test_a_mirrored_letter_keeps_codes_and_moments_in_order() -> None:
    printed = "".join(lines(render(filled("schengen", "entry", "refusal", "ar"))))
    for code in ("PUTOL898902C3", "NG-2026-000417", "10:00", "94days"):
        assert code in printed


@pytest.mark.parametrize("language", sorted(set(languages()) & set(policy.load_pack("schengen").text)))
def test_a_refusal_is_made_in_the_language_asked_for(office: Office, language: str) -> None:
    case = propose(office)
    deciding.countersign(office.officers["chief"], case.id, office.stamp(), seen=case.revision)
    decision = case.decisions.get()
    acting = Acting(office.officers["chief"], office.case(case.id), office.stamp())
    decision.language = language
    notice = notifying.make(acting, decision)
    data: dict[str, Any] = json.loads(store.kept(notice.data_id))
    says = wording(language)
    assert data["labels"] == says.labels
    assert data["person"][0]["label"] == says.say("surname")
    assert data["mark"] == says.say("mark")
    ticked = next(box for box in data["grounds"] if box["is_ticked"])
    route = policy.load_pack("schengen").route("entry")
    assert ticked["title"] == route.letters("refusal", language)["C"]
    assert ticked["reasons"]
    assert REASONS[:20] in " ".join(part["text"] for part in data["paragraphs"])
    if language != "en":
        assert "You " not in " ".join(ticked["reasons"])
