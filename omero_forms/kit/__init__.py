# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everything above stands on: sessions behind the breaker, transactions, leases, deadlines, which OMERO this
is.
"""
