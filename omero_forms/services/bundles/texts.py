# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page, the PDF and the plain text of a bundle say alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from omero_forms.domain.bundles.entries import moment
from omero_forms.domain.visible import shown
from omero_forms.gateway.objects import LoadedObject

_READ_ME: Final = """\
{title}. {when}

To read it, open history.html, or history.pdf where there is one. To check it, with Python 3.9 or later and the library
cryptography (pip install cryptography), in this folder:

    python verify.py
    python verify.py --trust FINGERPRINT

The second form says whose keys you trust: ask the facility for the fingerprints of its keys, by another way than this
bundle. It needs neither OMERO nor a network, and takes the zip as well: python verify.py BUNDLE.zip. Whoever could
forge a bundle could forge the program in it, too; so where much depends on it, take verify.py from a copy of omero-forms
that you trust.

records/            one record a file, the rows as OMERO holds them: submissions, the form versions that they answer, what
                    was decided about them, and the history of the keys
proofs/             a proof for each record that the log counts that it is in it (C2SP tlog-proof)
checkpoint.txt      the newest checkpoint of the log (C2SP signed note), where there was one
checkpoint.tsr      a time stamp over it, as the log has signed it (RFC 3161), where there is one
tlog-policy         whose checkpoints to believe (C2SP tlog-policy)
keys/               public keys: record-keys.txt of those that sealed the records, 64 hexadecimal digits each;
                    checkpoint-vkeys.txt of those that signed checkpoints (C2SP verifier keys)
sha256sums.txt      checksums of all other files: sha256sum -c sha256sums.txt

What each byte of a record means, and how to check one by hand, stands in docs/record-format.md of omero-forms; what a
bundle proves and what it does not, in docs/auditor.md.
"""

_SEALS: Final = (
    "Each record is sealed with a key that is kept outside OMERO, and names the one before it. So nobody without that key, an "
    "admin of OMERO included, can have changed, removed from the middle or reordered what is recorded here."
)
_CHECKPOINT: Final = (
    "The checkpoint of the log with {size:,} records proves the same against the operator of the web host, for all records that "
    "it counts; compare it with one that was sent elsewhere."
)
_NO_CHECKPOINT: Final = (
    "There was no checkpoint of the log yet. Until there is one in other hands, whoever has the key could have made these "
    "records anew."
)
_END: Final = "That there is nothing newer than the newest submission shown cannot be proven by a bundle."


@dataclass(frozen=True, slots=True)
class Texts:
    """What is said of one object; `waiting` submissions are accepted and not recorded yet."""

    loaded: LoadedObject
    made: datetime
    asker: str
    recorded: int
    forms: int
    waiting: int

    @property
    def title(self) -> str:
        """The object, as it is called now."""
        name = shown(self.loaded.name)
        return f"{self._object}: {name}" if name else self._object

    @property
    def when(self) -> str:
        """When this was made."""
        return f"What was submitted to forms, {moment(self.made)}"

    @property
    def facts(self) -> dict[str, str]:
        """What is known of the object and of who asked."""
        holds = f"{_count(self.recorded, 'submission')} to {_count(self.forms, 'form')}"
        if self.waiting:
            holds += f"; {self.waiting:,} more {'is' if self.waiting == 1 else 'are'} accepted and being recorded"
        return {
            "Object": f"{self._object}, in the group “{shown(self.loaded.group.name)}” when this was made",
            "OMERO": self.loaded.ref.server,
            "Asked by": shown(self.asker),
            "Holds": holds,
        }

    @property
    def read_me(self) -> str:
        """The file that is opened first."""
        return _READ_ME.format(title=self.title, when=self.when)

    @property
    def _object(self) -> str:
        return f"{self.loaded.ref.type.value} {self.loaded.ref.id}"


def about_history(form_id: str, recorded: int) -> str:
    """What is said below the name of a form."""
    return f"Form {form_id}, {_count(recorded, 'submission')}, newest first."


def what_is_proven(log_size: int | None) -> Sequence[str]:
    """In sentences; `log_size` is None before the first checkpoint."""
    return [_SEALS, _NO_CHECKPOINT if log_size is None else _CHECKPOINT.format(size=log_size), _END]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
