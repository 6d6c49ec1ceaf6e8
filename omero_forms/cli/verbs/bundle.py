# SPDX-License-Identifier: AGPL-3.0-or-later
"""`bundle`: all that proves what was submitted for an object, in one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from omero_forms.cli.arguments import object_argument
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Which object, and where to."""
    parser.add_argument("object", type=object_argument, metavar="OBJECT", help="its type and id: Dataset:12")
    parser.add_argument("--output", type=Path, metavar="FILE", help="by default omero-forms-dataset-12.zip, here")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """Written beside its name, which only a whole one gets."""
    from omero_forms.selectors.objects import load_object
    from omero_forms.services.bundles.make import bundle_of, file_name

    object_type, object_id = args.object
    with user_session(args) as user:
        loaded = load_object(user, object_type, object_id)
        path: Path = args.output or Path(file_name(loaded.ref))
        part = path.with_name(f"{path.name}.part")
        try:
            with part.open("wb") as file:
                file.writelines(bundle_of(user, loaded, out.progress))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    out.line(str(path))
    return 0


VERB = Verb("bundle", "Write all that proves what was submitted for an object into one file.", configure, run)
