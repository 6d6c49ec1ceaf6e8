# SPDX-License-Identifier: AGPL-3.0-or-later
"""The main job, from a JSON Schema to the mails, with everything read back by another way than it was made.

The plug-in is used as people use it: its command line for the facility manager, OMERO.web for researchers, Celery for what
happens by itself. What came of it is read by plain omero-py, from the logs of worker and beat, and from the mail server.
"""

from __future__ import annotations

import json
import random
import re
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import yaml

import omero
from demo.answers import make_answers
from demo.lab import Server, User
from demo.records import PublicKey, StoredRecord, read_stream
from demo.seeding import Cast, Dataset, Group
from demo.site import Site
from demo.transcript import NotSoError, Transcript, make_sure
from demo.web import WebSession

T = TypeVar("T")

PUBLISH = "A form is published"
ASSIGN = "It is offered to two groups"
FILL = "A researcher fills it for a dataset"
RECORD = "The submission is in the sealed record"
COPY = "The dataset carries a copy"
POLICIES = "Three groups, three policies"
EVALUATE = "Celery beat has all groups evaluated"
MAIL = "The mails go out"
LINK = "A link in a mail opens that very form"

SECOND_FORM = Path(__file__).with_name("forms") / "slide-scan.json"
SHOWN = 8


@dataclass(slots=True)
class Form:
    """A form as its file has it, and the id that it got."""

    id: str
    name: str
    text: str
    schema: dict[str, Any]


@dataclass(slots=True)
class MainJob:
    """One run; later steps use what earlier ones left here."""

    site: Site
    cast: Cast
    form_file: Path
    ui_file: Path | None
    chance: random.Random
    out: Transcript
    form: Form = field(init=False)
    second: Form = field(init=False)
    dataset: Dataset = field(init=False)
    answers: dict[str, Any] = field(init=False)
    submission: dict[str, Any] = field(init=False)
    record: StoredRecord = field(init=False)
    namespace: str = "hms.harvard.edu/omero/forms/kvdata/"

    # ------------------------------------------------------------------------------------------------------- helpers
    @property
    def server(self) -> Server:
        """The OMERO server."""
        return self.site.server

    @property
    def master(self) -> User:
        """The form master, with the password that set-up gave it."""
        from omero.config import ConfigXml

        config = ConfigXml(str(self.site.omerodir / "etc/grid/config.xml"), read_only=True)
        try:
            values = config.as_map()
        finally:
            config.close()
        return User(
            -1, values["omero.web.forms.master.user"], "", values["omero.web.forms.master.password"]
        )

    @property
    def seal(self) -> PublicKey:
        """The public half of the sealing key."""
        return PublicKey(next((self.site.state / "secrets").glob("*.pem")))

    def command(self, verb: str, *arguments: str) -> str:
        """`omero-forms` as the facility manager."""
        manager = self.cast.manager
        return self.site.forms(
            *verb.split(), *arguments, "-u", manager.name, password=manager.password
        )

    def web(self, user: User) -> WebSession:
        """Somebody at OMERO.web."""
        return WebSession(self.site.url, user)

    def read_stream(self, stream: str) -> list[StoredRecord]:
        """A stream as the form master reads it."""
        with self.server.connect(self.master) as client:
            return read_stream(client, stream)

    # --------------------------------------------------------------------------------------------------------- steps
    def run(self) -> None:
        """All steps in their order."""
        step = self.out.step
        step(PUBLISH, self.publish)
        step(ASSIGN, self.assign, needs=[PUBLISH])
        step(FILL, self.fill, needs=[PUBLISH, ASSIGN])
        step(RECORD, self.read_record, needs=[FILL])
        step(COPY, self.read_copy, needs=[FILL])
        step(POLICIES, self.set_policies, needs=[PUBLISH, ASSIGN])
        step(EVALUATE, self.evaluate, needs=[POLICIES])
        step(MAIL, self.send_mail, needs=[EVALUATE])
        step(LINK, self.follow_link, needs=[MAIL])

    def publish(self) -> None:
        """Publish both forms; read the main one as the form master."""
        self.form = self._publish(self.form_file, self.ui_file)
        self.second = self._publish(SECOND_FORM, None)
        (record, *more) = self.read_stream(f"form/{self.form.id}")
        make_sure(
            not more and record.number == 1, "the form's stream does not hold exactly record 1"
        )
        make_sure(
            record.content["schema"] == self.form.text, "the schema in the record is not the file's"
        )
        self.seal.check(record)
        self.out.say(
            f'{self.cast.manager.full_name}, who manages the facility, publishes "{self.form.name}" from '
            f"{self.form_file.name}: {_questions(self.form.schema)}, version 1, id {self.form.id}."
        )
        self.out.checked(
            f"read as the form master by plain omero-py: MapAnnotation {record.annotation} in stream form/{self.form.id} holds "
            f"the file's {len(self.form.text.encode())} bytes unchanged; digest and seal are right (key {self.seal.fingerprint})"
        )

    def _publish(self, file: Path, ui_file: Path | None) -> Form:
        text = file.read_text(encoding="utf-8-sig")
        schema = json.loads(text)
        name = str(schema.get("title") or file.stem)
        extra = ["--ui", str(ui_file)] if ui_file else []
        told = json.loads(self.command("publish", str(file), "--name", name, "--json", *extra))
        make_sure(told["version"] == 1, f"published version {told['version']} instead of 1")
        return Form(str(told["form"]), name, text, schema)

    def assign(self) -> None:
        """Offer the form to b and c, and the second one to c."""
        groups = (self.cast.b, self.cast.c)
        for group in groups:
            self.command("assign", self.form.id, "--group", group.name, "--type", "dataset")
        self.command("assign", self.second.id, "--group", self.cast.c.name, "--type", "dataset")
        self.out.say(
            f"The form is offered to {groups[0].name} and {groups[1].name} for datasets; {self.cast.a.name} gets none."
        )
        records = self.read_stream(f"assignment/{self.form.id}")
        named = {record.content["group"]["name"] for record in records}
        make_sure(
            named == {group.name for group in groups},
            f"the assignments on record are for {sorted(named)}",
        )
        for record in records:
            self.seal.check(record)
        self.out.checked(
            f"read as the form master: {len(records)} sealed assignments on record, for {' and '.join(sorted(named))}"
        )
        for group, expected in ((self.cast.b, [self.form.name]), (self.cast.a, [])):
            dataset = group.datasets[0]
            offered = self.web(dataset.owner).get(f"objects/dataset/{dataset.id}")["forms"]
            names = [form["name"] for form in offered]
            make_sure(
                names == expected,
                f"{dataset.owner.full_name} is offered {names} for {dataset.name}, not {expected}",
            )
            said = f'"{names[0]}"' if names else "no form"
            self.out.checked(
                f"asked at OMERO.web by {dataset.owner.full_name}: {said} for {dataset.name} ({group.name})"
            )

    def fill(self) -> None:
        """The researcher and the tidy one fill the form for a dataset each."""
        cast = self.cast
        self.dataset = cast.b.of(cast.researcher)[0]
        self.answers = make_answers(self.form.schema, self.chance)
        self.submission = self._submit(cast.researcher, self.dataset, self.answers)
        self.out.say(
            f"{cast.researcher.full_name} logs in to OMERO.web, opens the form for {self.dataset.name} (Dataset "
            f"{self.dataset.id}, {cast.b.name}) and submits. The answers of this run:"
        )
        rows = list(_leaves(self.answers))
        self.out.table([(path, _short(value)) for path, value in rows[:SHOWN]])
        if len(rows) > SHOWN:
            self.out.say(f"    … {SHOWN} of {len(rows)} answers are shown.")
        other = cast.b.of(cast.tidy)[0]
        self._submit(cast.tidy, other, make_answers(self.form.schema, self.chance))
        shown = self.web(cast.both).get(f"submissions/{self.submission['id']}")
        make_sure(
            shown["answers"] == self.answers,
            "what a fellow of the group is shown are not the answers",
        )
        self.out.checked(
            f"asked at OMERO.web by a fellow of the group, {cast.both.full_name}: submission {self.submission['number']}, "
            f"{self.submission['state']}, with these answers"
        )

    def _submit(self, person: User, dataset: Dataset, answers: dict[str, Any]) -> dict[str, Any]:
        web = self.web(person)
        path = f"objects/dataset/{dataset.id}/forms/{self.form.id}"
        opened = web.get(path)
        told = web.post(
            f"{path}/submissions",
            {
                "version": opened["version"]["number"],
                "base": opened["base"],
                "client_key": str(uuid.uuid4()),
                "answers": answers,
                "message": "First description",
            },
        )
        submission = told["submission"]

        def final() -> dict[str, Any] | None:
            now = web.get(f"submissions/{submission['id']}")["submission"]
            return dict(now) if now["state"] in {"copied", "nocopy"} else None

        return _wait(
            final,
            30,
            f"submission {submission['id']} of {person.full_name} was not recorded and copied",
        )

    def read_record(self) -> None:
        """The record as form master; and as its author, who must not see it."""
        stream = f"submission/{self.form.id}/Dataset/{self.dataset.id}/"
        with self.server.connect(self.master) as client:
            found = client.rows(
                "select s.value from MapAnnotation a join a.mapValue s where s.name = 'stream' and s.value like :stream",
                {"stream": f"{stream}%"},
            )
            make_sure(len(found) == 1, f"{len(found)} records instead of one begin with {stream}")
            (self.record,) = read_stream(client, found[0][0])
        content = self.record.content
        make_sure(
            content["answers"] == self.answers,
            "the answers on record are not those that were submitted",
        )
        make_sure(
            content["author"]["id"] == self.cast.researcher.id, "the record names another author"
        )
        make_sure(
            self.record.header["digest"] == self.submission["digest"],
            "OMERO.web told another digest",
        )
        self.seal.check(self.record)
        self.out.say(
            "The record belongs to the form master, lies in a private group, and is linked to nothing."
        )
        self.out.checked(
            f"read as the form master by plain omero-py: MapAnnotation {self.record.annotation}, record {self.record.number} of "
            f"its stream, author {content['author']['name']}, {content['time']}; the answers are the same"
        )
        self.out.checked(
            f"digest {self.record.header['digest'][:16]}… is the SHA-256 of the stored bytes, and its Ed25519 seal verifies"
        )
        with self.server.connect(self.cast.researcher) as client:
            make_sure(not read_stream(client, found[0][0]), "the author can find the record")
            make_sure(
                not _loads(lambda: client.load("MapAnnotation", self.record.annotation)),
                "the author can load the record",
            )
        self.out.checked(
            f"tried as its author, {self.cast.researcher.name}: it can neither be found nor loaded"
        )

    def read_copy(self) -> None:
        """The copy, as the dataset's owner."""
        with self.server.connect(self.cast.researcher, group=self.cast.b.id) as client:
            copies = client.copies_on("Dataset", self.dataset.id, self.namespace + self.form.id)
            make_sure(len(copies) == 1, f"{len(copies)} copies on the dataset instead of one")
            pairs = client.map_rows(copies[0])
        missing = Counter(_text(value) for _, value in _leaves(self.answers)) - Counter(
            value for _, value in pairs
        )
        short = {value for value in missing if len(value.encode()) <= 2000}
        make_sure(not short, f"the copy lacks {sorted(short)[:3]}")
        self.out.say(
            "Scripts and the search find the newest answers as key-value pairs on the dataset itself."
        )
        self.out.checked(
            f"read as the dataset's owner by plain omero-py: MapAnnotation {copies[0]} on Dataset {self.dataset.id} has "
            f"{len(pairs)} pairs, among them:"
        )
        self.out.table([(key, _short(value)) for key, value in pairs[:3]])

    def set_policies(self) -> None:
        """One YAML file with the policies of the three groups."""
        file = self.site.state / "policies.yaml"
        file.write_text(yaml.safe_dump(self._policies(), sort_keys=False, allow_unicode=True))
        self.command("policy apply", str(file))
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
        self.out.checked(
            f"asked at OMERO.web by an owner of {b.name} and one of {c.name}: the same forms are required"
        )

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
        for shown in self.web(owner).get("evaluations")["groups"]:
            if shown["group"]["id"] == group.id:
                return dict(shown)
        raise NotSoError(f"{owner.full_name} is shown no report of {group.name}")

    def evaluate(self) -> None:
        """Wait for a run that beat sent after now; compare its totals with what we know."""
        since = datetime.now(UTC)
        b, c = self.cast.b, self.cast.c
        every = self.site.extra_settings.get("omero.web.forms.evaluate_every", "300")
        self.out.say(
            f"Nobody calls for it: beat sends the task every {every} s, the worker does it."
        )
        seconds = float(every) * 3 + 30

        def evaluated() -> tuple[str, dict[int, dict[str, Any]]] | None:
            self._still_running("beat")
            self._still_running("worker")
            shown = {group.id: self._evaluation(group.owners[0], group) for group in (b, c)}
            times = [item["evaluated_at"] for item in shown.values()]
            if any(moment is None or datetime.fromisoformat(moment) < since for moment in times):
                return None
            task = self._traced_to_beat([b.id, c.id])
            return (task, shown) if task else None

        task, shown = _wait(
            evaluated,
            seconds,
            f"no evaluation of {b.name} and {c.name} that beat sent ended in {seconds:.0f} s",
        )
        self.out.checked(f"beat's log: it sent omero_forms.tasks.evaluate with id {task}")
        self.out.checked(
            f"worker's log: evaluations of groups {b.id} and {c.id} with that id as root"
        )
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

    def _still_running(self, name: str) -> None:
        make_sure(self.site.process(name) is not None, f"the {name} is not running")

    def _traced_to_beat(self, groups: list[int]) -> str | None:
        """The newest task id in beat's log that the worker's log names as root for all *groups*."""
        beat = self.site.tree.log_directory.joinpath("beat.log").read_text(errors="replace")
        worker = self.site.tree.log_directory.joinpath("worker.log").read_text(errors="replace")
        for task in reversed(
            re.findall(r"beat sent omero_forms\.tasks\.evaluate with id (\S+)", beat)
        ):
            if all(
                re.search(rf"evaluation of group {group}, root {re.escape(task)}:", worker)
                for group in groups
            ):
                return str(task)
        return None

    def _failing(self, group: Group) -> list[Dataset]:
        """Datasets of *group* that nobody filled a form for; known from what this run did."""
        filled = (
            {self.dataset.id, self.cast.b.of(self.cast.tidy)[0].id}
            if hasattr(self, "submission")
            else set()
        )
        return [dataset for dataset in group.datasets if dataset.id not in filled]

    def send_mail(self) -> None:
        """One digest; exactly the right people have mail."""
        cast = self.cast
        told = self.site.forms("digest")
        expected = {dataset.owner.email for dataset in self._failing(cast.b)} - {""}
        expected |= {owner.email for owner in cast.c.owners}
        mails = _wait(
            lambda: self.site.mails() if len(self.site.mails()) >= len(expected) else None,
            15,
            f"{len(self.site.mails())} messages reached the mail server, {len(expected)} should have",
        )
        recipients = Counter(address for mail in mails for address in mail["recipients"])
        make_sure(
            recipients == Counter(expected),
            f"mail went to {dict(recipients)}, and should have gone once to each of {sorted(expected)}",
        )
        self.out.say(
            "One message per person for the week, whatever number of evaluations there were:"
        )
        self.out.table([(", ".join(mail["recipients"]), str(mail["subject"])) for mail in mails])
        self.out.checked(
            f"read from the mail server: exactly these {len(mails)}; nobody of {cast.a.name}, no owner of {cast.b.name}, no member "
            f"of {cast.c.name} as such, both owners of {cast.c.name}"
        )
        busy, both = len(cast.c.of(cast.busy)), len(cast.c.of(cast.both))
        texts = [
            str(mail["text"])
            for mail in mails
            if set(mail["recipients"]) & {owner.email for owner in cast.c.owners}
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
        self.out.checked(
            f"the command says that {cast.silent.full_name} could not be told: no e-mail address"
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
                page = self.web(reader).page(found[1])
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
                self.out.say(
                    f"{reader.full_name} follows the first link of the mail, logs in, and is at the form."
                )
                self.out.checked(
                    f'fetched as {reader.name}: {found[1]} is "{self.form.name}" for {dataset.name if dataset else ""}'
                )
                return
        raise NotSoError("no mail to a member has a link to the form")


def _wait(ready: Callable[[], T | None], seconds: float, otherwise: str) -> T:
    """What *ready* returns when it is something; raises NotSoError after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        found = ready()
        if found:
            return found
        if time.monotonic() > end:
            raise NotSoError(otherwise)
        time.sleep(0.25)


def _loads(load: Callable[[], Any]) -> bool:
    """Whether a client can load something; refusals of OMERO are what is hoped for."""
    try:
        return load() is not None
    except (omero.SecurityViolation, omero.ValidationException):
        return False


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single answer with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path} > {key}" if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value, start=1):
            yield from _leaves(item, f"{path} {index}")
    elif value is not None and value != "":
        yield path, value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _short(value: Any) -> str:
    text = _text(value).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:59]}…"


def _questions(schema: dict[str, Any]) -> str:
    count = len(schema.get("properties", {}))
    required = len(schema.get("required", []))
    return f"{count} part{'s' if count != 1 else ''}, {required} of them required"
