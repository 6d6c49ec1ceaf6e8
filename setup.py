# SPDX-License-Identifier: AGPL-3.0-or-later
"""What pyproject.toml cannot say: `omero` is a namespace that other distributions own, so only our plug-in module of it
ships.
"""

from __future__ import annotations

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["omero_forms", "omero_forms.*"]), "omero.plugins"],
    package_data={
        "omero_forms": [
            "templates/**/*",
            "static/**/*",
            "domain/**/*.json",
            "library/**/*.json",
            "locale/*.pot",
            "py.typed",
        ]
    },
)
