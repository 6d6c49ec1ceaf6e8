# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line: `omero-forms VERB`, and the same verbs as `omero forms VERB`.

A verb is a module in :mod:`omero_forms.cli.verbs`. OMERO.web's settings are read, and Django is set up, only when a
verb runs: `--help` needs no OMERODIR.
"""

from __future__ import annotations

from omero_forms.cli.main import main

__all__ = ["main"]
