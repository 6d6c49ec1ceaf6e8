# SPDX-License-Identifier: AGPL-3.0-or-later
"""Publish many forms in one process, with the settings of the site that OMERODIR names.

`python -m tests.cases.publishing FILE`: a JSON list of `{"key", "schema", "ui"}` in; `{key: {"form"} or {"refused"}}`
out.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def publish_all(forms: list[dict[str, str]], group: int) -> dict[str, Any]:
    """Publish each as the admin `admin`, and offer it for datasets of a group."""
    from omero_forms.conf import conf
    from omero_forms.domain.errors import FormsError
    from omero_forms.domain.refs import ObjectType
    from omero_forms.gateway.sessions import open_password_session
    from omero_forms.selectors.groups import find_group
    from omero_forms.services.forms.assign import assign
    from omero_forms.services.forms.publish import NewVersion, publish

    told: dict[str, Any] = {}
    settings = conf()
    admin = open_password_session(settings.omero_host, settings.omero_port, "admin", "admin")
    try:
        where = find_group(admin, str(group))
        for one in forms:
            new = NewVersion(one["key"], "", one["schema"], one["ui"], "")
            try:
                form = publish(admin, new).form_id
            except FormsError as refused:
                told[one["key"]] = {"refused": refused.details.get("problems", [])}
                continue
            assign(admin, form, where, (ObjectType.DATASET,))
            told[one["key"]] = {"form": form}
    finally:
        admin.close()
    return told


def _main(file: str, group: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "omeroweb.settings"
    import django

    django.setup()
    told = publish_all(json.loads(Path(file).read_text(encoding="utf-8")), int(group))
    sys.stdout.write("\n" + json.dumps(told) + "\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
