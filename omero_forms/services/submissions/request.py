# SPDX-License-Identifier: AGPL-3.0-or-later
"""A submission on its way: what was asked for, what may be accepted, what is accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from omero_forms.domain.canonical import canonical
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.parts import Told
from omero_forms.domain.refs import NamedObject, ObjectType, submission_stream
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.leases import Lease
from omero_forms.models import FormVersion, Submission
from omero_forms.services.records.append import Appended

MESSAGE_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class SubmissionRequest:
    """What the browser sends. `base` is the number it saw, None for "append, whatever came between"."""

    object_type: ObjectType
    object_id: int
    form_id: str
    version: int
    base: int | None
    client_key: UUID
    answers: Mapping[str, Any]
    message: str
    via: Via

    def fingerprint(self) -> str:
        """The same for the same request, whatever the order of its keys."""
        content = {
            "object": [self.object_type.value, self.object_id],
            "form": self.form_id,
            "version": self.version,
            "base": self.base,
            "answers": dict(self.answers),
            "message": self.message,
        }
        return hashlib.sha256(canonical(content)).hexdigest()


@dataclass(frozen=True, slots=True)
class Acceptable:
    """A request that passed every check that needs no number. `newer_version` when the form has a newer one than was
    filled.
    """

    user: UserSession
    request: SubmissionRequest
    loaded: LoadedObject
    parent: NamedObject | None
    version: FormVersion
    newer_version: int | None
    answers: dict[str, Any]
    fingerprint: str
    is_known: bool
    """whether the database has the user's names as they are"""

    @property
    def stream(self) -> str:
        """The name of the stream that it would be added to."""
        return submission_stream(self.request.form_id, self.loaded.ref)


@dataclass(frozen=True, slots=True)
class InHand:
    """What whoever accepted a submission knows, and need not read and prove again. `lease` is the right to write its
    stream, where that was taken together with the number while all before it was proven.
    """

    appended: Appended
    told: Told
    lease: Lease | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted submission; `hand` where it was accepted just now."""

    submission: Submission
    loaded: LoadedObject
    newer_version: int | None
    hand: InHand | None = None
