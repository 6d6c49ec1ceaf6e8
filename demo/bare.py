# SPDX-License-Identifier: AGPL-3.0-or-later
"""A Python that has nothing installed but `cryptography`, as an auditor's laptop has it after `pip install`."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

_ALONE = """
import importlib.util, runpy, sys
sys.path.append(sys.argv[1])
assert importlib.util.find_spec("omero_forms") is None
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def run_bare(program: Path, *arguments: str, packages: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in it, in the program's folder; links to what it may import are made in the folder `packages`."""
    packages.mkdir(exist_ok=True)
    for package in ("cryptography", "cffi", "_cffi_backend"):
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            origin = Path(spec.origin)
            source = origin.parent if origin.name == "__init__.py" else origin
            link = packages / source.name
            if not link.is_symlink():
                link.symlink_to(source)
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", _ALONE, str(packages), str(program), *arguments],
        capture_output=True,
        text=True,
        cwd=program.parent,
        check=False,
    )
