# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing mails: pure functions from digests to subject, text and HTML. Nothing here sends or asks."""
