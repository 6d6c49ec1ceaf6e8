# SPDX-License-Identifier: AGPL-3.0-or-later
"""One schema file of a set, and where the schemas in it stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin

from omero_forms.domain.importing.drafts import settle_draft
from omero_forms.domain.importing.kinds import is_schema
from omero_forms.domain.importing.mending import Mender
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import Location, Schema, anchors, children


@dataclass(slots=True)
class Document:
    """A file, mended. `standing` are the schemas that its own keywords lead to, by `id()`."""

    file: str
    root: Schema
    dialect: DialectName
    noted: Noted
    mender: Mender
    is_recognised: bool
    """Whether it is plainly a schema; else it is one only if another one refers to it."""
    standing: dict[int, Location] = field(default_factory=dict)
    addresses: dict[str, tuple[Location, Schema]] = field(default_factory=dict)
    """What an `$id` calls a part, or the whole."""
    bases: dict[int, str] = field(default_factory=dict)
    """The address against which the references of each schema are meant, where there is one."""
    named: dict[str, Schema] = field(default_factory=dict)
    outside: set[int] = field(default_factory=set)
    """Schemas that stand where only references look for them."""

    def look_into(self, where: Location, schema: Schema, base: str) -> None:
        """Note the addresses and anchors of a schema and of all inside it."""
        stack = [(where, schema, base)]
        while stack:
            here, part, around = stack.pop()
            if id(part) in self.standing:
                continue
            self.standing[id(part)] = here
            address = part.get("$id", part.get("id"))
            if isinstance(address, str) and address and not address.startswith("#"):
                around = joined(around, address)
                self.addresses.setdefault(plain_address(around), (here, part))
                self.addresses.setdefault(plain_address(address), (here, part))
            self.bases[id(part)] = around
            for name in anchors(part):
                self.named.setdefault(name, part)
            stack.extend(((*here, *path), child, around) for path, child in children(part))


def open_document(file: str, root: Schema, noted: Noted) -> Document:
    """The schema file `file` whose value is `root`, mended in place."""
    is_recognised = is_schema(root)
    dialect, from_draft_3 = settle_draft(root, noted)
    mender = Mender(dialect, noted, from_draft_3=from_draft_3)
    mender.mend(root, ())
    document = Document(file, root, dialect, noted, mender, is_recognised)
    document.look_into((), root, "")
    return document


def joined(base: str, address: str) -> str:
    """`address` as it is meant inside what is called `base`; itself where that makes no sense."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def plain_address(address: str) -> str:
    """An address without what people write or leave out as they like."""
    bare = address.strip().partition("#")[0].rstrip("/")
    return "https://" + bare.removeprefix("http://") if bare.startswith("http://") else bare
