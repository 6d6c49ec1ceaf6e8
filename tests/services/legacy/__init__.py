# SPDX-License-Identifier: AGPL-3.0-or-later
"""What OMERO.forms left, brought in and written back."""
