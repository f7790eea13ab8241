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
FIND = N_("Find")
SECOND, INTERVIEW = N_("Secondary"), N_("Interview")
SHIFT = N_("Shift")
UNIT = N_("Unit")
LIBRARY = N_("Library")
DOCUMENT = N_("Document")
HITS, HIT = N_("List hits"), N_("List hit")
LISTS, ENTRIES, LATER = N_("Lists"), N_("Entries by officers"), N_("Found later")

KEYS: tuple[Key, ...] = (
    Key("f2", EVERYWHERE, N_("to the document field, ready for the next traveller")),
    Key("escape", EVERYWHERE, N_("leave the field, close the dialog, then back to the document field")),
    Key("?", EVERYWHERE, N_("show all keys")),
    Key("l", EVERYWHERE, N_("light or dark")),
    Key("g d", EVERYWHERE, N_("go to the desk")),
    Key("g s", EVERYWHERE, N_("go to secondary")),
    Key("g t", EVERYWHERE, N_("go to the list hits")),
    Key("g k", EVERYWHERE, N_("go to countersigning")),
    Key("g n", EVERYWHERE, N_("go to the notices to serve")),
    Key("g h", EVERYWHERE, N_("go to holds")),
    Key("g c", EVERYWHERE, N_("go to the shift")),
    Key("g f", EVERYWHERE, N_("go to find a person or a case")),
    Key("g r", EVERYWHERE, N_("go to the register")),
    Key("g l", EVERYWHERE, N_("go to the lists")),
    Key("g b", EVERYWHERE, N_("go to the reference library")),
    Key("g w", EVERYWHERE, N_("go to the law of the post")),
    Key("g j", EVERYWHERE, N_("go to the journal")),
    Key("g o", EVERYWHERE, N_("go to your account and duty")),
    Key("/", EVERYWHERE, N_("to the search field")),
    Key("e", DESK, N_("switch between entry and exit")),
    Key("u", DESK, N_("correct the traveller just recorded")),
    Key("1-9", DESK, N_("open a half-done traveller, or a line of a work list")),
    Key("r", DESK, N_("open what lies on the reader")),
    Key("x", DESK, N_("lay what lies on the reader aside")),
    Key("enter", DESK, N_("read the document once it is complete; twice to read it as it is")),
    Key("f", DESK, N_("open a unit: then 1 a family, 2 a car, 3 a coach, 4 a group; 5–9 go on with an open one")),
    Key("a", CASE, N_("admit")),
    Key("d", CASE, N_("depart")),
    Key("r", CASE, N_("refuse, with reasons")),
    Key("h", CASE, N_("hold")),
    Key("s", CASE, N_("refer to secondary; from there, return to the first officer with the result")),
    Key("p", CASE, N_("words of fear: refer to protection")),
    Key("c", CASE, N_("refer to child protection")),
    Key("o", CASE, N_("note an overstay")),
    Key("x", CASE, N_("close without a decision")),
    Key("e", CASE, N_("take a referred case; hand it over; sign a proposed refusal")),
    Key("b", CASE, N_("send a proposed refusal back; open a notice")),
    Key("v", CASE, N_("review a hold; record how a notice was served")),
    Key("g v", CASE, N_("record that an information was handed over")),
    Key("1-9", CASE, N_("answer the question")),
    Key("0", CASE, N_("the answer: cannot say")),
    Key("-", CASE, N_("the answer: declines to answer")),
    Key("z", CASE, N_("close the inquiry: not established")),
    Key("q", CASE, N_("type the answer")),
    Key("+", CASE, N_("take the answer down in words")),
    Key("y", CASE, N_("the hit: the same person")),
    Key("n", CASE, N_("the hit: not the same person")),
    Key("i", CASE, N_("the hit: inconclusive")),
    Key("g y", CASE, N_("the hit, side by side")),
    Key("=", CASE, N_("the person met before: same or not")),
    Key("j", CASE, N_("next check")),
    Key("k", CASE, N_("previous check")),
    Key("f", CASE, N_("printed fields and their places in the MRZ")),
    Key("t", CASE, N_("why: the tree of the law")),
    Key("w", CASE, N_("what happened in this case")),
    Key("m", CASE, N_("read the document again")),
    Key("u", CASE, N_("undo: correct an answer or a recorded movement, with a reason")),
    Key("g i", CASE, N_("go to the interview of this traveller")),
    Key("g q", CASE, N_("show the question in another language")),
    Key("g p", CASE, N_("the slip for the referred traveller, to print")),
    Key("e", SECOND, N_("take whoever has waited longest")),
    Key("u", SECOND, N_("look again who waits")),
    Key("q", INTERVIEW, N_("to the question")),
    Key("a", INTERVIEW, N_("to the answer")),
    Key("1-9", INTERVIEW, N_("record question and answer, and answer the question of the law with them")),
    Key("0", INTERVIEW, N_("the same: cannot say")),
    Key("-", INTERVIEW, N_("the same: declines to answer")),
    Key("z", INTERVIEW, N_("the same: not established")),
    Key("t", INTERVIEW, N_("questions by topic")),
    Key("d", INTERVIEW, N_("put a difference between two sources to the person")),
    Key("m", INTERVIEW, N_("a document shown")),
    Key("o", INTERVIEW, N_("a fact observed")),
    Key("b", INTERVIEW, N_("break off; go on again")),
    Key("x", INTERVIEW, N_("read back and end")),
    Key("f", INTERVIEW, N_("findings for each fact")),
    Key("p", INTERVIEW, N_("words of fear: refer to protection")),
    Key("c", INTERVIEW, N_("refer to child protection")),
    Key("g c", INTERVIEW, N_("back to the case")),
    Key("t", FIND, N_("what for: this traveller at my desk")),
    Key("x", FIND, N_("what for: secondary examination")),
    Key("c", FIND, N_("what for: a correction or a complaint")),
    Key("v", FIND, N_("what for: supervision")),
    Key("a", FIND, N_("what for: audit")),
    Key("1-9", FIND, N_("open somebody found")),
    Key("r", SHIFT, N_("relax checks, or make every check again")),
    Key("g u", CASE, N_("to the unit of this traveller; where there is none, open one with them")),
    Key("a", UNIT, N_("admit everybody who is ready, each by a decision of their own")),
    Key("d", UNIT, N_("let everybody depart who is ready, each by a decision of their own")),
    Key("1-9", UNIT, N_("answer the question, of all whom it concerns or of the one person it names")),
    Key("0", UNIT, N_("the answer: cannot say")),
    Key("-", UNIT, N_("the answer: declines to answer")),
    Key("z", UNIT, N_("close the inquiry: not established")),
    Key("q", UNIT, N_("type the answer")),
    Key("+", UNIT, N_("take the answer down in words")),
    Key("j", UNIT, N_("next person; Enter opens their page")),
    Key("k", UNIT, N_("previous person")),
    Key("m", UNIT, N_("to the document field, to type one by hand")),
    Key("x", UNIT, N_("close the unit")),
    Key(".", CASE, N_("look closer at the document")),
    Key("o", DESK, N_("a photo of a document, to be read here")),
    Key("+", DOCUMENT, N_("pictures larger")),
    Key("-", DOCUMENT, N_("pictures smaller")),
    Key("j", DOCUMENT, N_("next check")),
    Key("k", DOCUMENT, N_("previous check")),
    Key("o", DOCUMENT, N_("what your own eye finds")),
    Key("u", DOCUMENT, N_("choose a picture or an evidence file")),
    Key("c", DOCUMENT, N_("read the chip of a specimen traveller")),
    Key("x", DOCUMENT, N_("erase the photo")),
    Key("f", DOCUMENT, N_("the camera: open it, then take the traveller’s picture and compare the faces")),
    Key("z", DOCUMENT, N_("close the camera")),
    Key("p", DOCUMENT, N_("choose a picture of the traveller")),
    Key("d", DOCUMENT, N_("the drawing of a specimen traveller before the practice camera")),
    Key("h", DOCUMENT, N_("is it the same person: what you find")),
    Key("e", DOCUMENT, N_("erase the picture of the traveller")),
    Key("r", DOCUMENT, N_("the report of the document, to print")),
    Key("a", DOCUMENT, N_("ask the register of lost documents, again where it did not answer")),
    Key("g c", DOCUMENT, N_("back to the case")),
    Key("1-9", LIBRARY, N_("choose an issuer")),
    Key("j", LIBRARY, N_("next entry")),
    Key("k", LIBRARY, N_("previous entry")),
    Key("g e", LISTS, N_("go to the entries by officers")),
    Key("e", ENTRIES, N_("agree to what has waited longest")),
    Key("b", ENTRIES, N_("send back what has waited longest")),
    Key("m", ENTRIES, N_("to the names of a new entry")),
    Key("g a", SECOND, N_("go to who was found later")),
    Key("1-9", HITS, N_("open a hit")),
    Key("g a", HITS, N_("go to who was found later")),
    Key("m", HIT, N_("take the hit to work on")),
    Key("w", HIT, N_("give the hit back")),
    Key("z", HIT, N_("take the hit over from an officer who is off duty")),
    Key("e", HIT, N_("agree to what another officer found")),
    Key("b", HIT, N_("send back what another officer found")),
    Key("n", HIT, N_("the hit: not the same person")),
    Key("y", HIT, N_("the hit: the same person")),
    Key("i", HIT, N_("the hit: inconclusive")),
    Key("o", HIT, N_("let the traveller through by order, with the hit unresolved")),
    Key("t", HIT, N_("tell the owner of the list")),
    Key("a", HIT, N_("ask what the owner of the list answers")),
    Key("u", HIT, N_("take a finding back")),
    Key("g v", HIT, N_("open the case")),
    Key("1-9", LATER, N_("say what was found of a line")),
    Key("ctrl enter", FORM, N_("send the form from inside a text field")),
    Key("1-9", FORM, N_("choose what bears that number: a cause, how a read-back ended")),
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
    "return_to_primary": "s",
    "hand_over": "e",
    "review_hold": "v",
    "countersign": "e",
    "return_refusal": "b",
    "abandon": "x",
}
