# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms that people make from those of the library, and what became of these since."""

from __future__ import annotations

from dataclasses import dataclass

from omero_forms.domain.comparing.changes import FormChange
from omero_forms.domain.errors import error
from omero_forms.domain.library import Edition, Origin, origin_of, source_of
from omero_forms.domain.texts import t
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.selectors import library
from omero_forms.selectors.forms import form_by_id, version_of
from omero_forms.services.access.permissions import require_form_owner
from omero_forms.services.forms import drafts
from omero_forms.services.forms.drafts import Drafted, DraftView


@dataclass(frozen=True, slots=True)
class FromLibrary:
    """Where a form came from, and what its entry changed since: in sentences, and both editions. Nothing where there is
    no newer one.
    """

    origin: Origin
    changes: list[FormChange]
    editions: tuple[Edition, Edition] | None


def use(user: UserSession, entry: str, *, form_id: str | None = None) -> DraftView:
    """Begin a form of one's own from the newest edition of an entry; or the next version of `form_id`, which keeps its
    name, to take a newer edition over.

    Raises `not_found`, and what :func:`drafts.begin` does.
    """
    found = library.entry(entry)
    form = None if form_id is None else form_by_id(form_id)
    name, description = (form.name, form.description) if form else (found.name, found.description)
    drafted = Drafted(name, description, found.newest.schema, found.newest.ui_schema)
    return drafts.begin(user, drafted, form_id=form_id, sources=[source_of(found)])


def origin(user: UserSession, form_id: str) -> FromLibrary:
    """Where the current version of a form came from; of a form that has none yet, its draft. For its owners and admins.

    Raises `not_found`, also where it did not come from the library; `forbidden`, `other_database`.
    """
    form = form_by_id(form_id)
    if form is None:
        sources = drafts.draft_of(user, form_id, reads=True).sources
    else:
        refuse_other_server(user.server_uuid)
        if not user.is_admin:
            require_form_owner(user, form)
        sources = version_of(form, None).sources
    found = origin_of(sources, library.entries())
    if found is None:
        raise error("not_found", message=t("This form was not made from one of the library."))
    editions = library.editions_since(found)
    return FromLibrary(found, library.changes_between(*editions) if editions else [], editions)
