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
    commands._office()
    from limen.office.actions import listing
    from limen.office.records.models import WatchList

    data = read_bytes(args.file)
    alt, add = (read_bytes(file) if file else None for file in (args.alt, args.add))
    post = commands._post(args.post)
    stamp = commands._stamp(post.zone)
    note(f"reading {len(data):,} bytes")
    done = listing.import_list(
        commands._officer(args.officer, post, stamp), stamp, list_id=args.list, data=data, alt=alt, add=add,
        title=args.title, kind=args.kind, threshold=args.threshold, expires_on=args.expires,
    )  # fmt: skip
    answer = _list_row(WatchList.objects.get(id=done.result))
    if args.json:
        say_json(answer)
    else:
        _say_list(answer)
    return 0


def lists_show(args: Arguments) -> int:
    """Show the lists in service, each with the account of its rows."""
    commands._office()
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
    commands._office()
    from limen.office.actions import listing
    from limen.office.records.models import WatchList

    post = commands._post(args.post)
    stamp = commands._stamp(post.zone)
    rows = [
        row
        for row in WatchList.objects.filter(list_id=args.list, in_service=False).order_by("-made_at")
        if row.version.startswith(args.version)
    ]
    if not rows or len({row.version for row in rows}) > 1:
        known = ", ".join(dict.fromkeys(row.version[:12] for row in rows)) or "none"
        raise UsageError(f"name one version of {args.list} that is not in service; that begin so: {known}")
    done = listing.release_list(commands._officer(args.officer, post, stamp), stamp, str(rows[0].id))
    _say_list(_list_row(WatchList.objects.get(id=done.result)))
    return 0


def lists_key(args: Arguments) -> int:
    """Print what this node signs copies with and what copies for it are sealed to."""
    commands._office()
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
    commands._office()
    from limen.office.actions import copying
    from limen.office.connections import keys

    try:
        recipient = keys.read_sealing(args.to)
    except keys.NodeKeyError as error:
        raise UsageError(str(error)) from error
    post = commands._post(args.post)
    stamp = commands._stamp(post.zone)
    until = stamp.at + timedelta(days=args.days)
    made = copying.copy_lists(
        commands._officer(args.officer, post, stamp), stamp, post=args.receiver, recipient=recipient, until=until,
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
    commands._office()
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
    commands._office()
    from limen.office.actions import rescreening

    post = commands._post(args.post)
    officer = commands._officer(args.officer, post, commands._stamp(post.zone))
    found = 0
    while waiting := rescreening.runs():
        before = waiting[0].found
        rescreening.go_on(officer, commands._stamp(post.zone), 0)
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
        takes("--expires", type=day, metavar="DATE", help="last day this copy may be used"), _JSON,
    )),
    ("lists show", lists_show, (_JSON,)),
    ("lists release", lists_release, (
        takes("list", metavar="ID", help="the list's short name"),
        takes("version", metavar="VERSION", help="the version, or how it begins"), _AS, _POST,
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
