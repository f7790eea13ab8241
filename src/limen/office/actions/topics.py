"""What an interview asks beside the law's own questions: sets by purpose, the open ones first.

Most interviews ask closed questions and learn little (van Veldhuizen and others 2018): every topic here begins with an
open one, and the record shows the share of each. Nothing here is scored, and nobody's manner is an answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from limen.vocabulary.evidence import N_


@dataclass(frozen=True, slots=True)
class Topic:
    """One purpose: its name and its questions, open ones first, then those that take up a cue, then closed ones."""

    name: str
    open: tuple[str, ...]
    cued: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question in the order to ask them."""
        return (*self.open, *self.cued, *self.closed)


TOPICS: tuple[Topic, ...] = (
    Topic(
        N_("Purpose"),
        (N_("Tell me about your journey, from the beginning to the end."),),
        (N_("Describe what you will do in your first days here."),),
        (N_("Who arranged the journey?"), N_("Who is expecting you, and how do you reach them?")),
    ),
    Topic(
        N_("Stay"),
        (N_("Tell me where you will stay and how you found it."),),
        (),
        (N_("When do you leave, and how?"), N_("When were you last here, and for how long?")),
    ),
    Topic(
        N_("Means"),
        (N_("Explain how you pay for your stay and your way back."),),
        (),
        (N_("Who else helps with the cost, and why?"),),
    ),
    Topic(
        N_("Ties"),
        (N_("Tell me about your life at home: work, family, studies."),),
        (N_("What do you have to be back for?"),),
    ),
    Topic(
        N_("Earlier journeys"),
        (N_("Tell me about visas, refusals or stays you had before, anywhere."),),
        (),
        (N_("Have you ever used another name or another passport?"),),
    ),
    Topic(
        N_("Document"),
        (N_("Tell me how you came by this document."),),
        (N_("Describe where and when your picture was taken."),),
    ),
    Topic(
        N_("Welfare"),
        (N_("Tell me how the journey has been for you."),),
        (N_("What happens if you cannot pay back what the journey cost?"),),
        (
            N_("Who keeps your documents, your telephone and your money?"),
            N_("Do you need a doctor, medicine, food, or somebody to talk to?"),
        ),
    ),
    Topic(
        N_("A child"),
        (
            N_("Tell me who you are travelling with and how you know them."),
            N_("Tell me who is waiting for you and what you will do there."),
        ),
        (),
        (N_("Who knows that you are here now?"),),
    ),
)

_OPEN = ("tell", "describe", "explain", "show", "how", "why")
_NARROW = (
    "is", "are", "was", "were", "do", "does", "did", "have", "has", "had", "will", "would", "can", "could", "may",
    "when", "where", "who", "which", "what", "whose", "until", "on", "of", "in", "at", "after",
)  # fmt: skip


def manner(question: str) -> str:
    """Whether a question asks for an account (`open`) or for one thing (`closed`); `untold` in another language."""
    words = question.casefold().replace("’", "'").split()
    if not words:
        return "untold"
    if words[0] in ("can", "could", "would", "will", "please") and any(word in _OPEN for word in words[1:4]):
        return "open"
    if words[0] in ("how", "what") and words[1:2] in (["many"], ["much"], ["long"], ["old"]):
        return "closed"
    first = words[0].strip(",.:;!?")
    return "open" if first in _OPEN else "closed" if first in _NARROW else "untold"
