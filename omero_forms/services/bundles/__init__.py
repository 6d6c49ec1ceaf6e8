# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bundle: everything that proves what was submitted for one object, in one zip, with what checks it."""
