"""The wall around protection: that words of fear were spoken, or a child handed on, is for those who may know it.

It goes by the referral, whatever became of the case since. Behind it are whoever may see protection at the case's post,
the officer who holds the case, and, for a day, the one who recorded the referral and so knows of it. What was referred
to who helps victims of trafficking is read by fewer: enforcement does not read it. To everybody else the case was
handed on, and no more is said.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from limen.office import authority
from limen.office.actions.acting import note_not_permitted
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Referral
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

KINDS = (Referral.Kind.PROTECTION, Referral.Kind.CHILD, Referral.Kind.VICTIM)
# What opens the wall around each: who handles protection is not thereby one who may read of victims.
OPENED_BY = {
    Referral.Kind.PROTECTION: "see_protection",
    Referral.Kind.CHILD: "see_protection",
    Referral.Kind.VICTIM: "see_victim",
}
STATE = "handed_on"  # in place of the state of a case behind the wall
HANDED_ON = N_("Handed on")
OWN_ACT = timedelta(days=1)  # how long whoever recorded a referral goes on seeing it


def among(officer: Officer, cases: Iterable[Case], at: datetime) -> frozenset[uuid.UUID]:
    """Those of the cases that stand behind the wall for this officer, in one query."""
    posts = {case.id: case.post.code for case in cases if str(case.holder_id) != officer.id}
    shut = {
        post: frozenset(kind for kind, act in OPENED_BY.items() if not authority.may(officer, act, post=post))
        for post in set(posts.values())
    }
    others = [case for case, post in posts.items() if shut[post]]
    if not others:
        return frozenset()
    rows = Referral.objects.filter(case__in=others, kind__in=KINDS)
    rows = rows.exclude(officer=uuid.UUID(officer.id), made_at__gt=at - OWN_ACT)
    return frozenset(case for case, kind in rows.values_list("case_id", "kind") if kind in shut[posts[case]])


def walled(officer: Officer, case: Case, at: datetime) -> bool:
    """Whether what this case holds about protection is not for this officer."""
    return case.id in among(officer, (case,), at)


def keep(officer: Officer, act: str, case: Case, stamp: Stamp) -> None:
    """Nothing where the case is open to the officer; behind the wall the attempt is journaled, NotPermitted raised."""
    if walled(officer, case, stamp.at):
        refusal = authority.NotPermitted(act, "authority.wall")
        note_not_permitted(officer, refusal, stamp, str(case.id))
        raise refusal
