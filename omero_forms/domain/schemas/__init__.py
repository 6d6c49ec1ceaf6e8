# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which JSON Schemas can be forms, and checking answers against them in bounded time."""
