"""A copy of lists comes into service whole, from whom an administrator named, and never older than what is held."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from limen.office.actions import accepting, ageing, checkpointing, copying, listing, releasing
from limen.office.actions.acting import BadInput
from limen.office.authority import NotPermitted
from limen.office.connections import keys
from limen.office.records.models import JournalEntry, LaterHit, ListCopy, WatchList
from limen.screening import Entry, copies
from limen.screening.copies import Copied
from limen.screening.lists.entry import BirthInterval, ListedDocument, ListedName
from tests.office.actions.test_entering import passport as of_taro
from tests.office.actions.test_rescreening import admitted
from tests.office.conftest import Office, passport

HEADQUARTERS = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)


def particulars(list_id: str = "un", **more: Any) -> dict[str, Any]:
    return {"id": list_id, "title": "Specimen list", "owner": "Headquarters", "kind": "concern", "action": "Refer.",
            "feeds_fact": "security_concern", "threshold": 0.5, "version": "v1", "expires": "", **more}  # fmt: skip


def entry_of(document: Any, list_id: str = "un", number: str = "C-1") -> Entry:
    born = (BirthInterval.parse(str(document.birth)),)
    return Entry(number, list_id, (ListedName(f"{document.given} {document.surname}"),), born,
                 documents=(ListedDocument(document.number, "UT"),))  # fmt: skip


def made(office: Office, *lists: Copied, days: float = 7, post: str = "HALL-A", by: str = "hq", ago: float = 0,
         signer: Ed25519PrivateKey = HEADQUARTERS) -> bytes:  # fmt: skip
    at = office.now - timedelta(hours=ago)
    recipient = keys.sealing_key(checkpointing.node_key()).public_key()
    return copies.make(
        lists or (Copied(particulars(), (entry_of(of_taro()),)),), post=post, made_by=by, made_at=at,
        expires_at=at + timedelta(days=days), signer=signer, recipient=recipient,
    )  # fmt: skip


def trusted(office: Office, name: str = "hq", key: Ed25519PrivateKey = HEADQUARTERS) -> None:
    accepting.trust_issuer(
        office.officers["administrator"], office.stamp(), name=name, key=keys.public_text(key), reason="Read by phone."
    )


def accept(office: Office, data: bytes, role: str = "list_officer", **more: Any) -> Any:
    return accepting.accept_copy(office.officers[role], office.stamp(), data, **more)


def held(list_id: str = "un") -> WatchList:
    return WatchList.objects.get(list_id=list_id, in_service=True)


def test_a_copy_comes_into_service_whole_and_screens_the_next_traveller(office: Office) -> None:
    trusted(office)
    before = {row.list_id: row.version for row in listing.in_service()}
    second = Copied(
        particulars("posts-own", kind="alert", feeds_fact="alert_for_refusal"), (entry_of(passport(), "x"),)
    )
    accept(office, made(office, Copied(particulars(), (entry_of(of_taro()),)), second), "chief")
    row, own = held(), held("posts-own")
    assert row.copy is not None and row.copy == own.copy and row.copy.issuer.name == "hq"
    assert (
        row.as_of == row.copy.copied_at and row.version != before["un"] and held("alerts").version == before["alerts"]
    )
    assert (row.title, row.owner, row.action, row.threshold) == ("Specimen list", "Headquarters", "Refer.", 0.5)
    said = json.loads(JournalEntry.objects.get(verb="accept_lists").payload.content)
    assert said["made_by"] == "hq" and said["lists"] == {"un": row.version, "posts-own": own.version}
    assert office.arrive(of_taro()).hits.filter(list_id="un", entry_id="C-1").exists()
    later = office.now + timedelta(hours=3)
    assert next(one for one in ageing.ages(office.post, later) if one.list_id == "un").hours == 3


def test_whoever_is_here_is_compared_with_what_a_copy_adds(office: Office) -> None:
    trusted(office)
    case = admitted(office)
    accept(office, made(office))
    hit = LaterHit.objects.get()
    assert hit.person_id == case.person_id and hit.list_version == held().version and hit.run.finished_at is not None


def test_what_an_office_exports_another_takes_in(office: Office) -> None:
    """Round trip by both acts; here one machine is both offices, so it trusts itself by name."""
    own = checkpointing.node_key()
    name = json.loads(copies_header(office, own))["made_by"]
    accepting.trust_issuer(
        office.officers["administrator"], office.stamp(), name=name, key=keys.public_text(own), reason="This machine."
    )
    stamp = office.stamp()
    copy = copying.copy_lists(
        office.officers["list_officer"], stamp, post="HALL-A", recipient=keys.sealing_key(own).public_key(),
        until=stamp.at + timedelta(days=7), discreet=["court-stops"],
    )  # fmt: skip
    before = {row.list_id: (row.version, row.threshold, row.title) for row in listing.in_service()}
    accept(office, copy.data)
    after = {row.list_id: (row.version, row.threshold, row.title) for row in listing.in_service()}
    assert {key: after[key] for key in ("alerts", "un")} == {key: before[key] for key in ("alerts", "un")}
    assert held("court-stops").sources["salt"] and held("court-stops").version != before["court-stops"][0]


def copies_header(office: Office, own: Ed25519PrivateKey) -> str:
    stamp = office.stamp()
    copy = copying.copy_lists(
        office.officers["list_officer"], stamp, post="X", recipient=keys.sealing_key(own).public_key(),
        until=stamp.at + timedelta(days=1),
    )  # fmt: skip
    return json.dumps(copies.verify(copy.data, own.public_key()).to_json())


def test_entries_that_officers_of_another_office_wrote_stand_beside_those_written_here(office: Office) -> None:
    from tests.office.actions.test_entering import agreed, draft

    agreed(office, draft(names=("Quite Another",)))
    trusted(office)
    one = Copied(particulars("national-alerts", kind="alert", feeds_fact="alert_for_refusal"),
                 (entry_of(of_taro(), "national-alerts"),))  # fmt: skip
    accept(office, made(office, one))
    assert held("national-alerts").entries == 1 and held("national-alerts-copied").entries == 1
    lists = listing.current(office.now.date())
    assert "national-alerts-copied" in lists.partial and "national-alerts-copied:C-1" in lists.index


# -- blinded ----------------------------------------------------------------------------------------------------------


def test_a_blinded_list_finds_the_exact_name_and_day_and_says_nothing_else(office: Office) -> None:
    trusted(office)
    taro = of_taro()
    one = Copied(particulars("stops", kind="alert", feeds_fact="alert_for_refusal"), (entry_of(taro, "stops"),), True)
    accept(office, made(office, one))
    row = held("stops")
    assert row.sources["salt"] and taro.surname not in json.dumps(
        [entry.to_json() for entry in listing.content_of(row).entries]
    )
    case = office.arrive(taro)
    hits = list(case.hits.filter(list_id="stops", superseded=False))
    assert hits and {hit.listed_name for hit in hits} == {""} and {hit.score for hit in hits} == {1.0}
    assert not office.arrive(passport("somchai")).hits.filter(list_id="stops").exists()
    facts = case.assessments.order_by("-revision")[0].facts
    assert facts["alert_for_refusal"]["status"] == "disputed", "it blocks as any hit of its list does"


# -- what is not taken in ---------------------------------------------------------------------------------------------


def unchanged(office: Office, data: bytes, match: str, role: str = "list_officer", **more: Any) -> None:
    before = list(WatchList.objects.order_by("id").values())
    with pytest.raises(BadInput, match=match):
        accept(office, data, role, **more)
    assert list(WatchList.objects.order_by("id").values()) == before and not ListCopy.objects.filter(
        officer=office.accounts["auditor"].id
    )


def test_from_nobody_that_is_named(office: Office) -> None:
    unchanged(office, made(office), "No office is named")
    trusted(office, "other", Ed25519PrivateKey.from_private_bytes(b"\1" * 32))
    unchanged(office, made(office), "does not verify")


def test_by_one_office_with_the_key_of_another(office: Office) -> None:
    trusted(office)
    unchanged(office, made(office, by="ministry"), "made by ministry, and is signed with the key of hq")


@pytest.mark.parametrize(
    ("more", "match"),
    [({"post": "HUT-9"}, "for the post 'HUT-9'"), ({"days": 1, "ago": 25}, "it is ended"),
     ({"ago": -1}, "clock is wrong")],
)  # fmt: skip
def test_for_another_post_ended_or_from_the_future(office: Office, more: dict[str, Any], match: str) -> None:
    trusted(office)
    unchanged(office, made(office, **more), match)


def test_sealed_to_another_key(office: Office) -> None:
    trusted(office)
    other = keys.sealing_key(Ed25519PrivateKey.from_private_bytes(b"\3" * 32)).public_key()
    data = copies.make(
        (Copied(particulars(), (entry_of(of_taro()),)),), post="HALL-A", made_by="hq", made_at=office.now,
        expires_at=office.now + timedelta(days=1), signer=HEADQUARTERS, recipient=other,
    )  # fmt: skip
    unchanged(office, data, "sealed to another key")


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "whim"}, {"threshold": 7}, {"threshold": "high"}, {"expires": "soon"}, {"title": "x" * 400},
     {"id": "No Name"}, {"audience": "Not A Name!"}, {"as_of": "2026-11-22T09:00:00"}, {"answer_hours": 0}],
)  # fmt: skip
def test_one_list_that_cannot_be_used_and_none_of_the_copy_is(office: Office, wrong: dict[str, Any]) -> None:
    trusted(office)
    good = Copied(particulars(), (entry_of(of_taro()),))
    bad = Copied({**particulars("second"), **wrong}, (entry_of(passport(), "second"),))
    unchanged(office, made(office, good, bad), "was not taken in: its list")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(where=st.floats(0, 1, exclude_max=True), end=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_whatever_octet_is_changed_nothing_is_taken_in(office: Office, where: float, end: float, change: int) -> None:
    if not accepting.issuers():
        trusted(office)
    whole = made(office)
    place = int(where * len(whole))
    spoilt = whole[:place] + bytes([whole[place] ^ change]) + whole[place + 1 :]
    for one in (spoilt, whole[: int(end * len(whole))]):
        with pytest.raises(BadInput):
            accept(office, one)
    assert not ListCopy.objects.exists()


def test_older_than_what_is_held_only_with_a_reason_that_the_record_keeps(office: Office) -> None:
    trusted(office)
    old = made(office, ago=1)
    accept(office, made(office, Copied(particulars(version="v2"), (entry_of(passport()),))))
    newer = held().version
    unchanged(office, old, "What is held is newer: hq .*un")
    unchanged(office, old, "needs a reason", older_why="  ")
    accept(office, old, older_why="The newer one lacks Taro by mistake: headquarters, by phone.")
    assert held().version != newer and ListCopy.objects.order_by("-made_at")[0].older_why.startswith("The newer")
    said = json.loads(JournalEntry.objects.filter(verb="accept_lists").order_by("-seq")[0].payload.content)
    assert said["why"].startswith("The newer") and said["older"]


def test_what_was_imported_here_since_is_not_rolled_back_unseen(office: Office) -> None:
    trusted(office)
    data = made(office, ago=1)
    office.import_csv("un", b"id,name,born\nU-2,Zeno Kant,1900-01-01\n")
    unchanged(office, data, "What is held is newer: un")


def test_the_same_copy_twice_and_the_same_key_twice(office: Office) -> None:
    trusted(office)
    data, stamp = made(office), office.stamp()
    first = accepting.accept_copy(office.officers["list_officer"], stamp, data)
    unchanged(office, data, "in service already")
    assert first.seq and ListCopy.objects.count() == 1


def test_an_office_that_is_no_longer_named_and_one_with_a_new_key(office: Office) -> None:
    trusted(office)
    data = made(office)
    trusted(office, key=Ed25519PrivateKey.from_private_bytes(b"\5" * 32))
    assert len(accepting.issuers()) == 1
    unchanged(office, data, "does not verify")
    accepting.end_issuer(office.officers["administrator"], office.stamp(), name="hq", reason="Moved.")
    unchanged(office, data, "No office is named")
    with pytest.raises(BadInput, match="No office of this name"):
        accepting.end_issuer(office.officers["administrator"], office.stamp(), name="hq", reason="Moved.")


@pytest.mark.parametrize(("name", "key", "reason"), [
    ("", "k", "r"), ("hq office", "k", "r"), ("hq", "k", " "), ("hq", "ed25519:short", "r"), ("hq", "k", "r" * 301),
])  # fmt: skip
def test_a_name_key_or_reason_that_is_none(office: Office, name: str, key: str, reason: str) -> None:
    key = keys.public_text(HEADQUARTERS) if key == "k" else key
    with pytest.raises(BadInput):
        accepting.trust_issuer(
            office.officers["administrator"], office.stamp(), name=name, key=key, reason=reason
        )  # fmt: skip
    assert not accepting.issuers()


# -- age --------------------------------------------------------------------------------------------------------------


def test_a_copy_warns_then_ends_and_its_lists_are_not_searched(office: Office) -> None:
    trusted(office)
    office.post.particulars |= {"list_old_hours": "12"}
    office.post.save(update_fields=["particulars"])
    accept(office, made(office, days=2))

    def age() -> tuple[str, bool]:
        one = next(one for one in ageing.ages(office.post, office.now) if one.list_id == "un")
        return str(one.age), one.searched

    assert age() == ("fresh", True)
    office.now += timedelta(hours=13)
    assert age() == ("old", True)
    office.now += timedelta(days=2)
    assert age() == ("too_old", False) and "ended" in ageing.unsearched(office.post, office.now)["un"]
    findings = office.arrive(passport("somchai")).assessments.order_by("-revision")[0].findings
    un = next(one for one in findings if one["code"] == "list" and one["params"]["list"] == "un")
    assert un["outcome"] == "not_done" and "could be used until" in un["reason"]


def test_a_clock_set_back_does_not_make_a_copy_new(office: Office) -> None:
    trusted(office)
    accept(office, made(office))
    assert "ahead" in ageing.unsearched(office.post, office.now - timedelta(days=3))["un"]


@pytest.mark.parametrize("role", ["primary", "secondary", "auditor", "administrator", "policy_officer"])
def test_who_may_not(office: Office, role: str) -> None:
    trusted(office)
    with pytest.raises(NotPermitted):
        accept(office, made(office), role)
    if role != "administrator":
        with pytest.raises(NotPermitted):
            accepting.trust_issuer(office.officers[role], office.stamp(), name="x", key="y", reason="z")
    assert JournalEntry.objects.filter(verb="not_permitted").exists() and not ListCopy.objects.exists()


def test_a_version_that_waited_gives_way_to_the_copy(office: Office) -> None:
    trusted(office)
    releasing.stage_list(
        office.officers["list_officer"], office.stamp(), "un", releasing.Files(b"id,name\nU-9,Zeno Kant\n")
    )  # fmt: skip
    accept(office, made(office))
    assert not listing.waiting()
