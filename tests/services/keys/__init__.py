# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys that seal and sign."""
