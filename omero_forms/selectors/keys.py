# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key that seals records, those that sealed before, and the key that signs checkpoints: files outside OMERO, named
in the configuration.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.log.notes import Cosigner, Signer
from omero_forms.domain.records.seals import Sealer, public_keys_from_pem
from omero_forms.domain.texts import t

logger = logging.getLogger(__name__)


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


def root_keys() -> tuple[bytes, ...]:
    """Those of the files. Raises `setup_incomplete`."""
    return (sealer().public_key, *former_keys())


def former_file() -> Path:
    """Where the public keys are kept that sealed before: where the settings say, else beside the one that seals now."""
    return Path(conf().former_keys_path or f"{conf().seal_key_path}.former")


def former_keys() -> tuple[bytes, ...]:
    """The public keys that sealed before, of that file. Raises `setup_incomplete` where it cannot be used, or is not
    where the settings say.
    """
    path = str(former_file())
    if not conf().former_keys_path and not Path(path).exists():
        return ()
    try:
        return _load_public(path, Path(path).stat().st_mtime_ns)
    except (OSError, ValueError):
        raise error(
            "setup_incomplete",
            message=t("The file that omero.web.forms.former_keys names cannot be read, or holds no public keys."),
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
            message=t(
                "There is no key that signs checkpoints: omero-forms setup makes it, and omero-forms doctor says what is "
                "wrong with it."
            ),
            details={"problem": "checkpoint_key_missing"},
        ) from None


@lru_cache(maxsize=4)
def _load_signer(path: str, _changed: int, origin: str) -> Signer:
    return Signer(origin, Path(path).read_bytes())


def checkpoint_cosigner(origin: str, time: int) -> Cosigner | None:
    """Signs them by ML-DSA-44 besides, at that time; None where no key is set. One that cannot be used keeps no
    checkpoint from being made: the doctor tells of it.
    """
    path = conf().checkpoint_ml_dsa_key_path
    if not path:
        return None
    try:
        return Cosigner(origin, Path(path).read_bytes(), time)
    except (OSError, ValueError) as fault:
        logger.warning("checkpoints are not signed by ML-DSA: %s", fault)
        return None


def checkpoint_public_key() -> bytes | None:
    """That of the key that signs checkpoints; None where there is none that can be used."""
    path = conf().checkpoint_key_path
    try:
        return _load(path, Path(path).stat().st_mtime_ns).public_key
    except (OSError, ValueError):
        return None
