"""People who travel as one: a family, a car, a coach; each keeps a case of their own."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class Unit(Acted):
    """Several arrivals handled together at one desk; it never decides anybody, it only keeps them side by side."""

    class Kind(models.TextChoices):
        """What they came as."""

        FAMILY = "family"
        CAR = "car"
        COACH = "coach"
        GROUP = "group"

    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="units")
    direction = models.CharField(max_length=5)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    label = models.CharField(max_length=80, blank=True)  # a plate, a coach number, a family name
    holder = models.ForeignKey("records.Account", on_delete=models.PROTECT, related_name="units")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["post", "closed_at"], name="unit_open")]
        constraints = [
            models.CheckConstraint(condition=models.Q(direction__in=["entry", "exit"]), name="unit_direction"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["family", "car", "coach", "group"]), name="unit_kind_known"
            ),
        ]
