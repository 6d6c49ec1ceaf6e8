# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records from elsewhere than OMERO and the database: those of bundles. Nothing of them is believed but what their
seals prove, and no more is read than a bundle of ours can hold.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from omero_forms.domain.errors import error
from omero_forms.domain.records.format import Record, RecordDamaged, from_rows
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.verify import is_newer, verify
from omero_forms.domain.refs import RecordRef
from omero_forms.domain.texts import t

MOST_FILES: Final = 200_000
MOST_BYTES: Final = 4 * 2**20
"""Of one record: answers have a tenth of that"""

_NAME = re.compile(r"records/.+/[1-9][0-9]{0,15}\.json", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """Sealed records by stream and number. `passed_over` counts what nothing proves, or is of another OMERO."""

    records: Mapping[str, Mapping[int, Record]] = field(default_factory=dict)
    passed_over: int = 0

    def of(self, stream: str) -> Mapping[int, Record]:
        """Those of one stream."""
        return self.records.get(stream, {})


NOTHING: Final = Source()


def read_bundle(path: Path, server: str, keyring: Keyring, redacted: Collection[RecordRef]) -> Source:
    """The records of a bundle that are proven to be of this OMERO. A redacted one is taken without its content,
    whatever the bundle has: a redaction wins for ever. Raises `import_unusable`.
    """
    found: dict[str, dict[int, Record]] = {}
    passed_over = 0
    try:
        with zipfile.ZipFile(path) as opened:
            for rows in _rows_in(opened):
                record = _proven(rows, server, keyring, redacted)
                if record is None:
                    passed_over += 1
                else:
                    found.setdefault(record.stream, {})[record.number] = record
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
        raise error(
            "import_unusable", message=t("{path} is not a bundle that can be read. Nothing was changed.", path=path)
        ) from None
    return Source(found, passed_over)


def _rows_in(opened: zipfile.ZipFile) -> Iterator[Any]:
    entries = [one for one in opened.infolist() if _NAME.fullmatch(one.filename)]
    if len(entries) > MOST_FILES:
        raise error(
            "import_unusable", message=t("The bundle holds more records than one of ours can. Nothing was changed.")
        )
    for one in entries:
        with opened.open(one) as part:
            # What the entry says of its size is not believed.
            data = part.read(MOST_BYTES + 1)
        try:
            yield json.loads(data) if len(data) <= MOST_BYTES else None
        except (ValueError, RecursionError):
            yield None


def _proven(rows: Any, server: str, keyring: Keyring, redacted: Collection[RecordRef]) -> Record | None:
    if not isinstance(rows, list) or not all(_is_row(one) for one in rows):
        return None
    try:
        record = from_rows([(name, value) for name, value in rows])
    except RecordDamaged:
        return None
    if not isinstance(record, Record) or record.server != server:
        return None
    if verify(record, keyring, redacted=redacted) or is_newer(record):
        return None
    return replace(record, content=None) if record.ref in redacted else record


def _is_row(one: Any) -> bool:
    return isinstance(one, list) and len(one) == 2 and all(isinstance(text, str) for text in one)
