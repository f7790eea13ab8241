"""What officers are told of a change of law, and who of them has read it."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class BulletinReading(Acted):
    """An officer read the bulletin of a release and said that it was understood; added once, never changed."""

    release = models.ForeignKey("records.PackRelease", on_delete=models.PROTECT, related_name="readings")
    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "officer"], name="bulletin_read_once")]
