# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Django application. OMERO.web takes the URL prefix `/omero_forms/` from its label."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.signals import request_started
from django.db.backends.signals import connection_created


class OmeroFormsConfig(AppConfig):
    """Registers the checks. Makes no Ice object and asks neither OMERO nor the database."""

    name = "omero_forms"
    label = "omero_forms"
    verbose_name = "OMERO forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Runs in every process, in `omero web start` too."""
        # Importing the checks registers them; neither import may happen before the apps are known.
        from omero_forms import checks  # noqa: F401
        from omero_forms.catalogue import start_to_speak
        from omero_forms.kit.connections import leave_replaced_files, prepare_connection

        connection_created.connect(prepare_connection, dispatch_uid="omero_forms.prepare_connection")
        request_started.connect(leave_replaced_files, dispatch_uid="omero_forms.leave_replaced_files")
        start_to_speak()
