# SPDX-License-Identifier: AGPL-3.0-or-later
"""What policies put on the objects that comply, and take off those that do not."""
