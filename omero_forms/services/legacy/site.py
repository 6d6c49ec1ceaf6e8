# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that OMERO.forms left, but for histories, of which there may be very many: who, which forms, offered to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.legacy.annotations import Address, Annotation, Header, Holds, address_of, why_suspect
from omero_forms.domain.legacy.findings import FindingKind
from omero_forms.domain.refs import Person
from omero_forms.domain.texts import noop, t
from omero_forms.gateway import directory, legacy
from omero_forms.gateway.directory import GroupFacts
from omero_forms.gateway.legacy import Reader
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.kit.progress import Progress
from omero_forms.services.access.permissions import require_full_admin
from omero_forms.services.legacy.report import Report

NOBODY_NAMED = noop(
    "Say who the form master of OMERO.forms is: with --legacy-master, or by the setting omero.web.forms.priv.user, which "
    "OMERO.forms has already."
)


@dataclass(frozen=True, slots=True)
class LegacySite:
    """Forms and assignments with their rows. `forms_of_histories` has the forms that believed histories name, each
    with one annotation; those of 2016 are there already, by their namespace of today.
    """

    master: Person
    zone: ZoneInfo
    people: Mapping[int, Person]
    groups: Mapping[int, GroupFacts]
    forms: dict[str, list[Annotation]] = field(default_factory=dict)
    assignments: dict[str, list[tuple[Address, Annotation]]] = field(default_factory=dict)
    of_2016: dict[str, list[Header]] = field(default_factory=dict)
    forms_of_histories: dict[str, int] = field(default_factory=dict)

    def person(self, one: int | None) -> Person | None:
        """A user that is there."""
        return None if one is None else self.people.get(one)


def require_admin_here(user: UserSession) -> None:
    """Raise `forbidden` for who is no full admin, and `other_database` for who is one elsewhere: what lies in all
    groups is read, and written in everybody's stead.
    """
    require_full_admin(user)
    refuse_other_server(user.server_uuid)


def read_site(reader: Reader, *, zone: ZoneInfo, legacy_master: str, report: Report, progress: Progress) -> LegacySite:
    """Look at every annotation of it. Raises `request_invalid` where nobody says who its form master is."""
    with omero_calls():
        people = {one.id: Person(one.id, one.name) for one in directory.people(reader)}
        groups = {one.id: one for one in directory.groups(reader)}
    site = LegacySite(find_legacy_master(people, legacy_master), zone, people, groups)
    headers: list[Header] = []
    with omero_calls():
        for page in legacy.headers(reader):
            progress(0, None)
            headers += [one for one in page if _sorted_in(site, one, report)]
        for one in legacy.read(reader, headers):
            address = address_of(one.header.namespace)
            if address is not None and address.holds is Holds.FORM:
                site.forms.setdefault(address.form_id, []).append(one)
            elif address is not None:
                site.assignments.setdefault(address.form_id, []).append((address, one))
    return site


def find_legacy_master(people: Mapping[int, Person], name: str) -> Person:
    """The form master of OMERO.forms by a user name, by default that of the setting. Raises `request_invalid`."""
    name = name or conf().priv_user
    if not name:
        raise error("request_invalid", message=t(NOBODY_NAMED))
    found = next((one for one in people.values() if one.name == name), None)
    if found is None:
        raise error("request_invalid", message=t("OMERO has no user with the name of that form master."))
    return found


def _sorted_in(site: LegacySite, one: Header, report: Report) -> bool:
    """Whether its rows are to be read now: that of a form or an assignment."""
    address = address_of(one.namespace)
    if address is None:
        report.tell(FindingKind.NAMESPACE_UNKNOWN, one.id, detail=one.namespace)
        return False
    why = why_suspect(one, site.master.id)
    if why is not None:
        report.tell(FindingKind.SUSPECT, one.id, detail=why)
        return False
    if address.holds is not Holds.HISTORY:
        return True
    site.forms_of_histories.setdefault(address.form_id, one.id)
    if address.of_2016:
        site.of_2016.setdefault(address.namespace, []).append(one)
    return False
