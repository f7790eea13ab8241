"""The law of the post: pack snapshots released by two policy officers; the office evaluates only these (DESIGN §9.7).

Which release is in force is a matter of the day alone: of those released, the one that commenced last. So nothing has
to run on the day of commencement, and a post goes by the new law from its own midnight on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from limen import policy
from limen.casework import RouteAct
from limen.office.actions.errors import NotPossible
from limen.office.records import store
from limen.office.records.models import Case, PackRelease, Post
from limen.policy import FactDefinition, Pack, Route
from limen.policy.stays import StayRule

RELEASED = (PackRelease.State.RELEASED, PackRelease.State.ALONE)
OF_A_POST = "entry"  # the route without which a pack is no law for a post


def in_force(pack: str, on: date) -> PackRelease | None:
    """The release of a pack in force on a day; of two that commence on one day the one released later."""
    released = PackRelease.objects.filter(pack=pack, state__in=RELEASED, commences__lte=on)
    return released.order_by("-commences", "-released_at").first()


def each_in_force(on: date) -> Mapping[str, PackRelease]:
    """The release in force on a day of every pack that has one, by its name."""
    names = PackRelease.objects.filter(state__in=RELEASED).order_by("pack").values_list("pack", flat=True).distinct()
    return {name: row for name in names if (row := in_force(name, on)) is not None}


def is_for_posts(read: Pack) -> bool:
    """Whether a post can go by a pack: it says who may enter. Others say what is owed around a decision, or train."""
    return OF_A_POST in read.routes


def day_at(post: Post, at: datetime) -> date:
    """The local day at a post, which the law counts."""
    return at.astimezone(ZoneInfo(post.zone)).date()


def release_of(post: Post, on: date) -> PackRelease:
    """The release of the post's pack in force on a local day. Raises NotPossible where none is."""
    row = store.once(post, f"release {on}", lambda: in_force(post.pack, on))
    if row is None:
        raise NotPossible(
            "No law is in force at this post: two policy officers must release the pack {pack}.", pack=repr(post.pack)
        )
    return row


def released_with(digest: str, at: datetime) -> tuple[PackRelease, datetime, datetime | None] | None:
    """The release by which these bytes were law at a moment, since when and until when; None where none says so."""
    rows = PackRelease.objects.filter(digest=digest, state__in=RELEASED).select_related("officer", "second")
    begun = [row for row in rows if begins_at(row) <= at]
    if not begun:
        return None
    row = max(begun, key=_order)
    others = PackRelease.objects.filter(pack=row.pack, state__in=RELEASED, commences__gte=row.commences)
    ends = [begins_at(other) for other in others if _order(other) > _order(row)]
    return row, begins_at(row), min(ends, default=None)


def begins_at(row: PackRelease) -> datetime:
    """The moment from which a released snapshot is law, told by the clock of the post it was released at."""
    midnight = datetime.combine(row.commences, time(), ZoneInfo(row.zone))
    return max(midnight, row.released_at or row.made_at)


def signed_by(row: PackRelease) -> str:
    """Who proposed a release, and who released it."""
    return ", ".join(one.full_name for one in (row.officer, row.second) if one is not None)


def _order(row: PackRelease) -> tuple[date, datetime]:
    return row.commences, row.released_at or row.made_at


def stay_rule(route: Route) -> StayRule:
    """The short-stay rule of a route. Raises NotPossible where its law counts no days."""
    if route.stay_rule is None:
        raise NotPossible("The route {route} counts no days of stay.", route=route.name)
    return route.stay_rule


@lru_cache(maxsize=8)
def pack(digest: str) -> Pack:
    """The pack of a kept snapshot, read once a process."""
    return Pack.from_bytes(store.kept(digest))


def route(case: Case, on: date) -> Route:
    """The route of a case at its post, from the snapshot in force on a day."""
    found = pack(release_of(case.post, on).digest)
    if case.direction not in found.routes:
        raise NotPossible("The law of this post knows no route {route}.", route=case.direction)
    return found.route(case.direction)


def facts(case: Case, on: date) -> Mapping[str, FactDefinition]:
    """Every fact the law of the case's route can use, by name."""
    return policy.fact_dictionary(route(case, on))


def route_acts(case: Case, on: date) -> tuple[RouteAct, ...]:
    """What the route says of each act: grade, second signature, freezes, limits."""
    return tuple(
        RouteAct(
            name=act.name,
            grade=act.grade,
            second_signature=act.second_signature,
            frozen_by=frozenset(act.frozen_by),
            freed_by=frozenset(act.freed_by),
            limit_hours=act.limit_hours,
            cite=act.cite,
            outcomes=frozenset(act.outcomes),
            records=bool(act.records),
        )
        for act in route(case, on).acts
    )


def for_service(post: Post, on: date) -> bool:
    """Whether notices of this post may be served in earnest: service mode and a reviewed pack (DESIGN §9.1)."""
    return post.mode == Post.Mode.SERVICE and bool(release_of(post, on).reviewers)
