# SPDX-License-Identifier: AGPL-3.0-or-later
"""Faults of a whole site at named steps: processes that are killed, OMERO and Redis that are away, a full disk, a clock
that is set back. `make soak` does more of each, and takes its time.
"""
