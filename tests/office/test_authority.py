"""Who may do what: the table, held against a second, independent statement of it, over every role, act and state."""

from __future__ import annotations

import itertools

import pytest

from limen.casework import ARRIVAL
from limen.office.authority import TABLE, WORDS, NotPermitted, may, require, why_not
from limen.vocabulary.person import Officer, Role

# Written by role, the table by act: the same law said twice, so that a slip in either shows.
MAY = {
    Role.PRIMARY: "practise withdraw "
    "note_statement withdraw_statement put_difference weigh_difference note_sign note_told refer_victim "
    "note_document_seen "
    "see_entries propose_entry end_own_entry review_own_entry "
    "agree_hit return_hit reopen_hit see_hits claim_hit release_hit settle_discreet_hit notify_owner owner_answered "
    "examine_page examine_chip examine_seal look_closer compare_faces erase_photo see_document see_trust "
    "ask_register register_answered note_flight "
    "open_unit answer_unit admit_unit depart_unit close_unit see_unit "
    "open read answer reassess resolve_hit confirm_history admit depart note_overstay refuse hold "
    "refer_secondary "
    "refer_protection refer_child_protection serve abandon correct see_case replay see_register see_person "
    "find see_notice see_library pair_reader unpair_reader settle_delivery lapse_deliveries "
    "see_lists see_law read_bulletin see_serving",
    Role.SECONDARY: "practise withdraw refer_hearing report parole defer detain continue_detention release "
    "note_statement withdraw_statement put_difference weigh_difference note_sign note_told refer_victim "
    "note_document_seen "
    "see_entries propose_entry end_own_entry review_own_entry see_later_hits settle_later_hit "
    "see_doubles settle_double reopen_double "
    "agree_hit return_hit reopen_hit see_hits claim_hit release_hit settle_discreet_hit notify_owner owner_answered "
    "examine_page examine_chip examine_seal look_closer compare_faces erase_photo see_document see_trust "
    "ask_register register_answered note_flight "
    "open_unit answer_unit admit_unit depart_unit close_unit see_unit "
    "open read answer reassess resolve_hit confirm_history admit depart note_overstay refuse hold "
    "review_hold return_to_primary hand_over start_interview add_line end_interview "
    "take refer_protection refer_child_protection serve abandon correct see_case replay see_register see_person "
    "find see_protection see_interview see_notice see_secondary see_lists see_law read_bulletin see_serving "
    "see_library export_library pair_reader unpair_reader settle_delivery lapse_deliveries",
    Role.CHIEF: "practise issue_order agree_hearing take_no_step parole defer detain continue_detention release "
    "note_statement withdraw_statement put_difference weigh_difference note_sign note_told refer_victim see_victim "
    "note_document_seen "
    "see_entries see_entry_evidence propose_entry agree_entry return_entry end_entry end_own_entry "
    "agree_hit return_hit reopen_hit see_hits claim_hit release_hit settle_discreet_hit notify_owner owner_answered "
    "override_hit take_over_hit "
    "see_doubles settle_double reopen_double "
    "review_own_entry rescreen see_later_hits settle_later_hit release_terms accept_lists rehearse_list "
    "erase_photo see_document see_trust "
    "close_unit see_unit see_library export_library pair_reader unpair_reader settle_delivery lapse_deliveries "
    "see_shift relax_checks restore_checks "
    "hand_over start_interview add_line end_interview "
    "reassess resolve_hit confirm_history countersign return_refusal hold review_hold refer_protection "
    "refer_child_protection serve abandon correct see_case replay see_register see_person "
    "find see_looks see_protection see_interview see_notice "
    "see_countersigning see_secondary see_lists see_law see_releases see_drafts read_bulletin see_serving",
    Role.LIST_OFFICER: "see_entries see_entry_evidence propose_entry agree_entry return_entry end_entry end_own_entry "
    "review_entry review_own_entry rescreen "
    "offer_trust import_trust see_trust connect_register "
    "see_library import_library export_library withdraw_entry see_lists import_list "
    "stage_list release_list discard_list copy_lists change_list release_terms accept_lists rehearse_list",
    Role.POLICY_OFFICER: "see_drafts begin_draft edit_draft undo_edit move_draft take_draft drop_draft send_draft "
    "practise see_law see_releases propose_law release_law return_law withdraw_law rehearse_law",
    Role.AUDITOR: "see_hits see_entries see_entry_evidence see_later_hits see_document see_trust see_doubles "
    "see_unit see_case replay see_register see_person find see_looks see_protection see_notice see_lists "
    "see_library export_library see_interview see_law see_releases see_drafts see_journal",
    Role.ADMINISTRATOR: "declare_interests manage_officers connect_register trust_issuer",
    Role.TRAINEE: "practise",
    Role.TRAINER: "practise see_practice",
}
ACTS = sorted(grant.act for grant in TABLE)


def officer(*roles: Role, post: str = "hall-a", compartments: frozenset[str] = frozenset()) -> Officer:
    return Officer("o-1", "Officer One", post, frozenset(roles), compartments)


@pytest.mark.parametrize(("role", "act"), list(itertools.product(Role, ACTS)))
def test_every_role_and_act(role: Role, act: str) -> None:
    assert may(officer(role), act) == (act in MAY[role].split())


@pytest.mark.parametrize(("act", "state"), list(itertools.product(ACTS, sorted(ARRIVAL.states))))
def test_every_act_and_state(act: str, state: str) -> None:
    grant = next(grant for grant in TABLE if grant.act == act)
    everybody = officer(*Role)
    expected = "" if grant.states == "*" or state in grant.states.split() else "authority.state"
    assert why_not(everybody, act, state=state) == expected


def test_every_act_has_one_row_and_every_state_in_it_exists() -> None:
    assert len(ACTS) == len(set(ACTS))
    for grant in TABLE:
        assert grant.states == "*" or set(grant.states.split()) <= set(ARRIVAL.states)


@pytest.mark.parametrize(
    "act", ["countersign", "return_refusal", "agree_entry", "return_entry", "agree_hit", "return_hit", "release_terms"]
)
def test_nobody_signs_their_own_decision_whatever_their_roles(act: str) -> None:
    assert why_not(officer(*Role), act, state="awaiting", first_officer="o-1") == "authority.second"
    assert why_not(officer(*Role), act, state="awaiting", first_officer="o-2") == ""


def test_another_post_another_compartment_a_higher_grade() -> None:
    assert why_not(officer(Role.PRIMARY), "admit", post="hall-b") == "authority.post"
    assert why_not(officer(Role.PRIMARY), "see_case", compartment="protection") == "authority.compartment"
    assert may(officer(Role.PRIMARY, compartments=frozenset({"protection"})), "see_case", compartment="protection")
    assert why_not(officer(Role.PRIMARY), "refuse", grade="secondary") == "authority.grade"
    assert may(officer(Role.SECONDARY), "refuse", grade="secondary")


def test_an_act_the_table_does_not_name_is_permitted_to_nobody() -> None:
    assert why_not(officer(*Role), "pardon") == "authority.role"


def test_the_refusal_says_why() -> None:
    with pytest.raises(NotPermitted) as refusal:
        require(officer(Role.AUDITOR), "admit")
    assert refusal.value.code == "authority.role"
    assert str(refusal.value) == WORDS["authority.role"]
