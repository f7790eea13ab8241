"""What sources say beside the law's own answers, how differences were put and weighed, signs seen, rights told."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class Statement(Acted):
    """What one source says on one topic, as an officer took it down; taken back with a reason, never changed."""

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=16)  # what the source is: `interview.discrepancies.Kind`
    source = models.CharField(max_length=60)  # which it is: the ticket, the letter of the host
    topic = models.CharField(max_length=30)
    value = models.CharField(max_length=400)  # as keyed; `interview.statements.read` reads it
    where = models.CharField(max_length=400, blank=True)  # the place in it, or its own words
    superseded = models.BooleanField(default=False)


class DifferencePut(Acted):
    """One difference as it was put to the person, both sides as they stood then, and the reply, verbatim."""

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="differences_put")
    key = models.CharField(max_length=32)
    kept = models.JSONField()
    words = models.TextField()
    language = models.CharField(max_length=12)
    status = models.CharField(max_length=10)  # answered, refused, unknown; "" where the answer is a line of its own
    reply = models.TextField(blank=True)
    rendered = models.TextField(blank=True)
    line = models.ForeignKey("records.InterviewLine", on_delete=models.PROTECT, null=True, related_name="+")


class Weighing(Acted):
    """What an officer makes of a difference, with the reason; only a new weighing takes its place."""

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="weighings")
    key = models.CharField(max_length=32)
    kept = models.JSONField()
    result = models.CharField(max_length=14)
    reason = models.TextField()
    settles = models.CharField(max_length=6, blank=True)  # which side is found to hold: first, second, or neither
    superseded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key"], condition=models.Q(superseded=False), name="weighing_one_live"
            ),
        ]


class Sign(Acted):
    """A sign that somebody may need help, in the officer's own words: a reason to ask and refer, never a fact."""

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="signs")
    code = models.CharField(max_length=40)
    words = models.TextField()


class Told(Acted):
    """A right, a duty or a question of the phrasebook: shown or read in which language, when, by whom; the reply."""

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="told")
    phrase = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    through = models.CharField(max_length=12)  # phrasebook, interpreter, paper, spoken
    reply = models.CharField(max_length=12, blank=True)  # yes, no, cannot_say, declines
