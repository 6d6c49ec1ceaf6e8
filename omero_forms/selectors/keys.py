# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key that seals records, the keys whose seals are believed, and the key that signs checkpoints. The private ones
lie in files outside OMERO, named in the configuration.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.log.notes import Signer
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.seals import Sealer, public_keys_from_pem


def sealer() -> Sealer:
    """The configured sealer. Raises `setup_incomplete` when there is none, or its file cannot be used."""
    path = conf().seal_key_path
    if not path:
        raise error("setup_incomplete")
    try:
        changed = Path(path).stat().st_mtime_ns
        return _load(str(path), changed)
    except (OSError, ValueError):
        # The text of these names the file, which is the admins' business: the doctor tells it.
        raise error("setup_incomplete") from None


@lru_cache(maxsize=4)
def _load(path: str, _changed: int) -> Sealer:
    return Sealer(Path(path).read_bytes())


def keyring() -> Keyring:
    """The public keys whose seals are believed. Raises `setup_incomplete`."""
    return _ring(sealer().public_key, *former_keys())


@lru_cache(maxsize=4)
def _ring(*public_keys: bytes) -> Keyring:
    return Keyring.of(public_keys)


def former_keys() -> tuple[bytes, ...]:
    """The public keys that sealed before, of the file that the settings name. Raises `setup_incomplete` where it cannot
    be used.
    """
    path = conf().former_keys_path
    if not path:
        return ()
    try:
        return _load_public(path, Path(path).stat().st_mtime_ns)
    except (OSError, ValueError):
        raise error(
            "setup_incomplete",
            message="The file that omero.web.forms.former_keys names cannot be read, or holds no public keys.",
            details={"problem": "former_keys_unreadable"},
        ) from None


@lru_cache(maxsize=4)
def _load_public(path: str, _changed: int) -> tuple[bytes, ...]:
    return tuple(public_keys_from_pem(Path(path).read_bytes()))


def checkpoint_signer(origin: str) -> Signer:
    """Signs checkpoints of the log of that name. Raises `setup_incomplete` without a key for it that can be used."""
    path = conf().checkpoint_key_path
    try:
        return _load_signer(path, Path(path).stat().st_mtime_ns, origin)
    except (OSError, ValueError):
        raise error(
            "setup_incomplete",
            message="There is no key that signs checkpoints: omero-forms setup makes it, and omero-forms doctor says what is "
            "wrong with it.",
            details={"problem": "checkpoint_key_missing"},
        ) from None


@lru_cache(maxsize=4)
def _load_signer(path: str, _changed: int, origin: str) -> Signer:
    return Signer(origin, Path(path).read_bytes())
