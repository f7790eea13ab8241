"""The demo: a fictional post whose working day is replayed through the very acts that officers use.

Nothing is written around an act: posts, accounts, lists, law, readings, decisions and notices are made as they would be
at a desk, each with the time its script gives it, so that the journal of the demo is a sound journal. The script's day
is moved so that it ends a moment before now: what waits at the desk has just come.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from limen import specimens
from limen.office.actions import (
    assessing,
    checkpointing,
    deciding,
    duty,
    holding,
    lawmaking,
    library,
    referring,
    registers,
    releasing,
    serving,
    trusting,
    viewing,
)
from limen.office.actions.errors import BadInput
from limen.office.actions.listterms import ListTerms
from limen.office.connections import practice_owner, practice_reader, practice_register
from limen.office.records.journal import Stamp
from limen.office.records.models import Account, Post
from limen.office.server.commands import DEMO_MADE, make_tables
from limen.policy import load_pack
from limen.specimens import (
    COMPARTMENT,
    CONCERN,
    LATEST,
    OFFICERS,
    POST,
    QUIET,
    SPECIMEN_LISTS,
    Step,
    list_csv,
    steps_before,
    stories,
    working_day,
)
from limen.specimens.registers import NAME as REGISTER_NAME
from limen.specimens.registers import TITLE as REGISTER_TITLE
from limen.vocabulary.person import Officer, Role

COVERED = 400  # days the register of the fictional post reaches back
LAG = timedelta(minutes=2)
_NAMESPACE = uuid.UUID("6c696d65-6e2d-8465-8d6f-000000000001")  # of the keys of acts: the same step, the same key

Note = Callable[[str], None]


class DemoError(BadInput):
    """The demo cannot be made here: what stands in the way and what to do."""


def is_made() -> bool:
    """Whether the demo was made to its end. Raises DemoError for a database that is not the demo's."""
    if not _has_tables():
        return False
    begun = Account.objects.exists()
    if Account.objects.filter(is_demo=False).exists() or (not begun and Post.objects.exists()):
        raise DemoError(
            f"the database {settings.DATABASES['default']['NAME']} is not a demo database, and the demo writes only "
            "into its own: set LIMEN_HOME to an empty folder"
        )
    return begun and mark(Path(settings.LIMEN_HOME)).is_file()


def _has_tables() -> bool:
    return Account._meta.db_table in connection.introspection.table_names()


def mark(home: Path) -> Path:
    """The file that says a home holds a finished demo."""
    return home / DEMO_MADE


def make(now: datetime, note: Note) -> None:
    """Make the demo database as of now: tables, post, accounts, lists, law, and the working day. Raises DemoError."""
    if _has_tables() and Account.objects.exists():
        note("a demo was begun here and not finished: it is made anew")
        _remove()
    note("making the tables")
    make_tables()
    zone = ZoneInfo(POST.zone)
    on = now.astimezone(zone).date()
    ends = datetime.combine(on, LATEST, zone)
    replay = _Replay(shift=now - LAG - ends, officers=_set_up(on))
    steps = sorted((*working_day(on), *steps_before(on)), key=lambda step: (step.on, step.at))
    note("replaying the weeks before and the working day")
    for number, step in enumerate(steps, 1):
        replay.play(step)
        if number % 40 == 0:
            note(f"  {number} of {len(steps)} steps")
    _trust_specimens(replay.officers["lotte"], now - timedelta(seconds=30))
    _connect_practice(replay.officers["lotte"], now - timedelta(seconds=20))
    _watch_quietly(replay.officers["lotte"], now - timedelta(seconds=10))
    checkpointing.make()
    mark(Path(settings.LIMEN_HOME)).touch(mode=0o600)
    note(f"the demo is made: {len(steps)} steps at {POST.title}")


def _trust_specimens(officer: Officer, at: datetime) -> None:
    """Put the certificates of the specimen States in service, so that the chips of the stories can be checked."""
    issuers = {paper.document.issuer for story in stories(at.astimezone(ZoneInfo(POST.zone)).date())
               for paper in story.papers if practice_reader.has_chip(paper)}  # fmt: skip
    stamps = [Stamp(uuid.uuid5(_NAMESPACE, f"trust {part}"), at, None, POST.zone) for part in ("offer", "import")]
    files = practice_reader.certificates(tuple(sorted(issuers)), at)
    offered = trusting.offer_trust(officer, stamps[0], name="specimens", files=files)
    trusting.import_trust(officer, stamps[1], source=uuid.UUID(offered.result))


def _connect_practice(officer: Officer, at: datetime) -> None:
    """Connect the post with the practice register: from now on each reading asks it."""
    stamp = Stamp(uuid.uuid5(_NAMESPACE, "register"), at, None, POST.zone)
    registers.connect_register(
        officer, stamp, name=REGISTER_NAME, title=REGISTER_TITLE, address=practice_register.ADDRESS
    )


def _watch_quietly(officer: Officer, at: datetime) -> None:
    """Put a discreet list in service, and clear one officer of the second line for it."""
    stamps = [Stamp(uuid.uuid5(_NAMESPACE, f"quiet {part}"), at, None, POST.zone) for part in ("list", "duty")]
    terms = ListTerms(title=QUIET.title, kind=QUIET.kind, audience=COMPARTMENT)
    releasing.import_list(officer, stamps[0], QUIET.id, releasing.Files(list_csv(QUIET)), terms)
    post, sven = Post.objects.get(code=POST.code), Account.objects.get(username="sven")
    duty.give_duties(stamps[1], account=sven, post=post, roles=[Role.SECONDARY], compartment=COMPARTMENT)


def _remove() -> None:
    """Remove an unfinished demo: nothing in it but fictional people. Raises DemoError where that is another's to do."""
    if connection.vendor != "sqlite":
        raise DemoError("a demo was begun in this database and not finished: empty the database, then run it again")
    connection.close()
    home, database = Path(settings.LIMEN_HOME), Path(settings.DATABASES["default"]["NAME"])
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()
    for name in ("checkpoints", "indexes"):
        shutil.rmtree(home / name, ignore_errors=True)


def _set_up(on: date) -> Mapping[str, Officer]:
    """The post, its accounts and its law, as the machine's own set-up on the first day the register covers."""
    zone = ZoneInfo(POST.zone)
    first = on - timedelta(days=COVERED)
    opened = datetime(first.year, first.month, first.day, 8, 0, tzinfo=zone)

    def stamp(what: str) -> Stamp:
        return Stamp(uuid.uuid5(_NAMESPACE, what), opened, None, POST.zone)

    post = duty.make_post(
        stamp("post"), code=POST.code, title=POST.title, authority_name=POST.authority, country=POST.country,
        zone=POST.zone, pack=POST.pack, register_from=first, particulars=POST.particulars,
    )  # fmt: skip
    officers = {}
    for one in OFFICERS:
        account = duty.make_account(
            stamp(f"account {one.username}"), username=one.username, full_name=one.full_name, number=one.number,
            password=one.password, demo=True,
        )  # fmt: skip
        duty.give_duties(stamp(f"duties {one.username}"), account=account, post=post, roles=one.roles)
        officer = duty.officer_for(account, post.code, opened)
        if officer is None:
            raise DemoError(f"the account {one.username} has no duty at {post.code}: the demo's set-up is broken")
        officers[one.username] = officer
    law = load_pack(POST.pack, settings.LIMEN_POLICIES)
    proposed = lawmaking.propose_release(
        officers["pavel"], stamp("law"), pack=POST.pack, data=law.to_bytes(), commences=first,
        summary="The first law of the post.",
    )  # fmt: skip
    lawmaking.release_law(officers["dagny"], stamp("law released"), release=uuid.UUID(proposed.result))
    library.import_library(officers["lotte"], stamp("library"), data=specimens.library(on).to_bytes())
    return officers


@dataclass(slots=True)
class _Replay:
    """The script played by its officers: which case each crossing is, and how far the day is moved."""

    shift: timedelta
    officers: Mapping[str, Officer]
    cases: dict[str, uuid.UUID] = field(default_factory=dict)

    def play(self, step: Step) -> None:
        """Do one step. Raises DemoError naming the step that the law or the act does not allow."""
        try:
            _PLAY[step.verb](self, step, **dict(step.parameters))
        except Exception as error:
            error.add_note(f"step of the demo: {step.crossing or '-'} {step.verb} at {step.at} on {step.on}")
            raise

    def stamp(self, step: Step, part: str = "") -> Stamp:
        """The step's own time, moved with the day."""
        local = datetime.combine(step.on, step.at, ZoneInfo(POST.zone))
        name = f"{step.on} {step.at} {step.crossing} {step.verb} {step.parameters.get('list', '')} {part}"
        # Moved in UTC: a day on which the clocks change has no hour twice.
        return Stamp(uuid.uuid5(_NAMESPACE, name), local.astimezone(UTC) + self.shift, None, POST.zone)

    def who(self, step: Step) -> Officer:
        """The officer of a step."""
        return self.officers[step.officer]

    def view(self, step: Step) -> Any:
        """The case as the officer's desk shows it."""
        return viewing.case(self.who(step), self.cases[step.crossing], self.stamp(step, "look"))


def _sign_in(replay: _Replay, step: Step) -> None:
    duty.note_sign_in(replay.who(step), replay.stamp(step))


def _import_list(replay: _Replay, step: Step, *, list: str, rows: int) -> None:
    specimen = next(one for one in SPECIMEN_LISTS if one.id == list)
    data = list_csv(specimen, rows=rows)
    terms = ListTerms(title=specimen.title, kind=specimen.kind)
    if specimen is CONCERN:  # whose owner is told of its hits, wants two officers for each, and whom the chief watches
        terms = replace(
            terms, owner="Specimen Security Service", owner_address=practice_owner.ADDRESS, second=True,
            watchers=("clara",),
        )  # fmt: skip
    releasing.import_list(replay.who(step), replay.stamp(step), list, releasing.Files(data), terms)


def _arrive(replay: _Replay, step: Step, *, direction: str, text: str, source: str) -> None:
    done = assessing.arrive(replay.who(step), replay.stamp(step), direction=direction, text=text, source=source)
    if done.case is None:
        raise DemoError(f"{step.crossing} opened no case")
    replay.cases[step.crossing] = done.case


def _answer(replay: _Replay, step: Step, *, facts: Mapping[str, Any]) -> None:
    """Answer what the law asks, first question first, until it asks nothing that the script answers."""
    answered: set[str] = set()
    while (advice := replay.view(step).advice) is not None:
        asked = next((ask.fact for ask in advice.asks if ask.fact in facts and ask.fact not in answered), None)
        if asked is None:
            return
        answered.add(asked)
        assessing.answer(
            replay.who(step),
            replay.cases[step.crossing],
            replay.stamp(step, asked),
            fact=asked,
            value=_text(facts[asked]),
        )


def _text(value: Any) -> str:
    """An answer as it is keyed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _resolve_hit(replay: _Replay, step: Step, *, list: str, state: str, note: str) -> None:
    title = next(one.title for one in SPECIMEN_LISTS if one.id == list)
    hit = next(hit for hit in replay.view(step).hits if hit.list_title == title and hit.blocking)
    assessing.resolve_hit(
        replay.who(step), replay.cases[step.crossing], replay.stamp(step), hit=hit.id, state=state, note=note
    )


def _confirm_history(replay: _Replay, step: Step, *, same: bool, reason: str) -> None:
    for number, proposal in enumerate(replay.view(step).proposals):
        assessing.confirm_history(
            replay.who(step), replay.cases[step.crossing], replay.stamp(step, str(number)), link=proposal.id, same=same,
            reason=reason,
        )  # fmt: skip


def _serve(replay: _Replay, step: Step, **how: Any) -> None:
    notice = next(notice for notice in replay.view(step).notices if notice.decides)
    serving.serve(replay.who(step), replay.cases[step.crossing], replay.stamp(step), notice=notice.id, **how)


def _plain(act: Callable[..., Any]) -> Callable[..., None]:
    """An act that takes the step's parameters as they are."""

    def play(replay: _Replay, step: Step, **parameters: Any) -> None:
        act(replay.who(step), replay.cases[step.crossing], replay.stamp(step), **parameters)

    return play


_PLAY: Mapping[str, Callable[..., None]] = {
    "sign_in": _sign_in,
    "import_list": _import_list,
    "arrive": _arrive,
    "answer": _answer,
    "resolve_hit": _resolve_hit,
    "confirm_history": _confirm_history,
    "admit": _plain(deciding.admit),
    "depart": _plain(deciding.depart),
    "note_overstay": _plain(deciding.note_overstay),
    "refuse": _plain(deciding.refuse),
    "countersign": _plain(deciding.countersign),
    "serve": _serve,
    "hold": _plain(holding.hold),
    "refer_secondary": _plain(referring.refer_secondary),
    "take": _plain(referring.take),
    "refer_protection": _plain(referring.refer_protection),
    "refer_child_protection": _plain(referring.refer_child_protection),
}
