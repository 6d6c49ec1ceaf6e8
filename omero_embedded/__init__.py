# SPDX-License-Identifier: AGPL-3.0-or-later
"""An OMERO-compatible server in one process, for demos, tests and first tries."""
