"""What documents look like when they are genuine and how they were forged: entries of reference libraries."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class LibraryEntry(Acted):
    """One entry as it was taken from a library; the newest of an id that is in service is the one that is shown."""

    entry_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    issuer = models.CharField(max_length=3)
    type = models.CharField(max_length=2, blank=True)
    title = models.CharField(max_length=160)
    content = models.JSONField()  # the entry without the bytes of its pictures
    content_hash = models.CharField(max_length=64)  # of what came, its pictures with it
    pictures = models.JSONField()  # id → kept digest of the picture made anew
    library = models.CharField(max_length=160)
    owner = models.CharField(max_length=120)
    language = models.CharField(max_length=35)
    in_service = models.BooleanField(default=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry_id"], condition=models.Q(in_service=True), name="library_entry_one_in_service"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["specimen", "forgery", "alert"]), name="library_entry_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["issuer", "in_service"], name="library_entry_issuer")]
