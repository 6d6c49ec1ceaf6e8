# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a copy should say, taken from what is proven of its submission; and what of it was written before.

It is to say that in the layout of the setting. One that says the same in the other layout is ours all the same, and
right; it is written anew with the next answers, or where somebody has copies remade (`remake.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass
from functools import cached_property

from omero_forms.conf import conf
from omero_forms.domain.answers.bounds import CopyBounds, bounded, is_rest
from omero_forms.domain.answers.layouts import pairs_in, storable
from omero_forms.domain.answers.withdrawn import Withdrawn
from omero_forms.domain.legacy.copies import pairs_of_row
from omero_forms.domain.records.parts import Told
from omero_forms.domain.records.stopping import Stop
from omero_forms.domain.refs import ObjectRef, ObjectType, Person, object_page
from omero_forms.domain.submissions import CopyLayout, CopyReason, Pairs
from omero_forms.gateway.copies import Known
from omero_forms.gateway.patience import is_over, out_of_time
from omero_forms.kit.deadlines import ending_with_answer
from omero_forms.kit.links import forms_url
from omero_forms.models import CopyRow, RecordState, Submission
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.submissions import schema_of

REMEMBERED = 20
"""So many submissions are looked through for what an older copy may say. What one before them said counts as typed, and
is left to a person: that loses nothing."""


@dataclass(frozen=True)
class WantedCopy:
    """The copy that is wanted of a submission, and `row`: the one that was written last. Where it `is_off`, none
    is wanted, since all answers were redacted: what there is, is to be taken off.
    """

    ref: ObjectRef
    author_id: int
    as_owner: bool
    namespace: str
    layout: CopyLayout
    rows: list[tuple[str, str]]
    source: Submission
    said: Told
    """The submission whose answers it says, which is not `submission` where those were redacted; and what it says"""
    submission: Submission
    row: CopyRow
    is_off: bool = False

    @cached_property
    def otherwise(self) -> list[tuple[str, str]]:
        """The same answers in the other layout."""
        return pairs_of(self.source, self.ref, self.said, self.layout.other)

    def layout_of(self, rows: Pairs) -> CopyLayout | None:
        """The layout in which rows say what the copy should; None where they do not."""
        found = list(rows)
        if found == self.rows:
            return self.layout
        return self.layout.other if found == self.otherwise else None

    @cached_property
    def known(self) -> Known:
        """What we wrote on the object before, and is perhaps still there."""
        events = {int(one): int(event) for one, event in self.row.older.items()}
        if self.row.annotation_id is not None:
            events[self.row.annotation_id] = self.row.event
        return Known(events, self._typed)

    def of_others(self, annotation_ids: Collection[int]) -> frozenset[int]:
        """Those of the annotations that are the copies of other histories."""
        rows = CopyRow.objects.filter(annotation_id__in=annotation_ids).exclude(pk=self.row.pk)
        return frozenset(row.annotation_id for row in rows if row.annotation_id is not None)

    def _typed(self, pairs: Pairs) -> list[tuple[str, str]]:
        left = [pair for pair in pairs if not is_rest(pair)]
        for said in self._said():
            if not left:
                break
            left = [pair for pair in left if pair not in said]
        return left

    def _said(self) -> Iterator[Container[tuple[str, str]]]:
        """The pairs of this submission and of redacted ones, then of each before it of which an older copy may be, the
        newest first. Where somebody waits, it raises `omero_unavailable` when the time for their answer is over: a
        worker has more.
        """
        yield frozenset([*self.rows, *as_written_before(self.said)])
        yield frozenset(self.otherwise)
        yield Withdrawn.from_json(self.row.withdrawn)
        for one in self._before:
            if one not in self._said_by:
                if is_over():
                    raise out_of_time()
                self._said_by[one] = self._pairs_of(one)
            yield self._said_by[one]

    @cached_property
    def _before(self) -> list[int]:
        before = Submission.objects.filter(
            record__stream=self.submission.record.stream_id,
            record__state=RecordState.RECORDED,
            number__gte=self.submission.number - REMEMBERED,
            number__lt=self.submission.number,
        )
        return list(before.order_by("-number").values_list("pk", flat=True))

    @cached_property
    def _said_by(self) -> dict[int, Collection[tuple[str, str]]]:
        return {}

    @cached_property
    def _prover(self) -> Prover:
        return Prover(self.ref.server)

    def _pairs_of(self, submission_id: int) -> Collection[tuple[str, str]]:
        one = Submission.objects.select_related("record__stream", "version").get(pk=submission_id)
        told = self._prover.submission(one)
        return frozenset() if told is None else frozenset(all_pairs_of(one, self.ref, told))


def wanted_copy(
    submission: Submission, *, told: Told | None = None, row: CopyRow | None = None
) -> WantedCopy | CopyReason:
    """The copy, or why there must be none. Ask under its lease; `told` and `row` are for who has them in hand."""
    told = told or Prover().submission(submission)
    stream = submission.record.stream
    if stream.stopped == Stop.NEWER:
        return CopyReason.NEWER
    if told is None or told.author is None:
        return CopyReason.UNPROVEN
    ref = ref_of(submission, told.payload["server"])
    source, said = submission, told
    if told.content is None:
        source, said = _newest_left(submission) or (submission, told)
    return WantedCopy(
        ref,
        author_id=_submitter(said, said.author or told.author).id,
        as_owner=submission.as_owner or conf().copy_as_owner,
        namespace=conf().kv_namespace + submission.version.form.copies_under,
        layout=conf().kv_layout,
        rows=pairs_of(source, ref, said, conf().kv_layout),
        source=source,
        said=said,
        submission=submission,
        row=row or CopyRow.objects.get(stream=stream),
        is_off=said.content is None,
    )


def as_written_before(told: Told) -> list[tuple[str, str]]:
    """The pairs that OMERO.forms made of answers that were imported from there: its copies were taken over."""
    text = told.content.get("source", {}).get("text", "") if told.content else ""
    return pairs_of_row(text)


def _submitter(told: Told, author: Person) -> Person:
    """Whose the copy is: of what was imported, of whoever it was by its source."""
    return author if told.claim is None or told.claim.who is None else told.claim.who


def _newest_left(submission: Submission) -> tuple[Submission, Told] | None:
    """The newest submission before this one whose answers were not redacted, and what it says."""
    before = Submission.objects.filter(
        record__stream=submission.record.stream_id,
        record__state=RecordState.RECORDED,
        record__redacted=False,
        number__lt=submission.number,
    )
    prover = Prover()
    for one in before.select_related("record__stream", "version").order_by("-number").iterator(chunk_size=10):
        told = prover.submission(one)
        if told is not None and told.content is not None:
            return one, told
    return None


def ref_of(submission: Submission, server: str) -> ObjectRef:
    """The object that was described, in the OMERO database `server`."""
    return ObjectRef(server, ObjectType(submission.object_type), submission.object_id, submission.creation_event)


def pairs_of(submission: Submission, ref: ObjectRef, told: Told, layout: CopyLayout) -> list[tuple[str, str]]:
    """What a copy of a submission, which says `told`, says in a layout; nothing of what was redacted. Of what was
    imported that is, in the layout of OMERO.forms, what was written there.
    """
    if told.content is None:
        return []
    settings = conf()
    page = object_page(forms_url(settings), ref.type, ref.id, submission.form_id)
    where = f"see {page}" if page else f"open the forms of this {ref.type.value.lower()} in OMERO.web."
    before = as_written_before(told) if layout is CopyLayout.LEGACY else []
    with ending_with_answer():
        pairs = storable(before) or pairs_in(layout, schema_of(submission), told.content["answers"])
    return bounded(pairs, CopyBounds(settings.copy_rows, settings.copy_bytes), where)


def all_pairs_of(submission: Submission, ref: ObjectRef, told: Told) -> list[tuple[str, str]]:
    """Whatever a copy of a submission may say: in either layout, or as it was before it was imported."""
    in_layouts = [pair for layout in CopyLayout for pair in pairs_of(submission, ref, told, layout)]
    return [*in_layouts, *as_written_before(told)]
