# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people bring in, made into forms: which files are forms, what was mended in them, and what is in the way."""
