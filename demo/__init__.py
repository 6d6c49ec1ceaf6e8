# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo: a whole OMERO with the plug-in, and the main job done in it. Not part of the distribution."""
