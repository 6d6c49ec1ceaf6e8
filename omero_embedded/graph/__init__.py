# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deleting, moving and giving away objects together with what belongs to them."""
