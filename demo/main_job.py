# SPDX-License-Identifier: AGPL-3.0-or-later
"""The main job, from a JSON Schema to the mails, with everything read back by another way than it was made.

The plug-in is used as people use it: its command line for the facility manager, OMERO.web for researchers, Celery for
what happens by itself. What came of it is read by plain omero-py, from the logs of worker and beat, and from the mail
server.
"""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import omero
from demo.answers import make_answers
from demo.compliance import Compliance
from demo.designing import demanding, loosened, make_form, publish_next, save_next, weigh
from demo.evaluation import Evaluation
from demo.form import Form
from demo.lab import Server, User
from demo.proof import Proof, Submitted
from demo.records import PublicKey, StoredRecord, read_stream
from demo.seeding import Cast, Dataset
from demo.showing import leaves, one_line, questions, text_of
from demo.site import Site
from demo.transcript import A_WHILE, Transcript, make_sure, wait_for
from demo.web import WebSession

PUBLISH = "A form is made and published"
ASSIGN = "It is offered to two groups"
FILL = "A researcher fills it for a dataset"
RECORD = "The submission is in the sealed record"
COPY = "The dataset carries a copy"
NEXT_VERSION = "Its next version is weighed before it is published"
PREVIEW = "A policy is tried before it is switched on"
POLICIES = "Three groups, three policies"
EVALUATE = "Celery beat has all groups evaluated"
MAIL = "The mails go out"
LINK = "A link in a mail opens that very form"
EXEMPT = "An owner excuses a dataset"
MOVE = "A dataset moves to another group"
ALTER = "An altered record is named and brought back"
PROVE = "An auditor checks it without OMERO"

SECOND_FORM = Path(__file__).with_name("forms") / "slide-scan.json"
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Published:
    """The forms of a run: the main one, and one that a single group is offered besides."""

    form: Form
    second: Form


@dataclass(frozen=True, slots=True)
class Filled:
    """What the researcher submitted, and for what; `datasets` are all that have a submission."""

    dataset: Dataset
    answers: dict[str, Any]
    submission: dict[str, Any]
    datasets: frozenset[int]


@dataclass(frozen=True, slots=True)
class MainJob:
    """One run. A step returns what later ones need."""

    site: Site
    cast: Cast
    form_file: Path
    ui_file: Path | None
    chance: random.Random
    out: Transcript
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
        return User(-1, values["omero.web.forms.master.user"], "", values["omero.web.forms.master.password"])

    @property
    def seal(self) -> PublicKey:
        """The public half of the sealing key."""
        return PublicKey(self.site.state / "secrets/seal-key.pem")

    def command(self, verb: str, *arguments: str) -> str:
        """`omero-forms` as the facility manager."""
        manager = self.cast.manager
        return self.site.forms(*verb.split(), *arguments, "-u", manager.name, password=manager.password)

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
        published = step(PUBLISH, self.publish)
        assigned = step(ASSIGN, lambda: self.assign(published.result), needs=[published])
        filled = step(FILL, lambda: self.fill(published.result.form), needs=[published, assigned])
        recorded = step(RECORD, lambda: self.read_record(published.result.form, filled.result), needs=[filled])
        step(COPY, lambda: self.read_copy(published.result.form, filled.result), needs=[filled])
        step(NEXT_VERSION, lambda: self.weigh(published.result.form, filled.result), needs=[published, filled])

        def evaluation() -> Evaluation:
            described = filled.result.datasets if filled.happened else frozenset[int]()
            return Evaluation(self.site, self.cast, self.out, published.result.form, published.result.second, described)

        def compliance() -> Compliance:
            return Compliance(self.site, self.cast, self.out, evaluation())

        tried = step(PREVIEW, lambda: compliance().try_policy(), needs=[published, assigned])
        policies = step(POLICIES, lambda: evaluation().set_policies(), needs=[published, assigned])
        evaluated = step(EVALUATE, lambda: evaluation().evaluate(), needs=[policies])
        mailed = step(MAIL, lambda: evaluation().send_mail(tried.result), needs=[tried, evaluated])
        step(LINK, lambda: evaluation().follow_link(), needs=[mailed])
        step(EXEMPT, lambda: compliance().excuse(), needs=[mailed])
        step(MOVE, lambda: compliance().move(), needs=[evaluated])

        def proof() -> Proof:
            submitted = Submitted(filled.result.dataset, filled.result.answers, recorded.result)
            return Proof(self.site, self.cast, self.out, submitted, self.read_stream)

        altered = step(ALTER, lambda: proof().alter(), needs=[recorded])
        step(PROVE, lambda: proof().prove(altered.result), needs=[altered])

    def publish(self) -> Published:
        """Make the main form with the designer, and publish the second one from its file; read the first as the form
        master.
        """
        text = self.form_file.read_text(encoding="utf-8-sig")
        name = str(json.loads(text).get("title") or self.form_file.stem)
        ui_text = self.ui_file.read_text(encoding="utf-8-sig") if self.ui_file else "{}"
        form = make_form(self.web(self.cast.manager), name, text, ui_text)
        second = self._publish_file(SECOND_FORM)
        (record, *more) = self.read_stream(f"form/{form.id}")
        make_sure(not more and record.number == 1, "the form's stream does not hold exactly record 1")
        make_sure(record.content["schema"] == form.text, "the schema in the record is not the file's")
        self.seal.check(record)
        self.out.say(
            f'{self.cast.manager.full_name}, who manages the facility, begins "{form.name}" in the designer, saves what '
            f"{self.form_file.name} asks for ({questions(form.schema)}), has it checked, and publishes it: version 1, id "
            f"{form.id}. Another form comes from a file, by omero-forms publish."
        )
        self.out.checked(
            f"read as the form master by plain omero-py: MapAnnotation {record.annotation} in stream form/{form.id} holds "
            f"the file's {len(form.text.encode())} bytes unchanged; digest and seal are right (key {self.seal.fingerprint})"
        )
        return Published(form, second)

    def _publish_file(self, file: Path) -> Form:
        text = file.read_text()
        schema = json.loads(text)
        told = json.loads(self.command("publish", str(file), "--json"))
        make_sure(told["version"] == 1, f"published version {told['version']} instead of 1")
        return Form(str(told["form"]), str(schema["title"]), text, schema)

    def assign(self, published: Published) -> None:
        """Offer the form to b and c, and the second one to c."""
        form = published.form
        groups = (self.cast.b, self.cast.c)
        for group in groups:
            self.command("assign", form.id, "--group", group.name, "--type", "dataset")
        self.command("assign", published.second.id, "--group", self.cast.c.name, "--type", "dataset")
        self.out.say(
            f"The form is offered to {groups[0].name} and {groups[1].name} for datasets; {self.cast.a.name} gets none."
        )
        records = self.read_stream(f"assignment/{form.id}")
        named = {record.content["names"]["group"] for record in records}
        make_sure(
            named == {group.name for group in groups},
            f"the assignments on record are for {sorted(named)}",
        )
        for record in records:
            self.seal.check(record)
        self.out.checked(
            f"read as the form master: {len(records)} sealed assignments on record, for {' and '.join(sorted(named))}"
        )
        for group, expected in ((self.cast.b, [form.name]), (self.cast.a, [])):
            dataset = group.datasets[0]
            offered = self.web(dataset.owner).get(f"objects/dataset/{dataset.id}")["forms"]
            names = [one["name"] for one in offered]
            make_sure(
                names == expected,
                f"{dataset.owner.full_name} is offered {names} for {dataset.name}, not {expected}",
            )
            said = f'"{names[0]}"' if names else "no form"
            self.out.checked(
                f"asked at OMERO.web by {dataset.owner.full_name}: {said} for {dataset.name} ({group.name})"
            )

    def fill(self, form: Form) -> Filled:
        """The researcher and the tidy one fill the form for a dataset each."""
        cast = self.cast
        dataset = cast.b.of(cast.researcher)[0]
        answers = make_answers(form.schema, self.chance)
        submission = self._submit(form, cast.researcher, dataset, answers)
        self.out.say(
            f"{cast.researcher.full_name} logs in to OMERO.web, opens the form for {dataset.name} (Dataset "
            f"{dataset.id}, {cast.b.name}) and submits. The answers of this run:"
        )
        rows = list(leaves(answers))
        self.out.table([(path, one_line(value)) for path, value in rows[:SHOWN]])
        if len(rows) > SHOWN:
            self.out.say(f"    … {SHOWN} of {len(rows)} answers are shown.")
        tidy = cast.b.of(cast.tidy)[0]
        self._submit(form, cast.tidy, tidy, make_answers(form.schema, self.chance))
        shown = self.web(cast.both).get(f"submissions/{submission['id']}")
        make_sure(
            shown["answers"] == answers,
            "what a fellow of the group is shown are not the answers",
        )
        self.out.checked(
            f"asked at OMERO.web by a fellow of the group, {cast.both.full_name}: submission {submission['number']}, "
            f"{submission['state']}, with these answers"
        )
        return Filled(dataset, answers, submission, frozenset({dataset.id, tidy.id}))

    def _submit(self, form: Form, person: User, dataset: Dataset, answers: dict[str, Any]) -> dict[str, Any]:
        web = self.web(person)
        path = f"objects/dataset/{dataset.id}/forms/{form.id}"
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

        return wait_for(
            final,
            A_WHILE,
            f"submission {submission['id']} of {person.full_name} was not recorded and copied",
        )

    def read_record(self, form: Form, filled: Filled) -> str:
        """The record as form master; and as its author, who must not see it. The name of its stream."""
        stream = f"submission/{form.id}/Dataset/{filled.dataset.id}/"
        with self.server.connect(self.master) as client:
            found = client.rows(
                "select s.value from MapAnnotation a join a.mapValue s where s.name = 'stream' and s.value like :stream",
                {"stream": f"{stream}%"},
            )
            make_sure(len(found) == 1, f"{len(found)} records instead of one begin with {stream}")
            (record,) = read_stream(client, found[0][0])
        payload, content = record.payload, record.content
        make_sure(
            content["answers"] == filled.answers,
            "the answers on record are not those that were submitted",
        )
        make_sure(payload["author"] == self.cast.researcher.id, "the record names another author")
        make_sure(
            record.header["digest"] == filled.submission["digest"],
            "OMERO.web told another digest",
        )
        self.seal.check(record)
        self.out.say("The record belongs to the form master, lies in a private group, and is linked to nothing.")
        self.out.checked(
            f"read as the form master by plain omero-py: MapAnnotation {record.annotation}, record {record.number} of "
            f"its stream, author {content['names']['author']}, {payload['time']}; the answers are the same"
        )
        self.out.checked(
            f"digest {record.header['digest'][:16]}… is the SHA-256 of the stored bytes, and its Ed25519 seal verifies"
        )
        with self.server.connect(self.cast.researcher) as client:
            make_sure(not read_stream(client, found[0][0]), "the author can find the record")
            make_sure(
                not _loads(lambda: client.load("MapAnnotation", record.annotation)),
                "the author can load the record",
            )
        self.out.checked(f"tried as its author, {self.cast.researcher.name}: it can neither be found nor loaded")
        return str(found[0][0])

    def read_copy(self, form: Form, filled: Filled) -> None:
        """The copy, as the dataset's owner."""
        with self.server.connect(self.cast.researcher, group=self.cast.b.id) as client:
            copies = client.copies_on("Dataset", filled.dataset.id, self.namespace + form.id)
            make_sure(len(copies) == 1, f"{len(copies)} copies on the dataset instead of one")
            pairs = client.map_rows(copies[0])
        missing = Counter(text_of(value) for _, value in leaves(filled.answers)) - Counter(value for _, value in pairs)
        short = {value for value in missing if len(value.encode()) <= 2000}
        make_sure(not short, f"the copy lacks {sorted(short)[:3]}")
        self.out.say("Scripts and the search find the newest answers as key-value pairs on the dataset itself.")
        self.out.checked(
            f"read as the dataset's owner by plain omero-py: MapAnnotation {copies[0]} on Dataset {filled.dataset.id} has "
            f"{len(pairs)} pairs, among them:"
        )
        self.out.table([(key, one_line(value)) for key, value in pairs[:3]])

    def weigh(self, form: Form, filled: Filled) -> None:
        """One version that breaks nothing, which is proven and published; one that does, which is thrown away."""
        web, manager = self.web(self.cast.manager), self.cast.manager.full_name
        number = save_next(web, form, loosened(form.schema))
        looser = weigh(web, form)
        make_sure(looser.proved, f"it is not proven that nothing breaks by: {looser.sentences}")
        version = publish_next(web, form, number, "As the facility has it now")
        self.out.say(
            f"{manager} drafts version {version}, and is told: {' '.join(looser.sentences)} No answer can break by it, which "
            "the two schemas prove without an answer being read. It is published."
        )
        save_next(web, form, demanding(loosened(form.schema)))
        stricter = weigh(web, form)
        described = sorted(f"Dataset {one}" for one in filled.datasets)
        make_sure(sorted(stricter.broken) == described, f"it would break {stricter.broken}, not {described}")
        self.out.say(
            f"Then one that asks for more: {' '.join(stricter.sentences)} {len(stricter.broken)} of {stricter.answers} answers "
            f"would break, those for {' and '.join(described)}. {manager} throws the draft away."
        )
        web.delete(f"forms/{form.id}/draft?base={web.get(f'forms/{form.id}/draft')['number']}")
        records = self.read_stream(f"form/{form.id}")
        make_sure([one.payload["version"] for one in records] == [1, version], "other versions are on record")
        self.seal.check(records[-1])
        self.out.checked(
            f"read as the form master: versions 1 and {version} on record, sealed, the second with the message "
            f'"{records[-1].content["message"]}"; nothing of the draft that was thrown away'
        )
        newest = web.get(f"submissions/{filled.submission['id']}")["submission"]
        make_sure(newest["version"] == 1, "the submission is of another version now")
        self.out.checked("asked at OMERO.web: what was submitted still answers version 1, by which it stays valid")


def _loads(load: Callable[[], Any]) -> bool:
    """Whether a client can load something; refusals of OMERO are what is hoped for."""
    try:
        return load() is not None
    except (omero.SecurityViolation, omero.ValidationException):
        return False
