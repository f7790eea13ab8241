"""Documents of a route's checklist as officers saw them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import limen.office.records.models.row


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0018_law_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperSeen",
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
                ("paper", models.CharField(max_length=60)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("original", "Original"),
                            ("copy", "Copy"),
                            ("on_screen", "On Screen"),
                            ("not_shown", "Not Shown"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers_seen", to="records.case"
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
                "indexes": [models.Index(fields=["case", "paper"], name="paper_of_case")],
            },
        ),
    ]
