"""A draft has one holder, each change is one act, and what is sent waits for another officer."""

from __future__ import annotations

import io
import time
import uuid
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest

from limen import policy
from limen.office.actions import draftforms, drafting, draftview, law
from limen.office.actions.acting import BadInput, NotFound, NotPossible
from limen.office.authority import NotPermitted
from limen.office.records.models import JournalEntry, LawDraft, PackRelease
from limen.policy.edits import AddExample, Amount, Drop, Edit, Leaf, Reviewers, Text, kinds
from limen.policy.provisions import Nature
from limen.policy.yaml_pages import read_page
from tests.office.conftest import TODAY, Office

DEARER = Amount("REFERENCE_AMOUNT", ("FR", "with_host"), "65", "2026-11-01", "Made up")
MEANS = ("entry", "refuse.G", "2016-04-12")
FIRST = TODAY + timedelta(days=30)


def begin(office: Office, by: str = "policy_officer") -> uuid.UUID:
    done = drafting.begin_draft(office.officers[by], office.stamp(), title="Dearer  hosts")
    return uuid.UUID(done.result)


def change(office: Office, draft: uuid.UUID, edit: Edit, by: str = "policy_officer", seen: int | None = None) -> None:
    revision = LawDraft.objects.get(id=draft).revision if seen is None else seen
    drafting.edit_draft(office.officers[by], office.stamp(), draft, seen=revision, edit=edit)


def send(office: Office, draft: uuid.UUID, commences: date = FIRST, by: str = "policy_officer", **more: Any) -> Any:
    revision = LawDraft.objects.get(id=draft).revision
    given = {"summary": "A host counts for less.", "bulletin": "", **more}
    return drafting.send_draft(office.officers[by], office.stamp(), draft, seen=revision, commences=commences, **given)


def look(office: Office, draft: uuid.UUID, by: str = "policy_officer", **more: Any) -> draftview.DraftView:
    return draftview.draft(office.officers[by], office.stamp(), draft, **more)


def rule(office: Office, draft: uuid.UUID, name: str = "refuse.G", **more: Any) -> draftforms.SubjectView:
    return draftforms.subject(office.officers["policy_officer"], office.stamp(), draft, "rule", "entry", name, **more)


@pytest.fixture
def other(office: Office) -> str:
    """A second policy officer at the post."""
    from limen.office.actions import duty
    from limen.vocabulary.person import Role

    account = duty.make_account(
        office.stamp(), username="second", full_name="Second Lawyer", number="N-second", password="specimen-password",
        demo=True,
    )  # fmt: skip
    duty.give_duties(office.stamp(), account=account, post=office.post, roles=[Role.POLICY_OFFICER])
    officer = duty.officer_for(account, "HALL-A", office.now)
    assert officer is not None
    office.officers["second"], office.accounts["second"] = officer, account
    return "second"


def test_a_draft_begins_as_the_newest_law_and_each_change_is_an_act(office: Office) -> None:
    draft = begin(office)
    view = look(office, draft)
    assert (view.head.row.title, view.changes, view.examples, view.touched) == ("Dearer hosts", (), (), ())
    assert not view.head.behind
    change(office, draft, DEARER)
    view = look(office, draft)
    assert [str(one) for one in view.changes] == ["REFERENCE_AMOUNT, FR / with_host: 65 from 2026-11-01"]
    assert [(one.route, one.name) for one in view.touched] == [("entry", "refuse.G")]
    assert [(one.id, one.changed, one.holds) for one in view.examples] == [("means_with_a_host", True, False)]
    verbs = list(JournalEntry.objects.filter(verb__endswith="_draft").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["begin_draft", "edit_draft"]


def test_a_rule_is_shown_as_a_form_beside_the_law_in_force_within_a_second(office: Office) -> None:
    draft = begin(office)
    change(office, draft, DEARER)
    change(office, draft, Leaf(*MEANS, "when/all/2/any/1", "onward_means = true", "sbc Art 6(1)(c)"))
    began = time.process_time()
    view = rule(office, draft, at="refuse.G|2016-04-12|when/all/2/any/1")
    assert time.process_time() - began < 1
    assert view.chosen is not None
    assert view.chosen.text == "onward_means = true"
    assert [one.before for one in view.sides if one.mark == "changed"] != [None]
    assert len([one for one in view.sides if one.mark == "changed"]) == 1
    (table,) = view.tables
    assert [(row.amount, row.was) for row in table.rows if row.changed and row.keys == ("FR", "with_host")] == [
        ("32.50", "32.50"), ("65", ""),
    ]  # fmt: skip
    assert view.examples[0].changed
    assert any("means_with_a_host" in str(one) for one in view.faults)
    assert view.clause == ""
    assert view.written.startswith("id: refuse.G\n")


def test_every_rule_list_question_and_notice_can_be_opened(office: Office) -> None:
    draft = begin(office)
    officer = office.officers["policy_officer"]
    for one in look(office, draft, words="").found[:4]:
        view = draftforms.subject(officer, office.stamp(), draft, one.kind, one.route, one.name, language="fr")
        assert view.subject.title
    for kind, name in (("list", "ANNEX_I"), ("amounts", "REFERENCE_AMOUNT"), ("fact", "means_amount")):
        view = draftforms.subject(officer, office.stamp(), draft, kind, "", name)
        assert view.members or view.tables or view.texts
    notice = next(one for one in look(office, draft, words="refusal").found if one.kind == "notice")
    view = draftforms.subject(officer, office.stamp(), draft, "notice", notice.route, notice.name)
    assert {one.language for one in view.texts} >= {"en", "fr"}
    with pytest.raises(NotFound):
        draftforms.subject(officer, office.stamp(), draft, "rule", "entry", "refuse.Z")


def test_the_last_change_is_undone_and_then_there_is_nothing_to_undo(office: Office) -> None:
    draft, officer = begin(office), office.officers["policy_officer"]
    change(office, draft, DEARER)
    drafting.undo_edit(officer, office.stamp(), draft, seen=1)
    assert look(office, draft).changes == ()
    with pytest.raises(NotPossible, match="nothing to undo"):
        drafting.undo_edit(officer, office.stamp(), draft, seen=2)


def test_a_change_that_leaves_no_law_to_be_read_is_refused_with_file_and_line(office: Office) -> None:
    draft = begin(office)
    with pytest.raises(BadInput, match=r"could not be read.*routes/entry\.yaml: line \d+"):
        change(office, draft, Leaf(*MEANS, "when/all/1", "no_such_fact = true"))
    with pytest.raises(BadInput, match="only condition left"):
        change(office, draft, Drop("entry", "refuse.A.validity", "2016-04-12", "when"))
    assert LawDraft.objects.get(id=draft).changes == []


def test_only_the_holder_changes_a_draft_and_others_look(office: Office, other: str) -> None:
    draft = begin(office)
    assert look(office, draft, by="chief").head.may_edit is False
    with pytest.raises(NotPermitted):
        look(office, draft, by="primary")
    with pytest.raises(NotPermitted):
        change(office, draft, DEARER, by="chief")
    with pytest.raises(NotPossible, match="holds this draft"):
        change(office, draft, DEARER, by=other)
    drafting.take_draft(office.officers[other], office.stamp(), draft, seen=0)
    change(office, draft, DEARER, by=other)
    with pytest.raises(NotPossible, match="Second Lawyer holds"):
        change(office, draft, DEARER)


def test_a_form_of_another_moment_changes_nothing(office: Office) -> None:
    draft = begin(office)
    change(office, draft, DEARER)
    with pytest.raises(NotPossible, match="changed since"):
        change(office, draft, DEARER, seen=0)
    key = uuid.uuid4()
    for _ in range(2):  # sent twice, it acts once
        stamp = office.stamp(key)
        drafting.edit_draft(
            office.officers["policy_officer"],
            stamp,
            draft,
            seen=1,
            edit=Text("en", ("rules", "refuse.G", "title"), "x"),
        )
    assert len(LawDraft.objects.get(id=draft).changes) == 2


def test_a_draft_given_up_stays_in_the_record_and_changes_no_more(office: Office) -> None:
    draft, officer = begin(office), office.officers["policy_officer"]
    drafting.drop_draft(officer, office.stamp(), draft, seen=0)
    with pytest.raises(NotPossible, match="given up"):
        change(office, draft, DEARER)
    board = draftview.board(officer, office.stamp())
    assert (len(board.open), [row.id for row in board.ended]) == (0, [draft])


def test_what_is_sent_waits_for_a_second_officer_and_is_the_draft_as_it_was(office: Office) -> None:
    draft = begin(office)
    with pytest.raises(NotPossible, match="nothing to send"):
        send(office, draft)
    change(office, draft, Amount("REFERENCE_AMOUNT", ("LU",), "70", "2027-01-01", "Made up"))
    done = send(office, draft)
    assert done.result == str(draft)
    row = LawDraft.objects.get(id=draft)
    assert row.sent is not None
    assert (row.sent.state, row.sent.commences, row.sent.summary) == ("proposed", FIRST, "A host counts for less.")
    proposed = law.pack(row.sent.digest)
    assert "70" in {str(one.amount.amount) for one in proposed.amounts["REFERENCE_AMOUNT"].rows}
    assert law.release_of(office.post, TODAY).digest == row.base  # still the law
    assert look(office, draft).head.sent_state == "waits for a second officer"


def test_a_draft_with_a_fault_is_not_sent(office: Office) -> None:
    draft = begin(office)
    change(office, draft, DEARER)
    with pytest.raises(BadInput, match="faults found by proofreading"):
        send(office, draft)
    assert PackRelease.objects.filter(state="proposed").count() == 0
    view = look(office, draft, whole=True)
    assert view.failed == 1
    assert view.findings is not None


def test_a_newer_release_must_be_moved_to_before_sending(office: Office, other: str) -> None:
    from limen.office.actions import lawmaking

    mine, theirs = begin(office), begin(office, by=other)
    change(office, mine, Amount("REFERENCE_AMOUNT", ("LU",), "70", "2027-01-01", "Made up"))
    change(office, theirs, Text("en", ("rules", "refuse.G", "title"), "Too little money"), by=other)
    send(office, theirs, TODAY, by=other)
    release = LawDraft.objects.get(id=theirs).sent
    assert release is not None
    lawmaking.release_law(office.officers["policy_officer"], office.stamp(), release=release.id)
    assert look(office, mine).head.behind
    with pytest.raises(NotPossible, match="move it there first"):
        send(office, mine)
    drafting.move_draft(office.officers["policy_officer"], office.stamp(), mine, seen=1)
    assert not look(office, mine).head.behind
    assert (
        drafting.pack_of(LawDraft.objects.get(id=mine)).words("en", "rules", "refuse.G", "title") == "Too little money"
    )
    send(office, mine)


def test_a_change_that_no_example_shows_is_told(office: Office) -> None:
    draft = begin(office)
    change(office, draft, DEARER)
    assert look(office, draft).unshown == ()
    change(office, draft, Nature("entry", "refuse.F", standard="suspicion"))
    view = look(office, draft)
    assert [one.name for one in view.touched] == ["refuse.F", "refuse.G"]
    assert [one.name for one in view.unshown] == ["refuse.F"]
    like, facts = "means_with_a_host", {"means_amount": "1"}
    change(office, draft, AddExample("entry", "one_more", like, "2026-11-22", "refuse", facts))
    assert [one.name for one in look(office, draft).unshown] == ["refuse.F"]  # it is about another rule


def test_every_kind_of_change_has_its_words() -> None:
    assert set(drafting.CHANGES) == set(kinds())


def test_the_files_read_back_as_the_draft(office: Office) -> None:
    draft = begin(office)
    change(office, draft, DEARER)
    change(office, draft, Reviewers("", ("A. Reader",)))
    name, data = draftview.files(office.officers["auditor"], office.stamp(), draft)
    assert name == "schengen-draft-2.zip"
    archive = zipfile.ZipFile(io.BytesIO(data))
    kept = {path.removeprefix("schengen/"): archive.read(path) for path in archive.namelist()}
    assert read_page(kept["pack.yaml"]).data["reviewers"] == ["A. Reader"]
    assert set(kept) == set(policy.load_pack("schengen").documents)
    assert data == draftview.files(office.officers["auditor"], office.stamp(), draft)[1]
    now = drafting.pack_of(LawDraft.objects.get(id=draft))
    assert read_page(kept["lists.yaml"]).data == now.documents["lists.yaml"]
