"""Releasing law: a pack becomes the law of the posts that name it, as a kept snapshot nobody can change."""

from __future__ import annotations

import functools

from django.db import transaction

from limen import policy
from limen.office.actions.acting import Done, acted, once, permit
from limen.office.actions.errors import BadInput
from limen.office.records import journal, store
from limen.office.records.journal import Stamp
from limen.office.records.models import PackRelease
from limen.policy import Pack, PackError
from limen.vocabulary.evidence import Finding, Outcome
from limen.vocabulary.person import Officer


def release_pack(officer: Officer, stamp: Stamp, *, pack: str, data: bytes) -> Done:
    """Release a pack's canonical bytes (`Pack.to_bytes`) for use from the next traveller on.

    Raises NotPermitted; BadInput for a pack that cannot be read or that fails its own proofreading.
    """
    permit(officer, "release_law", stamp)
    try:
        read, failed = _proofread(data)
    except PackError as error:
        raise BadInput("The pack was not released: {why}", why=str(error)) from error
    if failed:
        raise BadInput(
            "The pack was not released: faults found by proofreading: {faults}, the first {first}. "
            "Run `limen policy proofread` to see them all.",
            faults=len(failed),
            first=failed[0].code,
        )

    def run() -> Done:
        with transaction.atomic():
            PackRelease.objects.filter(pack=pack, in_service=True).update(in_service=False)
            digest = store.keep(data, "application/json", stamp.at)
            row = PackRelease.objects.create(
                **acted(officer, stamp), pack=pack, digest=digest, title=read.title, reviewers=list(read.reviewers)
            )
            entry = journal.append(
                stamp=stamp, verb="release_law", officer=officer.id, post=officer.post,
                payload={"pack": pack, "digest": digest, "title": read.title}, result=str(row.id),
            )  # fmt: skip
        return Done(None, str(row.id), entry.seq)

    return once(officer, "release_law", stamp, run)


@functools.lru_cache(maxsize=4)
def _proofread(data: bytes) -> tuple[Pack, tuple[Finding, ...]]:
    """The pack of these bytes and what fails in it; a release sent again, or to the next post, is read once."""
    read = Pack.from_bytes(data)
    return read, tuple(finding for finding in policy.proofread(read) if finding.outcome is Outcome.FAILED)
