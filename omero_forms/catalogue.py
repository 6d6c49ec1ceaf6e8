# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site's language: a compiled catalogue of gettext, which `omero.web.forms.catalogue` names.

Whatever is wrong with it, pages and mails go on in English: `catalogue_problem` says what it is, to the checks and the
doctor.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from hashlib import sha256
from pathlib import Path
from struct import error as StructError  # noqa: N812  (an exception is named as one)

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.texts import use

logger = logging.getLogger(__name__)

LARGEST = 4_000_000
"""Bytes of a catalogue. One of all our texts has some 300,000."""

NUMBERS = 200
"""The plural forms of languages go by the last two digits of a number, and by whether it is a small one."""


@dataclass(frozen=True, slots=True)
class Language:
    """What a browser is told of a catalogue: `tag` as HTML has it, such as "fr"; `script` sets `omeroFormsTexts`; and
    its digest, by which a browser may keep it for ever.
    """

    tag: str
    script: str
    digest: str


ENGLISH = Language("en", "", "")


def start_to_speak() -> None:
    """Let this process speak the language of the settings. Never fails: then it is English."""
    try:
        path = conf().catalogue
    except FormsError:
        return  # a setting that cannot be used, which is told elsewhere
    if not path:
        return
    try:
        use(_read(path))
    except ValueError as fault:
        logger.warning("omero.web.forms.catalogue: %s; pages and mails are in English", fault)


def catalogue_problem() -> str:
    """Why the catalogue that is named cannot be used; empty where it can, or none is named."""
    path = conf().catalogue
    if path:
        try:
            _read(path)
        except ValueError as fault:
            return str(fault)
    return ""


def language() -> Language:
    """What browsers are told; English where no catalogue is named, or it cannot be used."""
    try:
        path = conf().catalogue
        return _language(path, Path(path).stat().st_mtime_ns) if path else ENGLISH
    except (FormsError, OSError, ValueError):
        return ENGLISH


@lru_cache(maxsize=2)
def _language(path: str, changed: int) -> Language:  # noqa: ARG001  (another time is another catalogue)
    catalogue = _read(path)
    # gettext gives what it read under no public name; this one has been there since Python 2.
    said: dict[str | tuple[str, int], str] = catalogue._catalog  # type: ignore[attr-defined]  # noqa: SLF001
    single = {key: text for key, text in said.items() if isinstance(key, str) and key}
    several: dict[str, list[str]] = {}
    for key, text in sorted((key, text) for key, text in said.items() if not isinstance(key, str)):
        several.setdefault(key[0], []).append(text)
    shape: str = "".join(str(catalogue.plural(number)) for number in range(NUMBERS))  # type: ignore[attr-defined]
    tag = catalogue.info().get("language", "").replace("_", "-") or "und"
    told = json.dumps(
        {"language": tag, "plurals": shape, "texts": single | several}, ensure_ascii=False, separators=(",", ":")
    )
    script = f"globalThis.omeroFormsTexts={told};"
    return Language(tag, script, sha256(script.encode()).hexdigest()[:16])


def _read(path: str) -> NullTranslations:
    """Raises ValueError, with what is wrong in words."""
    try:
        file = Path(path)
        if file.stat().st_size > LARGEST:
            raise ValueError(f"{path} is larger than {LARGEST:,} bytes")
        with file.open("rb") as opened:
            return GNUTranslations(opened)
    except (OSError, UnicodeDecodeError, StructError, LookupError) as fault:
        # What gettext itself cannot read is an OSError as well, of no number.
        if isinstance(fault, OSError) and fault.errno:
            raise ValueError(f"{path} cannot be read: {fault.strerror}") from fault
        raise ValueError(f"{path} is no compiled catalogue (.mo)") from fault
