# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a client's objects get into the database."""
