"""The law of the post: pack snapshots released by a policy officer; the office evaluates only these (DESIGN §9.7)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from limen import policy
from limen.casework import RouteAct
from limen.office.actions.errors import NotPossible
from limen.office.records import store
from limen.office.records.models import Case, PackRelease, Post
from limen.policy import FactDefinition, Pack, Route
from limen.policy.stays import StayRule


def release_of(post: Post) -> PackRelease:
    """The release of the post's pack in service. Raises NotPossible where none is."""
    row = store.once(post, "release", lambda: PackRelease.objects.filter(pack=post.pack, in_service=True).first())
    if row is None:
        raise NotPossible(
            "No law is released for this post: a policy officer must release the pack {pack}.", pack=repr(post.pack)
        )
    return row


def stay_rule(route: Route) -> StayRule:
    """The short-stay rule of a route. Raises NotPossible where its law counts no days."""
    if route.stay_rule is None:
        raise NotPossible("The route {route} counts no days of stay.", route=route.name)
    return route.stay_rule


@lru_cache(maxsize=8)
def pack(digest: str) -> Pack:
    """The pack of a kept snapshot, read once a process."""
    return Pack.from_bytes(store.kept(digest))


def route(case: Case) -> Route:
    """The route of a case at its post, from the snapshot in service."""
    return pack(release_of(case.post).digest).route(case.direction)


def facts(case: Case) -> Mapping[str, FactDefinition]:
    """Every fact the law of the case's route can use, by name."""
    return policy.fact_dictionary(route(case))


def route_acts(case: Case) -> tuple[RouteAct, ...]:
    """What the route says of each act: grade, second signature, freezes, limits."""
    return tuple(
        RouteAct(
            name=act.name,
            grade=act.grade,
            second_signature=act.second_signature,
            frozen_by=frozenset(act.frozen_by),
            freed_by=act.freed_by,
            limit_hours=act.limit_hours,
            cite=act.cite,
        )
        for act in route(case).acts
    )


def for_service(post: Post) -> bool:
    """Whether notices of this post may be served in earnest: service mode and a reviewed pack (DESIGN §9.1)."""
    return post.mode == Post.Mode.SERVICE and bool(release_of(post).reviewers)
