"""What every row has: a key that needs no counter, the node that made it, and when."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from limen.office.records.uuid7 import uuid7


def new_key() -> uuid.UUID:
    """A UUIDv7: two posts never make the same one, and keys sort by time (DESIGN §6)."""
    return uuid7()


def this_node() -> str:
    """The node this process writes for."""
    return str(settings.LIMEN_NODE)


class Row(models.Model):
    """A row with a UUIDv7 key, its node of origin, and the server's time."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    node = models.CharField(max_length=40, default=this_node, editable=False)
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


class Acted(Row):
    """A row an officer's act made: who, the client's own time beside the server's, and the act's idempotency key."""

    officer = models.ForeignKey("records.Account", on_delete=models.PROTECT, related_name="+")
    client_at = models.DateTimeField(null=True)  # the desk's own clock, kept although it may be wrong
    zone = models.CharField(max_length=60)  # the post's zone, so that a local time can always be shown
    act_key = models.UUIDField(db_index=True)  # the idempotency key the client made

    class Meta:
        abstract = True
