# SPDX-License-Identifier: AGPL-3.0-or-later
"""omero.cmd: requests, and the handles by which clients follow them."""
