"""Who may do what: one table of role × act × state, with post and compartment beside it. Nothing else decides it.

`require` is the first line of every act. It answers nothing when the act is permitted and raises `NotPermitted`, with
the reason an auditor will read, when it is not. A route may narrow the table (a grade, a second signature), never
widen it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer, Role

P, S, C = Role.PRIMARY, Role.SECONDARY, Role.CHIEF
LIST, LAW, AUDIT, ADMIN = Role.LIST_OFFICER, Role.POLICY_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR
LEARN, TEACH = Role.TRAINEE, Role.TRAINER
ANY = "*"
# Where somebody is handed something: the notice of a refusal, or what tells them why they wait and what they may ask.
SERVED = (
    "open referred secondary held detained deferred awaiting refused withdrawn reported ordered in_proceedings paroled "
    "protection child_protection"
)
ASKED = "open secondary held detained"
# Where somebody may be detained, and where a detention may be going on beside what was decided.
DETAINABLE = "secondary held detained reported refused served withdrawn ordered in_proceedings"
DETAINED = (
    "secondary detained awaiting reported refused served withdrawn ordered in_proceedings protection child_protection"
)

GRADES: Mapping[str, int] = {"primary": 0, "secondary": 1, "chief": 2}


@dataclass(frozen=True, slots=True)
class Grant:
    """One row: these roles may do this act in these states, at their own post or any, inside their compartments.

    `second` marks an act that may never be done by the officer whose decision it concerns.
    """

    act: str
    roles: frozenset[Role]
    states: str = ANY  # space separated
    post: str = "own"
    compartment: str = "own"
    second: bool = False


def _row(act: str, *roles: Role, states: str = ANY, post: str = "own", second: bool = False) -> Grant:
    return Grant(act, frozenset(roles), states, post, "own", second)


# fmt: off
TABLE: tuple[Grant, ...] = (
    #    act                       roles             states                            post
    _row("open",                   P, S),
    _row("read",                   P, S,             states=ASKED),
    _row("answer",                 P, S,             states=ASKED),
    _row("note_flight",            P, S,             states=ASKED),
    _row("reassess",               P, S, C),
    _row("resolve_hit",            P, S, C),
    _row("agree_hit",              P, S, C,                                            second=True),
    _row("return_hit",             P, S, C,                                            second=True),
    _row("override_hit",           C),
    _row("reopen_hit",             P, S, C),
    _row("see_hits",               P, S, C, AUDIT),
    _row("claim_hit",              P, S, C),
    _row("release_hit",            P, S, C),
    _row("take_over_hit",          C),  # the claim of an officer who has gone off duty
    _row("settle_discreet_hit",    P, S, C),
    _row("notify_owner",           P, S, C),
    _row("owner_answered",         P, S, C),
    _row("confirm_history",        P, S, C),
    _row("admit",                  P, S,             states="open secondary"),
    _row("depart",                 P, S,             states="open secondary"),
    _row("note_overstay",          P, S,             states="open secondary"),
    _row("refuse",                 S, P,             states="open secondary detained"),
    _row("countersign",            C,                states="awaiting",                second=True),
    _row("return_refusal",         C,                states="awaiting",                second=True),
    _row("hold",                   P, S, C,          states="open secondary awaiting"),
    _row("review_hold",            S, C,             states="held",                    second=True),
    _row("refer_secondary",        P,                states="open"),
    _row("withdraw",               P, S,             states="open secondary detained"),
    _row("refer_hearing",          S,                states="secondary detained"),
    _row("report",                 S,                states="secondary detained"),
    _row("issue_order",            C,                states="reported",                second=True),
    _row("agree_hearing",          C,                states="reported",                second=True),
    _row("take_no_step",           C,                states="reported",                second=True),
    _row("parole",                 S, C,             states="secondary detained"),
    _row("defer",                  S, C,             states="secondary detained"),
    _row("detain",                 S, C,             states=DETAINABLE,                second=True),
    _row("continue_detention",     S, C,             states=DETAINED,                  second=True),
    _row("release",                S, C,             states=DETAINED),
    _row("take",                   S),
    _row("return_to_primary",      S,                states="secondary"),
    _row("hand_over",              S, C,             states="secondary"),
    _row("start_interview",        S, C,             states="secondary held detained"),
    _row("add_line",               S, C,             states="secondary held detained protection child_protection"),
    _row("end_interview",          S, C),
    _row("refer_protection",       P, S, C),  # at any time, to any officer at a desk
    _row("refer_child_protection", P, S, C),
    _row("serve",                  P, S, C,          states=SERVED),
    _row("note_statement",         P, S, C,          states="open secondary held detained"),
    _row("withdraw_statement",     P, S, C,          states="open secondary held detained"),
    _row("put_difference",         P, S, C,          states="open secondary held detained"),
    _row("weigh_difference",       P, S, C,          states="open secondary held detained"),
    _row("note_sign",              P, S, C),
    _row("note_document_seen",     P, S, C),
    _row("note_told",              P, S, C),
    _row("refer_victim",           P, S, C),
    _row("see_victim",             C),  # what was seen and said of somebody who may be a victim; and who recorded it
    _row("abandon",                P, S, C,          states="open secondary referred"),
    _row("correct",                P, S, C),
    _row("open_unit",              P, S),
    _row("answer_unit",            P, S),
    _row("admit_unit",             P, S),
    _row("depart_unit",            P, S),
    _row("close_unit",             P, S, C),
    _row("see_unit",               P, S, C, AUDIT),
    _row("see_case",               P, S, C, AUDIT),
    _row("replay",                 P, S, C, AUDIT),
    _row("see_register",           P, S, C, AUDIT),
    _row("see_person",             P, S, C, AUDIT),
    _row("find",                   P, S, C, AUDIT),
    _row("see_looks",              C, AUDIT),  # who read a person's record, and for what
    _row("see_protection",         S, C, AUDIT),  # that words of fear were spoken, or a child handed on
    _row("see_interview",          S, C, AUDIT),  # what was said in one; who holds the case reads it without
    _row("see_notice",             P, S, C, AUDIT),
    _row("see_countersigning",     C),
    _row("see_shift",              C),
    _row("relax_checks",           C),
    _row("restore_checks",         C),
    _row("see_secondary",          S, C),
    _row("see_serving",            P, S, C),
    _row("see_lists",              LIST, C, AUDIT, P, S),
    _row("import_list",            LIST,             post="any"),
    _row("stage_list",             LIST,             post="any"),
    _row("release_list",           LIST,             post="any"),
    _row("discard_list",           LIST,             post="any"),
    _row("copy_lists",             LIST,             post="any"),
    _row("change_list",            LIST,             post="any"),
    _row("release_terms",          C, LIST,          post="any",                       second=True),
    _row("accept_lists",           C, LIST),
    _row("trust_issuer",           ADMIN,            post="any"),
    _row("rehearse_list",          C, LIST,          post="any"),
    _row("see_entries",            LIST, C, AUDIT, P, S),
    _row("see_entry_evidence",     LIST, C, AUDIT),  # and the author
    _row("propose_entry",          P, S, C, LIST,    post="any"),
    _row("agree_entry",            C, LIST,          post="any",                       second=True),
    _row("return_entry",           C, LIST,          post="any",                       second=True),
    _row("end_entry",              C, LIST,          post="any"),
    _row("end_own_entry",          P, S, C, LIST,    post="any"),  # one that the officer proposed
    _row("review_entry",           LIST,             post="any"),
    _row("review_own_entry",       P, S, C, LIST,    post="any"),
    _row("rescreen",               C, LIST,          post="any"),
    _row("see_later_hits",         S, C, AUDIT),
    _row("settle_later_hit",       S, C),
    _row("see_doubles",            S, C, AUDIT),
    _row("settle_double",          S, C),
    _row("reopen_double",          S, C),
    _row("declare_interests",      ADMIN,            post="any"),
    _row("examine_page",           P, S,             states=ASKED),
    _row("examine_chip",           P, S,             states=ASKED),
    _row("examine_seal",           P, S,             states=ASKED),
    _row("look_closer",            P, S,             states=ASKED),
    _row("compare_faces",          P, S,             states=ASKED),
    _row("ask_register",           P, S,             states=ASKED),
    _row("register_answered",      P, S),
    _row("connect_register",       ADMIN, LIST,      post="any"),
    _row("erase_photo",            P, S, C),
    _row("see_document",           P, S, C, AUDIT),
    _row("see_trust",              LIST, C, AUDIT, P, S),
    _row("offer_trust",            LIST,             post="any"),
    _row("import_trust",           LIST,             post="any"),
    _row("see_library",            P, S, C, LIST, AUDIT),
    _row("import_library",         LIST,             post="any"),
    _row("export_library",         LIST, S, C, AUDIT),
    _row("withdraw_entry",         LIST,             post="any"),
    _row("pair_reader",            P, S, C),
    _row("unpair_reader",          P, S, C),
    _row("settle_delivery",        P, S, C),
    _row("lapse_deliveries",       P, S, C),
    _row("see_law",                P, S, C, LAW, AUDIT),
    _row("see_releases",           LAW, C, AUDIT),
    _row("see_drafts",             LAW, C, AUDIT),
    _row("begin_draft",            LAW),
    _row("edit_draft",             LAW,              post="any"),
    _row("undo_edit",              LAW,              post="any"),
    _row("move_draft",             LAW,              post="any"),
    _row("take_draft",             LAW,              post="any"),
    _row("drop_draft",             LAW,              post="any"),
    _row("send_draft",             LAW,              post="any"),
    _row("propose_law",            LAW,              post="any"),
    _row("release_law",            LAW,              post="any",                       second=True),
    _row("return_law",             LAW,              post="any",                       second=True),
    _row("withdraw_law",           LAW,              post="any"),
    _row("rehearse_law",           LAW,              post="any"),
    _row("read_bulletin",          P, S, C),
    _row("practise",               P, S, C, LAW, LEARN, TEACH),
    _row("see_practice",           TEACH),  # what other officers of the post practised, and how it was marked
    _row("see_journal",            AUDIT,            post="any"),
    _row("manage_officers",        ADMIN,            post="any"),
)
# fmt: on

WORDS: Mapping[str, str] = {
    "authority.role": N_("none of your duties at this post includes this act"),
    "authority.state": N_("your duties do not include this act in the state this case is in"),
    "authority.post": N_("this belongs to another post"),
    "authority.compartment": N_("you do not hold the compartment this record is in"),
    "authority.second": N_("a second officer must sign: nobody countersigns their own decision"),
    "authority.grade": N_("the law of this post reserves this act to a higher grade"),
    "authority.holder": N_("another officer holds this case: it is theirs, or a chief's, to do"),
    "authority.wall": N_("this case was handed on: it is open to those who took it over"),
    "authority.interest": N_(
        "this entry may concern you or your family, so another officer must propose, sign, look after and end it"
    ),
    "authority.off_duty": N_("your account holds no current duty at any post"),
}


class NotPermitted(Exception):  # noqa: N818 - the trade's word; it is an answer, not a fault
    """The act is not permitted; `code` is a key of `WORDS`."""

    def __init__(self, act: str, code: str) -> None:
        super().__init__(WORDS[code])
        self.act, self.code = act, code


_BY_ACT: Mapping[str, Grant] = {grant.act: grant for grant in TABLE}


def why_not(
    officer: Officer,
    act: str,
    *,
    post: str | None = None,
    state: str | None = None,
    compartment: str = "",
    first_officer: str = "",
    grade: str = "",
) -> str:
    """The code of the first reason why this officer may not do this act, or "" where nothing stands in the way.

    `post`, `state` and `compartment` are those of the record concerned; `first_officer` is the id of whoever took the
    decision to be signed; `grade` the lowest grade the route allows. An act the table does not name is permitted to
    nobody.
    """
    grant = _BY_ACT.get(act)
    if grant is None or not officer.roles & grant.roles:
        return "authority.role"
    if grant.post == "own" and post is not None and post != officer.post:
        return "authority.post"
    if compartment and compartment not in officer.compartments:
        return "authority.compartment"
    if state is not None and grant.states != ANY and state not in grant.states.split():
        return "authority.state"
    if grant.second and first_officer == officer.id:
        return "authority.second"
    if grade and GRADES[grade] > max((GRADES.get(role, -1) for role in officer.roles & grant.roles), default=-1):
        return "authority.grade"
    return ""


def require(officer: Officer, act: str, **concerned: str) -> None:
    """Nothing where the act is permitted; raises NotPermitted with the reason where it is not."""
    if code := why_not(officer, act, **concerned):
        raise NotPermitted(act, code)


def may(officer: Officer, act: str, **concerned: str) -> bool:
    """Whether the act is permitted."""
    return not why_not(officer, act, **concerned)
