# SPDX-License-Identifier: AGPL-3.0-or-later
"""Of which files a draft is begun, by what was said to their mendings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omero_forms.domain.importing.shapes import Imported


def chosen(files: Sequence[Imported], yes: Mapping[str, Sequence[str]] | bool) -> list[Imported]:
    """The files that become forms.

    `yes` is whether all mendings are meant; then all that are forms of their own. Or the pointers of those that are
    meant, by file: then only files that are named, and each only when it has no other mending. Who names a part that
    is no object agrees to its being wrapped.
    """
    if isinstance(yes, bool):
        return [file for file in files if file.is_form and not file.part and (yes or not file.mended)]
    return [
        file
        for file in files
        if file.is_form and file.file in yes and {one.pointer for one in file.mended} <= set(yes[file.file])
    ]
