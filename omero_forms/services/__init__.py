# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: one module per thing that is done, each checked against the reader's rights first."""
