# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is missing for the forms to work, and how to mend it.

Asked by `omero-forms doctor`, the status endpoint and the banner for admins. Every question ends within seconds, and
none raises: what cannot be found out is itself a problem.
"""

from __future__ import annotations

import importlib.metadata
import json
import logging
import shlex
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from functools import partial

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.utils import timezone

from omero_forms.conf import (
    CENTER_PLUGINS,
    ENTRIES,
    TOP_LINKS,
    Conf,
    conf,
    database_is_named,
    link_is_shown,
    panel_is_shown,
    setting_problems,
)
from omero_forms.domain.errors import FormsError
from omero_forms.domain.texts import noop, t, tn
from omero_forms.gateway import directory
from omero_forms.gateway.sessions import (
    NOT_PRIVATE,
    PRIVATE,
    SYSTEM_GROUP,
    USER_GROUP,
    MasterSession,
    form_master,
    incomplete,
    open_agent,
    open_master,
)
from omero_forms.kit.database import EMPTY_ONE, UNRELEASED, Tables, tables
from omero_forms.kit.identity import remembered
from omero_forms.models import Evaluation, LogCursor, PolicyRow, RecordRow, RecordState
from omero_forms.selectors.diagnosis.copies import other_layout
from omero_forms.selectors.diagnosis.histories import damage
from omero_forms.selectors.diagnosis.host import broker, catalogue, counting, link_key, seal_key, workers
from omero_forms.selectors.diagnosis.log import checkpoint_key, log_origin, ml_dsa_key, not_given, stamp_certificates
from omero_forms.selectors.diagnosis.mail import mail_templates, mails_refused, mails_that_wait, people_not_reached
from omero_forms.selectors.diagnosis.modes import modes
from omero_forms.selectors.diagnosis.problem import SETUP, SetupProblem, is_code
from omero_forms.selectors.diagnosis.site import recorded, site
from omero_forms.templatetags.forms_assets import built_file

logger = logging.getLogger(__name__)

SILENT_AFTER = timedelta(minutes=10)
NO_NIGHT_AFTER = timedelta(hours=27)
"""A day, one hour more where clocks change, and some for the night's run."""
"""How long work may lie before somebody should look at the workers; they look for it every ten seconds."""


_MENDS = {
    "master_missing": SETUP,
    "master_refused": (
        noop(
            "Set omero.web.forms.master.user and omero.web.forms.master.password to those of the form master, or give "
            "it a new password with omero-forms setup --new-passwords; then restart OMERO.web and the workers."
        )
    ),
    "master_is_admin": (
        noop(
            "Name an ordinary user as the form master; omero-forms setup makes one. Records written by another user are not read."
        )
    ),
    "store_missing": (
        noop("Make the private store group the form master's default group; omero-forms setup does that.")
    ),
    "store_not_private": noop("Set the store group's permissions to private (rw----) in OMERO.web's administration."),
    "agent_missing": SETUP,
    "agent_password_missing": (
        noop(
            "Write the form agent's password into the file that omero.web.forms.agent.password_file names, readable by "
            "the workers' user alone."
        )
    ),
    "agent_refused": (
        noop(
            "Correct the form agent's name or password, or give it a new password with "
            "omero-forms setup --new-passwords; then restart the workers."
        )
    ),
    "agent_without_sudo": noop("Make the form agent an OMERO admin with the privilege Sudo only."),
    "setting_invalid": noop("Correct the setting with omero config set, then restart OMERO.web and the workers."),
    "needs_newer_version": noop("Install the version that wrote the record of this site in OMERO."),
    "omero_unavailable": (
        noop("Start OMERO.server, or correct omero.web.server_list, whose first entry is the server that is used.")
    ),
}


_Question = Callable[[Conf], Iterator[SetupProblem]]


def problems(*, with_workers: bool = False) -> list[SetupProblem]:
    """All problems, errors first.

    `with_workers` asks what only the workers' side can know, as the doctor runs there: the form agent's password,
    whether a worker answers, and who else can read the files of this host.
    """
    found: list[SetupProblem] = []
    for ask in (_settings, _distributions, _frontend, _shown, _database, _read_model):
        found.extend(_asked(ask))
    current = _conf()
    if current is not None:
        # The doctor logs in anew, so that a password that was changed since is noticed. A page may not: every process
        # of OMERO.web asks again and again, and OMERO locks out whoever keeps on trying a wrong one.
        omero = partial(_omero, masters=_new_master if with_workers else form_master)
        questions: list[_Question] = [
            omero,
            seal_key,
            checkpoint_key,
            link_key,
            log_origin,
            not_given,
            stamp_certificates,
        ]
        questions += [ml_dsa_key, broker, _addresses]
        if with_workers:
            questions += [_agent, workers, counting, modes, _people, other_layout]
        for question in questions:
            found.extend(_asked(partial(question, current)))
    return sorted(found, key=lambda problem: problem.severity)


def contact() -> str:
    """Whom to ask, as the settings say it; empty when they do not."""
    current = _conf()
    return current.contact if current else ""


def database_problem() -> SetupProblem | None:
    """What keeps the database from being used: none named, none there, not migrated, or of a version before the first
    release.
    """
    return next(iter(_asked(_database)), None)


def _conf() -> Conf | None:
    try:
        return conf()
    except FormsError:
        return None


def _asked(ask: Callable[[], Iterator[SetupProblem]]) -> list[SetupProblem]:
    try:
        return list(ask())
    except Exception:
        # A diagnosis that fails must still show the others.
        logger.exception("a question about the set-up failed")
        return [
            SetupProblem(
                "not_known",
                t("Part of the set-up could not be checked."),
                t("OMERO.web's log has the reason."),
            )
        ]


def _settings() -> Iterator[SetupProblem]:
    for problem in setting_problems():
        yield SetupProblem(
            "setting_invalid",
            t("The setting {key} cannot be used: {reason}.", key=problem.key, reason=problem.reason),
            t("Correct it with omero config set {key} …, then restart OMERO.web and the workers.", key=problem.key),
        )


def _distributions() -> Iterator[SetupProblem]:
    try:
        importlib.metadata.distribution("omero-forms")
    except importlib.metadata.PackageNotFoundError:
        return
    yield SetupProblem(
        "other_plugin_installed",
        t("Another plugin, omero-forms, is installed in this environment; both bring the package omero_forms."),
        "pip uninstall omero-forms, then pip install --force-reinstall --no-deps with the wheel of omero-web-forms, then restart.",
    )


def _frontend() -> Iterator[SetupProblem]:
    if not built_file("src/page.ts"):
        yield SetupProblem(
            "frontend_missing",
            t("The pages have not been built."),
            t("In a checkout, run make install; an installed omero-web-forms has them: reinstall it."),
        )


def _shown() -> Iterator[SetupProblem]:
    if not panel_is_shown():
        yield SetupProblem(
            "panel_missing",
            t("OMERO.web does not show the Forms panel, only the forms' own pages."),
            _append(CENTER_PLUGINS),
        )
    if not link_is_shown():
        yield SetupProblem(
            "link_missing",
            t("OMERO.web's top bar has no link to the page of all forms."),
            _append(TOP_LINKS),
        )


def _append(key: str) -> str:
    """As set-up prints it."""
    command = f"omero config append --set {key} {shlex.quote(json.dumps(ENTRIES[key]))}"
    return t("{command}, then restart OMERO.web.", command=command)


def _database() -> Iterator[SetupProblem]:
    migrate = t("Run omero-forms migrate, then restart OMERO.web and the workers.")
    if not database_is_named():
        yield SetupProblem(
            "database_missing",
            t("OMERO.web has no database."),
            t("Name one in omero.web.databases as the README shows. {migrate}", migrate=migrate),
        )
        return
    try:
        connection.ensure_connection()
        found = tables()
    except (DatabaseError, ImproperlyConfigured):
        yield SetupProblem(
            "database_unavailable",
            t("The database cannot be reached."),
            t("Start it, or correct omero.web.databases: file, host, user and password."),
        )
        return
    if found is Tables.TO_MIGRATE:
        yield SetupProblem("not_migrated", t("The database has not been migrated."), migrate)
    elif found is Tables.UNRELEASED:
        yield SetupProblem("database_unreleased", UNRELEASED, EMPTY_ONE)


def _read_model() -> Iterator[SetupProblem]:
    if database_problem() is not None:
        return
    now = timezone.now()
    pending = RecordRow.objects.filter(state=RecordState.PENDING, accepted_at__lt=now - SILENT_AFTER).count()
    if pending > 0:
        yield SetupProblem(
            "work_overdue",
            tn(
                "{n} accepted record has waited for more than 10 minutes to be recorded.",
                "{n} accepted records have waited for more than 10 minutes to be recorded.",
                pending,
            ),
            t(
                "Make sure that a worker and beat are running (omero-forms worker, omero-forms beat), and that OMERO answers."
            ),
        )
    yield from damage(now)
    yield from mails_refused(now)
    current = _conf()
    if current is None or not PolicyRow.objects.filter(ended_at=None).exists():
        return
    is_followed = LogCursor.objects.filter(read_at__gt=now - SILENT_AFTER).exists()
    if not is_followed or not Evaluation.objects.filter(started_at__gt=now - NO_NIGHT_AFTER).exists():
        yield SetupProblem(
            "evaluations_stopped",
            t("No group has been evaluated for a while, so findings and mails are out of date."),
            t("Make sure that a worker and beat are running (omero-forms worker, omero-forms beat)."),
        )


def _of_fault(fault: FormsError) -> SetupProblem:
    code = str(fault.details.get("problem") or fault.code)
    message = t("OMERO does not answer.") if code == "omero_unavailable" else fault.message
    return SetupProblem(code if is_code(code) else "not_known", message, t(_MENDS.get(code, SETUP)))


@contextmanager
def _new_master(current: Conf) -> Iterator[MasterSession]:
    master = open_master(current)
    try:
        yield master
    finally:
        master.wire.close()


def _omero(current: Conf, masters: Callable[[Conf], AbstractContextManager[MasterSession]]) -> Iterator[SetupProblem]:
    try:
        with masters(current) as master:
            found = list(_store(master))
            server_uuid, recorded_site = master.server_uuid, recorded(master)
    except FormsError as fault:
        yield _of_fault(fault)
        return
    yield from found
    if database_problem() is not None:
        return
    if remembered() not in {None, server_uuid}:
        yield SetupProblem(
            "other_database",
            t("This OMERO database is not the one whose forms this database keeps. Nothing will be written."),
            t(
                "Point omero.web.server_list at the right server, or omero.web.databases at the database that belongs to it."
            ),
        )
    elif recorded_site is not None:
        yield from site(recorded_site, current)


def _store(master: MasterSession) -> Iterator[SetupProblem]:
    context = master.wire.context()
    if str(context.groupPermissions) != PRIVATE:
        yield _of_fault(incomplete("store_not_private", t(NOT_PRIVATE)))
    elsewhere = {int(one) for one in context.memberOfGroups} - {
        master.store_group,
        USER_GROUP,
    }
    if elsewhere - {SYSTEM_GROUP}:
        yield SetupProblem(
            "master_in_other_groups",
            t("The form master is in groups other than its store group."),
            t("Remove it from them, so that it cannot read any lab's data."),
        )
    members = directory.members(master, master.store_group)
    if members - {master.person.id}:
        yield SetupProblem(
            "store_has_others",
            t("The store group has members other than the form master."),
            t("Remove them: nobody should see the records there, and an owner of the group would see all of them."),
        )


def _agent(current: Conf) -> Iterator[SetupProblem]:
    try:
        open_agent(current).wire.close()
    except FormsError as fault:
        if fault.code != "omero_unavailable":  # said already
            yield _of_fault(fault)


def _people(_current: Conf) -> Iterator[SetupProblem]:
    if database_problem() is None:
        yield from mails_that_wait()
        yield from people_not_reached()
    yield from mail_templates()
    yield from catalogue()


def _addresses(current: Conf) -> Iterator[SetupProblem]:
    for value, code, key, lacking in (
        (current.base_url, "base_url_missing", "base_url", "mails have no links"),
        (current.mail_from, "mail_from_missing", "mail_from", "mails have no sender"),
        (current.auditor, "auditor_missing", "auditor", "nobody outside this site gets its checkpoints"),
    ):
        if not value:
            yield SetupProblem(
                code,
                f"omero.web.forms.{key} is not set, so {lacking}.",
                f"omero config set omero.web.forms.{key} …",
            )
