# SPDX-License-Identifier: AGPL-3.0-or-later
"""Publish forms with the settings of the site that OMERODIR names, in one process for all that come.

`python -m tests.cases.publishing GROUP`: lines in, each a JSON list of `{"key", "schema", "ui"}`; for each of them one
line out, `{key: {"form"} or {"refused"}}`.
"""

from __future__ import annotations

import json
import os
import sys
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


def _main(group: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "omeroweb.settings"
    import django

    django.setup()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(publish_all(json.loads(line), int(group))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main(*sys.argv[1:])
