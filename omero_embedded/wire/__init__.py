# SPDX-License-Identifier: AGPL-3.0-or-later
"""The wire: Ice endpoints, the Glacier2 router, and the dispatch of calls to services."""
