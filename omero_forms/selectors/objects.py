# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look at an object as the user, before anything of it leaves the server: objects move."""

from __future__ import annotations

from dataclasses import dataclass

from omero_forms.domain.errors import error
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import objects
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import Identity, identity
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Submission
from omero_forms.selectors.submissions import by_id


@dataclass(frozen=True, slots=True)
class VisibleSubmission:
    """A submission, and its object as the user has just loaded it."""

    submission: Submission
    object: LoadedObject


def load_object(
    user: UserSession,
    object_type: ObjectType,
    object_id: int,
    known: Identity | None = None,
    *,
    count_images: bool = True,
) -> LoadedObject:
    """The object as the user sees it now; `known` is what the database is of, where somebody has asked it for the same
    answer. Raises `not_found`, the same for what does not exist, and `other_database`.
    """
    (known or identity()).refuse_reading(user.server_uuid)
    with omero_calls():
        return objects.load(user, object_type, object_id, count_images=count_images)


def visible_submission(user: UserSession, submission_id: int) -> VisibleSubmission:
    """The submission of that id, whose object the user sees now. Raises `not_found`, the same for what does not exist,
    and `other_database`.
    """
    found = by_id(submission_id)
    if found is None:
        # The same question to OMERO as for one that exists: time must not tell them apart.
        load_object(user, ObjectType.DATASET, 0)
        raise error("not_found")
    loaded = load_object(user, ObjectType(found.object_type), found.object_id)
    if loaded.ref.creation_event != found.creation_event:
        # Another object has the id now; what was said of the old one is not its readers' business.
        raise error("not_found")
    return VisibleSubmission(found, loaded)


def keep_alive(user: UserSession) -> None:
    """Keep the user's session from timing out. Raises `login_required` when it is gone."""
    with omero_calls():
        user.keep_alive()
