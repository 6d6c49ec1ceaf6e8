# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only package that imports `omero`. It takes and returns plain values and dataclasses of the domain."""
