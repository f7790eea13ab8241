"""What is done with a list hit beside resolving it: an order to let through, word to its owner, who watches."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted, Row


class HitOverride(Acted):
    """A chief's named order that one traveller is not kept waiting by one hit; the hit stays what it is."""

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="overrides")
    hit = models.ForeignKey("records.Hit", on_delete=models.PROTECT, related_name="overrides")
    role = models.CharField(max_length=20)  # in which the officer ordered it
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hit"], name="hit_overridden_once")]


class OwnerNotice(Acted):
    """One message to the owner of a list about a hit: written before it goes out, because it discloses.

    It is `pending` until a receipt or the lack of one is recorded; the owner should answer until `due_at`.
    """

    hit = models.ForeignKey("records.Hit", on_delete=models.PROTECT, related_name="notices")
    owner = models.CharField(max_length=120)
    address = models.CharField(max_length=300)
    message = models.JSONField()  # exactly what was disclosed
    due_at = models.DateTimeField()
    receipt = models.CharField(max_length=12, default="pending")
    reference = models.CharField(max_length=60, blank=True)  # the owner's own
    received_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["answered_at", "due_at"], name="owner_notice_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["hit"], condition=models.Q(receipt__in=["pending", "received"]), name="owner_told_once"
            ),
            models.CheckConstraint(
                condition=models.Q(receipt__in=["pending", "received", "no_answer", "late", "malformed", "refused"]),
                name="owner_receipt_known",
            ),
        ]


class HitWatch(Row):
    """One hit put before one officer who watches its list; when it was seen is the receipt."""

    hit = models.ForeignKey("records.Hit", on_delete=models.PROTECT, related_name="watches")
    account = models.ForeignKey("records.Account", on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "seen_at"], name="hit_watch_unseen")]
        constraints = [models.UniqueConstraint(fields=["hit", "account"], name="hit_watch_once")]
