# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making what the forms need in OMERO and on this host. Safe to run again: what is right already stays as it is."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from omero_forms.conf import Conf, Secret
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.events import EventName
from omero_forms.domain.records.seals import Sealer, new_private_key
from omero_forms.gateway import administration
from omero_forms.gateway.administration import Account
from omero_forms.gateway.sessions import PRIVATE, UserSession, open_agent, open_master
from omero_forms.kit.database import Tables, tables
from omero_forms.kit.transactions import short_write
from omero_forms.services.events.write import record_event

NO_AUDIT = "The database is not there yet, so the audit has nothing of this; it begins with omero-forms migrate."
AGENT_PRIVILEGES = ("Sudo",)
SEAL_KEY_FILE = "seal-key.pem"
AGENT_PASSWORD_FILE = "agent-password"  # noqa: S105  (a name, not a password)


@dataclass(frozen=True, slots=True)
class Plan:
    """What set-up shall make. Passwords that are None are thought up, where a new one is needed."""

    directory: Path
    store_group: str = "omero-forms-store"
    master_user: str = "form-master"
    agent_user: str = "form-agent"
    new_passwords: bool = False
    master_password: Secret | None = None
    agent_password: Secret | None = None


@dataclass(slots=True)
class SetUp:
    """`settings` by key, as `omero config set` takes them; `done` says in sentences what was made or found.

    `changed` are those of `done` that tell of something made or changed; `new_key` names the seal key, if one was made.
    """

    settings: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    new_key: str | None = None

    def change(self, sentence: str) -> None:
        """Note what was made or changed."""
        self.done.append(sentence)
        self.changed.append(sentence)


def set_up(session: UserSession, plan: Plan, current: Conf) -> SetUp:
    """Make store group, form master, form agent, seal key.

    `session` is that of an OMERO admin who may make groups, users and admins. Raises `forbidden` otherwise, and
    `setup_incomplete` where something is there already that set-up must not change; then nothing was made.
    """
    if not session.is_full_admin:
        raise error("forbidden", message="Set-up needs an OMERO admin without restrictions, such as root.")
    found = _survey(session, plan, current)
    plan.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = SetUp()
    _seal_key(plan, made)
    store = _store_group(session, plan, found, made)
    _master(session, plan, found, store, made)
    _agent(session, plan, found, made)
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
    except (DatabaseError, ImproperlyConfigured):
        return NO_AUDIT
    return None


@dataclass(frozen=True, slots=True)
class _Found:
    """What is there before anything is made. None stands for what is missing, or not known to be right."""

    store: int | None
    master: Account | None
    agent: Account | None
    master_works: bool
    agent_password_file: str | None


def _refused(message: str) -> FormsError:
    return error("setup_incomplete", message=message)


def _survey(session: UserSession, plan: Plan, current: Conf) -> _Found:
    """Raises `setup_incomplete` for what stands in the way: half a set-up would lose the passwords it made."""
    store = administration.find_group(session, plan.store_group)
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
    agent = administration.find_account(session, plan.agent_user)
    if agent is not None and not agent.is_admin:
        raise _refused(
            f"The user {plan.agent_user} already exists and is not an OMERO admin. Name another form agent with --agent-user."
        )
    master_works = master is not None and _master_works(plan, current)
    agent_password_file = _known_password_file(plan, current) if agent is not None else None
    for name, known in (
        (plan.master_user, master is None or master_works or plan.master_password),
        (plan.agent_user, agent is None or agent_password_file or plan.agent_password),
    ):
        if not known and not plan.new_passwords:
            raise _refused(
                f"The user {name} already exists, and its password is not known here. Run set-up with --new-passwords "
                "to give it a new one."
            )
    _check_seal_key(plan, has_sealed=store is not None and administration.holds_records(session, store[0]))
    return _Found(store[0] if store else None, master, agent, master_works, agent_password_file)


def _store_group(session: UserSession, plan: Plan, found: _Found, made: SetUp) -> int:
    if found.store is not None:
        made.done.append(f"The private group {plan.store_group} is there.")
        return found.store
    made.change(f"Made the private group {plan.store_group}.")
    return administration.create_private_group(session, plan.store_group)


def _master(session: UserSession, plan: Plan, found: _Found, store: int, made: SetUp) -> None:
    name, password = plan.master_user, plan.master_password or _new_password()
    made.settings["omero.web.forms.master.user"] = name
    if found.master is None:
        administration.create_member(session, name, "Form master", password.reveal(), store)
        made.change(f"Made the user {name}, the form master.")
    else:
        _put_right(session, plan, found.master, store, made)
        if found.master_works and plan.master_password is None:
            made.done.append("The form master's password in the settings is right.")
            return
        administration.set_password(session, name, password.reveal())
        made.change(f"Gave {name} a new password.")
    made.settings["omero.web.forms.master.password"] = password.reveal()


def _put_right(session: UserSession, plan: Plan, account: Account, store: int, made: SetUp) -> None:
    if account.default_group == store and account.groups == {store}:
        made.done.append(f"The user {plan.master_user} is there, in its store group only.")
        return
    administration.move_to_group(session, account.id, store, account.groups - {store})
    made.change(f"Left {plan.master_user} in its store group only.")


def _master_works(plan: Plan, current: Conf) -> bool:
    if plan.new_passwords or current.master_user != plan.master_user:
        return False
    try:
        open_master(current).wire.close()
    except FormsError as fault:
        if fault.code == "omero_unavailable":
            raise
        # Everything else that speaks against it, such as its groups, is put right here.
        return fault.details.get("problem") not in {"master_missing", "master_refused"}
    return True


def _agent(session: UserSession, plan: Plan, found: _Found, made: SetUp) -> None:
    name, password = plan.agent_user, plan.agent_password or _new_password()
    made.settings["omero.web.forms.agent.user"] = name
    if found.agent is None:
        administration.create_admin(session, name, "Form agent", password.reveal(), AGENT_PRIVILEGES)
        made.change(f"Made the restricted admin {name}, the form agent, with Sudo only.")
    else:
        if found.agent.privileges != set(AGENT_PRIVILEGES):
            administration.restrict(session, found.agent.id, AGENT_PRIVILEGES)
            made.change(f"Left {name} with the privilege Sudo only.")
        if found.agent_password_file and plan.agent_password is None:
            made.done.append("The form agent's password is right.")
            made.settings["omero.web.forms.agent.password_file"] = found.agent_password_file
            return
        administration.set_password(session, name, password.reveal())
        made.change(f"Gave {name} a new password.")
    file = plan.directory / AGENT_PASSWORD_FILE
    _write_private(file, f"{password.reveal()}\n".encode())
    made.settings["omero.web.forms.agent.password_file"] = str(file)


def _known_password_file(plan: Plan, current: Conf) -> str | None:
    """The file, named by the settings or made by an earlier set-up here, that holds the right password."""
    if plan.new_passwords:
        return None
    for file in (current.agent_password_file, str(plan.directory / AGENT_PASSWORD_FILE)):
        try:
            if file and Path(file).exists():
                candidate = replace(current, agent_user=plan.agent_user, agent_password_file=file)
                open_agent(candidate).wire.close()
                return file
        except FormsError as fault:
            if fault.code == "omero_unavailable":
                raise
    return None


def _check_seal_key(plan: Plan, *, has_sealed: bool) -> None:
    """A key is never written over, nor followed by a second one unasked: what it sealed could not be read back any
    more.
    """
    file = plan.directory / SEAL_KEY_FILE
    if not file.exists():
        if has_sealed:
            raise _refused(
                f"The group {plan.store_group} holds records, and {file}, the key that sealed them, is not there. Restore "
                "it from its backup, or name its folder with --directory. Only if it is lost for good, make another: "
                f"openssl genpkey -algorithm ed25519 -out {file}"
            )
        return
    try:
        Sealer(file.read_bytes())
    except (OSError, ValueError):
        raise _refused(
            f"{file} is there and is not a key that can be used. Restore it from its backup, or move it away if "
            "nothing was ever sealed with it."
        ) from None


def _seal_key(plan: Plan, made: SetUp) -> None:
    file = plan.directory / SEAL_KEY_FILE
    if file.exists():
        made.done.append(f"The key that seals records is there: {file}.")
    else:
        key = new_private_key()
        _write_private(file, key)
        made.new_key = Sealer(key).fingerprint
        made.change(f"Made the key that seals records: {file}. Back it up.")
    made.settings["omero.web.forms.seal_key"] = str(file)


def _write_private(file: Path, content: bytes) -> None:
    """Write a file that is never, not for a moment, readable by others."""
    scratch = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    scratch.replace(file)


def _new_password() -> Secret:
    # Hexadecimal: a leading dash would make an option of it in `omero config set KEY VALUE`.
    return Secret(secrets.token_hex(24))
