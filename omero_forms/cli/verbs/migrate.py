# SPDX-License-Identifier: AGPL-3.0-or-later
"""`migrate`: make or update the database, which OMERO.web never does by itself."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb, no_arguments


def run(_args: argparse.Namespace, out: Output) -> int:
    """Safe to run again."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from django.db import DatabaseError

    from omero_forms.conf import conf
    from omero_forms.domain.errors import error
    from omero_forms.kit.database import refuse_unreleased
    from omero_forms.kit.private_files import Holds, close_files

    try:
        refuse_unreleased()
        call_command("migrate", "omero_forms", interactive=False, verbosity=0)
    except (DatabaseError, ImproperlyConfigured):
        raise error(
            "database_unavailable",
            message="The database cannot be reached. See omero.web.databases, and omero-forms doctor.",
        ) from None
    for sentence in close_files(conf(), {Holds.DATABASE}):
        out.error(sentence)
    out.line("The database is up to date.")
    return 0


VERB = Verb("migrate", "Make or update the tables in OMERO.web's database.", no_arguments, run)
