# SPDX-License-Identifier: AGPL-3.0-or-later
"""One module per verb, each with a `VERB`; a module that lies here is a verb.

A new one is tested in `tests/cli/`, which has a file for the verbs of each noun; its name goes into `VERBS` of
`tests/cli/test_main.py`, and a row into `docs/commands.md`.

At their top they import nothing of Django, services or selectors: those need OMERO.web's settings, which are read
before a verb runs.
"""
