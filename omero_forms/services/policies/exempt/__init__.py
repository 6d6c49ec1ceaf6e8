# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exemptions from policies: asked for, decided on, ended."""
