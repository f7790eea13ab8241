"""A decision opened again comes out as it was, from the kept bytes alone; what was changed behind its back is named."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection

from limen import policy
from limen.office.actions import assessing, correcting, deciding, referring, releasing, replaying
from limen.office.actions.acting import NotFound
from limen.office.actions.listterms import ListTerms
from limen.office.actions.replaying import Replay, Replayed
from limen.office.authority import NotPermitted
from limen.office.records.models import Case, Hit, JournalEntry, JournalPayload, PackRelease
from tests.office.actions.test_refusal import propose
from tests.office.conftest import NOBODY, Office, passport


def again(office: Office, case: Case, by: str = "auditor", **more: Any) -> Replay:
    return replaying.replay(office.officers[by], case.id, office.stamp(), **more)


def only(found: Replay) -> Replayed:
    assert len(found.decisions) == 1
    return found.decisions[0]


def admitted(office: Office, key: str = "taro") -> Case:
    case = office.answer_all(office.arrive(passport(key)))
    deciding.admit(office.officers["primary"], case.id, office.stamp(), seen=case.revision)
    return office.case(case.id)


def listed(office: Office) -> Case:
    """Somebody who resembles a listed person, is not, and was admitted."""
    case = office.arrive(passport("dorian"))
    hit = Hit.objects.get(case=case, superseded=False)
    assessing.resolve_hit(
        office.officers["primary"], case.id, office.stamp(), hit=hit.id, state="not_same", note="compared the faces"
    )
    case = office.answer_all(office.case(case.id), visa_exempt="true")
    deciding.admit(office.officers["primary"], case.id, office.stamp(), seen=case.revision)
    return office.case(case.id)


def behind(sql: str, *given: Any) -> None:
    """Change rows as somebody would who has the database: below the acts, the triggers taken away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks outstanding is not altered
            cursor.execute("ALTER TABLE records_kept DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'records_kept'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(sql, given)
        assert cursor.rowcount


# -- the same --------------------------------------------------------------------------------------------------------


def test_an_admission_comes_out_the_same_with_law_lists_and_facts_as_they_were(office: Office) -> None:
    found = only(again(office, admitted(office)))
    assert found.same and not found.differences and (found.act, found.outcome) == ("admit", "admit")
    assert found.law.title == policy.load_pack("schengen").title and found.law.replaced_at is None
    assert {one.id for one in found.lists} == {"alerts", "court-stops", "un"} and all(
        one.searched for one in found.lists
    )
    assert {"nationality", "planned_exit", "stays"} <= {one.name for one in found.facts}
    assert {one.what for one in found.kept} >= {"evidence", "facts", "law", "lists", "list alerts", "document as read"}
    assert all(one.intact for one in found.kept)
    compared = {side.kind for side in found.sides}
    assert compared >= {"advice", "check", "fact", "bytes", "record"}


def test_a_refusal_and_its_second_signature_are_two_decisions_and_both_the_same(office: Office) -> None:
    case = propose(office)
    deciding.countersign(office.officers["chief"], case.id, office.stamp())
    found = again(office, case)
    assert [one.act for one in found.decisions] == ["refuse", "countersign"] and found.same
    assert "ground" in {side.kind for side in found.decisions[0].sides}
    assert found.decisions[1].officer == "Chief Officer"


def test_a_departure_and_a_resolved_hit_come_out_the_same(office: Office) -> None:
    admitted(office)
    leaving = office.answer_all(office.arrive(passport("taro"), "exit"))
    deciding.depart(office.officers["primary"], leaving.id, office.stamp(), seen=leaving.revision)
    assert only(again(office, leaving)).same
    seen = only(again(office, listed(office)))
    assert seen.same and seen.outcome == "admit"


def test_a_decision_that_was_corrected_or_returned_is_still_opened(office: Office) -> None:
    case = propose(office)
    deciding.return_refusal(office.officers["chief"], case.id, office.stamp(), reason="The visa is on page 9.")
    assert only(again(office, case)).same
    gone = admitted(office)
    correcting.correct_movement(office.officers["primary"], gone.id, office.stamp(), reason="pressed the wrong key")
    found = only(again(office, gone))
    assert found.same and found.state == "corrected"


def test_a_case_without_a_decision_has_nothing_to_open(office: Office) -> None:
    found = again(office, office.arrive(passport("taro")))
    assert found.same and found.decisions == ()


def _changed_pack() -> bytes:
    """The shipped law with its words changed: another snapshot, another answer to show."""
    document = json.loads(policy.load_pack("schengen").to_bytes())
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    title = document["pack.yaml"]["title"] if "pack.yaml" in document else policy.load_pack("schengen").title
    assert title in text
    return text.replace(title, title + ", changed").encode()


def test_a_changed_law_and_changed_lists_do_not_touch_what_was_decided(office: Office) -> None:
    case = listed(office)
    refused = propose(office)
    office.release(_changed_pack())
    office.import_csv("alerts", NOBODY)  # nobody of that name is on it any more
    office.import_csv("un", NOBODY.replace(b"N-1", b"N-2"))
    rules = ListTerms(title="Another title", threshold=0.6)
    waits = releasing.change_terms(office.officers["list_officer"], office.stamp(), "un", rules)
    releasing.release_list(office.officers["chief"], office.stamp(), waits.result)
    for one in (only(again(office, case)), only(again(office, refused))):
        assert one.same, one.differences
        assert not one.law.title.endswith("changed") and one.law.replaced_at is not None
    alerts = next(one for one in only(again(office, case)).lists if one.id == "alerts")
    assert alerts.entries == 1 and any("alerts" in side.name and side.now["outcome"] == "passed"
                                       for side in only(again(office, case)).sides if side.kind == "check")  # fmt: skip
    later = admitted(office, "henri")
    now = only(again(office, later))
    assert now.same and now.law.title.endswith("changed")


def test_a_list_that_had_expired_is_replayed_as_expired(office: Office) -> None:
    office.import_csv("un", NOBODY, title="Specimen persons of concern", kind="concern", expires_on=date(2026, 11, 21))
    case = office.answer_all(office.arrive(passport("henri")), security_concern="false")
    deciding.admit(office.officers["primary"], case.id, office.stamp(), seen=case.revision)
    office.import_csv("un", NOBODY, title="Specimen persons of concern", kind="concern", expires_on=date(2027, 1, 1))
    found = only(again(office, case))
    assert found.same
    assert [one.searched for one in found.lists if one.id == "un"] == [False]


# -- what was changed behind the acts' back --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["evidence", "facts", "pack", "lists"])
def test_kept_bytes_that_were_changed_are_named(office: Office, name: str) -> None:
    case = admitted(office)
    digest = case.decisions.get().inputs[name]
    behind("UPDATE records_kept SET content = %s WHERE digest = %s", b'{"on": "2020-01-01"}', digest)
    found = only(again(office, case))
    what = {"pack": "law"}.get(name, name)
    assert not found.same
    assert (f"Kept bytes {what}", digest) in {(label, then) for label, then, _ in found.differences}
    assert [one.what for one in found.kept if not one.intact] == [what]


def test_a_fact_changed_in_the_kept_bytes_is_named_with_both_values(office: Office) -> None:
    case = admitted(office)
    digest = case.decisions.get().inputs["facts"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM records_kept WHERE digest = %s", [digest])
        content = bytes(cursor.fetchone()[0])
    assert b'"2026-11-29"' in content
    behind(
        "UPDATE records_kept SET content = %s WHERE digest = %s", content.replace(b"2026-11-29", b"2026-12-24"), digest
    )
    differing = {side.name: side for side in only(again(office, case)).differing if side.kind == "fact"}
    assert set(differing) == {"planned_exit"}
    assert (differing["planned_exit"].then["value"], differing["planned_exit"].now["value"]) == (
        "2026-12-24",
        "2026-11-29",
    )


def test_a_list_changed_in_the_kept_bytes_cannot_be_replayed_and_says_which(office: Office) -> None:
    case = listed(office)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sources FROM records_watchlist WHERE list_id = 'alerts'")
        digest = json.loads(cursor.fetchone()[0])["list"]
    behind("UPDATE records_kept SET content = %s WHERE digest = %s", NOBODY, digest)
    found = only(again(office, case))
    told = {what: now for what, _, now in found.differences}
    assert "alerts" in told["Recomputing"] and "Kept bytes list alerts" in told


def test_bytes_that_are_gone_are_named(office: Office) -> None:
    case = admitted(office)
    behind("DELETE FROM records_kept WHERE digest = %s", case.decisions.get().inputs["evidence"])
    found = only(again(office, case))
    assert ("Kept bytes evidence", case.decisions.get().inputs["evidence"], None) in found.differences


@pytest.mark.parametrize(
    ("column", "old", "new", "kind"),
    [
        ("advice", '"outcome": "admit"', '"outcome": "refuse"', "advice"),
        ("findings", '"outcome": "passed"', '"outcome": "failed"', "check"),
        ("findings", '"reason": "', '"reason": "not ', "record"),  # only words: the journal's digest still tells
        ("facts", '"2026-11-29"', '"2026-12-24"', "record"),
    ],
)
def test_an_assessment_changed_in_its_row_is_named(office: Office, column: str, old: str, new: str, kind: str) -> None:
    case = admitted(office)
    row = case.decisions.get().assessment
    text = json.dumps(getattr(row, column))
    assert old in text
    behind(f"UPDATE records_assessment SET {column} = %s WHERE revision = %s", text.replace(old, new), row.revision)
    found = only(again(office, case))
    assert kind in {side.kind for side in found.differing}
    assert "Record assessment" in {what for what, _, _ in found.differences}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("own_reasons = 'Quite other reasons, written in afterwards.'", "Record own reasons"),
        ("grounds = '[]'", "Record grounds"),
        ("outcome = 'admit', act = 'admit'", "Record act"),
        ("outcome = 'admit'", "Record outcome"),
        ("advised = 'admit'", "Record advised"),
        ("snapshot = 'sha256:0'", "What the law said snapshot of the decision"),
    ],
)
def test_a_decision_changed_in_its_row_is_held_against_the_journal(office: Office, change: str, what: str) -> None:
    case = propose(office)
    behind(f"UPDATE records_decision SET {change}")
    found = only(again(office, case))
    assert what in {label for label, _, _ in found.differences}


def test_a_payload_changed_in_the_journal_is_named(office: Office) -> None:
    case = admitted(office)
    key = str(case.decisions.get().act_key)
    payload = JournalPayload.objects.get(entry__act_key=key)
    JournalPayload.objects.filter(entry=payload.entry).update(content=payload.content.replace("admit", "refuse"))
    assert "Record payload of the journal" in {what for what, _, _ in only(again(office, case)).differences}


def _without_triggers(sql: str, *given: Any) -> None:
    """The same where every trigger was dropped."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            for table in ("records_decision", "records_countersignature", "records_journalpayload"):
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(sql, given)
        assert cursor.rowcount


def _differing(found: Replay) -> set[str]:
    return {what for one in found.decisions for what, _, _ in one.differences}


def test_a_decision_that_was_deleted_is_missed(office: Office) -> None:
    case = admitted(office)
    gone = case.decisions.get()

    _without_triggers("DELETE FROM records_decision")
    found = again(office, case)
    assert not found.same and _differing(found) == {"Record decision"}
    one = only(found)
    assert (one.decision, one.act, one.officer) == (gone.id, "admit", "Primary Officer")
    entry = JournalEntry.objects.select_related("payload").filter(verb="see_case").order_by("seq").last()
    assert entry is not None and json.loads(entry.payload.content)["replayed"] == {str(gone.id): "differs"}


def test_a_refusal_made_effective_without_its_second_signature_is_named(office: Office) -> None:
    case = propose(office)
    _without_triggers("UPDATE records_decision SET state = 'effective', effective_at = made_at")
    assert _differing(again(office, case)) == {"Record state", "Record in effect from"}


@pytest.mark.parametrize("verb", ["countersign", "return_refusal"])
def test_a_second_signature_that_was_deleted_is_missed(office: Office, verb: str) -> None:
    case = propose(office)
    getattr(deciding, verb)(office.officers["chief"], case.id, office.stamp(), reason="The visa is on page 9.")
    assert again(office, case).same
    _without_triggers("DELETE FROM records_countersignature")
    assert _differing(again(office, case)) == {"Record second signature"}


@pytest.mark.parametrize(
    ("change", "what"),
    [("language = 'fr'", "Record language"), ("state = 'lapsed'", "Record state"),
     ("effective_at = made_at", "Record in effect from")],
)  # fmt: skip
def test_a_proposal_changed_in_its_row_is_named(office: Office, change: str, what: str) -> None:
    case = propose(office)
    _without_triggers(f"UPDATE records_decision SET {change}")
    assert _differing(again(office, case)) == {what}


@pytest.mark.parametrize("signed", [False, True])
def test_a_refusal_that_yielded_to_protection_is_the_same_until_it_is_brought_back(
    office: Office, signed: bool
) -> None:
    case = propose(office)
    if signed:
        deciding.countersign(office.officers["chief"], case.id, office.stamp())
    referring.refer_protection(office.officers["primary"], case.id, office.stamp(), words="They will kill me there.")
    found = again(office, case)
    assert found.same and found.decisions[0].state == ("set_aside" if signed else "lapsed")
    _without_triggers("UPDATE records_decision SET state = %s", "effective" if signed else "awaiting")
    assert _differing(again(office, case)) == {"Record state"}


def test_a_correction_taken_back_in_the_row_is_named_and_a_masked_entry_is_not(office: Office) -> None:
    case = admitted(office)
    correcting.correct_movement(office.officers["primary"], case.id, office.stamp(), reason="pressed the wrong key")
    _without_triggers("UPDATE records_decision SET state = 'effective'")
    assert _differing(again(office, case)) == {"Record state"}
    payloads = JournalPayload.objects.filter(entry__verb="correct")
    payloads.update(content="{}")
    assert _differing(again(office, case)) == {"Record payload of the journal"}
    payloads.update(content="", salt="", masked_at=office.now)
    assert again(office, case).same


def test_a_payload_that_was_deleted_is_named(office: Office) -> None:
    case = admitted(office)
    _without_triggers("DELETE FROM records_journalpayload WHERE entry_id = %s",
                      JournalEntry.objects.get(verb="admit").pk.hex if connection.vendor == "sqlite"
                      else JournalEntry.objects.get(verb="admit").pk)  # fmt: skip
    assert "Record payload of the journal" in _differing(again(office, case))


# -- who may look, and that it is written down -----------------------------------------------------------------------


def test_the_look_is_journaled_with_its_purpose_and_what_it_found(office: Office) -> None:
    case = admitted(office)
    stamp = office.stamp()
    for _ in range(2):  # the same look sent again is one look
        replaying.replay(office.officers["auditor"], case.id, stamp, purpose="court order 12/26")
    entry = JournalEntry.objects.select_related("payload").get(act_key=str(stamp.key))
    assert (entry.verb, entry.officer, entry.case) == ("see_case", office.officers["auditor"].id, str(case.id))
    told = json.loads(entry.payload.content)
    assert told == {"purpose": "court order 12/26", "replayed": {str(case.decisions.get().id): "same"}}


def test_only_who_may_see_the_case_opens_it_again(office: Office) -> None:
    case = admitted(office)
    for role in ("primary", "secondary", "chief", "auditor"):
        assert again(office, case, by=role).same
    for role in ("list_officer", "policy_officer", "administrator"):
        with pytest.raises(NotPermitted):
            again(office, case, by=role)
    assert JournalEntry.objects.filter(verb="not_permitted", case=str(case.id)).count() == 3
    with pytest.raises(NotFound):
        replaying.replay(office.officers["auditor"], uuid.uuid4(), office.stamp())


def test_nothing_of_today_is_needed(office: Office) -> None:
    case = listed(office)
    replaying._pack.cache_clear()
    replaying._index.cache_clear()
    behind("UPDATE records_watchlist SET title = 'x', kind = 'concern', feeds_fact = '', threshold = 0.99, entries = 0")
    PackRelease.objects.update(title="x", digest="0" * 64)
    behind("UPDATE records_answer SET value = 'null', superseded = %s", True)
    behind("UPDATE records_hit SET state = 'same'")
    assert only(again(office, case)).same
