# SPDX-License-Identifier: AGPL-3.0-or-later
"""The OMERO model: reflected from omero-py, stored in SQLite, turned into and out of `omero.model` objects."""
