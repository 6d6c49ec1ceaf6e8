# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Hibernate query language as OMERO's IQuery takes it: parsed, translated to SQL, run."""
