# SPDX-License-Identifier: AGPL-3.0-or-later
"""Put a new key in the place of one: rotated, the old one signs the new; lost, nobody but a full admin and the key of
the log vouch for it.

Each step may be done again, and doing all of it again goes on where it broke off: the new key waits in a file beside
the old one, is recorded, takes the old one's place in one step, and then the old one is retired.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.events import EventName
from omero_forms.domain.log.notes import ED25519, NotProven, VerifierKey, open_note, sign_note
from omero_forms.domain.records.acts import Capacity, Via
from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.key_chain import KEY_STREAM, ChainedKey, KeyChain, KeyPurpose, chain_of, offered_keys
from omero_forms.domain.records.parts import key_added_parts, key_retired_parts
from omero_forms.domain.records.seals import Sealer, fingerprint_of, new_private_key
from omero_forms.domain.texts import t
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.database import wait_for_others
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import master_session
from omero_forms.kit.private_files import making_private, write_private
from omero_forms.models import RecordRow, RecordState
from omero_forms.selectors.key_chain import key_chain, key_records, keys_alone, trusted
from omero_forms.selectors.keys import checkpoint_signer
from omero_forms.selectors.log import log_size, origin
from omero_forms.services.access.permissions import require_full_admin
from omero_forms.services.events.write import record_event
from omero_forms.services.keys.former import remember_former
from omero_forms.services.keys.mail import tell_auditor
from omero_forms.services.log.make import asked_by, make_checkpoint
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.damage import note
from omero_forms.services.records.decide import Decision, append_entry
from omero_forms.services.records.write import record_stream

SECONDS = 120.0
"""For writing all that waits, before a key changes."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The key that counts now, and those that were retired, from which size of the log on."""

    fingerprint: str
    retired: tuple[str, ...]
    log_size: int


def rotate(user: UserSession, purpose: KeyPurpose, *, reason: str, keep: Path | None = None, via: Via) -> Replaced:
    """Put a new key in the place of the one that is in use, which signs it. `keep` is where the old private key goes:
    left out, it is removed.

    Raises `forbidden`, `setup_incomplete` without a key; `history_stopped` where something that waits cannot be
    written; `omero_unavailable`: then call it again.
    """
    require_full_admin(user)
    refuse_other_server(user.server_uuid)
    file = _file(purpose)
    if not file.is_file():
        raise error("setup_incomplete", message=t("{file} is not there. Restore it, or declare it lost.", file=file))
    old = Sealer(file.read_bytes())
    if not key_chain().of(purpose):
        raise error(
            "setup_incomplete", message=t("The keys are not recorded yet. Wait for a worker, or run omero-forms sweep.")
        )
    coming = _coming(file)
    if coming.is_file() or not _left(purpose, old.fingerprint):
        _record_pending()
        new = _made(coming)
        _add(user, new, purpose, replaces=old.fingerprint, event=EventName.KEY_ROTATED, via=via)
        crash_point("vouched")
        _swap(file, coming, old, purpose, keep)
        crash_point("swapped")
        old = new
    return _retire(user, purpose, old.fingerprint, reason, via)


def declare_lost(user: UserSession, purpose: KeyPurpose, *, reason: str, via: Via) -> Replaced:
    """Put a new key in the place of one that is gone, or that somebody else may have. A key that seals is vouched for
    by the one that signs checkpoints, which the auditor knows; that one by the one that seals.

    It stays a finding of its kind until its fingerprint is given; admins and auditor are told.

    Raises as :func:`rotate` does.
    """
    require_full_admin(user)
    refuse_other_server(user.server_uuid)
    file, chain = _file(purpose), _recorded(purpose, user.server_uuid)
    if not chain:
        raise error("setup_incomplete", message=t("No key of this kind was ever recorded, so none can be lost."))
    # Asked for before anything changes.
    signer = checkpoint_signer(origin(user.server_uuid)) if purpose is KeyPurpose.RECORD else None
    known = {one.fingerprint for one in chain}
    here = Sealer(file.read_bytes()) if file.is_file() else None
    if here is None or (here.fingerprint in known and not _left_of(chain, here.fingerprint)):
        # Nobody has put another one there.
        _remember_former([one.public_key for one in chain], purpose)
        coming = _coming(file)
        here = _made(coming)
        write_private(file, coming.read_bytes())
        coming.unlink()
        crash_point("swapped")
    _remember_former([one.public_key for one in chain if one.fingerprint != here.fingerprint], purpose)
    if here.fingerprint not in known:
        last = chain[-1].fingerprint
        said = _statement(user.server_uuid, last, here.fingerprint)
        statement = None if signer is None else sign_note(said, [signer])
        _add(user, here, purpose, replaces=last, event=EventName.KEY_LOST, via=via, statement=statement)
        crash_point("vouched")
    tell_alone()
    if purpose is KeyPurpose.CHECKPOINT:
        # The key that seals vouches for it, so it is no finding; but the auditor knows the log by the one before.
        tell_auditor([key_chain().keys[here.fingerprint]])
    return _retire(user, purpose, here.fingerprint, reason, via)


def tell_alone() -> list[Damage]:
    """Keep, for admins to be told, which keys the one before did not sign, and tell the auditor; which these are."""
    alone = keys_alone()
    if alone:
        note(ensure_stream(KEY_STREAM), alone, is_open=True)
        tell_auditor(key_chain().alone(trusted()))
    return alone


def _file(purpose: KeyPurpose) -> Path:
    named = conf().seal_key_path if purpose is KeyPurpose.RECORD else conf().checkpoint_key_path
    if not named:
        raise error("setup_incomplete")
    return Path(named)


def _coming(file: Path) -> Path:
    return file.with_name(f"{file.name}.new")


def _made(coming: Path) -> Sealer:
    """The key that waits in that file, made if there is none."""
    with making_private():
        if not coming.is_file():
            write_private(coming, new_private_key())
    return Sealer(coming.read_bytes())


def _record_pending() -> None:
    """Write all that was accepted, so that nothing that the old key sealed waits."""
    deadline = Deadline.after(SECONDS)
    pending = RecordRow.objects.filter(state=RecordState.PENDING).order_by("stream__name")
    names = list(pending.values_list("stream__name", flat=True).distinct())
    with master_session() as master:
        for name in names:
            if not record_stream(name, upto=None, master=master, deadline=deadline):
                raise error("omero_unavailable")


def _statement(server: str, lost: str, new: str) -> str:
    """What the key that signs checkpoints says of a key in the place of one that is lost."""
    return f"omero-forms key lost\n{server}\n{lost}\n{new}\n"


def _recorded(purpose: KeyPurpose, server: str) -> list[ChainedKey]:
    """The keys of a purpose as the stream names them from its first record on, whatever is left of their files. Where
    one was lost, the statement of the key of the log leads to the next.
    """
    records = key_records()
    roots = offered_keys(records[:1])
    # As each says of itself: others, who may be anybody, say nothing here.
    said = [chain_of(records, [key]).keys.get(fingerprint_of(key)) for key in offered_keys(records)]
    while True:
        chain = chain_of(records, roots)
        more = [one.public_key for one in said if one is not None and _is_stated(one, chain, server)]
        if set(more) <= set(roots):
            return chain.of(purpose)
        roots = [*roots, *more]


def _is_stated(one: ChainedKey, chain: KeyChain, server: str) -> bool:
    """Whether a key of the log that counted then has signed that this one took the place of a key of the chain."""
    if one.replaces not in chain.keys:
        return False
    signers = [
        VerifierKey(origin(server), ED25519, signer.public_key)
        for signer in chain.of(KeyPurpose.CHECKPOINT)
        if signer.number < one.number and (signer.retired is None or signer.retired.number > one.number)
    ]
    try:
        opened = open_note(one.statement or "", signers)
    except NotProven:
        return False
    return opened.text == _statement(server, one.replaces or "", one.fingerprint)


def _left(purpose: KeyPurpose, fingerprint: str) -> list[ChainedKey]:
    """Keys of a purpose that another one took the place of, and that are not retired yet."""
    return _left_of(key_chain().of(purpose), fingerprint)


def _left_of(keys: Collection[ChainedKey], fingerprint: str) -> list[ChainedKey]:
    if fingerprint not in {one.fingerprint for one in keys}:
        return []
    return [one for one in keys if one.retired is None and one.fingerprint != fingerprint]


def _add(
    user: UserSession,
    new: Sealer,
    purpose: KeyPurpose,
    *,
    replaces: str,
    event: EventName,
    via: Via,
    statement: str | None = None,
) -> None:
    if new.fingerprint in key_chain().keys:
        return

    def decide() -> Decision:
        record_event(user, event, key=new.fingerprint, replaces=replaces)
        parts = key_added_parts(public_key=new.public_key, purpose=purpose, replaces=replaces, statement=statement)
        return Decision("key.added", parts, Capacity.ADMIN)

    append_entry(user, KEY_STREAM, decide, via=via)


def _swap(file: Path, coming: Path, old: Sealer, purpose: KeyPurpose, keep: Path | None) -> None:
    _remember_former([old.public_key], purpose)
    if keep is not None and not keep.exists():
        write_private(keep, old.pem)
    # In one step: whoever reads it finds one of both.
    write_private(file, coming.read_bytes())
    coming.unlink()


def _remember_former(public_keys: Collection[bytes], purpose: KeyPurpose) -> None:
    """What was sealed before stays proven from the moment on in which another key seals."""
    if purpose is KeyPurpose.RECORD:
        remember_former(public_keys)


def _retire(user: UserSession, purpose: KeyPurpose, fingerprint: str, reason: str, via: Via) -> Replaced:
    """End the keys before it: all that they sealed has its place in the log, and nothing after that counts."""
    left = _left(purpose, fingerprint)
    wait_for_others(Deadline.after(SECONDS))
    _record_pending()
    if left:
        make_checkpoint(asked_by(user), via=via)
    size = log_size()
    for one in left:
        parts = key_retired_parts(retired=one.fingerprint, log_size=size, reason=reason)
        append_entry(user, KEY_STREAM, partial(Decision, "key.retired", parts, Capacity.ADMIN), via=via)
    return Replaced(fingerprint, tuple(one.fingerprint for one in left), size)
