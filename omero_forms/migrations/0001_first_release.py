# SPDX-License-Identifier: AGPL-3.0-or-later
# Made by `make migration`; a change is made in omero_forms/models/.

import django.db.models.deletion
from django.db import migrations, models

import omero_forms.domain.policies.policy
import omero_forms.models.policies


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AskedForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                (
                    "rule",
                    models.CharField(choices=[("any", "any"), ("from", "from"), ("current", "current")], max_length=16),
                ),
                ("first_version", models.PositiveIntegerField(null=True)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group_id", models.BigIntegerField()),
                ("group_name", models.TextField()),
                (
                    "object_type",
                    models.CharField(
                        choices=[
                            ("Project", "Project"),
                            ("Dataset", "Dataset"),
                            ("Screen", "Screen"),
                            ("Plate", "Plate"),
                            ("Image", "Image"),
                        ],
                        max_length=16,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecordRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=32)),
                ("payload", models.BinaryField()),
                ("content", models.BinaryField(null=True)),
                ("redacted", models.BooleanField(default=False)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=88)),
                ("key", models.CharField(max_length=72)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Pending"), ("recorded", "Recorded")], default="pending", max_length=8
                    ),
                ),
                ("annotation_id", models.BigIntegerField(null=True)),
                ("accepted_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(null=True)),
                ("unproven", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="CopyNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("Project", "Project"),
                            ("Dataset", "Dataset"),
                            ("Screen", "Screen"),
                            ("Plate", "Plate"),
                            ("Image", "Image"),
                            ("Group", "Group"),
                        ],
                        max_length=16,
                    ),
                ),
                ("entity_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="CopyRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("after", models.BigIntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Stream",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("name", models.CharField(max_length=255, unique=True)),
                ("last_number", models.PositiveIntegerField(default=0)),
                ("last_digest", models.CharField(max_length=64)),
                ("recorded_number", models.PositiveIntegerField(default=0)),
                ("recorded_digest", models.CharField(max_length=64)),
                (
                    "stopped",
                    models.CharField(
                        blank=True,
                        choices=[("fork", "fork"), ("gap", "gap"), ("newer", "newer")],
                        default="",
                        max_length=32,
                    ),
                ),
                ("verified", models.JSONField(default=dict)),
                ("verified_at", models.DateTimeField(null=True)),
                ("compared_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CountedGroup",
            fields=[
                ("group_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("counted_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="DamageRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("altered", "altered"),
                            ("author", "author"),
                            ("key", "key"),
                            ("number", "number"),
                            ("missing", "missing"),
                            ("doubled", "doubled"),
                            ("forged", "forged"),
                            ("earlier", "earlier"),
                            ("database", "database"),
                            ("foundation", "foundation"),
                            ("fork", "fork"),
                            ("gap", "gap"),
                            ("unredacted", "unredacted"),
                            ("alone", "alone"),
                            ("late", "late"),
                            ("seal", "seal"),
                            ("swapped", "swapped"),
                            ("given", "given"),
                            ("foreign", "foreign"),
                            ("lost", "lost"),
                        ],
                        max_length=16,
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("annotation_id", models.BigIntegerField(default=0)),
                ("mark", models.CharField(blank=True, default="", max_length=64)),
                ("detail", models.TextField(blank=True, default="")),
                ("first_seen", models.DateTimeField()),
                ("last_seen", models.DateTimeField()),
                ("mended_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DayCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group_id", models.BigIntegerField()),
                (
                    "heading",
                    models.CharField(
                        choices=[("group", "group"), ("policy", "policy"), ("form", "form"), ("person", "person")],
                        max_length=8,
                    ),
                ),
                ("key", models.CharField(blank=True, default="", max_length=64)),
                ("day", models.DateField()),
                ("until", models.DateField(null=True)),
                ("totals", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="DigestRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("slot", models.CharField(max_length=16)),
                ("period", models.CharField(max_length=64)),
                ("begins_at", models.DateTimeField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("reports_at", models.DateTimeField(null=True)),
                ("messages", models.PositiveIntegerField(default=0)),
                ("admins_told_at", models.DateTimeField(null=True)),
                ("unreachable", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="DraftState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("name", models.TextField()),
                ("description", models.TextField(blank=True)),
                ("schema", models.TextField()),
                ("ui_schema", models.TextField()),
                ("saved_at", models.DateTimeField()),
                ("saved_by_id", models.BigIntegerField()),
                ("saved_by_name", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                ("group_id", models.BigIntegerField()),
                ("group_name", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("task_id", models.CharField(blank=True, default="", max_length=64)),
                ("root_id", models.CharField(blank=True, default="", max_length=64)),
                ("failed", models.TextField(blank=True, default="")),
                ("problems", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("beside", models.JSONField(default=dict)),
                ("costs", models.JSONField(default=dict)),
                ("begun", models.PositiveIntegerField(default=0)),
                ("since", models.JSONField(default=dict)),
                ("cursor", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("form.published", "form.published"),
                            ("form.retired", "form.retired"),
                            ("form.restored", "form.restored"),
                            ("form.given", "form.given"),
                            ("form.assigned", "form.assigned"),
                            ("form.unassigned", "form.unassigned"),
                            ("policy.made", "policy.made"),
                            ("policy.changed", "policy.changed"),
                            ("policy.resumed", "policy.resumed"),
                            ("policy.ended", "policy.ended"),
                            ("policy.archived", "policy.archived"),
                            ("exemption.asked", "exemption.asked"),
                            ("exemption.withdrawn", "exemption.withdrawn"),
                            ("exemption.approved", "exemption.approved"),
                            ("exemption.refused", "exemption.refused"),
                            ("exemption.ended", "exemption.ended"),
                            ("setup.done", "setup.done"),
                            ("key.made", "key.made"),
                            ("key.found", "key.found"),
                            ("key.rotated", "key.rotated"),
                            ("key.lost", "key.lost"),
                            ("mail.refused", "mail.refused"),
                            ("mail.stopped", "mail.stopped"),
                            ("mail.retried", "mail.retried"),
                            ("redaction.asked", "redaction.asked"),
                            ("redaction.approved", "redaction.approved"),
                            ("site.copied", "site.copied"),
                            ("site.moved", "site.moved"),
                            ("checkpoint.made", "checkpoint.made"),
                            ("database.rebuilt", "database.rebuilt"),
                            ("legacy.imported", "legacy.imported"),
                            ("fork.resolved", "fork.resolved"),
                            ("records.repaired", "records.repaired"),
                            ("copies.remade", "copies.remade"),
                        ],
                        max_length=32,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.TextField(blank=True)),
                ("actor_full_name", models.TextField(blank=True)),
                ("sudoer_id", models.BigIntegerField(null=True)),
                ("sudoer_name", models.TextField(blank=True)),
                ("group_id", models.BigIntegerField(null=True)),
                ("details", models.JSONField()),
                ("processed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ExemptedObject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "object_type",
                    models.CharField(
                        choices=[
                            ("Project", "Project"),
                            ("Dataset", "Dataset"),
                            ("Screen", "Screen"),
                            ("Plate", "Plate"),
                            ("Image", "Image"),
                        ],
                        max_length=16,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("creation_event", models.BigIntegerField()),
                ("name", models.TextField()),
                ("left_at", models.DateTimeField(null=True)),
                ("is_left_recorded", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="ExemptionRow",
            fields=[
                ("id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("approved", "approved"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("ended", "ended"),
                        ],
                        max_length=16,
                    ),
                ),
                ("selector", models.JSONField(null=True)),
                ("form_ids", models.JSONField(default=list)),
                ("until", models.DateField()),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.BigIntegerField()),
                ("asked_by_name", models.TextField()),
                ("asked_sudoer", models.JSONField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_by_name", models.TextField(blank=True, default="")),
                ("is_own", models.BooleanField(default=False)),
                ("message", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(null=True)),
                ("ended_by_name", models.TextField(blank=True, default="")),
                ("ended_message", models.TextField(blank=True, default="")),
                ("asked_told_at", models.DateTimeField(null=True)),
                ("decided_told_at", models.DateTimeField(null=True)),
                ("warned_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group_id", models.BigIntegerField()),
                (
                    "object_type",
                    models.CharField(
                        choices=[
                            ("Project", "Project"),
                            ("Dataset", "Dataset"),
                            ("Screen", "Screen"),
                            ("Plate", "Plate"),
                            ("Image", "Image"),
                        ],
                        max_length=16,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("creation_event", models.BigIntegerField()),
                ("name", models.TextField()),
                ("owner_id", models.BigIntegerField()),
                ("owner_name", models.TextField()),
                ("owner_full_name", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("compliant", "compliant"),
                            ("recommended", "recommended"),
                            ("exempt", "exempt"),
                            ("grace", "grace"),
                            ("outdated", "outdated"),
                            ("incomplete", "incomplete"),
                            ("invalid", "invalid"),
                            ("missing", "missing"),
                            ("error", "error"),
                        ],
                        max_length=16,
                    ),
                ),
                ("lacking", models.JSONField(default=list)),
                ("outdated_versions", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True, default="")),
                ("first_seen", models.DateTimeField()),
                ("due", models.DateField(null=True)),
                ("since", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_reason", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="Form",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("description", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(choices=[("published", "published"), ("retired", "retired")], max_length=10),
                ),
                ("owners", models.JSONField()),
                ("current_version", models.PositiveIntegerField()),
                ("legacy_id", models.TextField(blank=True, null=True, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                ("number", models.PositiveIntegerField()),
                ("name", models.TextField()),
                ("description", models.TextField(blank=True)),
                ("schema", models.TextField()),
                ("ui_schema", models.TextField()),
                ("saved_at", models.DateTimeField()),
                ("saved_by_id", models.BigIntegerField()),
                ("saved_by_name", models.TextField()),
                ("form_id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("base_version", models.PositiveIntegerField()),
                ("owners", models.JSONField()),
                ("sources", models.JSONField(default=list)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("schema", models.TextField()),
                ("ui_schema", models.TextField()),
                ("refused", models.CharField(blank=True, default="", max_length=32)),
                ("claimed", models.JSONField(null=True)),
                ("sources", models.JSONField(default=list)),
                ("message", models.TextField(blank=True)),
                ("author_id", models.BigIntegerField()),
                ("author_name", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="GateMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                (
                    "object_type",
                    models.CharField(
                        choices=[
                            ("Project", "Project"),
                            ("Dataset", "Dataset"),
                            ("Screen", "Screen"),
                            ("Plate", "Plate"),
                            ("Image", "Image"),
                        ],
                        max_length=16,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("creation_event", models.BigIntegerField()),
                ("gate", models.JSONField()),
                ("link_id", models.BigIntegerField(null=True)),
                ("annotation_id", models.BigIntegerField(null=True)),
                ("event", models.BigIntegerField(null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="PolicyRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.CharField(default=omero_forms.models.policies.new_policy_uid, max_length=16, unique=True),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("group_id", models.BigIntegerField()),
                ("group_name", models.TextField()),
                ("name", models.TextField()),
                (
                    "object_type",
                    models.CharField(
                        choices=[
                            ("Project", "Project"),
                            ("Dataset", "Dataset"),
                            ("Screen", "Screen"),
                            ("Plate", "Plate"),
                            ("Image", "Image"),
                        ],
                        max_length=16,
                    ),
                ),
                ("selector", models.JSONField(default=dict)),
                (
                    "requirement",
                    models.CharField(
                        choices=[("none", "none"), ("all_of", "all_of"), ("one_of", "one_of")], max_length=16
                    ),
                ),
                ("grace_days", models.PositiveIntegerField(default=0)),
                ("start", models.DateField()),
                (
                    "level",
                    models.CharField(
                        choices=[("required", "required"), ("recommended", "recommended")],
                        default=omero_forms.domain.policies.policy.Level["REQUIRED"],
                        max_length=16,
                    ),
                ),
                ("deadline", models.DateField(null=True)),
                ("excluded", models.JSONField(default=list)),
                ("gate", models.JSONField(null=True)),
                ("tell_member", models.CharField(choices=[("never", "never"), ("any", "any")], max_length=16)),
                ("tell_owner_above", models.PositiveIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
                ("source", models.JSONField(null=True)),
                ("result", models.JSONField(null=True)),
                ("evaluated_at", models.DateTimeField(null=True)),
                ("told_of", models.DateField(null=True)),
                ("excused_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("kind", models.CharField(max_length=32)),
                ("arguments", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("asked_by_id", models.BigIntegerField(null=True)),
                ("asked_by_name", models.TextField(blank=True, default="")),
                ("asked_at", models.DateTimeField()),
                ("begun", models.PositiveIntegerField(default=0)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(null=True)),
                ("result", models.JSONField(null=True)),
                ("error_code", models.CharField(blank=True, default="", max_length=32)),
                ("error_message", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="JudgedPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group_id", models.BigIntegerField()),
                (
                    "object_type",
                    models.CharField(
                        choices=[
                            ("Project", "Project"),
                            ("Dataset", "Dataset"),
                            ("Screen", "Screen"),
                            ("Plate", "Plate"),
                            ("Image", "Image"),
                        ],
                        max_length=16,
                    ),
                ),
                ("after", models.BigIntegerField()),
                ("upto", models.BigIntegerField()),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("day", models.DateField()),
                ("until", models.DateField()),
                ("counts", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="KeptReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group_id", models.BigIntegerField()),
                ("group_name", models.TextField()),
                ("period", models.CharField(max_length=64)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("evaluated_at", models.DateTimeField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                ("counts", models.JSONField(default=dict)),
                ("manifest", models.BinaryField(null=True)),
                ("rows", models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="KnownPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField(unique=True)),
                ("name", models.TextField()),
                ("full_name", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="LogCursor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                ("last_id", models.BigIntegerField(default=0)),
                ("mark", models.TextField(blank=True, default="")),
                ("seen", models.JSONField(default=dict)),
                ("read_at", models.DateTimeField(null=True)),
                ("whole_since", models.DateTimeField(null=True)),
                ("day", models.DateField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LogNode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("root", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="LogRange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.PositiveIntegerField()),
                ("last", models.PositiveIntegerField()),
                ("start", models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="LogRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                ("size", models.BigIntegerField(default=0)),
                ("roots", models.BinaryField(default=bytes)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MailPreference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField(unique=True)),
                (
                    "cadence",
                    models.CharField(
                        choices=[("site", "site"), ("daily", "daily"), ("weekly", "weekly"), ("off", "off")],
                        default="site",
                        max_length=16,
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(default=0)),
                ("paused_until", models.DateField(null=True)),
                ("new_policy", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("person_id", models.BigIntegerField()),
                ("person_name", models.TextField()),
                ("kind", models.CharField(max_length=32)),
                ("period", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("refused", "Refused"),
                            ("dropped", "Dropped"),
                        ],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("stops", models.CharField(blank=True, default="", max_length=16)),
                ("message_id", models.CharField(max_length=255, unique=True)),
                ("recipient", models.TextField()),
                ("subject", models.TextField()),
                ("text", models.TextField()),
                ("html", models.TextField()),
                ("files", models.JSONField(null=True)),
                ("memory", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("last_error", models.TextField(blank=True, default="")),
                ("sent_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OutletRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("name", models.CharField(max_length=16)),
                ("number", models.PositiveIntegerField()),
                ("given_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
                ("last_error", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="Server",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.CharField(max_length=64, unique=True)),
                ("remembered_at", models.DateTimeField()),
                ("store_seen", models.BigIntegerField(default=0)),
                ("verified_at", models.DateTimeField(null=True)),
                ("verified_records", models.BigIntegerField(default=0)),
                ("verified_streams", models.BigIntegerField(default=0)),
                ("compared_at", models.DateTimeField(null=True)),
                ("site", models.CharField(blank=True, default="", max_length=64)),
                ("site_of", models.CharField(blank=True, default="", max_length=64)),
                ("site_address", models.CharField(blank=True, default="", max_length=255)),
            ],
        ),
        migrations.CreateModel(
            name="RedactionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("stream", models.CharField(max_length=255)),
                ("number", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("reason", models.TextField(blank=True)),
                ("via", models.CharField(blank=True, max_length=16)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.JSONField(null=True)),
                ("asked_sudoer", models.JSONField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Shard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                (
                    "object_type",
                    models.CharField(
                        choices=[
                            ("Project", "Project"),
                            ("Dataset", "Dataset"),
                            ("Screen", "Screen"),
                            ("Plate", "Plate"),
                            ("Image", "Image"),
                        ],
                        max_length=16,
                    ),
                ),
                ("after", models.BigIntegerField()),
                ("upto", models.BigIntegerField()),
                ("done", models.BooleanField(default=False)),
                ("task_id", models.CharField(blank=True, default="", max_length=64)),
                ("counts", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("costs", models.JSONField(default=dict)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SitePolicyRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.CharField(
                        default=omero_forms.models.policies.new_site_policy_uid, max_length=16, unique=True
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("name", models.TextField(unique=True)),
                ("groups", models.JSONField(null=True)),
                ("words", models.JSONField()),
                ("source", models.JSONField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                (
                    "object_type",
                    models.CharField(
                        choices=[
                            ("Project", "Project"),
                            ("Dataset", "Dataset"),
                            ("Screen", "Screen"),
                            ("Plate", "Plate"),
                            ("Image", "Image"),
                        ],
                        max_length=16,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("creation_event", models.BigIntegerField()),
                ("group_id", models.BigIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("author_id", models.BigIntegerField()),
                ("author_name", models.TextField()),
                ("sudoer", models.JSONField(null=True)),
                ("time", models.DateTimeField()),
                ("message", models.TextField(blank=True)),
                ("answers", models.TextField()),
                ("unanswered", models.JSONField(null=True)),
                ("client_key", models.UUIDField(null=True)),
                ("body_hash", models.CharField(blank=True, max_length=64)),
                ("valid", models.BooleanField(default=True)),
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
                (
                    "copy_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("changed", "changed"),
                            ("missing", "missing"),
                            ("look_alike", "look_alike"),
                            ("older_copy", "older_copy"),
                            ("owner_awaited", "owner_awaited"),
                            ("not_annotatable", "not_annotatable"),
                            ("not_visible", "not_visible"),
                            ("object_gone", "object_gone"),
                            ("other_object", "other_object"),
                            ("inactive", "inactive"),
                            ("unknown", "unknown"),
                            ("not_in_group", "not_in_group"),
                            ("unproven", "unproven"),
                            ("redacted", "redacted"),
                            ("newer", "newer"),
                        ],
                        max_length=64,
                    ),
                ),
                ("as_owner", models.BooleanField(default=False)),
                ("copied_at", models.DateTimeField(null=True)),
                ("copy_changed_at", models.DateTimeField(null=True)),
                ("judged", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Touched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "object_type",
                    models.CharField(
                        choices=[
                            ("Project", "Project"),
                            ("Dataset", "Dataset"),
                            ("Screen", "Screen"),
                            ("Plate", "Plate"),
                            ("Image", "Image"),
                        ],
                        max_length=16,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="TrustedKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=72, unique=True)),
                ("given_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="VersionVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="CheckpointRow",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="checkpoint",
                        serialize=False,
                        to="omero_forms.recordrow",
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("size", models.BigIntegerField()),
                ("note", models.TextField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CopyRow",
            fields=[
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                (
                    "stream",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="copy",
                        serialize=False,
                        to="omero_forms.stream",
                    ),
                ),
                ("annotation_id", models.BigIntegerField(null=True)),
                ("event", models.BigIntegerField(default=0)),
                ("owner_id", models.BigIntegerField(null=True)),
                (
                    "layout",
                    models.CharField(
                        blank=True, choices=[("paths", "paths"), ("legacy", "legacy")], default="", max_length=8
                    ),
                ),
                ("older", models.JSONField(default=dict)),
                ("withdrawn", models.JSONField(default=dict)),
            ],
        ),
        migrations.AddIndex(
            model_name="stream",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="forms_stream_check"
            ),
        ),
        migrations.AddIndex(
            model_name="stream",
            index=models.Index(fields=["compared_at"], name="forms_stream_compared"),
        ),
        migrations.AddField(
            model_name="recordrow",
            name="stream",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="records", to="omero_forms.stream"
            ),
        ),
        migrations.AddField(
            model_name="damagerow",
            name="stream",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="damages", to="omero_forms.stream"
            ),
        ),
        migrations.AddIndex(
            model_name="daycount",
            index=models.Index(
                condition=models.Q(("until__isnull", True)), fields=["group_id", "heading"], name="forms_day_count_now"
            ),
        ),
        migrations.AddConstraint(
            model_name="daycount",
            constraint=models.UniqueConstraint(
                fields=("group_id", "heading", "key", "day"), name="forms_day_count_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="digestrun",
            constraint=models.UniqueConstraint(fields=("slot", "period"), name="forms_digest_once"),
        ),
        migrations.AddIndex(
            model_name="evaluation",
            index=models.Index(fields=["group_id", "finished_at"], name="forms_evaluation_latest"),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("finished_at__isnull", True)), fields=("group_id",), name="forms_evaluation_running"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["name", "id"], name="forms_event_name"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["actor_id", "id"], name="forms_event_actor"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["group_id", "id"], name="forms_event_group"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("processed_at__isnull", True)), fields=["name", "id"], name="forms_event_waiting"
            ),
        ),
        migrations.AddField(
            model_name="exemptedobject",
            name="exemption",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="objects_named", to="omero_forms.exemptionrow"
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="form",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="omero_forms.form"
            ),
        ),
        migrations.AddField(
            model_name="askedform",
            name="form",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="omero_forms.form"
            ),
        ),
        migrations.AddField(
            model_name="draftstate",
            name="draft",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="states", to="omero_forms.formdraft"
            ),
        ),
        migrations.AddField(
            model_name="formversion",
            name="form",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="omero_forms.form"
            ),
        ),
        migrations.AddField(
            model_name="formversion",
            name="record",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="omero_forms.recordrow"
            ),
        ),
        migrations.CreateModel(
            name="GateTurn",
            fields=[
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                (
                    "policy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="gate_turn",
                        serialize=False,
                        to="omero_forms.policyrow",
                    ),
                ),
                ("asked", models.PositiveIntegerField(default=1)),
                ("done", models.PositiveIntegerField(default=0)),
                ("is_made_anew", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="gatemark",
            name="policy",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="gate_marks",
                to="omero_forms.policyrow",
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="policy",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="findings",
                to="omero_forms.policyrow",
            ),
        ),
        migrations.AddField(
            model_name="exemptionrow",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="exemptions", to="omero_forms.policyrow"
            ),
        ),
        migrations.AddField(
            model_name="askedform",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="forms", to="omero_forms.policyrow"
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "running"])), fields=["next_at"], name="forms_job_due"
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["ended_at"], name="forms_job_ended"),
        ),
        migrations.AddConstraint(
            model_name="judgedpage",
            constraint=models.UniqueConstraint(
                fields=("group_id", "object_type", "after"), name="forms_judged_page_once"
            ),
        ),
        migrations.AddField(
            model_name="keptreport",
            name="record",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="omero_forms.recordrow"
            ),
        ),
        migrations.AddConstraint(
            model_name="lognode",
            constraint=models.UniqueConstraint(fields=("level", "index"), name="forms_log_node_once"),
        ),
        migrations.AddField(
            model_name="logrange",
            name="stream",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="logged",
                to="omero_forms.stream",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(fields=["state", "next_at"], name="forms_outbox_due"),
        ),
        migrations.AddConstraint(
            model_name="outboxmessage",
            constraint=models.UniqueConstraint(fields=("person_id", "kind", "period"), name="forms_outbox_once"),
        ),
        migrations.AddConstraint(
            model_name="outletrow",
            constraint=models.UniqueConstraint(fields=("name", "number"), name="forms_outlet_once"),
        ),
        migrations.CreateModel(
            name="Rebuild",
            fields=[
                ("lease_owner", models.CharField(blank=True, default="", max_length=64)),
                ("lease_until", models.DateTimeField(null=True)),
                (
                    "server",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="rebuild",
                        serialize=False,
                        to="omero_forms.server",
                    ),
                ),
                ("phase", models.PositiveSmallIntegerField(default=0)),
                ("after", models.BigIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="redactionrow",
            name="record",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="omero_forms.recordrow"
            ),
        ),
        migrations.AddField(
            model_name="shard",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING, related_name="shards", to="omero_forms.evaluation"
            ),
        ),
        migrations.AddField(
            model_name="policyrow",
            name="site_policy",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="policies",
                to="omero_forms.sitepolicyrow",
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="form",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="omero_forms.form"
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="record",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="submission", to="omero_forms.recordrow"
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="omero_forms.formversion"
            ),
        ),
        migrations.AddField(
            model_name="versionverdict",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="verdicts", to="omero_forms.submission"
            ),
        ),
        migrations.AddField(
            model_name="versionverdict",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="omero_forms.formversion"
            ),
        ),
        migrations.AddIndex(
            model_name="checkpointrow",
            index=models.Index(fields=["size"], name="forms_checkpoint_size"),
        ),
        migrations.AddIndex(
            model_name="copyrow",
            index=models.Index(fields=["layout"], name="forms_copy_layout"),
        ),
        migrations.AddIndex(
            model_name="copyrow",
            index=models.Index(
                condition=models.Q(("annotation_id__isnull", False)),
                fields=["annotation_id"],
                name="forms_copy_annotation",
            ),
        ),
        migrations.AddIndex(
            model_name="recordrow",
            index=models.Index(condition=models.Q(("state", "pending")), fields=["next_at"], name="forms_record_due"),
        ),
        migrations.AddConstraint(
            model_name="recordrow",
            constraint=models.UniqueConstraint(fields=("stream", "number"), name="forms_record_number"),
        ),
        migrations.AddIndex(
            model_name="damagerow",
            index=models.Index(
                condition=models.Q(("told_at__isnull", True)), fields=["first_seen"], name="forms_damage_untold"
            ),
        ),
        migrations.AddConstraint(
            model_name="damagerow",
            constraint=models.UniqueConstraint(
                fields=("stream", "kind", "number", "annotation_id", "mark"), name="forms_damage_once"
            ),
        ),
        migrations.AddIndex(
            model_name="exemptedobject",
            index=models.Index(fields=["object_type", "object_id"], name="forms_exempted_object"),
        ),
        migrations.AddIndex(
            model_name="exemptedobject",
            index=models.Index(
                condition=models.Q(("is_left_recorded", False), ("left_at__isnull", False)),
                fields=["left_at"],
                name="forms_exempted_left",
            ),
        ),
        migrations.AddConstraint(
            model_name="exemptedobject",
            constraint=models.UniqueConstraint(
                fields=("exemption", "object_type", "object_id", "creation_event"), name="forms_exempted_once"
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["group_id", "object_type"], name="forms_assignment_group"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                fields=("form", "group_id", "object_type"), name="forms_assignment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="draftstate",
            constraint=models.UniqueConstraint(fields=("draft", "number"), name="forms_draft_number"),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(fields=("form", "number"), name="forms_version_number"),
        ),
        migrations.AddIndex(
            model_name="gatemark",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="forms_gate_mark_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatemark",
            constraint=models.UniqueConstraint(
                fields=("policy", "object_type", "object_id", "creation_event"), name="forms_gate_mark_once"
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["object_type", "object_id"],
                name="forms_finding_object",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["owner_id", "status", "due", "id"],
                name="forms_finding_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["policy", "status", "since", "id"],
                name="forms_finding_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(
                fields=("policy", "object_type", "object_id", "creation_event"), name="forms_finding_once"
            ),
        ),
        migrations.AddIndex(
            model_name="exemptionrow",
            index=models.Index(fields=["state", "asked_at"], name="forms_exemption_state"),
        ),
        migrations.AddIndex(
            model_name="exemptionrow",
            index=models.Index(fields=["asked_by"], name="forms_exemption_asked_by"),
        ),
        migrations.AddIndex(
            model_name="exemptionrow",
            index=models.Index(
                condition=models.Q(("decided_told_at", None)), fields=["decided_at"], name="forms_exemption_untold"
            ),
        ),
        migrations.AddConstraint(
            model_name="askedform",
            constraint=models.UniqueConstraint(fields=("policy", "form"), name="forms_policy_form"),
        ),
        migrations.AddConstraint(
            model_name="keptreport",
            constraint=models.UniqueConstraint(fields=("group_id", "period"), name="forms_report_once"),
        ),
        migrations.AddConstraint(
            model_name="logrange",
            constraint=models.UniqueConstraint(fields=("stream", "last"), name="forms_log_range_once"),
        ),
        migrations.AddIndex(
            model_name="redactionrow",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="forms_redaction_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="redactionrow",
            constraint=models.UniqueConstraint(fields=("digest",), name="forms_redaction_once"),
        ),
        migrations.AddConstraint(
            model_name="policyrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("site_policy", None)), fields=("group_id", "name"), name="forms_policy_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="policyrow",
            constraint=models.UniqueConstraint(fields=("group_id", "site_policy"), name="forms_policy_of_site"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["object_type", "object_id", "form", "number"], name="forms_submission_object"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["form", "group_id"], name="forms_submission_counts"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["author_id", "id"], name="forms_submission_author"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("copy_state__in", ["due", "repair", "nocopy"])),
                fields=["next_at"],
                name="forms_copy_due",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["copy_reason"], name="forms_copy_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(condition=models.Q(("judged", False)), fields=["id"], name="forms_submission_unjudged"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(fields=("author_id", "client_key"), name="forms_client_key"),
        ),
        migrations.AddConstraint(
            model_name="versionverdict",
            constraint=models.UniqueConstraint(fields=("submission", "version"), name="forms_verdict_once"),
        ),
    ]
