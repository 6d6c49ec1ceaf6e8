# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the record of a site straight to OMERO: set-up does so before there is a database, and a copy that is adopted
seals it with a key that no setting names yet. The workers take it over from there.
"""

from __future__ import annotations

import secrets

from django.utils import timezone

from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.format import new_unsealed, seal_record
from omero_forms.domain.records.parts import site_parts
from omero_forms.domain.records.seals import Sealer
from omero_forms.domain.sites import SITE_KIND, SITE_STREAM, Site, SiteChange
from omero_forms.gateway import records as gateway
from omero_forms.gateway.sessions import MasterSession, UserSession
from omero_forms.kit.software import software
from omero_forms.selectors.site import RecordedSite, forget_site


def write_site(
    master: MasterSession,
    user: UserSession,
    site: Site,
    change: SiteChange,
    *,
    after: RecordedSite,
    sealer: Sealer,
) -> None:
    """Add it to the stream, after the newest that is proven. Raises `setup_incomplete` when others can read the
    store.
    """
    unsealed = new_unsealed(
        server=master.server_uuid,
        kind=SITE_KIND,
        stream=SITE_STREAM,
        number=after.number + 1,
        previous=after.digest,
        key=sealer.fingerprint,
        act=Act(user.person, user.sudoer, Capacity.ADMIN, Via.COMMAND),
        time=timezone.now(),
        software=software(),
        parts=site_parts(site, change),
        salt=secrets.token_hex(16),
    )
    gateway.append(master, seal_record(unsealed, sealer))
    forget_site()
