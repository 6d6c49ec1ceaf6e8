# SPDX-License-Identifier: AGPL-3.0-or-later
"""What OMERO.forms, the plug-in that was there before, left in OMERO: read, told apart, and written again."""
