# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of fields in tables (XLSForm, REDCap data dictionaries, our own spreadsheet), made into schemas."""
