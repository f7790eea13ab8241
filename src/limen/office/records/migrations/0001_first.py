import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import limen.office.records.models.row


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
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
                ("username", models.CharField(max_length=60, unique=True)),
                ("full_name", models.CharField(max_length=120)),
                ("number", models.CharField(max_length=30)),
                ("is_active", models.BooleanField(default=True)),
                ("is_demo", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("interests", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Post",
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
                ("code", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("authority", models.CharField(max_length=160)),
                ("country", models.CharField(max_length=3)),
                ("zone", models.CharField(max_length=60)),
                ("pack", models.CharField(max_length=60)),
                (
                    "mode",
                    models.CharField(
                        choices=[("practice", "Practice"), ("service", "Service")], default="practice", max_length=10
                    ),
                ),
                ("register_from", models.DateField()),
                ("particulars", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["practice", "service"])), name="post_mode_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
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
                ("custodian", models.CharField(max_length=40)),
                ("compartment", models.CharField(blank=True, default="", max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Document",
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
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="records.person"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("format", models.CharField(max_length=12)),
                ("type", models.CharField(max_length=4)),
                ("issuer", models.CharField(max_length=3)),
                ("number", models.CharField(max_length=60)),
                ("number_key", models.CharField(max_length=60)),
                ("surname", models.CharField(max_length=120)),
                ("given", models.CharField(blank=True, max_length=120)),
                ("name_key", models.CharField(max_length=250)),
                ("nationality", models.CharField(max_length=3)),
                ("birth", models.CharField(blank=True, max_length=11)),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("expiry", models.CharField(blank=True, max_length=11)),
                ("name_truncated", models.BooleanField(default=False)),
                ("mrz", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["issuer", "number_key"], name="document_number"),
                    models.Index(fields=["name_key"], name="document_name"),
                    models.Index(fields=["birth", "name_key"], name="document_birth"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="records.post"
                    ),
                ),
                ("direction", models.CharField(max_length=5)),
                (
                    "kind",
                    models.CharField(
                        choices=[("family", "Family"), ("car", "Car"), ("coach", "Coach"), ("group", "Group")],
                        max_length=10,
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=80)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["post", "closed_at"], name="unit_open")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["entry", "exit"])), name="unit_direction"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["family", "car", "coach", "group"])), name="unit_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("kind", models.CharField(max_length=20)),
                ("direction", models.CharField(max_length=5)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="records.post"
                    ),
                ),
                ("state", models.CharField(max_length=20)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("custodian", models.CharField(max_length=40)),
                ("compartment", models.CharField(blank=True, default="", max_length=40)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="records.person",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="records.document",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="records.unit"
                    ),
                ),
                ("flight", models.CharField(blank=True, default="", max_length=20)),
                ("restrained_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["post", "state", "-made_at"], name="case_worklist"),
                    models.Index(fields=["holder", "state"], name="case_holder"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["entry", "exit"])), name="case_direction"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="records.case"
                    ),
                ),
                ("fact", models.CharField(max_length=60)),
                ("question", models.TextField(blank=True)),
                ("value", models.JSONField(null=True)),
                ("status", models.CharField(max_length=20)),
                ("standard", models.CharField(max_length=30)),
                ("source", models.CharField(max_length=20)),
                ("words", models.TextField(blank=True)),
                ("shown_in", models.CharField(blank=True, default="", max_length=12)),
                ("superseded", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded", False)),
                        fields=("case", "fact", "source"),
                        name="answer_one_live",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="records.case"
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("inputs", models.JSONField()),
                ("findings", models.JSONField()),
                ("facts", models.JSONField()),
                ("discrepancies", models.JSONField()),
                ("advice", models.JSONField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "revision"), name="assessment_once")],
            },
        ),
        migrations.CreateModel(
            name="PackRelease",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("pack", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64)),
                ("title", models.CharField(max_length=160)),
                ("reviewers", models.JSONField()),
                ("commences", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("released", "Released"),
                            ("alone", "Alone"),
                            ("returned", "Returned"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("against", models.CharField(blank=True, max_length=64)),
                ("summary", models.TextField(blank=True)),
                ("bulletin", models.TextField(blank=True)),
                (
                    "second",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["pack", "state", "-commences", "-released_at"], name="pack_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")), fields=("pack",), name="pack_one_proposed"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second", None), models.Q(("second", models.F("officer")), _negated=True), _connector="OR"
                        ),
                        name="pack_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "released"), _negated=True),
                            models.Q(("released_at__isnull", False), ("second__isnull", False)),
                            _connector="OR",
                        ),
                        name="pack_released_by_second",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "released", "alone", "returned", "withdrawn"])),
                        name="pack_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BulletinReading",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="records.packrelease"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.post"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("release", "officer"), name="bulletin_read_once")],
            },
        ),
        migrations.CreateModel(
            name="ConnectedRegister",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registers", to="records.post"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=120)),
                ("address", models.CharField(max_length=300)),
                ("automatic", models.BooleanField(default=True)),
                ("seconds", models.FloatField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("post", "name"), name="register_one_connected"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="records.case"
                    ),
                ),
                ("what", models.CharField(max_length=60)),
                ("target", models.CharField(max_length=40)),
                ("was", models.JSONField(null=True)),
                ("became", models.JSONField(null=True)),
                ("reason", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="records.case"
                    ),
                ),
                ("act", models.CharField(max_length=40)),
                ("outcome", models.CharField(max_length=40)),
                ("advised", models.CharField(max_length=40)),
                ("grounds", models.JSONField()),
                ("own_reasons", models.TextField(blank=True)),
                ("inputs", models.JSONField()),
                ("snapshot", models.CharField(max_length=80)),
                ("language", models.CharField(default="en", max_length=12)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.assessment"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("effective", "Effective"),
                            ("awaiting", "Awaiting"),
                            ("returned", "Returned"),
                            ("lapsed", "Lapsed"),
                            ("corrected", "Corrected"),
                            ("set_aside", "Set Aside"),
                        ],
                        max_length=10,
                    ),
                ),
                ("effective_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["effective", "awaiting"])),
                        fields=("case",),
                        name="decision_one_live",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Countersignature",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="countersignatures",
                        to="records.decision",
                    ),
                ),
                (
                    "first_officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("agreed", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("officer", models.F("first_officer")), _negated=True),
                        name="no_self_countersign",
                    ),
                    models.UniqueConstraint(fields=("decision",), name="countersigned_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairedReader",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readers", to="records.post"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60)),
                ("code_digest", models.CharField(blank=True, max_length=64)),
                ("code_until", models.DateTimeField()),
                ("token_digest", models.CharField(blank=True, max_length=64)),
                ("public_key", models.CharField(blank=True, max_length=60)),
                ("paired_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["officer", "ended_at"], name="reader_desk")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code_digest", ""), _negated=True),
                        fields=("code_digest",),
                        name="reader_code_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("token_digest", ""), _negated=True),
                        fields=("token_digest",),
                        name="reader_token_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Kept",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("media", models.CharField(max_length=60)),
                ("content", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
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
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="records.pairedreader",
                    ),
                ),
                ("key", models.UUIDField()),
                ("kind", models.CharField(max_length=10)),
                ("text", models.TextField(blank=True)),
                ("content", models.BinaryField(null=True)),
                (
                    "kept",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.kept"
                    ),
                ),
                ("media", models.CharField(blank=True, max_length=60)),
                ("digest", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=128)),
                ("read_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled", models.CharField(blank=True, max_length=10)),
                ("emptied_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["reader", "settled_at"], name="delivery_waiting")],
                "constraints": [
                    models.UniqueConstraint(fields=("reader", "key"), name="delivery_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["lines", "picture", "chip"])), name="delivery_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interview",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="interviews", to="records.case"
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120)),
                ("language", models.CharField(max_length=12)),
                ("dialect", models.CharField(blank=True, max_length=60)),
                (
                    "through",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody"),
                            ("present", "Present"),
                            ("telephone", "Telephone"),
                            ("video", "Video"),
                        ],
                        max_length=10,
                    ),
                ),
                ("interpreter", models.CharField(blank=True, max_length=120)),
                ("interpreter_number", models.CharField(blank=True, max_length=40)),
                ("understood", models.BooleanField()),
                ("present", models.CharField(blank=True, max_length=300)),
                ("told", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "read_back",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agreed", "Agreed"),
                            ("corrected", "Corrected"),
                            ("refused", "Refused"),
                            ("impossible", "Impossible"),
                        ],
                        max_length=10,
                    ),
                ),
                ("read_back_note", models.TextField(blank=True)),
                (
                    "signature",
                    models.CharField(
                        blank=True,
                        choices=[("signed", "Signed"), ("refused_to_sign", "Refused"), ("unable_to_sign", "Unable")],
                        max_length=16,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("case",), name="interview_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InterviewLine",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="records.interview"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Question"),
                            ("answer", "Answer"),
                            ("put", "Put"),
                            ("shown", "Shown"),
                            ("observed", "Observed"),
                            ("break", "Break"),
                            ("resumed", "Resumed"),
                            ("correction", "Correction"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField()),
                ("rendered", models.TextField(blank=True)),
                ("fact", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "ordering": ["interview", "number"],
                "constraints": [models.UniqueConstraint(fields=("interview", "number"), name="interview_line_once")],
            },
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="differences_put", to="records.case"
                    ),
                ),
                ("key", models.CharField(max_length=32)),
                ("kept", models.JSONField()),
                ("words", models.TextField()),
                ("language", models.CharField(max_length=12)),
                ("status", models.CharField(max_length=10)),
                ("reply", models.TextField(blank=True)),
                ("rendered", models.TextField(blank=True)),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.interviewline",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Duty",
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
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="records.post"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("primary", "primary"),
                            ("secondary", "secondary"),
                            ("chief", "chief"),
                            ("list_officer", "list_officer"),
                            ("policy_officer", "policy_officer"),
                            ("auditor", "auditor"),
                            ("administrator", "administrator"),
                            ("trainee", "trainee"),
                            ("trainer", "trainer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("compartment", models.CharField(blank=True, default="", max_length=40)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "post", "role", "compartment"), name="duty_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "primary",
                                    "secondary",
                                    "chief",
                                    "list_officer",
                                    "policy_officer",
                                    "auditor",
                                    "administrator",
                                    "trainee",
                                    "trainer",
                                ],
                            )
                        ),
                        name="duty_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Examination",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="examinations", to="records.case"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("page", "Page"),
                            ("chip", "Chip"),
                            ("seal", "Seal"),
                            ("portrait", "Portrait"),
                            ("own", "Own"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.kept"
                    ),
                ),
                ("device", models.CharField(max_length=120)),
                ("findings", models.JSONField()),
                ("fields", models.JSONField()),
                ("pictures", models.JSONField(default=dict)),
                ("trust", models.CharField(blank=True, max_length=64)),
                ("superseded", models.BooleanField(default=False)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["case", "kind"], name="examination_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["page", "chip", "seal", "portrait", "own"])),
                        name="examination_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoryLink",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="history_links", to="records.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="records.person"
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.person"
                    ),
                ),
                ("score", models.FloatField()),
                ("why", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("same_document", "Same Document"),
                            ("proposed", "Proposed"),
                            ("confirmed", "Confirmed"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=14,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "person", "earlier"), name="history_link_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Hit",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hits", to="records.case"
                    ),
                ),
                ("document_digest", models.CharField(max_length=64)),
                ("list_id", models.CharField(max_length=60)),
                ("entry_id", models.CharField(max_length=120)),
                ("entry_hash", models.CharField(max_length=64)),
                ("rules_version", models.CharField(max_length=64)),
                ("listed_name", models.CharField(max_length=400)),
                ("listed", models.JSONField()),
                ("score", models.FloatField()),
                ("strength", models.CharField(max_length=10)),
                ("why", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("same", "Same"),
                            ("not_same", "Not Same"),
                            ("inconclusive", "Inconclusive"),
                            ("remembered", "Remembered"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("resolved_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "remembered_from",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.hit"
                    ),
                ),
                ("superseded", models.BooleanField(default=False)),
                ("compartment", models.CharField(blank=True, default="", max_length=60)),
                (
                    "claimed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("claimed_at", models.DateTimeField(null=True)),
                ("proposed", models.CharField(blank=True, default="", max_length=12)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_at", models.DateTimeField(null=True)),
                ("proposed_note", models.TextField(blank=True, default="")),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("agreed_at", models.DateTimeField(null=True)),
                ("reopened_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["document_digest", "entry_hash", "rules_version", "state"], name="hit_remembered"
                    ),
                    models.Index(fields=["state", "superseded", "made_at"], name="hit_queue"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded", False)),
                        fields=("case", "document_digest", "list_id", "entry_id", "entry_hash", "rules_version"),
                        name="hit_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "same", "not_same", "inconclusive", "remembered"])),
                        name="hit_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by", None),
                            models.Q(("agreed_by", models.F("resolved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="hit_two_persons",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HitOverride",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="overrides", to="records.case"
                    ),
                ),
                (
                    "hit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="overrides", to="records.hit"
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("reason", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("hit",), name="hit_overridden_once")],
            },
        ),
        migrations.CreateModel(
            name="HitWatch",
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
                (
                    "hit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="watches", to="records.hit"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["account", "seen_at"], name="hit_watch_unseen")],
                "constraints": [models.UniqueConstraint(fields=("hit", "account"), name="hit_watch_once")],
            },
        ),
        migrations.CreateModel(
            name="Hold",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="records.case"
                    ),
                ),
                ("reason", models.TextField()),
                ("limit_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("review", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("case",), name="hold_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Inquiry",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inquiries", to="records.case"
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="records.connectedregister",
                    ),
                ),
                ("document_digest", models.CharField(max_length=64)),
                ("question", models.JSONField()),
                ("purpose", models.CharField(max_length=40)),
                ("answer", models.CharField(default="pending", max_length=12)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("reports", models.JSONField(default=list)),
                ("seconds", models.FloatField(null=True)),
                ("superseded", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [models.Index(fields=["case", "superseded"], name="inquiry_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "answer__in",
                                ["pending", "answered", "not_asked", "no_answer", "late", "malformed", "refused"],
                            )
                        ),
                        name="inquiry_answer_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
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
                ("node", models.CharField(max_length=40)),
                ("seq", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("verb", models.CharField(max_length=40)),
                ("officer", models.CharField(max_length=40)),
                ("post", models.CharField(max_length=40)),
                ("case", models.CharField(blank=True, max_length=40)),
                ("person", models.CharField(blank=True, max_length=40)),
                ("act_key", models.CharField(max_length=40)),
                ("result", models.CharField(blank=True, max_length=64)),
                ("payload_digest", models.CharField(max_length=64)),
                ("leaf", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["node", "seq"],
                "indexes": [
                    models.Index(fields=["case"], name="journal_case"),
                    models.Index(fields=["person"], name="journal_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("node", "seq"), name="journal_seq_once"),
                    models.UniqueConstraint(fields=("node", "act_key"), name="journal_act_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalHead",
            fields=[
                ("node", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("frontier", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="JournalPayload",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="payload",
                        serialize=False,
                        to="records.journalentry",
                    ),
                ),
                ("salt", models.CharField(max_length=32)),
                ("content", models.TextField()),
                ("masked_at", models.DateTimeField(null=True)),
                ("masked_why", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Rescreening",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("list_id", models.CharField(max_length=60)),
                ("list_version", models.CharField(max_length=64)),
                ("entries", models.JSONField()),
                ("since", models.DateField()),
                ("reached", models.UUIDField(null=True)),
                ("looked_at", models.PositiveIntegerField(default=0)),
                ("compared", models.PositiveIntegerField(default=0)),
                ("found", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["finished_at", "id"], name="rescreening_open")],
            },
        ),
        migrations.CreateModel(
            name="LaterHit",
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
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hits", to="records.rescreening"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.person"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.document"
                    ),
                ),
                ("why_here", models.CharField(max_length=10)),
                ("list_id", models.CharField(max_length=60)),
                ("list_version", models.CharField(max_length=64)),
                ("entry_id", models.CharField(max_length=120)),
                ("entry_hash", models.CharField(max_length=64)),
                ("rules_version", models.CharField(max_length=40)),
                ("listed_name", models.CharField(blank=True, max_length=400)),
                ("score", models.FloatField()),
                ("strength", models.CharField(max_length=10)),
                ("why", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("seen", "Seen"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("seen_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "made_at"], name="later_hit_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "list_id", "entry_id", "entry_hash", "rules_version"), name="later_hit_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "seen", "closed"])), name="later_hit_state_known"
                    ),
                ],
            },
        ),
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("pack", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=160)),
                ("base", models.CharField(max_length=64)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("changes", models.JSONField(default=list)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "sent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.packrelease",
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["pack", "dropped_at"], name="draft_open")],
            },
        ),
        migrations.CreateModel(
            name="LibraryEntry",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("entry_id", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=10)),
                ("issuer", models.CharField(max_length=3)),
                ("type", models.CharField(blank=True, max_length=2)),
                ("title", models.CharField(max_length=160)),
                ("content", models.JSONField()),
                ("content_hash", models.CharField(max_length=64)),
                ("pictures", models.JSONField()),
                ("library", models.CharField(max_length=160)),
                ("owner", models.CharField(max_length=120)),
                ("language", models.CharField(max_length=35)),
                ("in_service", models.BooleanField(default=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_why", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["issuer", "in_service"], name="library_entry_issuer")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("in_service", True)),
                        fields=("entry_id",),
                        name="library_entry_one_in_service",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["specimen", "forgery", "alert"])),
                        name="library_entry_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListIssuer",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("name", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                ("reason", models.CharField(max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("name",), name="issuer_one_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListCopy",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="records.listissuer"
                    ),
                ),
                ("post", models.CharField(max_length=20)),
                ("digest", models.CharField(max_length=64)),
                ("copied_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("lists", models.JSONField()),
                ("older_why", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "indexes": [models.Index(fields=["issuer", "copied_at"], name="list_copy_newest")],
            },
        ),
        migrations.CreateModel(
            name="Movement",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="movements", to="records.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="movements", to="records.person"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.document"
                    ),
                ),
                ("direction", models.CharField(choices=[("entry", "Entry"), ("exit", "Exit")], max_length=5)),
                ("on", models.DateField()),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.post"),
                ),
                ("counts", models.BooleanField(default=True)),
                ("last_day", models.DateField(null=True)),
                (
                    "voided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.correction",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "on"], name="movement_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["entry", "exit"])), name="movement_direction"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("voided_by", None)), fields=("case",), name="movement_one_live_per_case"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NameKey",
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="name_keys", to="records.document"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key", "document"), name="name_key_once")],
            },
        ),
        migrations.CreateModel(
            name="NationalEntry",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("list_id", models.CharField(max_length=60)),
                ("content", models.JSONField()),
                ("content_hash", models.CharField(max_length=64)),
                ("legal_basis", models.TextField()),
                ("evidence", models.TextField()),
                ("scope", models.JSONField(default=dict)),
                ("review_on", models.DateField()),
                ("expires_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("in_force", "In Force"),
                            ("returned", "Returned"),
                            ("ended", "Ended"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("marks", models.JSONField(default=list)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "review_on"], name="entry_review"),
                    models.Index(fields=["list_id", "state"], name="entry_list"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "in_force", "returned", "ended"])),
                        name="entry_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("officer")), _negated=True),
                            _connector="OR",
                        ),
                        name="entry_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "in_force"), _negated=True),
                            ("decided_by__isnull", False),
                            _connector="OR",
                        ),
                        name="entry_in_force_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="records.case"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="records.decision",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("language", models.CharField(max_length=12)),
                ("for_service", models.BooleanField()),
                (
                    "pdf",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.kept"),
                ),
                (
                    "data",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.kept"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OwnerNotice",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "hit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="records.hit"
                    ),
                ),
                ("owner", models.CharField(max_length=120)),
                ("address", models.CharField(max_length=300)),
                ("message", models.JSONField()),
                ("due_at", models.DateTimeField()),
                ("receipt", models.CharField(default="pending", max_length=12)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("received_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=20)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["answered_at", "due_at"], name="owner_notice_due")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("receipt__in", ["pending", "received"])),
                        fields=("hit",),
                        name="owner_told_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("receipt__in", ["pending", "received", "no_answer", "late", "malformed", "refused"])
                        ),
                        name="owner_receipt_known",
                    ),
                ],
            },
        ),
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers_seen", to="records.case"
                    ),
                ),
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
            ],
            options={
                "indexes": [models.Index(fields=["case", "paper"], name="paper_of_case")],
            },
        ),
        migrations.CreateModel(
            name="Picture",
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
                (
                    "examination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="images", to="records.examination"
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("digest", models.CharField(max_length=64)),
                ("media", models.CharField(max_length=60)),
                ("content", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("examination", "role"), name="picture_once")],
            },
        ),
        migrations.CreateModel(
            name="PracticeRun",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.post"),
                ),
                ("digest", models.CharField(max_length=80)),
                ("route", models.CharField(max_length=120)),
                ("traveller", models.CharField(max_length=40)),
                ("scenario", models.JSONField()),
                (
                    "near_of",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="near_run",
                        to="records.practicerun",
                    ),
                ),
                ("asked", models.JSONField(default=list)),
                ("findings", models.JSONField(default=dict)),
                ("outcome", models.CharField(blank=True, max_length=60)),
                ("grounds", models.JSONField(default=list)),
                ("marks", models.JSONField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["officer", "decided_at"], name="practice_of_officer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("marks__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("marks__isnull", False)),
                            _connector="OR",
                        ),
                        name="practice_marked_once_decided",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="records.case"
                    ),
                ),
                ("source", models.CharField(max_length=20)),
                (
                    "kept",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.kept"),
                ),
                ("accepted", models.BooleanField()),
                ("superseded", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Referral",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="records.case"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("secondary", "Secondary"),
                            ("protection", "Protection"),
                            ("child_protection", "Child"),
                            ("victim", "Victim"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField()),
                ("words", models.TextField(blank=True)),
                ("cause", models.CharField(blank=True, max_length=30)),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("result", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Relaxation",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="relaxations", to="records.post"
                    ),
                ),
                ("direction", models.CharField(blank=True, max_length=5)),
                ("left_out", models.JSONField()),
                ("cite", models.CharField(max_length=80)),
                ("reason", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("end_reason", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("post",), name="relaxation_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="service", to="records.notice"
                    ),
                ),
                ("handed_at", models.DateTimeField()),
                ("language", models.CharField(max_length=12)),
                ("interpreter", models.CharField(blank=True, max_length=120)),
                (
                    "signature",
                    models.CharField(
                        choices=[("signed", "Signed"), ("refused_to_sign", "Refused"), ("unable_to_sign", "Unable")],
                        max_length=16,
                    ),
                ),
                ("carrier_told", models.CharField(blank=True, max_length=160)),
                ("passport_is", models.CharField(max_length=160)),
            ],
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signs", to="records.case"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("words", models.TextField()),
            ],
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="records.case"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("source", models.CharField(max_length=60)),
                ("topic", models.CharField(max_length=30)),
                ("value", models.CharField(max_length=400)),
                ("where", models.CharField(blank=True, max_length=400)),
                ("superseded", models.BooleanField(default=False)),
            ],
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="told", to="records.case"
                    ),
                ),
                ("phrase", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=12)),
                ("through", models.CharField(max_length=12)),
                ("reply", models.CharField(blank=True, max_length=12)),
            ],
        ),
        migrations.CreateModel(
            name="TrustSource",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("name", models.CharField(max_length=60)),
                ("sources", models.JSONField()),
                ("version", models.CharField(max_length=64)),
                ("certificates", models.PositiveIntegerField()),
                ("countries", models.PositiveIntegerField()),
                ("rejected", models.JSONField()),
                ("difference", models.JSONField()),
                ("in_service", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("in_service", True)), fields=("name",), name="trust_one_in_service"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WatchList",
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                ("list_id", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=160)),
                ("owner", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=20)),
                ("feeds_fact", models.CharField(blank=True, max_length=60)),
                ("action", models.CharField(blank=True, max_length=300)),
                ("audience", models.CharField(default="post", max_length=60)),
                ("threshold", models.FloatField()),
                ("expires_on", models.DateField(null=True)),
                ("format", models.CharField(max_length=20)),
                ("version", models.CharField(max_length=64)),
                ("sources", models.JSONField()),
                ("entries", models.PositiveIntegerField()),
                ("rows_read", models.PositiveIntegerField()),
                ("accounted", models.JSONField()),
                ("rejected", models.JSONField()),
                ("difference", models.JSONField()),
                ("against", models.CharField(blank=True, default="", max_length=64)),
                ("staged", models.BooleanField(default=False)),
                ("in_service", models.BooleanField(default=True)),
                ("second", models.BooleanField(default=False)),
                ("watchers", models.JSONField(default=list)),
                ("owner_address", models.CharField(blank=True, default="", max_length=300)),
                ("owner_country", models.CharField(blank=True, default="", max_length=3)),
                ("alerts_per_thousand", models.FloatField(null=True)),
                ("as_of", models.DateTimeField(null=True)),
                (
                    "copy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="records.listcopy",
                    ),
                ),
                ("answer_hours", models.PositiveSmallIntegerField(default=24)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("in_service", True)), fields=("list_id",), name="list_one_in_service"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("staged", True)), fields=("list_id",), name="list_one_staged"
                    ),
                ],
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
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("client_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(max_length=60)),
                ("act_key", models.UUIDField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="weighings", to="records.case"
                    ),
                ),
                ("key", models.CharField(max_length=32)),
                ("kept", models.JSONField()),
                ("result", models.CharField(max_length=14)),
                ("reason", models.TextField()),
                ("settles", models.CharField(blank=True, max_length=6)),
                ("superseded", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded", False)), fields=("case", "key"), name="weighing_one_live"
                    )
                ],
            },
        ),
    ]
