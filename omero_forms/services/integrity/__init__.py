# SPDX-License-Identifier: AGPL-3.0-or-later
"""What brings database and OMERO together again when either was damaged or lost."""
