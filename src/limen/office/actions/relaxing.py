"""Relaxed checks: fewer for a time, by order of who commands the post, of those the law lets be left out (SBC Art 9).

The order is a row from its beginning to its end; nothing ends it but an officer. Each assessment made under it keeps
what was left out and by whose order, so that every crossing shows it and is replayed with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from limen.office.actions import law, telling
from limen.office.actions.acting import BadInput, Done, NotFound, NotPossible, acted, once, permit
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Case, Decision, Movement, Post, Relaxation
from limen.policy import Route
from limen.vocabulary.person import Officer

LEAST_REASON = 20  # characters: an order that leaves checks out is reasoned (FAILURES F16)
LONGEST_REASON = 2000
DIRECTIONS = ("entry", "exit")


def relax_checks(officer: Officer, stamp: Stamp, *, direction: str, left_out: Collection[str], reason: str) -> Done:
    """Leave some checks and questions out at the officer's post from now on; empty `direction` is both.

    Raises NotPermitted; BadInput for what the law of the post does not let be left out, or without a reason; and
    NotPossible where checks are relaxed already.
    """
    permit(officer, "relax_checks", stamp)
    if direction not in ("", *DIRECTIONS):
        raise BadInput("Say for which way checks are relaxed: entry, exit, or both.")
    text = _reason(reason)

    def run() -> Done:
        post = _post(officer)
        wanted, cite = _allowed(
            post, (direction,) if direction else DIRECTIONS, frozenset(left_out), law.day_at(post, stamp.at)
        )
        if current(post) is not None:
            raise NotPossible("Checks are relaxed at this post already: restore them before another order is given.")
        row = Relaxation.objects.create(
            **acted(officer, stamp), post=post, direction=direction, left_out=wanted, cite=cite, reason=text
        )
        entry = journal.append(
            stamp=stamp, verb="relax_checks", officer=officer.id, post=officer.post, result=str(row.id),
            payload={"direction": direction, "left_out": wanted, "cite": cite, "reason": text},
        )  # fmt: skip
        return Done(None, str(row.id), entry.seq)

    return once(officer, "relax_checks", stamp, run)


def restore_checks(officer: Officer, stamp: Stamp, *, reason: str) -> Done:
    """Make every check again from the next traveller on. Raises NotPermitted, BadInput, NotPossible."""
    permit(officer, "restore_checks", stamp)
    if not reason.strip():
        raise BadInput("Say why every check is made again: the order is kept with its end.")

    def run() -> Done:
        row = current(_post(officer))
        if row is None:
            raise NotPossible("Checks are not relaxed at this post: every check is made.")
        row.ended_at, row.ended_by_id, row.end_reason = stamp.at, uuid.UUID(officer.id), reason.strip()[:LONGEST_REASON]
        row.save(update_fields=["ended_at", "ended_by", "end_reason"])
        minutes = int((stamp.at - row.made_at).total_seconds() // 60)
        entry = journal.append(
            stamp=stamp, verb="restore_checks", officer=officer.id, post=officer.post, result=str(row.id),
            payload={"relaxation": str(row.id), "minutes": minutes, "reason": row.end_reason},
        )  # fmt: skip
        return Done(None, str(row.id), entry.seq)

    return once(officer, "restore_checks", stamp, run)


def _reason(text: str) -> str:
    text = text.strip()
    if len(text) < LEAST_REASON:
        raise BadInput(
            "Give the reason for the order, {least} characters at least: what happened, and what is used up.",
            least=LEAST_REASON,
        )
    if len(text) > LONGEST_REASON:
        raise BadInput("The reason of an order is kept up to {most} characters.", most=LONGEST_REASON)
    return text


def _post(officer: Officer) -> Post:
    row = Post.objects.filter(code=officer.post).first()
    if row is None:
        raise NotFound("There is no post {post}.", post=officer.post)
    return row


def _allowed(post: Post, directions: Collection[str], wanted: frozenset[str], today: date) -> tuple[list[str], str]:
    """What of this the law lets be left out on these ways, and the clause. Raises BadInput for what no way allows."""
    offered = {direction: may_leave_out(route_of(post, direction, today)) for direction in DIRECTIONS}
    if beyond := sorted(wanted.difference(*offered.values())):
        raise BadInput(
            "The law of the post does not let this be left out: {codes}. Everybody is still identified, their document "
            "looked at and the lists searched.",
            codes=", ".join(beyond),
        )
    cites: list[str] = []
    kept: set[str] = set()
    for direction in directions:
        route = route_of(post, direction, today)
        if route.relaxation is None or not offered[direction] & wanted:
            raise BadInput(
                "The law of the post lets nothing of this be left out at {direction}: choose what it names.",
                direction=direction,
            )
        kept |= offered[direction] & wanted
        cites.append(route.pack.cited(route.relaxation.cite))
    return sorted(kept), "; ".join(dict.fromkeys(cites))


def route_of(post: Post, direction: str, on: date) -> Route:
    """The route of a direction in the law of a post on a day."""
    return law.pack(law.release_of(post, on).digest).route(direction)


def may_leave_out(route: Route) -> frozenset[str]:
    """The codes of checks and names of facts that command may leave out on a route."""
    return frozenset((*route.relaxation.checks, *route.relaxation.facts)) if route.relaxation else frozenset()


def current(post: Post) -> Relaxation | None:
    """The order in force at a post."""
    return Relaxation.objects.select_related("officer").filter(post=post, ended_at=None).first()


def in_force(case: Case, on: date) -> Mapping[str, Any] | None:
    """The order under which a case is assessed on a day, as its evidence keeps it; None where every check is made.

    Only what the law in force lets be left out is: a law released meanwhile narrows an order given before it.
    """
    row = current(case.post)
    if row is None or row.direction not in ("", case.direction):
        return None
    given = route_of(case.post, case.direction, on).relaxation
    if given is None:
        return None
    checks = [code for code in given.checks if code in row.left_out]
    facts = [name for name in given.facts if name in row.left_out]
    if not checks and not facts:
        return None
    return {
        "id": str(row.id),
        "since": row.made_at.astimezone(ZoneInfo(case.post.zone)).isoformat(timespec="seconds"),
        "by": row.officer.full_name,
        "reason": row.reason,
        "cite": given.cite,
        "left_out": {"checks": sorted(checks), "facts": sorted(facts)},
    }


def said_of(case: Case) -> str:
    """Why fewer checks than usual were made in a case, "" where all were: of its decision, else as it stands now."""
    live = (Decision.State.EFFECTIVE, Decision.State.AWAITING)
    decision = case.decisions.filter(state__in=live).select_related("assessment").first()
    assessment = decision.assessment if decision is not None else store.assessment_of(case)
    for finding in assessment.findings if assessment is not None else ():
        if finding["code"] == "relaxed":
            return telling.reason(finding)
    return ""


def order_of(findings: Iterable[Mapping[str, Any]]) -> str:
    """The id of the order under which these findings were made, "" where every check was."""
    return next((str(row["params"]["order"]) for row in findings if row["code"] == "relaxed"), "")


def now_at(officer: Officer, direction: str) -> Relaxation | None:
    """The order in force at the officer's post for a direction, for the desk to show."""
    row = Relaxation.objects.select_related("officer").filter(post__code=officer.post, ended_at=None).first()
    return row if row is not None and row.direction in ("", direction) else None


def made_under(movements: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of some movements that were recorded while checks were relaxed at their post, that way."""
    rows = list(Movement.objects.filter(id__in=list(movements)).values_list("id", "post", "direction", "made_at"))
    orders: dict[Any, list[tuple[str, datetime, datetime | None]]] = {}
    for order in Relaxation.objects.filter(post__in={row[1] for row in rows}):
        orders.setdefault(order.post_id, []).append((order.direction, order.made_at, order.ended_at))
    return frozenset(
        key
        for key, post, direction, at in rows
        if any(
            way in ("", direction) and begun <= at and (ended is None or at < ended)
            for way, begun, ended in orders.get(post, ())
        )
    )
