"""What was done: the journal's entries, their payloads apart, and bytes kept by their content."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import new_key


class Kept(models.Model):
    """Bytes kept under their own SHA-256, so that any decision can be replayed from exactly what it rested on."""

    digest = models.CharField(max_length=64, primary_key=True)
    media = models.CharField(max_length=60)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    kept_at = models.DateTimeField()


class JournalHead(models.Model):
    """The frontier of one node's Merkle tree: what the next entry is appended to."""

    node = models.CharField(max_length=40, primary_key=True)
    frontier = models.JSONField()


class JournalEntry(models.Model):
    """One act, as ids and digests: triggers refuse change and deletion, the tree shows both."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    node = models.CharField(max_length=40)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    client_at = models.DateTimeField(null=True)
    zone = models.CharField(max_length=60)
    verb = models.CharField(max_length=40)
    officer = models.CharField(max_length=40)
    post = models.CharField(max_length=40)
    case = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=40, blank=True)
    act_key = models.CharField(max_length=40)
    result = models.CharField(max_length=64, blank=True)
    payload_digest = models.CharField(max_length=64)
    leaf = models.CharField(max_length=64)

    class Meta:
        ordering = ["node", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["node", "seq"], name="journal_seq_once"),
            models.UniqueConstraint(fields=["node", "act_key"], name="journal_act_once"),
        ]
        indexes = [
            models.Index(fields=["case"], name="journal_case"),
            models.Index(fields=["person"], name="journal_person"),
        ]


class JournalPayload(models.Model):
    """What an entry's digest covers, salted; apart from the entry so that it can be masked lawfully."""

    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    salt = models.CharField(max_length=32)
    content = models.TextField()
    masked_at = models.DateTimeField(null=True)
    masked_why = models.CharField(max_length=200, blank=True)
