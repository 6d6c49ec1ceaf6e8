# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs over a group, and what they find."""
