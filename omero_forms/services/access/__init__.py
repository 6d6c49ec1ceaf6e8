# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is it, and may they."""
