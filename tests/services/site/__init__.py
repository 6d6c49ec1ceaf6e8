# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which site this is, and what becomes of a copy."""
