# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long work that somebody asks for: it is accepted here, done by a worker, and looked at while it goes on."""
