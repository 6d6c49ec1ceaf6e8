# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms, their recorded answers, and the policies that require them, for OMERO.web."""
