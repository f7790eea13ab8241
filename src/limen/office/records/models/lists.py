"""Which lists and which law were in force: imports with every row accounted for, released pack snapshots."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted


class WatchList(Acted):
    """One version of one list as it was read: it waits (`staged`), is screened against (`in_service`), or neither."""

    list_id = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    owner = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    feeds_fact = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=300, blank=True)
    audience = models.CharField(max_length=60, default="post")
    threshold = models.FloatField()
    expires_on = models.DateField(null=True)
    format = models.CharField(max_length=20)
    version = models.CharField(max_length=64)  # hash of the entries
    sources = models.JSONField()  # kept digests of the bytes as published
    entries = models.PositiveIntegerField()
    rows_read = models.PositiveIntegerField()
    accounted = models.JSONField()
    rejected = models.JSONField()
    difference = models.JSONField()  # what it changes of `against`: counts, and the entries by name as far as shown
    against = models.CharField(max_length=64, blank=True, default="")  # the version in service when it was read
    staged = models.BooleanField(default=False)
    in_service = models.BooleanField(default=True)
    second = models.BooleanField(default=False)  # what one officer finds of a hit needs another's agreement
    watchers = models.JSONField(default=list)  # who is told of each hit: names accounts sign in with, or roles
    owner_address = models.CharField(max_length=300, blank=True, default="")  # where a hit is notified; "" for nowhere
    owner_country = models.CharField(max_length=3, blank=True, default="")  # whose list it is, ISO 3166 two-letter
    alerts_per_thousand = models.FloatField(null=True)  # what `threshold` was chosen for, where it was chosen so
    as_of = models.DateTimeField(null=True)  # when it was had from its owner; None for when it was read
    copy = models.ForeignKey("records.ListCopy", on_delete=models.PROTECT, null=True, related_name="versions")
    answer_hours = models.PositiveSmallIntegerField(default=24)  # in which the owner should answer a notice

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list_id"], condition=models.Q(in_service=True), name="list_one_in_service"
            ),
            models.UniqueConstraint(fields=["list_id"], condition=models.Q(staged=True), name="list_one_staged"),
        ]


class PackRelease(Acted):
    """One snapshot of a law pack, proposed by `officer` and released by a second; the office evaluates only released
    ones, each from its own day on (DESIGN §9.7)."""

    class State(models.TextChoices):
        """Only what is released is law, from the day it commences."""

        PROPOSED = "proposed"
        RELEASED = "released"
        ALONE = "alone"  # released by one officer before two were demanded; nothing makes these any more
        RETURNED = "returned"
        WITHDRAWN = "withdrawn"

    pack = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)  # of the kept canonical bytes
    title = models.CharField(max_length=160)
    reviewers = models.JSONField()
    commences = models.DateField()  # the first local day on which a post goes by it
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    against = models.CharField(max_length=64, blank=True)  # digest of the law it takes the place of; "" for the first
    summary = models.TextField(blank=True)  # what it changes, in the proposer's words
    bulletin = models.TextField(blank=True)  # what it changes for officers at a desk; "" where they are told nothing
    second = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # returned or withdrawn
    reason = models.TextField(blank=True)  # for that

    class Meta:
        indexes = [models.Index(fields=["pack", "state", "-commences", "-released_at"], name="pack_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["pack"], condition=models.Q(state="proposed"), name="pack_one_proposed"),
            models.CheckConstraint(
                condition=models.Q(second=None) | ~models.Q(second=models.F("officer")), name="pack_two_persons"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="released") | models.Q(second__isnull=False, released_at__isnull=False),
                name="pack_released_by_second",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["proposed", "released", "alone", "returned", "withdrawn"]),
                name="pack_state_known",
            ),
        ]
