# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the arguments to the verb, and from what it raises to a sentence and an exit status."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb, all_verbs
from omero_forms.domain.errors import FormsError

logger = logging.getLogger(__name__)

FAILED = 1
OMERO_WEB = "omeroweb.settings"


def main(argv: Sequence[str] | None = None) -> int:
    """The console script `omero-forms`: 0 when it is done, 1 when it failed, 2 when it was called wrongly."""
    return run("omero-forms", sys.argv[1:] if argv is None else argv)


def run(program: str, arguments: Sequence[str]) -> int:
    """Parse and run, as the command `program`. A wrong call, and `--help`, raise SystemExit as argparse does."""
    return run_verb(make_parser(program).parse_args(arguments), Output())


class _Version(argparse.Action):
    """Argparse's own action wants the version in advance, and looking it up takes longer than all else before a verb
    runs.
    """

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        Output().line(f"omero-web-forms {version('omero-web-forms')}")
        parser.exit()


def make_parser(program: str) -> argparse.ArgumentParser:
    """The parser of all verbs, as the command `program`."""
    parser = argparse.ArgumentParser(
        prog=program, description="Forms and policies for OMERO.web, from the command line."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    choices = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb in all_verbs():
        subs = [choices.add_parser(verb.name, help=verb.summary, description=verb.summary)]
        # Without a help text it is not listed.
        subs += [choices.add_parser(name, description=verb.summary) for name in verb.old_names]
        for sub in subs:
            verb.configure(sub)
            sub.set_defaults(forms_verb=verb)
    return parser


def run_verb(args: argparse.Namespace, out: Output) -> int:
    """Run the verb that was parsed; nothing but KeyboardInterrupt and SystemExit leaves it."""
    verb: Verb = args.forms_verb
    try:
        from omero_forms.kit.private_files import making_private

        # Logs, tables and keys that a verb makes are nobody else's, whatever the umask of who calls it.
        with making_private():
            refuse_what_is_no_text(args)
            if not verb.is_alone(args):
                set_up_django(needs_omero=verb.needs_omero)
            return verb.run(args, out)
    except FormsError as fault:
        out.fault(fault)
    except BrokenPipeError:
        # The reader of our output, such as head, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as fault:  # noqa: BLE001  (a terminal gets a sentence, the log the rest)
        out.error(_sentence(fault))
    return FAILED


def refuse_what_is_no_text(args: argparse.Namespace) -> None:
    """Raise `request_invalid` for an argument whose bytes are no UTF-8: nothing could be called so, or found."""
    from omero_forms.domain.canonical import text_reason
    from omero_forms.domain.errors import error

    for name, value in vars(args).items():
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and text_reason(text) for text in texts):
            raise error("request_invalid", message=f"What was given for {name} is not UTF-8 text. Nothing was done.")


def _sentence(fault: Exception) -> str:
    """What a person is told of a failure that no verb foresaw; the log has the rest."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    logger.error("a verb failed", exc_info=fault)
    if isinstance(fault, (DatabaseError, ImproperlyConfigured)):
        return "The database cannot be used. Run omero-forms doctor to see what is missing."
    if isinstance(fault, OSError) and fault.filename:
        return f"{fault.filename}: {fault.strerror}."
    return f"Something unexpected went wrong ({type(fault).__name__}). OMERO.web's log has the details."


def set_up_django(*, needs_omero: bool = True) -> None:
    """Read OMERO.web's settings. Raises `setup_incomplete` without them."""
    from omero_forms.domain.errors import error

    omerodir = os.environ.get("OMERODIR")
    if not omerodir or not Path(omerodir).is_dir():
        raise error(
            "setup_incomplete",
            message="OMERODIR does not name OMERO.web's directory, whose configuration is needed.",
        )
    import django
    from django.apps import apps
    from django.conf import ENVIRONMENT_VARIABLE, settings

    from omero_forms.cli.web_settings import configure_django

    named = os.environ.setdefault(ENVIRONMENT_VARIABLE, OMERO_WEB)
    if not needs_omero and not settings.configured and named == OMERO_WEB:
        # Where it cannot, what `named` says holds.
        configure_django(Path(omerodir))
    if not apps.ready:
        django.setup()
    if "omero_forms" not in settings.INSTALLED_APPS:
        raise error(
            "setup_incomplete",
            message="omero_forms is not among OMERO.web's apps. Run: omero config append --set omero.web.apps '\"omero_forms\"'",
        )
