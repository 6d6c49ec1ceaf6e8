# SPDX-License-Identifier: AGPL-3.0-or-later
"""Import what OMERO.forms left: looked at first, then forms, then histories. Nothing that it wrote is changed.

What was imported before is known by its row and hash, so a run that died goes on where it was, and a second one changes
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.events import EventName
from omero_forms.domain.legacy.findings import Finding
from omero_forms.domain.records.acts import Act, Capacity, Doer, Via
from omero_forms.domain.texts import t
from omero_forms.gateway.legacy import Reader
from omero_forms.gateway.sessions import MasterSession, UserSession
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import agent_session, master_session
from omero_forms.kit.progress import Progress, unheard
from omero_forms.kit.transactions import short_write
from omero_forms.models import RecordRow, RecordState
from omero_forms.services.events.write import record_event
from omero_forms.services.legacy.forms import FormImport
from omero_forms.services.legacy.histories import HistoryImport
from omero_forms.services.legacy.report import Report
from omero_forms.services.legacy.site import read_site, require_admin_here
from omero_forms.services.people import remember_person
from omero_forms.services.records.many import BUDGET_SECONDS
from omero_forms.services.records.write import record_stream

IMPORTED = ("form.imported", "assignment.imported", "submission.imported")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; `legacy_master` is the user name of that of OMERO.forms, empty for that of the setting."""

    is_check: bool = False
    time_zone: str = ""
    legacy_master: str = ""
    via: Via = Via.COMMAND


def import_legacy(
    user: UserSession,
    asked: Asked,
    *,
    progress: Progress = unheard,
    sink: Callable[[Finding], object] | None = None,
) -> Report:
    """Import, or say what would be imported; `sink` gets every finding, the report the first of each kind.

    Raises `forbidden`, `request_invalid`, and what OMERO and the set-up raise; then another run goes on.
    """
    require_admin_here(user)
    return _import(user, Doer(user.person, user.sudoer, user.full_name), asked, progress, sink)


def job_arguments(user: UserSession, asked: Asked) -> dict[str, Any]:
    """What :func:`import_job` is asked by. Raises `forbidden`, `request_invalid`."""
    require_admin_here(user)
    zone_of(asked.time_zone)
    by = Doer(user.person, user.sudoer, user.full_name)
    return {"by": by.as_json(), **asdict(asked)}


def import_job(arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The same as a job: read as the form agent, who sees what an admin sees."""
    given = dict(arguments)
    by = Doer.from_json(given.pop("by"))
    asked = Asked(**{**given, "via": Via(given["via"])})
    # Other sessions are opened beneath: where OMERO was away, and is being tried once, the job is begun again.
    with agent_session() as agent:
        return _import(agent, by, asked, progress, None).as_json()


def _import(
    reader: Reader, by: Doer, asked: Asked, progress: Progress, sink: Callable[[Finding], object] | None
) -> Report:
    zone = zone_of(asked.time_zone)
    report = Report(asked.is_check, zone.key, asked.legacy_master or conf().priv_user, sink=sink)
    act = Act(by.person, by.sudoer, Capacity.ADMIN, asked.via)
    if not asked.is_check:
        with master_session() as master:
            if master.server_uuid != reader.server_uuid:
                raise error("other_database")
            _finish_what_was_begun(master, progress)
    site = read_site(reader, zone=zone, legacy_master=asked.legacy_master, report=report, progress=progress)
    forms = FormImport(site, act, reader.server_uuid, report, progress).all()
    HistoryImport(reader, site, forms, act, report, progress).all()
    if not asked.is_check and (report.forms.imported or report.versions.imported or report.submissions.imported):
        with short_write():
            remember_person(by.person.id, by.person.name, by.full_name)
            record_event(
                by,
                EventName.LEGACY_IMPORTED,
                forms=report.forms.imported,
                versions=report.versions.imported,
                submissions=report.submissions.imported,
            )
    return report


def zone_of(name: str) -> ZoneInfo:
    """The time zone of a name, by default that of OMERO.web. Raises `request_invalid`."""
    try:
        return ZoneInfo(name) if name else conf().zone
    except (ValueError, OSError, KeyError):
        raise error(
            "request_invalid",
            message=t("There is no time zone of that name. Give one as Europe/London, that OMERO.web had then."),
        ) from None


def _finish_what_was_begun(master: MasterSession, progress: Progress) -> None:
    """Record what a run accepted that died: only then can be said what is here."""
    pending = RecordRow.objects.filter(state=RecordState.PENDING, kind__in=IMPORTED)
    for name in sorted(set(pending.values_list("stream__name", flat=True)), key=_forms_first):
        progress(0, None)
        record_stream(name, upto=None, master=master, deadline=Deadline.after(BUDGET_SECONDS))


def _forms_first(stream: str) -> tuple[bool, str]:
    # The version that answers name has to be there before them.
    return not stream.startswith("form/"), stream
