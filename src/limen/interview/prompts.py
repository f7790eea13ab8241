"""Signs that somebody may need help: what an officer may tick, and what each calls for.

Most of them belong to the time of exploitation and are weak at a border (McAdam, Anti-Trafficking Review 2012): each is
a reason to speak to the person alone and to hand them to who helps. None is counted, weighed or added up, none is a
fact of any law, and none is ever a ground against anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from limen.vocabulary.evidence import N_


@dataclass(frozen=True, slots=True)
class Prompt:
    """One sign with its code, its words, and the act it leads to."""

    code: str
    words: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Group:
    """Signs of one kind, and how to speak with the person."""

    code: str
    name: str
    advice: str
    prompts: tuple[Prompt, ...]


def _group(code: str, name: str, advice: str, leads_to: str, *signs: tuple[str, str]) -> Group:
    return Group(code, name, advice, tuple(Prompt(f"{code}.{sign}", words, leads_to) for sign, words in signs))


GROUPS: tuple[Group, ...] = (
    _group(
        "vulnerable", N_("Vulnerability"),
        N_("Ask what the person needs, and in private. Words of fear are recorded at once, whatever else is open."),
        "refer_protection",
        ("fear", N_("Any words of fear to go back, in any language")),
        ("doctor", N_("Injuries, illness, pregnancy, or need of a doctor")),
        ("ordeal", N_("Tells of torture, violence or persecution")),
        ("disability", N_("Cannot see, hear, walk, read or follow without help")),
        ("alone_old", N_("Old or confused, and nobody is with them")),
    ),
    _group(
        "child", N_("A child"),
        N_("In doubt about the age it is a child. Never decide alone; a child is not asked to prove anything."),
        "refer_child_protection",
        ("unaccompanied", N_("Travels alone, or with an adult who is no relation")),
        ("not_known", N_("The adult knows little of the child, or the child of the adult")),
        ("who_waits", N_("Does not know who will meet them, or where they go")),
        ("learnt", N_("Tells a story as if learnt by heart")),
        ("others_papers", N_("The adult holds documents of other children")),
        ("afraid", N_("Withdrawn or afraid of who is with them")),
    ),
    _group(
        "trafficking", N_("Trafficking"),
        N_("Speak with the person apart from who is with them, with an interpreter whom none of them brought. Promise "
           "nothing and press nothing."),
        "refer_victim",
        ("papers_held", N_("Somebody else holds the passport, the ticket, the telephone or the money")),
        ("answers_for", N_("Somebody else answers, or does not let the person be spoken to alone")),
        ("no_destination", N_("Does not know the employer, the work or the place they go to")),
        ("debt", N_("Owes money for the journey that is to be worked off")),
        ("threats", N_("Tells of threats to them or their family")),
        ("no_contact", N_("May not speak freely with family or friends")),
        ("false_offer", N_("The offer of work is vague, or does not exist")),
    ),
    _group(
        "smuggling", N_("Smuggling"),
        N_("Who was smuggled is no offender for that. Ask about the journey, and whether anybody is still in danger."),
        "refer_protection",
        ("dangerous_way", N_("Came by a dangerous way, hidden or at sea")),
        ("still_owing", N_("Still owes whoever brought them, or is afraid of them")),
        ("others_behind", N_("Others were left behind or are still hidden")),
    ),
)  # fmt: skip
PROMPTS: dict[str, Prompt] = {prompt.code: prompt for group in GROUPS for prompt in group.prompts}
# Behind the wall: what is read by nobody but who helps victims, who noted it, and who holds the case.
WALLED = frozenset(prompt.code for prompt in PROMPTS.values() if prompt.leads_to == "refer_victim")
