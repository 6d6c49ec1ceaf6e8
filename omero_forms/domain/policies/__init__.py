# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a group requires, as written and as judged."""
