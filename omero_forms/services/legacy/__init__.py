# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bring in what OMERO.forms left in OMERO, and write it back for who returns to it."""
