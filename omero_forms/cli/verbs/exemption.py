# SPDX-License-Identifier: AGPL-3.0-or-later
"""`exemption`: what excuses objects from policies: list, ask, approve, refuse, end."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from omero_forms.cli.arguments import object_argument
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession
    from omero_forms.selectors.exemptions import ExemptionView

_DEEDS = {
    "approve": "excuse the objects, as an owner of the group or an admin",
    "refuse": "say no, as an owner of the group or an admin",
    "end": "end one before its last day, or withdraw your own request",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Its sub-verbs."""
    verbs = parser.add_subparsers(dest="exemption_verb", required=True)
    listing = verbs.add_parser("list", help="your own, and those of groups that you own; all for admins")
    listing.add_argument("--waiting", action="store_true", help="only those that wait for a decision")
    listing.add_argument("--all", action="store_true", help="also those that were refused, withdrawn or have ended")
    listing.add_argument("--group", help="name or id of a group")
    _add_common(listing)
    ask = verbs.add_parser("ask", help="ask to excuse objects of yours, or as an owner of the group any of its objects")
    ask.add_argument("objects", nargs="*", type=object_argument, metavar="TYPE:ID", help="such as Dataset:12")
    ask.add_argument("--group", required=True, help="name or id of the group")
    ask.add_argument("--policy", required=True, help="name or id of the policy that they are excused from")
    ask.add_argument(
        "--selector",
        metavar="YAML",
        help="instead of objects all that fit, such as '{tag: broken}', in the words of docs/policies.md; for owners",
    )
    ask.add_argument("--form", action="append", dest="forms", metavar="ID", help="only this form, also several times")
    ask.add_argument("--until", required=True, type=_day, metavar="DAY", help="the last day, such as 2027-03-31")
    ask.add_argument("--reason", required=True, help="why; reports show it, and it stays in the group's history")
    _add_common(ask)
    for name, help_text in _DEEDS.items():
        deed = verbs.add_parser(name, help=help_text)
        deed.add_argument("id", help="as list tells it")
        deed.add_argument("--message", default="", help="what whoever asked for it is told")
        _add_common(deed)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day is written as 2027-03-31") from None


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """0 when it was listed or done."""
    with user_session(args) as user:
        if args.exemption_verb == "list":
            return _list(user, args, out)
        if args.exemption_verb == "ask":
            return _tell(user, _ask(user, args), args, out)
        return _tell(user, _do(user, args), args, out)


def _list(user: UserSession, args: argparse.Namespace, out: Output) -> int:
    from dataclasses import asdict

    from omero_forms.domain.errors import error
    from omero_forms.selectors.exemptions import Listed, exemptions_for
    from omero_forms.selectors.groups import find_group

    if args.waiting and args.all:
        raise error("request_invalid", message="Give --waiting or --all, not both.")
    listed = Listed.WAITING if args.waiting else Listed.ALL if args.all else Listed.OPEN
    group = find_group(user, args.group).id if args.group else None
    found = exemptions_for(user, listed, group_id=group)
    if args.json:
        out.json({"exemptions": [asdict(one) for one in found.rows], "of": found.of})
        return 0
    for one in found.rows:
        out.line(f"{one.id}: {_said(one)}")
        out.line(f"  Asked by {one.asked_by.name} on {one.asked_at:%Y-%m-%d}: {' '.join(one.reason.split())}")
    if found.of > len(found.rows):
        out.line(f"{len(found.rows)} of {found.of} are listed.")
    if not found.rows:
        out.line("There are none.")
    return 0


def _ask(user: UserSession, args: argparse.Namespace) -> str:
    from omero_forms.domain.errors import error
    from omero_forms.domain.policies.source import read_policy_yaml
    from omero_forms.selectors.groups import find_group, member_group
    from omero_forms.selectors.policies import policy_called
    from omero_forms.services.policies.exempt.ask import ExemptionRequest, ask

    group = member_group(user, find_group(user, args.group).id)
    policy = policy_called(group.id, args.policy)
    if any(object_type != policy.object_type for object_type, _id in args.objects):
        raise error("request_invalid", message=f"The policy is about objects of the type {policy.object_type}.")
    request = ExemptionRequest(
        policy_id=policy.pk,
        object_ids=tuple(one for _type, one in args.objects),
        selector=None if args.selector is None else read_policy_yaml(args.selector).data,
        form_ids=tuple(args.forms or ()),
        until=args.until,
        reason=args.reason,
    )
    return ask(user, request)


def _do(user: UserSession, args: argparse.Namespace) -> str:
    from omero_forms.domain.records.acts import Via
    from omero_forms.services.policies.exempt.decide import approve, end, refuse

    deed = {"approve": approve, "refuse": refuse, "end": end}[args.exemption_verb]
    deed(user, args.id, message=args.message, via=Via.COMMAND)
    exemption_id: str = args.id
    return exemption_id


def _tell(user: UserSession, exemption_id: str, args: argparse.Namespace, out: Output) -> int:
    from dataclasses import asdict

    from omero_forms.selectors.exemptions import exemption

    one = exemption(user, exemption_id)
    if args.json:
        out.json(asdict(one))
        return 0
    out.line(f"{one.id}: {_said(one)}")
    return 0


def _said(one: ExemptionView) -> str:
    things = one.object_type.lower()
    whom = f"all {things}s that fit a selector" if one.selector is not None else f"{one.count} {things}s"
    if one.selector is None and one.count == 1:
        whom = f"1 {things}"
    over = ", over" if one.is_over else ""
    return f"{one.state}, {whom} of {one.group.name} from {one.policy_name}, until {one.until}{over}"


VERB = Verb("exemption", "List, ask for, approve, refuse or end exemptions from policies.", configure, run)
