"""What the files of a chip say together: which groups there should be, and which are not written as they should be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from limen.documents.chip.authentication import clone_finding
from limen.documents.chip.groups import Group
from limen.documents.pki.card_security import CARD_SECURITY, has_signer_of
from limen.documents.pki.errors import PkiError
from limen.documents.pki.security_object import SecurityObject, read_security_object
from limen.vocabulary.evidence import Finding, Outcome

CLAUSE = "Doc 9303-10 4.7"
_WAYS_CLAUSE = "Doc 9303-11 4.2"
Names = tuple[str, ...]


def listed_groups(groups: Mapping[str, Group]) -> Names | None:
    """What EF.COM lists, or None where it was not read."""
    found = groups["COM"].fields.get("groups") if "COM" in groups else None
    return found if isinstance(found, tuple) else None


def signed_groups(files: Mapping[str, bytes]) -> Names | None:
    """The groups of which EF.SOD holds a hash, its signature not looked at; None where it was not read."""
    found = _security_object(files)
    return None if found is None else tuple(f"DG{number}" for number in found.hashes)


def _security_object(files: Mapping[str, bytes]) -> SecurityObject | None:
    """EF.SOD as passive authentication reads it: a copy must not show one list here and another there."""
    try:
        return read_security_object(files["SOD"])
    except (KeyError, PkiError):
        return None


def compare_lists(listed: Names | None, signed: Names | None) -> Finding:
    """EF.COM is not signed: a copy may leave out of it the very groups that would betray it."""
    if listed is None or signed is None:
        return Finding("chip.list", Outcome.NOT_DONE, {}, CLAUSE)
    left_out = ", ".join(sorted(set(signed) - set(listed), key=_number))
    added = ", ".join(sorted(set(listed) - set(signed), key=_number))
    if left_out or added:
        return Finding("chip.list", Outcome.UNSURE, {"left_out": left_out or "-", "added": added or "-"}, CLAUSE)
    return Finding("chip.list", Outcome.PASSED, {}, CLAUSE)


def compare_ways(files: Mapping[str, bytes], groups: Mapping[str, Group]) -> Iterator[Finding]:
    """EF.CardAccess is not signed: who sits between may take the better ways of opening out of it.

    DG14 repeats them (Doc 9303-11 9.2.9). Nothing is told of a chip that announces none in either.
    """
    announced, signed = (_ways(groups.get(name)) for name in ("CardAccess", "DG14"))
    if signed:
        left_out, added = (", ".join(one) or "-" for one in (sorted(signed - announced), sorted(announced - signed)))
        outcome = Outcome.PASSED if signed == announced else Outcome.UNSURE
        yield Finding("chip.ways", outcome, {"left_out": left_out, "added": added}, _WAYS_CLAUSE)
    elif "CardAccess" in files:
        yield Finding("chip.ways", Outcome.NOT_DONE, {}, _WAYS_CLAUSE)


def _ways(group: Group | None) -> set[str]:
    return {info.name for info in group.security.pace} if group and group.security else set()


def clone_findings(
    judged: Iterable[Finding],
    files: Mapping[str, bytes],
    *,
    offered: Iterable[str],
    is_known: bool = True,
    vouched: Collection[str] = (),
) -> Iterator[Finding]:
    """One word on whether the chip is a copy, after each proof that counts for nothing.

    A copy can bring a key of its own along, so only a key in a file whose hash EF.SOD holds is the issued chip's, or
    in EF.CardSecurity where EF.SOD's own signer signed that too; of another signer passive authentication says which
    files it `vouched` for (`Verification.vouched`).
    """
    counted, security_object = [], _security_object(files)
    for one in judged:
        name = str(one.params.get("file", ""))
        if one.outcome is Outcome.PASSED and not (name in vouched or _is_signed(name, files, security_object)):
            yield Finding("chip.clone_key", Outcome.UNSURE, {"file": name}, "Doc 9303-11 6")
            one = replace(one, outcome=Outcome.UNSURE)
        counted.append(one)
    yield clone_finding(counted, offered=offered, is_known=is_known)


def _is_signed(name: str, files: Mapping[str, bytes], by: SecurityObject | None) -> bool:
    if by is None:
        return False
    if name == CARD_SECURITY:
        return has_signer_of(files[name], by)
    return name.startswith("DG") and by.holds(int(name[2:]), files[name])


def of_files(files: Mapping[str, bytes], groups: Mapping[str, Group]) -> Iterator[Finding]:
    """A finding for every file that was read, and one more for each that is not written as it should be."""
    for name, data in files.items():
        yield Finding("chip.file", Outcome.PASSED, {"file": name, "size": len(data)}, CLAUSE)
        if name in groups and groups[name].flaws:
            yield broken(name, "; ".join(groups[name].flaws))


def broken(name: str, why: str) -> Finding:
    """A file that is not written as the standard has it."""
    return Finding("chip.file_broken", Outcome.FAILED, {"file": name, "why": why}, CLAUSE)


def _number(name: str) -> tuple[int, str]:
    return (int(name[2:]), name) if name.startswith("DG") and name[2:].isdigit() else (99, name)
