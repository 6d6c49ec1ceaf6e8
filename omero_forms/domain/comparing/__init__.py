# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a new version of a form changes, and whether an answer can be lost by it."""
