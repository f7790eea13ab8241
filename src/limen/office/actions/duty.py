"""Who is on duty where: accounts, posts, duties; signing in and out as journal entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from limen import policy
from limen.office.actions import checkpointing, law
from limen.office.actions.acting import BadInput, Done, NotFound, once, permit
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Account, Duty, JournalEntry, Post
from limen.policy import PackError
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer, Role

Row = TypeVar("Row", Post, Account)


@dataclass(frozen=True, slots=True)
class PostInfo:
    """What a page must know of a post."""

    code: str
    title: str
    authority: str
    zone: str
    mode: str
    country: str


def officer_for(account: Account, post_code: str | None, at: datetime) -> Officer | None:
    """The account as an officer at that post, or at the only post it serves; None without a current duty."""
    posts = store.posts_of(account, at)
    code = post_code if post_code in posts else posts[0] if posts else None
    return store.officer_of(account, code, at) if code else None


def posts_for(account: Account, at: datetime) -> list[str]:
    """The posts an account may choose between."""
    return store.posts_of(account, at)


def post_of(officer: Officer) -> PostInfo:
    """The officer's post. Raises NotFound for a post that is no more."""
    row = Post.objects.filter(code=officer.post).first()
    if row is None:
        raise NotFound("There is no post {post}.", post=repr(officer.post))
    return PostInfo(row.code, row.title, row.authority, row.zone, row.mode, row.country)


def note_sign_in(officer: Officer, stamp: Stamp) -> None:
    """Journal that an officer signed in."""
    _note(officer, "sign_in", stamp)


def note_sign_out(officer: Officer, stamp: Stamp) -> None:
    """Journal that an officer signed out; a shift's end is a checkpoint."""
    _note(officer, "sign_out", stamp)
    checkpointing.make()


def _note(officer: Officer, verb: str, stamp: Stamp) -> None:
    with transaction.atomic():
        journal.append(stamp=stamp, verb=verb, officer=officer.id, post=officer.post, payload={"name": officer.name})


def make_post(
    stamp: Stamp,
    *,
    code: str,
    title: str,
    authority_name: str,
    country: str,
    zone: str,
    pack: str,
    register_from: date,
    particulars: Mapping[str, str] | None = None,
    by: Officer | None = None,
) -> Post:
    """Make a post. Without an officer it is the machine's own set-up, journaled as `system`.

    Raises BadInput for a time zone that is none, and for a pack that says nothing of who may enter.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput("{zone} is no time zone: use a name such as Europe/Paris.", zone=repr(zone)) from error
    _goes_by(pack, stamp.at.astimezone(ZoneInfo(zone)).date())
    row = Post(
        code=code, title=title, authority=authority_name, country=country, zone=zone, pack=pack,
        register_from=register_from, particulars=dict(particulars or {}), made_at=stamp.at,
    )  # fmt: skip
    return _managed(by, stamp, {"post": code, "title": title}, row)


def _goes_by(pack: str, on: date) -> None:
    """Whether a post may name a pack; one that nobody can read yet is still to be released to it."""
    row = law.in_force(pack, on)
    try:
        read = law.pack(row.digest) if row else policy.load_pack(pack, settings.LIMEN_POLICIES)
    except PackError:
        return
    if not law.is_for_posts(read):
        raise BadInput(
            N_("No post can go by {pack}: it has no route of entry. Name the law by which people are admitted there."),
            pack=pack,
        )


def make_account(
    stamp: Stamp,
    *,
    username: str,
    full_name: str,
    number: str,
    password: str,
    by: Officer | None = None,
    demo: bool = False,
) -> Account:
    """Make an account. Raises BadInput for a name taken or, outside the demo, a password that is too weak."""
    if Account.objects.filter(username=username).exists():
        raise BadInput("The name {name} is taken: choose another.", name=repr(username))
    if not demo:
        try:
            validate_password(password)
        except ValidationError as error:
            raise BadInput("The password cannot be used. {why}", why=" ".join(error.messages)) from error
    row = Account(
        username=username, full_name=full_name, number=number, is_demo=demo, made_at=stamp.at,
        password=make_password(password),
    )  # fmt: skip
    return _managed(by, stamp, {"account": username, "name": full_name}, row)


def give_duties(
    stamp: Stamp, *, account: Account, post: Post, roles: Iterable[Role], by: Officer | None = None,
    compartment: str = "",
) -> None:  # fmt: skip
    """Give an account roles at a post from now on; a role already held stays as it is.

    In a `compartment` they open its records to whoever holds the same duty outside of it.
    """

    def run() -> Done:
        names = [role.value for role in roles]
        for name in names:
            held, _ = Duty.objects.get_or_create(
                account=account, post=post, role=name, compartment=compartment,
                defaults={"from_at": stamp.at, "made_at": stamp.at},
            )  # fmt: skip
            if held.until_at is not None:
                Duty.objects.filter(id=held.id).update(until_at=None)
        payload = {"account": account.username, "post": post.code, "roles": names,
                   **({"compartment": compartment} if compartment else {})}  # fmt: skip
        entry = _journal_managed(by, stamp, payload, str(account.id))
        return Done(None, str(account.id), entry.seq)

    officer = by or _system(post.code)
    if by:
        permit(by, "manage_officers", stamp)
    once(officer, "manage_officers", stamp, run)


def _system(post: str) -> Officer:
    return Officer("system", "Set-up", post, frozenset({Role.ADMINISTRATOR}))


def _journal_managed(by: Officer | None, stamp: Stamp, payload: Mapping[str, object], result: str) -> JournalEntry:
    officer = by or _system("-")
    return journal.append(
        stamp=stamp, verb="manage_officers", officer=officer.id, post=officer.post, payload=payload, result=result
    )


def _managed(by: Officer | None, stamp: Stamp, payload: Mapping[str, object], row: Row) -> Row:
    if by:
        permit(by, "manage_officers", stamp)
    with transaction.atomic():
        row.save(force_insert=True)
        _journal_managed(by, stamp, payload, str(row.id))
    return row
