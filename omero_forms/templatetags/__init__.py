# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tags of our templates."""
