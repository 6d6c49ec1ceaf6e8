# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of the copies of a site this is: its name, and what becomes of a copy."""
