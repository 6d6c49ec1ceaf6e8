# SPDX-License-Identifier: AGPL-3.0-or-later
"""The JSON API below /omero_forms/api/v1/. `urls` mounts it."""
