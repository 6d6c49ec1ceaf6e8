# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a recorded event changes in the read model.

The same function serves events of ours and those read back from OMERO, so both give the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from django.utils import timezone

from omero_forms.domain.answers.unanswered import unanswered
from omero_forms.domain.answers.validate import prepare, validate
from omero_forms.domain.canonical import canonical
from omero_forms.domain.forms import FormState
from omero_forms.domain.records.imported import Claim
from omero_forms.domain.records.parts import Told
from omero_forms.domain.refs import Person, RecordRef
from omero_forms.domain.schemas.accept import FormSchema, stored_schema
from omero_forms.kit.kept_writes import Rows, insert
from omero_forms.models import (
    Assignment,
    CopyState,
    Form,
    FormVersion,
    KeptReport,
    RecordRow,
    RedactionRow,
    Stream,
    Submission,
)
from omero_forms.selectors.stored import sealed
from omero_forms.services.records.checkpoints import count
from omero_forms.services.records.exemptions import put_exemption, repeat_exemption
from omero_forms.services.records.policies import put_policy

NO_GROUP: Final = -1
"""Of what is in no group that anybody knows."""

COPY_GRACE = timedelta(seconds=10)
"""The request that accepted a submission records and copies it itself; the sweep waits that long for it."""


def project(record: RecordRow) -> None:
    """Apply an event to the read model. Call it in the transaction that marks it as recorded."""
    handler = HANDLERS.get(record.kind)
    if handler is not None:
        handler(record)


def told_by(record: RecordRow) -> Told:
    """What a record of ours, or a proven one, says."""
    # Nothing is asked of the server here; whose record it is has been proven, or is certain as it is ours.
    one = sealed(record, server="")
    return Told.of(one)


def _published(record: RecordRow) -> None:
    told = told_by(record)
    form, _ = Form.objects.update_or_create(
        id=told.payload["form"],
        defaults={
            **_called(told),
            "state": FormState.PUBLISHED,
            "owners": [owner.as_json() for owner in told.owners],
            "current_version": told.payload["version"],
            # A later version that is made here leaves the form the id that its copies lie under.
            **({} if told.claim is None else {"legacy_id": told.text("legacy_id")}),
        },
    )
    FormVersion.objects.create(
        form=form,
        number=told.payload["version"],
        author_id=_author(told).id,
        published_at=told.time,
        digest=record.digest,
        record=record,
        **_texts(told),
    )


def claim_row(claim: Claim) -> dict[str, Any]:
    """What was claimed, as rows hold it: with the user name."""
    return {**claim.as_json(), "who": None if claim.who is None else claim.who.as_json()}


def _called(told: Told) -> dict[str, Any]:
    # A form whose name was redacted has to be called something.
    return {"name": told.text("name") or told.payload["form"], "description": told.text("description")}


def _texts(told: Told) -> dict[str, Any]:
    """What a version repeats of its record's content; where that was redacted, a schema that asks for nothing."""
    return {
        "schema": told.text("schema") or "{}",
        "ui_schema": told.text("ui_schema"),
        "refused": told.source_fault,
        "claimed": None if told.claim is None else claim_row(told.claim),
        "sources": told.sources,
        "message": told.text("message"),
        "author_name": _author(told).name,
    }


def _repeat_version(record: RecordRow) -> None:
    told = told_by(record)
    FormVersion.objects.filter(record=record).update(**_texts(told))
    Form.objects.filter(id=told.payload["form"], current_version=told.payload["version"]).update(**_called(told))


def _state(state: FormState) -> Callable[[RecordRow], None]:
    def apply(record: RecordRow) -> None:
        Form.objects.filter(id=told_by(record).payload["form"]).update(state=state)

    return apply


def _owners(record: RecordRow) -> None:
    told = told_by(record)
    Form.objects.filter(id=told.payload["form"]).update(owners=[owner.as_json() for owner in told.owners])


def _assigned(record: RecordRow) -> None:
    told = told_by(record)
    form = Form.objects.get(id=told.payload["form"])
    for object_type in told.payload["object_types"]:
        Assignment.objects.update_or_create(
            form=form,
            group_id=told.payload["group"],
            object_type=object_type,
            defaults={"group_name": told.name_of("group")},
        )


def _unassigned(record: RecordRow) -> None:
    told = told_by(record)
    Assignment.objects.filter(
        form_id=told.payload["form"],
        group_id=told.payload["group"],
        object_type__in=told.payload["object_types"],
    ).delete()


def create_submission(
    record: RecordRow, version: FormVersion | None = None, *, told: Told | None = None, **ours: Any
) -> Submission:
    """The row of a submission; `told` is what its record says, where that is in hand. `ours` are the fields that
    records do not hold (client key, body hash, whether it may be copied as the object's owner).

    Raises FormVersion.DoesNotExist where nothing proves the version that was answered.
    """
    made = new_submission(record, version, told or told_by(record), **ours)
    insert(made)
    return made


def new_submission(record: RecordRow, version: FormVersion | None, told: Told, **ours: Any) -> Submission:
    """The same, not yet in the database."""
    payload = told.payload
    version = version or FormVersion.objects.get(form_id=payload["form"], digest=payload["version_digest"])
    made = Submission(record=record, **columns_of_new(version, told, **{"answers": answers_text(told), **ours}))
    # Who copies it next asks for the schema: it is here already.
    made.version = version
    return made


def columns_of_new(version: FormVersion, told: Told, **ours: Any) -> dict[str, Any]:
    """The columns of a new submission but for its record's; among `ours` are the answers."""
    return {
        "version_id": version.pk,
        "valid": told.claim is None or is_right(told, version),
        "unanswered": left_out(told, version),
        "next_at": timezone.now() + COPY_GRACE,
        **columns_of(told),
        **ours,
    }


def columns_of(told: Told) -> dict[str, Any]:
    """The columns of a submission that say what its record says, beside answers, version and whether they are right."""
    payload, reference = told.payload, told.payload["object"]
    return {
        "form_id": payload["form"],
        "object_type": reference["type"],
        "object_id": reference["id"],
        "creation_event": reference["creation_event"],
        "group_id": NO_GROUP if payload["group"] is None else payload["group"],
        "number": payload["number"],
        **_repeated(told),
    }


def answers_text(told: Told) -> str:
    """The answers as their column has them, none where they were redacted."""
    return canonical({} if told.content is None else told.content["answers"]).decode()


def left_out(told: Told, version: FormVersion) -> list[str] | None:
    """The questions of a version that answers to it leave out; None where they were redacted."""
    return None if told.content is None else unanswered(version.judging, told.content["answers"])


def is_right(told: Told, version: FormVersion) -> bool:
    """Whether imported answers satisfy their own version. Those that are made here were accepted for that."""
    if told.source_fault or version.refused or told.content is None:
        return False
    return satisfies(version.judging, told.content["answers"])


def satisfies(judging: str, answers: Any) -> bool:
    """Whether answers are right by the text of a schema."""
    return not validate(_schema(judging), prepare(answers))


@lru_cache(maxsize=64)
def _schema(text: str) -> FormSchema:
    return stored_schema(text)


def repeat(record: RecordRow) -> None:
    """Let the rows of the read model that repeat a record say again what it says."""
    repeater = REPEATERS.get(record.kind)
    if repeater is not None:
        repeater(record)


def _repeat_submission(record: RecordRow) -> None:
    told = told_by(record)
    submission = Submission.objects.select_related("version").filter(record=record).first()
    if submission is not None:
        said = {"answers": answers_text(told), "unanswered": left_out(told, submission.version), **_repeated(told)}
        Submission.objects.filter(pk=submission.pk).update(**said)


def forget(record: RecordRow) -> None:
    """Take the content of a redacted record out of all rows that hold it. Call it inside a short_write()."""
    RecordRow.objects.filter(pk=record.pk).update(content=None, redacted=True)
    record.content, record.redacted = None, True
    repeat(record)
    # By the hash of what was sent one could try out what that may have been.
    Submission.objects.filter(record=record).update(body_hash="")


def _redacted(record: RecordRow) -> None:
    """The record that it is about says nothing any more from now on; a worker sees to all that holds its content."""
    told = told_by(record)
    about = RecordRef.from_json(told.payload["about"])
    if about is None:
        return
    known = {"stream": about.stream, "number": about.number, "record": record, "reason": "", "next_at": timezone.now()}
    fresh = {"asked_at": told.time, "approved_at": told.time, "asked_by": told.author and told.author.as_json()}
    RedactionRow.objects.update_or_create(digest=about.digest, defaults=known, create_defaults={**known, **fresh})
    RecordRow.objects.filter(stream__name=about.stream, number=about.number, digest=about.digest).update(redacted=True)


def _repeated(told: Told) -> dict[str, Any]:
    author, sudoer = _author(told), told.sudoer
    return {
        "author_id": author.id,
        "author_name": author.name,
        "sudoer": None if sudoer is None else sudoer.as_json(),
        "time": told.time,
        "message": told.text("message"),
    }


def _author(told: Told) -> Person:
    if told.author is None:
        raise ValueError("nobody did what only somebody can do")
    return told.author


def _submitted(record: RecordRow) -> None:
    # Nothing is asked where whoever accepted it has its row in hand.
    supersede_copies(record.submission if hasattr(record, "submission") else create_submission(record))


def supersede_copies(own: Submission) -> None:
    """The copy is always of the newest recorded one: what an earlier one still lacks is not owed any more."""
    Rows(Submission).filter(
        object_type=own.object_type,
        object_id=own.object_id,
        creation_event=own.creation_event,
        form=own.form_id,
        number__lt=own.number,
        copy_state__in=[CopyState.DUE, CopyState.REPAIR, CopyState.NOCOPY],
    ).update(copy_state=CopyState.SUPERSEDED, next_at=None)


def _counted(record: RecordRow) -> None:
    count(record, told_by(record))


def _resolved(record: RecordRow) -> None:
    """A worker reads the history again whose fork an admin resolved."""
    stream = told_by(record).payload["about"]["stream"]
    Stream.objects.filter(name=stream, next_at__isnull=True).update(next_at=timezone.now())


def _policy(record: RecordRow) -> None:
    # In force from where it was accepted on; recorded, it is there already.
    put_policy(told_by(record))


def _exemption(record: RecordRow) -> None:
    # As a policy.
    put_exemption(told_by(record))


def _repeat_exemption(record: RecordRow) -> None:
    repeat_exemption(told_by(record))


def _repeat_policy(record: RecordRow) -> None:
    put_policy(told_by(record), again=True)


def _kept(record: RecordRow) -> None:
    """A report of ours is there since it was accepted, with its file; that is in no record."""
    told = told_by(record)
    said = {**columns_of_report(told), "made_at": told.time, "record": record}
    key = {name: said.pop(name) for name in ("group_id", "period")}
    KeptReport.objects.get_or_create(**key, defaults=said)


def columns_of_report(told: Told) -> dict[str, Any]:
    """The columns of a kept report that say what its record says."""
    period = told.payload["period"]
    return {
        "group_id": told.payload["group"],
        "group_name": told.name_of("group"),
        "period": period["name"],
        "first": date.fromisoformat(period["first"]),
        "last": date.fromisoformat(period["last"]),
        "sha256": told.payload["sha256"],
        "counts": told.payload["counts"],
    }


def _repeat_kept(record: RecordRow) -> None:
    KeptReport.objects.filter(record=record).update(group_name=told_by(record).name_of("group"))


HANDLERS: Mapping[str, Callable[[RecordRow], None]] = {
    "form.published": _published,
    "form.retired": _state(FormState.RETIRED),
    "form.restored": _state(FormState.PUBLISHED),
    "form.owners": _owners,
    "form.imported": _published,
    "assignment.imported": _assigned,
    "submission.imported": _submitted,
    "assignment.assigned": _assigned,
    "assignment.unassigned": _unassigned,
    "submission": _submitted,
    "checkpoint": _counted,
    "redaction": _redacted,
    "fork.resolved": _resolved,
    "policy.changed": _policy,
    "exemption.decided": _exemption,
    "report.kept": _kept,
}

REPEATERS: Mapping[str, Callable[[RecordRow], None]] = {
    "form.published": _repeat_version,
    "form.imported": _repeat_version,
    "submission": _repeat_submission,
    "submission.imported": _repeat_submission,
    "policy.changed": _repeat_policy,
    "exemption.decided": _repeat_exemption,
    "report.kept": _repeat_kept,
}
"""Of kinds whose content, too, stands in other rows, for searching."""
