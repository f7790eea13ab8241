"""Passports with chips, sound or with one thing wrong: what a desk, a test and a trainee must be able to tell apart.

>>> from datetime import date
>>> from limen.documents.chip import read_chip
>>> issued = chip_passport(on=date(2026, 11, 22))
>>> read_chip(issued.chip, issued.key).protocol
'BAC'
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from limen.documents.chip import AccessKey
from limen.documents.chip.agreement import Random
from limen.documents.chip.tlv import items, tlv
from limen.documents.pki.card_security import CARD_SECURITY
from limen.specimens import issuing
from limen.specimens.papers import passport
from limen.specimens.people import AMARA, Traveller
from limen.specimens.personalising import (
    Agreement,
    Pace,
    Personalised,
    Recipe,
    Signature,
    card_security,
    personalise,
    secret,
)
from limen.specimens.virtual_chip import Behaviour, VirtualChip
from limen.vocabulary.person import TravelDocument


class ChipFault(StrEnum):
    """What may be wrong with a chip or its answers, one at a time, beside what `issuing.Fault` does to its files."""

    WRONG_KEY = "wrong_key"  # the chip of another document
    CLONED = "cloned"  # every file copied, the secret of Active Authentication not
    CLONED_SILENT = "cloned_silent"  # a copy that does not answer to Active Authentication at all
    CLONED_AGREEMENT = "cloned_agreement"  # the secret of Chip Authentication is another
    CLONED_MAPPING = "cloned_mapping"  # the same within PACE-CAM
    KEY_EXCHANGED = "key_exchanged"  # its own key written into EF.CardSecurity, whose signature no longer holds
    KEY_FORGED = "key_forged"  # its own key in an EF.CardSecurity that a forger signed in the State's name
    FILE_MISSING = "file_missing"  # EF.COM and EF.SOD list DG2, the chip does not hold it
    LIST_SHORTENED = "list_shortened"  # a copy that no longer lists or holds DG14 and DG15
    LENGTH_BROKEN = "length_broken"
    REMOVED = "removed"
    STATUS_ODD = "status_odd"
    SEAL_BROKEN = "seal_broken"
    EXTENDED_REFUSED = "extended_refused"
    ROOT_REFUSED = "root_refused"


@dataclass(frozen=True, slots=True)
class ChipPassport:
    """A passport with its chip: the document, what opens it, and what a desk would hold to check its files."""

    document: TravelDocument
    key: AccessKey
    chip: VirtualChip
    recipe: Recipe
    made: Personalised


# What passports have today; the one with nothing but Basic Access Control is the oldest.
BASIC = Recipe(signature=Signature("rsa", "sha1"), agreement=Agreement(1, 13, secret("basic", 13)))
MODERN = Recipe(
    pace=(Pace("GM", 2, 13),), signature=Signature("secp256r1"), agreement=Agreement(2, 13, secret("modern", 13))
)
MAPPED = Recipe(
    pace=(Pace("GM", 2, 13), Pace("CAM", 2, 13)),
    basic=False,
    can="271828",
    agreement=Agreement(2, 13, secret("mapped", 13)),
)


def chip_passport(
    of: Traveller = AMARA,
    *,
    on: date,
    recipe: Recipe = BASIC,
    fault: str = "",
    behaviour: Behaviour | None = None,
    country: issuing.Country | None = None,
    random: Random = secrets.token_bytes,
) -> ChipPassport:
    """A traveller's passport with its chip, sound or with exactly one fault: a `ChipFault` or an `issuing.Fault`.

    Raises ValueError for a fault that there is none of.
    """
    chip_fault = ChipFault(fault) if fault in set(ChipFault) else None
    document = passport(of, on=on)
    by = country or issuing.Country(document.issuer, on=on)
    made = personalise(
        document, of, recipe, on=on, country=by, fault="" if chip_fault is not None else issuing.Fault(fault)
    )
    key = AccessKey.of_document(document)
    if recipe.can:
        key = replace(key, can=recipe.can)
    agreement, signature, files = recipe.agreement, recipe.signature, dict(made.files)
    if (
        (chip_fault in _OF_SIGNATURE and signature is None)
        or (chip_fault in _OF_AGREEMENT and agreement is None)
        or (chip_fault in _OF_CARD_SECURITY and CARD_SECURITY not in files)
    ):
        raise ValueError(f"a chip without that key cannot have the fault {fault!r}: choose another recipe")
    behaviour = behaviour or Behaviour()
    opens = key
    if chip_fault is ChipFault.WRONG_KEY:
        opens = AccessKey.of_fields("X00000000", "700101", "300101", recipe.can and "314159")
    elif chip_fault is ChipFault.CLONED and signature is not None:
        signature = replace(signature, seed="a copy")
    elif chip_fault is ChipFault.CLONED_SILENT:
        signature = None
    elif chip_fault in _OF_AGREEMENT and agreement is not None:
        agreement = replace(agreement, secret=secret("a copy", agreement.domain))
    elif chip_fault in _OF_CARD_SECURITY and agreement is not None:
        files[CARD_SECURITY], agreement = _with_own_key(files, recipe, agreement, chip_fault, by)
    elif chip_fault is ChipFault.FILE_MISSING:
        del files["DG2"]
    elif chip_fault is ChipFault.LIST_SHORTENED:
        files = _shortened(files)
        agreement = signature = None
    elif chip_fault is not None:
        behaviour = replace(behaviour, **_BEHAVIOURS[chip_fault])
    chip = VirtualChip(
        files, opens, pace=recipe.pace, basic=recipe.basic, agreement=agreement, signature=signature,
        behaviour=behaviour, random=random,
    )  # fmt: skip
    return ChipPassport(document, key, chip, recipe, made)


_OF_SIGNATURE = (ChipFault.CLONED, ChipFault.CLONED_SILENT)
_OF_AGREEMENT = (ChipFault.CLONED_AGREEMENT, ChipFault.CLONED_MAPPING)
_OF_CARD_SECURITY = (ChipFault.KEY_EXCHANGED, ChipFault.KEY_FORGED)
_BEHAVIOURS: Mapping[ChipFault, Mapping[str, Any]] = MappingProxyType(
    {
        ChipFault.LENGTH_BROKEN: {"too_long": "DG2"},
        ChipFault.REMOVED: {"removed_after": 40, "extended": False},
        ChipFault.STATUS_ODD: {"statuses": {12: 0x6F00}},
        ChipFault.SEAL_BROKEN: {"wrong_seal_at": 14},
        ChipFault.EXTENDED_REFUSED: {"extended": False},
        ChipFault.ROOT_REFUSED: {"refuses_root": True},
    }
)


def _with_own_key(
    files: Mapping[str, bytes], recipe: Recipe, agreement: Agreement, fault: ChipFault, by: issuing.Country
) -> tuple[bytes, Agreement]:
    """EF.CardSecurity of a copy that has a key of its own to prove, and that key."""
    own = replace(agreement, secret=secret("a copy", agreement.domain))
    if fault is ChipFault.KEY_EXCHANGED:
        return files[CARD_SECURITY].replace(agreement.public_info, own.public_info), own
    forger = replace(by, seed=f"{by.seed} forged").signer()
    return card_security(recipe.pace, own, forger), own


def _shortened(files: Mapping[str, bytes]) -> dict[str, bytes]:
    left = {name: data for name, data in files.items() if name not in ("DG14", "DG15")}
    tags = next(item.value for item in items(items(files["COM"])[0].value) if item.tag == 0x5C)
    short = bytes(tag for tag in tags if tag not in (0x6E, 0x6F))
    left["COM"] = tlv(0x60, tlv(0x5F01, b"0107"), tlv(0x5F36, b"040000"), tlv(0x5C, short))
    return left
