"""Whom an officer's acts on lists may not concern: their own name, their family, their address (FAILURES F21).

What is declared is declared by an administrator, and is compared here and shown nowhere else. A name that matches, or
the same address, stops the act; an equal surname alone is told to the second officer, and so is that nothing was
declared: what is not known is never taken for no interest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from limen.office import authority
from limen.office.actions.acting import BadInput, Done, once, permit
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import Account
from limen.screening import Entry, compare_names
from limen.vocabulary.evidence import N_
from limen.vocabulary.names import fold
from limen.vocabulary.person import Officer, Role

MOST = 60  # names or addresses of one account
LONGEST = 300


def declare_interests(
    stamp: Stamp, *, account: Account, family: Sequence[str], addresses: Sequence[str], by: Officer | None = None
) -> Done:
    """Write down the family and the addresses of an account, in place of those before.

    Without an officer it is the machine's own set-up, journaled as `system`; the journal says how many, not whom.
    """
    names, places = _sound(family), _sound(addresses)
    if any(not fold(name) for name in names):
        raise BadInput(N_("A name of the family cannot be read: give it in letters, one person at a time."))
    officer = by or Officer("system", "Set-up", "-", frozenset({Role.ADMINISTRATOR}))
    permit(officer, "declare_interests", stamp)

    def run() -> Done:
        Account.objects.filter(id=account.id).update(interests={"family": names, "addresses": places})
        payload = {"account": account.username, "family": len(names), "addresses": len(places)}
        entry = journal.append(
            stamp=stamp, verb="declare_interests", officer=officer.id, post=officer.post, payload=payload,
            result=str(account.id),
        )  # fmt: skip
        return Done(None, str(account.id), entry.seq)

    return once(officer, "declare_interests", stamp, run)


def _sound(texts: Sequence[str]) -> list[str]:
    kept = [" ".join(text.replace("\0", " ").split()) for text in texts]
    kept = list(dict.fromkeys(text for text in kept if text))
    if len(kept) > MOST or any(len(text) > LONGEST for text in kept):
        raise BadInput(
            N_("At most {most} names or addresses are kept, of {longest} characters each."), most=MOST, longest=LONGEST
        )
    return kept


def keep_clear(officer: Officer, act: str, entry: Entry) -> list[dict[str, Any]]:
    """What the second officer must know of this one and the entry; raises NotPermitted where it may concern them."""
    account = Account.objects.get(id=officer.id)
    names = [account.full_name, *account.interests.get("family", ())]
    addresses = {fold(text) for text in account.interests.get("addresses", ())} - {""}
    listed = [name.text for name in entry.names]
    same = any(compare_names(theirs, mine)["match"] for theirs in listed for mine in names)
    if same or any(fold(place) in addresses for place in entry.places):
        raise authority.NotPermitted(act, "authority.interest")
    told = [{"code": "surname", "officer": account.full_name, "surname": name} for name in _shared(listed, names)]
    if not account.interests:
        told.append({"code": "undeclared", "officer": account.full_name})
    return told


def _shared(listed: Iterable[str], names: Iterable[str]) -> list[str]:
    """The surnames that stand on both sides, as the officer's side writes them: the last word of a name."""
    theirs = {word for name in listed for word in fold(name).split()[-1:]}
    mine = {words[-1]: name.split()[-1] for name in names if (words := fold(name).split())}
    return [mine[word] for word in sorted(theirs & mine.keys())]
