# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a schema and its UI schema make a form that can be filled."""
