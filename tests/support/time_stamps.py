# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time-stamping authority made by OpenSSL: a certificate authority, a signing key, and an address that stamps."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

POLICY = "1.2.3.4.1"
_CONFIG = f"""\
[req]
distinguished_name = nobody
[nobody]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[signer]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
[stamps]
serial = serial
default_policy = {POLICY}
digests = sha256, sha512
signer_digest = sha256
ess_cert_id_alg = sha256
"""
_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "made.cnf"]

Change = Callable[[bytes], bytes]


@dataclass
class Authority:
    """It lives in a folder; `root` is the certificate to believe. `lie` changes what it is asked, `spoil` what it
    answers.
    """

    folder: Path
    url: str = ""
    lie: Change = field(default=lambda query: query)
    spoil: Change = field(default=lambda answer: answer)
    asked: list[bytes] = field(default_factory=list)
    speaks: threading.Event = field(default_factory=threading.Event)

    @property
    def root(self) -> Path:
        """Its root certificate, as PEM."""
        return self.folder / "root.pem"

    def openssl(self, *words: str) -> str:
        """Run it there; what it says."""
        done = subprocess.run(["openssl", *words], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def silent(self) -> Iterator[None]:
        """As long as this lasts it answers nothing."""
        self.speaks.clear()
        try:
            yield
        finally:
            self.speaks.set()

    def answer(self, query: bytes) -> bytes:
        """What it answers to a request."""
        self.asked.append(query)
        (self.folder / "query.tsq").write_bytes(self.lie(query))
        stamping = ["-config", "made.cnf", "-section", "stamps", "-signer", "signer.pem", "-inkey", "signer.key"]
        self.openssl("ts", "-reply", "-queryfile", "query.tsq", "-out", "answer.tsr", *stamping)
        return self.spoil((self.folder / "answer.tsr").read_bytes())


def made_authority(folder: Path) -> Authority:
    """A new one."""
    one = Authority(folder)
    (folder / "made.cnf").write_text(_CONFIG)
    one.openssl(
        "req",
        "-new",
        "-x509",
        *_KEY,
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        "-subj",
        "/CN=Root",
        "-extensions",
        "root",
    )
    one.openssl("req", "-new", *_KEY, "-keyout", "signer.key", "-out", "signer.csr", "-subj", "/CN=Stamps")
    by_root = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"]
    one.openssl(
        "x509",
        "-req",
        "-in",
        "signer.csr",
        "-out",
        "signer.pem",
        *by_root,
        "-extfile",
        "made.cnf",
        "-extensions",
        "signer",
    )
    return one


@contextmanager
def answering(authority: Authority) -> Iterator[Authority]:
    """It has an address for as long as this lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            is_query = self.headers["Content-Type"] == "application/timestamp-query" and self.path == "/stamp"
            authority.speaks.wait()
            answer = authority.answer(query) if is_query else b""
            self.send_response(200 if is_query else 404)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    authority.speaks.set()
    authority.url = f"http://127.0.0.1:{server.server_port}/stamp"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
