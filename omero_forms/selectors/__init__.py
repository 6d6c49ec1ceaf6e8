# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: what pages, commands and services ask of the database."""
