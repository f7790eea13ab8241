"""Nothing English stands in a sentence of another language: what fills the words of a finding is marked, or data.

Told is what the demo can show: every story of the tray, chips and seals with each fault there is, faces, and every
explanation of `limen.documents.whys`. What fills a sentence is either `Words` of a marked template, or it is data, by
the name of its place.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.assessment import Lists, assess
from limen.documents import chip, portrait, seal, whys
from limen.documents.pki import TrustStore, read_material
from limen.documents.pki.findings import trust_findings
from limen.documents.verify import passive_authentication
from limen.office.actions import telling
from limen.office.actions.errors import Words
from limen.policy import Pack, load_pack
from limen.screening import Index, ListManifest, read_list
from limen.screening.lists import ListKind
from limen.specimens import POST, SPECIMEN_LISTS, issuing, list_csv, stories
from limen.specimens.cast import EVERYBODY
from limen.specimens.chips import BASIC, MAPPED, MODERN, ChipFault, chip_passport
from limen.specimens.likeness import DrawnFaces
from limen.specimens.personalising import picture_of
from limen.specimens.seals import SealOffice, altered, wrong_passport
from limen.vocabulary.evidence import Finding
from tests.journeys.pseudo import words_tool
from tests.specimens.test_stories import FEEDS, evidence

ON = date(2026, 11, 22)
TEMPLATES = {*whys.OF_CHIPS, *whys.OF_SIGNERS, *whys.OF_SEALS, *whys.OF_LINES, *whys.OF_PICTURES}
WORD = re.compile(r"(?<![\w.])[a-z]{3,}(?![\w])")  # an English word; names and codes begin large, or have figures
# Places of a template that are filled with data: names of people, States, lists, files, programs; days, keys, codes.
DATA = frozenset(
    {
        "algorithm", "asked", "birth", "by", "curve", "document", "entry", "file", "group", "groups", "hash",
        "imitates", "issuer", "key", "list", "name", "names", "number", "oid", "offered", "other", "printed",
        "protocol", "provider", "read", "left", "added", "left_out", "register", "reference", "signer", "since",
        "subject", "surname", "text", "kind", "title", "value", "country",
    }
)  # fmt: skip


@cache
def marked() -> frozenset[str]:
    """Every message that the console can say in another language."""
    tool = words_tool()
    found: set[str] = set()
    for domain in tool.DOMAINS:
        for message in tool.template(domain):
            found.update([message.id] if isinstance(message.id, str) else message.id)
    return frozenset(found)


def of_stories() -> Iterator[Finding]:
    """What is found of everybody in the tray, with lists and with none, and under relaxed checks."""
    law: Pack = load_pack(POST.pack)
    read = [read_list("", list_csv(one), list_id=one.id) for one in SPECIMEN_LISTS]
    manifests = {
        one.id: ListManifest(one.id, one.title, kind=ListKind(one.kind), feeds_fact=FEEDS.get(one.kind, ""))
        for one in SPECIMEN_LISTS
    }
    lists = Lists(Index.build([entry for content in read for entry in content.entries]), manifests)
    for one in stories(ON):
        for paper in one.papers:
            for asked in (lists, None):
                yield from assess(evidence(one, paper), asked, law.route(one.direction))[0].findings


def of_chips() -> Iterator[Finding]:
    for recipe in (BASIC, MODERN, MAPPED):
        for fault in ("", *ChipFault, *(one for one in issuing.Fault if one)):
            try:
                issued = chip_passport(EVERYBODY["radka"], on=ON, recipe=recipe, fault=str(fault))
            except ValueError:  # a fault that such a chip cannot have
                continue
            reading = chip.read_chip(issued.chip, issued.key)
            yield from reading.findings
            packed = chip.pack(reading, at="2026-11-22T10:00:00+00:00", device="Booth 3")
            yield from chip.verify(packed)
            given = [read_material(one, "made") for one in (*issued.made.trusted, issued.made.crl)]
            for trust in (TrustStore.of(given), TrustStore.of([])):
                yield from passive_authentication(reading.files, trust, ON).findings
                yield from trust_findings(trust, ON)


def of_broken_files() -> Iterator[Finding]:
    """Files cut, emptied and scrambled: what stands in them is nobody's idea."""
    issued = chip_passport(EVERYBODY["radka"], on=ON, recipe=MAPPED)
    for name, content in issued.made.files.items():
        for spoilt in (b"", content[:7], content[: len(content) // 2], b"\x30" + content[1:], content[::-1]):
            files = {**issued.made.files, name: spoilt}
            yield from chip.read_files(files).findings
            yield from passive_authentication(files, TrustStore.of([]), ON).findings
    bad = b"-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n"
    yield from trust_findings(TrustStore.of([read_material(armoured(issued.made.trusted[0]) + bad, "A.pem")]), ON)


def armoured(certificate: bytes) -> bytes:
    text = base64.encodebytes(certificate)
    return b"-----BEGIN CERTIFICATE-----\n" + text + b"-----END CERTIFICATE-----\n"


def of_seals() -> Iterator[Finding]:
    office = SealOffice()
    trust = TrustStore.of([read_material(one, "seals") for one in office.certificates])
    sealed: list[bytes | str] = [
        office.visa(), altered(office.visa()), wrong_passport(on=ON)[0], office.emergency_paper()[0], office.proof(),
        office.unknown().visa(), office.forger().visa(), office.authorisation(),
    ]  # fmt: skip
    for one in sealed:
        found = seal.read(one)
        for store in (trust, TrustStore.of([])):
            yield from seal.verify(found, store, ON).findings
    for spoilt in (
        b"\xdc\x03",
        b"\xdc\x07" + b"\0" * 30,
        b"\xdc\x03" + b"\xff" * 60,
        '{"data":{}, "sig":',
        "RDB1Z",
        office.visa()[:40],
    ):
        try:
            seal.read(spoilt)
        except seal.SealError as error:
            yield seal.broken(error)


def of_faces() -> Iterator[Finding]:
    mine, other = (picture_of(EVERYBODY[key], ON, "jpeg") for key in ("leila", "anahit"))
    for first, second in (
        (mine, mine),
        (mine, other),
        (b"GIF89a", mine),
        (b"", mine),
        (mine[:900], mine),
        (b"%PDF-1.4", mine),
    ):
        yield from portrait.examine(first, second, DrawnFaces(), names=("live", "chip")).findings
    yield from portrait.not_made(switched_off=True).findings
    yield from portrait.not_made().findings


def said(words: object, place: str = "") -> Iterator[tuple[str, str]]:
    """What of a told sentence would be said in English in every language: by the place it fills."""
    if isinstance(words, Words):
        if words.template not in marked():
            yield "template", words.template
        for _text, name, _form, _how in Formatter().parse(words.template):
            if name:
                yield from said(words.params[name], name)
    elif isinstance(words, str) and place not in DATA and WORD.search(words):
        yield place, words


@pytest.mark.parametrize("found", [of_stories, of_chips, of_broken_files, of_seals, of_faces])
def test_no_english_word_is_left_in_what_is_told_of_a_specimen(found: Callable[[], Iterator[Finding]]) -> None:
    left, told = set(), 0
    for one in found():
        kept = one.to_json(telling.TEMPLATES)
        reason = telling.reason(kept)
        assert isinstance(reason, Words), (one.code, reason)
        left |= {f"{one.code} {place}: {text}" for place, text in said(reason)}
        told += 1
    assert told > 20
    assert not left, "\n".join(sorted(left))


@given(st.sampled_from(sorted(TEMPLATES)), st.integers(1, 9999))
def test_every_explanation_is_told_as_words_that_are_marked(template: str, number: int) -> None:
    places = [name for _text, name, _form, _how in Formatter().parse(template) if name]
    text = template.format_map(dict.fromkeys(places, str(number)))
    told = telling.explained(text)
    assert isinstance(told, Words) and str(told) == text
    assert told.template in marked()


def test_explanations_that_stand_one_after_the_other_are_each_told() -> None:
    told = telling.explained("no biometric information group; surname is no date")
    assert isinstance(told, Words) and told.template == "{before}, {next}"
    assert [str(told.params[side]) for side in ("before", "next")] == [
        "no biometric information group", "surname is no date",
    ]  # fmt: skip
    field = told.params["next"]
    assert isinstance(field, Words) and isinstance(field.params["field"], Words)


@pytest.mark.parametrize("text", ["Mon beau navire", "", "drawn by hand"])
def test_what_somebody_else_wrote_stays_as_it_is(text: str) -> None:
    told = telling.explained(text)
    assert told == text and not isinstance(told, Words)


def test_what_a_certificate_is_for_is_told_and_an_object_identifier_is_not() -> None:
    kept = {"code": "passive.signer_use", "outcome": "failed", "params": {"types": "crl_sign, 2.23.136.1.1.3"}}
    told = telling.reason(kept)
    assert told.endswith("signing revocation lists, 2.23.136.1.1.3.") and list(said(told)) == []
    assert list(said(Words("{what}: {why}", what="A", why="broken"))) == [("why", "broken")]  # the test can fail
