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
    """One released snapshot of a law pack; the office evaluates only these (DESIGN §9.7)."""

    pack = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)  # of the kept canonical bytes
    title = models.CharField(max_length=160)
    reviewers = models.JSONField()
    in_service = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack"], condition=models.Q(in_service=True), name="pack_one_in_service")
        ]
