# SPDX-License-Identifier: AGPL-3.0-or-later
"""URLs of what Vite built: its file names carry a hash, and its manifest says which."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django import template
from django.conf import settings
from django.templatetags.static import static

T = TypeVar("T")
register = template.Library()

BUILT = Path(__file__).resolve().parent.parent / "static" / "omero_forms"


@register.simple_tag
def forms_asset(entry: str) -> str:
    """URL of the built file of `entry`, such as `src/panel.ts`; empty when the front-end was not built."""
    file = built_file(entry)
    return static(f"omero_forms/{file}") if file else ""


@register.simple_tag
def forms_assets_of(entry: str) -> list[str]:
    """URLs of what the file of `entry` goes on to load, so that the browser need not read one to hear of the next."""
    return [static(f"omero_forms/{file}") for file in _built(_imported).get(entry, ())]


def built_file(entry: str) -> str:
    """Its path below `static/omero_forms/`; empty when there is none."""
    return _built(_files).get(entry, "")


def _built(told: Callable[[Path, int], dict[str, T]]) -> dict[str, T]:
    """What `told` says of the manifest that is there now; nothing where there is none."""
    manifest = BUILT / "manifest.json"
    try:
        # What was installed over a running OMERO.web is collected, and so served, only before the restart.
        changed = manifest.stat().st_mtime_ns if settings.DEBUG else 0
        return told(manifest, changed)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=2)
def _files(manifest: Path, changed: int) -> dict[str, str]:  # noqa: ARG001  (another time is another build)
    content = json.loads(manifest.read_text(encoding="utf-8"))
    return {entry: str(chunk["file"]) for entry, chunk in content.items() if chunk.get("isEntry")}


@lru_cache(maxsize=2)
def _imported(manifest: Path, changed: int) -> dict[str, list[str]]:  # noqa: ARG001
    content = json.loads(manifest.read_text(encoding="utf-8"))

    def below(entry: str) -> list[str]:
        found: list[str] = []
        waiting = [entry]
        while waiting:
            chunk = content[waiting.pop(0)]
            new = [name for name in chunk.get("imports", ()) if name not in found]
            found += new
            waiting += new
        return [str(content[name]["file"]) for name in found]

    return {entry: below(entry) for entry, chunk in content.items() if chunk.get("isEntry")}
