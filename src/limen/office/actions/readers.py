"""Reader programs of booths: paired with an officer's desk by a one-time code, delivering there, laid aside or opened.

A delivery has no session behind it: it is authenticated by the reader's token and signed by the reader's own key. What
arrives decides nothing and opens nothing; the officer whose desk it is does, through the acts of the desk.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from django.core.cache import cache
from django.db.models import QuerySet

from limen.office import authority
from limen.office.actions import examining, inquiring, lapsing
from limen.office.actions.acting import BadInput, Done, NotFound, NotPossible, acted, once, permit
from limen.office.connections.deliveries import Delivered, DeliveryError, parse
from limen.office.connections.keys import DamagedKeyError, read_public
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Account, Delivery, PairedReader, Post
from limen.vocabulary.person import Officer

ALPHABET = "ABCDEFHJKLMNPQRTUVWXY346789"  # no two that are read for one another
CODE_LETTERS = 8
CODE_HOLDS = timedelta(minutes=5)
MOST_TRIES = 20  # of codes, a minute, by anybody
MOST_WAITING = 50
MOST_READERS = 5  # of one desk
MOST_BODY = 40 << 20


class NotKnown(Exception):  # noqa: N818 - an answer to a reader, not a fault
    """No reader is paired under this token, or what it sent is not signed by it."""


class TooManyTries(Exception):  # noqa: N818 - an answer to a reader, not a fault
    """Codes were tried too often: wait a minute."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A code as the desk shows it, once; until when it holds. No code for a form that was sent again."""

    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Paired:
    """What a reader is told when it is paired."""

    reader: uuid.UUID
    token: str
    post: str
    officer: str


@dataclass(frozen=True, slots=True)
class ReaderView:
    """One reader of a desk."""

    id: uuid.UUID
    name: str
    paired_at: datetime
    seen_at: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One delivery that nobody has opened."""

    id: uuid.UUID
    kind: str
    read_at: datetime
    reader: str


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# -- pairing ----------------------------------------------------------------------------------------------------------


def offer_code(officer: Officer, stamp: Stamp) -> Offered:
    """Offer a one-time code for pairing a reader with this officer's desk; the one before holds no more."""
    permit(officer, "pair_reader", stamp)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
    until = stamp.at + CODE_HOLDS
    mine = PairedReader.objects.filter(officer_id=uuid.UUID(officer.id), ended_at=None)

    def run() -> Done:
        if mine.exclude(paired_at=None).count() >= MOST_READERS:
            raise NotPossible("So many readers are paired with this desk already: take one away first.")
        mine.filter(paired_at=None).update(ended_at=stamp.at, code_digest="")
        post = Post.objects.filter(code=officer.post).first()
        if post is None:
            raise NotFound("There is no post {post}.", post=officer.post)
        row = PairedReader.objects.create(
            **acted(officer, stamp), post=post, code_digest=_digest(code), code_until=until
        )
        entry = journal.append(
            stamp=stamp, verb="pair_reader", officer=officer.id, post=officer.post, result=str(row.id),
            payload={"reader": str(row.id), "until": until.isoformat()},
        )  # fmt: skip
        return Done(None, str(row.id), entry.seq)

    done = once(officer, "pair_reader", stamp, run)
    return Offered("" if done.replayed else code, until)


def exchange(*, code: str, name: str, public_key: str, at: datetime) -> Paired:
    """Exchange a code for a token: the reader that knows it first is paired. Raises BadInput and TooManyTries."""
    minute = f"limen-reader-codes-{int(at.timestamp()) // 60}"
    cache.add(minute, 0, 120)
    if cache.incr(minute) > MOST_TRIES:
        raise TooManyTries
    try:
        read_public(public_key)
    except DamagedKeyError as error:
        raise BadInput("The reader’s key cannot be used: {why}", why=str(error)) from error
    given = "".join(code.split()).replace("-", "").upper()
    row = (
        PairedReader.objects.select_related("post", "officer")
        .filter(code_digest=_digest(given), code_until__gt=at, paired_at=None, ended_at=None)
        .first()
        if len(given) == CODE_LETTERS
        else None
    )
    if row is None:
        raise BadInput("This code is not offered, was used or is over: let the desk offer a new one.")
    token, stamp = secrets.token_urlsafe(32), Stamp(uuid.uuid4(), at, None, row.zone)
    called = " ".join("".join(one for one in name if one.isprintable()).split())[:60]

    def run() -> Done:
        taken = PairedReader.objects.filter(
            id=row.id, code_digest=_digest(given), paired_at=None, ended_at=None
        ).update(code_digest="", token_digest=_digest(token), public_key=public_key.strip(), name=called, paired_at=at)
        if not taken:
            raise BadInput("This code is not offered, was used or is over: let the desk offer a new one.")
        entry = journal.append(
            stamp=stamp, verb="pair_reader", officer=str(row.officer_id), post=row.post.code, result=str(row.id),
            payload={"reader": str(row.id), "name": called, "key": public_key.strip()},
        )  # fmt: skip
        return Done(None, str(row.id), entry.seq)

    once(_officer(row.officer, row.post.code), "pair_reader", stamp, run)
    return Paired(row.id, token, row.post.title, row.officer.full_name)


def _officer(account: Account, post: str) -> Officer:
    """Whose desk it is, without duties: for the journal only."""
    return Officer(str(account.id), account.full_name, post)


def unpair_reader(officer: Officer, stamp: Stamp, *, reader: uuid.UUID) -> Done:
    """Take a reader from this officer's desk: from now on nothing of it is taken."""
    permit(officer, "unpair_reader", stamp)

    def run() -> Done:
        row = PairedReader.objects.filter(id=reader, officer_id=uuid.UUID(officer.id), ended_at=None).first()
        if row is None:
            raise NotFound("There is no such reader at this desk.")
        row.ended_at, row.token_digest, row.code_digest = stamp.at, "", ""
        row.save(update_fields=["ended_at", "token_digest", "code_digest"])
        entry = journal.append(
            stamp=stamp, verb="unpair_reader", officer=officer.id, post=officer.post, result=str(row.id),
            payload={"reader": str(row.id), "name": row.name},
        )  # fmt: skip
        return Done(None, str(row.id), entry.seq)

    return once(officer, "unpair_reader", stamp, run)


# -- delivering -------------------------------------------------------------------------------------------------------


def is_paired(token: str) -> bool:
    """Whether a reader is paired under a token: asked before anything of what it sends is read."""
    return bool(token) and PairedReader.objects.filter(token_digest=_digest(token), ended_at=None).exists()


def deliver(*, token: str, signature: str, body: bytes, at: datetime) -> uuid.UUID:
    """Take what a paired reader delivers, once; answers its key.

    Raises NotKnown for who is not paired or not who signed, BadInput for what will never be taken, and NotPossible for
    what cannot be taken now.
    """
    row = (
        PairedReader.objects.select_related("post", "officer")
        .filter(token_digest=_digest(token), ended_at=None)
        .exclude(paired_at=None)
        .first()
        if token
        else None
    )
    if row is None or not _signed(row.public_key, signature, body):
        raise NotKnown
    officer = store.officer_of(row.officer, row.post.code, at)
    if officer is None or not authority.may(officer, "settle_delivery"):
        raise NotPossible("The desk is not on duty: what is read waits at the reader.")
    said = _said(body)
    stamp = Stamp(uuid.uuid5(row.id, str(said.key)), at, None, row.zone)
    if Delivery.objects.filter(reader=row, key=said.key).exists():
        return uuid.UUID(str(said.key))
    lapsing.lapse(officer, Stamp(uuid.uuid5(stamp.key, "lapse"), at, None, row.zone))
    if Delivery.objects.filter(reader=row, settled_at=None).count() >= MOST_WAITING:
        raise NotPossible("So much waits at the desk already: what is read waits at the reader.")

    def run() -> Done:
        PairedReader.objects.filter(id=row.id).update(seen_at=at)
        made = Delivery.objects.create(
            reader=row, key=said.key, kind=said.kind, text=said.text, media=said.media,
            content=said.data or None,
            digest=hashlib.sha256(body).hexdigest(), signature=signature, read_at=said.read_at, made_at=at,
        )  # fmt: skip
        payload = {"reader": str(row.id), "delivery": str(made.id), "kind": said.kind,
                   "content": store.digest(said.data) if said.data else "",
                   "device": said.device, "body": made.digest, "dropped": dict(said.dropped)}  # fmt: skip
        entry = journal.append(
            stamp=stamp, verb="deliver", officer=officer.id, post=row.post.code, payload=payload, result=str(made.id)
        )
        return Done(None, str(made.id), entry.seq)

    once(officer, "deliver", stamp, run)
    return uuid.UUID(str(said.key))


def _signed(public_key: str, signature: str, body: bytes) -> bool:
    try:
        read_public(public_key).verify(base64.b64decode(signature, validate=True), body)
    except (InvalidSignature, DamagedKeyError, binascii.Error, ValueError):
        return False
    return True


def _said(body: bytes) -> Delivered:
    """What a delivery says. Raises BadInput for what is none."""
    try:
        return parse(body)
    except DeliveryError as error:
        raise BadInput(str(error)) from error


# -- at the desk ------------------------------------------------------------------------------------------------------


def readers_of(officer: Officer) -> tuple[ReaderView, ...]:
    """The readers paired with this officer's desk."""
    authority.require(officer, "pair_reader")
    rows = (
        PairedReader.objects.filter(officer_id=uuid.UUID(officer.id), ended_at=None)
        .exclude(paired_at=None)
        .order_by("made_at")
    )
    return tuple(
        ReaderView(
            row.id, row.name, row.paired_at or row.made_at, row.seen_at, _open(officer).filter(reader=row).count()
        )
        for row in rows
    )


def waiting(officer: Officer, at: datetime) -> tuple[Waiting, ...]:
    """What readers delivered to this officer's desk and nobody opened, the oldest first; what has lapsed is not there.

    What is past the post's limit is emptied then (`lapsing`), so that it goes while anybody looks.
    """
    if not authority.may(officer, "settle_delivery"):
        return ()
    lapsing.lapse(officer, Stamp(uuid.uuid4(), at))
    rows = _open(officer).select_related("reader").order_by("made_at", "id")[:MOST_WAITING]
    return tuple(Waiting(row.id, row.kind, row.read_at, row.reader.name) for row in rows)


def has_reader(officer: Officer) -> bool:
    """Whether a reader is paired with this officer's desk."""
    return (
        PairedReader.objects.filter(officer_id=uuid.UUID(officer.id), post__code=officer.post, ended_at=None)
        .exclude(paired_at=None)
        .exists()
    )


def _open(officer: Officer) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        reader__officer_id=uuid.UUID(officer.id), reader__post__code=officer.post, settled_at=None
    )


def open_delivery(officer: Officer, stamp: Stamp, *, delivery: uuid.UUID, direction: str) -> Done:
    """Take what a reader delivered into a case, through the acts of the desk: lines read, page or chip examined."""
    permit(officer, "settle_delivery", stamp)
    row = _delivery(officer, delivery, stamp)
    if row.settled_at is not None:
        return Done(row.case_id, str(row.id), 0, replayed=True)
    if row.emptied_at is not None or row.made_at < lapsing.since(row.reader.post, stamp.at):
        raise NotPossible("This reading lay too long and its contents are gone: read the document again.")
    data = bytes(row.content or (row.kept.content if row.kept else b""))
    device = f"{row.reader.name or 'reader'}"[:100]
    part = Stamp(uuid.uuid5(stamp.key, "examine"), stamp.at, stamp.client_at, stamp.zone)
    if row.kind == "picture" and not row.text:
        done = examining.arrive_with_photo(officer, stamp, direction=direction, data=data, device=device)
    else:
        done = inquiring.arrive(officer, stamp, direction=direction, text=row.text, source="wedge")
        if done.case is not None and row.kind == "picture":
            examining.examine_page(officer, done.case, part, data=data, device=device)
        if done.case is not None and row.kind == "chip":
            examining.examine_chip(officer, done.case, part, evidence=data, device=device)
    if done.case is None:
        raise NotFound("There is no such case at this post.")
    _settle(officer, stamp, row, "opened", done.case)
    return done


def dismiss_delivery(officer: Officer, stamp: Stamp, *, delivery: uuid.UUID) -> Done:
    """Lay a delivery aside: nothing is opened, and it stays on record."""
    permit(officer, "settle_delivery", stamp)
    row = _delivery(officer, delivery, stamp)
    return _settle(officer, stamp, row, "dismissed", None)


def _delivery(officer: Officer, delivery: uuid.UUID, stamp: Stamp) -> Delivery:
    row = (
        Delivery.objects.select_related("reader", "reader__post", "kept")
        .filter(id=delivery, reader__officer_id=uuid.UUID(officer.id), reader__post__code=officer.post)
        .first()
    )
    if row is None:
        raise NotFound("There is no such reading at this desk.")
    if row.settled_at is not None and journal.earlier(_settling(stamp).key) is None:
        raise NotPossible("This reading was opened or laid aside already.")
    return row


def _settling(stamp: Stamp) -> Stamp:
    return Stamp(uuid.uuid5(stamp.key, "settle"), stamp.at, stamp.client_at, stamp.zone)


def _settle(officer: Officer, stamp: Stamp, row: Delivery, how: str, case: uuid.UUID | None) -> Done:
    """Record what became of a delivery, under a key of its own that follows from the form's."""
    own = _settling(stamp)

    def run() -> Done:
        Delivery.objects.filter(id=row.id, settled_at=None).update(settled_at=stamp.at, settled=how, case_id=case)
        entry = journal.append(
            stamp=own, verb="settle_delivery", officer=officer.id, post=officer.post, case=str(case or ""),
            payload={"delivery": str(row.id), "how": how}, result=str(row.id),
        )  # fmt: skip
        return Done(case, str(row.id), entry.seq)

    return once(officer, "settle_delivery", own, run)
