# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look at an object as the user, before anything of it leaves the server: objects move."""

from __future__ import annotations

from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import objects
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls


def load_object(user: UserSession, object_type: ObjectType, object_id: int) -> LoadedObject:
    """The object as the user sees it now. Raises `not_found`, the same for what does not exist, and
    `other_database`.
    """
    refuse_other_server(user.server_uuid)
    with omero_calls():
        return objects.load(user, object_type, object_id, count_images=True)


def keep_alive(user: UserSession) -> None:
    """Keep the user's session from timing out. Raises `login_required` when it is gone."""
    with omero_calls():
        user.keep_alive()
