# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gateway against the embedded server, over real Ice."""
