"""Every key of the console, in one table: the keys page prints it and the templates may use no other.

The act keys stand here too: one letter must not mean two things on one page (a test holds that).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from limen.vocabulary.evidence import N_


@dataclass(frozen=True, slots=True)
class Key:
    """One key: how it is pressed (`g r` is two keys in turn), where it works, what it does."""

    press: str
    where: str
    words: str


EVERYWHERE, DESK, CASE, FORM = N_("Everywhere"), N_("Desk"), N_("Case"), N_("Any form")

KEYS: tuple[Key, ...] = (
    Key("f2", EVERYWHERE, N_("to the document field, ready for the next traveller")),
    Key("escape", EVERYWHERE, N_("leave the field, close the dialog, then back to the document field")),
    Key("?", EVERYWHERE, N_("show all keys")),
    Key("l", EVERYWHERE, N_("light or dark")),
    Key("g d", EVERYWHERE, N_("go to the desk")),
    Key("g s", EVERYWHERE, N_("go to secondary")),
    Key("g k", EVERYWHERE, N_("go to countersigning")),
    Key("g n", EVERYWHERE, N_("go to the notices to serve")),
    Key("g h", EVERYWHERE, N_("go to holds")),
    Key("g r", EVERYWHERE, N_("go to the register")),
    Key("g l", EVERYWHERE, N_("go to the lists")),
    Key("g w", EVERYWHERE, N_("go to the law of the post")),
    Key("g j", EVERYWHERE, N_("go to the journal")),
    Key("g o", EVERYWHERE, N_("go to your account and duty")),
    Key("/", EVERYWHERE, N_("to the search field")),
    Key("e", DESK, N_("switch between entry and exit")),
    Key("u", DESK, N_("correct the traveller just recorded")),
    Key("1-9", DESK, N_("open a half-done traveller, or a line of a work list")),
    Key("enter", DESK, N_("read the document once it is complete; twice to read it as it is")),
    Key("a", CASE, N_("admit")),
    Key("d", CASE, N_("depart")),
    Key("r", CASE, N_("refuse, with reasons")),
    Key("h", CASE, N_("hold")),
    Key("s", CASE, N_("refer to secondary")),
    Key("p", CASE, N_("words of fear: refer to protection")),
    Key("c", CASE, N_("refer to child protection")),
    Key("o", CASE, N_("note an overstay")),
    Key("x", CASE, N_("close without a decision")),
    Key("e", CASE, N_("take a referred case; sign a proposed refusal")),
    Key("b", CASE, N_("send a proposed refusal back; open a notice")),
    Key("v", CASE, N_("review a hold; record how a notice was served")),
    Key("1-9", CASE, N_("answer the question")),
    Key("0", CASE, N_("the answer: cannot say")),
    Key("-", CASE, N_("the answer: declines to answer")),
    Key("z", CASE, N_("close the inquiry: not established")),
    Key("q", CASE, N_("type the answer")),
    Key("+", CASE, N_("take the answer down in words")),
    Key("y", CASE, N_("the hit: the same person")),
    Key("n", CASE, N_("the hit: not the same person")),
    Key("i", CASE, N_("the hit: inconclusive")),
    Key("=", CASE, N_("the person met before: same or not")),
    Key("j", CASE, N_("next check")),
    Key("k", CASE, N_("previous check")),
    Key("f", CASE, N_("printed fields and their places in the MRZ")),
    Key("t", CASE, N_("why: the tree of the law")),
    Key("w", CASE, N_("what happened in this case")),
    Key("m", CASE, N_("read the document again")),
    Key("u", CASE, N_("undo: correct an answer or a recorded movement, with a reason")),
    Key("ctrl enter", FORM, N_("send the form from inside a text field")),
)

# act → key. Two acts share one only where no state knows both (`casework.arrival`): E takes a referred case and signs
# a proposed refusal, V reviews a hold and records the service of a refusal.
ACTS: Mapping[str, str] = {
    "admit": "a",
    "depart": "d",
    "refuse": "r",
    "hold": "h",
    "refer_secondary": "s",
    "refer_protection": "p",
    "refer_child_protection": "c",
    "note_overstay": "o",
    "take": "e",
    "review_hold": "v",
    "countersign": "e",
    "return_refusal": "b",
    "abandon": "x",
}
