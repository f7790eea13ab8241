"""The arrival: one traveller at the border, inward or outward; the shortest case there is.

A departure is the same case with other acts. Which of these acts exist at a post is said by its route file; here is
only what they do to the state.
"""

from __future__ import annotations

from limen.casework.engine import Act, CaseKind
from limen.vocabulary.evidence import N_

OPEN = frozenset({"open", "secondary"})
# Detention goes on beside what is decided of the case; the state says so only where nothing else is decided yet.
EXAMINING = frozenset({"secondary", "detained"})
WORKING = OPEN | {"referred", "held", "detained", "deferred", "protection", "child_protection"}
# Decided against the person, at this desk or by who answers a report; they are still there.
AGAINST = frozenset({"refused", "served", "withdrawn", "reported", "ordered", "in_proceedings"})
# Words of fear are heard at any time while the person is there: after a proposal, after a signature, after service.
HEARD = OPEN | AGAINST | {"referred", "held", "detained", "deferred", "paroled", "awaiting", "child_protection"}
# Who a list hit is about is said while the person is there, and after they went on: the answer still concerns them.
RESOLVED = WORKING | AGAINST - {"refused"} | {"admitted", "departed", "paroled", "abandoned"}
# Where somebody is interviewed; words of fear do not break off the record of what is being said.
EXAMINED = EXAMINING | {"held"}
# Where documents are read and questions answered.
ASKED = OPEN | {"held", "detained"}

# Where a detention may be going on: whoever is detained speaks of fear and is referred, and is detained all the same.
DETAINED = AGAINST | {"secondary", "detained", "awaiting", "protection", "child_protection"}

STATES = {
    "open": N_("At the desk"),
    "referred": N_("Referred, waiting for secondary"),
    "secondary": N_("In secondary examination"),
    "held": N_("Provisionally held"),
    "awaiting": N_("Refusal proposed, waiting for a second signature"),
    "protection": N_("Referred to protection"),
    "child_protection": N_("Referred to child protection"),
    "admitted": N_("Admitted"),
    "departed": N_("Departed"),
    "refused": N_("Refused, notice to be served"),
    "served": N_("Refused, notice served"),
    "abandoned": N_("Closed without a decision"),
    "detained": N_("Detained"),
    "deferred": N_("Let in to come back, not decided"),
    "paroled": N_("Let in for a time, not admitted"),
    "withdrawn": N_("Application withdrawn, to leave"),
    "reported": N_("Reported, waiting for the decision"),
    "ordered": N_("Ordered to leave"),
    "in_proceedings": N_("Sent to a hearing"),
}

ACTS = (
    Act("read", ASKED, always=True),
    Act("answer", ASKED, always=True, needs_document=True),
    Act("note_flight", ASKED, always=True),
    Act("examine_page", ASKED, always=True),  # a page may be what the document is first read from
    Act("examine_chip", ASKED, always=True, needs_document=True),
    Act("examine_seal", ASKED, always=True, needs_document=True),
    Act("look_closer", ASKED, always=True, needs_document=True),
    Act("compare_faces", ASKED, always=True, needs_document=True),
    Act("ask_register", ASKED, always=True, needs_document=True),
    Act("register_answered", frozenset(STATES), always=True),  # an answer that comes late is kept all the same
    Act("erase_photo", frozenset(STATES), always=True),
    Act("reassess", ASKED, always=True, needs_document=True),
    Act("resolve_hit", RESOLVED, always=True, needs_document=True),
    Act("agree_hit", RESOLVED, always=True, needs_document=True),
    Act("return_hit", RESOLVED, always=True, needs_document=True),
    Act("override_hit", ASKED | {"referred"}, always=True, needs_document=True),
    Act("reopen_hit", RESOLVED, always=True, needs_document=True),
    Act("confirm_history", WORKING, always=True, needs_document=True),
    Act("admit", OPEN, "admitted", favourable=True, needs_document=True),
    Act("depart", OPEN, "departed", favourable=True, needs_document=True),
    Act("note_overstay", OPEN, needs_document=True),
    Act("refuse", OPEN | EXAMINING, "refused", awaiting_state="awaiting", adverse=True, needs_document=True),
    # Into whatever the act that was proposed leads to.
    Act("countersign", frozenset({"awaiting"}), "refused", always=True),
    Act("return_refusal", frozenset({"awaiting"}), "secondary", always=True),
    Act("hold", OPEN | {"awaiting"}, "held", detained=False),
    Act("review_hold", frozenset({"held"}), "secondary", always=True),
    Act("refer_secondary", frozenset({"open"}), "referred"),
    Act("take", frozenset({"referred", "deferred", "protection", "child_protection"}), "secondary", always=True),
    Act("return_to_primary", frozenset({"secondary"}), "open", always=True),
    Act("hand_over", frozenset({"secondary"}), always=True),
    Act("start_interview", EXAMINED, always=True),
    Act("add_line", EXAMINED | {"protection", "child_protection"}, always=True),
    Act("end_interview", frozenset(STATES), always=True),  # a record left open is closed even after the decision
    # What only some laws know. Each is here for what it does to the state; that it exists is for a route to say.
    Act(
        "withdraw",
        OPEN | EXAMINING,
        "withdrawn",
        awaiting_state="awaiting",
        adverse=True,
        only_proposed=True,
        needs_document=True,
    ),
    Act(
        "refer_hearing",
        EXAMINING,
        "in_proceedings",
        awaiting_state="awaiting",
        adverse=True,
        only_proposed=True,
        needs_document=True,
    ),
    Act(
        "report", EXAMINING, "ordered", awaiting_state="reported", adverse=True, only_proposed=True, needs_document=True
    ),
    Act("issue_order", frozenset({"reported"}), "ordered", answers="report"),
    Act("agree_hearing", frozenset({"reported"}), "in_proceedings", answers="report"),
    Act("take_no_step", frozenset({"reported"}), "secondary", answers="report"),
    Act(
        "parole",
        EXAMINING,
        "paroled",
        favourable=True,
        only_proposed=True,
        needs_document=True,
    ),
    Act("defer", EXAMINING, "deferred", lets_in=True, needs_document=True),
    Act("detain", EXAMINED | AGAINST, detained=False, needs_document=True),
    Act("continue_detention", DETAINED, always=True, detained=True),
    Act("release", DETAINED, always=True, detained=True),
    Act("refer_protection", HEARD, "protection"),
    Act("refer_child_protection", HEARD - {"child_protection"} | {"protection"}, "child_protection"),
    # An information at any time, the notice of a refusal once.
    Act("serve", HEARD - {"served"} | {"protection"}, always=True),
    # What sources say and how their differences are put and weighed; what was seen, and what the person was told.
    Act("note_statement", ASKED, always=True, needs_document=True),
    Act("withdraw_statement", ASKED, always=True, needs_document=True),
    Act("put_difference", ASKED, always=True, needs_document=True),
    Act("weigh_difference", ASKED, always=True, needs_document=True),
    Act("note_sign", WORKING | HEARD, always=True),
    Act("note_document_seen", WORKING, always=True),
    Act("note_told", frozenset(STATES), always=True),
    Act("refer_victim", HEARD | {"protection"}, "protection", always=True),
    Act("abandon", OPEN | {"referred"}, "abandoned", always=True, detained=False),
    Act("correct", frozenset(STATES), always=True),
)

KIND = CaseKind(
    name="arrival",
    initial="open",
    states=STATES,
    closed=frozenset(
        {"admitted", "departed", "served", "abandoned", "paroled", "withdrawn", "ordered", "in_proceedings"}
    ),
    acts=ACTS,
)
DECIDED_AGAINST = frozenset(act.name for act in ACTS if act.adverse)
