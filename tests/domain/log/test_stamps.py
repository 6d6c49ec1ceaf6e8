# SPDX-License-Identifier: AGPL-3.0-or-later
"""Only a time stamp of a believed authority over these bytes, for this request, counts."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from omero_forms.domain.log.notes import NotProven
from omero_forms.domain.log.stamps import Belief, stamp_request, stamped_at
from tests.support.time_stamps import POLICY, Authority, made_authority

DATA = b"a note\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return made_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return made_authority(tmp_path_factory.mktemp("another"))


@pytest.fixture(scope="module")
def stamp(authority: Authority) -> tuple[bytes, int]:
    """What it answers to a request, and the nonce of that."""
    asked = stamp_request(DATA)
    return authority.answer(asked.query), asked.nonce


def belief(authority: Authority, policy: str = "") -> Belief:
    return Belief.of(authority.root.read_bytes()).under(policy)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(NotProven) as fault:
        call()
    return fault.value.reason


def test_it_says_when_the_authority_saw_these_bytes(authority: Authority, stamp: tuple[bytes, int]) -> None:
    answer, nonce = stamp
    for believed in (belief(authority), belief(authority, POLICY)):
        at = stamped_at(answer, DATA, nonce, believed)
        assert timedelta(0) <= datetime.now(UTC) - at < timedelta(minutes=10)


def test_each_request_has_a_nonce_of_its_own() -> None:
    assert stamp_request(DATA).nonce != stamp_request(DATA).nonce


def test_one_over_other_bytes_for_another_request_or_of_others_is_refused(
    authority: Authority, another: Authority, stamp: tuple[bytes, int]
) -> None:
    answer, nonce = stamp
    known = belief(authority)
    assert refused(lambda: stamped_at(answer, b"b", nonce, known)) == "its time stamp is over something else"
    assert refused(lambda: stamped_at(answer, DATA, nonce + 1, known)) == "its time stamp answers another request"
    assert "unable to get local issuer" in refused(lambda: stamped_at(answer, DATA, nonce, belief(another)))
    other_policy = belief(authority, "1.2.3.4.5")
    assert "another policy" in refused(lambda: stamped_at(answer, DATA, nonce, other_policy))


def der(tag: int, content: bytes) -> bytes:
    """One value of DER."""
    length = len(content)
    short = length.to_bytes(1 if length < 128 else 2, "big")
    return bytes([tag]) + (short if length < 128 else b"\x82" + short) + content


def test_a_certificate_of_the_same_root_that_is_for_something_else_makes_none(authority: Authority) -> None:
    """Whoever vouches for an authority vouches for mail addresses of everybody else, too."""
    asked = stamp_request(DATA)
    folder = authority.folder
    (folder / "whole.tsr").write_bytes(authority.answer(asked.query))
    authority.openssl("ts", "-reply", "-in", "whole.tsr", "-token_out", "-out", "token.der")
    form = ["-inform", "DER", "-noverify"]
    authority.openssl("cms", "-verify", *form, "-in", "token.der", "-out", "said.der", "-binary")
    by_root = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"]
    authority.openssl("x509", "-req", "-in", "signer.csr", "-out", "mail.pem", *by_root)
    kind = ["-econtent_type", "1.2.840.113549.1.9.16.1.4", "-nodetach", "-binary", "-outform", "DER"]
    by_other = ["-signer", "mail.pem", "-inkey", "signer.key"]
    authority.openssl("cms", "-sign", *kind, *by_other, "-in", "said.der", "-out", "forged.der")
    granted = der(0x30, der(0x02, b"\x00"))
    forged = der(0x30, granted + (folder / "forged.der").read_bytes())
    assert "unsuitable certificate purpose" in refused(lambda: stamped_at(forged, DATA, asked.nonce, belief(authority)))


def test_what_is_not_granted_is_refused_with_what_the_authority_says(authority: Authority) -> None:
    asked = stamp_request(DATA)
    # An algorithm that it does not take: SHA-256 with another last byte.
    answer = authority.answer(
        asked.query.replace(bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040202"))
    )
    assert refused(lambda: stamped_at(answer, DATA, asked.nonce, belief(authority))).startswith(
        "it grants none (rejection"
    )


@pytest.mark.parametrize(
    "answer", [b"", b"<html>no</html>", b"\x30\x05\x30\x03\x02\x01\x00", b"\x30\x05\x30\x03\x02\x01\x63"]
)
def test_what_is_no_time_stamp_is_refused(authority: Authority, answer: bytes) -> None:
    assert refused(lambda: stamped_at(answer, DATA, 1, belief(authority))) == "what came back is no time stamp"


def test_one_that_was_altered_anywhere_is_refused_or_says_the_same(
    authority: Authority, stamp: tuple[bytes, int]
) -> None:
    answer, nonce = stamp
    known = belief(authority)
    said = stamped_at(answer, DATA, nonce, known)
    refusals = 0
    for place in range(0, len(answer), 3):
        altered = answer[:place] + bytes([answer[place] ^ 0x55]) + answer[place + 1 :]
        try:
            # The numbers of formats and the name of the signature's algorithm are not signed, and say nothing.
            assert stamped_at(altered, DATA, nonce, known) == said
        except NotProven:
            refusals += 1
    assert refusals > len(answer) / 3 - 15


def test_only_certificates_can_be_believed(authority: Authority) -> None:
    def as_pem(data: bytes) -> bytes:
        return b"-----BEGIN CERTIFICATE-----\n" + encodebytes(data) + b"-----END CERTIFICATE-----\n"

    root = load_pem_x509_certificate(authority.root.read_bytes()).public_bytes(Encoding.DER)
    Belief.of(as_pem(root))
    # The name in it is of no type of text, which OpenSSL finds, and ended the process that verified with it.
    unnamed = root.replace(b"\x55\x04\x03\x0c", b"\x55\x04\x03\x59")
    assert unnamed != root
    for pem in (b"", as_pem(b"\0\0\0"), as_pem(unnamed), as_pem(root) + as_pem(unnamed)):
        with pytest.raises(ValueError, match=r".+"):
            Belief.of(pem)


@pytest.mark.parametrize("policy", ["1.40.1", "1.2.3.", "1.2" + ".9999999999" * 39])
def test_a_policy_that_no_time_stamp_can_have_is_refused_before_any_is_asked_for(
    authority: Authority, policy: str
) -> None:
    with pytest.raises(ValueError, match=r".+"):
        belief(authority, policy)
