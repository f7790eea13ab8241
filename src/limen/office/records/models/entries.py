"""What officers put on the lists themselves, under two signatures, and who was found by it who is here already."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted, Row


class NationalEntry(Acted):
    """One entry of an officers' list: proposed by one (`officer`), put in force or returned by another, then ended.

    What is in force is screened against as a version of its list (`WatchList`), which keeps its bytes; the row keeps
    what the list does not say: on what basis, on what evidence, until when, and who looks at it again.
    """

    class State(models.TextChoices):
        """Where an entry stands; one past its last day screens nobody, whatever its state."""

        PROPOSED = "proposed"
        IN_FORCE = "in_force"
        RETURNED = "returned"
        ENDED = "ended"

    number = models.CharField(max_length=20, unique=True)
    list_id = models.CharField(max_length=60)
    content = models.JSONField()  # the entry as the list has it
    content_hash = models.CharField(max_length=64)
    legal_basis = models.TextField()
    evidence = models.TextField()
    scope = models.JSONField(default=dict)  # as it was asked for; the entry's own ends on `expires_on` at the latest
    review_on = models.DateField()
    expires_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    marks = models.JSONField(default=list)  # what the second officer must know of the first
    decided_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)  # of the second officer
    reviewed_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "review_on"], name="entry_review"),
            models.Index(fields=["list_id", "state"], name="entry_list"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["proposed", "in_force", "returned", "ended"]), name="entry_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("officer")),
                name="entry_two_persons",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="in_force") | models.Q(decided_by__isnull=False), name="entry_in_force_signed"
            ),
        ]


class Rescreening(Acted):
    """One run of new entries over the people the office knows: resumable, with how far it came."""

    list_id = models.CharField(max_length=60)
    list_version = models.CharField(max_length=64)
    entries = models.JSONField()  # the entries as the list has them
    since = models.DateField()  # met from this day on, beside those who are here
    reached = models.UUIDField(null=True)  # the last document that was looked at
    looked_at = models.PositiveIntegerField(default=0)  # documents passed
    compared = models.PositiveIntegerField(default=0)  # of those, documents of people who are here or were met
    found = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["finished_at", "id"], name="rescreening_open")]


class LaterHit(Row):
    """Somebody the office knows who may be on an entry that came later: a possibility, put before an officer."""

    class State(models.TextChoices):
        """Whether somebody looked at it, and whether it is settled."""

        OPEN = "open"
        SEEN = "seen"
        CLOSED = "closed"

    run = models.ForeignKey(Rescreening, on_delete=models.PROTECT, related_name="hits")
    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey("records.Document", on_delete=models.PROTECT, related_name="+")
    why_here = models.CharField(max_length=10)  # open_case, inside, met
    list_id = models.CharField(max_length=60)
    list_version = models.CharField(max_length=64)
    entry_id = models.CharField(max_length=120)
    entry_hash = models.CharField(max_length=64)
    rules_version = models.CharField(max_length=40)
    listed_name = models.CharField(max_length=400, blank=True)
    score = models.FloatField()
    strength = models.CharField(max_length=10)
    why = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    seen_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "made_at"], name="later_hit_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "list_id", "entry_id", "entry_hash", "rules_version"], name="later_hit_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "seen", "closed"]), name="later_hit_state_known"
            ),
        ]
