# SPDX-License-Identifier: AGPL-3.0-or-later
"""URLs of what Vite built: its file names carry a hash, and its manifest says which."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static

register = template.Library()

BUILT = Path(__file__).resolve().parent.parent / "static" / "omero_forms"


@register.simple_tag
def forms_asset(entry: str) -> str:
    """URL of the built file of `entry`, such as `src/panel.ts`; empty when the front-end was not built."""
    file = built_file(entry)
    return static(f"omero_forms/{file}") if file else ""


def built_file(entry: str) -> str:
    """Its path below `static/omero_forms/`; empty when there is none."""
    manifest = BUILT / "manifest.json"
    try:
        # What was installed over a running OMERO.web is collected, and so served, only before the restart.
        changed = manifest.stat().st_mtime_ns if settings.DEBUG else 0
        return _files(manifest, changed).get(entry, "")
    except FileNotFoundError:
        return ""


@lru_cache(maxsize=2)
def _files(manifest: Path, changed: int) -> dict[str, str]:  # noqa: ARG001  (another time is another build)
    content = json.loads(manifest.read_text(encoding="utf-8"))
    return {entry: str(chunk["file"]) for entry, chunk in content.items() if chunk.get("isEntry")}
