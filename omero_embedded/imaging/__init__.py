# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pixels: their planes, how they are shown, and pictures made of them."""
