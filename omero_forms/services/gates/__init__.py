# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of evaluations: the numbers of each day, and the report of each digest period."""
