"""Tables whose rows are added and never changed or removed: triggers refuse it, on both engines.

They stop mistakes and ordinary programs. Whoever can drop a trigger is found by `limen journal verify`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Guarded = Iterable[tuple[str, tuple[str, ...]]]  # table, and the verbs refused on it


def guard(editor: BaseDatabaseSchemaEditor, guarded: Guarded) -> None:
    """Lay the triggers."""
    postgresql = editor.connection.vendor == "postgresql"
    if postgresql:
        editor.execute(
            "CREATE OR REPLACE FUNCTION limen_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', "
            "ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, verbs in guarded:
        for verb in verbs:
            name = f"{table}_no_{verb.lower()}"
            if postgresql:
                editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION limen_append_only()"
                )
                editor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
            else:
                editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def release(editor: BaseDatabaseSchemaEditor, guarded: Guarded) -> None:
    """Take the triggers away, which only a migration backwards does."""
    for table, verbs in guarded:
        for verb in verbs:
            on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER {table}_no_{verb.lower()}{on}")
