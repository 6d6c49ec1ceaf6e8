# SPDX-License-Identifier: AGPL-3.0-or-later
"""The format of records, their seals and chain."""
