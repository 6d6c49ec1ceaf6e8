# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that people bring in, from a disk or as an upload, read within limits. Nothing here needs OMERO or Django."""
