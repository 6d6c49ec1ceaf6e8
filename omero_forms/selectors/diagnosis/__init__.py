# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doctor: what of the set-up is not as it should be, and how to mend it."""
