# SPDX-License-Identifier: AGPL-3.0-or-later
"""A self-signed certificate for the SSL endpoint, made anew at each start.

Clients of OMERO do not verify certificates by default; whoever does must bring one of their own.
"""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

CERTIFICATE_PASSWORD = "omero"  # noqa: S105  (the key is thrown away with the process)
"""OpenSSL wants one; the file lives in a private temporary directory, for as long as the server runs."""


def write_certificate(folder: Path, host: str) -> Path:
    """Write certificate and key as one PKCS 12 file into `folder`; returns its path."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=825))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.p12"
    path.touch(mode=0o600)
    encryption = (
        serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2048).build(CERTIFICATE_PASSWORD.encode())
    )
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"omero", key, certificate, None, encryption))
    return path
