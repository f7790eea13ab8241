"""How a post worked: times in which fewer checks than usual were made, by whose order and why."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class Relaxation(Acted):
    """A reduced lawful set of checks, from its order until its end (SBC Art 9); shown on every crossing under it."""

    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="relaxations")
    direction = models.CharField(max_length=5, blank=True)  # empty for both
    left_out = models.JSONField()  # codes of checks and facts that the route allows to leave out
    cite = models.CharField(max_length=80)
    reason = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=models.Q(ended_at=None), name="relaxation_one_open"),
        ]
