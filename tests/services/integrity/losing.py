# SPDX-License-Identifier: AGPL-3.0-or-later
"""Databases and stores that are lost."""

from __future__ import annotations

import omero.cmd
from django.core.management import call_command

import omero
from omero_forms.conf import conf
from omero_forms.gateway.sessions import form_master
from omero_forms.selectors.site import forget_site
from tests.support.world import FormsWorld


def lose_database() -> None:
    """As if the database were a new one."""
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


def lose_records(world: FormsWorld) -> None:
    """Take all out of the store but the record of the site, which set-up made."""
    with form_master(conf()) as master:
        store = master.store_group
    with world.lab.as_user("root", group=store) as root:
        hql = "select a.id from MapAnnotation a where a.details.group.id = :id and (a.ns is null or a.ns != :site)"
        ids = [int(one) for (one,) in root.rows(hql, {"id": store, "site": "omero-forms/site"})]
        if ids:
            handle = root.factory.submit(
                omero.cmd.Delete2(targetObjects={"Annotation": ids}), {"omero.group": str(store)}
            )
            answer = root.client.waitOnCmd(handle, loops=1200, ms=50)
            handle.close()
            assert not isinstance(answer, omero.cmd.ERR), answer
    forget_site()
