"""The keys that names are found by are made otherwise now: every document gets today's."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

keys = import_module("limen.office.records.migrations.0005_name_keys")


class Migration(migrations.Migration):
    """Keys for what is there, made again."""

    dependencies = [("records", "0011_national_entries")]
    operations = [migrations.RunPython(keys.write, keys.forget)]
