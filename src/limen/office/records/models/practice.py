"""What officers practised: cases made from the law, what was asked and decided, and how it was marked."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class PracticeRun(Acted):
    """One scenario played by one officer. It concerns nobody: its traveller is a specimen and it touches no case.

    `scenario` is kept as it was played, with its right answers, so that a later release of the law changes no mark. A
    set of exam items is a run without a traveller: `scenario` holds the items, `findings` the outcome chosen for each.
    """

    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=80)  # of the pack it was made from
    route = models.CharField(max_length=120)
    traveller = models.CharField(max_length=40)  # the key of a specimen
    scenario = models.JSONField()
    near_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="near_run")
    asked = models.JSONField(default=list)  # facts, in the order they were asked
    findings = models.JSONField(default=dict)  # the officer's own, by fact
    outcome = models.CharField(max_length=60, blank=True)
    grounds = models.JSONField(default=list)
    marks = models.JSONField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, marks__isnull=True)
                | models.Q(decided_at__isnull=False, marks__isnull=False),
                name="practice_marked_once_decided",
            ),
        ]
        indexes = [models.Index(fields=["officer", "decided_at"], name="practice_of_officer")]
