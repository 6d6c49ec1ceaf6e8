# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose a form is. All owners are named at once: to hand a form over is one act, and so is to join or to leave."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from omero_forms.domain.errors import error, wrong_at
from omero_forms.domain.events import EventName
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.parts import owners_parts
from omero_forms.domain.refs import Person, form_stream
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.directory import people_of
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.kit.transactions import short_write
from omero_forms.models import FormDraft
from omero_forms.selectors.forms import form_by_id
from omero_forms.selectors.nobody import is_nobody, serves_the_forms
from omero_forms.selectors.visible_forms import owner_ids
from omero_forms.services.access.permissions import require_form_owner
from omero_forms.services.events.write import record_event
from omero_forms.services.forms.drafts import draft_of
from omero_forms.services.forms.publish import find_form
from omero_forms.services.records.decide import Decision, append_entry

Owners = list[dict[str, Any]]
"""As rows hold them"""

MOST_OWNERS = 50
NOBODY_LEFT = noop("A form has at least one owner. Name the next one before the last one leaves. Nothing was changed.")


def set_owners(
    user: UserSession, form_id: str, owners: Collection[int], *, base: Collection[int], via: Via = Via.COMMAND
) -> bool:
    """Let these users, and nobody else, own a form that was owned by those of `base`; also one that is only drafted.
    Whether OMERO has the record already.

    Raises `not_found`, `forbidden`; `stale_owners` where others own it than `base`; `request_invalid` for nobody, for
    too many, and for who is no active user that the asker may know of; `other_database`.
    """
    wanted = set(owners)
    form = form_by_id(form_id)
    if form is None:
        current: Owners = draft_of(user, form_id).owners
    else:
        refuse_other_server(user.server_uuid)
        require_form_owner(user, form)
        current = form.owners
    _refuse_stale(current, base)
    if not wanted:
        raise wrong_at("/owners", t("Nobody is named."), says=t(NOBODY_LEFT))
    if len(wanted) > MOST_OWNERS:
        raise wrong_at("/owners", t("A form can have at most {limit} owners.", limit=MOST_OWNERS))
    people = _people(user, wanted, current)
    if wanted == owner_ids(current):
        return True
    if form is None:
        _give_draft(user, form_id, people, base)
        return True
    return _give_form(user, form_id, people, base, via)


def _give_form(user: UserSession, form_id: str, people: list[Person], base: Collection[int], via: Via) -> bool:
    def decide() -> Decision:
        form = find_form(form_id)
        capacity = require_form_owner(user, form)
        _refuse_stale(form.owners, base)
        _tell(user, form_id, form.name, people)
        return Decision("form.owners", owners_parts(form=form_id, owners=people), capacity)

    return append_entry(user, form_stream(form_id), decide, via=via)[0].is_recorded


def _give_draft(user: UserSession, form_id: str, people: list[Person], base: Collection[int]) -> None:
    with short_write():
        draft = FormDraft.objects.select_for_update().filter(pk=form_id).first()
        if draft is None:
            raise error("not_found")
        _refuse_stale(draft.owners, base)
        FormDraft.objects.filter(pk=form_id).update(owners=[one.as_json() for one in people])
        _tell(user, form_id, draft.name, people)


def _people(user: UserSession, wanted: set[int], current: Owners) -> list[Person]:
    """Who is to own it. Who does already may stay, known or not: they were somebody when they were named."""
    known = {owner["id"]: Person.from_json(owner) for owner in current}
    if new := wanted - known.keys():
        with omero_calls():
            found = people_of(user, new)
        known |= {one: who for one, who in found.items() if not (is_nobody(who.name) or serves_the_forms(who.name))}
        if unknown := sorted(new - known.keys()):
            raise wrong_at("/owners", t("Nobody who could own it has the id {id}.", id=unknown[0]))
    return [known[one] for one in sorted(wanted)]


def _refuse_stale(current: Owners, base: Collection[int]) -> None:
    if owner_ids(current) != set(base):
        raise error("stale_owners", details={"owners": current})


def _tell(user: UserSession, form_id: str, name: str, people: list[Person]) -> None:
    record_event(user, EventName.FORM_GIVEN, form=form_id, name=name, owners=[one.name for one in people])
