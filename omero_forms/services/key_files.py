# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of the private keys: where they lie, and what speaks against making one. None is ever written over."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from omero_forms.conf import Conf
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.log.cosignatures import is_supported
from omero_forms.domain.log.notes import Cosigner
from omero_forms.domain.records.seals import Sealer, new_private_key
from omero_forms.kit.private_files import write_private
from omero_forms.kit.stop_links import KEY_BYTES

SEAL_KEY_FILE = "seal-key.pem"
CHECKPOINT_KEY_FILE = "checkpoint-key.pem"
ML_DSA_KEY_FILE = "checkpoint-ml-dsa-key.pem"
LINK_KEY_FILE = "link-key"


def seal_key_file(directory: Path, current: Conf) -> Path:
    """The key that the settings name where it lies in the folder of set-up, whatever it is called. Of a site with
    former keys, as an adopted copy is, wherever it lies: that must not go back to the key that it came with.
    """
    return _named(current.seal_key_path, directory, current) or directory / SEAL_KEY_FILE


def checkpoint_key_file(directory: Path, current: Conf) -> Path:
    """The same for the key that signs checkpoints."""
    return _named(current.checkpoint_key_path, directory, current) or directory / CHECKPOINT_KEY_FILE


def ml_dsa_key_file(directory: Path, current: Conf) -> Path:
    """The same for the key that signs them by ML-DSA besides."""
    return _named(current.checkpoint_ml_dsa_key_path, directory, current) or directory / ML_DSA_KEY_FILE


def link_key_file(directory: Path, current: Conf) -> Path:
    """The same for the key that signs links in mails."""
    return _named(current.link_key_path, directory, current) or directory / LINK_KEY_FILE


def new_link_key() -> bytes:
    """A key that signs links in mails."""
    return f"{secrets.token_hex(KEY_BYTES)}\n".encode()


def _named(setting: str, directory: Path, current: Conf) -> Path | None:
    named = Path(setting) if setting else None
    return named if named is not None and (named.parent == directory or bool(current.former_keys_path)) else None


def check_seal_key(file: Path, store_group: str, *, has_sealed: bool) -> None:
    """A key is never followed by a second one unasked: what it sealed could not be read back any more. Raises
    `setup_incomplete`.
    """
    if not file.exists():
        if has_sealed:
            raise _refused(
                f"The group {store_group} holds records, and {file}, the key that sealed them, is not there. Restore "
                "it from its backup, or name its folder with --directory. Only if it is lost for good, or this is a copy of "
                "another site, make another: "
                f"openssl genpkey -algorithm ed25519 -out {file}"
            )
    elif not _is_key(file):
        raise _refused(
            f"{file} is there and is not a key that can be used. Restore it from its backup, or move it away if "
            "nothing was ever sealed with it."
        )


def check_checkpoint_key(file: Path, *, has_signed: bool) -> None:
    """The same for the key that signs checkpoints: an auditor knows it. Raises `setup_incomplete`."""
    if not file.exists():
        if has_signed:
            raise _refused(
                f"There are checkpoints, and {file}, the key that signed them, is not there. Restore it from its backup, "
                "or name its folder with --directory. Only if it is lost for good, make another, and tell whoever audits "
                f"this site: openssl genpkey -algorithm ed25519 -out {file}"
            )
    elif not _is_key(file):
        raise _refused(
            f"{file} is there and is not a key that can be used. Restore it from its backup, or move it away if no "
            "checkpoint was ever signed with it."
        )


def check_ml_dsa_key(file: Path) -> None:
    """It signs besides, so another one may follow it; one that cannot be used may be all that is left of it. Raises
    `setup_incomplete`, also where this host's library knows no such keys.
    """
    if not is_supported():
        raise _refused(
            "The library cryptography on this host does not know ML-DSA-44. Install a newer one: pip install -U cryptography"
        )
    if file.exists() and ml_dsa_fingerprint_in(file) is None:
        raise _refused(
            f"{file} is there and is not an ML-DSA key that can be used. Restore it from its backup, or move it away."
        )


def ml_dsa_fingerprint_in(file: Path) -> str | None:
    """Of the key in a file; None where there is none that can be used."""
    try:
        return Cosigner("log", file.read_bytes()).key.fingerprint
    except (OSError, ValueError):
        return None


def make_key(file: Path, made: Callable[[], bytes] = new_private_key) -> bytes | None:
    """The key that was made, None where there is one."""
    if file.exists():
        return None
    key = made()
    write_private(file, key)
    return key


def _is_key(file: Path) -> bool:
    try:
        Sealer(file.read_bytes())
    except (OSError, ValueError):
        return False
    return True


def _refused(message: str) -> FormsError:
    return error("setup_incomplete", message=message)
