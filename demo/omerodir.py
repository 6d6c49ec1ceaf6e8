# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making an OMERODIR: the folder with `etc/grid/config.xml` that OMERO.web reads its settings from.

`omero config set` writes the same file, but the `omero` command refuses to run as root, which a container often is.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def make_omerodir(directory: Path, settings: Mapping[str, str]) -> None:
    """Make *directory* an OMERODIR with *settings* (key to value, as `omero config set` takes them)."""
    for name in ("etc/grid", "var/log", "var/tmp"):
        (directory / name).mkdir(parents=True, exist_ok=True)
    (directory / "etc/grid/config.xml").touch(mode=0o600)
    change_settings(directory, settings)


def change_settings(directory: Path, settings: Mapping[str, str]) -> None:
    """Set *settings* in the config.xml of an OMERODIR that exists."""
    from omero.config import ConfigXml

    file = directory / "etc/grid/config.xml"
    config = ConfigXml(str(file), exclusive=True)
    try:
        for key, value in settings.items():
            config[key] = value
    finally:
        config.close()
        # It was made anew, and holds passwords.
        file.chmod(0o600)


def apply_config_lines(directory: Path, lines: Iterable[str]) -> list[str]:
    """Do what lines such as `omero config set KEY VALUE` and `omero config append --set KEY VALUE` say; return the
    keys.

    Lines that are no `omero config` commands are passed over. Raises ValueError for a sub-command that is not known
    here.
    """
    from omero.config import ConfigXml

    file = directory / "etc/grid/config.xml"
    config = ConfigXml(str(file), exclusive=True)
    keys = []
    try:
        for line in lines:
            words = shlex.split(line, comments=True) if line.strip().startswith("omero config") else []
            if not words:
                continue
            verb, arguments = words[2], [word for word in words[3:] if word != "--set"]
            key, value = arguments
            if verb == "set":
                config[key] = value
            elif verb == "append":
                config[key] = _appended(config.as_map().get(key), key, value)
            else:
                message = f"not a config line this understands: {line.strip()}"
                raise ValueError(message)
            keys.append(key)
    finally:
        config.close()
        file.chmod(0o600)
    return keys


def _appended(current: str | None, key: str, value: str) -> str:
    values = json.loads(current) if current else default_list(key)
    item = json.loads(value)
    return json.dumps(values if item in values else [*values, item])


def default_list(key: str) -> list[Any]:
    """What OMERO.web has in a list setting before anybody sets it: `append` adds to that."""
    from importlib.util import find_spec

    spec = find_spec("omeroweb")
    if spec is None or spec.origin is None:
        message = "omero-web is not installed"
        raise RuntimeError(message)
    source = (Path(spec.origin).parent / "settings.py").read_text()
    import ast

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            for name, entry in zip(node.keys, node.values, strict=True):
                if isinstance(name, ast.Constant) and name.value == key and isinstance(entry, ast.List):
                    default = ast.literal_eval(entry.elts[1])
                    return list(json.loads(default))
    return []


def web_settings(
    *,
    omero_port: int,
    database: Path,
    static: Path | None,
    time_zone: str = "Europe/Berlin",
    smtp_port: int | None = None,
    extra: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The settings of an OMERO.web that shows our plug-in, as docs/admin.md tells an admin to set them.

    The OMERO server is spoken to over plain TCP on the loopback interface; the certificate of a test server proves
    nothing.
    """
    settings = {
        "omero.web.server_list": json.dumps([["tcp://127.0.0.1", omero_port, "omero"]]),
        "omero.web.databases": json.dumps(
            {
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": str(database),
                    "TEST": {"NAME": str(database.with_name("test.sqlite3"))},
                }
            }
        ),
        "omero.web.time_zone": time_zone,
        "omero.web.apps": json.dumps(["omero_forms"]),
        "omero.web.ui.center_plugins": json.dumps(
            [
                *default_list("omero.web.ui.center_plugins"),
                ["Forms", "forms/forms_init.js.html", "omero_forms_panel"],
            ]
        ),
        "omero.web.ui.top_links": json.dumps(
            [
                *default_list("omero.web.ui.top_links"),
                ["Forms", "omeroforms_designer", {"title": "Which forms there are, and whom to ask for one"}],
            ]
        ),
        "omero.web.check_version": "false",
        "omero.web.upgrades.url": "",
        # Never wait for a lookup of the machine's own name.
        "omero.web.wsgi_workers": "2",
    }
    if static is not None:
        settings["omero.web.static_root"] = str(static)
        settings["omero.web.middleware"] = json.dumps(
            [
                *default_list("omero.web.middleware"),
                {"index": 0, "class": "whitenoise.middleware.WhiteNoiseMiddleware"},
            ]
        )
    if smtp_port is not None:
        settings["omero.mail.host"] = "127.0.0.1"
        settings["omero.mail.port"] = str(smtp_port)
        settings["omero.mail.from"] = "omero@omero.example.org"
    return settings | dict(extra or {})


def environment(directory: Path) -> dict[str, str]:
    """The environment of a process that belongs to the OMERO.web of *directory*."""
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("OMERO", "PYTEST", "DJANGO"))}
    return variables | {
        "OMERODIR": str(directory),
        "DJANGO_SETTINGS_MODULE": "omeroweb.settings",
        "TMPDIR": str(directory / "var/tmp"),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}",
    }
