"""Every document that was read before names could be found gets its keys."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from limen.office.records.search import document_keys

CHUNK = 1_000


def write(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write the keys of every document; they are made from the document and may be made again at any time."""
    document, key = apps.get_model("records", "Document"), apps.get_model("records", "NameKey")
    key.objects.all().delete()
    made = []
    for row in document.objects.iterator(chunk_size=CHUNK):
        made += [key(document_id=row.pk, key=one) for one in sorted(document_keys(row))]
        if len(made) >= CHUNK:
            key.objects.bulk_create(made, batch_size=CHUNK)
            made = []
    key.objects.bulk_create(made, batch_size=CHUNK)


def forget(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Take the keys away again: nothing else rests on them."""
    apps.get_model("records", "NameKey").objects.all().delete()


class Migration(migrations.Migration):
    """Keys for what is there."""

    dependencies = [("records", "0004_lines_are_added")]
    operations = [migrations.RunPython(write, forget)]
