"""Two persons on record who may be one: proposed at a desk, settled afterwards, and taken back to what was before."""

from __future__ import annotations

import uuid

import pytest

from limen.office.actions import deciding, doubles
from limen.office.actions.acting import BadInput, NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import Case, HistoryLink, JournalEntry
from tests.office.conftest import Office, passport

REASON = "Portraits compared side by side, the same scar."


def met_twice(office: Office) -> tuple[Case, Case]:
    """The same name and birth under two numbers; the first entered, and nobody answered what the desk proposed."""
    first = office.arrive(passport("henri", number="K1000001"))
    deciding.admit(office.officers["primary"], first.id, office.stamp())
    return office.case(first.id), office.arrive(passport("henri", number="K1000002"))


def waiting(office: Office, by: str = "secondary") -> tuple[doubles.Double, ...]:
    return doubles.doubles(office.officers[by], office.stamp()).open


def test_a_pair_waits_side_by_side_with_why(office: Office) -> None:
    met_twice(office)
    (pair,) = waiting(office)
    assert sorted(number[-8:] for side in pair.sides for number in side.numbers) == ["K1000001", "K1000002"]
    assert pair.reasons and pair.score > 0.8 and pair.state == "proposed"
    assert sum(side.crossed is not None for side in pair.sides) == 1
    assert doubles.count_open(office.officers["secondary"], office.now) == 1
    assert doubles.count_open(office.officers["primary"], office.now) is None


@pytest.mark.parametrize("same", [True, False])
def test_settled_it_links_or_keeps_apart_and_taken_back_all_stands_as_before(office: Office, same: bool) -> None:
    first, second = met_twice(office)
    officer, (pair,) = office.officers["secondary"], waiting(office)
    assert first.person_id is not None and second.person_id is not None
    before = store.same_person(second.person_id)
    doubles.settle_double(officer, office.stamp(), pair.link, same=same, reason=REASON)
    assert store.same_person(second.person_id) == (before | {first.person_id} if same else before)
    assert waiting(office) == ()
    with pytest.raises(NotPossible):
        doubles.settle_double(officer, office.stamp(), pair.link, same=not same, reason=REASON)
    doubles.reopen_double(office.officers["chief"], office.stamp(), pair.link, reason="The scar is another one.")
    assert store.same_person(second.person_id) == before
    assert [one.link for one in waiting(office)] == [pair.link]
    with pytest.raises(NotPossible):
        doubles.reopen_double(officer, office.stamp(), pair.link, reason=REASON)
    verbs = JournalEntry.objects.filter(verb__in=("settle_double", "reopen_double")).order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == ["settle_double", "reopen_double"]


def test_every_proposal_about_the_two_is_settled_with_it(office: Office) -> None:
    _first, second = met_twice(office)
    deciding.admit(office.officers["primary"], second.id, office.stamp())
    third = office.arrive(passport("henri", number="K1000002"), "exit")
    links = HistoryLink.objects.filter(state=HistoryLink.State.PROPOSED)
    assert links.count() == 2
    (pair,) = waiting(office)
    assert third.person_id in {side.person for side in pair.sides}
    doubles.settle_double(office.officers["chief"], office.stamp(), pair.link, same=False, reason=REASON)
    assert not HistoryLink.objects.filter(state=HistoryLink.State.PROPOSED).exists()


def test_it_is_journaled_once_for_a_form_sent_twice(office: Office) -> None:
    met_twice(office)
    (pair,), stamp = waiting(office), office.stamp()
    one = doubles.settle_double(office.officers["secondary"], stamp, pair.link, same=True, reason=REASON)
    again = doubles.settle_double(office.officers["secondary"], stamp, pair.link, same=True, reason=REASON)
    assert (one.seq, again.replayed) == (again.seq, True)


def test_no_reason_nobody_else_and_no_pair(office: Office) -> None:
    met_twice(office)
    (pair,) = waiting(office)
    with pytest.raises(BadInput):
        doubles.settle_double(office.officers["secondary"], office.stamp(), pair.link, same=True, reason=" short ")
    for by in ("primary", "auditor", "list_officer"):
        with pytest.raises(NotPermitted):
            doubles.settle_double(office.officers[by], office.stamp(), pair.link, same=True, reason=REASON)
    with pytest.raises(NotFound):
        doubles.settle_double(office.officers["chief"], office.stamp(), uuid.uuid4(), same=True, reason=REASON)
    assert waiting(office)[0].link == pair.link
