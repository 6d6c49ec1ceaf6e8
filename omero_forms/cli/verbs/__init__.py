# SPDX-License-Identifier: AGPL-3.0-or-later
"""One module per verb, each with a `VERB`; a module that lies here is a verb.

At their top they import nothing of Django, services or selectors: those need OMERO.web's settings, which are read
before a verb runs.
"""
