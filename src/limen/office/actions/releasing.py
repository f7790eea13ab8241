"""A version of a list, from its file into service: read whole or not at all, laid beside, seen, released.

What a list is used as (`ListTerms`) belongs to each version of it, and stays as it is in service until somebody says
otherwise. Where a version changes it, another officer releases it. Whoever the office knows is compared with what a
version adds or changes, from the moment it comes into service.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from limen.office.actions import listing, listterms, rescreening, telling
from limen.office.actions.acting import BadInput, Done, acted, once, permit
from limen.office.actions.listing import OFFICERS, content_of
from limen.office.actions.listterms import NOTHING_SAID, ListTerms
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import Kept, WatchList
from limen.screening import read_list
from limen.screening.errors import ListError
from limen.screening.lists import ListContent, own
from limen.screening.lists.difference import Difference, between
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer

REJECTED_SHOWN = 200
DIFFERENCES_SHOWN = 500
# What a version of the same entries keeps of the one before.
KEPT = ("format", "version", "sources", "entries", "rows_read", "accounted", "rejected", "copy")
LIST_ID = re.compile(r"[a-z0-9-]{1,60}")
NOT_IMPORTED = N_("This list is written by officers, entry by entry, and each is agreed by a second one: nobody "
                  "imports, discards or puts back a version of it.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Files:
    """The bytes of a list as published; OFAC publishes names and addresses beside it."""

    data: bytes
    alt: bytes | None = None
    add: bytes | None = None

    def to_dict(self) -> dict[str, bytes | None]:
        """Each under the name it is kept by."""
        return {"list": self.data, "alt": self.alt, "add": self.add}


@dataclass(frozen=True, slots=True)
class _Read:
    """A list read from its file, with the columns of what the post will use it as."""

    content: ListContent
    used: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a version changes of the one in service, worked out before the transaction, which other desks wait for."""

    content: ListContent
    before: uuid.UUID | None
    difference: Difference

    @classmethod
    def of(cls, content: ListContent) -> Ahead:
        before = _in_service(content.list)
        return cls(content, before.id if before else None, _difference(before, content))

    def against(self, before: WatchList | None) -> Difference:
        """The same against the version that is in service in the transaction, which may be another by now."""
        return self.difference if self.before == (before.id if before else None) else _difference(before, self.content)


def stage_list(
    officer: Officer, stamp: Stamp, list_id: str, files: Files, terms: ListTerms = NOTHING_SAID
) -> Done:  # fmt: skip
    """Read a list whole or not at all and lay it beside the one in service, with what it changes; screened by nobody.

    One version of a list waits at a time: a newer one takes its place. Raises NotPermitted, and BadInput with the
    parser's one message for what cannot be read.
    """
    permit(officer, "stage_list", stamp)
    read = _read(list_id, files, terms)
    ahead = Ahead.of(read.content)

    def run() -> Done:
        return _noted(officer, stamp, "stage_list", _laid(officer, stamp, read, files, terms, ahead))

    return once(officer, "stage_list", stamp, run)


def change_terms(officer: Officer, stamp: Stamp, list_id: str, terms: ListTerms) -> Done:
    """Lay a version of the same entries beside the one in service that is used otherwise; another officer releases it.

    Raises NotPermitted, and BadInput for what cannot be used, or where it changes nothing.
    """
    permit(officer, "change_list", stamp)
    _of_service(list_id)

    def run() -> Done:
        before = _of_service(list_id)
        used = listterms.columns(list_id, terms, before)
        changed = listterms.changes(before, used)
        if not changed and terms.expires_on in (None, before.expires_on):
            raise BadInput(N_("This changes nothing of what the list is used as."))
        WatchList.objects.filter(list_id=list_id, staged=True).update(staged=False)
        kept = {name: getattr(before, name) for name in KEPT}
        row = WatchList.objects.create(
            **acted(officer, stamp), **kept, **used, list_id=list_id, expires_on=terms.expires_on or before.expires_on,
            as_of=before.as_of or before.made_at, against=before.version, staged=True, in_service=False,
            difference={"same": before.entries, "entries": [], "terms": changed},
        )  # fmt: skip
        return _noted(officer, stamp, "change_list", row, {"terms": changed})

    return once(officer, "change_list", stamp, run)


def release_list(officer: Officer, stamp: Stamp, row_id: str) -> Done:
    """Screen against a version from the next traveller on: one that waits, or an earlier one, put back.

    Whoever the office knows is compared with what it adds and changes, in a run that goes on where it is broken off.
    Raises NotPermitted, where the officer is the one who changed what the list is used as, too, and BadInput where
    there is no such version, or where another version came into service since this one's difference was reckoned: what
    is released has been seen.
    """
    known = _out_of_service(row_id)
    act = "release_terms" if known is not None and known.staged and known.difference.get("terms") else "release_list"
    permit(officer, act, stamp, **({"first_officer": str(known.officer_id)} if known is not None else {}))
    ahead = None
    if known is not None:
        # Before the transaction: the desks go on, and the first traveller after it finds the index made.
        content = content_of(known)
        _index_ahead(content, known.threshold, known.audience)
        ahead = Ahead.of(content)

    def run() -> Done:
        waiting = _version(row_id)
        before = _in_service(waiting.list_id)
        seen = waiting.difference.get("terms") or {}
        changed = listterms.changes(before, listterms.of_row(waiting)) if before is not None else {}
        if waiting.list_id in OFFICERS and not (waiting.staged and seen):
            raise BadInput(NOT_IMPORTED)
        if waiting.staged and (waiting.against != (before.version if before else "") or changed != seen):
            raise BadInput(N_(
                "Another version of this list came into service since. Discard this one and import it again, "
                "so that what it changes is seen."
            ))  # fmt: skip
        was_back = not waiting.staged
        begun = into_service(officer, stamp, waiting, ahead)
        return _noted(officer, stamp, "release_list", waiting, {"put_back": was_back, "terms": changed, **begun})

    return then_compared(officer, stamp, once(officer, "release_list", stamp, run))


def discard_list(officer: Officer, stamp: Stamp, row_id: str) -> Done:
    """Let a version that waits go; its bytes are kept, and the list in service stays. Raises NotPermitted, BadInput."""
    permit(officer, "discard_list", stamp)

    def run() -> Done:
        row = _version(row_id)
        if not row.staged:
            raise BadInput(N_("This version does not wait: it was released or discarded before."))
        row.staged = False
        row.save(update_fields=["staged"])
        return _noted(officer, stamp, "discard_list", row)

    return once(officer, "discard_list", stamp, run)


def import_list(
    officer: Officer, stamp: Stamp, list_id: str, files: Files, terms: ListTerms = NOTHING_SAID
) -> Done:  # fmt: skip
    """`stage_list` and `release_list` in one, for who has no page to look at: whole or not at all.

    Raises NotPermitted, and BadInput with the parser's one message for what cannot be read; the list in service then
    stays in service. What a list in service is used as is not changed in one act: that needs a second officer.
    """
    permit(officer, "import_list", stamp)
    read = _read(list_id, files, terms)
    # Before the transaction: the desks go on, and the first traveller after it finds the index made.
    _index_ahead(read.content, read.used["threshold"], read.used["audience"])
    ahead = Ahead.of(read.content)

    def run() -> Done:
        before = _in_service(list_id)
        if before is not None and (changed := listterms.changes(before, read.used)):
            raise BadInput(
                N_("This changes what the list is used as ({names}), which a second officer must release: import it "
                   "without, and change that on the list’s own page, or with `limen lists change`."),
                names=", ".join(changed),
            )  # fmt: skip
        row = _laid(officer, stamp, read, files, terms, ahead)
        return _noted(officer, stamp, "import_list", row, into_service(officer, stamp, row, ahead))

    return then_compared(officer, stamp, once(officer, "import_list", stamp, run))


# -- lists that officers write ----------------------------------------------------------------------------------------


def written_ahead(list_id: str, data: bytes) -> None:
    """Make the index for what an officers' list is about to hold, before the transaction that puts it in service."""
    used = listterms.columns(list_id, NOTHING_SAID)
    _index_ahead(read_list(own.FORMAT, data, list_id=list_id), used["threshold"], used["audience"])


def written(officer: Officer, stamp: Stamp, list_id: str, data: bytes) -> WatchList:
    """Lay a version of an officers' list and screen against it from now on; a part of the caller's act and entry."""
    content, used = read_list(own.FORMAT, data, list_id=list_id), listterms.columns(list_id, NOTHING_SAID)
    row = _laid(officer, stamp, _Read(content, used), Files(data), NOTHING_SAID, Ahead.of(content))
    _put_in_service(row)
    return row


# -- a version --------------------------------------------------------------------------------------------------------


def _read(list_id: str, files: Files, terms: ListTerms) -> _Read:
    """The list as it will be used; one clear message for what cannot be read."""
    if not LIST_ID.fullmatch(list_id):
        raise BadInput("A list's id is short: small letters, digits and hyphens, 60 at most.")
    if list_id in OFFICERS or list_id.endswith(listing.COPIED):
        raise BadInput(NOT_IMPORTED)
    used = listterms.columns(list_id, terms)
    try:
        content = read_list("", files.data, alt=files.alt, add=files.add, list_id=list_id)
    except ListError as error:
        raise BadInput("The list was not imported: {why}", why=telling.explained(str(error))) from error
    if not content.entries:
        raise BadInput("The list was not imported: it holds no entry. The list in service stays as it is.")
    return _Read(content, used)


def _laid(
    officer: Officer, stamp: Stamp, read: _Read, files: Files, terms: ListTerms, ahead: Ahead
) -> WatchList:  # fmt: skip
    """The version, laid beside the one in service; a version that waited before waits no more."""
    content = read.content
    before = _in_service(content.list)
    changed = listterms.changes(before, read.used) if before is not None else {}
    WatchList.objects.filter(list_id=content.list, staged=True).update(staged=False)
    kept = {name: file for name, file in files.to_dict().items() if file is not None}
    return WatchList.objects.create(
        **acted(officer, stamp),
        **read.used,
        **account_of(content),
        list_id=content.list,
        expires_on=terms.expires_on,
        sources={name: store.keep(file, "application/octet-stream", stamp.at) for name, file in kept.items()},
        difference=shown(ahead.against(before)) | ({"terms": changed} if changed else {}),
        against=before.version if before else "",
        staged=True,
        in_service=False,
    )


def account_of(content: ListContent) -> dict[str, Any]:
    """The columns that say what was read, and what became of every row."""
    return {
        "format": content.format, "version": content.content_hash, "entries": len(content.entries),
        "rows_read": content.rows_read, "accounted": dict(content.rows_accounted),
        "rejected": [[r.row, r.reason, r.text] for r in content.rejected[:REJECTED_SHOWN]],
    }  # fmt: skip


def _index_ahead(content: ListContent, floor: float, audience: str) -> None:
    """Make the index ahead of a release; a list that not everybody may know of is in no index of the desks."""
    if audience == listing.EVERYBODY:
        listing.index_ahead((content, floor))


def _of_service(list_id: str) -> WatchList:
    row = _in_service(list_id)
    if row is None:
        raise BadInput(N_("No list in service has this short name: {names}."), names=list_id[:60])
    return row


def _in_service(list_id: str) -> WatchList | None:
    return WatchList.objects.filter(list_id=list_id, in_service=True).first()


def _version(row_id: str) -> WatchList:
    """A version that is not in service."""
    row = _out_of_service(row_id)
    if row is None:
        raise BadInput(N_("There is no such version of a list that is not in service. Look at the lists again."))
    return row


def _out_of_service(row_id: str) -> WatchList | None:
    try:
        return WatchList.objects.filter(id=uuid.UUID(row_id), in_service=False).first()
    except ValueError:
        return None


def _put_in_service(row: WatchList) -> WatchList | None:
    """The version, screened against from now on; answers the one it takes the place of."""
    before = _in_service(row.list_id)
    WatchList.objects.filter(list_id=row.list_id, in_service=True).update(in_service=False)
    row.staged, row.in_service = False, True
    row.save(update_fields=["staged", "in_service"])
    return before


def into_service(officer: Officer, stamp: Stamp, row: WatchList, ahead: Ahead | None) -> dict[str, Any]:
    """The same, and a run that compares whom the office knows with what it adds and changes; what the journal says."""
    before = _put_in_service(row)
    if row.sources.get("salt"):
        return {}  # digests of one copy: whoever is on it is found when their document is read
    entries = (ahead or Ahead.of(content_of(row))).against(before).to_screen
    begun = rescreening.begin(officer, stamp, row.list_id, row.version, [entry.to_json() for entry in entries])
    return {"rescreening": begun} if begun else {}


def then_compared(officer: Officer, stamp: Stamp, done: Done) -> Done:
    """Begin to compare at once, in acts of their own; what they leave waits, with how far they came."""
    if not done.replayed:
        try:
            rescreening.go_on(officer, stamp, rescreening.AT_ONCE)
        except Exception:  # no error is lost: the run is shown as not done, and whoever goes on with it meets it again
            logging.getLogger(__name__).exception("comparing stopped; the list is in service all the same")
    return done


def _noted(
    officer: Officer, stamp: Stamp, verb: str, row: WatchList, said: Mapping[str, Any] | None = None
) -> Done:  # fmt: skip
    """The journal's entry of a version, as it tells of it."""
    counts = {key: value for key, value in row.difference.items() if key not in ("entries", "terms")}
    payload = {"list": row.list_id, "version": row.version, "rows": row.rows_read, "entries": row.entries,
               "difference": counts, **(said or {})}  # fmt: skip
    if row.audience != listing.EVERYBODY:
        payload["compartment"] = row.audience
    entry = journal.append(
        stamp=stamp, verb=verb, officer=officer.id, post=officer.post, payload=payload, result=str(row.id)
    )
    return Done(None, str(row.id), entry.seq)


def _difference(before: WatchList | None, after: ListContent) -> Difference:
    """What a version changes; against one whose bytes are damaged, which it mends, everything is new."""
    try:
        return between(content_of(before).entries if before else (), after.entries)
    except (ListError, Kept.DoesNotExist):
        return between((), after.entries)


def shown(difference: Difference) -> dict[str, Any]:
    """What a version changes: the counts, and the entries by name as far as they are kept for the page."""
    told = difference.to_json()
    entries: Sequence[Any] = told["entries"]
    return {**told, "entries": entries[:DIFFERENCES_SHOWN]}
