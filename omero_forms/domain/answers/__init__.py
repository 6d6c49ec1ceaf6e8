# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether answers satisfy a form, what is wrong with them, what changed, and how they are copied."""
