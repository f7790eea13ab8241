"""The fictional post and those who serve there, with passwords that are published and open nothing but the demo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from limen.vocabulary.person import Role


@dataclass(frozen=True, slots=True)
class SpecimenPost:
    """A crossing point that does not exist, of an authority that does not exist; `particulars` is what notices name."""

    code: str
    title: str
    authority: str
    country: str
    zone: str
    pack: str
    particulars: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SpecimenOfficer:
    """An account of the demo: the name to sign in with, the name to print, the number, the duties, the password."""

    username: str
    full_name: str
    number: str
    roles: tuple[Role, ...]
    password: str


# A State of the area and its time zone, because the law must know where it is; the authority is nobody's.
POST = SpecimenPost(
    code="LIMEN-A",
    title="Specimen Crossing Point, Hall A",
    authority="Specimen Border Authority",
    country="LU",
    zone="Europe/Luxembourg",
    pack="schengen",
    particulars=MappingProxyType(
        {
            "appeal_authority": "Specimen Appeals Tribunal, 2 Threshold Lane (fictional: nobody answers there)",
            "appeal_days": "30",
            "restraint_limit_hours": "4",
            # The weeks before are replayed with lists of half a year before; today's are of this morning.
            "list_block_hours": "9999",
            "contact_points": "Specimen Legal Aid, 3 Threshold Lane (fictional: nobody answers there)",
            "data_authority": "Specimen Data Protection Authority, 4 Threshold Lane (fictional)",
        }
    ),
)

# The chief holds secondary duty too: so that one can try, and see refused, a signature under one's own decision.
OFFICERS = (
    SpecimenOfficer("amina", "Amina Kynnys", "P-101", (Role.PRIMARY,), "amina-at-the-threshold"),
    SpecimenOfficer("bram", "Bram Drempel", "P-102", (Role.PRIMARY,), "bram-at-the-threshold"),
    SpecimenOfficer("sven", "Sven Tröskel", "S-201", (Role.SECONDARY,), "sven-at-the-threshold"),
    SpecimenOfficer("clara", "Clara Soglia", "C-301", (Role.SECONDARY, Role.CHIEF), "clara-at-the-threshold"),
    SpecimenOfficer("lotte", "Lotte Dørtrin", "L-401", (Role.LIST_OFFICER,), "lotte-at-the-threshold"),
    SpecimenOfficer("pavel", "Pavel Práh", "J-501", (Role.POLICY_OFFICER,), "pavel-at-the-threshold"),
    SpecimenOfficer("dagny", "Dagny Dørstokk", "J-502", (Role.POLICY_OFFICER,), "dagny-at-the-threshold"),
    SpecimenOfficer("ilze", "Ilze Slieksnis", "T-801", (Role.TRAINEE,), "ilze-at-the-threshold"),
    SpecimenOfficer("tena", "Tena Prag", "T-802", (Role.TRAINER,), "tena-at-the-threshold"),
    SpecimenOfficer("aude", "Aude Duseuil", "A-601", (Role.AUDITOR,), "aude-at-the-threshold"),
    SpecimenOfficer("ada", "Ada Lävi", "X-701", (Role.ADMINISTRATOR,), "ada-at-the-threshold"),
)


def officer(username: str) -> SpecimenOfficer:
    """The fictional officer who signs in by that name. Raises KeyError."""
    for one in OFFICERS:
        if one.username == username:
            return one
    raise KeyError(f"there is no specimen officer {username!r}: there are {', '.join(o.username for o in OFFICERS)}")
