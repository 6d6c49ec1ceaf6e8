# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of the forms that were brought in."""

from __future__ import annotations

from collections.abc import Sequence

from omero_forms.domain.importing.shapes import Imported
from omero_forms.gateway.sessions import UserSession
from omero_forms.services.forms.drafts import Drafted, begin_several
from omero_forms.services.forms.publish import NAME_LIMIT, TEXT_LIMIT


def begin_drafts(user: UserSession, forms: Sequence[Imported]) -> list[str]:
    """The ids of the forms, in their order, for each of which a draft was begun. Raises as `begin_several` does."""
    return begin_several(
        user,
        [Drafted(form.name[:NAME_LIMIT], form.description[:TEXT_LIMIT], form.schema, form.ui_schema) for form in forms],
    )
