# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restore`: bring a retired form back into use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omero_forms.cli.verbs.retire import state_verb

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession


def _restore(user: UserSession, form: str, message: str) -> None:
    from omero_forms.services.forms.publish import restore

    restore(user, form, message=message)


VERB = state_verb("restore", "Bring a retired form back into use.", _restore, "is in use again")
