# SPDX-License-Identifier: AGPL-3.0-or-later
"""What takes many minutes: `make soak`. Of each kind that is tried here `make test` tries one."""
