# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streams and records, forms and submissions."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("form_id", models.CharField(max_length=32, unique=True)),
                ("name", models.TextField()),
                ("description", models.TextField(blank=True)),
                ("state", models.CharField(max_length=10)),
                ("owners", models.JSONField()),
                ("current_version", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="KnownPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("person_id", models.BigIntegerField(unique=True)),
                ("name", models.TextField()),
                ("full_name", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=32)),
                ("payload", models.BinaryField()),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=88)),
                ("key", models.CharField(max_length=16)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Pending"), ("recorded", "Recorded")],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("annotation_id", models.BigIntegerField(null=True)),
                ("accepted_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Server",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("uuid", models.CharField(max_length=64, unique=True)),
                ("remembered_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Stream",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=255, unique=True)),
                ("last_number", models.PositiveIntegerField(default=0)),
                ("last_digest", models.CharField(max_length=64)),
                ("recorded_number", models.PositiveIntegerField(default=0)),
                ("recorded_digest", models.CharField(max_length=64)),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                ("copy_lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("copy_lease_until", models.DateTimeField(null=True)),
                ("stopped", models.CharField(blank=True, default="", max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.PositiveIntegerField()),
                ("schema", models.TextField()),
                ("ui_schema", models.TextField()),
                ("message", models.TextField(blank=True)),
                ("author_id", models.BigIntegerField()),
                ("author_name", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="omero_forms.form",
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="omero_forms.record",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="record",
            name="stream",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="omero_forms.stream",
            ),
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("form_id", models.CharField(max_length=32)),
                ("object_type", models.CharField(max_length=16)),
                ("object_id", models.BigIntegerField()),
                ("creation_event", models.BigIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("author_id", models.BigIntegerField()),
                ("author_name", models.TextField()),
                ("sudoer", models.JSONField(null=True)),
                ("time", models.DateTimeField()),
                ("message", models.TextField(blank=True)),
                ("answers", models.TextField()),
                ("client_key", models.UUIDField(null=True)),
                ("body_hash", models.CharField(blank=True, max_length=64)),
                (
                    "copy_state",
                    models.CharField(
                        choices=[
                            ("due", "Due"),
                            ("copied", "Copied"),
                            ("repair", "Repair"),
                            ("nocopy", "Nocopy"),
                            ("superseded", "Superseded"),
                        ],
                        default="due",
                        max_length=10,
                    ),
                ),
                ("copy_reason", models.CharField(blank=True, max_length=64)),
                ("copied_at", models.DateTimeField(null=True)),
                ("copy_changed_at", models.DateTimeField(null=True)),
                ("copy_attempts", models.PositiveIntegerField(default=0)),
                ("copy_next_at", models.DateTimeField(null=True)),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submission",
                        to="omero_forms.record",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="omero_forms.formversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("group_id", models.BigIntegerField()),
                ("group_name", models.TextField()),
                ("object_type", models.CharField(max_length=16)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="omero_forms.form",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["group_id", "object_type"], name="forms_assignment_group")],
                "constraints": [
                    models.UniqueConstraint(fields=("form", "group_id", "object_type"), name="forms_assignment_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(fields=("form", "number"), name="forms_version_number"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["next_attempt_at"],
                name="forms_record_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(fields=("stream", "number"), name="forms_record_number"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["object_type", "object_id", "form_id", "number"],
                name="forms_submission_object",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("copy_state__in", ["due", "repair", "nocopy"])),
                fields=["copy_next_at"],
                name="forms_copy_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(fields=("author_id", "client_key"), name="forms_client_key"),
        ),
    ]
