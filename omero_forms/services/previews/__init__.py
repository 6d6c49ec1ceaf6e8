# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a policy would do, before it is switched on."""
