# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree over all records, and what is said of it in the formats of transparency logs (C2SP), so that tools of others
can check it.
"""
