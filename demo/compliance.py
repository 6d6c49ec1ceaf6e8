# SPDX-License-Identifier: AGPL-3.0-or-later
"""What owners and members do about policies: one is tried before it is switched on, an object is excused, and one moves
to another group, which an incremental run notices.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from omero.cmd import Chgrp2

from demo.evaluation import Evaluation
from demo.lab import User
from demo.seeding import Cast, Dataset, Group
from demo.site import Site
from demo.transcript import A_WHILE, Transcript, make_sure, wait_for
from demo.web import WebSession

REASON = "The raw files are lost, and nobody remembers."
EXCUSED_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Compliance:
    """What people do about the policies of `evaluation`."""

    site: Site
    cast: Cast
    out: Transcript
    evaluation: Evaluation

    def try_policy(self) -> list[str]:
        """An owner has the policy of group c tried; the subjects of the mails that it would send."""
        group, owner = self.cast.c, self.cast.c.owners[0]
        web = WebSession(self.site.url, owner)
        entry = {**self.evaluation.policy_of(group)}
        del entry["group"]
        entry["start"] = entry["start"].isoformat()
        told = web.post("policies/preview", {"group": group.id, "terms": entry})
        failing = len(group.datasets)
        make_sure(told["covered"] == failing, f"the preview covers {told['covered']} datasets, not {failing}")
        make_sure(told["totals"].get("missing", 0) == failing, f"the preview says {told['totals']}")
        named = {one["name"] for one in told["objects"]}
        make_sure(named == {one.name for one in group.datasets}, f"the preview names {sorted(named)}")
        (day,) = told["mails"][:1]
        readers = sorted(mail["full_name"] for mail in day["mails"] if mail["is_owner"])
        make_sure(
            readers == sorted(one.full_name for one in group.owners),
            f"the preview shows mails to {readers}, not to owners",
        )
        (subject,) = {mail["subject"] for mail in day["mails"]}
        self.out.say(
            f"{owner.full_name}, who owns {group.name}, has its policy tried first. It would cover {told['covered']} datasets "
            f"of {told['owners']} people, all past due; each owner would be mailed: {subject}"
        )
        there = web.get(f"policies?group={group.id}")["policies"]
        make_sure(not there, f"the preview left {len(there)} policies behind")
        self.out.checked("asked at OMERO.web: the group has no policy. Whom mail reached is read below")
        return [str(subject)]

    def excuse(self) -> None:
        """A member asks for an exemption, an owner approves it."""
        group, member, owner = self.cast.c, self.cast.busy, self.cast.c.owners[0]
        dataset = group.of(member)[0]
        (policy,) = WebSession(self.site.url, owner).get(f"policies?group={group.id}")["policies"]
        until = date.today() + EXCUSED_FOR  # noqa: DTZ011 - a day of the facility's calendar
        asking = WebSession(self.site.url, member)
        wanted = {"policy": policy["id"], "objects": [dataset.id], "until": until.isoformat(), "reason": REASON}
        asked = asking.post("exemptions", wanted)
        make_sure(not asked["may_decide"], f"{member.name} may decide on the own request")
        asking.post(f"exemptions/{asked['id']}/decision", {"decision": "approved"}, status=(403,))
        self._mailed([one.email for one in group.owners], "asks for an exemption")
        decided = {"decision": "approved", "message": "Until it is imaged again."}
        WebSession(self.site.url, owner).post(f"exemptions/{asked['id']}/decision", decided)
        self.out.say(
            f"{member.full_name} asks that {dataset.name} be excused until {until:%a %d %b %Y}: “{REASON}” The "
            f"{len(group.owners)} owners are mailed. {owner.full_name} approves it; tried by who had asked for it, that was refused."
        )

        failing = len(group.datasets) - 1

        def excused() -> dict[str, Any] | None:
            report = self._report(group, "exempt")
            totals = sum((Counter(policy["totals"]) for policy in report["policies"]), Counter[str]())
            # Findings are written before they are counted.
            counted = (totals.get("exempt"), totals.get("missing")) == (1, failing)
            return next((one for one in report["findings"] if counted and one["object"]["id"] == dataset.id), None)

        finding = wait_for(
            excused, A_WHILE, f"{dataset.name} does not become exempt, and counted so beside {failing} that fail"
        )
        self.out.checked(
            f"omero-forms report --group '{group.name}' --status exempt: {finding['object']['name']}, counted apart from the "
            f"{failing} that fail"
        )
        (subject,) = self._mailed([member.email], "exemption was approved")
        self.out.checked(f"read from the mail server: {member.email} has “{subject}”")

    def _mailed(self, addresses: Sequence[str], about: str) -> list[str]:
        """Subjects of the mails about something, once they came to exactly these people."""

        def there() -> list[dict[str, Any]]:
            return [mail for mail in self.site.mails() if about in str(mail["subject"])]

        mails = wait_for(
            lambda: there() if len(there()) >= len(addresses) else None, A_WHILE, f"no mail that says “{about}” comes"
        )
        recipients = Counter(address for mail in mails for address in mail["recipients"])
        make_sure(recipients == Counter(addresses), f"mail that says “{about}” went to {dict(recipients)}")
        return [str(mail["subject"]) for mail in mails]

    def move(self) -> None:
        """Somebody who is in both groups moves a dataset from c to b."""
        before, after, mover = self.cast.c, self.cast.b, self.cast.both
        dataset = before.of(mover)[0]
        self._chgrp(mover, before, after, dataset)
        told = json.loads(self.site.forms("evaluate", "--incremental", "--json"))
        runs = {one["group"]["id"]: one for one in told["evaluations"]}
        make_sure(not told["failed"], f"evaluating failed: {told}")
        modes = {runs[one.id]["mode"] for one in (before, after)}
        judged = {one.name: runs[one.id]["changed"] for one in (before, after)}
        make_sure(modes == {"changes"}, f"both groups were evaluated as {sorted(modes)}")
        found = f"what changed: {', '.join(f'{count} in {name}' for name, count in judged.items())}"
        if not any(judged.values()):
            found = "nothing more: the worker, which does the same all the time, was faster"
        self.out.say(
            f"{mover.full_name} moves {dataset.name} from {before.name} to {after.name}. omero-forms evaluate --incremental "
            f"reads OMERO's event log, and judges {found}."
        )
        left = [one for one in self._findings(before, "all") if one["object"]["id"] == dataset.id]
        make_sure(not left, f"{before.name} still has a finding of {dataset.name}: {left}")
        (came,) = [one for one in self._findings(after, "all") if one["object"]["id"] == dataset.id]
        make_sure(came["status"] == "grace", f"{dataset.name} is {came['status']} in {after.name}")
        self.out.checked(
            f"omero-forms report of both groups: {before.name} asks nothing of it any more; in {after.name} it lacks "
            f"{', '.join(one['name'] for one in came['lacking'])}, and is due on {came['due']}, since it came today"
        )

    def _chgrp(self, mover: User, before: Group, after: Group, dataset: Dataset) -> None:
        with self.site.server.connect(mover, group=before.id) as client:
            # Raises what OMERO refuses.
            client.client.submit(Chgrp2(targetObjects={"Dataset": [dataset.id]}, groupId=after.id), 600, 50)

    def _findings(self, group: Group, status: str) -> list[dict[str, Any]]:
        return list(self._report(group, status)["findings"])

    def _report(self, group: Group, status: str) -> dict[str, Any]:
        manager = self.cast.manager
        words = ("report", "--group", group.name, "--status", status, "--json", "-u", manager.name)
        return dict(json.loads(self.site.forms(*words, password=manager.password)))
