# SPDX-License-Identifier: AGPL-3.0-or-later
"""LinkML schemas (YAML: classes, slots, enums), made into JSON Schemas."""
