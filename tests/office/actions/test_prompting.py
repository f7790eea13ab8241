"""Signs are words, never numbers or facts; the referral of who may be a victim stands behind a wall of its own."""

from __future__ import annotations

import pytest

from limen.interview.prompts import WALLED
from limen.office.actions import prompting, referring, viewing, walls
from limen.office.actions.acting import BadInput
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import Case, JournalEntry, JournalPayload, Sign
from tests.office.conftest import Office, passport

SEEN = "The man behind her kept both passports and answered every question."


def note(office: Office, case: Case, *signs: str, by: str = "primary", words: str = SEEN) -> None:
    prompting.note_sign(office.officers[by], case.id, office.stamp(), signs=signs, words=words)


def refer(office: Office, case: Case, by: str = "primary", **more: str) -> None:
    given = {"reason": SEEN, "consent": "agreed", **more}
    prompting.refer_victim(office.officers[by], case.id, office.stamp(), **given)


def content(verb: str) -> str:
    entry = JournalEntry.objects.filter(verb=verb).order_by("-seq").first()
    assert entry is not None
    return JournalPayload.objects.get(entry=entry).content


def test_signs_are_noted_in_own_words_and_change_nothing_of_the_law(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    before = store.assessment_of(case)
    note(office, case, "trafficking.papers_held", "vulnerable.doctor")
    after = store.assessment_of(office.case(case.id))
    assert before is not None and after is not None and after.id == before.id  # nothing was weighed again
    assert Sign.objects.count() == 2
    assert "passports" not in content("note_sign") and "papers_held" not in content("note_sign")
    for wrong in (((), SEEN), (("nervous",), SEEN), (("vulnerable.doctor",), " ")):
        with pytest.raises(BadInput):
            note(office, case, *wrong[0], words=wrong[1])


def test_what_is_noted_of_trafficking_is_for_few(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    note(office, case, "trafficking.papers_held", "vulnerable.doctor")
    referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), reason="See the signs.")
    seen = prompting.signs(office.officers["secondary"], case.id, office.stamp())
    assert {one.code for one in seen.noted} == {"vulnerable.doctor"} and seen.behind
    for reader in ("chief", "primary"):  # who sees victims' matters, and who wrote it, for a day
        seen = prompting.signs(office.officers[reader], case.id, office.stamp())
        assert {one.code for one in seen.noted} & WALLED and not seen.behind


def test_the_referral_stops_what_is_pending_and_is_read_by_few(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    refer(office, case, words="They have my passport.")
    row = office.case(case.id)
    assert (row.state, row.referrals.get().kind, row.referrals.get().cause) == ("protection", "victim", "agreed")
    assert "passport" not in content("refer_victim")
    assert not walls.walled(office.officers["chief"], row, office.now)
    assert not walls.walled(office.officers["primary"], row, office.now)  # who wrote it, for a day
    for reader in ("secondary", "auditor"):
        assert walls.walled(office.officers[reader], row, office.now)
        with pytest.raises(NotPermitted) as refused:
            viewing.case(office.officers[reader], case.id, office.stamp())
        assert refused.value.code == "authority.wall"
    with pytest.raises(NotPermitted):
        referring.take(office.officers["secondary"], case.id, office.stamp())
    referring.take(office.officers["both"], case.id, office.stamp())
    assert str(office.case(case.id).holder_id) == office.officers["both"].id


def test_a_referral_says_what_was_seen_and_whether_the_person_agrees(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    for wrong in ({"reason": " "}, {"consent": "forced"}, {"reason": "x" * 4001}):
        with pytest.raises(BadInput):
            refer(office, case, **wrong)
    assert office.case(case.id).state == "open"


def test_a_child_stays_with_child_protection(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    referring.refer_child_protection(office.officers["primary"], case.id, office.stamp(), reason="Alone.")
    refer(office, case, consent="child")
    assert office.case(case.id).state == "child_protection"
