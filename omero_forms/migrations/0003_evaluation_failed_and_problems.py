# SPDX-License-Identifier: AGPL-3.0-or-later
"""A run that failed, and what a run that finished could not judge, are two things."""

from typing import Any

from django.db import migrations, models


def part(apps: Any, _schema_editor: Any) -> None:
    """Move the sentences of runs that finished: they begin with the name of their policy."""
    policies = apps.get_model("omero_forms", "Policy")
    finished = apps.get_model("omero_forms", "Evaluation").objects.exclude(counts={})
    for row in finished.exclude(failed="").iterator():
        names = dict(policies.objects.filter(group_id=row.group_id).values_list("name", "pk"))
        for line in row.failed.splitlines():
            name = max((one for one in names if line.startswith(f"{one}: ")), key=len, default="")
            if name:
                message = line.removeprefix(f"{name}: ")
                row.problems.append({"policy_id": names[name], "message": message})
        row.failed = ""
        row.save(update_fields=["failed", "problems"])


class Migration(migrations.Migration):
    dependencies = [("omero_forms", "0002_compliance")]

    operations = [
        migrations.RenameField("evaluation", "error", "failed"),
        migrations.AddField("evaluation", "problems", models.JSONField(default=list)),
        migrations.RunPython(part, migrations.RunPython.noop),
    ]
