"""The reference library: read whole or not at all, and why an entry concerns a document."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen import specimens
from limen.documents import reference
from limen.documents.reference import WORDS, Entry, Kind, Library, LibraryError, NumberRange, concerning, findings
from limen.specimens.library import library
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import Outcome
from limen.vocabulary.person import TravelDocument
from tests.fuzz.library import one_input

ON = date(2026, 11, 22)
SMALL = library(ON, pictures=False)
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


def held(key: str = "bohdan", **changes: Any) -> TravelDocument:
    from limen.specimens.cast import EVERYBODY

    return specimens.passport(of=EVERYBODY[key], on=ON, **changes)


def told(document: TravelDocument, entries: tuple[Entry, ...] = SMALL.entries, **more: Any) -> list[str]:
    return [one.entry.id for one in concerning(entries, document, on=ON, **more)]


def alert(**changes: Any) -> Entry:
    return replace(Entry("a", Kind.ALERT, "UTO", "P", "Alert", forged="Something."), **changes)


def written(**changes: Any) -> bytes:
    entry = {"id": "e", "kind": "specimen", "issuer": "UTO", "type": "P", "title": "T", **changes}
    said = {"format": "limen-library", "version": 1, "title": "T", "owner": "O", "entries": [entry]}
    return json.dumps(said).encode()


def test_a_library_comes_back_as_it_was_written() -> None:
    page = reference.Picture("page", "Page", "uv", "image/png", b"bytes")
    whole = replace(SMALL, entries=tuple(replace(one, pictures=(page,)) for one in SMALL.entries))
    assert Library.from_bytes(whole.to_bytes()) == whole
    assert Library.from_bytes(whole.to_bytes()).to_bytes() == whole.to_bytes()
    assert whole.entries[0].content_hash != SMALL.entries[0].content_hash, "a picture is content too"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"{}", "format"),
        (b'{"format": "limen-library", "version": 2}', "version"),
        (written(kind="rumour"), "kind"),
        (written(issuer="QQQ"), "issuer"),
        (written(type="PASS"), "type"),
        (written(id="../../etc"), "id"),
        (written(title=" "), "title"),
        (written(title="x" * 161), "title"),
        (written(title=7), "title"),
        (written(title="\ud800"), "title"),
        (written(issued_from="yesterday"), "issued_from"),
        (written(numbers=[{"first": "L9", "last": "L1"}]), "numbers"),
        (written(numbers=[{"first": "L1", "last": "11"}]), "numbers"),
        (written(numbers=[{"first": "1"}] * 401), "numbers"),
        (written(features=[{"where": "x"}]), "what"),
        (written(features=[{"where": "x", "what": "y", "light": "moon"}]), "light"),
        (written(features=[{"where": "x", "what": "y", "picture": "none"}]), "picture"),
        (written(pictures=[{"id": "p", "title": "t", "media": "image/svg+xml", "data": PNG}]), "media"),
        (written(pictures=[{"id": "p", "title": "t", "media": "image/png", "data": "%%%"}]), "data"),
        (written(pictures=[{"id": "p", "title": "t", "media": "image/png", "data": ""}]), "data"),
        (written(pictures=[{"id": "p", "title": "t", "media": "image/png", "data": PNG}] * 2), "pictures"),
        (written(kind="alert"), "forged"),
    ],
)
def test_what_is_wrong_is_named(data: bytes, says: str) -> None:
    with pytest.raises(LibraryError, match=says):
        Library.from_bytes(data)


def test_two_entries_of_one_id_are_refused() -> None:
    twice = replace(SMALL, entries=(SMALL.entries[0], SMALL.entries[0]))
    with pytest.raises(LibraryError, match="twice"):
        Library.from_bytes(twice.to_bytes())


def test_bounds_come_before_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "MOST_OCTETS", 10)
    with pytest.raises(LibraryError, match="at most"):
        Library.from_bytes(b"x" * 11)


def test_alerts_come_first_and_each_entry_says_why() -> None:
    found = concerning(SMALL.entries, held(), on=ON)
    assert [one.entry.id for one in found] == ["ukr-p-birth-year", "ukr-p"]
    assert [reason.code for reason in found[0].why] == ["reference.why.kind", "reference.why.number"]
    assert found[0].why[1].words == "its number is one of FX771000 to FX771999"


def test_another_issuer_kind_or_number_is_not_told() -> None:
    assert told(held("jelena")) == ["srb-p"]
    assert told(held(number="FX772000")) == ["ukr-p"]
    assert told(replace(held(), type="V")) == []
    assert told(replace(held(), type="PD"), (alert(issuer="UKR", type="PD"),)) == ["a"]
    assert told(held(), (alert(issuer="UKR", type="PD"),)) == []
    assert told(held(), (alert(issuer="UKR", type=""),)) == ["a"]


def test_a_code_as_printed_and_one_of_the_same_state_are_one() -> None:
    assert told(replace(held(), issuer="D<<"), (alert(issuer="D"),)) == ["a"]


@pytest.mark.parametrize(
    ("number", "how"),
    [
        ("L5500120", "number"), ("l550-0120", "number"), ("L55O0120", "number_alike"), ("L5500l20", ""),
        ("L55001200", ""), ("L5500220", ""), ("15500120", ""), ("LSS00120", "number_alike"),
    ],
)  # fmt: skip
def test_numbers_in_a_range(number: str, how: str) -> None:
    assert NumberRange("L5500000", "L5500199").holds(number) == how


def test_a_letter_read_as_a_digit_is_found_where_the_range_has_one_letter() -> None:
    assert NumberRange("OX100", "OX199").holds("0X150") == "number_alike"
    assert NumberRange("AX100", "CX199").holds("8X150") == ""


def test_a_number_that_was_not_read_excludes_nothing() -> None:
    found = concerning(SMALL.entries, held(number="FX771203"), on=ON)
    assert found
    nothing = concerning((alert(numbers=(NumberRange("L1", "L9"),)),), replace(held(), issuer="UTO", number=""), on=ON)
    assert [reason.code for reason in nothing[0].why][-1] == "reference.why.number_unread"


@pytest.mark.parametrize(
    ("issued", "expected"),
    [("2018", []), ("2019-03-01", ["a"]), ("2020-12", ["a"]), ("2022-01-01", []), ("2021", ["a"]), (None, ["a"])],
)
def test_the_day_of_issue(issued: str | None, expected: list[str]) -> None:
    entry = alert(issued_from=PartialDate(2019, 3), issued_until=PartialDate(2021, 6))
    day = PartialDate.parse(issued) if issued else None
    assert told(replace(held(), issuer="UTO"), (entry,), issued=day) == expected


def test_what_had_expired_before_a_series_began_is_not_of_it() -> None:
    entry = alert(issued_from=PartialDate(2019, 3))
    document = replace(held(), issuer="UTO", expiry=PartialDate(2018, 5, 1))
    assert told(document, (entry,)) == []


def test_a_series_that_is_known_excludes_the_others() -> None:
    entries = (alert(id="a", series="2019"), alert(id="b", series="2011"), alert(id="c"))
    assert sorted(told(replace(held(), issuer="UTO"), entries, series="2019")) == ["a", "c"]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [("2026-11-22", None, ["a"]), ("2026-11-23", None, []), (None, "2026-11-21", []), (None, "2026-11", ["a"])],
)
def test_an_alert_holds_for_its_time(since: str | None, until: str | None, expected: list[str]) -> None:
    days = {name: PartialDate.parse(text) for name, text in (("since", since), ("until", until)) if text}
    assert told(replace(held(), issuer="UTO"), (alert(**days),)) == expected


def test_an_alert_is_a_finding_and_never_says_false() -> None:
    (found,) = findings(concerning(SMALL.entries, held(), on=ON), alerts=2)
    assert (found.code, found.outcome) == ("reference.alert", Outcome.UNSURE)
    assert found.evidence["entry"] == "ukr-p-birth-year"
    assert "Year of birth altered" in found.reason(WORDS)
    (clear,) = findings(concerning(SMALL.entries, held("jelena"), on=ON), alerts=2)
    assert (clear.outcome, clear.params["alerts"]) == (Outcome.PASSED, 2)
    (none,) = findings((), alerts=None)
    assert none.outcome is Outcome.NOT_DONE


def test_every_reason_has_words() -> None:
    codes = {"number", "number_alike", "number_unread", "issued", "issue_unknown", "kind", "issuer", "series"}
    assert {f"reference.why.{code}" for code in codes} == {code for code in WORDS if code.startswith("reference.why")}


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_library_or_one_clear_error(data: bytes) -> None:
    one_input(data)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_NAMES = st.sampled_from(
    ["id", "kind", "issuer", "type", "title", "numbers", "features", "pictures", "since", "forged"]
)


@given(st.dictionaries(_NAMES, _JSON, max_size=10))
@settings(max_examples=150, deadline=None)
def test_any_entry_is_one_or_one_clear_error(entry: dict[str, Any]) -> None:
    one_input(written(**entry))


@given(st.text(alphabet="0123456789ABLOISZ", max_size=10))
@settings(deadline=None)
def test_a_number_within_its_own_range_is_of_it(number: str) -> None:
    plain = reference.plain(number)
    if plain:
        assert NumberRange(plain, plain).holds(number) == "number"
