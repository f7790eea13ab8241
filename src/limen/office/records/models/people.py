"""Who came and when: persons outlive arrivals, documents say who they are, movements are the register."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted, Row, new_key


class Person(Row):
    """Somebody the office has met. Rows are never merged: what is known to be one person is linked, reversibly."""

    custodian = models.CharField(max_length=40)
    compartment = models.CharField(max_length=40, default="", blank=True)


class Document(Row):
    """What one travel document said when it was read; the same bytes again are the same row."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the canonical MRZ lines
    format = models.CharField(max_length=12)
    type = models.CharField(max_length=4)
    issuer = models.CharField(max_length=3)
    number = models.CharField(max_length=60)
    number_key = models.CharField(max_length=60)  # letters and digits only: what two readings are compared by
    surname = models.CharField(max_length=120)
    given = models.CharField(max_length=120, blank=True)
    name_key = models.CharField(max_length=250)
    nationality = models.CharField(max_length=3)
    birth = models.CharField(max_length=11, blank=True)  # EDTF, may be partial
    sex = models.CharField(max_length=1, blank=True)
    expiry = models.CharField(max_length=11, blank=True)
    name_truncated = models.BooleanField(default=False)
    mrz = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["issuer", "number_key"], name="document_number"),
            models.Index(fields=["name_key"], name="document_name"),
            models.Index(fields=["birth", "name_key"], name="document_birth"),
        ]


class Movement(Acted):
    """One recorded entry or exit; a wrong one is voided by a correction, never changed."""

    class Direction(models.TextChoices):
        """Which way."""

        ENTRY = "entry"
        EXIT = "exit"

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="movements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="movements")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=5, choices=Direction.choices)
    on = models.DateField()  # the post's local day, which the law counts
    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="+")
    counts = models.BooleanField(default=True)  # false for stays under a permit or long-stay visa
    last_day = models.DateField(null=True)
    voided_by = models.ForeignKey("records.Correction", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "on"], name="movement_person")]
        constraints = [
            models.CheckConstraint(condition=models.Q(direction__in=["entry", "exit"]), name="movement_direction"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(voided_by=None), name="movement_one_live_per_case"
            ),
        ]


class NameKey(models.Model):
    """One way a document's name may be looked for; made from the document, and made again from it at any time."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="name_keys")
    key = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "document"], name="name_key_once")]
