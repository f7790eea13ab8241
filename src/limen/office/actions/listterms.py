"""What a list is used as: its rules at this office, as they belong to each version of it.

What is not said of a version stays as it is in service; of a first one it is what is known of the list beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from limen.office.actions import listing
from limen.office.actions.errors import BadInput
from limen.office.actions.listing import EVERYBODY, FEEDS, KNOWN
from limen.office.records.models import Account, WatchList
from limen.screening.calibration import threshold_for
from limen.screening.compare import DEFAULT_THRESHOLD
from limen.screening.lists import ListKind
from limen.vocabulary import countries
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Role

LONGEST_ANSWER = 720  # hours that an owner may be given
MOST_WATCHERS = 40
_AUDIENCE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# Each rule with the words it is called by: what a change of rules is told in.
TITLES: Mapping[str, str] = {
    "title": N_("Title"),
    "owner": N_("Owner"),
    "kind": N_("Kind"),
    "feeds_fact": N_("Fact it feeds"),
    "action": N_("What to do with a hit"),
    "threshold": N_("Threshold"),
    "alerts_per_thousand": N_("Alerts per 1,000 travellers it was chosen for"),
    "audience": N_("Who may know of it"),
    "second": N_("A second officer agrees to what is found"),
    "watchers": N_("Who is told of each hit"),
    "owner_address": N_("Where its owner is told"),
    "owner_country": N_("State of its owner"),
    "answer_hours": N_("Hours its owner has to answer"),
}


@dataclass(frozen=True, slots=True)
class ListTerms:
    """What a list is used as, as far as it is said: empty text or None says nothing.

    `alerts` states the threshold by what it may cost, in alerts per 1,000 travellers who are on no list. What may be
    taken away (`action`, `watchers`, the owner's address and State) is taken away by "" and None leaves it.
    """

    title: str = ""
    kind: str = ""
    threshold: float | None = None
    expires_on: date | None = None  # of this version alone: the next has its own last day, or none
    alerts: float | None = None
    owner: str = ""
    action: str | None = None
    audience: str = ""
    second: bool | None = None
    watchers: tuple[str, ...] | None = None
    owner_address: str | None = None
    owner_country: str | None = None
    answer_hours: int | None = None


NOTHING_SAID = ListTerms()


def of_row(row: WatchList) -> dict[str, Any]:
    """The rules of a version, by their columns."""
    return {name: getattr(row, name) for name in TITLES}


def changes(before: WatchList, used: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What rules differ from those of a version: each with how it was and how it is."""
    was = of_row(before)
    return {name: [was[name], used[name]] for name in TITLES if was[name] != used[name]}


def columns(list_id: str, terms: ListTerms, before: WatchList | None = None) -> dict[str, Any]:
    """The rules of a version about to be made, whole. Raises BadInput naming what cannot be used."""
    before = before or WatchList.objects.filter(list_id=list_id, in_service=True).first()
    known = KNOWN.get(list_id)
    if known is None and before is None and (not terms.kind or not terms.title):
        raise BadInput(
            "A list of your own needs a title and a kind: alert, concern, lost_stolen or person_of_interest."
        )
    usual = of_row(before) if before is not None else _usual(known)
    kind = _kind(terms.kind) if terms.kind else ListKind(usual["kind"])
    if known is None and kind != usual["kind"]:
        usual["feeds_fact"] = FEEDS[kind]
    said = {
        "title": _text("title", terms.title, 160), "owner": _text("owner", terms.owner, 120), "kind": str(kind),
        "audience": _audience(terms.audience), **_threshold(terms),
    }  # fmt: skip
    taken_away: dict[str, Any] = {
        "action": None if terms.action is None else _text("action", terms.action, 300),
        "second": terms.second,
        "watchers": None if terms.watchers is None else _watchers(terms.watchers),
        "owner_address": None if terms.owner_address is None else _text("owner_address", terms.owner_address, 300),
        "owner_country": None if terms.owner_country is None else _country(terms.owner_country),
        "answer_hours": None if terms.answer_hours is None else _hours(terms.answer_hours),
    }
    return {
        **usual,
        **{name: value for name, value in said.items() if value != "" or name == "alerts_per_thousand"},
        **{name: value for name, value in taken_away.items() if value is not None},
    }


def _usual(known: listing.KnownList | None) -> dict[str, Any]:
    """The rules of a first version, of a list that is known beforehand or not."""
    return {
        "title": known.title if known else "", "owner": known.owner if known else "This post",
        "kind": str(known.kind if known else ""), "feeds_fact": known.feeds_fact if known else "",
        "action": known.action if known else "", "threshold": known.threshold if known else DEFAULT_THRESHOLD,
        "alerts_per_thousand": None, "audience": EVERYBODY, "second": False, "watchers": [], "owner_address": "",
        "owner_country": "", "answer_hours": 24,
    }  # fmt: skip


def _threshold(terms: ListTerms) -> dict[str, Any]:
    if terms.threshold is not None and terms.alerts is not None:
        raise BadInput(N_("Give the threshold, or the alerts per 1,000 it may cost: not both."))
    if terms.alerts is not None:
        if not 0 <= terms.alerts <= 1000:
            raise BadInput(N_("Alerts per 1,000 travellers are a number from 0 to 1000."))
        return {"threshold": threshold_for(terms.alerts), "alerts_per_thousand": terms.alerts}
    if terms.threshold is None:
        return {}
    if not 0 <= terms.threshold <= 1:
        raise BadInput(N_("A threshold is a number from 0 to 1."))
    return {"threshold": terms.threshold, "alerts_per_thousand": None}


def _kind(text: str) -> ListKind:
    try:
        return ListKind(text)
    except ValueError as error:
        raise BadInput(
            N_("“{kind}” is no kind of list: alert, concern, lost_stolen or person_of_interest."), kind=text[:40]
        ) from error


def _text(name: str, text: str, longest: int) -> str:
    text = " ".join(text.replace("\0", "").split())
    if len(text) > longest:
        raise BadInput(N_("{name}: {count} characters; at most {most} are kept."), name=TITLES[name], count=len(text),
                       most=longest)  # fmt: skip
    return text


def _audience(text: str) -> str:
    text = text.strip().lower()
    if text and not _AUDIENCE.fullmatch(text):
        raise BadInput(N_("Who may know of it is “post”, or the name of one compartment."))
    return text


def _watchers(given: tuple[str, ...]) -> list[str]:
    """Roles, or names that accounts sign in with, each once."""
    names = list(dict.fromkeys(filter(None, (name.strip() for name in given))))[: MOST_WATCHERS + 1]
    roles = {str(role) for role in Role}
    accounts = set(Account.objects.filter(username__in=names).values_list("username", flat=True))
    unknown = [name[:60] for name in names if name not in roles | accounts]
    if unknown or len(names) > MOST_WATCHERS:
        raise BadInput(
            N_("Nobody is told by this name: {names}. Give sign-in names or duties, {most} at most."),
            names=", ".join(unknown), most=MOST_WATCHERS,
        )  # fmt: skip
    return names


def _country(text: str) -> str:
    text = text.strip().upper()
    if text and countries.of_iso(text) is None and countries.find(text) is None:
        raise BadInput(N_("“{code}” is no State: give its two letters."), code=text[:10])
    return text


def _hours(hours: int) -> int:
    if not 0 < hours <= LONGEST_ANSWER:
        raise BadInput(N_("An owner has 1 to {most} hours to answer."), most=LONGEST_ANSWER)
    return hours
