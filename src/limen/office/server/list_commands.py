"""Commands for lists: imported, shown, put back, copied for a post without a network, and copies verified."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from limen.office.server import commands
from limen.office.server.terminal import (
    Argument,
    Arguments,
    Run,
    UsageError,
    day,
    note,
    read_bytes,
    say,
    say_json,
    share,
    takes,
)

_LARGEST_COPY = 512 << 20
_OLD_AFTER = timedelta(hours=24)


def lists_import(args: Arguments) -> int:
    """Import a list whole or not at all, every row accounted for."""
    commands.open_office()
    from limen.office.actions import releasing
    from limen.office.actions.listterms import ListTerms
    from limen.office.records.models import WatchList

    data = read_bytes(args.file)
    alt, add = (read_bytes(file) if file else None for file in (args.alt, args.add))
    post = commands.post_of(args.post)
    stamp = commands.stamp_now(post.zone)
    note(f"reading {len(data):,} bytes")
    terms = ListTerms(
        args.title, args.kind, args.threshold, args.expires, args.alerts, second=True if args.second else None
    )  # fmt: skip
    done = releasing.import_list(
        commands.officer_of(args.officer, post, stamp), stamp, args.list, releasing.Files(data, alt, add), terms
    )
    answer = _list_row(WatchList.objects.get(id=done.result))
    if args.json:
        say_json(answer)
    else:
        _say_list(answer)
    return 0


def lists_show(args: Arguments) -> int:
    """Show the lists in service, each with the account of its rows."""
    commands.open_office()
    from limen.office.actions import listing

    rows = [_list_row(row) for row in listing.in_service()]
    if args.json:
        say_json({"lists": rows})
    elif not rows:
        say("no list is in service: nobody is screened")
    for row in () if args.json else rows:
        _say_list(row)
    return 0


def _list_row(row: Any) -> dict[str, Any]:
    return {
        "list": row.list_id, "title": row.title, "kind": row.kind, "entries": row.entries, "rows_read": row.rows_read,
        "accounted": row.accounted, "rejected": row.rejected, "difference": row.difference, "version": row.version,
        "threshold": row.threshold, "imported_at": row.made_at, "expires_on": row.expires_on,
    }  # fmt: skip


def _say_list(row: Mapping[str, Any]) -> None:
    accounted = ", ".join(f"{count} {what}" for what, count in sorted(row["accounted"].items()))
    changed = ", ".join(f"{count} {what}" for what, count in row["difference"].items() if what != "entries")
    say(f"{row['list']}: {row['title']} ({row['kind']}), {row['entries']:,} entries, version {row['version'][:12]}")
    say(f"  {row['rows_read']:,} rows read: {accounted}; {len(row['rejected'])} not taken; against before: {changed}")
    for number, reason, text in row["rejected"][:5]:
        say(f"  row {number} not taken: {reason}: {text}")


def lists_release(args: Arguments) -> int:
    """Put a version of a list into service: one that waits, or an earlier one back."""
    commands.open_office()
    from limen.office.actions import releasing
    from limen.office.records.models import WatchList

    post = commands.post_of(args.post)
    stamp = commands.stamp_now(post.zone)
    rows = [
        row
        for row in WatchList.objects.filter(list_id=args.list, in_service=False).order_by("-made_at")
        if row.version.startswith(args.version)
    ]
    if not rows or len({row.version for row in rows}) > 1:
        known = ", ".join(dict.fromkeys(row.version[:12] for row in rows)) or "none"
        raise UsageError(f"name one version of {args.list} that is not in service; that begin so: {known}")
    done = releasing.release_list(commands.officer_of(args.officer, post, stamp), stamp, str(rows[0].id))
    _say_list(_list_row(WatchList.objects.get(id=done.result)))
    return 0


def lists_change(args: Arguments) -> int:
    """Lay a version of a list beside the one in service that is used otherwise; another officer releases it."""
    commands.open_office()
    from limen.office.actions import releasing
    from limen.office.actions.listterms import ListTerms
    from limen.office.records.models import WatchList

    post = commands.post_of(args.post)
    stamp = commands.stamp_now(post.zone)
    terms = ListTerms(
        title=args.title, kind=args.kind, threshold=args.threshold, alerts=args.alerts, owner=args.owner,
        action=args.action, audience=args.audience, owner_address=args.owner_address, owner_country=args.owner_country,
        second=None if args.second is None else args.second == "yes", answer_hours=args.answer_hours,
        watchers=None if args.watchers is None else tuple(args.watchers),
    )  # fmt: skip
    done = releasing.change_terms(commands.officer_of(args.officer, post, stamp), stamp, args.list, terms)
    row = WatchList.objects.get(id=done.result)
    for name, (was, will) in row.difference["terms"].items():
        say(f"{args.list}: {name.replace('_', ' ')}: {was or 'none'} -> {will or 'none'}")
    say(f"it waits: another officer releases it with `limen lists release {args.list} {row.version[:12]}`")
    return 0


def lists_rehearse(args: Arguments) -> int:
    """Show what other thresholds of a list would have done: alerts, confirmed hits missed, by nationality."""
    commands.open_office()
    from limen.office.actions import rehearsing

    post = commands.post_of(args.post)
    stamp = commands.stamp_now(post.zone)
    told = rehearsing.rehearse(
        commands.officer_of(args.officer, post, stamp), stamp, args.list, days=args.days, again=args.again,
        thresholds=args.threshold or rehearsing.USUAL,
        progress=lambda done, of: note(f"{done:,} of {of:,} travellers screened again"),
    )  # fmt: skip
    if args.json:
        rows = [
            {"threshold": one.threshold, "in_force": one.in_force, "known": one.known, "alerts": one.alerts,
             "per_thousand": one.rate, "confirmed": one.confirmed, "missed": one.missed, "groups": dict(one.groups)}
            for one in told.rows
        ]  # fmt: skip
        say_json({"list": told.list_id, "days": told.days, "travellers": told.travellers, "again": told.again,
                  "known_from": told.floor, "thresholds": rows})  # fmt: skip
        return 0
    say(f"{told.list_id}: {told.title}, {told.travellers:,} documents read in {told.days} days")
    for one in told.rows:
        mark = " (in force)" if one.in_force else ""
        if one.rate is None and not one.known:
            say(f"  {one.threshold:.2f}{mark}: not known; what scored below {told.floor:.2f} was not kept, see --again")
            continue
        groups = ", ".join(f"{name or '?'} {count}" for name, count in one.groups) or "nobody"
        rate = "" if one.rate is None else f", {one.rate:.1f} of 1,000"
        missed = f"misses {one.missed} of {one.confirmed} confirmed"
        say(f"  {one.threshold:.2f}{mark}: {one.alerts} alerts{rate}; {missed}; {groups}")
    return 0


def lists_trust(args: Arguments) -> int:
    """Name an office whose copies of lists are taken in, with its key, or --end it; without a name, show them."""
    commands.open_office()
    from limen.office.actions import accepting

    if args.name is None:
        rows = accepting.issuers()
        if args.json:
            say_json({"issuers": [{"name": one.name, "key": one.key, "reason": one.reason, "since": one.since,
                                   "newest": one.newest} for one in rows]})  # fmt: skip
        for one in () if args.json else rows:
            say(f"{one.name}: {one.key}, by {one.by}: {one.reason}")
        if not rows and not args.json:
            say("no office is named whose copies are taken in")
        return 0
    if args.officer is None or args.reason is None or (args.key is None and not args.end):
        raise UsageError("give --as, --reason, and the office's --key as `limen lists key` prints it there, or --end")
    post = commands.post_of(args.post)
    stamp = commands.stamp_now(post.zone)
    officer = commands.officer_of(args.officer, post, stamp)
    if args.end:
        accepting.end_issuer(officer, stamp, name=args.name, reason=args.reason)
        say(f"copies from {args.name} are taken in no more; what came from there stays until it is too old")
    else:
        accepting.trust_issuer(officer, stamp, name=args.name, key=args.key, reason=args.reason)
        say(f"copies that {args.name} signs are taken in from now on")
    return 0


def lists_accept(args: Arguments) -> int:
    """Take a copy of lists from another office into service: all of it, or none."""
    commands.open_office()
    from limen.office.actions import accepting
    from limen.office.records.models import ListCopy

    data = read_bytes(args.file, _LARGEST_COPY)
    post = commands.post_of(args.post)
    stamp = commands.stamp_now(post.zone)
    officer = commands.officer_of(args.officer, post, stamp)
    done = accepting.accept_copy(officer, stamp, data, older_why=args.older or "")
    row = ListCopy.objects.get(id=done.result)
    say(f"{args.file}: in service, made by {row.issuer.name} {row.copied_at:%Y-%m-%d %H:%M} UTC")
    for name, version, entries, discreet in row.lists:
        say(f"  {name}: {entries:,} entries{', blinded' if discreet else ''}, version {version[:12]}")
    say(f"  to be used until {row.expires_at:%Y-%m-%d %H:%M} UTC")
    return 0


def lists_key(args: Arguments) -> int:
    """Print what this node signs copies with and what copies for it are sealed to."""
    commands.open_office()
    from limen.office.actions import checkpointing
    from limen.office.connections import keys

    own = checkpointing.node_key()
    told = {"signs": keys.public_text(own), "sealed_to": keys.sealing_text(keys.sealing_key(own))}
    if args.json:
        say_json(told)
    else:
        say(f"copies made here are signed by: {told['signs']}")
        say(f"copies for this post are sealed to: {told['sealed_to']}")
    return 0


def lists_export(args: Arguments) -> int:
    """Copy the lists in service for a post without a network: signed, sealed to that post, and expiring."""
    commands.open_office()
    from limen.office.actions import copying
    from limen.office.connections import keys

    try:
        recipient = keys.read_sealing(args.to)
    except keys.NodeKeyError as error:
        raise UsageError(str(error)) from error
    post = commands.post_of(args.post)
    stamp = commands.stamp_now(post.zone)
    until = stamp.at + timedelta(days=args.days)
    made = copying.copy_lists(
        commands.officer_of(args.officer, post, stamp), stamp, post=args.receiver, recipient=recipient, until=until,
        discreet=args.discreet,
    )  # fmt: skip
    _write(Path(args.file), made.data)
    say(f"{args.file}: {len(made.data):,} bytes for {args.receiver}, until {until:%Y-%m-%d %H:%M} UTC")
    return 0


def lists_verify(args: Arguments) -> int:
    """Verify a copy of the lists: who signed it, for whom, how old it is. Exit 1 where it is expired."""
    from limen.office.connections import keys
    from limen.screening import copies

    try:
        header = copies.verify(read_bytes(args.file, _LARGEST_COPY), keys.read_public(args.signer))
    except (keys.NodeKeyError, copies.CopyError) as error:
        raise UsageError(f"{args.file}: {error}") from error
    now = datetime.now(UTC)
    standing = header.standing(now, old_after=_OLD_AFTER)
    if args.json:
        say_json({**header.to_json(), "standing": str(standing)})
    else:
        say(f"{args.file}: signed by {header.made_by}, made {header.made_at:%Y-%m-%d %H:%M} for {header.post}")
        hours = (now - header.made_at) / timedelta(hours=1)
        say(f"  {standing}: {hours:.0f} hours old, to be used until {header.expires_at:%Y-%m-%d %H:%M}")
        for name, version, entries, discreet in header.lists:
            say(f"  {name}: {entries:,} entries{', blinded' if discreet else ''}, version {version[:12]}")
    return 1 if standing is copies.Standing.EXPIRED else 0


def lists_entries(args: Arguments) -> int:
    """Show the entries that officers wrote and those that wait, by author; --due those to be looked at again now."""
    commands.open_office()
    from limen.office.actions import entryview

    rows = entryview.standing(datetime.now(UTC).date(), due=args.due)
    if args.json:
        say_json({"entries": [_entry_row(row) for row in rows]})
        return 0
    if not rows:
        say("no entry is due" if args.due else "no entry is in force, and none waits")
    for row in rows:
        due = ", OVERDUE" if row.due else ""
        say(f"{row.number} {row.title} ({row.list_id}): {row.state.replace('_', ' ')}{due}")
        say(
            f"  by {row.author}, look at it again by {row.review_on}, last day {row.expires_on}; {row.legal_basis[:80]}"
        )
    return 0


def _entry_row(row: Any) -> dict[str, Any]:
    return {
        "number": row.number, "list": row.list_id, "state": row.state, "names": row.names, "born": row.born,
        "documents": row.documents, "author": row.author, "second": row.decided_by, "legal_basis": row.legal_basis,
        "scope": row.scope.to_json(), "review_on": row.review_on, "expires_on": row.expires_on, "due": row.due,
    }  # fmt: skip


def lists_rescreen(args: Arguments) -> int:
    """Compare whom the office knows with entries that came later, until nothing waits; may be broken off."""
    commands.open_office()
    from limen.office.actions import rescreening

    post = commands.post_of(args.post)
    officer = commands.officer_of(args.officer, post, commands.stamp_now(post.zone))
    found = 0
    while waiting := rescreening.runs():
        before = waiting[0].found
        rescreening.go_on(officer, commands.stamp_now(post.zone), 0)
        told = rescreening.run_of(waiting[0].id)
        found += told.found - before
        note(f"{told.list_id}: {told.looked_at:,} documents looked at, {told.found} found")
    say(f"nothing waits to be compared; {found} found now")
    return 0


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, for nobody else to read."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written ({error.strerror}); name a file in a folder of yours") from error


_JSON = takes("--json", action="store_true", help="answer with JSON")
_POST = takes("--post", metavar="CODE", help="the post (default: the only one there is)")
_AS = takes("--as", dest="officer", required=True, metavar="USERNAME", help="officer who does it, by sign-in name")

Row = tuple[str, Run, tuple[Argument, ...]]
ROWS: tuple[Row, ...] = (
    ("lists import", lists_import, (
        takes("list", metavar="ID", help="un, ofac-sdn, alerts, lost-stolen, or an id of your own"),
        takes("file", metavar="FILE", help="the list as published"), _AS, _POST,
        takes("--alt", metavar="FILE", help="OFAC's ALT.CSV"),
        takes("--add", metavar="FILE", help="OFAC's ADD.CSV"),
        takes("--title", default="", metavar="TEXT", help="its title"),
        takes("--kind", default="", metavar="KIND", help="alert, concern, lost_stolen or person_of_interest"),
        takes("--threshold", type=share, metavar="SCORE", help="lowest score that is a hit, 0 to 1"),
        takes("--alerts", type=float, metavar="N", help="the threshold by what it may cost: alerts per 1,000"),
        takes("--second", action="store_true", help="what one officer finds of a hit needs another's agreement"),
        takes("--expires", type=day, metavar="DATE", help="last day this copy may be used"), _JSON,
    )),
    ("lists show", lists_show, (_JSON,)),
    ("lists release", lists_release, (
        takes("list", metavar="ID", help="the list's short name"),
        takes("version", metavar="VERSION", help="the version, or how it begins"), _AS, _POST,
    )),
    ("lists change", lists_change, (
        takes("list", metavar="ID", help="the list's short name"), _AS, _POST,
        takes("--title", default="", metavar="TEXT", help="its title"),
        takes("--owner", default="", metavar="TEXT", help="whose it is"),
        takes("--kind", default="", metavar="KIND", help="alert, concern, lost_stolen or person_of_interest"),
        takes("--action", metavar="TEXT", help="what to do with a hit; empty for nothing"),
        takes("--threshold", type=share, metavar="SCORE", help="lowest score that is a hit, 0 to 1"),
        takes("--alerts", type=float, metavar="N", help="the threshold by what it may cost: alerts per 1,000"),
        takes("--audience", default="", metavar="NAME", help="post, or the compartment that alone may know of it"),
        takes("--second", choices=("yes", "no"), help="whether a second officer agrees to what is found"),
        takes("--watchers", nargs="*", metavar="NAME", help="who is told of each hit: sign-in names or duties"),
        takes("--owner-address", metavar="ADDRESS", help="where its owner is told"),
        takes("--owner-country", metavar="CODE", help="the State of its owner"),
        takes("--answer-hours", type=int, metavar="N", help="hours its owner has to answer"),
    )),
    ("lists rehearse", lists_rehearse, (
        takes("list", metavar="ID", help="the list's short name"),
        takes("--threshold", type=share, nargs="+", metavar="SCORE", help="thresholds to look at (default: nine)"),
        takes("--days", type=int, default=30, metavar="N", help="days to look back (default: 30)"),
        takes("--again", action="store_true", help="screen the same travellers again: for lower thresholds"),
        _AS, _POST, _JSON,
    )),
    ("lists trust", lists_trust, (
        takes("name", nargs="?", metavar="NAME", help="the office, as its copies name it"),
        takes("--key", metavar="KEY", help="the key it signs with, as `limen lists key` prints it there"),
        takes("--reason", metavar="TEXT", help="who compared the key, and how; or why it ends"),
        takes("--end", action="store_true", help="take its copies in no more"),
        takes("--as", dest="officer", metavar="USERNAME", help="administrator who does it, by sign-in name"),
        _POST, _JSON,
    )),
    ("lists accept", lists_accept, (
        takes("file", metavar="FILE", help="the copy"),
        takes("--older", metavar="REASON", help="why it is taken in although what is held is newer"), _AS, _POST,
    )),
    ("lists entries", lists_entries, (
        takes("--due", action="store_true", help="only those to be looked at again by today"), _JSON,
    )),
    ("lists rescreen", lists_rescreen, (_AS, _POST)),
    ("lists key", lists_key, (_JSON,)),
    ("lists export", lists_export, (
        takes("file", metavar="FILE", help="where the copy is written"),
        takes("--for", dest="receiver", required=True, metavar="CODE", help="the post that shall read it"),
        takes("--to", required=True, metavar="KEY", help="that post's key, as `limen lists key` prints it there"),
        takes("--days", type=int, default=7, metavar="N", help="days it may be used, 31 at most (default: 7)"),
        takes("--discreet", nargs="+", default=[], metavar="LIST", help="lists that travel blinded"), _AS, _POST,
    )),
    ("lists verify", lists_verify, (
        takes("file", metavar="FILE", help="the copy"),
        takes("--signer", required=True, metavar="KEY", help="the key of the node that made it"), _JSON,
    )),
)  # fmt: skip
