# SPDX-License-Identifier: AGPL-3.0-or-later
"""System checks: they read configuration only, and warn, since `omero web start` runs them.

What needs OMERO, the database or the broker to be asked is in :mod:`omero_forms.selectors.diagnosis.ask`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

from omero_forms import conf


@checks.register("omero_forms")
def check_settings(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  (what Django passes)
    **_kwargs: Any,
) -> list[checks.CheckMessage]:
    """Settings that cannot be used, and the ones without which nothing can be submitted."""
    messages: list[checks.CheckMessage] = [
        checks.Warning(
            f"The setting {problem.key} cannot be used: {problem.reason}.",
            hint=f"Set it again with: omero config set {problem.key} …",
            id="omero_forms.W001",
        )
        for problem in conf.setting_problems()
    ]
    if not conf.database_is_named():
        messages.append(
            checks.Warning(
                "OMERO.web has no database, so forms cannot work.",
                hint="Name one in omero.web.databases, then run omero-forms migrate.",
                id="omero_forms.W002",
            )
        )
    if messages:
        return messages
    current = conf.conf()
    for key, value in (
        ("omero.web.forms.master.user", current.master_user),
        ("omero.web.forms.master.password", current.master_password),
        ("omero.web.forms.seal_key", current.seal_key_path),
    ):
        if not value:
            messages.append(
                checks.Warning(
                    f"The setting {key} is empty, so nothing can be submitted.",
                    hint="Run omero-forms setup; it prints the settings to make, or writes them.",
                    id="omero_forms.W003",
                )
            )
    return messages
