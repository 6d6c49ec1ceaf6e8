# SPDX-License-Identifier: AGPL-3.0-or-later
"""`keys`: which keys seal records and sign checkpoints, a new one in the place of one, and one that is lost."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

PURPOSES = ("record", "checkpoint")


def configure(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which key."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="fingerprints, and since when and until when each counts")
    listing.add_argument("--json", action="store_true", help="for programs")
    for name, told in (
        ("rotate", "put a new key in the place of the one in use, which signs it"),
        ("lost", "put a new key in the place of one that is gone, or that others may have"),
    ):
        action = actions.add_parser(name, help=told, description=told)
        action.add_argument("--purpose", choices=PURPOSES, default="record", help="(default: record)")
        action.add_argument("--reason", default="", help="why; it stays in the record of the old key's end")
        if name == "rotate":
            action.add_argument("--keep", type=Path, metavar="FILE", help="where the old private key goes, not removed")
        action.add_argument("--json", action="store_true", help="for programs")
        add_login_arguments(action)


def run(args: argparse.Namespace, out: Output) -> int:
    """List them, or what came of it."""
    return _list(args, out) if args.action == "list" else _replace(args, out)


def _list(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.selectors.key_chain import all_keys
    from omero_forms.selectors.keys import checkpoint_cosigner

    found = all_keys()
    cosigner = checkpoint_cosigner("log", 0)
    if args.json:
        # No record names it, so nothing tells since when it counts, nor how much it signed.
        unknown = dict.fromkeys(("since", "until", "log_size", "records"))
        besides = [] if cosigner is None else [cosigner.key.fingerprint]
        out.json(
            [asdict(one) for one in found]
            + [{"fingerprint": one, "purpose": "checkpoint", **unknown, "is_alone": False} for one in besides]
        )
        return 0
    for one in found:
        until = "in use" if one.until is None else f"until {one.until:%Y-%m-%d}, {one.log_size} records of the log"
        told = "records" if one.purpose == "record" else "checkpoints"
        out.line(f"{one.fingerprint}")
        out.line(f"  {one.purpose}, since {one.since:%Y-%m-%d}, {until}; {one.records} {told}")
        if one.is_alone:
            out.line(
                "  The key before it did not sign it. Compare its fingerprint, then give it: omero-forms verify --trust"
            )
    if cosigner is not None:
        out.line(f"{cosigner.key.fingerprint}")
        out.line("  checkpoint, by ML-DSA besides, in use; no record names it")
    return 0


def _replace(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.domain.records.acts import Via
    from omero_forms.domain.records.key_chain import KeyPurpose
    from omero_forms.services.keys.replace import declare_lost, rotate

    purpose = KeyPurpose(args.purpose)
    with user_session(args) as user:
        if args.action == "rotate":
            done = rotate(user, purpose, reason=args.reason, keep=args.keep, via=Via.COMMAND)
        else:
            done = declare_lost(user, purpose, reason=args.reason, via=Via.COMMAND)
    if args.json:
        out.json(asdict(done))
        return 0
    out.line(f"{done.fingerprint} is in use now. Back its file up, and give its fingerprint to the auditor.")
    for one in done.retired:
        out.line(f"{one} counts no more for what is not among the first {done.log_size} records of the log.")
    return 0


VERB = Verb("keys", "List the keys that seal and sign, put a new one in use, or declare one lost.", configure, run)
