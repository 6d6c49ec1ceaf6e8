# SPDX-License-Identifier: AGPL-3.0-or-later
"""The plain text that says what is in a bundle, and how to check it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from omero_forms.domain.bundles.entries import moment
from omero_forms.gateway.objects import LoadedObject

_READ_ME: Final = """\
What was submitted to forms for {type} {id} of an OMERO, {made}

To read it, open history.html, or history.pdf where there is one. To check it, with Python 3.9 or later and the library
cryptography (pip install cryptography), in this folder:

    python verify.py
    python verify.py --trust FINGERPRINT

The second form says whose keys you trust: ask the facility for the fingerprints of its keys, by another way than this
bundle. It needs neither OMERO nor a network, and takes the zip as well: python verify.py BUNDLE.zip. Whoever could
forge a bundle could forge the program in it, too; so where much depends on it, take verify.py from a copy of omero-forms
that you trust.

records/            one record a file, the rows as OMERO holds them: submissions, the form versions that they answer, and
                    what was decided about them
proofs/             a proof for each record that the log counts that it is in it (C2SP tlog-proof)
checkpoint.txt      the newest checkpoint of the log (C2SP signed note), where there was one
checkpoint.tsr      a time stamp over it (RFC 3161), where there is one
tlog-policy         whose checkpoints to believe (C2SP tlog-policy)
keys/               public keys: record-keys.txt of those that sealed the records, 64 hexadecimal digits each;
                    checkpoint-vkeys.txt of those that signed checkpoints (C2SP verifier keys)
sha256sums.txt      checksums of all other files: sha256sum -c sha256sums.txt

What each byte of a record means, and how to check one by hand, stands in docs/record-format.md of omero-forms; what a
bundle proves and what it does not, in docs/auditor.md.
"""


def read_me(loaded: LoadedObject, made: datetime) -> str:
    """The file that is opened first."""
    return _READ_ME.format(type=loaded.ref.type.value, id=loaded.ref.id, made=moment(made))
