# SPDX-License-Identifier: AGPL-3.0-or-later
"""`mail`: check the templates of mails, a site's own among them, with samples."""

from __future__ import annotations

import argparse
from pathlib import Path

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """What to do, of which there is one thing so far."""
    parser.add_argument("what", nargs="?", choices=["check"], default="check", help="lay out a sample of each mail")
    parser.add_argument("--out", type=Path, help="folder into which the samples are written, as text and as pages")
    parser.add_argument("--json", action="store_true", help="for programs: a list of folders of templates")


def run(args: argparse.Namespace, out: Output) -> int:
    """0 when each mail can be laid out and no template asks for what is not there, else 1."""
    from omero_forms.mail.layout import check
    from omero_forms.mail.samples import SAMPLES

    checked = {folder: check(folder, words()) for folder, words in SAMPLES.items()}
    if args.out is not None:
        args.out.mkdir(parents=True, exist_ok=True)
        for folder, one in checked.items():
            if one.mail is not None:
                name = folder.rpartition("/")[2]
                text = f"Subject: {one.mail.subject}\n\n{one.mail.text}"
                (args.out / f"{name}.txt").write_text(text, encoding="utf-8")
                (args.out / f"{name}.html").write_text(one.mail.html, encoding="utf-8")
    problems = [problem for one in checked.values() for problem in one.problems]
    if args.json:
        out.json(
            [
                {
                    "templates": folder,
                    "subject": one.mail.subject if one.mail else None,
                    "own": list(one.own),
                    "problems": list(one.problems),
                }
                for folder, one in checked.items()
            ]
        )
        return 1 if problems else 0
    for folder, one in checked.items():
        own = f" ({', '.join(one.own)}: the site's own)" if one.own else ""
        out.line(f"{folder}{own}: {one.mail.subject if one.mail else 'no mail'}")
    for problem in problems:
        out.error(problem)
    return 1 if problems else 0


VERB = Verb("mail", "Check the templates of mails with samples.", configure, run)
