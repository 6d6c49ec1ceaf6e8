# SPDX-License-Identifier: AGPL-3.0-or-later
"""Following OMERO's event log: one reading of it serves all who need to know what changed."""
