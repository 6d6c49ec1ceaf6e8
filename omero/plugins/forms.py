# SPDX-License-Identifier: AGPL-3.0-or-later
"""`omero forms VERB`: the verbs of the console script `omero-forms`, in the `omero` command.

The `omero` command loads every plug-in each time it runs: nothing but the standard library and the verbs' names is
imported here. It parses with an old copy of argparse, so all that follows `forms` is left to our own parser.
"""

from __future__ import annotations

import argparse
from typing import Any

from omero.cli import CLI, BaseControl

from omero_forms.cli.main import run
from omero_forms.cli.verb import all_verbs

HELP = "Forms and policies for OMERO.web"


class FormsControl(BaseControl):  # type: ignore[misc]
    """The control that `omero` finds by its file's place."""

    def _configure(self, parser: Any) -> None:
        verbs = "\n".join(f"  {verb.name:<10} {verb.summary}" for verb in all_verbs())
        parser.epilog = f"Verbs (omero forms VERB --help says more):\n{verbs}"
        parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="VERB ...")
        parser.set_defaults(func=self.forms)

    def forms(self, args: Any) -> None:
        """Run the verb; `omero` leaves with its status."""
        self.ctx.rv = run("omero forms", args.arguments)


try:
    register("forms", FormsControl, HELP)  # type: ignore[name-defined]
except NameError:
    if __name__ == "__main__":
        cli = CLI()
        cli.register("forms", FormsControl, HELP)
        cli.invoke(["forms"])
