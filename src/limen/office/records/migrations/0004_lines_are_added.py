"""The lines of an interview are append-only, like the journal."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from limen.office.records import append_only

GUARDED = (("records_interviewline", ("UPDATE", "DELETE")),)


def guard(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the triggers."""
    del apps
    append_only.guard(editor, GUARDED)


def release(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    del apps
    append_only.release(editor, GUARDED)


class Migration(migrations.Migration):
    """Append-only lines."""

    dependencies = [("records", "0003_desk_complete")]
    operations = [migrations.RunPython(guard, release)]
