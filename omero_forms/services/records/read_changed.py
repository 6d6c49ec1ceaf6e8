# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before copies are written in bulk: histories that OMERO holds otherwise than they were verified are read again.

After a backup of the forms database was restored, a copy that looks changed is that of newer answers.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Final

from omero_forms.domain.errors import FormsError
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import master_session
from omero_forms.models import Submission
from omero_forms.services.records.gate import STOPPERS, check_site
from omero_forms.services.records.heads import compare_heads
from omero_forms.services.records.write import put_right

logger = logging.getLogger(__name__)

HISTORY_SECONDS: Final = 5.0
"""For one history. One that is too long for that is read whole by the worker that verifies."""


def behind(submission_ids: Collection[int], deadline: Deadline) -> frozenset[int]:
    """Read the histories of submissions that differ in OMERO; those submissions whose history could not be read now:
    nobody knows what their copy should say.

    Raises what the next history would meet, too.
    """
    found = Submission.objects.filter(pk__in=submission_ids).values_list("pk", "record__stream__name")
    streams = dict(found)
    unread = _read_changed(frozenset(streams.values()), deadline)
    return frozenset(one for one, name in streams.items() if name in unread)


def _read_changed(names: Collection[str], deadline: Deadline) -> frozenset[str]:
    """Compare streams with OMERO in one question, and read those that differ; names of those that could not be read in
    time, or that somebody else is at, or that a fault of ours keeps from being read.
    """
    unread = set()
    with master_session() as master:
        check_site(master)
        heads = compare_heads(names, master)
        for name in sorted(names):
            try:
                if heads.is_as_verified(name) or heads.is_being_written(name) or heads.rows[name].stopped:
                    continue
                put_right(name, master=master, deadline=deadline.share(HISTORY_SECONDS))
            except FormsError as fault:
                if fault.code in STOPPERS:
                    raise
                if fault.code == "history_behind":
                    unread.add(name)
            except Exception:  # what is wrong with one history must not keep the copies of all others waiting
                logger.exception("%s could not be read", name)
                unread.add(name)
    return frozenset(unread)
