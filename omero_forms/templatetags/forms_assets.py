# SPDX-License-Identifier: AGPL-3.0-or-later
"""URLs of what Vite built: its file names carry a hash, and its manifest says which."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from omero_forms.catalogue import language

register = template.Library()

BUILT = Path(__file__).resolve().parent.parent / "static" / "omero_forms"


@register.simple_tag
def forms_asset(entry: str) -> str:
    """URL of the built file of `entry`, such as `src/panel.ts`; empty when the front-end was not built."""
    file = built_file(entry)
    return static(f"omero_forms/{file}") if file else ""


@register.simple_tag
def forms_assets_of(entry: str, *, late: bool = False) -> list[str]:
    """URLs of what the file of `entry` goes on to load, so that the browser need not read one to hear of the next.

    With what it loads only when that is asked for, where it is `late`.
    """
    chunks = _chunks()
    links = ("imports", "dynamicImports") if late else ("imports",)
    found: list[str] = []
    waiting = [entry] if built_file(entry) else []
    while waiting:
        chunk = chunks[waiting.pop(0)]
        new = [name for link in links for name in chunk.get(link, ()) if name not in found]
        found += new
        waiting += new
    return [static(f"omero_forms/{chunks[name]['file']}") for name in found]


@register.simple_tag
def forms_texts() -> str:
    """URL of the script with the texts of the site's language, which comes before any of ours; empty for English."""
    digest = language().digest
    return reverse("omeroforms_texts", args=[digest]) if digest else ""


@register.simple_tag
def forms_language() -> str:
    """The site's language, as HTML has it."""
    return language().tag


@register.simple_tag
def forms_zone() -> str:
    """The facility's time zone, by whose clock things are due. Django has it also where a setting of ours is wrong:
    OMERO.web's own pages open then.
    """
    return settings.TIME_ZONE


def built_file(entry: str) -> str:
    """Its path below `static/omero_forms/`; empty when there is none."""
    chunk = _chunks().get(entry, {})
    return str(chunk["file"]) if chunk.get("isEntry") else ""


def _chunks() -> dict[str, dict[str, Any]]:
    """What the manifest that is there now says of each part; nothing where there is none."""
    manifest = BUILT / "manifest.json"
    try:
        # What was installed over a running OMERO.web is collected, and so served, only before the restart.
        return _read(manifest, manifest.stat().st_mtime_ns if settings.DEBUG else 0)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=2)
def _read(manifest: Path, changed: int) -> dict[str, dict[str, Any]]:  # noqa: ARG001  (another time is another build)
    content: dict[str, dict[str, Any]] = json.loads(manifest.read_text(encoding="utf-8"))
    return content
