# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many bytes a browser loads for each view, as they are built: `make bench ARGS=bundles`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.ceilings import BYTES

BUILT = Path(__file__).resolve().parents[1] / "omero_forms/static/omero_forms"
FORM = "src/object/FormScreen.tsx"
WORKER = "src/fill/problems.worker.ts"
VIEWS: dict[str, tuple[str, ...]] = {
    "any page of OMERO.web": ("src/loader.ts",),
    "panel, list": ("src/loader.ts", "src/panel.ts"),
    "panel, form": ("src/loader.ts", "src/panel.ts", FORM),
    "page, list": ("src/page.ts",),
    "page, form": ("src/page.ts", "src/early.ts", FORM),
    "worker of a form": (WORKER,),
    "my data": ("src/mine.ts",),
    "report": ("src/report.ts",),
    "audit": ("src/audit.ts",),
}
"""The parts that each is made of, as the manifest of the build names them."""


@dataclass(frozen=True)
class Weight:
    """Bytes of a view: as the files are, and as they travel."""

    raw: int
    gzip: int
    brotli: int


def weight_of(view: str) -> Weight:
    """What a browser that has nothing yet loads for it. Raises FileNotFoundError where the front-end was not built."""
    files = needed(VIEWS[view])
    raw, gzip, brotli = (sum(sent(file, kind) for file in files) for kind in ("", ".gz", ".br"))
    return Weight(raw, gzip, brotli)


def needed(parts: Iterable[str]) -> list[Path]:
    """The files of these parts, with all that they import."""
    manifest = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    found: dict[str, Path] = {}
    waiting = list(parts)
    while waiting:
        key = waiting.pop()
        if key == WORKER:
            # Bundled by itself, it is no part of its own, but an asset of whichever starts it.
            name = Path(WORKER).name.removesuffix(".ts")
            [worker] = {file for part in manifest.values() for file in part.get("assets", ()) if name in file}
            found[key] = BUILT / worker
        elif key not in found:
            found[key] = BUILT / manifest[key]["file"]
            waiting += manifest[key].get("imports", [])
    return list(found.values())


def sent(file: Path, kind: str) -> int:
    """Bytes of the form of that kind beside a file; of the file itself where it is too small to have one."""
    beside = file.with_name(f"{file.name}{kind}")
    return (beside if beside.exists() else file).stat().st_size


def weigh() -> None:
    """A line for each view."""
    print(f"\n{'kB to load':<24} {'raw':>8} {'gzip':>8} {'brotli':>8}  goal")
    for view, most in BYTES.items():
        weight = weight_of(view)
        kilobytes = (f"{size / 1000:>8.1f}" for size in (weight.raw, weight.gzip, weight.brotli))
        verdict = "met" if weight.brotli <= most else "MISSED"
        print(f"{view:<24} {' '.join(kilobytes)}  <= {most / 1000:.1f} in brotli  {verdict}", flush=True)


def main() -> int:
    """Print them."""
    weigh()
    return 0


if __name__ == "__main__":
    sys.exit(main())
