# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second half of the main job: policies, the evaluation that beat has done, the mails, and the link in one
of them.

Whom mails must reach and how many datasets must fail is foretold from the cast and from what the run did, never from
the plug-in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import yaml

from demo.form import Form
from demo.lab import User
from demo.seeding import Cast, Dataset, Group
from demo.site import Site
from demo.transcript import A_WHILE, NotSoError, Transcript, make_sure, wait_for
from demo.web import WebSession

NEWS = "new polic"
"""In the subjects of mails to owners about policies that others made for their groups."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Policies on two published forms and what follows from them; `filled` are ids of datasets that have a
    submission.
    """

    site: Site
    cast: Cast
    out: Transcript
    form: Form
    second: Form
    filled: frozenset[int]

    def set_policies(self) -> None:
        """One YAML file with the policies of the three groups."""
        file = self.site.state / "policies.yaml"
        file.write_text(yaml.safe_dump(self._policies(), sort_keys=False, allow_unicode=True))
        manager = self.cast.manager
        self.site.forms("policy", "apply", str(file), "-u", manager.name, password=manager.password)
        a, b, c = self.cast.a, self.cast.b, self.cast.c
        self.out.say(f"{a.name} ({a.permissions}) requires nothing.")
        self.out.say(
            f'{b.name} ({b.permissions}) requires "{self.form.name}" of every dataset, and tells each member about their own.'
        )
        self.out.say(
            f'{c.name} ({c.permissions}) requires "{self.form.name}" or "{self.second.name}", and tells its '
            f"{len(c.owners)} owners when somebody has more than 3 datasets without either."
        )
        for group, forms in ((b, {self.form.name}), (c, {self.form.name, self.second.name})):
            shown = self._evaluation(group.owners[0], group)
            named = {form for policy in shown["policies"] for form in policy["forms"]}
            make_sure(named == forms, f"{group.name} requires {sorted(named)} on the report page")
        self.out.checked(f"asked at OMERO.web by an owner of {b.name} and one of {c.name}: the same forms are required")

    def policy_of(self, group: Group) -> dict[str, Any]:
        """The policy that a group is to have, as the file has it."""
        return next(one for one in self._policies()["policies"] if one["group"] == group.name)

    def _policies(self) -> dict[str, Any]:
        # In OMERO's time the data is weeks old; a policy that starts today would give everybody until tonight.
        start = date.today() - timedelta(days=7)  # noqa: DTZ011 - a day of the facility's calendar
        common = {"object_type": "Dataset", "grace": 0, "start": start}
        both = [
            {"form": self.form.id, "versions": "any"},
            {"form": self.second.id, "versions": "any"},
        ]
        return {
            "policies": [
                {
                    "name": "Nothing is required",
                    "group": self.cast.a.name,
                    "requirement": "none",
                    "forms": [],
                    **common,
                },
                {
                    "name": "Every dataset is described",
                    "group": self.cast.b.name,
                    "requirement": "all_of",
                    "forms": both[:1],
                    "tell_member": "any",
                    "tell_owner_above": "never",
                    **common,
                },
                {
                    "name": "Session or slide scan",
                    "group": self.cast.c.name,
                    "requirement": "one_of",
                    "forms": both,
                    "tell_member": "never",
                    "tell_owner_above": 3,
                    **common,
                },
            ]
        }

    def _evaluation(self, owner: User, group: Group) -> dict[str, Any]:
        for shown in WebSession(self.site.url, owner).get("evaluations")["groups"]:
            if shown["group"]["id"] == group.id:
                return dict(shown)
        raise NotSoError(f"{owner.full_name} is shown no report of {group.name}")

    def evaluate(self) -> None:
        """Wait for a run that beat sent after now; compare its totals with what we know."""
        since = datetime.now(UTC)
        b, c = self.cast.b, self.cast.c
        every = self.site.extra_settings["omero.web.forms.evaluate_every"]
        self.out.say(f"Nobody calls for it: beat sends the task every {every} s, the worker does it.")
        seconds = float(every) * 3 + A_WHILE

        def evaluated() -> tuple[str, dict[int, dict[str, Any]]] | None:
            self.site.make_sure_of("beat", "worker")
            shown = {group.id: self._evaluation(group.owners[0], group) for group in (b, c)}
            times = [item["evaluated_at"] for item in shown.values()]
            if any(moment is None or datetime.fromisoformat(moment) < since for moment in times):
                return None
            task = self._traced_to_beat([b.id, c.id])
            return (task, shown) if task else None

        task, shown = wait_for(
            evaluated,
            seconds,
            f"no evaluation of {b.name} and {c.name} that beat sent ended in {seconds:.0f} s",
        )
        self.out.checked(f"beat's log: it sent omero_forms.tasks.evaluate with id {task}")
        self.out.checked(f"worker's log: evaluations of groups {b.id} and {c.id} with that id as root")
        for group in (b, c):
            totals = shown[group.id]["totals"]
            failing = len(self._failing(group))
            make_sure(
                totals.get("missing", 0) == failing,
                f"{group.name}: {totals}, but {failing} datasets were left without a form",
            )
            make_sure(
                totals["objects"] == len(group.datasets),
                f"{group.name}: {totals['objects']} datasets evaluated",
            )
            self.out.checked(
                f"asked at OMERO.web by an owner of {group.name}: {failing} of {totals['objects']} datasets are without what is required"
            )

    def _traced_to_beat(self, groups: list[int]) -> str | None:
        """The newest task id in beat's log that the worker's log names as root for all *groups*."""
        beat = self.site.tree.log_directory.joinpath("beat.log").read_text(errors="replace")
        worker = self.site.tree.log_directory.joinpath("worker.log").read_text(errors="replace")
        for task in reversed(re.findall(r"beat sent omero_forms\.tasks\.evaluate with id (\S+)", beat)):
            if all(re.search(rf"evaluation of group {group}, root {re.escape(task)}:", worker) for group in groups):
                return str(task)
        return None

    def _failing(self, group: Group) -> list[Dataset]:
        """Datasets of *group* that nobody filled a form for; known from what this run did."""
        return [dataset for dataset in group.datasets if dataset.id not in self.filled]

    def send_mail(self, subjects: Collection[str]) -> None:
        """One digest; exactly the right people have mail. Owners have it under the subject that a preview foretold, one
        of `subjects`.
        """
        cast = self.cast
        owners = [owner.email for group in (cast.b, cast.c) for owner in group.owners]
        told = self.site.forms("digest")
        first = self._mails(len(owners), are_news=True)
        told_first = Counter(address for mail in first for address in mail["recipients"])
        make_sure(told_first == Counter(owners), f"mail about new policies went to {dict(told_first)}, not to {owners}")
        self.out.say("Owners were told at once of the policies that somebody else made for their groups:")
        self.out.table([(", ".join(mail["recipients"]), str(mail["subject"])) for mail in first])
        expected = {dataset.owner.email for dataset in self._failing(cast.b)} - {""}
        expected |= {owner.email for owner in cast.c.owners}
        mails = self._mails(len(expected), are_news=False)
        recipients = Counter(address for mail in mails for address in mail["recipients"])
        make_sure(
            recipients == Counter(expected),
            f"mail went to {dict(recipients)}, and should have gone once to each of {sorted(expected)}",
        )
        self.out.say("One message per person for the week, whatever number of evaluations there were:")
        self.out.table([(", ".join(mail["recipients"]), str(mail["subject"])) for mail in mails])
        self.out.checked(
            f"read from the mail server: exactly these {len(mails)}; nobody of {cast.a.name}, no owner of {cast.b.name}, no member "
            f"of {cast.c.name} as such, both owners of {cast.c.name}"
        )
        busy, both = len(cast.c.of(cast.busy)), len(cast.c.of(cast.both))
        texts = [
            str(mail["text"]) for mail in mails if set(mail["recipients"]) & {owner.email for owner in cast.c.owners}
        ]
        make_sure(
            all(cast.busy.full_name in text for text in texts),
            f"a mail to an owner does not name {cast.busy.full_name}",
        )
        self.out.checked(
            f"the owners' mails name {cast.busy.full_name} with {busy} datasets; {cast.both.full_name} has {both}, not more than 3"
        )
        make_sure(
            cast.silent.name in told or cast.silent.full_name in told,
            f"nobody is told that {cast.silent.full_name} has no address",
        )
        to_owners = {str(mail["subject"]) for mail in mails if mail["recipients"][0] in owners}
        make_sure(
            to_owners == set(subjects), f"the owners' mails are {sorted(to_owners)}, and the preview said {subjects}"
        )
        self.out.checked("the owners' mails have the very subject that the preview showed")
        self.out.checked(f"the command says that {cast.silent.full_name} could not be told: no e-mail address")

    def _mails(self, count: int, *, are_news: bool) -> list[dict[str, Any]]:
        """The mails about new policies, or all others, once there are so many."""

        def there() -> list[dict[str, Any]]:
            return [mail for mail in self.site.mails() if (NEWS in str(mail["subject"])) == are_news]

        which = "mails about new policies" if are_news else "digests"
        return wait_for(
            lambda: there() if len(there()) >= count else None,
            A_WHILE,
            f"{len(there())} {which} reached the mail server, {count} should have",
        )

    def follow_link(self) -> None:
        """Open the first link of the researcher's mail (or another member's) as its reader."""
        by_address = {user.email: user for user in self.cast.users.values() if user.email}
        members = {dataset.owner.email for dataset in self._failing(self.cast.b)}
        for mail in self.site.mails():
            (address,) = mail["recipients"]
            found = re.search(
                rf"{re.escape(self.site.url)}(/omero_forms/\?[^\s>)\]]*form={self.form.id}[^\s>)\]]*)",
                str(mail["text"]),
            )
            if address in members and found:
                reader = by_address[address]
                page = WebSession(self.site.url, reader).page(found[1])
                make_sure(
                    f'data-form="{self.form.id}"' in page,
                    "the page that the link opens is not that of the form",
                )
                number = re.search(r"[?&]id=(\d+)", found[1])
                make_sure(number is not None, "the link names no dataset")
                names = {str(dataset.id): dataset for dataset in self.cast.b.datasets}
                dataset = names.get(number[1] if number else "")
                make_sure(
                    dataset is not None and dataset.owner.id == reader.id,
                    "the link names somebody else's dataset",
                )
                self.out.say(f"{reader.full_name} follows the first link of the mail, logs in, and is at the form.")
                self.out.checked(
                    f'fetched as {reader.name}: {found[1]} is "{self.form.name}" for {dataset.name if dataset else ""}'
                )
                return
        raise NotSoError("no mail to a member has a link to the form")
