# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the log of all records can be signed: its key, and its name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from omero_forms.conf import Conf
from omero_forms.domain.log.notes import Cosigner, Signer
from omero_forms.domain.texts import t
from omero_forms.kit.private_files import closed_to, is_open
from omero_forms.models import OutletRow
from omero_forms.selectors.diagnosis.problem import SETUP, SetupProblem
from omero_forms.selectors.log import AUTHORITY, WITNESS, kept_origin, latest_checkpoint

SETTINGS = {
    "mail": "auditor",
    "directory": "checkpoint_directory",
    WITNESS: "witness",
    AUTHORITY: "time_stamp_authority",
}
"""By the way that checkpoints go, the setting that says where to."""

PATIENCE = timedelta(hours=1)
"""How long a checkpoint may wait to be handed over before that is a problem."""


def checkpoint_key(current: Conf) -> Iterator[SetupProblem]:
    """Whether the key that signs checkpoints is there, can be read, and by its owner alone."""
    if not current.checkpoint_key_path:
        yield SetupProblem(
            "checkpoint_key_missing",
            t("No key is set for signing checkpoints, so nothing proves to an auditor that no record was taken away."),
            t(SETUP),
        )
        return
    path = Path(current.checkpoint_key_path)
    try:
        Signer("log", path.read_bytes())
    except (OSError, ValueError):
        yield SetupProblem(
            "checkpoint_key_unreadable",
            t("The key that signs checkpoints cannot be read, so none is made."),
            t(
                "See that {path} is there, is the key that omero-forms setup made, and is readable by the workers' user. If it is lost, restore it from its backup.",
                path=path,
            ),
        )
        return
    if is_open(path):
        yield SetupProblem(
            "checkpoint_key_open",
            t("Other users of this host can read the key that signs checkpoints."),
            f"chmod {closed_to(path)}= {path}; the workers' user must be able to read it.",
        )


def ml_dsa_key(current: Conf) -> Iterator[SetupProblem]:
    """Whether the key that signs them by ML-DSA, where one is set, can be used, and by its owner alone."""
    if not current.checkpoint_ml_dsa_key_path:
        return
    path = Path(current.checkpoint_ml_dsa_key_path)
    try:
        Cosigner("log", path.read_bytes())
    except (OSError, ValueError) as fault:
        said = fault.strerror if isinstance(fault, OSError) else str(fault)
        yield SetupProblem(
            "ml_dsa_key_unreadable",
            t(
                "Checkpoints go without the signature by ML-DSA that omero.web.forms.checkpoint_ml_dsa_key asks for: {reason}.",
                reason=said,
            ),
            t(
                "See that {path} is there, is the key that omero-forms setup --ml-dsa made, and is readable by the workers' user; pip install -U cryptography where that does not know ML-DSA-44.",
                path=path,
            ),
        )
        return
    if is_open(path):
        yield SetupProblem(
            "ml_dsa_key_open",
            t("Other users of this host can read the key that signs checkpoints by ML-DSA."),
            f"chmod {closed_to(path)}= {path}; the workers' user must be able to read it.",
        )


def log_origin(current: Conf) -> Iterator[SetupProblem]:
    """Whether the setting names the log as its first checkpoint does."""
    kept = kept_origin()
    if kept is not None and current.log_origin not in {"", kept}:
        yield SetupProblem(
            "log_origin_differs",
            t(
                "The log is called {name}, and omero.web.forms.log_origin says {other}, so no checkpoint is made.",
                name=kept,
                other=current.log_origin,
            ),
            t(
                "Remove the setting, or set it to the name that the log has: whoever has an older checkpoint knows it by that."
            ),
        )


def not_given(_current: Conf) -> Iterator[SetupProblem]:
    """The newest checkpoint, where somebody was to get it and did not."""
    newest = latest_checkpoint()
    if newest is None or newest.made_at > timezone.now() - PATIENCE:
        return
    waiting = OutletRow.objects.filter(number=newest.number, given_at__isnull=True, attempts__gt=0)
    for one in waiting.order_by("name"):
        yield SetupProblem(
            "checkpoint_not_given",
            t("The newest checkpoint could not be handed over ({how}): {reason}.", how=one.name, reason=one.last_error),
            t(
                "Correct that, or the setting omero.web.forms.{setting}; it is tried again by itself.",
                setting=SETTINGS[one.name],
            ),
        )


def stamp_certificates(current: Conf) -> Iterator[SetupProblem]:
    """Whether there are certificates by which the answers of the time-stamping authority are believed."""
    if not current.time_stamp_authority:
        return
    # Not before: no page needs it, and it takes each web worker 4 MB.
    from omero_forms.domain.log.stamps import Belief

    try:
        Belief.of(Path(current.time_stamp_certificates_path).read_bytes())
    except (OSError, ValueError):
        yield SetupProblem(
            "stamp_certificates_unreadable",
            t(
                "A time-stamping authority is set, and no certificates by which it is believed, so no checkpoint is stamped."
            ),
            t(
                "Write the authority's root certificate, and those between that it does not send, into a file as PEM, and name it "
                "in omero.web.forms.time_stamp_certificates; the workers' user must be able to read it."
            ),
        )
