# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails: made, kept in the outbox, sent."""
