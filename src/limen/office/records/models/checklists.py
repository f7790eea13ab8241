"""Documents of a route's checklist as officers saw them."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class PaperSeen(Acted):
    """One document of the checklist as it was shown, or asked for and not shown; the latest of each document counts."""

    class Form(models.TextChoices):
        """In which form it was shown."""

        ORIGINAL = "original"
        COPY = "copy"
        ON_SCREEN = "on_screen"
        NOT_SHOWN = "not_shown"

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="papers_seen")
    paper = models.CharField(max_length=60)  # the id that the route's file gives it
    form = models.CharField(max_length=10, choices=Form.choices)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "paper"], name="paper_of_case")]
