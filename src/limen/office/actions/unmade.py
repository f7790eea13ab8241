"""Why a notice or a report could not be made: what the room of notices says, as marked templates for the officer."""

from __future__ import annotations

from limen.vocabulary.evidence import N_
from limen.vocabulary.phrases import Phrases

NOT_MADE = Phrases(
    N_("no value for {named} in the paragraph {text}: establish it, or choose another paragraph"),
    N_("no slot {named} in the paragraph {text}: it has {known}"),
    N_("the value of {named} is blank in the paragraph {text}: say what is meant in words"),
    N_("the value of {named} reorders the letters around it: type it anew, by hand"),
    N_(
        "a stray {letter} at character {number} of the paragraph {text}: a slot is {name} in small letters, a brace is "
        "written twice"
    ),
    N_("the report {reference} cannot be set: {raw}"),
    N_("a report is made at a moment with its zone: give made_at a time zone"),
    N_("the report has more than {most} characters: print the checks of one look at a time"),
    N_("the letter {reference} cannot be set: {raw}; report it with the letter"),
    N_("{given} is not a language tag a letter can bear: write en or pt-BR"),
    N_("a letter is issued at a moment with its zone: give issued_at a time zone"),
    N_("a letter without {name} is not served: give it one"),
    N_("the labels of a letter are {known}: {given} were given"),
    N_("the letter has {size} characters: shorten its reasons to {most} in all"),
    N_(
        "the letter {reference} cannot print {named} and {count} more: no font here holds it or a letter may not bear "
        "it; write it in Latin letters as the document’s MRZ does"
    ),
    N_(
        "the letter {reference} cannot print {named}: no font here holds it or a letter may not bear it; write it in "
        "Latin letters as the document’s MRZ does"
    ),
    N_("the form is not translated into {language}: choose {known}"),
    numbers=frozenset({"number", "most", "size", "count"}),
)
