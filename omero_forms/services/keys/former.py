# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of the public keys that sealed before: what they sealed stays proven by it from the first moment on, also
where the database has no records of keys.
"""

from __future__ import annotations

from collections.abc import Collection

from omero_forms.domain.records.key_chain import KEY_STREAM, KeyPurpose, chain_of
from omero_forms.domain.records.seals import public_keys_from_pem, public_keys_to_pem
from omero_forms.gateway import records as gateway
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.private_files import write_private
from omero_forms.selectors.keys import former_file, root_keys


def remember_former(public_keys: Collection[bytes]) -> None:
    """Add keys to it that it does not have."""
    file = former_file()
    known = public_keys_from_pem(file.read_bytes()) if file.is_file() else []
    if set(public_keys) - set(known):
        write_private(file, public_keys_to_pem(dict.fromkeys([*known, *public_keys])))


def find_former(master: MasterSession) -> None:
    """Add the keys that OMERO's records of keys name, as far as those that are known here vouch for them: whoever has
    nothing but the key in use, and an empty database, has all that it takes. Raises `setup_incomplete`.
    """
    known = root_keys()
    records = [one.record for one in gateway.read_stream(master, KEY_STREAM)]
    believed = [one.public_key for one in chain_of(records, known).of(KeyPurpose.RECORD)]
    remember_former([one for one in believed if one not in known])
