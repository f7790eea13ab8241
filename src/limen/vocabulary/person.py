"""Who stands at the desk and who serves there: a person as documents describe them, a document, an officer.

A person outlives every case. What is here is what a source says of them, so that two sources can disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from limen.vocabulary.dates import PartialDate


class Sex(StrEnum):
    """As ICAO Doc 9303-3 prints it; `X` is unspecified in print, `<` in the MRZ."""

    MALE = "M"
    FEMALE = "F"
    UNSPECIFIED = "X"


@dataclass(frozen=True, slots=True)
class TravelDocument:
    """What one travel document says of its holder.

    `format` is TD1, TD2, TD3, MRV-A, MRV-B or a national layout's name; `type` the document code as printed; `issuer`
    and `nationality` the codes as printed (ICAO), their ISO forms come from `countries`; `number` without fillers;
    names as printed in the MRZ; `optional` the optional data elements, in order. Dates may be partial, or None where
    the document prints none.
    """

    format: str
    type: str
    issuer: str
    number: str
    surname: str
    given: str
    nationality: str
    birth: PartialDate | None
    sex: Sex | None
    expiry: PartialDate | None
    optional: tuple[str, ...] = ()
    mrz: tuple[str, ...] = ()
    name_truncated: bool = False

    @property
    def name(self) -> str:
        """Given names and surname, as a person would be called."""
        return f"{self.given} {self.surname}".strip()

    def to_json(self) -> dict[str, Any]:
        """The document as `limen read` prints it (DESIGN §5)."""
        return {
            "format": self.format,
            "type": self.type,
            "issuer": self.issuer,
            "number": self.number,
            "surname": self.surname,
            "given": self.given,
            "nationality": self.nationality,
            "birth": str(self.birth) if self.birth else None,
            "sex": str(self.sex) if self.sex else None,
            "expiry": str(self.expiry) if self.expiry else None,
            "optional": list(self.optional),
            "mrz": list(self.mrz),
        }


@dataclass(frozen=True, slots=True)
class Person:
    """A person to be screened or matched: every name and date that one source gives, nothing inferred.

    `names` are whole names in any script; where surname and given names are known apart they are given in `surname`
    and `given` as well. `document` is `number` or `ISSUER:number`.
    """

    id: str
    names: tuple[str, ...]
    surname: str = ""
    given: str = ""
    born: tuple[PartialDate, ...] = ()
    sex: Sex | None = None
    nationalities: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    name_truncated: bool = False

    @classmethod
    def of(cls, document: TravelDocument, id: str = "") -> Person:
        """The person a document describes."""
        return cls(
            id=id or f"{document.issuer}:{document.number}",
            names=(document.name,),
            surname=document.surname,
            given=document.given,
            born=(document.birth,) if document.birth else (),
            sex=document.sex,
            nationalities=(document.nationality,) if document.nationality else (),
            documents=(f"{document.issuer}:{document.number}",) if document.number else (),
            name_truncated=document.name_truncated,
        )


class Role(StrEnum):
    """What an officer is at a post; `office.authority` says what each may do."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    CHIEF = "chief"
    LIST_OFFICER = "list_officer"
    POLICY_OFFICER = "policy_officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    TRAINEE = "trainee"
    TRAINER = "trainer"


@dataclass(frozen=True, slots=True)
class Officer:
    """Who acts: an identity, a name to print, the roles held at one post, and the compartments that may be seen."""

    id: str
    name: str
    post: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    compartments: frozenset[str] = field(default_factory=frozenset)
