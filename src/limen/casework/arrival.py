"""The arrival: one traveller at the border, inward or outward; the shortest case there is.

A departure is the same case with other acts. Which of these acts exist at a post is said by its route file; here is
only what they do to the state.
"""

from __future__ import annotations

from limen.casework.engine import Act, CaseKind
from limen.vocabulary.evidence import N_

OPEN = frozenset({"open", "secondary"})
WORKING = OPEN | {"referred", "held", "protection", "child_protection"}
# Words of fear are heard at any time while the person is there: after a proposal, after a signature, after service.
HEARD = OPEN | {"referred", "held", "awaiting", "refused", "served", "child_protection"}
# Who a list hit is about is said while the person is there, and after they went on: the answer still concerns them.
RESOLVED = WORKING | {"admitted", "departed", "served", "abandoned"}
# Where somebody is interviewed; words of fear do not break off the record of what is being said.
EXAMINED = frozenset({"secondary", "held"})

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
}

ACTS = (
    Act("read", OPEN | {"held"}, always=True),
    Act("answer", OPEN | {"held"}, always=True, needs_document=True),
    Act("note_flight", OPEN | {"held"}, always=True),
    Act("examine_page", OPEN | {"held"}, always=True),  # a page may be what the document is first read from
    Act("examine_chip", OPEN | {"held"}, always=True, needs_document=True),
    Act("examine_seal", OPEN | {"held"}, always=True, needs_document=True),
    Act("look_closer", OPEN | {"held"}, always=True, needs_document=True),
    Act("compare_faces", OPEN | {"held"}, always=True, needs_document=True),
    Act("ask_register", OPEN | {"held"}, always=True, needs_document=True),
    Act("register_answered", frozenset(STATES), always=True),  # an answer that comes late is kept all the same
    Act("erase_photo", frozenset(STATES), always=True),
    Act("reassess", OPEN | {"held"}, always=True, needs_document=True),
    Act("resolve_hit", RESOLVED, always=True, needs_document=True),
    Act("agree_hit", RESOLVED, always=True, needs_document=True),
    Act("return_hit", RESOLVED, always=True, needs_document=True),
    Act("override_hit", OPEN | {"referred", "held"}, always=True, needs_document=True),
    Act("reopen_hit", RESOLVED, always=True, needs_document=True),
    Act("confirm_history", WORKING, always=True, needs_document=True),
    Act("admit", OPEN, "admitted", favourable=True, needs_document=True),
    Act("depart", OPEN, "departed", favourable=True, needs_document=True),
    Act("note_overstay", OPEN, needs_document=True),
    Act("refuse", OPEN, "refused", awaiting_state="awaiting", adverse=True, needs_document=True),
    Act("countersign", frozenset({"awaiting"}), "refused", always=True),
    Act("return_refusal", frozenset({"awaiting"}), "secondary", always=True),
    Act("hold", OPEN | {"awaiting"}, "held"),
    Act("review_hold", frozenset({"held"}), "secondary", always=True),
    Act("refer_secondary", frozenset({"open"}), "referred"),
    Act("take", frozenset({"referred", "protection", "child_protection"}), "secondary", always=True),
    Act("return_to_primary", frozenset({"secondary"}), "open", always=True),
    Act("hand_over", frozenset({"secondary"}), always=True),
    Act("start_interview", EXAMINED, always=True),
    Act("add_line", EXAMINED | {"protection", "child_protection"}, always=True),
    Act("end_interview", frozenset(STATES), always=True),  # a record left open is closed even after the decision
    Act("refer_protection", HEARD, "protection"),
    Act("refer_child_protection", HEARD - {"child_protection"} | {"protection"}, "child_protection"),
    # An information at any time, the notice of a refusal once.
    Act("serve", HEARD - {"served"} | {"protection"}, always=True),
    Act("abandon", OPEN | {"referred"}, "abandoned", always=True),
    Act("correct", frozenset(STATES), always=True),
)

KIND = CaseKind(
    name="arrival",
    initial="open",
    states=STATES,
    closed=frozenset({"admitted", "departed", "served", "abandoned"}),
    acts=ACTS,
)
