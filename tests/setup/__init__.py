# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings, set-up, its faults, and what the doctor says of them."""
