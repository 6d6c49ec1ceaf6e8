# SPDX-License-Identifier: AGPL-3.0-or-later
"""`audit`: who changed what, newest first."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb
from omero_forms.domain.errors import FormsError, error

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession
    from omero_forms.selectors.events import EventView

USUAL = 100
LAST_ID = 2**63 - 1


def configure(parser: argparse.ArgumentParser) -> None:
    """What restricts the list."""
    parser.add_argument("--event", help="only events of this name (form.published) or noun (form)")
    parser.add_argument("--person", metavar="NAME", help="only what this person did; user name or id")
    parser.add_argument("--group", help="only what concerns this group; name or id")
    parser.add_argument(
        "--since", metavar="DATE", help="only from this day or moment on (2026-11-27, 2026-11-27T08:00)"
    )
    parser.add_argument("--until", metavar="DATE", help="only before this day or moment")
    parser.add_argument("--before", type=int, metavar="ID", help="only what is older than this event")
    parser.add_argument("--limit", type=int, default=USUAL, help=f"at most so many (default: {USUAL}, at most 500)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, for programs")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """One line per event, newest first."""
    from omero_forms.conf import conf
    from omero_forms.selectors.events import EventFilter, events_for

    zone = conf().zone
    if args.limit < 1:
        raise error("request_invalid", message="--limit is a number from 1 on.")
    if args.before is not None and not 1 <= args.before <= LAST_ID:
        raise error("request_invalid", message="--before is the number of an event.")
    with user_session(args) as user:
        wanted = EventFilter(
            event=args.event,
            person=args.person,
            group=_group_id(user, args.group),
            since=_moment(args.since, zone),
            until=_moment(args.until, zone),
            before=args.before,
            limit=args.limit,
        )
        page = events_for(user, wanted)
    for event in page.events:
        if args.json:
            out.json_line(_as_json(event))
        else:
            out.line(f"{event.at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}  {event.who}  {event.what}")
    if not page.events and not args.json:
        out.line("Nothing was found.")
    if page.more:
        out.error(f"There are older events: go on with --before {page.events[-1].id}.")
    return 0


def _group_id(user: UserSession, text: str | None) -> int | None:
    """Of the group with that name or id; of one that OMERO has no more, too, where it is an id."""
    from omero_forms.selectors.groups import find_group

    if text is None:
        return None
    try:
        return find_group(user, text).id
    except FormsError as fault:
        if fault.code == "not_found" and text.isascii() and text.isdigit() and len(text) < 19:
            return int(text)
        raise


def _moment(text: str | None, zone: ZoneInfo) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise error(
            "request_invalid", message=f"{text} is no date. Write it as 2026-11-27 or 2026-11-27T08:00."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _as_json(event: EventView) -> dict[str, Any]:
    return {
        "id": event.id,
        "event": event.name,
        "at": event.at,
        "person": None if event.actor is None else asdict(event.actor),
        "sudoer": None if event.sudoer is None else event.sudoer.as_json(),
        "group": event.group_id,
        "details": event.details,
        "text": event.what,
    }


VERB = Verb("audit", "List who changed what, for admins.", configure, run)
