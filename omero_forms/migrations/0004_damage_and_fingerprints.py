# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fingerprints of streams as they were last verified, and the damage that was noticed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("omero_forms", "0003_evaluation_failed_and_problems"),
    ]

    operations = [
        migrations.CreateModel(
            name="Damage",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("kind", models.CharField(max_length=16)),
                ("number", models.PositiveIntegerField(default=0)),
                ("annotation_id", models.BigIntegerField(default=0)),
                ("mark", models.CharField(blank=True, default="", max_length=64)),
                ("first_seen", models.DateTimeField()),
                ("last_seen", models.DateTimeField()),
                ("mended_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="record",
            name="unproven",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="stream",
            name="check_due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="stream",
            name="verified",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="stream",
            name="verified_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="stream",
            index=models.Index(
                condition=models.Q(("check_due_at__isnull", False)),
                fields=["check_due_at"],
                name="forms_stream_check",
            ),
        ),
        migrations.AddField(
            model_name="damage",
            name="stream",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="damages",
                to="omero_forms.stream",
            ),
        ),
        migrations.AddIndex(
            model_name="damage",
            index=models.Index(
                condition=models.Q(("told_at__isnull", True)),
                fields=["first_seen"],
                name="forms_damage_untold",
            ),
        ),
        migrations.AddConstraint(
            model_name="damage",
            constraint=models.UniqueConstraint(
                fields=("stream", "kind", "number", "annotation_id", "mark"),
                name="forms_damage_once",
            ),
        ),
    ]
