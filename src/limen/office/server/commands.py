"""The commands of the office, row by row: each sets Django up and calls one act.

Rules of the module: importing it knows no Django (the command line reads the table for its help); what goes wrong is
raised (`UsageError`, or as the acts raise it) and told in one line by `limen.cli`. Exit codes are those of the command
line: 0 done, 1 one of our own artefacts is unsound.
"""

from __future__ import annotations

import os
import socket
import sys
import uuid
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limen.office.server.terminal import (
    Argument,
    Arguments,
    Run,
    UsageError,
    day,
    note,
    read_text,
    say,
    say_json,
    takes,
)

if TYPE_CHECKING:
    from limen.office.records.journal import Stamp
    from limen.office.records.models import Account, Post
    from limen.vocabulary.person import Officer

PORTS_TRIED = 50
MOST_WORKERS = 4  # more than this wait for each other at the one writer of SQLite
DEMO_MADE = "demo-made"  # the file in LIMEN_HOME that says it holds a finished demo


def prepare() -> None:
    """Load the settings and Django. Raises SettingError for a setting that cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "limen.office.server.settings")
    import django

    django.setup()


def stamp_now(zone: str = "UTC") -> Stamp:
    """The stamp of one act of a command."""
    from limen.office.records.journal import Stamp

    return Stamp(uuid.uuid4(), datetime.now(UTC), None, zone)


def _require_migrated() -> None:
    """Raises UsageError where the database lacks this version's tables: better than an error of the database."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise UsageError("the database has not this version's tables; run `limen migrate` first")


def open_office() -> None:
    """Load Django and make sure that the tables are this version's. Raises UsageError."""
    prepare()
    _require_migrated()


def post_of(code: str | None) -> Post:
    """The post that was named, or the only one there is. Raises UsageError."""
    from limen.office.records.models import Post

    posts = {row.code: row for row in Post.objects.all()}
    if code is None and len(posts) == 1:
        return next(iter(posts.values()))
    if code not in posts:
        known = ", ".join(sorted(posts)) or "none yet; make one with `limen post add`"
        raise UsageError(f"name the post with --post: {code or 'none'} was given, there are {known}")
    return posts[code]


def account_of(username: str) -> Account:
    """The account of a sign-in name. Raises UsageError."""
    from limen.office.records.models import Account

    row = Account.objects.filter(username=username).first()
    if row is None:
        raise UsageError(f"there is no account {username!r}; `limen user list` shows those there are")
    return row


def officer_of(username: str, post: Post, stamp: Stamp) -> Officer:
    """An account as an officer on duty at a post. Raises UsageError where it holds no duty there."""
    from limen.office.actions import duty

    officer = duty.officer_for(account_of(username), post.code, stamp.at)
    if officer is None or officer.post != post.code:
        raise UsageError(f"{username} holds no duty at {post.code}; give one with `limen user duty`")
    return officer


# -- the database, the demo, the console -----------------------------------------------------------------------------


def migrate(_args: Arguments) -> int:
    """Bring the database to this version's tables."""
    prepare()
    make_tables()
    say("the database has this version's tables")
    return 0


def make_tables() -> None:
    """Migrate, and make the table of the shared cache."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def demo(_args: Arguments) -> int:
    """Make the demo database: a fictional post and its working day."""
    if os.environ.setdefault("LIMEN_MODE", "demo") != "demo":
        raise UsageError(
            "no demo is made where LIMEN_MODE says office; unset it, and set LIMEN_HOME to an empty folder"
        )
    prepare()
    from limen.office.server import demonstration

    if demonstration.is_made():
        note("the demo is there already; remove its folder to make it anew")
    else:
        demonstration.make(datetime.now(UTC), note)
    _say_accounts()
    return 0


def _say_accounts() -> None:
    from limen.specimens import OFFICERS

    say("Accounts of the demo (published: they open nothing else):")
    for one in OFFICERS:
        duties = ", ".join(role.value.replace("_", " ") for role in one.roles)
        say(f"  {one.username:8} {one.password:26} {one.full_name}: {duties}")


def serve(args: Arguments) -> int:
    """Serve the console until it is interrupted."""
    home = Path(os.environ.get("LIMEN_HOME", "var"))
    if "LIMEN_MODE" not in os.environ and (home / DEMO_MADE).is_file():
        os.environ["LIMEN_MODE"] = "demo"
    open_office()
    from django.conf import settings

    if settings.LIMEN_DEMO:
        from limen.office.server import demonstration

        if not demonstration.is_made():
            raise UsageError("the demo was not made yet, or not to its end; run `limen demo` first")
    family, address = address_of(args.host)
    port = free_port(family, address, args.port)
    _collect_static(Path(settings.STATIC_ROOT))
    shown = f"[{args.host}]" if ":" in args.host else args.host
    say(f"Limen: http://{shown}:{port}/" + ("" if port == args.port else f"  (port {args.port} is taken)"))
    if settings.LIMEN_DEMO:
        _say_accounts()
    sys.stdout.flush()
    _run(address, port)
    return 0


def address_of(host: str) -> tuple[socket.AddressFamily, str]:
    """The address of this machine that a name or number means, IPv4 first. Raises UsageError for one not ours."""
    try:
        found = sorted(socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM), key=lambda one: one[0])
        family, address = found[0][0], str(found[0][4][0])
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{host!r} is no address of this machine ({error}); leave --host out") from error
    return family, address


def free_port(family: socket.AddressFamily, address: str, wanted: int) -> int:
    """The wanted port, or the next one that nobody listens on. Raises UsageError where there is none."""
    if not 1 <= wanted <= 65535:
        raise UsageError(f"{wanted} is no port: give one from 1 to 65535")
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As the server will: a port whose last connections are still closing is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except PermissionError as error:
                raise UsageError(f"port {port} needs rights this user has not; give one from 1024 on") from error
            except OSError:  # taken: the address itself was tried before
                continue
        return port
    raise UsageError(f"the ports {wanted} to {wanted + PORTS_TRIED - 1} are all taken; give another with --port")


def _collect_static(root: Path) -> None:
    """Collect the console's files once for each state of their sources."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    newest = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            newest.append(f"{path} {storage.get_modified_time(path).timestamp()}")
    state, mark = "\n".join(sorted(newest)), root / ".collected"
    if mark.is_file() and mark.read_text(encoding="utf-8") == state:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=root.exists())
    mark.write_text(state, encoding="utf-8")


def _run(host: str, port: int) -> None:
    """Become the server: a worker for each core, their writers in one queue; ended by an interrupt or SIGTERM."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "limen.office.server.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=max(1, min(MOST_WORKERS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)),
        blocking_threads=4,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


# -- the journal and the key -----------------------------------------------------------------------------------------


def journal_verify(args: Arguments) -> int:
    """Verify the journal: sound, or the first broken entry and exit 1."""
    open_office()
    from limen.office.actions import checkpointing

    if args.node and args.node not in (known := _nodes()):
        raise UsageError(f"no node {args.node!r} has a journal here; there are {', '.join(known) or 'none yet'}")
    found, fault = checkpointing.verify(args.node)
    breach = {"entry": found.breach.seq, "what": found.breach.what} if found.breach else None
    sound = not fault and breach is None
    if args.json:
        answer = {"node": found.node, "sound": sound, "entries": found.entries, "witnessed": found.witnessed}
        say_json({**answer, "root": found.root, "breach": breach, "fault": fault})
    else:
        say(f"{found.node}: {found.entries} entries, {found.witnessed} vouched for by signed checkpoints")
        say("sound" if sound else "NOT SOUND")
    if sound:
        return 0
    broken = f"entry {found.breach.seq}: {found.breach.what}" if found.breach else ""
    why = "; ".join(part for part in (fault, broken) if part)
    note(f"limen: the journal of {found.node} is not sound; {why}; keep the database as it is and tell the auditor")
    return 1


def replay(args: Arguments) -> int:
    """Recompute a case's decisions from the kept bytes: same, or what differs and exit 1."""
    open_office()
    from limen.office.server import replay_command

    by = officer_of(args.officer, post := post_of(args.post), stamp_now(post.zone)) if args.officer else None
    return replay_command.run(args.case, stamp_now(), by, as_json=args.json)


def _nodes() -> list[str]:
    """The nodes with a journal: by its rows, its head, or what vouches for it outside the database."""
    from limen.office.actions import checkpointing
    from limen.office.records.models import JournalEntry, JournalHead

    nodes = {
        str(node)
        for rows in (JournalEntry, JournalHead)
        for node in rows.objects.order_by().values_list("node", flat=True).distinct()
    }
    return sorted(nodes | {path.stem for path in checkpointing.folder().glob("*.notes")})


def keys_show(args: Arguments) -> int:
    """Show this node's public key."""
    prepare()
    from limen.office.actions import checkpointing
    from limen.office.connections.keys import NodeKeyError, public_text
    from limen.office.records.models.row import this_node

    try:
        public = public_text(checkpointing.node_key())
    except NodeKeyError as error:
        raise UsageError(str(error)) from error
    if args.json:
        say_json({"node": this_node(), "public_key": public})
    else:
        say(f"{this_node()} {public}")
    return 0


# -- posts, accounts, lists, law -------------------------------------------------------------------------------------


def post_add(args: Arguments) -> int:
    """Add a post where people cross."""
    open_office()
    from limen.office.actions import duty
    from limen.office.records.models import Post

    if Post.objects.filter(code=args.code).exists():
        raise UsageError(f"there is a post {args.code!r} already; give another code")
    row = duty.make_post(
        stamp_now(args.zone),
        code=args.code, title=args.title, authority_name=args.authority, country=args.country.upper(), zone=args.zone,
        pack=args.pack, register_from=args.register_from,
        particulars={name: value for name in _PARTICULARS if (value := getattr(args, name))},
    )  # fmt: skip
    say(f"post {row.code}: {row.title}, {row.authority}, law {row.pack}, practice")
    return 0


def user_add(args: Arguments) -> int:
    """Add an account; its password is asked for, or read from standard input."""
    open_office()
    from django.conf import settings

    from limen.office.actions import duty

    password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise UsageError("no password was given; type one, or write it to standard input")
    duty.make_account(
        stamp_now(), username=args.username, full_name=args.name, number=args.number, password=password,
        demo=settings.LIMEN_DEMO,
    )  # fmt: skip
    say(f"account {args.username} made; give it duties with `limen user duty`")
    return 0


def user_duty(args: Arguments) -> int:
    """Give an account duties at a post from now on."""
    open_office()
    from limen.office.actions import duty
    from limen.vocabulary.person import Role

    try:
        roles = [Role(role) for role in args.role]
    except ValueError as error:
        raise UsageError(f"{error}; roles are {', '.join(Role)}") from error
    account, post = account_of(args.username), post_of(args.post)
    duty.give_duties(stamp_now(post.zone), account=account, post=post, roles=roles)
    say(f"{account.username} serves at {post.code} as {', '.join(roles)}")
    return 0


def user_interests(args: Arguments) -> int:
    """Declare the family and the addresses of an account: its acts on lists may not concern them."""
    open_office()
    from limen.office.actions import interests

    account = account_of(args.username)
    interests.declare_interests(stamp_now(), account=account, family=args.family, addresses=args.address)
    say(f"{account.username}: declared, family {len(args.family)}, addresses {len(args.address)}")
    return 0


def user_list(args: Arguments) -> int:
    """List accounts with their duties."""
    open_office()
    from limen.office.records.models import Account

    rows: list[dict[str, Any]] = [
        {
            "username": account.username, "name": account.full_name, "number": account.number,
            "active": account.is_active, "demo": account.is_demo,
            "duties": sorted({f"{one.post.code}:{one.role}" for one in account.duties.select_related("post")}),
        }
        for account in Account.objects.order_by("username")
    ]  # fmt: skip
    if args.json:
        say_json({"accounts": rows})
    for row in () if args.json else rows:
        say(f"{row['username']}: {row['name']}, {row['number']}: {', '.join(row['duties']) or 'no duty'}")
    return 0


def law_release(args: Arguments) -> int:
    """Propose a law pack as the law of the posts that name it; with a second officer, release it."""
    open_office()
    from django.conf import settings

    from limen.office.actions import law, lawmaking
    from limen.policy import load_pack
    from limen.vocabulary.dates import spoken_day

    post = post_of(args.post)
    stamp = stamp_now(post.zone)
    commences = args.commences or law.day_at(post, stamp.at)
    by = officer_of(args.officer, post, stamp)
    second = officer_of(args.second, post, stamp) if args.second else None
    if second is not None and second.id == by.id:
        raise UsageError("--second names the officer of --as: nobody releases what they proposed themselves")
    pack = load_pack(args.pack, settings.LIMEN_POLICIES)
    bulletin = read_text(args.bulletin) if args.bulletin else ""
    done = lawmaking.propose_release(
        by, stamp, pack=args.pack, data=pack.to_bytes(), commences=commences, summary=args.summary, bulletin=bulletin
    )
    reviewed = ", ".join(pack.reviewers) or "nobody: NOT FOR SERVICE"
    told = f"{pack.id}: {pack.title}, {pack.id_hash[:19]}"
    if second is None:
        say(f"{told}, waits: another policy officer must release it; reviewed by {reviewed}")
        return 0
    lawmaking.release_law(second, stamp_now(post.zone), release=uuid.UUID(done.result))
    say(f"{told}, in force from {spoken_day(commences)}; reviewed by {reviewed}")
    return 0


# -- the table -------------------------------------------------------------------------------------------------------


_PARTICULARS = {
    "appeal_authority": "who hears an appeal, with the address",
    "appeal_days": "days in which to appeal",
    "restraint_limit_hours": "hours the second line may keep somebody, by the law of the post",
    "delivery_hours": "hours that what a booth's reader delivered is kept (default: 24)",
    "list_old_hours": "hours from which a list is marked old (default: 168)",
    "list_block_hours": "hours from which a list is not searched, and blocks (default: 744)",
    "contact_points": "where a person finds representation",
    "data_authority": "the data protection authority",
}
_OF_POST = {
    "title": "name of the post", "authority": "authority it belongs to", "country": "ISO code of its State",
    "zone": "time zone, such as Europe/Luxembourg", "pack": "its law pack, such as schengen",
}  # fmt: skip
_ROLES = (
    "primary", "secondary", "chief", "list_officer", "policy_officer", "auditor", "administrator", "trainee", "trainer",
)  # fmt: skip
_JSON = takes("--json", action="store_true", help="answer with JSON")
_POST = takes("--post", metavar="CODE", help="the post (default: the only one there is)")
_AS = takes("--as", dest="officer", required=True, metavar="USERNAME", help="officer who does it, by sign-in name")
_USER = takes("username", metavar="USERNAME", help="the name to sign in with")

Row = tuple[str, Run, tuple[Argument, ...]]
ROWS: tuple[Row, ...] = (
    ("demo", demo, ()),
    ("serve", serve, (
        takes("--host", default="127.0.0.1", metavar="ADDRESS", help="address to listen on (default: 127.0.0.1)"),
        takes("--port", type=int, default=8000, metavar="PORT", help="port, or the next free one (default: 8000)"),
    )),
    ("migrate", migrate, ()),
    ("journal verify", journal_verify, (takes("--node", metavar="NODE", help="whose (default: this node's)"), _JSON)),
    ("replay", replay, (
        takes("case", metavar="CASE", help="the case's id, as in the address of its page"),
        takes("--as", dest="officer", default="", metavar="USERNAME", help="officer who looks (default: the machine)"),
        _POST, _JSON,
    )),
    ("keys show", keys_show, (_JSON,)),
    ("post add", post_add, (
        takes("code", metavar="CODE", help="short code of the post"),
        *(takes(f"--{name}", required=True, metavar=name.upper(), help=says) for name, says in _OF_POST.items()),
        takes("--register-from", required=True, type=day, metavar="DATE", help="first day its register covers"),
        *(takes(f"--{name.replace('_', '-')}", default="", metavar="TEXT", help=says)
          for name, says in _PARTICULARS.items()),
    )),
    ("user add", user_add, (
        _USER, takes("--name", required=True, metavar="NAME", help="full name"),
        takes("--number", required=True, metavar="NUMBER", help="officer's number that a person may ask for"),
    )),
    ("user duty", user_duty, (
        _USER, _POST, takes("role", nargs="+", metavar="ROLE", help=", ".join(_ROLES)),
    )),
    ("user interests", user_interests, (
        _USER, takes("--family", nargs="*", default=[], metavar="NAME", help="names of the family, each in quotes"),
        takes("--address", nargs="*", default=[], metavar="TEXT", help="addresses, each in quotes"),
    )),
    ("user list", user_list, (_JSON,)),
    ("law release", law_release, (
        takes("pack", metavar="PACK", help="name of a pack: schengen"), _AS,
        takes("--second", metavar="USERNAME", help="policy officer who releases it (default: it waits for one)"),
        takes("--commences", type=day, metavar="DATE", help="its first day, such as 2026-12-01 (default: today)"),
        takes("--summary", default="Released on the machine.", metavar="TEXT", help="what it changes, in a sentence"),
        takes("--bulletin", metavar="FILE", help="plain text that officers at a desk read"), _POST,
    )),
)  # fmt: skip
