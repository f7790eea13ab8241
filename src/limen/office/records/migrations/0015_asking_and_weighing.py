"""What sources say, how differences were put and weighed, signs seen, rights told: rows that are added."""

from __future__ import annotations

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import limen.office.records.models.row
from limen.office.records import append_only

# A weighing and a statement give way to the next one, by a mark; nothing else of them changes.
GUARDED = (
    ("records_differenceput", ("UPDATE", "DELETE")),
    ("records_sign", ("UPDATE", "DELETE")),
    ("records_told", ("UPDATE", "DELETE")),
    ("records_statement", ("DELETE",)),
    ("records_weighing", ("DELETE",)),
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
    dependencies = [
        ("records", "0014_lists_at_a_post"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="shown_in",
            field=models.CharField(blank=True, default="", max_length=12),
        ),
        migrations.AlterField(
            model_name="referral",
            name="kind",
            field=models.CharField(
                choices=[
                    ("secondary", "Secondary"),
                    ("protection", "Protection"),
                    ("child_protection", "Child"),
                    ("victim", "Victim"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="DifferencePut",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=limen.office.records.models.row.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "node",
                    models.CharField(default=limen.office.records.models.row.this_node, editable=False, max_length=40),
                ),
                ("made_at", models.DateTimeField()),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("key", models.CharField(max_length=32)),
                ("kept", models.JSONField()),
                ("words", models.TextField()),
                ("language", models.CharField(max_length=12)),
                ("status", models.CharField(max_length=10)),
                ("reply", models.TextField(blank=True)),
                ("rendered", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="differences_put", to="records.case"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.interviewline",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Sign",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=limen.office.records.models.row.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "node",
                    models.CharField(default=limen.office.records.models.row.this_node, editable=False, max_length=40),
                ),
                ("made_at", models.DateTimeField()),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("code", models.CharField(max_length=40)),
                ("words", models.TextField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signs", to="records.case"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=limen.office.records.models.row.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "node",
                    models.CharField(default=limen.office.records.models.row.this_node, editable=False, max_length=40),
                ),
                ("made_at", models.DateTimeField()),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("kind", models.CharField(max_length=16)),
                ("source", models.CharField(max_length=60)),
                ("topic", models.CharField(max_length=30)),
                ("value", models.CharField(max_length=400)),
                ("where", models.CharField(blank=True, max_length=400)),
                ("superseded", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="records.case"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=limen.office.records.models.row.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "node",
                    models.CharField(default=limen.office.records.models.row.this_node, editable=False, max_length=40),
                ),
                ("made_at", models.DateTimeField()),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("phrase", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=12)),
                ("through", models.CharField(max_length=12)),
                ("reply", models.CharField(blank=True, max_length=12)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="told", to="records.case"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Weighing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=limen.office.records.models.row.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "node",
                    models.CharField(default=limen.office.records.models.row.this_node, editable=False, max_length=40),
                ),
                ("made_at", models.DateTimeField()),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("key", models.CharField(max_length=32)),
                ("kept", models.JSONField()),
                ("result", models.CharField(max_length=14)),
                ("reason", models.TextField()),
                ("settles", models.CharField(blank=True, max_length=6)),
                ("superseded", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="weighings", to="records.case"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded", False)), fields=("case", "key"), name="weighing_one_live"
                    )
                ],
            },
        ),
        migrations.RunPython(guard, release),
    ]
