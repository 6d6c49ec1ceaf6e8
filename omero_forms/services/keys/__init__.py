# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys that seal records and sign checkpoints: recorded, replaced, declared lost."""
