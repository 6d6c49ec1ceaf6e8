# SPDX-License-Identifier: AGPL-3.0-or-later
"""Policies, evaluations, findings and mails."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("omero_forms", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DigestRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("period", models.CharField(max_length=64, unique=True)),
                ("begins_at", models.DateTimeField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("messages", models.PositiveIntegerField(default=0)),
                ("unreachable", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("group_id", models.BigIntegerField()),
                ("group_name", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("task_id", models.CharField(blank=True, default="", max_length=64)),
                ("root_id", models.CharField(blank=True, default="", max_length=64)),
                ("error", models.TextField(blank=True, default="")),
                ("counts", models.JSONField(default=dict)),
                ("cursor", models.JSONField(default=dict)),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["group_id", "finished_at"], name="forms_evaluation_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=("group_id",),
                        name="forms_evaluation_running",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("person_id", models.BigIntegerField()),
                ("person_name", models.TextField()),
                ("kind", models.CharField(max_length=32)),
                ("period", models.CharField(max_length=64)),
                ("state", models.CharField(default="waiting", max_length=16)),
                ("message_id", models.CharField(max_length=255, unique=True)),
                ("recipient", models.TextField()),
                ("subject", models.TextField()),
                ("text", models.TextField()),
                ("html", models.TextField()),
                ("memory", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField()),
                ("last_error", models.TextField(blank=True, default="")),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "next_attempt_at"], name="forms_outbox_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("person_id", "kind", "period"), name="forms_outbox_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("group_id", models.BigIntegerField()),
                ("group_name", models.TextField()),
                ("name", models.TextField()),
                ("object_type", models.CharField(max_length=16)),
                ("selector", models.JSONField(default=dict)),
                ("requirement", models.CharField(max_length=16)),
                ("grace_days", models.PositiveIntegerField(default=0)),
                ("start", models.DateField()),
                ("tell_member", models.CharField(max_length=16)),
                ("tell_owner_above", models.PositiveIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("evaluated_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("group_id", "name"), name="forms_policy_name")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("group_id", models.BigIntegerField()),
                ("object_type", models.CharField(max_length=16)),
                ("object_id", models.BigIntegerField()),
                ("creation_event", models.BigIntegerField()),
                ("name", models.TextField()),
                ("owner_id", models.BigIntegerField()),
                ("owner_name", models.TextField()),
                ("owner_full_name", models.TextField()),
                ("status", models.CharField(max_length=16)),
                ("lacking", models.JSONField(default=list)),
                ("outdated_versions", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True, default="")),
                ("first_seen", models.DateTimeField()),
                ("due", models.DateField(null=True)),
                ("since", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_reason", models.TextField(blank=True, default="")),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="omero_forms.policy",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["group_id", "object_type", "object_id"], name="forms_finding_object"),
                    models.Index(fields=["group_id", "closed_at", "status"], name="forms_finding_status"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("policy", "object_type", "object_id", "creation_event"),
                        name="forms_finding_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("position", models.PositiveIntegerField()),
                ("versions", models.CharField(max_length=16)),
                ("number", models.PositiveIntegerField(null=True)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="omero_forms.form",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forms",
                        to="omero_forms.policy",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("policy", "form"), name="forms_policy_form")],
            },
        ),
        migrations.CreateModel(
            name="VersionVerdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("valid", models.BooleanField()),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="omero_forms.submission",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="omero_forms.formversion",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("submission", "version"), name="forms_verdict_once")],
            },
        ),
    ]
