# SPDX-License-Identifier: AGPL-3.0-or-later
"""Data to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..backend import Backend

SEEDS = {
    "none": "nothing",
    "lab": "four labs with people, data and pictures",
    "campus": "20 groups, 300 people, 20,000 datasets",
    "million": "the same groups with 1,000,000 datasets and 5,000,000 images, made in about a minute",
}
"""What a server can begin with, by the name that `--seed` takes."""


def sow(backend: Backend, seed: str) -> None:
    """Make the data of this name, unless it is there."""
    # Here, since they load numpy and omero, which `--help` need not wait for.
    if seed == "lab":
        from . import lab

        lab.sow(backend)
    elif seed in ("campus", "million"):
        from . import campus

        campus.sow(backend.store, campus.CAMPUS if seed == "campus" else campus.MILLION)
        backend.accounts.forget()
