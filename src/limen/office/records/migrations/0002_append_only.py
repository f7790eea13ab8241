"""The journal and kept bytes are append-only: triggers refuse change and deletion, on both engines.

They stop mistakes and ordinary programs. Whoever can drop a trigger is found by `limen journal verify`.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# A payload may be masked, which the journal itself records; its digest in the entry stays.
GUARDED = (
    ("records_journalentry", ("UPDATE", "DELETE")),
    ("records_journalpayload", ("DELETE",)),
    ("records_kept", ("UPDATE", "DELETE")),
    ("records_countersignature", ("UPDATE", "DELETE")),
    ("records_correction", ("UPDATE", "DELETE")),
)


def guard(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the triggers."""
    del apps
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION limen_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', "
            "ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, verbs in GUARDED:
        for verb in verbs:
            name = f"{table}_no_{verb.lower()}"
            if editor.connection.vendor == "postgresql":
                editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION limen_append_only()"
                )
                editor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
            else:
                editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def release(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away, which only a migration backwards does."""
    del apps
    for table, verbs in GUARDED:
        for verb in verbs:
            on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER {table}_no_{verb.lower()}{on}")
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION limen_append_only()")


class Migration(migrations.Migration):
    """Append-only tables."""

    dependencies = [("records", "0001_first")]
    operations = [migrations.RunPython(guard, release)]
