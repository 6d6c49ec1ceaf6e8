# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a bundle holds: how its files are called, and what its pages say of each submission."""
