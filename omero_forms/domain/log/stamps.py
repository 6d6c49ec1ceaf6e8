# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time stamps of an authority (RFC 3161): somebody outside of this site says when they were shown some bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from ssl import PROTOCOL_TLS_CLIENT, SSLContext, SSLError
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, ObjectIdentifier, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from omero_forms.domain.log.notes import NotProven
from omero_forms.domain.texts import noop, t

SHA256: Final = "2.16.840.1.101.3.4.2.1"


@dataclass(frozen=True, slots=True)
class StampRequest:
    """`query` goes to the authority; `nonce` comes back in the answer to this one alone."""

    query: bytes
    nonce: int


@dataclass(frozen=True, slots=True)
class Belief:
    """Whose time stamps count: the certificates of the authority or of those that vouch for it, and the policy under
    which it has to issue them, any where it is None.
    """

    certificates: Sequence[Certificate]
    policy: ObjectIdentifier | None = None

    @classmethod
    def of(cls, pem: bytes) -> Belief:
        """From PEM. Raises ValueError where that holds no certificates, or one that cannot be used."""
        certificates = load_pem_x509_certificates(pem)
        # What verifies panics over one that OpenSSL does not read, and cryptography reads some of them. As PEM: at the
        # end of DER Python takes any error that others left in OpenSSL for one of the certificates.
        try:
            for one in certificates:
                SSLContext(PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=one.public_bytes(Encoding.PEM).decode())
        except SSLError as fault:
            raise ValueError(str(fault)) from None
        return cls(certificates)

    def under(self, policy: str) -> Belief:
        """The same under that policy alone, any where it is empty. Raises ValueError where it is no OID."""
        return replace(self, policy=ObjectIdentifier(policy) if policy else None)


def stamp_request(data: bytes) -> StampRequest:
    """Ask for a time stamp over the SHA-256 of these bytes, with the certificates that it takes to check it."""
    made = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    if made.nonce is None:
        raise ValueError("the request has no nonce")
    return StampRequest(made.as_bytes(), made.nonce)


def stamped_at(response: bytes, data: bytes, nonce: int, belief: Belief) -> datetime:
    """When a believed authority says it was shown these bytes. Raises NotProven for any other answer."""
    try:
        answer = decode_timestamp_response(response)
        status = PKIStatus(answer.status)
    except ValueError:
        raise NotProven(t("what came back is no time stamp")) from None
    if status is not PKIStatus.GRANTED:
        said = "; ".join(one for one in answer.status_string if one.isprintable())[:200]
        why = status.name.lower()
        if not said:
            raise NotProven(t("it grants none ({why})", why=why))
        raise NotProven(t("it grants none ({why}: {said})", why=why, said=said))
    try:
        _verify(answer, data, nonce, belief)
        return answer.tst_info.gen_time
    except VerificationError as fault:
        raise NotProven(t(_REASONS.get(str(fault), _UNVERIFIED), why=_first(str(fault)))) from None
    except ValueError:
        raise NotProven(t("what came back is no time stamp")) from None


def _verify(answer: TimeStampResponse, data: bytes, nonce: int, belief: Belief) -> None:
    imprint = answer.tst_info.message_imprint
    if imprint.hash_algorithm.dotted_string != SHA256:
        raise NotProven(t("its time stamp is over another hash than SHA-256"))
    roots = list(belief.certificates)
    verifier = VerifierBuilder(roots=roots, nonce=nonce, policy_id=belief.policy).build()
    verifier.verify(answer, hashlib.sha256(data).digest())


_UNVERIFIED: Final = noop("its time stamp does not verify: {why}")
_REASONS: Final = {
    "Nonce mismatch": noop("its time stamp answers another request"),
    "Policy ID mismatch": noop("its time stamp is of another policy than the settings ask for"),
    "Mismatch between messages": noop("its time stamp is over something else"),
}


def _first(text: str) -> str:
    """What OpenSSL says of it, without where in its source."""
    _, found, rest = text.partition("Verify error: ")
    return rest.partition('"')[0] if found else text[:200]
