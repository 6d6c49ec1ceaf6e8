# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody who kept an older checkpoint wants to know: does the log still begin with all that it counted?"""

from __future__ import annotations

from dataclasses import dataclass

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.log.checkpoints import Checkpoint
from omero_forms.domain.log.notes import NotProven, to_base64
from omero_forms.domain.log.tree import verify_consistency
from omero_forms.domain.texts import t
from omero_forms.selectors.log import MadeCheckpoint, MissingLeafError, consistency, kept_origin, latest_checkpoint
from omero_forms.selectors.log_keys import LogKeys


@dataclass(frozen=True, slots=True)
class Since:
    """The proof from an older checkpoint to the newest; `is_proven` whether it holds. Where it does not, one of them
    was made of other records.
    """

    old: Checkpoint
    new: MadeCheckpoint
    proof: tuple[bytes, ...]
    is_proven: bool

    def text(self) -> str:
        """The proof for a file: one hash in base64 on each line, as RFC 6962 orders them."""
        return "".join(f"{to_base64(one)}\n" for one in self.proof)


def since(note: str) -> Since:
    """From a checkpoint that somebody kept. Raises `request_invalid` for what is no checkpoint that this log signed, or
    is larger than the log; `log_differs` where a record is missing that the proof needs.
    """
    newest = latest_checkpoint()
    if newest is None:
        raise _refused(t("There is no checkpoint yet."))
    try:
        old = LogKeys.of(kept_origin()).open(note)
    except NotProven as fault:
        raise _refused(t("That is no checkpoint that this log has signed: {reason}.", reason=fault.reason)) from None
    new = newest.checkpoint
    if old.size > new.size:
        raise _refused(
            t(
                "That checkpoint counts {size} records, and the log has {other}: it was cut, or is another.",
                size=old.size,
                other=new.size,
            )
        )
    try:
        proof = consistency(old.size, new.size)
    except MissingLeafError:
        raise error("log_differs") from None
    is_proven = verify_consistency(old.size, old.root, new.size, new.root, proof)
    return Since(old, newest, tuple(proof), is_proven)


def _refused(message: str) -> FormsError:
    return error("request_invalid", message=message)
