# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened, beside each write."""
