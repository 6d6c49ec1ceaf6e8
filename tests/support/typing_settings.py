# SPDX-License-Identifier: AGPL-3.0-or-later
"""The least of Django's settings that the type checker's plug-in needs to know our models (omeroweb.settings wants an
OMERODIR).
"""

from __future__ import annotations

SECRET_KEY = "types-only"
USE_TZ = True
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "omero_forms",
]
