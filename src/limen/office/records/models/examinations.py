"""What was found by looking closer at a document: page, chip, seal, portrait, the officer's own eye."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted, Row


class Examination(Acted):
    """One look at a document by one device or one officer: what it found, what it read, the bytes it rests on."""

    class Kind(models.TextChoices):
        """What was looked at."""

        PAGE = "page"
        CHIP = "chip"
        SEAL = "seal"
        PORTRAIT = "portrait"
        OWN = "own"  # an officer's own finding

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="examinations")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    kept = models.ForeignKey("records.Kept", on_delete=models.PROTECT, null=True, related_name="+")
    device = models.CharField(max_length=120)  # the reader, the scanner, the file, the officer's eye
    findings = models.JSONField()
    fields = models.JSONField()  # what was read: names, numbers, dates, lines, doubts
    pictures = models.JSONField(default=dict)  # role → digest of a picture, erased or not
    trust = models.CharField(max_length=64, blank=True)  # of the certificates it was checked against
    superseded = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)  # a newcomer's own photo: its bytes are gone, its findings stay

    class Meta:
        indexes = [models.Index(fields=["case", "kind"], name="examination_case")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["page", "chip", "seal", "portrait", "own"]),
                name="examination_kind_known",
            ),
        ]


class Picture(Row):
    """What came from a camera or a scanner, and what was made anew from it to be shown: bytes that can be erased.

    Their digests stay with the examination; they are not among the kept bytes, which nothing removes.
    """

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="images")
    role = models.CharField(max_length=20)  # original, page, strip, portrait, live, printed
    digest = models.CharField(max_length=64)
    media = models.CharField(max_length=60)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["examination", "role"], name="picture_once")]


class TrustSource(Acted):
    """One import of certificates that documents are checked against; the newest of a name is the one in service."""

    name = models.CharField(max_length=60)
    sources = models.JSONField()  # kept digests of the bytes as published, with the names of their files
    version = models.CharField(max_length=64)  # digest of those digests
    certificates = models.PositiveIntegerField()
    countries = models.PositiveIntegerField()
    rejected = models.JSONField()
    difference = models.JSONField()  # added and removed against the import before
    in_service = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=models.Q(in_service=True), name="trust_one_in_service")
        ]
