"""`limen replay CASE`: what became of a case's decisions when they are recomputed, told in text or JSON."""

from __future__ import annotations

import uuid

from limen.office.actions import replaying
from limen.office.actions.replaying import Replay, Replayed
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.server.terminal import UsageError, note, say, say_json
from limen.vocabulary.dates import spoken_day
from limen.vocabulary.person import Officer

SHORTEST = 8  # characters of an id that may stand for it
SHOWN = 300  # characters of a value in a line of text; JSON has all of it


def run(case: str, stamp: Stamp, officer: Officer | None, *, as_json: bool) -> int:
    """Replay and tell; 0 where everything comes out the same, 1 where something differs. Raises UsageError."""
    case_id = _named(case)
    if officer is not None:
        found = replaying.replay(officer, case_id, stamp, purpose="limen replay")
    else:
        found = replaying.replay_here(case_id, stamp)
    if as_json:
        decisions = [one.to_json() for one in found.decisions]
        say_json({"case": str(found.case), "post": found.post, "same": found.same, "decisions": decisions})
    else:
        _say(found)
    if found.same:
        return 0
    differing = sum(1 for one in found.decisions if not one.same)
    note(
        f"limen: {differing} of {len(found.decisions)} decisions of case {found.case} do not come out as they were "
        "recorded; keep the database as it is, run `limen journal verify` and tell the auditor"
    )
    return 1


def _named(case: str) -> uuid.UUID:
    """The case of an id, whole or its first eight characters at least. Raises UsageError."""
    try:
        return uuid.UUID(case)
    except ValueError as error:
        found = store.cases_beginning(case) if len(case) >= SHORTEST else []
        if len(found) == 1:
            return found[0]
        why = "begins more than one" if found else "is no"
        raise UsageError(f"{case!r} {why} case's id; take it from the address of the case's page") from error


def _say(found: Replay) -> None:
    say(f"case {found.case} at {found.post}: {len(found.decisions)} decisions")
    for one in found.decisions:
        _say_decision(one)


def _say_decision(one: Replayed) -> None:
    say(f"{'●' if one.same else '■'} {one.act} by {one.officer}, {one.taken_at:%Y-%m-%d %H:%M:%S %Z}: "
        + (f"same, {len(one.sides)} things compared" if one.same else "DIFFERS"))  # fmt: skip
    released = f", released {spoken_day(one.law.released_at.date())}" if one.law.released_at else ""
    replaced = f", replaced {spoken_day(one.law.replaced_at.date())}" if one.law.replaced_at else ""
    say(f"  law: {one.law.title or 'not readable'} ({one.law.digest[:12]}{released}{replaced})")
    for row in one.lists:
        say(f"  list {row.id}: {row.entries:,} entries, version {row.version[:12]}"
            + ("" if row.searched else f", not searched: its copy had expired on {row.expires}"))  # fmt: skip
    for side in one.differing:
        say(f"  differs: {side.what}: then {side.then_words[:SHOWN]}; now {side.now_words[:SHOWN]}")
