# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups in which nothing can be required: OMERO's own, and the store of the records."""

from __future__ import annotations

from omero_forms.conf import conf
from omero_forms.gateway.directory import GroupFacts
from omero_forms.gateway.sessions import PRIVATE, SYSTEM_GROUP, USER_GROUP


def is_special(group: GroupFacts) -> bool:
    """System, user and guest by their fixed ids and name; the store by its only tenant, the form master."""
    if group.id in {SYSTEM_GROUP, USER_GROUP} or group.name == "guest":
        return True
    master = conf().master_user
    return group.permissions == PRIVATE and any(one.name == master for one in group.members)
