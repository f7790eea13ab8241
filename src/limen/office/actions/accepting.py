"""A copy of lists from another office, taken into service at a post: all of it or none of it.

It must be signed by the key that an administrator named for the office that made it, sealed to this office, made for
this post, not ended, and newer than what is held; an older one is taken in only with a reason, which the record keeps.
Its lists come into service together, in one transaction, and whoever the office knows is compared with what they add.
A list that the copy does not hold stays as it is, and grows old.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from limen.office import authority
from limen.office.actions import checkpointing, listing, listterms, releasing, telling
from limen.office.actions.acting import BadInput, Done, acted, once, permit
from limen.office.actions.listing import OFFICERS
from limen.office.actions.listterms import ListTerms
from limen.office.actions.releasing import Ahead
from limen.office.connections import keys
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import ListCopy, ListIssuer, WatchList
from limen.screening import Entry, copies
from limen.screening.copies import Copied, Copy, CopyError, Header, Standing
from limen.screening.errors import ListError
from limen.screening.lists import ListContent, copied
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Issuer:
    """An office whose copies are taken in, with the newest of them."""

    name: str
    key: str
    reason: str
    by: str
    since: datetime
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class HeldCopy:
    """A copy that came into service: whose, of when, until when, and what it holds."""

    issuer: str
    copied_at: datetime
    expires_at: datetime
    accepted_at: datetime
    by: str
    lists: tuple[tuple[str, str, int, bool], ...]
    older_why: str
    ended: bool


@dataclass(frozen=True, slots=True)
class _Coming:
    """One list of a copy as it will stand here: its content, the file it is kept as, the columns of its row."""

    content: ListContent
    data: bytes
    used: Mapping[str, Any]
    sources: Mapping[str, str]
    expires_on: date | None
    as_of: datetime
    ahead: Ahead


# -- whose copies -----------------------------------------------------------------------------------------------------


def trust_issuer(officer: Officer, stamp: Stamp, *, name: str, key: str, reason: str) -> Done:
    """Take in copies of lists that this office signs with this key, from now on; its key before counts no more.

    Raises NotPermitted, and BadInput for a name or key that is none, or where nobody says how the key was compared.
    """
    permit(officer, "trust_issuer", stamp)
    name, reason = name.strip(), " ".join(reason.replace("\0", "").split())
    if not _NAME.fullmatch(name):
        raise BadInput(N_("Name the office as its copies do: letters, digits, dots and hyphens, 40 at most."))
    if not reason or len(reason) > 300:
        raise BadInput(N_("Say who compared the key with that office, and how, in 300 characters."))
    try:
        text = keys.public_text(keys.read_public(key))
    except keys.NodeKeyError as error:
        raise BadInput(N_("The key cannot be used: {why}"), why=str(error)) from error

    def run() -> Done:
        ListIssuer.objects.filter(name=name, ended_at=None).update(ended_at=stamp.at)
        row = ListIssuer.objects.create(**acted(officer, stamp), name=name, key=text, reason=reason)
        return _noted(officer, stamp, "trust_issuer", str(row.id), {"name": name, "key": text, "reason": reason})

    return once(officer, "trust_issuer", stamp, run)


def end_issuer(officer: Officer, stamp: Stamp, *, name: str, reason: str) -> Done:
    """Take in no copy of this office any more; what came from it stays in service until it is too old."""
    permit(officer, "trust_issuer", stamp)
    if not reason.strip():
        raise BadInput(N_("Say why: the record keeps it."))

    def run() -> Done:
        row = ListIssuer.objects.filter(name=name, ended_at=None).first()
        if row is None:
            raise BadInput(N_("No office of this name is one whose copies are taken in."))
        row.ended_at = stamp.at
        row.save(update_fields=["ended_at"])
        said = {"name": name, "key": row.key, "reason": reason.strip()[:300], "ended": True}
        return _noted(officer, stamp, "trust_issuer", str(row.id), said)

    return once(officer, "trust_issuer", stamp, run)


def issuers() -> tuple[Issuer, ...]:
    """The offices whose copies are taken in, by name."""
    rows = ListIssuer.objects.filter(ended_at=None).select_related("officer").order_by("name")
    return tuple(
        Issuer(row.name, row.key, row.reason, row.officer.full_name, row.made_at, _newest(row.name)) for row in rows
    )


def _newest(name: str) -> datetime | None:
    held = ListCopy.objects.filter(issuer__name=name).order_by("-copied_at")
    return held.values_list("copied_at", flat=True).first()


def held(officer: Officer, at: datetime) -> tuple[HeldCopy, ...]:
    """The copies that came into service, the newest first."""
    authority.require(officer, "see_lists")
    rows = ListCopy.objects.select_related("issuer", "officer").order_by("-made_at", "-id")[:SHOWN]
    return tuple(
        HeldCopy(
            row.issuer.name, row.copied_at, row.expires_at, row.made_at, row.officer.full_name,
            tuple((one[0], one[1], one[2], one[3]) for one in row.lists), row.older_why, row.expires_at <= at,
        )
        for row in rows
    )  # fmt: skip


# -- a copy -----------------------------------------------------------------------------------------------------------


def accept_copy(officer: Officer, stamp: Stamp, data: bytes, *, older_why: str = "") -> Done:
    """Take a copy into service, every list of it at once. Raises NotPermitted, and BadInput with one message: then
    nothing has changed."""
    permit(officer, "accept_lists", stamp)
    why = " ".join(older_why.replace("\0", "").split())[:300]
    issuer, header = _proved(data)
    if header.standing(stamp.at, old_after=timedelta(0)) is Standing.EXPIRED:
        raise BadInput(
            N_("This copy could be used until {until}, and was made {made}: it is ended, or this machine’s clock is "
               "wrong. Ask for a new one."),
            until=_moment(header.expires_at), made=_moment(header.made_at),
        )  # fmt: skip
    opened = _opened(data, issuer, officer.post)
    coming = [_coming(one, opened) for one in opened.lists]
    older = _older(header, coming, hashlib.sha256(data).hexdigest())
    if older and not why:
        raise BadInput(
            N_("What is held is newer: {names}. Going back needs a reason, which the record keeps."),
            names=", ".join(older),
        )  # fmt: skip
    # Before the transaction: the desks go on, and the first traveller after it finds the index made.
    listing.index_ahead(
        *((one.content, one.used["threshold"]) for one in coming if one.used["audience"] == listing.EVERYBODY)
    )

    def run() -> Done:
        if _older(header, coming, hashlib.sha256(data).hexdigest()) != older:
            raise BadInput(N_("Another list came into service meanwhile: look at the lists, and take the copy again."))
        row = ListCopy.objects.create(
            **acted(officer, stamp), issuer=issuer, post=header.post, digest=hashlib.sha256(data).hexdigest(),
            copied_at=header.made_at, expires_at=header.expires_at, lists=[list(one) for one in header.lists],
            older_why=why if older else "",
        )  # fmt: skip
        begun = [_into_service(officer, stamp, row, one) for one in coming]
        said = {"copy": row.digest, "made_by": header.made_by, "made_at": header.made_at.isoformat(),
                "until": header.expires_at.isoformat(), "lists": {one.content.list: one.content.content_hash
                for one in coming}, "rescreening": [run_id for run_id in begun if run_id]}  # fmt: skip
        said |= {"older": older, "why": why} if older else {}
        return _noted(officer, stamp, "accept_lists", str(row.id), said)

    return releasing.then_compared(officer, stamp, once(officer, "accept_lists", stamp, run))


def _proved(data: bytes) -> tuple[ListIssuer, Header]:
    """Who made the copy, by the key that is named for them. Raises BadInput."""
    rows = list(ListIssuer.objects.filter(ended_at=None).order_by("name"))
    if not rows:
        raise BadInput(N_("No office is named whose copies are taken in: an administrator names it with its key."))
    fault: CopyError | None = None
    for row in rows:
        try:
            header = copies.verify(data, keys.read_public(row.key))
        except CopyError as error:
            fault = error
            continue
        if header.made_by == row.name:
            return row, header
        raise BadInput(
            N_("The copy says it was made by {name}, and is signed with the key of {other}: it is not used."),
            name=header.made_by[:40], other=row.name,
        )  # fmt: skip
    raise BadInput(N_("The copy was not taken in: {why}"), why=str(fault)) from fault


def _opened(data: bytes, issuer: ListIssuer, post: str) -> Copy:
    own = keys.sealing_key(checkpointing.node_key())
    try:
        return copies.read(data, signer=keys.read_public(issuer.key), key=own, post=post)
    except CopyError as error:
        raise BadInput(N_("The copy was not taken in: {why}"), why=telling.explained(str(error))) from error


def _coming(one: Copied, copy: Copy) -> _Coming:
    """A list of a copy, read as it will be kept. Raises BadInput for what cannot be used."""
    told = one.particulars
    list_id = str(told.get("id", ""))
    if not releasing.LIST_ID.fullmatch(list_id):
        raise _Unusable(list_id, "its short name is none")
    kept_as = list_id + listing.COPIED if list_id in OFFICERS else list_id
    data = copied.write_blinded(copy.salt, copy.blinded[one.id]) if one.discreet else copied.write(_of(one, kept_as))
    try:
        content = copied.read(data, list_id=kept_as)
        used = listterms.columns(kept_as, _terms(told))
        last = date.fromisoformat(told["expires"]) if told.get("expires") else None
        as_of = datetime.fromisoformat(told["as_of"]) if told.get("as_of") else copy.header.made_at
        if as_of.tzinfo is None:
            raise _Unusable(list_id, "its age has no time zone")
    except (ListError, BadInput, ValueError, TypeError, AttributeError) as error:
        raise _Unusable(list_id, telling.explained(str(error))) from error
    used["feeds_fact"] = str(told.get("feeds_fact", ""))[:60]
    sources = {"salt": copy.salt.hex()} if one.discreet else {}
    ahead = Ahead.of(content)
    return _Coming(content, data, used, sources, last, min(as_of, copy.header.made_at), ahead)


class _Unusable(BadInput):
    """One list of a copy that cannot be used: none of the copy is."""

    def __init__(self, list_id: str, why: str) -> None:
        super().__init__(
            N_("The copy was not taken in: its list {name} cannot be used ({why}). Ask who made it."),
            name=list_id[:60], why=why,
        )  # fmt: skip


def _of(one: Copied, list_id: str) -> Iterable[Entry]:
    return (replace(entry, list=list_id) for entry in one.entries)


def _terms(told: Mapping[str, Any]) -> ListTerms:
    """The rules that came with a list, taken as they were said; who is told of a hit is this office's own affair."""
    threshold, alerts = told["threshold"], told.get("alerts_per_thousand")
    return ListTerms(
        title=str(told["title"]), kind=str(told["kind"]), owner=str(told["owner"]), action=str(told["action"]),
        threshold=float(threshold) if alerts is None else None, alerts=None if alerts is None else float(alerts),
        audience=str(told.get("audience", "")), second=bool(told.get("second", False)),
        owner_address=str(told.get("owner_address", "")), owner_country=str(told.get("owner_country", "")),
        answer_hours=int(told.get("answer_hours", 24)),
    )  # fmt: skip


def _older(header: Header, coming: Sequence[_Coming], digest: str) -> list[str]:
    """What is held that is newer than this copy: the copy before, and lists by name. Raises BadInput for the same."""
    newest = ListCopy.objects.order_by("-copied_at").first()
    if ListCopy.objects.filter(digest=digest, versions__in_service=True).exists():
        raise BadInput(N_("This copy is in service already: nothing has changed."))
    found = []
    if newest is not None and newest.copied_at >= header.made_at:
        found.append(f"{newest.issuer.name} {_moment(newest.copied_at)}")
    for one in coming:
        row = WatchList.objects.filter(list_id=one.content.list, in_service=True).first()
        if row is not None and row.version != one.content.content_hash and (row.as_of or row.made_at) > one.as_of:
            found.append(f"{row.list_id} {_moment(row.as_of or row.made_at)}")
    return found


def _into_service(officer: Officer, stamp: Stamp, copy: ListCopy, one: _Coming) -> str:
    """One list of a copy in service, with the run that compares whom the office knows with what it adds."""
    before = WatchList.objects.filter(list_id=one.content.list, in_service=True).first()
    WatchList.objects.filter(list_id=one.content.list, staged=True).update(staged=False)
    kept = store.keep(one.data, "application/json", stamp.at)
    row = WatchList.objects.create(
        **acted(officer, stamp), **one.used, **releasing.account_of(one.content), list_id=one.content.list,
        expires_on=one.expires_on, sources={"list": kept, **one.sources}, as_of=one.as_of, copy=copy,
        difference=releasing.shown(one.ahead.against(before)), against=before.version if before else "",
        staged=True, in_service=False,
    )  # fmt: skip
    return str(releasing.into_service(officer, stamp, row, one.ahead).get("rescreening", ""))


def _moment(at: datetime) -> str:
    return at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M UTC")


def _noted(officer: Officer, stamp: Stamp, verb: str, result: str, said: Mapping[str, Any]) -> Done:
    entry = journal.append(
        stamp=stamp, verb=verb, officer=officer.id, post=officer.post, payload=said, result=result
    )  # fmt: skip
    return Done(None, result, entry.seq)
