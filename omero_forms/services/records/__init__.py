# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbered, sealed streams: appended to in the database, written to OMERO, read back, projected."""
