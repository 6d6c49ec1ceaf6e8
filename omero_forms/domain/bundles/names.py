# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the files of a bundle are called. Its verifier reads it by these names, and `docs/auditor.md` explains them."""

from __future__ import annotations

from typing import Final

VERIFIER: Final = "verify.py"
PAGE: Final = "history.html"
PAPER: Final = "history.pdf"
READ_ME: Final = "README.txt"
CHECKPOINT: Final = "checkpoint.txt"
TOKEN: Final = "checkpoint.tsr"  # noqa: S105  (a time stamp)
POLICY: Final = "tlog-policy"
RECORD_KEYS: Final = "keys/record-keys.txt"
CHECKPOINT_KEYS: Final = "keys/checkpoint-vkeys.txt"
SUMS: Final = "sha256sums.txt"


def record_name(stream: str, number: int) -> str:
    """The file of a record: its rows as JSON."""
    return f"records/{stream}/{number}.json"


def proof_name(stream: str, number: int) -> str:
    """The file of its tlog-proof."""
    return f"proofs/{stream}/{number}.tlog-proof"
