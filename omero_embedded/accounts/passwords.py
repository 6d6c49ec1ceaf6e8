# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passwords: kept as hashes, asked for at each login."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from ..permissions import GUEST_ID, SYSTEM_CALLER, Caller
from ..store import Store

HASH_ROUNDS = 2_000
"""Few: this server protects test data, and its clients log in thousands of times."""


def hash_password(password: str) -> str:
    salt = secrets.token_bytes(8)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, HASH_ROUNDS)
    return f"{salt.hex()}${digest.hex()}"


def _matches(stored: str, password: str) -> bool:
    salt, _, digest = stored.partition("$")
    computed = hashlib.pbkdf2_hmac("sha256", password.encode(), bytes.fromhex(salt), HASH_ROUNDS)
    return hmac.compare_digest(computed.hex(), digest)


def password_is(store: Store, user_id: int, password: str) -> bool:
    """Whether a password opens an account. Guest's opens with any; without a stored password none does."""
    if user_id == GUEST_ID:
        return True
    row = store.read().execute(
        'SELECT hash FROM "Password" WHERE experimenter_id = ?', (user_id,)
    ).fetchone()  # fmt: skip
    return row is not None and bool(row[0]) and _matches(row[0], password)


PASSWORD = "PASSWORD"  # noqa: S105  (the name of an action)
"""The action of the log row by which others learn that somebody's password is another one now."""


def set_password(store: Store, user_id: int, password: str, *, by: Caller | None = None) -> None:
    """Keep a new password; an empty one closes the account, since every account but guest's needs one.

    What somebody does is logged; what the server sets up by itself is not.
    """
    stored = hash_password(password) if password else ""
    with store.transaction(by or SYSTEM_CALLER) as tx:
        tx.conn.execute(
            'INSERT INTO "Password"(experimenter_id, hash) VALUES (?, ?) '
            "ON CONFLICT(experimenter_id) DO UPDATE SET hash = excluded.hash",
            (user_id, stored),
        )
        if by is not None:
            tx.log(PASSWORD, "Experimenter", user_id)
