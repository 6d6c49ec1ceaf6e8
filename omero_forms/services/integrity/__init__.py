# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done to histories as a whole: bringing database and OMERO together again when either was damaged or lost, and
taking away what should never have been typed.
"""
