"""What the files of a chip say together: which groups there should be, and which are not written as they should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from limen.documents.chip.groups import TAGS, Group
from limen.documents.chip.security_infos import hashed_groups
from limen.documents.chip.tlv import TlvError, whole
from limen.vocabulary.evidence import Finding, Outcome

CLAUSE = "Doc 9303-10 4.7"
Names = tuple[str, ...]


def listed_groups(groups: Mapping[str, Group]) -> Names | None:
    """What EF.COM lists, or None where it was not read."""
    found = groups["COM"].fields.get("groups") if "COM" in groups else None
    return found if isinstance(found, tuple) else None


def signed_groups(files: Mapping[str, bytes]) -> Names | None:
    """The groups of which EF.SOD holds a hash, its signature not looked at; None where it was not read."""
    try:
        return tuple(f"DG{number}" for number in hashed_groups(whole(files["SOD"], TAGS["SOD"])))
    except (KeyError, TlvError):
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
