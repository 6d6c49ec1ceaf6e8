# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before copies are written in bulk: histories that OMERO holds otherwise than they were verified are read again.

After a backup of the forms database was restored, a copy that looks changed is that of newer answers.
"""

from __future__ import annotations

from collections.abc import Collection

from omero_forms.domain.errors import FormsError
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import master_session
from omero_forms.services.records.gate import STOPPERS, check_site
from omero_forms.services.records.heads import compare_heads
from omero_forms.services.records.write import put_right


def read_changed(names: Collection[str], deadline: Deadline) -> frozenset[str]:
    """Compare streams with OMERO in one question, and read those that differ; names of those that could not be read in
    time, or that somebody else is at.

    Raises what the next stream would meet, too.
    """
    behind = set()
    with master_session() as master:
        check_site(master)
        heads = compare_heads(names, master)
        for name in names:
            if heads.is_as_verified(name) or heads.is_being_written(name) or heads.rows[name].stopped:
                continue
            try:
                put_right(name, master=master, deadline=deadline)
            except FormsError as fault:
                if fault.code in STOPPERS:
                    raise
                if fault.code == "history_behind":
                    behind.add(name)
    return frozenset(behind)
