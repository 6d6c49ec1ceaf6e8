# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links by which annotations are on objects: each class of objects has a class of links of its own."""

from __future__ import annotations

from typing import Any

import omero.model


def links_of(kind: str) -> str:
    """The class of the links to objects of a class."""
    return f"{kind}AnnotationLink"


def count_of_links(kind: str) -> str:
    """In a query for annotations `a`: by how many links each is on objects of a class."""
    return f"(select count(k.id) from {links_of(kind)} k where k.child.id = a.id)"  # noqa: S608


def new_link(kind: str, object_id: int, annotation: Any) -> Any:
    """A link of an object to an annotation that is saved with it, or was before."""
    link = getattr(omero.model, f"{links_of(kind)}I")()
    link.parent = getattr(omero.model, f"{kind}I")(object_id, False)
    link.child = annotation if annotation.id is None else annotation.proxy()
    return link
