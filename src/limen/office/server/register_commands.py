"""Commands for the registers of lost documents that a post asks: connected, shown, taken away."""

from __future__ import annotations

from limen.office.server import commands
from limen.office.server.terminal import Argument, Arguments, Run, say, say_json, takes


def register_connect(args: Arguments) -> int:
    """Connect a post with another's register of lost documents; it is asked from then on."""
    commands.open_office()
    from limen.office.actions import registers

    post = commands.post_of(args.post)
    stamp = commands.stamp_now(post.zone)
    registers.connect_register(
        commands.officer_of(args.officer, post, stamp), stamp, name=args.name, title=args.title, address=args.address,
        automatic=not args.by_key, seconds=args.seconds,
    )  # fmt: skip
    when = "by key only" if args.by_key else "at each reading"
    say(f"{post.code} asks {args.title} ({args.name}) {when}, and waits {args.seconds:g} s")
    return 0


def register_remove(args: Arguments) -> int:
    """Ask a register no more; what it answered stays on record."""
    commands.open_office()
    from limen.office.actions import registers

    post = commands.post_of(args.post)
    stamp = commands.stamp_now(post.zone)
    registers.disconnect_register(commands.officer_of(args.officer, post, stamp), stamp, name=args.name)
    say(f"{post.code} asks {args.name} no more")
    return 0


def register_show(args: Arguments) -> int:
    """Show the registers of lost documents that a post asks."""
    commands.open_office()
    from limen.office.records import store

    post = commands.post_of(args.post)
    rows = [
        {"name": row.name, "title": row.title, "address": row.address, "automatic": row.automatic,
         "seconds": row.seconds, "since": row.made_at}
        for row in store.registers_of(post.id)
    ]  # fmt: skip
    if args.json:
        say_json({"post": post.code, "registers": rows})
    elif not rows:
        say(f"{post.code} asks no register")
    for row in () if args.json else rows:
        when = "at each reading" if row["automatic"] else "by key only"
        say(f"{row['name']}: {row['title']} at {row['address']}, {when}, {row['seconds']:g} s")
    return 0


_NAME = takes("name", metavar="NAME", help="short name, such as sltd; its token is LIMEN_HOME/registers/NAME.token")
_AS = takes("--as", dest="officer", required=True, metavar="USERNAME", help="officer who does it, by sign-in name")
_POST = takes("--post", metavar="CODE", help="the post (default: the only one there is)")
_JSON = takes("--json", action="store_true", help="answer with JSON")

Row = tuple[str, Run, tuple[Argument, ...]]
ROWS: tuple[Row, ...] = (
    ("register connect", register_connect, (
        _NAME,
        takes("--title", required=True, metavar="TEXT", help="what officers read"),
        takes("--address", required=True, metavar="ADDRESS", help="https://… (http only on this machine)"),
        takes("--seconds", type=float, default=2.0, metavar="N", help="how long a desk waits for it (default: 2)"),
        takes("--by-key", action="store_true", help="ask by key only, not at each reading"), _AS, _POST,
    )),
    ("register remove", register_remove, (_NAME, _AS, _POST)),
    ("register show", register_show, (_POST, _JSON)),
)  # fmt: skip
