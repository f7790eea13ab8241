"""What was said in an interview, line by line, verbatim, with times; lines are added, never changed."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class Interview(Acted):
    """One sitting with one person: who spoke for whom, in which language, when it ended and was read back."""

    class Through(models.TextChoices):
        """How two people who share no language understood each other."""

        NOBODY = "nobody"  # the officer speaks the person's language
        PRESENT = "present"
        TELEPHONE = "telephone"
        VIDEO = "video"

    class ReadBack(models.TextChoices):
        """Whether the record was read back before it was closed."""

        AGREED = "agreed"
        CORRECTED = "corrected"
        REFUSED = "refused"
        IMPOSSIBLE = "impossible"

    class Signature(models.TextChoices):
        """What the person did with the record."""

        SIGNED = "signed"
        REFUSED = "refused_to_sign"
        UNABLE = "unable_to_sign"

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="interviews")
    place = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12)
    dialect = models.CharField(max_length=60, blank=True)
    through = models.CharField(max_length=10, choices=Through.choices)
    interpreter = models.CharField(max_length=120, blank=True)
    interpreter_number = models.CharField(max_length=40, blank=True)
    understood = models.BooleanField()  # both said that they understand each other
    present = models.CharField(max_length=300, blank=True)  # who else was there
    told = models.BooleanField(default=False)  # purpose and procedure of the second line, in writing (SBC 8(5))
    ended_at = models.DateTimeField(null=True)
    read_back = models.CharField(max_length=10, choices=ReadBack.choices, blank=True)
    read_back_note = models.TextField(blank=True)
    signature = models.CharField(max_length=16, choices=Signature.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at=None), name="interview_one_open"),
        ]


class InterviewLine(Acted):
    """One line of the record, in its order; `made_at` is when it was said."""

    class Kind(models.TextChoices):
        """What the line is."""

        QUESTION = "question"
        ANSWER = "answer"
        PUT = "put"  # a discrepancy put to the person, with its two sources
        SHOWN = "shown"  # a document shown
        OBSERVED = "observed"  # a fact seen, never a demeanour
        BREAK = "break"
        RESUMED = "resumed"
        CORRECTION = "correction"  # what the person corrected when it was read back

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.TextField()
    rendered = models.TextField(blank=True)  # the same in the language of the record, where it was interpreted
    fact = models.CharField(max_length=60, blank=True)  # the question of the law it answers, where it does

    class Meta:
        ordering = ["interview", "number"]
        constraints = [models.UniqueConstraint(fields=["interview", "number"], name="interview_line_once")]
