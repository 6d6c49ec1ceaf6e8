# SPDX-License-Identifier: AGPL-3.0-or-later
"""The policies that are in force as a file says them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from omero_forms.domain.errors import error
from omero_forms.domain.forms import FormState
from omero_forms.domain.policies.changes import state_of
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.policies.words import names_of, terms_of, with_names, words_of
from omero_forms.gateway import directory
from omero_forms.gateway.directory import GroupFacts, PersonFacts
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Form, SitePolicyRow
from omero_forms.selectors.policies import active_policies, as_domain


def form_ids() -> dict[str, str]:
    """Ids of forms by the name that a file calls them by."""
    # A retired form's name is free for another one, which is then meant.
    rows = Form.objects.values_list("state", "name", "id")
    return {name: one for _state, name, one in sorted(rows, key=lambda row: row[0] == FormState.PUBLISHED)}


@dataclass(frozen=True, slots=True)
class Called:
    """How a file calls groups, forms and people, by their ids."""

    groups: Mapping[int, str | int]
    forms: Mapping[str, str]
    people: Mapping[int, str | int]

    @classmethod
    def by(cls, groups: Iterable[GroupFacts], people: Iterable[PersonFacts], forms: Mapping[str, str]) -> Called:
        """With the names of these groups and people; `forms` are the ids of all by name."""
        by_name = {one.name: one.id for one in groups}
        return cls(names_of(by_name), names_of(forms), names_of({one.name: one.id for one in people}))

    def words(self, terms: PolicyTerms) -> dict[str, Any]:
        """The terms of a policy as people write them."""
        return with_names(words_of(terms), groups=self.groups, forms=self.forms, people=self.people)

    def site_words(self, terms: PolicyTerms, groups: Collection[int] | None) -> dict[str, Any]:
        """Those of a site-wide one, for those groups, None for all there are."""
        words = self.words(terms)
        known = "all" if groups is None else [self.groups.get(one, one) for one in groups]
        return {"name": words["name"], "groups": known, **{word: words[word] for word in words if word not in _OWN}}


_OWN = frozenset({"name", "group"})


def policies_file(user: UserSession, groups: Collection[int] | None = None) -> dict[str, Any]:
    """What a file says that, applied, changes nothing: the policies in force of these groups, by default of those that
    the user owns, and of all there are for admins; then the site-wide ones, too, for who may change them. Its `base`
    says what each of them was, so that nothing that somebody does to one meanwhile is overwritten.

    Raises `forbidden` for who owns none of them and is no admin.
    """
    refuse_other_server(user.server_uuid)
    own = None if user.is_admin else user.owned_groups
    wanted = own if groups is None else groups
    if own is not None and (not own or not set(wanted or ()) <= own):
        raise error("forbidden")
    with omero_calls():
        everybody = directory.people(user)
        called = Called.by(directory.groups(user, known=everybody), everybody, form_ids())
    own_ones = active_policies(wanted).filter(site_policy=None)
    terms = [as_domain(row) for row in own_ones]
    file: dict[str, Any] = {"policies": [called.words(one) for one in terms]}
    base = [state_of(one) for one in terms]
    if groups is None and user.may_modify_group:
        site = SitePolicyRow.objects.filter(ended_at=None).order_by("name")
        of_site = [(terms_of(row.words), row.groups) for row in site]
        file["site_policies"] = [called.site_words(one, groups) for one, groups in of_site]
        base += [state_of(one, of_groups=groups) for one, groups in of_site]
    return {**file, "base": base}
