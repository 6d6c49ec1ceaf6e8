# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of environment variables that say on what the tests run. Nothing is done when this is imported."""

from __future__ import annotations

DATABASES_VARIABLE = "OMERO_FORMS_TEST_DATABASES"
"""`omero.web.databases` for tests that are to run on another database than SQLite: `make test DATABASE=postgresql`."""
