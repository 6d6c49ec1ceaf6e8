# SPDX-License-Identifier: AGPL-3.0-or-later
"""OMERO.web's settings for verbs that ask the database alone, without what importing `omeroweb.settings` takes: all of
OMERO's classes, which is most of the time of such a verb.

Only a configuration that is read with certainty is read here; of any other, OMERO.web says what holds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

VERSION = "5.1.0"
"""Of config.xml. What an older one says, OMERO reads in another way."""

ACTIVE = "__ACTIVE__"
APP = "omero_forms"


def configure_django(omerodir: Path) -> bool:
    """Let Django have the settings that the forms read.

    False, and nothing was done, where OMERO.web has to read them.
    """
    from django.conf import settings

    from omero_forms import settings as mapping

    try:
        configured = read_config(omerodir / "etc/grid/config.xml")
        values = None if configured is None else _django_settings(configured, omerodir)
    except (OSError, ValueError, TypeError, KeyError, ElementTree.ParseError):
        return False
    if values is None or configured is None:
        return False
    for key, (name, default, parse, *_words) in mapping.CUSTOM_SETTINGS_MAPPINGS.items():
        setattr(mapping, name, parse(configured.get(key, default)))
    settings.configure(**values)
    return True


def read_config(file: Path) -> dict[str, str] | None:
    """What `omero config` has set in the profile that holds; None in the words of another version."""
    profiles = {
        one.attrib["id"]: {each.attrib["name"]: each.attrib["value"] for each in one.iter("property")}
        for one in ElementTree.parse(file).getroot().findall("properties")  # noqa: S314  (who writes it can do all)
    }
    if any(one.get("omero.config.version", VERSION) != VERSION for one in profiles.values()):
        return None
    named = profiles.get(ACTIVE, {}).get("omero.config.profile", "default")
    return profiles.get(os.environ.get("OMERO_CONFIG") or named)


def _django_settings(configured: Mapping[str, str], omerodir: Path) -> dict[str, Any] | None:
    """Under the names, and with the defaults, of `omeroweb.settings`."""
    databases = json.loads(configured.get("omero.web.databases", "{}"))
    additional = json.loads(configured.get("omero.web.django_additional_settings", "[]"))
    if not databases or additional or APP not in json.loads(configured.get("omero.web.apps", "[]")):
        return None
    zone = configured.get("omero.web.time_zone", "Europe/London")
    ZoneInfo(zone)  # ValueError where it is none
    host = configured.get("Ice.Default.Host", "localhost")
    return {
        "DATABASES": databases,
        "INSTALLED_APPS": [APP],
        "TIME_ZONE": zone,
        "LANGUAGE_CODE": "en-gb",
        "SERVER_LIST": json.loads(configured.get("omero.web.server_list", "null")) or [[host, 4064, "omero"]],
        "SERVER_EMAIL": configured.get("omero.mail.from"),
        "PUBLIC_USER": configured.get("omero.web.public.user"),
        "LOGGING": _logging(omerodir / "var/log/OMEROweb.log"),
    }


def _logging(file: Path) -> dict[str, Any]:
    """What went wrong is in OMERO.web's log, as ever. The file is opened with the first line."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "standard": {
                "format": "%(asctime)s %(levelname)5.5s [%(name)40.40s] (proc.%(process)5.5d) %(funcName)s():%(lineno)d %(message)s"
            }
        },
        "handlers": {
            "default": {
                "class": "logging.FileHandler",
                "filename": str(file),
                "delay": True,
                "level": "WARNING",
                "formatter": "standard",
            }
        },
        "root": {"handlers": ["default"], "level": "INFO"},
    }
