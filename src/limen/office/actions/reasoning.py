"""The officer's own reasons held against the form: what is known of this person, what the law says, what was written.

An adverse act stops where its reasons name nobody, repeat the law, or say again what was written of somebody else at
this post (FAILURES F27). The reasons are printed in the letter; what a list or another restricted source said is not
for the letter, so the name of a list, the number of an entry and its remarks never leave the office in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from limen.casework.reasons import WORDS, stale
from limen.office.actions import law, listing
from limen.office.actions.acting import Acting, BadInput, Words
from limen.office.records import store
from limen.office.records.models import Case, Decision, Hit
from limen.policy import Pack
from limen.policy.spoken import spoken_value
from limen.vocabulary.decision import Ground
from limen.vocabulary.evidence import Outcome

EARLIER = 200  # reasons of others that a reason is held against: the latest of the post
LEFT_OUT = "[…]"
_LEAST_TITLE, _LEAST_NUMBER, _LEAST_REMARK = 6, 3, 12  # characters: shorter would cut into other words


def require_own(acting: Acting, reasons: str, chosen: Sequence[Ground]) -> None:
    """Nothing where the reasons are this person's own. Raises BadInput saying what is missing."""
    route = law.route(acting.case, acting.today)
    found = stale(reasons, _known(acting.case, route.pack), _earlier(acting.case), _law(route.pack, chosen))
    if found.outcome is Outcome.FAILED:
        raise BadInput(Words(WORDS[found.code]))
    if any(ground.disclosure == "restricted" for ground in chosen):
        named = next((term for term in _restricted(acting.case.hits.all()) if _holds(reasons, term)), "")
        if named:
            raise BadInput(
                "The person reads these reasons, and “{named}” is restricted: leave it out, or use other words.",
                named=named,
            )


def printed(case: Case, reasons: str) -> str:
    """The reasons as a letter prints them: whatever names a list, an entry or its remarks is left out.

    Those of discreet lists as well, which whoever wrote the reasons may know nothing of.
    """
    for term in _restricted(Hit.every.filter(case=case)):
        reasons = re.sub(_pattern(term), LEFT_OUT, reasons, flags=re.IGNORECASE)
    return reasons


def _restricted(hits: Iterable[Hit]) -> Iterator[str]:
    """What must not be printed of some hits: titles of lists, numbers of entries, remarks."""
    titles = {row.list_id: row.title for row in listing.everywhere()}
    found: set[str] = set()
    for hit in hits:
        title, note = titles.get(hit.list_id, hit.list_id), str(hit.listed.get("note") or "")
        found |= {title} if len(title) >= _LEAST_TITLE else set()
        found |= {note} if len(note) >= _LEAST_REMARK else set()
        if len(hit.entry_id) >= _LEAST_NUMBER and any(letter.isdigit() for letter in hit.entry_id):
            found.add(hit.entry_id)
    yield from sorted(found, key=len, reverse=True)


def _pattern(term: str) -> str:
    return r"(?<!\w)" + r"\s+".join(map(re.escape, term.split())) + r"(?!\w)"


def _holds(text: str, term: str) -> bool:
    return re.search(_pattern(term), text, flags=re.IGNORECASE) is not None


def _known(case: Case, pack: Pack) -> Iterator[str]:
    """What is on record of this person, each as people write it, in every language of the law."""
    if case.document is not None:
        yield from (case.document.surname, case.document.given, case.document.number)
    assessment = store.assessment_of(case)
    for name, fact in (assessment.facts if assessment else {}).items():
        definition = pack.facts.get(name)
        if fact["status"] != "known" or definition is None or str(definition.type.kind) in ("bool", "stays"):
            continue
        shown = {"kind": str(definition.type.kind), "value": fact["value"], "fact": name}
        yield from {spoken_value(shown, pack, language) for language in ("en", *pack.text)}
    for row in case.answers.filter(superseded=False):
        yield row.words


def _earlier(case: Case) -> list[str]:
    """What officers of the post gave as reasons against other persons, the latest first."""
    same = store.same_person(case.person_id) if case.person_id else set()
    rows = Decision.objects.filter(case__post=case.post).exclude(own_reasons="").exclude(case__person__in=same)
    return list(rows.exclude(case=case).order_by("-made_at").values_list("own_reasons", flat=True)[:EARLIER])


def _law(pack: Pack, chosen: Sequence[Ground]) -> list[str]:
    """The pack's own texts for these grounds, in every language it has."""
    found = [ground.reason for ground in chosen]
    for texts in pack.text.values():
        for ground in chosen:
            rule = texts.get("rules", {}).get(ground.id, {})
            found += [text for text in rule.values() if isinstance(text, str)]
    for language in pack.text:
        found += [pack.own_words(language, *said["words"]) for ground in chosen for said in ground.said]
    return found
