"""The reader programs of the booths: which desk each is paired with, and what they delivered there."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted, Row


class PairedReader(Acted):
    """A reader program and the officer's desk it delivers to: offered with a code, paired with a token, ended.

    Neither code nor token is kept, only their digests; what the reader signs is held against its public key.
    """

    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="readers")
    name = models.CharField(max_length=60, blank=True)  # as the reader calls itself
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField()
    token_digest = models.CharField(max_length=64, blank=True)
    public_key = models.CharField(max_length=60, blank=True)
    paired_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code_digest"], condition=~models.Q(code_digest=""), name="reader_code_once"
            ),
            models.UniqueConstraint(
                fields=["token_digest"], condition=~models.Q(token_digest=""), name="reader_token_once"
            ),
        ]
        indexes = [models.Index(fields=["officer", "ended_at"], name="reader_desk")]


class Delivery(Row):
    """One reading that a paired reader delivered; what its officer made of it."""

    reader = models.ForeignKey(PairedReader, on_delete=models.PROTECT, related_name="deliveries")
    key = models.UUIDField()  # the reader's own: sent twice, it is here once
    kind = models.CharField(max_length=10)
    text = models.TextField(blank=True)  # the machine readable zone, where there is one
    content = models.BinaryField(null=True)  # a picture or an evidence file; gone once it is emptied
    kept = models.ForeignKey("records.Kept", on_delete=models.PROTECT, null=True, related_name="+")  # of before 0010
    media = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64)  # of the body that was signed
    signature = models.CharField(max_length=128)
    read_at = models.DateTimeField()  # by the reader's clock
    settled_at = models.DateTimeField(null=True)
    settled = models.CharField(max_length=10, blank=True)  # opened, dismissed, lapsed
    emptied_at = models.DateTimeField(null=True)  # its lines and its bytes are gone
    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "key"], name="delivery_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["lines", "picture", "chip"]), name="delivery_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["reader", "settled_at"], name="delivery_waiting")]
