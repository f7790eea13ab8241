"""Signs that somebody may need help: noted in the officer's own words, and the referral they lead to.

No sign is counted or weighed, none is a fact of the law, none stands in a decision. What is noted of trafficking, and
the referral of who may be a victim, stand behind the wall from enforcement (DESIGN §7): they are read by who may see
victims' matters, by who holds the case, and for a day by who wrote them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from limen.interview.prompts import GROUPS, PROMPTS, WALLED, Group
from limen.office import authority
from limen.office.actions import law, phrasebook, referring, viewing, walls
from limen.office.actions.acting import Acting, BadInput, availabilities, case_act
from limen.office.actions.phrasebook import ToldView
from limen.office.actions.views import CaseView
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Referral, Sign
from limen.vocabulary.person import Officer

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class SignView:
    """One sign as it was noted."""

    code: str
    words: str
    own_words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SignsView:
    """The signs of one case, what the person was told, and which referrals this officer may make."""

    case: CaseView
    groups: tuple[Group, ...]
    noted: tuple[SignView, ...]
    behind: bool  # whether there is more, behind the wall
    told: tuple[ToldView, ...]
    may_note: bool
    may_tell: bool
    may_refer: frozenset[str]


@case_act("note_sign")
def note_sign(acting: Acting, *, signs: Iterable[str], words: str) -> None:
    """Note signs in the officer's own words: what was seen and heard, never what is thought of the person."""
    codes = list(dict.fromkeys(signs))
    if not codes or set(codes) - set(PROMPTS):
        raise BadInput("Tick what you saw or heard.")
    text = words.strip()
    if not text or len(text) > LONGEST:
        raise BadInput("Write what you saw and heard, {most} characters at most: a tick alone says nothing.",
                       most=LONGEST)  # fmt: skip
    rows = [Sign.objects.create(**acting.acted(), case=acting.case, code=code, words=text) for code in codes]
    acting.result = str(rows[0].id)
    open_codes = [code for code in codes if code not in WALLED]
    acting.payload |= {"signs": open_codes, "walled": len(codes) - len(open_codes), "digest": store.name_of([text])}


@case_act("refer_victim")
def refer_victim(acting: Acting, *, reason: str, consent: str, words: str = "") -> None:
    """Refer somebody who may be a victim of trafficking to who helps victims; no removal goes on meanwhile.

    The journal keeps a digest of what was written; the words stand in the referral alone, behind the wall.
    """
    if consent not in referring.CONSENTS:
        raise BadInput("Say whether the person agrees, could not be asked safely, or is a child.")
    if not reason.strip():
        raise BadInput("Write down what was seen and said: who helps victims begins with it.")
    if max(len(reason), len(words)) > LONGEST:
        raise BadInput("Words are kept up to {most} characters.", most=LONGEST)
    state = "child_protection" if acting.case.state == "child_protection" else "protection"
    referring.refer(acting, Referral.Kind.VICTIM, state, reason, words, consent)
    for name in ("reason", "words"):
        acting.payload.pop(name, None)
    acting.payload["digest"] = store.name_of([reason, words])


def signs(officer: Officer, case_id: uuid.UUID, stamp: Stamp, *, language: str = "en") -> SignsView:
    """The signs of one traveller; those behind the wall only for whom it opens."""
    seen = viewing.case(officer, case_id, stamp, language=language)
    case = Case.objects.select_related("post").get(id=case_id)
    concerned = {"post": case.post.code, "state": case.state, "compartment": case.compartment}
    rows = list(case.signs.select_related("officer").order_by("made_at", "id"))
    shown = [row for row in rows if row.code not in WALLED or _reads(officer, case, row, stamp.at)]
    acts = {act.act for act in seen.acts if act.may}
    if authority.may(officer, "refer_victim", **concerned):
        acts |= {one.act for one in availabilities(case, law.day_at(case.post, stamp.at)) if one.may}
    return SignsView(
        case=seen,
        groups=GROUPS,
        noted=tuple(
            SignView(row.code, PROMPTS[row.code].words, row.words, row.officer.full_name, row.made_at) for row in shown
        ),
        behind=len(shown) < len(rows),
        told=phrasebook.told_of(case, language),
        may_note=not seen.closed and authority.may(officer, "note_sign", **concerned),
        may_tell=authority.may(officer, "note_told", **concerned),
        may_refer=frozenset(acts & {"refer_protection", "refer_child_protection", "refer_victim"}),
    )


def _reads(officer: Officer, case: Case, row: Sign, at: datetime) -> bool:
    own = str(row.officer_id) == officer.id and row.made_at > at - walls.OWN_ACT
    return own or str(case.holder_id) == officer.id or authority.may(officer, "see_victim", post=case.post.code)
