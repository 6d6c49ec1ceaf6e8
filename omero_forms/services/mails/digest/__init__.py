# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail of a digest period."""
