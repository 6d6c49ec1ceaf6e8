# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each person is told of a digest period."""
