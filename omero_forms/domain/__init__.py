# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of the field: pure functions over frozen dataclasses.

Nothing here imports Django, OMERO or any other package of ours, reads a clock, a file or a socket, or draws a random
number: whatever a rule needs is handed to it.
"""
