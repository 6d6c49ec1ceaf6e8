# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that a run judged before. Where all that judging them depends on is the same, so is what is found, and neither
are they judged again nor are their findings read.

The digest of a page covers what was read of OMERO and of answers, and the policies; days on which the same is found of
the same are kept beside it. What the digest cannot cover is the findings themselves: whoever writes them by another way
than judging a whole page calls `forget`, within the same transaction.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet

from omero_forms.domain.policies.evaluate import ReadyPolicy
from omero_forms.domain.policies.exemptions import Exemptions
from omero_forms.kit.kept_queries import kept_rows
from omero_forms.kit.kept_writes import Rows
from omero_forms.models import JudgedPage
from omero_forms.selectors.windows import Range, Window
from omero_forms.services.evaluations.counts import Counts
from omero_forms.services.evaluations.judge import NOBODY, Judge, Judged, Page, judge_page

JUDGEMENT: Final = 2
"""One more with each change of what is found of the same facts: then no page is known any more."""

LONGEST: Final = timedelta(days=7)
"""Then a page is judged again, though nothing differs: whatever else became of its findings is put right."""


class Known(NamedTuple):
    """A page as it is stored."""

    after: int
    upto: int
    digest: str
    day: date
    until: date
    counts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnownPages:
    """The pages of a group and type that were judged before, by their first id."""

    pages: Sequence[Known]

    @classmethod
    def read(cls, judge: Judge) -> KnownPages:
        """Those of the judge's group and type."""
        rows = JudgedPage.objects.filter(group_id=judge.group_id, object_type=judge.object_type.value)
        return cls([Known(*row) for row in rows.order_by("after").values_list(*Known._fields)])

    def end_after(self, after: int) -> int | None:
        """Where the page that is to begin after this id should end, so that it is one that was judged before; None at
        the end. An object that is gone thus moves no other from page to page.
        """
        following = bisect_right(self.pages, after, key=lambda one: one.upto)
        upto = self.pages[following].upto if following < len(self.pages) else JudgedPage.END
        return None if upto == JudgedPage.END else upto

    def counts(self, judge: Judge, window: Range, digest: str) -> Counts | None:
        """What was counted of the page, if this is how it was judged and the same is found of it today."""
        place = bisect_right(self.pages, window.after, key=lambda one: one.after) - 1
        if place < 0:
            return None
        known = self.pages[place]
        is_same = (known.after, known.upto, known.digest) == (window.after, window.end, digest)
        return Counts.from_json(known.counts) if is_same and known.day <= judge.today <= known.until else None


def digest_of(judge: Judge, page: Page[Window]) -> str:
    """Changes with all that judging a page depends on, but for the day and the findings that are stored."""
    owners = sorted({one.owner_id for one in page.objects})
    said = (
        JUDGEMENT,
        judge.group_id,
        str(judge.zone),
        [_terms(one, page) for one in judge.policies],
        [tuple(one) for one in page.objects],
        [page.names.get(one, NOBODY) for one in owners],
        [sorted((one, sorted(texts)) for one, texts in found.items()) for found in (page.tags, page.projects)],
        None if page.images is None else sorted(page.images.items()),
        sorted(page.states.items()),
    )
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


def _terms(ready: ReadyPolicy, page: Page[Window]) -> object:
    counting = sorted((one, sorted(form.versions), form.newly_required_at) for one, form in ready.counting.items())
    return ready.policy, counting, ready.broken, _excuses(ready.exemptions, page) if ready.exemptions else None


def _excuses(exemptions: Exemptions, page: Page[Window]) -> object:
    """Those that name objects of the page, and all that name none."""
    named = [
        (identity, [exemption.terms for exemption in excused])
        for one in page.objects
        if (excused := exemptions.by_object.get(identity := (one.id, one.creation_event)))
    ]
    return named, [(selector, exemption.terms) for selector, exemption in exemptions.by_selector]


def judge_or_recall(judge: Judge, page: Page[Range], known: KnownPages) -> tuple[Judged, JudgedPage | None]:
    """What judging a page of a range comes to, and the row to keep of it unless it is known."""
    digest = digest_of(judge, page)
    counts = known.counts(judge, page.window, digest)
    if counts is not None:
        return Judged(counts, Counts(), judge.problems()), None
    judged = judge_page(judge, page)
    return judged, JudgedPage(
        group_id=judge.group_id,
        object_type=judge.object_type.value,
        after=page.window.after,
        upto=page.window.end,
        digest="" if judged.until is None else digest,
        day=judge.today,
        until=min(judged.until or judge.today, judge.today + LONGEST),
        counts=judged.counts.as_json(),
    )


def drop(pages: Iterable[JudgedPage]) -> None:
    """Forget all that was known of these pages, before the first of their findings is written."""
    for one in pages:
        others = JudgedPage.objects.filter(group_id=one.group_id, object_type=one.object_type)
        others.filter(after__lt=one.upto, upto__gt=one.after).delete()


def keep(pages: Sequence[JudgedPage]) -> None:
    """Store pages in the place of those that they overlap, within the transaction that says that they are done."""
    drop(pages)
    JudgedPage.objects.bulk_create(pages)


def forget(group_id: int, object_type: str | None = None, window: Window | None = None) -> None:
    """Have the pages of these objects judged again, whatever they depend on; those of the whole group where neither is
    given. Where pages end is kept.
    """
    known = Rows(JudgedPage).filter(~Q(digest=""), group_id=group_id)
    if object_type is None or window is None:
        known.update(digest="")
    elif isinstance(window, Range):
        known.filter(object_type=object_type, upto__gt=window.after, after__lt=window.end).update(digest="")
    else:
        ids = sorted(window.ids)
        near = _near(group_id, object_type, ids[0], ids[-1]) if ids else []
        of_theirs = [pk for pk, after, upto in near if bisect_right(ids, after) < bisect_right(ids, upto)]
        Rows(JudgedPage).filter(pk__in=of_theirs).update(digest="")


@kept_rows
def _near(group_id: int, object_type: str, first: int, last: int) -> QuerySet[JudgedPage, tuple[int, int, int]]:
    known = JudgedPage.objects.filter(group_id=group_id, object_type=object_type).exclude(digest="")
    return known.filter(after__lt=last, upto__gte=first).values_list("pk", "after", "upto")
