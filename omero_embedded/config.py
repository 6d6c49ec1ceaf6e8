# SPDX-License-Identifier: AGPL-3.0-or-later
"""Configuration values as clients read them: the real server's defaults, and what administrators have set."""

from __future__ import annotations

import re

from .faults import api_usage, security_violation
from .permissions import Caller
from .store import Store
from .wire.communicator import Endpoints

VERSION = "5.6.17"
"""The server version that this server behaves like; OMERO.web refuses others than 5.6."""

CLIENT_DEFAULTS = {
    "omero.client.browser.thumb_default_size": "96",
    "omero.client.download_as.max_size": "144000000",
    "omero.client.scripts_to_ignore": (
        "/omero/figure_scripts/Movie_Figure.py,/omero/figure_scripts/Split_View_Figure.py,"
        "/omero/figure_scripts/Thumbnail_Figure.py,/omero/figure_scripts/ROI_Split_Figure.py,"
        "/omero/export_scripts/Make_Movie.py,/omero/import_scripts/Populate_ROI.py"
    ),
    "omero.client.ui.menu.dropdown.colleagues.enabled": "true",
    "omero.client.ui.menu.dropdown.colleagues.label": "Members",
    "omero.client.ui.menu.dropdown.everyone.enabled": "true",
    "omero.client.ui.menu.dropdown.everyone.label": "All Members",
    "omero.client.ui.menu.dropdown.leaders.enabled": "true",
    "omero.client.ui.menu.dropdown.leaders.label": "Owners",
    "omero.client.ui.tree.orphans.description": (
        "This is a virtual container with orphaned images. These images are not linked anywhere. "
        "Just drag them to the selected container."
    ),
    "omero.client.ui.tree.orphans.enabled": "true",
    "omero.client.ui.tree.orphans.name": "Orphaned Images",
    "omero.client.ui.tree.type_order": "tagset,tag,project,dataset,screen,plate,acquisition,image",
    "omero.client.viewer.initial_zoom_level": "0",
    "omero.client.viewer.interpolate_pixels": "true",
    "omero.client.viewer.roi_limit": "2000",
    "omero.client.web.host": "",
}

READ_ONLY_STATUS = {
    "omero.cluster.read_only.runtime.db": "false",
    "omero.cluster.read_only.runtime.repo": "false",
}

DEFAULTS = {
    "omero.version": VERSION,
    "omero.upgrades.url": "",
    "omero.qa.feedback": "http://qa.openmicroscopy.org.uk",
    "omero.data.dir": "/OMERO",
    "omero.db.authority": "export.openmicroscopy.org",
    "omero.mail.config": "false",
    "omero.pixeldata.backoff": "ome.io.nio.SimpleBackOff",
    "omero.pixeldata.max_plane_float_override": "true",
    "omero.pixeldata.max_plane_height": "3192",
    "omero.pixeldata.max_plane_width": "3192",
    "omero.pixeldata.max_projection_bytes": "268435456",
    "omero.pixeldata.max_tile_length": "1024",
    "omero.pixeldata.tile_height": "256",
    "omero.pixeldata.tile_width": "256",
    "omero.policy.binary_access": "+read,+write,+image",
    "omero.security.password_required": "true",
    "omero.sessions.max_user_time_to_idle": "6000000",
    "omero.sessions.max_user_time_to_live": "0",
    "omero.sessions.maximum": "0",
    "omero.sessions.timeout": "600000",
}

OF_THIS_SERVER = ("omero.db.uuid", "omero.router.insecure")
FOR_ADMINISTRATORS = frozenset({"omero.data.dir", "omero.policy.binary_access"})
"""Of the keys that the server tells of, those that not everybody may read."""

KNOWN = frozenset({*DEFAULTS, *READ_ONLY_STATUS, *OF_THIS_SERVER}) - {"omero.policy.binary_access"}
"""Keys that are found by regular expressions, besides those meant for clients."""

SECRET = re.compile(
    r"omero\.(db|ldap|security|mail)\.(pass|password|user|keyStorePassword|trustStorePassword)$"
    r"|omero\.db\.(host|name|driver|poolsize|dialect)$|omero\.security\.filter\.bitand$"
    r"|database\.(host|name|user)$|hibernate\."
)
"""What nobody may read."""


def open_to_all(key: str) -> bool:
    """Whether ordinary users may read it."""
    return key.startswith("omero.client.") or (key in KNOWN and key not in FOR_ADMINISTRATORS)


class Configuration:
    """Values by key. Ordinary users see only those meant for clients, nobody sees passwords."""

    def __init__(self, store: Store, endpoints: Endpoints) -> None:
        self._store, self._endpoints = store, endpoints

    def _all(self) -> dict[str, str]:
        values = {
            **CLIENT_DEFAULTS,
            **READ_ONLY_STATUS,
            **DEFAULTS,
            "omero.db.uuid": self._store.database_uuid,
            "omero.router.insecure": f"OMERO.Glacier2/router:tcp -p {self._endpoints.tcp_port} -h @omero.host@",
        }
        rows = self._store.read().execute(
            "SELECT substr(name, 8), value FROM server_settings WHERE name LIKE 'config:%'"
        )
        values.update({str(name): str(value) for name, value in rows})
        return values

    def value(self, caller: Caller, key: str) -> str:
        """'' for an unknown key. Raises SecurityViolation for one that the caller may not read."""
        if SECRET.match(key) or not (caller.is_admin or open_to_all(key)):
            raise security_violation(f"Cannot read configuration: {key}")
        return self._all().get(key, "")

    def matching(self, caller: Caller, pattern: str) -> dict[str, str]:
        """What the caller may read, of the keys that the server knows and in which the regular expression is found."""
        try:
            wanted = re.compile(pattern)
        except re.error as error:
            raise api_usage(f"bad regular expression: {pattern}: {error}") from error
        return {
            key: value
            for key, value in self._all().items()
            if wanted.search(key)
            and (key in KNOWN or key.startswith("omero.client."))
            and (caller.is_admin or open_to_all(key))
        }

    def client_values(self) -> dict[str, str]:
        return {key: value for key, value in self._all().items() if key.startswith("omero.client.")}

    def set(self, key: str, value: str | None) -> None:
        """Set a value; an empty one takes it back to its default."""
        with self._store.transaction(None) as tx:
            if value:
                tx.conn.execute(
                    "INSERT INTO server_settings VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                    (f"config:{key}", value),
                )
            else:
                tx.conn.execute("DELETE FROM server_settings WHERE name = ?", (f"config:{key}",))
