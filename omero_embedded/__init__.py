# SPDX-License-Identifier: AGPL-3.0-or-later
"""An OMERO-compatible server for tests and demonstrations."""
