# SPDX-License-Identifier: AGPL-3.0-or-later
"""``omero forms VERB``: the verbs of the console script ``omero-forms``, in the ``omero`` command.

The ``omero`` command loads every plug-in each time it runs: nothing but the standard library and the verbs' options is
imported here.
"""

from __future__ import annotations

from typing import Any

from omero.cli import CLI, BaseControl

from omero_forms.cli.main import add_verbs, run_verb
from omero_forms.cli.output import Output

HELP = "Forms and policies for OMERO.web"


class FormsControl(BaseControl):  # type: ignore[misc]
    """The control that ``omero`` finds by its file's place."""

    def _configure(self, parser: Any) -> None:
        add_verbs(parser)
        parser.set_defaults(func=self.forms)

    def forms(self, args: Any) -> None:
        """Run the verb; ``omero`` leaves with its status."""
        self.ctx.rv = run_verb(args, Output())


try:
    register("forms", FormsControl, HELP)  # type: ignore[name-defined]
except NameError:
    if __name__ == "__main__":
        cli = CLI()
        cli.register("forms", FormsControl, HELP)
        cli.invoke(["forms"])
