"""Whose signatures this office believes: certificates imported as published, each import kept, its difference shown.

An import is two acts: the bytes are taken and compared with what is in service, and then put in service by whoever has
seen the difference. What a document was checked against is named by the digest of exactly these bytes, so that the same
check can be made again.
"""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from limen.documents.pki import PkiError, TrustStore, read_material
from limen.documents.pki.reading import Material
from limen.office import authority
from limen.office.actions import telling
from limen.office.actions.acting import BadInput, Done, NotFound, acted, once, permit
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import TrustSource
from limen.vocabulary.person import Officer

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
MOST_FILES = 2000
SHOWN = 60  # of the certificates that an import adds or removes

_opened: dict[str, TrustStore] = {}
_opening = threading.Lock()


@dataclass(frozen=True, slots=True)
class SourceView:
    """One import as the page shows it: what it holds, what it changes, who brought it and when."""

    id: uuid.UUID
    name: str
    version: str
    files: tuple[str, ...]
    first_use: bool
    certificates: int
    countries: int
    rejected: tuple[tuple[str, str], ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    more_added: int
    more_removed: int
    in_service: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TrustView:
    """The certificates in service and what is offered; `version` names exactly what documents are checked against."""

    version: str
    authorities: int
    countries: tuple[str, ...]
    in_service: tuple[SourceView, ...]
    offered: tuple[SourceView, ...]
    may_import: bool


def in_service() -> list[TrustSource]:
    """The imports whose certificates are believed now."""
    return list(TrustSource.objects.filter(in_service=True).order_by("name"))


def current() -> tuple[TrustStore, str]:
    """The store in service, opened once a process, and the digest of what it is made of; "" for an empty one."""
    rows = in_service()
    if not rows:
        return TrustStore.of(()), ""
    version = _version(rows)
    with _opening:
        opened = _opened.get(version)
        if opened is None:
            opened = _of(rows)
            _opened.clear()
            _opened[version] = opened
    return opened, version


def version() -> str:
    """The digest of what is in service, nothing opened; "" for nothing."""
    rows = in_service()
    return _version(rows) if rows else ""


def _version(rows: Iterable[TrustSource]) -> str:
    return store.name_of({row.name: row.sources for row in rows})


def _of(rows: Iterable[TrustSource]) -> TrustStore:
    given: list[Material] = []
    first_use = False
    for row in rows:
        first_use = first_use or bool(row.sources["first_use"])
        given += _materials((file["name"], store.kept(file["digest"])) for file in row.sources["files"])[0]
    return TrustStore.of(given, first_use=first_use)


def _materials(files: Iterable[tuple[str, bytes]]) -> tuple[list[Material], list[tuple[str, str]]]:
    read, rejected = [], []
    for name, data in files:
        try:
            read.append(read_material(data, name))
        except PkiError as error:
            rejected.append((name, str(error)))
    return read, rejected


def offer_trust(
    officer: Officer, stamp: Stamp, *, name: str, files: Sequence[tuple[str, bytes]], first_use: bool = False
) -> Done:
    """Take certificates, master lists and revocation lists as published, and compare them with what is in service.

    Nothing is believed by it yet. Raises NotPermitted, and BadInput where nothing in the files can be used.
    """
    permit(officer, "offer_trust", stamp)
    if not NAME.fullmatch(name):
        raise BadInput("A short name has small letters, digits and hyphens, 60 at most.")
    if not files or len(files) > MOST_FILES:
        raise BadInput("Choose the files as published, {most} at most.", most=MOST_FILES)
    materials, rejected = _materials(files)
    if not materials:
        raise BadInput("Nothing was taken: {why}", why=telling.explained(rejected[0][1]))
    before = [row for row in in_service() if row.name == name]
    others = [row for row in in_service() if row.name != name]
    rest = [material for row in others for material in _kept_materials(row)]
    loose = first_use or any(row.sources["first_use"] for row in others)
    new = TrustStore.of([*rest, *materials], first_use=loose)
    old = _of([*others, *before]) if before or others else TrustStore.of(())
    rejected += [(one.where, one.why) for one in new.rejected]
    difference = _difference(old, new)

    def run() -> Done:
        kept = [
            {"name": file, "digest": store.keep(data, "application/octet-stream", stamp.at)} for file, data in files
        ]
        sources: Mapping[str, Any] = {"files": kept, "first_use": first_use}
        row = TrustSource.objects.create(
            **acted(officer, stamp), name=name, sources=sources, version=store.name_of(sources),
            certificates=len({one.sha256 for material in materials for one in _every(material)}),
            countries=len({one.country for material in materials for one in _every(material)}),
            rejected=[list(one) for one in rejected[:200]], difference=difference, in_service=False,
        )  # fmt: skip
        payload = {"name": name, "version": row.version, "certificates": row.certificates,
                   "added": len(difference["added"]), "removed": len(difference["removed"])}  # fmt: skip
        entry = journal.append(
            stamp=stamp, verb="offer_trust", officer=officer.id, post=officer.post, payload=payload, result=str(row.id)
        )
        return Done(None, str(row.id), entry.seq)

    return once(officer, "offer_trust", stamp, run)


def _kept_materials(row: TrustSource) -> list[Material]:
    return _materials((file["name"], store.kept(file["digest"])) for file in row.sources["files"])[0]


def _every(material: Material) -> Iterable[Any]:
    yield from material.certificates
    for found in material.lists:
        yield from found.certificates


def _difference(old: TrustStore, new: TrustStore) -> dict[str, list[str]]:
    def told(one: TrustStore, keys: set[str]) -> list[str]:
        return sorted(f"{one.entries[key].certificate.words} · {key[:16]}" for key in keys)

    mine, theirs = set(old.entries), set(new.entries)
    return {"added": told(new, theirs - mine), "removed": told(old, mine - theirs)}


def import_trust(officer: Officer, stamp: Stamp, *, source: uuid.UUID) -> Done:
    """Put an offered import in service in place of the one of its name; from now on documents are checked by it."""
    permit(officer, "import_trust", stamp)

    def run() -> Done:
        row = TrustSource.objects.select_for_update().filter(id=source, in_service=False).first()
        if row is None:
            raise NotFound("There is no such import that waits: it may be in service already.")
        TrustSource.objects.filter(name=row.name, in_service=True).update(in_service=False)
        row.in_service = True
        row.save(update_fields=["in_service"])
        payload = {"name": row.name, "version": row.version, "difference": {
            key: len(names) for key, names in row.difference.items()}}  # fmt: skip
        entry = journal.append(
            stamp=stamp, verb="import_trust", officer=officer.id, post=officer.post, payload=payload, result=str(row.id)
        )
        return Done(None, str(row.id), entry.seq)

    return once(officer, "import_trust", stamp, run)


def view(officer: Officer, at: datetime) -> TrustView:
    """The certificates in service and those offered since, the newest first."""
    permit(officer, "see_trust", Stamp(uuid.uuid4(), at))
    trust, version = current()
    rows = in_service()
    latest = {row.name: row.made_at for row in rows}
    waiting = [
        row
        for row in TrustSource.objects.filter(in_service=False).select_related("officer").order_by("-made_at")[:40]
        if row.name not in latest or row.made_at > latest[row.name]
    ]
    return TrustView(
        version=version,
        authorities=len(trust.entries),
        countries=trust.countries,
        in_service=tuple(_shown(row) for row in rows),
        offered=tuple(_shown(row) for row in waiting),
        may_import=authority.may(officer, "import_trust"),
    )


def _shown(row: TrustSource) -> SourceView:
    added, removed = row.difference["added"], row.difference["removed"]
    return SourceView(
        id=row.id, name=row.name, version=row.version, files=tuple(file["name"] for file in row.sources["files"]),
        first_use=bool(row.sources["first_use"]), certificates=row.certificates, countries=row.countries,
        rejected=tuple((telling.explained(where), telling.explained(why)) for where, why in row.rejected),
        added=tuple(added[:SHOWN]), removed=tuple(removed[:SHOWN]), more_added=max(0, len(added) - SHOWN),
        more_removed=max(0, len(removed) - SHOWN), in_service=row.in_service, by=row.officer.full_name, at=row.made_at,
    )  # fmt: skip


def forget() -> None:
    """Forget the opened store: the next document opens it again."""
    with _opening:
        _opened.clear()
