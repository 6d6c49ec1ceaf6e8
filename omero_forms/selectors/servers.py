# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one OMERO database whose forms this database keeps."""

from __future__ import annotations

from omero_forms.models import Server


def remembered() -> str | None:
    """Its uuid; None before anything was written to one."""
    return Server.objects.order_by("pk").values_list("uuid", flat=True).first()
