# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands beside the policies of a group: images in no dataset, which nothing that is asked of datasets reaches,
and datasets without images.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Final

from omero_forms.domain.errors import FormsError
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import enumeration
from omero_forms.kit.omero import agent_session
from omero_forms.services.evaluations.runs import Run, RunLostError

logger = logging.getLogger(__name__)

_CONCERNED: Final = frozenset({ObjectType.DATASET, ObjectType.IMAGE})


def count_beside(run: Run, group_id: int, types: Collection[ObjectType]) -> dict[str, int]:
    """Both numbers, in the shape of `Evaluation.beside`; none where no policy is about datasets or images. The run is
    kept meanwhile.

    That they cannot be counted is no reason to count nothing at all: then there are none, either.
    """
    if _CONCERNED.isdisjoint(types):
        return {}
    images = 0
    try:
        with agent_session() as agent:
            datasets = enumeration.datasets_without_images(agent, group_id)
            for some in enumeration.images_in_no_dataset(agent, group_id):
                if not run.lease.outlasts_a_call():
                    raise RunLostError(run.id)
                images += some
    except FormsError as problem:
        logger.warning("what is beside the policies of group %d was not counted: %s", group_id, problem)
        return {}
    return {"images_in_no_dataset": images, "datasets_without_images": datasets}
