# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log of all records: checkpoints made, the tree behind them grown, and both made again from the records."""
