"""Drafts of law: what a release is made from before anybody proposes it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import limen.office.records.models.row


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0017_practice"),
    ]

    operations = [
        migrations.CreateModel(
            name="LawDraft",
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
                ("pack", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=160)),
                ("base", models.CharField(max_length=64)),
                ("changes", models.JSONField(default=list)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "sent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.packrelease",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["pack", "dropped_at"], name="draft_open")],
            },
        ),
    ]
