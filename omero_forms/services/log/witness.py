# SPDX-License-Identifier: AGPL-3.0-or-later
"""Have a witness cosign a checkpoint (C2SP tlog-witness v1.0.0, `add-checkpoint`).

A witness signs only what goes on from all that it has signed of this log. So whoever trusts it needs no older
checkpoint of their own.
"""

from __future__ import annotations

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.log.checkpoints import read_number
from omero_forms.domain.log.notes import NotProven, VerifierKey, open_note, read_note, to_base64
from omero_forms.kit.posting import Answer, post
from omero_forms.selectors.log import MadeCheckpoint, MissingLeafError, consistency, last_cosigned

CONFLICT = 409
"""It has signed another one than we know of, and says how large that is."""
OK = 200


def ask_witness(made: MadeCheckpoint) -> str | None:
    """The lines with its signature; None where no witness is named. Raises FormsError, OSError."""
    named = conf().witness
    if not named:
        return None
    encoded, _, address = named.partition(" ")
    try:
        key = VerifierKey.from_text(encoded)
        answer = _add(address, made, last_cosigned())
        if answer.status == CONFLICT:
            answer = _add(address, made, read_number(answer.text.removesuffix("\n")))
        if answer.status != OK:
            raise _refused(f"the witness answers {answer.status}")
        # It is another line below the note, so it is read with it; lines of keys that are not known are left out.
        open_note(made.note + answer.text, [key])
        lines = read_note(made.note + answer.text).signatures
    except NotProven as fault:
        raise _refused(f"the witness: {fault.reason}") from None
    except MissingLeafError:
        raise error("log_differs") from None
    return "".join(f"{one.line()}\n" for one in lines if (one.name, one.key_id) == (key.name, key.id))


def _add(address: str, made: MadeCheckpoint, old: int) -> Answer:
    """Ask it to go on from a tree of `old` leaves."""
    size = made.checkpoint.size
    if old > size:
        raise _refused(f"the witness has signed {old} records of this log, which has {size}")
    proof = "".join(f"{to_base64(one)}\n" for one in consistency(old, size))
    return post(f"{address}/add-checkpoint", f"old {old}\n{proof}\n{made.note}".encode())


def _refused(message: str) -> FormsError:
    return error("setup_incomplete", message=f"{message}.")
