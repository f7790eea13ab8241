"""Tables whose rows are added and stay: the journal, kept bytes, signatures, what was said, put, seen and read."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from limen.office.records import append_only

# A payload may be masked, which the journal itself records; its digest in the entry stays. A statement and a weighing
# give way to the next one, by a mark; nothing else of them changes.
GUARDED = (
    ("records_journalentry", ("UPDATE", "DELETE")),
    ("records_journalpayload", ("DELETE",)),
    ("records_kept", ("UPDATE", "DELETE")),
    ("records_countersignature", ("UPDATE", "DELETE")),
    ("records_correction", ("UPDATE", "DELETE")),
    ("records_interviewline", ("UPDATE", "DELETE")),
    ("records_differenceput", ("UPDATE", "DELETE")),
    ("records_sign", ("UPDATE", "DELETE")),
    ("records_told", ("UPDATE", "DELETE")),
    ("records_statement", ("DELETE",)),
    ("records_weighing", ("DELETE",)),
    ("records_bulletinreading", ("UPDATE", "DELETE")),
)


def guard(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the triggers."""
    del apps
    append_only.guard(editor, GUARDED)


def release(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    del apps
    append_only.release(editor, GUARDED)


class Migration(migrations.Migration):
    """Append-only tables."""

    dependencies = [("records", "0001_first")]
    operations = [migrations.RunPython(guard, release)]
