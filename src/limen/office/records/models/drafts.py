"""Law as it is being written: a draft is the release it began from and the changes to it, in order."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class LawDraft(Acted):
    """A draft of a law: `officer` began it, `holder` alone changes it; `changes` are those of `limen.policy.edits`."""

    pack = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    base = models.CharField(max_length=64)  # digest of the release that the changes are made to
    holder = models.ForeignKey("records.Account", on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)  # of the draft: what a form was looking at
    sent = models.ForeignKey("records.PackRelease", on_delete=models.PROTECT, null=True, related_name="+")  # the latest
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["pack", "dropped_at"], name="draft_open")]
