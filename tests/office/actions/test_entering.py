"""Entries that officers put on a list: two persons, a basis, a last day, no own interest, at every desk at once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from limen.assessment import Evidence
from limen.office.actions import assessing, deciding, entering, interests, listing, releasing, replaying, viewing
from limen.office.actions.acting import ActError, BadInput, NotFound, NotPossible
from limen.office.actions.entering import Draft
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import JournalEntry, NationalEntry, WatchList
from limen.screening.lists import own
from limen.vocabulary.person import Role, TravelDocument
from tests.office.conftest import TODAY, Office
from tests.office.conftest import passport as specimen

State = NationalEntry.State
LIST = "national-alerts"


def passport() -> TravelDocument:
    """Of somebody who is admitted with a few answers."""
    return specimen("taro")


def draft(**changes: Any) -> Draft:
    given = {
        "list_id": LIST, "names": ("OKAFOR, Amara",), "legal_basis": "Aliens Act s 12(3)",
        "evidence": "Judgment of 4 May 2026, file 77.", "review_on": TODAY + timedelta(days=30),
        "expires_on": TODAY + timedelta(days=180),
    }  # fmt: skip
    return Draft(**{**given, **changes})


def of_taro(**changes: Any) -> Draft:
    """An entry that is about the specimen of the tests, as their passport names them."""
    document = passport()
    names = (f"{document.surname}, {document.given}",)
    return draft(**{"names": names, "born": str(document.birth), **changes})


def proposed(office: Office, by: str = "primary", entry: Draft | None = None) -> NationalEntry:
    done = entering.propose_entry(office.officers[by], office.stamp(), entry or of_taro())
    return NationalEntry.objects.get(id=done.result)


def agreed(office: Office, entry: Draft | None = None, by: str = "chief") -> NationalEntry:
    row = proposed(office, entry=entry)
    entering.agree_entry(office.officers[by], office.stamp(), row.id, note="Read the judgment.")
    row.refresh_from_db()
    return row


def hits(office: Office, direction: str = "entry") -> list[str]:
    case = office.arrive(passport(), direction)
    return [row.entry_id for row in case.hits.filter(superseded=False, list_id__startswith="national")]


def journaled(verb: str) -> list[dict[str, Any]]:
    return [json.loads(one.payload.content) for one in JournalEntry.objects.filter(verb=verb).order_by("seq")]


# -- two persons ------------------------------------------------------------------------------------------------------


def test_a_proposal_screens_nobody_until_another_officer_agrees_and_then_everybody_at_once(office: Office) -> None:
    row = proposed(office)
    assert row.number == "N-000001" and row.state == State.PROPOSED
    assert hits(office) == [] and not WatchList.objects.filter(list_id=LIST).exists()
    entering.agree_entry(office.officers["chief"], office.stamp(), row.id)
    assert hits(office) == ["N-000001"]
    (service,) = WatchList.objects.filter(list_id=LIST, in_service=True)
    assert service.entries == 1 and service.kind == "alert" and service.format == own.FORMAT
    (said,) = journaled("agree_entry")
    assert said["version"] == service.version and said["entry"] == row.number
    assert journaled("propose_entry")[0]["legal_basis"] == "Aliens Act s 12(3)"


def test_nobody_agrees_to_their_own_proposal_with_two_duties_or_more(office: Office) -> None:
    row = proposed(office, by="both")
    for act in (entering.agree_entry, entering.return_entry):
        with pytest.raises(NotPermitted, match="second officer"):
            act(office.officers["both"], office.stamp(), row.id, note="Fine.")
    row.refresh_from_db()
    assert row.state == State.PROPOSED and len(journaled("not_permitted")) == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        NationalEntry.objects.filter(id=row.id).update(decided_by=row.officer_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        NationalEntry.objects.filter(id=row.id).update(state=State.IN_FORCE)


def test_sent_back_it_never_screens_and_can_not_be_agreed_to_any_more(office: Office) -> None:
    row = proposed(office)
    with pytest.raises(BadInput, match="Say why"):
        entering.return_entry(office.officers["list_officer"], office.stamp(), row.id, note=" ")
    entering.return_entry(office.officers["list_officer"], office.stamp(), row.id, note="No evidence of identity.")
    row.refresh_from_db()
    assert row.state == State.RETURNED and row.note == "No evidence of identity."
    with pytest.raises(NotPossible, match="does not wait"):
        entering.agree_entry(office.officers["chief"], office.stamp(), row.id)
    assert hits(office) == []


MAY = {
    "propose": {"primary", "secondary", "chief", "list_officer", "both"},
    "agree": {"chief", "list_officer", "both"},
    "return": {"chief", "list_officer", "both"},
    "end": {"primary", "chief", "list_officer", "both"},  # primary proposed it
    "review": {"primary", "list_officer"},
}


@pytest.mark.parametrize("who", [*(role.value for role in Role), "both"])
@pytest.mark.parametrize("act", MAY)
def test_who_may_do_what(office: Office, act: str, who: str) -> None:
    officer = office.officers[who]
    row = proposed(office) if act in ("agree", "return") else agreed(office) if act != "propose" else None
    acts: dict[str, Callable[[], Any]] = {
        "propose": lambda: entering.propose_entry(officer, office.stamp(), draft()),
        "agree": lambda: entering.agree_entry(officer, office.stamp(), row.id),  # type: ignore[union-attr]
        "return": lambda: entering.return_entry(officer, office.stamp(), row.id, note="No."),  # type: ignore[union-attr]
        "end": lambda: entering.end_entry(officer, office.stamp(), row.id, why="Found."),  # type: ignore[union-attr]
        "review": lambda: entering.review_entry(
            officer, office.stamp(), row.id, review_on=TODAY + timedelta(days=20), note="Still sought.",  # type: ignore[union-attr]
        ),
    }  # fmt: skip
    if who in MAY[act]:
        acts[act]()
    else:
        with pytest.raises(NotPermitted):
            acts[act]()
        assert journaled("not_permitted")


@pytest.mark.parametrize("act", ["propose", "agree", "end"])
def test_the_same_key_acts_once(office: Office, act: str) -> None:
    row = proposed(office) if act == "agree" else agreed(office) if act == "end" else None
    stamp, officer = office.stamp(), office.officers["chief"]

    def again() -> Any:
        if act == "propose":
            return entering.propose_entry(officer, stamp, draft())
        assert row is not None
        if act == "agree":
            return entering.agree_entry(officer, stamp, row.id)
        return entering.end_entry(officer, stamp, row.id, why="Found.")

    first = again()
    versions = WatchList.objects.count()
    assert again().seq == first.seq and again().replayed
    assert WatchList.objects.count() == versions and NationalEntry.objects.count() == 1
    assert len(journaled(f"{act}_entry")) == 1


# -- an officer's own interest (FAILURES F21) -------------------------------------------------------------------------


def declare(office: Office, who: str, *family: str, addresses: tuple[str, ...] = ()) -> None:
    interests.declare_interests(
        office.stamp(), account=office.accounts[who], family=family, addresses=addresses,
        by=office.officers["administrator"],
    )  # fmt: skip


def test_the_wife_is_not_put_on_the_watchlist(office: Office) -> None:
    """The officer's wife travels; he puts her on the list. Her name is declared: the entry is not even proposed."""
    document = passport()
    declare(
        office, "primary", f"{document.given} {document.surname}".title(), addresses=("4 Threshold Lane, Utopolis",)
    )
    with pytest.raises(NotPermitted, match="may concern you or your family") as refusal:
        proposed(office)
    assert refusal.value.code == "authority.interest" and not NationalEntry.objects.exists()
    assert journaled("not_permitted")[-1] == {"act": "propose_entry", "code": "authority.interest"}
    # Spelt otherwise, or by the address alone, it is she all the same.
    with pytest.raises(NotPermitted):
        proposed(office, entry=of_taro(names=(f"{document.given[:-1]} {document.surname}",)))
    with pytest.raises(NotPermitted):
        proposed(office, entry=draft(names=("Somebody Else",), addresses=("4, Threshold Lane · Utopolis",)))
    # A colleague proposes it as a favour: the husband cannot be the second officer, nor end or return it.
    declare(office, "chief", f"{document.given} {document.surname}")
    row = proposed(office, by="secondary")
    for act in (entering.agree_entry, entering.return_entry):
        with pytest.raises(NotPermitted, match="family"):
            act(office.officers["chief"], office.stamp(), row.id, note="Fine.")
    assert hits(office) == []


def test_nobody_puts_themselves_on_a_list_and_takes_nobody_of_theirs_off_it(office: Office) -> None:
    with pytest.raises(NotPermitted):
        proposed(office, entry=draft(names=("Officer, Primary",)))
    row = agreed(office)
    declare(office, "list_officer", row.content["names"][0][0])
    with pytest.raises(NotPermitted):
        entering.end_entry(office.officers["list_officer"], office.stamp(), row.id, why="Not needed.")
    with pytest.raises(NotPermitted):
        entering.review_entry(
            office.officers["list_officer"], office.stamp(), row.id, review_on=TODAY, note="Not needed."
        )
    assert hits(office) == [row.number]


def test_an_equal_surname_alone_is_told_to_the_second_officer_and_so_is_that_nothing_was_declared(
    office: Office,
) -> None:
    row = proposed(office)
    assert [mark["code"] for mark in row.marks] == ["undeclared"]
    declare(office, "primary", f"Zebedee {passport().surname.title()}")
    row = proposed(office)
    assert [mark["code"] for mark in row.marks] == ["surname"]
    assert passport().surname.title() in entering.words_of_mark(row.marks[0])


def test_what_is_declared_is_declared_by_an_administrator_and_not_written_into_the_journal(office: Office) -> None:
    declare(office, "primary", "Maria Kynnys", addresses=(" 1  Lane ", "1 Lane"))
    office.accounts["primary"].refresh_from_db()
    assert office.accounts["primary"].interests == {"family": ["Maria Kynnys"], "addresses": ["1 Lane"]}
    assert journaled("declare_interests") == [{"account": "primary", "family": 1, "addresses": 1}]
    with pytest.raises(NotPermitted):
        interests.declare_interests(
            office.stamp(), account=office.accounts["primary"], family=(), addresses=(), by=office.officers["chief"]
        )
    for family in (("!!",), ("x" * 400,), tuple(f"Name {number}" for number in range(80))):
        with pytest.raises(BadInput):
            declare(office, "primary", *family)


# -- versions, replay, staleness --------------------------------------------------------------------------------------


def test_every_version_is_kept_and_a_decision_is_replayed_with_its_own(office: Office) -> None:
    row = agreed(office)
    case = office.arrive(passport())
    assert [hit.entry_id for hit in case.hits.all()] == [row.number]
    assessing.resolve_hit(
        office.officers["primary"], case.id, office.stamp(), hit=case.hits.get().id, state="not_same", note="Taller."
    )
    second = agreed(office, draft(names=("Quite Another",)))
    entering.end_entry(office.officers["chief"], office.stamp(), row.id, why="Acquitted.")
    versions = WatchList.objects.filter(list_id=LIST).order_by("made_at")
    assert [one.entries for one in versions] == [1, 2, 1] and [one.in_service for one in versions] == [
        False,
        False,
        True,
    ]
    assert [entry.id for entry in listing.content_of(versions[2]).entries] == [second.number]
    assert [entry.id for entry in listing.content_of(versions[0]).entries] == [row.number]
    case = office.case(case.id)
    assert assessing.is_stale(case, office.now)
    assessing.refresh(office.officers["primary"], case.id, office.stamp())
    assert not case.hits.filter(superseded=False).exists(), "the entry has ended: its hit no longer stands"
    case = office.answer_all(case)
    deciding.admit(office.officers["primary"], case.id, office.stamp())
    for one in (agreed(office, of_taro(list_id="national-concern")), second):
        entering.end_entry(office.officers["chief"], office.stamp(), one.id, why="Over.")
    found = replaying.replay(office.officers["auditor"], case.id, office.stamp())
    assert found.same, found.decisions[0].differing


def test_a_record_from_before_entries_had_a_scope_is_replayed_the_same(office: Office) -> None:
    case = office.arrive(passport())
    assessment = store.assessment_of(case)
    assert assessment is not None
    kept = json.loads(store.kept(assessment.inputs["evidence"]))
    assert kept["post"] == "HALL-A"
    del kept["post"]
    old = replaying.evidence_of(kept, {})
    assert old.post == "" and old.to_json() == kept and isinstance(old, Evidence)


def test_the_last_entry_ended_leaves_a_list_of_nobody_that_calls_nobody_clear(office: Office) -> None:
    WatchList.objects.filter(list_id="alerts").update(in_service=False)
    row = agreed(office, draft(names=("Quite Another",)))
    entering.end_entry(office.officers["list_officer"], office.stamp(), row.id, why="Over.")
    assert listing.in_service()[1].entries == 0
    case = office.arrive(passport())
    fact = case.assessments.get().facts["alert_for_refusal"]
    assert fact["status"] == "unknown" and "list.partial" in fact["basis"]


def test_found_on_the_officers_own_list_it_is_a_ground_like_any_alert(office: Office) -> None:
    agreed(office)
    case = office.arrive(passport())
    hit = case.hits.get()
    assert hit.listed["note"] == "" and case.assessments.get().facts["alert_for_refusal"]["status"] == "disputed"
    assessing.resolve_hit(
        office.officers["primary"], case.id, office.stamp(), hit=hit.id, state="same", note="The judgment's number."
    )
    facts = office.case(case.id).assessments.order_by("-revision")[0].facts
    assert facts["alert_for_refusal"]["value"] is True


@pytest.mark.parametrize("list_id", listing.OFFICERS)
def test_nobody_imports_or_puts_back_a_list_that_officers_write(office: Office, list_id: str) -> None:
    row = agreed(office, of_taro(list_id=list_id))
    entering.end_entry(office.officers["chief"], office.stamp(), row.id, why="Over.")
    officer, data = office.officers["list_officer"], own.write([])
    for act in (releasing.import_list, releasing.stage_list):
        with pytest.raises(BadInput, match="entry by entry"):
            act(officer, office.stamp(), list_id, releasing.Files(b"id,name\n1,Amara Okafor\n"))
    assert data == b'{"entries":[]}'
    before = WatchList.objects.filter(list_id=list_id, in_service=False).first()
    assert before is not None and before.list_id not in {one.list_id for one in viewing.earlier_lists(officer)}
    with pytest.raises(BadInput, match="entry by entry"):
        releasing.release_list(officer, office.stamp(), str(before.id))


# -- scope, last day, review ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ({}, True),
        ({"posts": ("hall-a", "HALL-B")}, True),
        ({"posts": ("HALL-B",)}, False),
        ({"direction": "entry"}, True),
        ({"direction": "exit"}, False),
        ({"flights": ("XX123",)}, True),  # nobody noted the flight: unknown never excludes
        ({"first": TODAY + timedelta(days=1)}, False),
        ({"first": TODAY, "last": TODAY}, True),
        ({"last": TODAY - timedelta(days=1)}, False),
    ],
)
def test_a_scope_leaves_out_what_is_known_to_be_outside_it(office: Office, scope: dict[str, Any], found: bool) -> None:
    row = agreed(office, of_taro(**scope))
    assert hits(office) == ([row.number] if found else [])
    case = office.arrive(passport(), "entry")
    assert case.assessments.order_by("-revision")[0].facts["alert_for_refusal"]["status"] == (
        "disputed" if found else "known"
    )


def test_past_its_last_day_an_entry_screens_nobody_and_nobody_had_to_end_it(office: Office) -> None:
    row = agreed(office, of_taro(expires_on=TODAY + timedelta(days=2), review_on=TODAY + timedelta(days=1)))
    office.now += timedelta(days=2)
    assert hits(office) == [row.number]
    case = office.arrive(passport())
    office.now += timedelta(days=1)
    assert assessing.is_stale(case, office.now)
    assessing.refresh(office.officers["primary"], case.id, office.stamp())
    assert not case.hits.filter(superseded=False).exists()
    assert entering.in_force(LIST, TODAY + timedelta(days=3)) == []
    with pytest.raises(NotPossible, match="not in force"):
        entering.review_entry(
            office.officers["primary"], office.stamp(), row.id, review_on=TODAY + timedelta(days=4), note="Sought."
        )


def test_a_proposal_that_waited_past_its_last_day_is_not_put_in_force(office: Office) -> None:
    row = proposed(office, entry=of_taro(expires_on=TODAY, review_on=TODAY))
    office.now += timedelta(days=1)
    with pytest.raises(NotPossible, match="propose it again"):
        entering.agree_entry(office.officers["chief"], office.stamp(), row.id)


def test_looked_at_again_it_is_kept_for_a_month_and_not_past_its_last_day(office: Office) -> None:
    row = agreed(office, of_taro(expires_on=TODAY + timedelta(days=40)))
    office.now += timedelta(days=30)
    officer, day = office.officers["primary"], TODAY + timedelta(days=30)
    with pytest.raises(BadInput, match="before it expires"):
        entering.review_entry(officer, office.stamp(), row.id, review_on=day + timedelta(days=20), note="Sought.")
    with pytest.raises(BadInput, match="Say why"):
        entering.review_entry(officer, office.stamp(), row.id, review_on=day + timedelta(days=9), note="")
    version = WatchList.objects.get(list_id=LIST, in_service=True).version
    entering.review_entry(officer, office.stamp(), row.id, review_on=day + timedelta(days=9), note="Still sought.")
    row.refresh_from_db()
    assert row.review_on == day + timedelta(days=9) and row.reviewed_by_id == uuid.UUID(officer.id)
    assert WatchList.objects.get(list_id=LIST, in_service=True).version == version
    assert journaled("review_entry")[0]["note"] == "Still sought."


def test_the_author_withdraws_a_proposal_and_ends_what_came_into_force(office: Office) -> None:
    row = proposed(office)
    with pytest.raises(NotPermitted):
        entering.end_entry(office.officers["secondary"], office.stamp(), row.id, why="Not mine.")
    entering.end_entry(office.officers["primary"], office.stamp(), row.id, why="The wrong person.")
    row.refresh_from_db()
    assert row.state == State.ENDED and journaled("end_entry")[0]["was"] == "proposed"
    with pytest.raises(NotPossible, match="has ended already"):
        entering.end_entry(office.officers["primary"], office.stamp(), row.id, why="Again.")
    assert not WatchList.objects.filter(list_id=LIST).exists()


# -- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("names", {"names": ()}),
        ("names", {"names": (" ", ",")}),
        ("names", {"names": ("??",)}),
        ("names", {"names": ("x" * 300,)}),
        ("names", {"names": tuple(f"Name {number}" for number in range(30))}),
        ("documents", {"documents": ("UTO:",)}),
        ("documents", {"documents": ("L" * 80,)}),
        ("born", {"born": "the fifth of May"}),
        ("born", {"born": "1990/1980"}),
        ("sex", {"sex": "male"}),
        ("addresses", {"addresses": ("x" * 300,)}),
        ("legal_basis", {"legal_basis": " \n"}),
        ("evidence", {"evidence": ""}),
        ("evidence", {"evidence": "x" * 5_000}),
        ("note", {"note": "x" * 5_000}),
        ("list_id", {"list_id": "alerts"}),
        ("direction", {"direction": "sideways"}),
        ("last", {"first": TODAY + timedelta(days=3), "last": TODAY}),
        ("first", {"first": TODAY + timedelta(days=200)}),
        ("expires_on", {"expires_on": TODAY + timedelta(days=367)}),
        ("expires_on", {"expires_on": TODAY - timedelta(days=1)}),
        ("review_on", {"review_on": TODAY + timedelta(days=32)}),
        ("review_on", {"review_on": TODAY - timedelta(days=1)}),
        ("review_on", {"review_on": TODAY + timedelta(days=20), "expires_on": TODAY + timedelta(days=10)}),
    ],
)
def test_what_cannot_be_used_is_told_of_its_field_and_nothing_is_kept(
    office: Office, field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(entering.Unusable) as fault:
        proposed(office, entry=draft(**changes))
    assert fault.value.field == field and str(fault.value).endswith(".")
    assert not NationalEntry.objects.exists()


def test_what_is_typed_becomes_an_entry(office: Office) -> None:
    entry = entering.entry_of(
        replace(
            draft(), names=("OKAFOR,  Amara", "Amara Okafor", "Амара Окафор"), born="1985-02-03; 1986", sex="F",
            nationality="UTO; France", documents=("uto:l123 456", "l99"), addresses=("1  Lane",), posts=("hall-b",),
            last=TODAY, note="Take to the second line.",
        )
    )  # fmt: skip
    assert [(name.text, str(name.kind)) for name in entry.names] == [
        ("Amara OKAFOR", "primary"), ("Amara Okafor", "alias"), ("Амара Окафор", "alias"),
    ]  # fmt: skip
    assert [str(one) for one in entry.born] == ["1985-02-03", "1986"]
    assert [paper.number for paper in entry.documents] == ["L123 456", "L99"]
    assert [nation.iso2 for nation in entry.nationalities][1] == "FR"
    assert entry.places == ("1 Lane",) and entry.scope is not None
    assert entry.scope.to_json() == {"posts": ["HALL-B"], "last": TODAY.isoformat()}


def test_a_document_number_alone_is_enough(office: Office) -> None:
    document = passport()
    row = agreed(office, draft(names=(), documents=(f"{document.issuer}:{document.number}",)))
    assert hits(office) == [row.number]


@pytest.mark.parametrize("act", [entering.agree_entry, entering.return_entry])
def test_an_entry_that_is_not_there_is_one_clear_error(office: Office, act: Any) -> None:
    with pytest.raises(NotFound):
        act(office.officers["chief"], office.stamp(), uuid.UUID(int=1), note="Fine.")
    with pytest.raises(ActError):
        entering.end_entry(office.officers["chief"], office.stamp(), uuid.UUID(int=1), why="Over.")


def test_an_entry_for_a_flight_is_found_on_that_flight_and_not_on_another(office: Office) -> None:
    row = agreed(office, of_taro(flights=("XX123",)))
    case = office.arrive(passport())
    found = case.hits.filter(list_id=row.list_id, superseded=False)
    assert found.exists(), "whoever's flight is not known is looked for all the same"
    officer = office.officers["primary"]
    assessing.note_flight(officer, case.id, office.stamp(), flight="yy 9")
    assert not found.exists() and office.case(case.id).flight == "YY9"
    assessing.note_flight(officer, case.id, office.stamp(), flight="xx123")
    assert found.exists()
    kept = case.assessments.order_by("-revision")[0].inputs["evidence"]
    assert json.loads(store.kept(kept))["flight"] == "XX123"
    assert json.loads(JournalEntry.objects.filter(verb="note_flight").order_by("seq")[0].payload.content)["flight"]
    for wrong in ("x" * 21, "<b>", "XX/1"):
        with pytest.raises(BadInput, match="as it is announced"):
            assessing.note_flight(officer, case.id, office.stamp(), flight=wrong)
    assessing.note_flight(officer, case.id, office.stamp(), flight="")
    assert found.exists() and not office.case(case.id).flight
