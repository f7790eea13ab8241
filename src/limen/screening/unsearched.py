"""Why a list in service was not searched: what is kept of it, and the words it is told in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from limen.vocabulary.evidence import N_

EXPIRED = N_("its copy expired on {day}")
# By what the evidence says of the list.
UNSEARCHED: Mapping[str, str] = {
    "ended": N_("its copy could be used until {ended}"),
    "ahead": N_("its copy is of {ahead}, which this machine’s clock has not reached: have the clock set right"),
    "limit": N_("it is as of {as_of}, and this post uses no list older than {limit} h: have it renewed"),
    "broken": N_("it cannot be opened ({broken}): have the machine looked at, and refer until it is back"),
}

FILE_BROKEN = N_("its file is damaged or gone")
DISK_BROKEN = N_("the machine’s disk does not answer")


def why_not(because: Mapping[str, Any], expires: str) -> dict[str, Any]:
    """The reason in English, as `why`, and what it is made of; without any the list is past its own last day."""
    for name, template in UNSEARCHED.items():
        if name in because:
            return {"why": template.format_map(because), **because}
    return {"why": EXPIRED.format(day=expires)}
