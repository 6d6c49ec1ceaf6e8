# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far the store was looked through for look-alikes of others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("omero_forms", "0004_damage_and_fingerprints"),
    ]

    operations = [
        migrations.AddField(
            model_name="server",
            name="store_seen",
            field=models.BigIntegerField(default=0),
        ),
    ]
