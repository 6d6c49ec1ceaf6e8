# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do, in real Chromium, with everything behind it running."""
