"""What a change of law means at a desk: the bulletin of a release, who has read it and said it was understood.

A bulletin blocks nothing: it stands as a line at each desk of a post under its law until its officer has read it. It is
shown from the release on, before the law commences, and no longer once another law has taken its place.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from limen.office import authority
from limen.office.actions import law
from limen.office.actions.acting import Done, acted, once, permit
from limen.office.actions.errors import NotFound, NotPossible
from limen.office.records import journal
from limen.office.records.journal import Stamp
from limen.office.records.models import BulletinReading, Duty, PackRelease, Post
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer, Role

AT_DESKS = (Role.PRIMARY, Role.SECONDARY, Role.CHIEF)


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One bulletin as an officer reads it."""

    release: uuid.UUID
    title: str
    summary: str
    text: str
    commences: date
    in_force: bool
    by: str
    released_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reader:
    """An officer who is to read a bulletin: at which post, and when they said that it was understood."""

    name: str
    post: str
    read_at: datetime | None


def at_post(officer: Officer, at: datetime) -> tuple[Bulletin, ...]:
    """The bulletins of the law in force at the officer's post and of what is to come, the unread first."""
    if not authority.may(officer, "read_bulletin"):
        return ()
    post = Post.objects.filter(code=officer.post).first()
    if post is None:
        return ()
    return tuple(sorted(_standing(officer, post, law.day_at(post, at)), key=lambda one: one.read_at is not None))


def unread(officer: Officer, at: datetime) -> tuple[Bulletin, ...]:
    """Those of them that the officer has not read."""
    return tuple(one for one in at_post(officer, at) if one.read_at is None)


def read_bulletin(officer: Officer, stamp: Stamp, *, release: uuid.UUID) -> Done:
    """Say that a bulletin was read and understood. Raises NotPermitted, NotFound; NotPossible where it was before."""
    permit(officer, "read_bulletin", stamp)

    def run() -> Done:
        post = Post.objects.filter(code=officer.post).first()
        rows = PackRelease.objects.filter(id=release, state__in=law.RELEASED).exclude(bulletin="")
        row = rows.filter(pack=post.pack).first() if post is not None else None
        if row is None or post is None:
            raise NotFound(N_("There is no such bulletin at this post."))
        if row.readings.filter(officer=uuid.UUID(officer.id)).exists():
            raise NotPossible(N_("You have read this bulletin already."))
        reading = BulletinReading.objects.create(**acted(officer, stamp), release=row, post=post)
        entry = journal.append(
            stamp=stamp, verb="read_bulletin", officer=officer.id, post=officer.post, result=str(reading.id),
            payload={"release": str(row.id), "pack": row.pack, "digest": row.digest},
        )  # fmt: skip
        return Done(None, str(reading.id), entry.seq)

    return once(officer, "read_bulletin", stamp, run)


def readers(officer: Officer, row: PackRelease, at: datetime) -> tuple[Reader, ...]:
    """Who is to read the bulletin of a release and who has, those who have not first; a chief sees their own post."""
    if not row.bulletin:
        return ()
    duties = Duty.objects.filter(role__in=AT_DESKS, compartment="", post__pack=row.pack, account__is_active=True)
    duties = duties.filter(from_at__lte=at).filter(Q(until_at=None) | Q(until_at__gt=at))
    if not authority.may(officer, "propose_law"):
        duties = duties.filter(post__code=officer.post)
    read = dict(row.readings.values_list("officer", "made_at"))
    pairs = {(duty.account_id, duty.post_id): duty for duty in duties.select_related("account", "post")}
    found = [Reader(duty.account.full_name, duty.post.title, read.get(duty.account_id)) for duty in pairs.values()]
    return tuple(sorted(found, key=lambda one: (one.read_at is not None, one.post, one.name)))


def _standing(officer: Officer, post: Post, today: date) -> list[Bulletin]:
    now = law.in_force(post.pack, today)
    rows = PackRelease.objects.filter(pack=post.pack, state__in=law.RELEASED).exclude(bulletin="")
    stand = [row for row in rows.select_related("officer", "second") if row == now or row.commences > today]
    read = dict(
        BulletinReading.objects.filter(release__in=stand, officer=uuid.UUID(officer.id)).values_list(
            "release", "made_at"
        )
    )
    return [
        Bulletin(
            release=row.id, title=row.title, summary=row.summary, text=row.bulletin, commences=row.commences,
            in_force=row == now, by=law.signed_by(row), released_at=row.released_at or row.made_at,
            read_at=read.get(row.id),
        )
        for row in sorted(stand, key=lambda row: row.commences)
    ]  # fmt: skip
