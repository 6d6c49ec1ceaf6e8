# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making what the forms need in OMERO and on this host. Safe to run again: what is right already stays as it is."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from omero_forms.conf import AGENT_PASSWORD_VARIABLE, Conf, Secret, secret_in
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.events import EventName
from omero_forms.domain.log.cosignatures import new_ml_dsa_key
from omero_forms.domain.records.seals import Sealer
from omero_forms.domain.sites import Site
from omero_forms.gateway import administration
from omero_forms.gateway.administration import Account
from omero_forms.gateway.sessions import PRIVATE, UserSession, open_agent, open_master
from omero_forms.kit.database import Tables, tables
from omero_forms.kit.identity import remember_site, remembered
from omero_forms.kit.private_files import close, close_files, making_private, write_private
from omero_forms.kit.transactions import short_write
from omero_forms.services.events.write import record_event
from omero_forms.services.key_files import (
    CHECKPOINT_KEY_FILE,
    LINK_KEY_FILE,
    ML_DSA_KEY_FILE,
    SEAL_KEY_FILE,
    check_checkpoint_key,
    check_ml_dsa_key,
    check_seal_key,
    checkpoint_key_file,
    link_key_file,
    make_key,
    ml_dsa_fingerprint_in,
    ml_dsa_key_file,
    new_link_key,
    seal_key_file,
)
from omero_forms.services.site.begin import begin_site

NO_AUDIT = "The database is not there yet, so the audit has nothing of this; it begins with omero-forms migrate."
AGENT_PRIVILEGES = ("Sudo",)
AGENT_PASSWORD_FILE = "agent-password"  # noqa: S105  (a name, not a password)
MASTER_PASSWORD_FILE = "master-password"  # noqa: S105  (a name, not a password)
_NAMES = "seal_key master.user master.password master.password_file agent.user agent.password_file site checkpoint_key"
_NAMES += " checkpoint_ml_dsa_key link_key"
KEYS = frozenset(f"omero.web.forms.{name}" for name in _NAMES.split())
"""The settings that set-up makes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What set-up shall make. Passwords that are None are thought up, where a new one is needed.

    `ml_dsa` asks for a key that signs checkpoints by ML-DSA besides, as a setting that names one does.
    `password_files` keeps the form master's password in a file too, so that no setting holds it, unless it is
    `password_at_start`, which the environment sets at every start and may change. `other_master` names the account
    that the existing plug-in was given as its form master, with its password. A form master is moved into another
    store group only if somebody named that group: its records stay where they are.
    """

    directory: Path
    store_group: str = "omero-forms-store"
    store_is_named: bool = True
    master_user: str = "form-master"
    agent_user: str = "form-agent"
    new_passwords: bool = False
    master_password: Secret | None = None
    agent_password: Secret | None = None
    password_files: bool = False
    ml_dsa: bool = False
    password_at_start: Secret | None = None
    other_master: tuple[str, Secret | None] | None = None


@dataclass(slots=True)
class SetUp:
    """`settings` by key, as `omero config set` takes them; `done` says in sentences what was made or found.

    `changed` are those of `done` that tell of something made or changed; `new_key` names the seal key, `new_site` is
    the site, if one was made.
    """

    settings: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    new_key: str | None = None
    new_site: Site | None = None

    def change(self, sentence: str) -> None:
        """Note what was made or changed."""
        self.done.append(sentence)
        self.changed.append(sentence)


def set_up(session: UserSession, plan: Plan, current: Conf) -> SetUp:
    """Make store group, form master, form agent, both keys, and the name of the site.

    `session` is that of an OMERO admin who may make groups, users and admins. Raises `forbidden` otherwise, and
    `setup_incomplete` where something is there already that set-up must not change; then nothing was made.
    """
    if not session.is_full_admin:
        raise error("forbidden", message="Set-up needs an OMERO admin without restrictions, such as root.")
    made = SetUp()
    # A file comes before the setting, so a new password has to be in it.
    plan = replace(plan, password_files=plan.password_files or bool(current.master_password_file))
    plan = _with_other_master(session, plan, made)
    found = _survey(session, plan, current)
    with making_private():
        plan.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    for sentence in (*close_files(current), *_close_own(plan)):
        made.change(sentence)
    _keys(plan, current, made)
    _ml_dsa_key(plan, current, made)
    _link_key(plan, current, made)
    store = _store_group(session, plan, found, made)
    password = _master(session, plan, found, store, made)
    _agent(session, plan, found, made)
    _site(session, plan, current, password, made)
    return made


def tell(session: UserSession, made: SetUp) -> str | None:
    """Write into the audit what set-up made or changed; a sentence where there is no database yet to write it into.

    What set-up makes lies in OMERO and on this host, and is made before anybody names a database: an audit that
    insisted on one could not be begun.
    """
    if not made.changed:
        return None
    try:
        if tables() is not Tables.CURRENT:
            return NO_AUDIT
        with short_write():
            record_event(session, EventName.SETUP_DONE, done=made.changed)
            if made.new_key is not None:
                record_event(session, EventName.KEY_MADE, key=made.new_key)
            if made.new_site is not None and remembered() in {None, session.server_uuid}:
                remember_site(session.server_uuid, made.new_site)
    except (DatabaseError, ImproperlyConfigured):
        return NO_AUDIT
    return None


@dataclass(frozen=True, slots=True)
class _Known:
    """A password that is known here, and the file that holds it; none where a setting or the environment does."""

    password: Secret
    file: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """What is there before anything is made. None stands for what is missing, or not known to be right."""

    store: int | None
    master: Account | None
    agent: Account | None
    master_password: _Known | None
    agent_password: _Known | None


def _refused(message: str) -> FormsError:
    return error("setup_incomplete", message=message)


def _with_other_master(session: UserSession, plan: Plan, made: SetUp) -> Plan:
    """`plan` with the form master that the existing plug-in was given, if that account is new, or in its store only.

    Any other has something to do elsewhere: nothing is taken from it, and it is said that another one is made.
    """
    if plan.other_master is None:
        return plan
    name, password = plan.other_master
    account = administration.find_account(session, name)
    if account is not None:
        store = administration.group_named(session, plan.store_group)
        if account.is_admin or store is None or account.groups != {store[0]}:
            why = "an OMERO admin" if account.is_admin else "in groups of others"
            made.done.append(
                f"The user {name} is {why}, which the form master must not be. It stays as it is, and {plan.master_user} "
                "is the form master."
            )
            return plan
    return replace(plan, master_user=name, master_password=password)


def _survey(session: UserSession, plan: Plan, current: Conf) -> _Found:
    """Raises `setup_incomplete` for what stands in the way: half a set-up would lose the passwords it made."""
    store = administration.group_named(session, plan.store_group)
    if store is not None and store[1] != PRIVATE:
        raise _refused(
            f"The group {plan.store_group} already exists and is not private. Make it private in OMERO.web's "
            "administration, or name another one with --store-group."
        )
    master = administration.find_account(session, plan.master_user)
    if master is not None and master.is_admin:
        raise _refused(
            f"The user {plan.master_user} is an OMERO admin. The form master must be an ordinary user: name another "
            "one with --master-user."
        )
    if master is not None and not plan.store_is_named and (store is None or store[0] not in master.groups):
        raise _refused(
            f"The form master {plan.master_user} is there, and not in the group {plan.store_group}. Name its store group "
            "with --store-group."
        )
    agent = administration.find_account(session, plan.agent_user)
    if agent is not None and not agent.is_admin:
        raise _refused(
            f"The user {plan.agent_user} already exists and is not an OMERO admin. Name another form agent with --agent-user."
        )
    master_password = _known_master_password(plan, current, exists=master is not None)
    agent_password = _known_agent_password(plan, current, exists=agent is not None)
    for name, known in (
        (plan.master_user, master is None or master_password or plan.master_password),
        (plan.agent_user, agent is None or agent_password or plan.agent_password),
    ):
        if not known and not plan.new_passwords:
            raise _refused(
                f"The user {name} already exists, and its password is not known here. Run set-up with --new-passwords "
                "to give it a new one."
            )
    has_sealed = store is not None and administration.holds_records(session, store[0])
    check_seal_key(seal_key_file(plan.directory, current), plan.store_group, has_sealed=has_sealed)
    has_signed = store is not None and administration.holds_records(session, store[0], ["checkpoint"])
    check_checkpoint_key(checkpoint_key_file(plan.directory, current), has_signed=has_signed)
    if _wants_ml_dsa(plan, current):
        check_ml_dsa_key(ml_dsa_key_file(plan.directory, current))
    return _Found(store[0] if store else None, master, agent, master_password, agent_password)


def _store_group(session: UserSession, plan: Plan, found: _Found, made: SetUp) -> int:
    if found.store is not None:
        made.done.append(f"The private group {plan.store_group} is there.")
        return found.store
    made.change(f"Made the private group {plan.store_group}.")
    return administration.create_private_group(session, plan.store_group)


def _master(session: UserSession, plan: Plan, found: _Found, store: int, made: SetUp) -> Secret:
    """Its password."""
    name, known = plan.master_user, found.master_password
    password = known.password if known else plan.master_password or _new_password()
    made.settings["omero.web.forms.master.user"] = name
    if found.master is None:
        administration.create_member(session, name, "Form master", password.reveal(), store)
        made.change(f"Made the user {name}, the form master.")
    else:
        _put_right(session, plan, found.master, store, made)
        if known:
            made.done.append("The form master's password is right.")
        else:
            administration.set_password(session, name, password.reveal())
            made.change(f"Gave {name} a new password.")
    if known and known.file:
        made.settings["omero.web.forms.master.password_file"] = known.file
    elif plan.password_files and password == plan.password_at_start:
        made.done.append("The environment sets the form master's password at every start.")
    elif plan.password_files:
        made.settings["omero.web.forms.master.password_file"] = _keep(plan, MASTER_PASSWORD_FILE, password)
    elif not known or plan.master_password:
        made.settings["omero.web.forms.master.password"] = password.reveal()
    return password


def _put_right(session: UserSession, plan: Plan, account: Account, store: int, made: SetUp) -> None:
    if account.default_group == store and account.groups == {store}:
        made.done.append(f"The user {plan.master_user} is there, in its store group only.")
        return
    administration.move_to_group(session, account.id, store, account.groups - {store})
    made.change(f"Left {plan.master_user} in its store group only.")


def _known_master_password(plan: Plan, current: Conf, *, exists: bool) -> _Known | None:
    """The one of the plan, of the settings, or that an earlier set-up here kept; OMERO takes it, if the form master
    `exists` there.
    """
    if plan.new_passwords:
        return None
    file = str(plan.directory / MASTER_PASSWORD_FILE)
    kept = _Known(secret_in(file), file)
    if plan.master_password:
        candidates = [kept if kept.password == plan.master_password else _Known(plan.master_password)]
    elif current.master_user == plan.master_user:
        candidates = [_Known(current.master_password, current.master_password_file), kept]
    else:
        candidates = [kept]
    for one in candidates:
        if one.password and (not exists or _is_master_password(plan, current, one.password)):
            return one
    return None


def _is_master_password(plan: Plan, current: Conf, password: Secret) -> bool:
    try:
        open_master(replace(current, master_user=plan.master_user, master_password=password)).wire.close()
    except FormsError as fault:
        if fault.code == "omero_unavailable":
            raise
        # Everything else that speaks against it, such as its groups, is put right here.
        return fault.details.get("problem") != "master_refused"
    return True


def _agent(session: UserSession, plan: Plan, found: _Found, made: SetUp) -> None:
    name, known = plan.agent_user, found.agent_password
    password = known.password if known else plan.agent_password or _new_password()
    made.settings["omero.web.forms.agent.user"] = name
    if found.agent is None:
        administration.create_admin(session, name, "Form agent", password.reveal(), AGENT_PRIVILEGES)
        made.change(f"Made the restricted admin {name}, the form agent, with Sudo only.")
    else:
        if found.agent.privileges != set(AGENT_PRIVILEGES):
            administration.restrict(session, found.agent.id, AGENT_PRIVILEGES)
            made.change(f"Left {name} with the privilege Sudo only.")
        if known:
            made.done.append("The form agent's password is right.")
        else:
            administration.set_password(session, name, password.reveal())
            made.change(f"Gave {name} a new password.")
    if known is None:
        made.settings["omero.web.forms.agent.password_file"] = _keep(plan, AGENT_PASSWORD_FILE, password)
    elif known.file:
        made.settings["omero.web.forms.agent.password_file"] = known.file


def _known_agent_password(plan: Plan, current: Conf, *, exists: bool) -> _Known | None:
    """The one in the file that the settings name, in that of an earlier set-up here, or in the environment; OMERO
    takes it, if the form agent `exists` there.
    """
    if plan.new_passwords or plan.agent_password:
        return None
    files = (current.agent_password_file, str(plan.directory / AGENT_PASSWORD_FILE))
    candidates = [_Known(secret_in(file), file) for file in files if file]
    candidates.append(_Known(Secret(os.environ.get(AGENT_PASSWORD_VARIABLE, ""))))
    for one in candidates:
        if one.password and (not exists or _is_agent_password(plan, current, one)):
            return one
    return None


def _is_agent_password(plan: Plan, current: Conf, known: _Known) -> bool:
    try:
        open_agent(replace(current, agent_user=plan.agent_user, agent_password_file=known.file)).wire.close()
    except FormsError as fault:
        if fault.code == "omero_unavailable":
            raise
        return False
    return True


def _keys(plan: Plan, current: Conf, made: SetUp) -> None:
    """The one that seals records, and the one that signs checkpoints: neither does what the other is for."""
    for setting, file, does in (
        ("seal_key", seal_key_file(plan.directory, current), "seals records"),
        ("checkpoint_key", checkpoint_key_file(plan.directory, current), "signs checkpoints"),
    ):
        key = make_key(file)
        if key is None:
            made.done.append(f"The key that {does} is there: {file}.")
        else:
            made.change(f"Made the key that {does}: {file}. Back it up.")
            if setting == "seal_key":
                made.new_key = Sealer(key).fingerprint
        made.done.append(
            f"Its fingerprint is {Sealer(file.read_bytes()).fingerprint}. Give it to whoever audits this site."
        )
        made.settings[f"omero.web.forms.{setting}"] = str(file)


def _ml_dsa_key(plan: Plan, current: Conf, made: SetUp) -> None:
    if not _wants_ml_dsa(plan, current):
        return
    file = ml_dsa_key_file(plan.directory, current)
    if make_key(file, new_ml_dsa_key) is None:
        made.done.append(f"The key that signs checkpoints by ML-DSA is there: {file}.")
    else:
        made.change(f"Made the key that signs checkpoints by ML-DSA: {file}. Back it up.")
    made.done.append(f"Its fingerprint is {ml_dsa_fingerprint_in(file)}. Give it to whoever audits this site.")
    made.settings["omero.web.forms.checkpoint_ml_dsa_key"] = str(file)


def _link_key(plan: Plan, current: Conf, made: SetUp) -> None:
    file = link_key_file(plan.directory, current)
    if make_key(file, new_link_key) is None:
        made.done.append(f"The key that signs links in mails is there: {file}.")
    else:
        made.change(f"Made the key that signs links in mails: {file}.")
    made.settings["omero.web.forms.link_key"] = str(file)


def _wants_ml_dsa(plan: Plan, current: Conf) -> bool:
    return plan.ml_dsa or bool(current.checkpoint_ml_dsa_key_path)


def _keep(plan: Plan, name: str, password: Secret) -> str:
    file = plan.directory / name
    write_private(file, f"{password.reveal()}\n".encode())
    return str(file)


def _close_own(plan: Plan) -> list[str]:
    """What an earlier set-up made, and somebody opened since."""
    return close(
        plan.directory / name
        for name in (
            SEAL_KEY_FILE,
            CHECKPOINT_KEY_FILE,
            ML_DSA_KEY_FILE,
            LINK_KEY_FILE,
            MASTER_PASSWORD_FILE,
            AGENT_PASSWORD_FILE,
        )
    )


def _site(session: UserSession, plan: Plan, current: Conf, password: Secret, made: SetUp) -> None:
    sealer = Sealer(seal_key_file(plan.directory, current).read_bytes())
    begun = begin_site(session, current, (plan.master_user, password), sealer, plan.directory)
    made.new_site = begun.made
    if begun.name:
        made.settings["omero.web.forms.site"] = begun.name
    (made.done.append if begun.made is None else made.change)(begun.said)


def _new_password() -> Secret:
    # Hexadecimal: a leading dash would make an option of it in `omero config set KEY VALUE`.
    return Secret(secrets.token_hex(24))
