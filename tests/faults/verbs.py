# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verbs in child processes of a mother that has imported them."""

from __future__ import annotations

import io
import os
import pkgutil
from contextlib import redirect_stdout

from omero_forms.cli import verbs

WARM = (
    *(f"{verbs.__name__}.{module.name}" for module in pkgutil.iter_modules(verbs.__path__)),
    "omero_forms.selectors.log_since",
    "omero_forms.selectors.redactions",
    "omero_forms.services.access.logins",
    "omero_forms.services.integrity.rebuild",
    "omero_forms.services.integrity.redact",
    "omero_forms.services.integrity.repair",
    "omero_forms.services.integrity.verify",
    "omero_forms.services.keys.replace",
    "omero_forms.services.sweep",
)


def run(arguments: list[str], password: str) -> tuple[int, str]:
    """`omero-forms` with these arguments; its exit status, and what it printed."""
    from omero_forms.cli import main
    from tests.support.halts import install

    install("verb")
    os.environ["OMERO_PASSWORD"] = password
    printed = io.StringIO()
    with redirect_stdout(printed):
        status = main(arguments)
    return status, printed.getvalue()
