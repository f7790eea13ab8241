"""Other people's registers of lost documents: which a post is connected with, what each was asked and answered."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class ConnectedRegister(Acted):
    """A register that a post asks: its name, its address, whether it is asked at each reading. Its token is a file."""

    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="registers")
    name = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    address = models.CharField(max_length=300)
    automatic = models.BooleanField(default=True)
    seconds = models.FloatField()  # that the desk waits for it
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "name"], condition=models.Q(ended_at=None), name="register_one_connected"
            )
        ]


class Inquiry(Acted):
    """One question to a register: written before it goes out, because it discloses; then what became of it.

    `answer` is `pending` until then, and stays so where nothing was recorded.
    """

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="inquiries")
    register = models.ForeignKey(ConnectedRegister, on_delete=models.PROTECT, related_name="inquiries")
    document_digest = models.CharField(max_length=64)
    question = models.JSONField()  # what was disclosed: issuer, type, number, also
    purpose = models.CharField(max_length=40)
    answer = models.CharField(max_length=12, default="pending")
    reference = models.CharField(max_length=60, blank=True)  # the register's own
    reports = models.JSONField(default=list)  # as told
    seconds = models.FloatField(null=True)
    superseded = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["case", "superseded"], name="inquiry_case")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    answer__in=["pending", "answered", "not_asked", "no_answer", "late", "malformed", "refused"]
                ),
                name="inquiry_answer_known",
            )
        ]
