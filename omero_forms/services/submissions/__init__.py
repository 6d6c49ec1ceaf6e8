# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers: accepted, recorded, copied."""
