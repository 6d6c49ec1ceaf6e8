# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fingerprints of keys that somebody gave who knows them from elsewhere."""

from __future__ import annotations

from django.db import models


class TrustedKey(models.Model):
    """A key that the one before did not sign, and that is meant all the same. It proves nothing by being here: a seal
    is believed by the files of the keys and by their chain, and this says only that nobody need be told of it any more.
    """

    fingerprint = models.CharField(max_length=72, unique=True)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.fingerprint
