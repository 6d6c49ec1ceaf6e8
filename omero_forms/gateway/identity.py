# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which OMERO database this is."""

from __future__ import annotations

from omero_forms.gateway.sessions import AnySession


def database_uuid(session: AnySession) -> str:
    """The uuid of the OMERO database, asked anew: a pooled session may be older than a restore.

    Raises ``omero_unavailable``.
    """
    return session.wire.database_uuid(anew=True)
