"""Copies of lists that come from another office: whose are taken in, and which came."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class ListIssuer(Acted):
    """A node whose signed copies of lists this office takes in, with the key its signature must verify by."""

    name = models.CharField(max_length=40)  # as the copy names who made it
    key = models.CharField(max_length=80)  # public, as `limen lists key` prints it there
    reason = models.CharField(max_length=300)  # why it is trusted: who compared the key, and how
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=models.Q(ended_at=None), name="issuer_one_key")
        ]


class ListCopy(Acted):
    """One copy that came into service whole; what it holds are versions of lists that name it."""

    issuer = models.ForeignKey(ListIssuer, on_delete=models.PROTECT, related_name="copies")
    post = models.CharField(max_length=20)  # whom it was sealed for
    digest = models.CharField(max_length=64)  # of the file
    copied_at = models.DateTimeField()  # by the clock of who made it
    expires_at = models.DateTimeField()
    lists = models.JSONField()  # short name, version, entries, whether blinded
    older_why = models.CharField(max_length=300, blank=True)  # why one was taken in that is older than what was held

    class Meta:
        indexes = [models.Index(fields=["issuer", "copied_at"], name="list_copy_newest")]
