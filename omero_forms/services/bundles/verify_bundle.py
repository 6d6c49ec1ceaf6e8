# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks a bundle of omero-forms: without OMERO, without network, and without anything of omero-forms but this file.

    python verify.py [--trust FINGERPRINT]... [BUNDLE]

BUNDLE is the zip, or the folder that it was unpacked into; by default the folder of this file. It needs Python 3.9 or
later and the library `cryptography`. Exit status: 0 all that the bundle claims is proven as far as it says, 1 something
is wrong, 2 it was called wrongly.

Take the file itself, and the fingerprints, from somebody you trust: whoever could forge a bundle could forge both.
"""

from __future__ import annotations

import argparse
import binascii
import hashlib
import io
import json
import os
import re
import stat
import struct
import sys
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MLDSA44PublicKey: Any
try:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
except ImportError:
    # An older library is enough for all else.
    MLDSA44PublicKey = None

MAX_FILES = 500_000
MAX_TOTAL = 8 << 30
MAX_READ = 32 << 20
"""Bytes of a file that is read whole. The page and the PDF may be larger: they are only hashed."""
MAX_KEYS = 1000
"""That follow one another, each announced by the one before."""
MAX_SIGNATURES = 100
"""Of one checkpoint."""
MAX_TOLD = 20
"""So many faults are written out."""

SUMS, CHECKPOINT, TOKEN, POLICY = "sha256sums.txt", "checkpoint.txt", "checkpoint.tsr", "tlog-policy"
RECORD_KEYS, CHECKPOINT_KEYS = "keys/record-keys.txt", "keys/checkpoint-vkeys.txt"
HEADER = ["format", "server", "kind", "stream", "number", "previous", "digest", "key", "seal"]
BOUND = ("format", "server", "kind", "stream", "number", "key")
ML_DSA = 6
"""The type of signature; of Ed25519 it is 1, and with a time 4."""
ROW_BYTES = 2000
NO_PREVIOUS = "0" * 64
WHOLE = ("submission", "review", "key")
"""Of these streams a bundle holds every record up to the newest it knows; of `form` and `integrity` only some."""

_NAME = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*", re.ASCII)
_RECORD = re.compile(r"records/(.+)/([1-9][0-9]{0,15})\.json", re.ASCII)
_SUM = re.compile(r"([0-9a-f]{64})  (.+)", re.ASCII)
_HEX = re.compile(r"(?:[0-9a-f]{2})+", re.ASCII)
_HEX64 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FINGERPRINT = re.compile(r"(?:ed25519|ml-dsa-44):[0-9a-f]{64}", re.ASCII)
_TIME = re.compile(rb"\x18[\x0f-\x7f](\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


class Refused(Exception):  # noqa: N818  (it says what became of it)
    """What cannot be read as a bundle at all; nothing more of it is looked at."""


class Wrong(Exception):  # noqa: N818  (it says what is so)
    """What is wrong with one file."""


# --------------------------------------------------------------------------------------- the files, read within limits


UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)


class Bundle:
    """The files of a bundle by their names. Nothing is unpacked, no link followed, no name believed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path) if path.is_file() else None
            self.sizes = dict(self._of_zip(self._zip) if self._zip else self._of_folder())
        except UNREADABLE as fault:
            raise Refused(f"it cannot be read: {shown(fault)}") from None
        if sum(self.sizes.values()) > MAX_TOTAL:
            raise Refused("it is larger than any bundle")

    def _of_zip(self, archive: zipfile.ZipFile) -> Iterator[tuple[str, int]]:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MAX_FILES:
            raise Refused("it holds more files than any bundle")
        if len({entry.filename.lower() for entry in entries}) != len(entries):
            raise Refused("it holds two files of one name")
        for entry in entries:
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if entry.flag_bits & 0x1 or kind not in (0, stat.S_IFREG) or entry.orig_filename != entry.filename:
                raise Refused(f"“{shown(entry.filename)}” is not a plain file")
            yield checked_name(entry.filename), entry.file_size

    def _of_folder(self) -> Iterator[tuple[str, int]]:
        count = 0
        for folder, folders, files in os.walk(self._path):
            folders[:] = [one for one in folders if one != "__pycache__"]
            for name in [*files, *folders]:
                path = Path(folder, name)
                inside, found = path.relative_to(self._path).as_posix(), path.lstat()
                count += 1
                if count > MAX_FILES:
                    raise Refused("it holds more files than any bundle")
                if stat.S_ISREG(found.st_mode):
                    yield (inside, found.st_size)
                elif not stat.S_ISDIR(found.st_mode):
                    raise Refused(f"“{shown(inside)}” is not a plain file")

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, a megabyte at a time, and never more than it said it has."""
        left = self.sizes[name]
        try:
            with self._zip.open(name) if self._zip else Path(self._path, name).open("rb") as file:
                while left > 0:
                    piece = file.read(min(left, 1 << 20))
                    if not piece:
                        break
                    left -= len(piece)
                    yield piece
        except UNREADABLE as fault:
            raise Wrong(f"it cannot be read: {shown(fault)}") from None

    def read(self, name: str) -> bytes:
        if self.sizes[name] > MAX_READ:
            raise Wrong("it is larger than any such file")
        return b"".join(self.pieces(name))

    def lines(self, name: str) -> list[str]:
        """The lines of a text that has none but whole ones."""
        text = as_text(self.read(name))
        if text and not text.endswith("\n"):
            raise Wrong("its last line is not whole")
        return text.split("\n")[:-1]


def checked_name(name: str) -> str:
    if not _NAME.fullmatch(name) or any(part in (".", "..") for part in name.split("/")):
        raise Refused(f"“{shown(name)}” is a name that no bundle holds")
    return name


def shown(text: object) -> str:
    """A text of the bundle, so that it cannot command the terminal."""
    return "".join(one if one.isprintable() else "?" for one in str(text))[:300]


def as_text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong("it is not UTF-8 text") from None


def as_json(data: bytes) -> Any:
    def whole(digits: str) -> int:
        if len(digits) > 17:
            raise ValueError("a number is too long")
        return int(digits)

    try:
        return json.loads(data, parse_int=whole)
    except (ValueError, RecursionError):
        raise Wrong("it is not JSON, or nested too deep") from None


def as_base64(text: str) -> bytes:
    try:
        data = binascii.a2b_base64(text)
    except ValueError:
        raise Wrong("something in it is not base64") from None
    # Only the one text that these bytes are written as; so nothing that was passed over can hide in it.
    if binascii.b2a_base64(data, newline=False).decode("ascii") != text:
        raise Wrong("something in it is not base64 as it is written")
    return data


# -------------------------------------------------------------------------- signed notes and trees (C2SP and RFC 6962)


@dataclass(frozen=True)
class Vkey:
    """A verifier key of C2SP signed-note: `<name>+<8 hexadecimal digits>+<base64 of type and key>`."""

    name: str
    id: bytes
    type: int
    public_key: bytes

    @classmethod
    def of(cls, text: str) -> Vkey:
        name, _, rest = text.partition("+")
        digits, _, encoded = rest.partition("+")
        data = as_base64(encoded)
        if not name or not re.fullmatch(r"[0-9a-f]{8}", digits) or len(data) < 2:
            raise Wrong("a line is not a verifier key")
        expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        if expected.hex() != digits:
            raise Wrong("the number of a verifier key does not fit it")
        return cls(name, expected, data[0], data[1:])

    @property
    def fingerprint(self) -> str:
        kind = "ml-dsa-44" if self.type == ML_DSA else "ed25519"
        return f"{kind}:{hashlib.sha256(self.public_key).hexdigest()}"

    @property
    def is_known(self) -> bool:
        """Whether this program, with the library that is here, can check signatures of the key."""
        return self.type in (1, 4) or (self.type == ML_DSA and knows_ml_dsa())

    def verifies(self, text: bytes, signature: bytes) -> bool:
        """Of plain Ed25519 signatures (type 1), and those with a time, by Ed25519 (4) and ML-DSA-44 (6)."""
        if self.type == ML_DSA:
            return self._verifies_ml_dsa(text, signature)
        if self.type == 4:
            if len(signature) != 72:
                return False
            seconds = int.from_bytes(signature[:8], "big")
            text, signature = b"cosignature/v1\ntime %d\n" % seconds + text, signature[8:]
        return signed_by(self.public_key, signature, text)

    def _verifies_ml_dsa(self, text: bytes, signature: bytes) -> bool:
        """C2SP tlog-cosignature v1.1.0-rc.1: over the name of the key, the time, and a checkpoint of three lines."""
        lines, name = text.split(b"\n"), self.name.encode()
        if len(lines) != 4 or len(signature) != 2428 or max(len(name), len(lines[0])) > 255:
            return False
        if not _DECIMAL.fullmatch(lines[1].decode("ascii", "replace")):
            return False
        try:
            root = binascii.a2b_base64(lines[2])
            message = b"".join([
                b"subtree/v1\n\0", bytes([len(name)]), name, signature[:8], bytes([len(lines[0])]), lines[0], bytes(8),
                int(lines[1]).to_bytes(8, "big"), root,
            ])  # fmt: skip
            MLDSA44PublicKey.from_public_bytes(self.public_key).verify(signature[8:], message)
        except (InvalidSignature, ValueError):
            return False
        return len(root) == 32


def knows_ml_dsa() -> bool:
    try:
        return MLDSA44PublicKey is not None and bool(MLDSA44PublicKey.from_public_bytes(bytes(1312)))
    except UnsupportedAlgorithm:
        return False


@dataclass(frozen=True)
class Checkpoint:
    """A tlog-checkpoint, of which some known key signed the text."""

    origin: str
    size: int
    root: bytes
    signers: list[Vkey]


def open_checkpoint(data: bytes, vkeys: Iterable[Vkey]) -> Checkpoint:
    """Raises Wrong unless a known key signed it, and every known key that is named did."""
    text, blank, signatures = as_text(data).rpartition("\n\n")
    body = text + "\n"
    lines = body.split("\n")[:-1]
    if not blank or any(ord(one) < 32 and one != "\n" for one in body) or len(lines) < 3 or not all(lines):
        raise Wrong("it is not a checkpoint")
    known = {(one.name, one.id): one for one in vkeys if one.is_known}
    signers, signature_lines = [], signatures.split("\n")[:-1]
    if len(signature_lines) > MAX_SIGNATURES:
        raise Wrong("it has too many signatures")
    for line in signature_lines:
        dash, name, encoded = [*line.split(" "), "", ""][:3]
        signature = as_base64(encoded)
        if dash != "\u2014" or len(signature) < 5:
            raise Wrong("a signature line of it is none")
        key = known.get((name, signature[:4]))
        if key is None:
            continue
        if not key.verifies(body.encode(), signature[4:]):
            raise Wrong(f"the signature of {shown(name)} does not fit it")
        signers.append(key)
    if not any(one.type == 1 and one.name == lines[0] for one in signers):
        raise Wrong("no known key of its log has signed it")
    root = as_base64(lines[2])
    if not _DECIMAL.fullmatch(lines[1]) or len(root) != 32:
        raise Wrong("it is not a checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root, signers)


def note_digests(note: bytes) -> list[tuple[bool, bytes]]:
    """SHA-256 of a note, and of what it was before its last signatures came; with whether it is of the whole."""
    text, blank, signatures = note.rpartition(b"\n\n")
    sha, found = hashlib.sha256(text + blank), []
    for line in signatures.splitlines(keepends=True)[:MAX_SIGNATURES]:
        sha.update(line)
        found.append(sha.digest())
    return [(one == hashlib.sha256(note).digest(), one) for one in reversed(found)]


def time_stamped(token: bytes, digest: bytes) -> str | None:
    """The time that a time stamp says, if it is over that SHA-256; a serial number lies between (RFC 3161, 2.4.2)."""
    at = token.find(b"\x04\x20" + digest) + 34
    if at < 34 or token[at : at + 1] != b"\x02":
        return None
    time = _TIME.match(token, at + 2 + token[at + 1]) if at + 1 < len(token) else None
    return None if time is None else "{}-{}-{} {}:{}:{} UTC".format(*(one.decode() for one in time.groups()))


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def root_of(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a leaf leads to by an inclusion proof (RFC 6962, 2.1.1). Raises Wrong for one of another length."""
    if not 0 <= index < size:
        raise Wrong("its place is beyond the end of the log")
    node, last, hashes = leaf, size - 1, iter(path)
    try:
        while last:
            if index & 1 or index == last:
                if index & 1:
                    node = hashlib.sha256(b"\x01" + next(hashes) + node).digest()
            else:
                node = hashlib.sha256(b"\x01" + node + next(hashes)).digest()
            index, last = index >> 1, last >> 1
    except StopIteration:
        raise Wrong("the proof is too short") from None
    if next(hashes, None) is not None:
        raise Wrong("the proof is too long")
    return node


def open_proof(data: bytes) -> tuple[int, list[bytes], bytes]:
    """Index, path and checkpoint of a tlog-proof."""
    head, blank, checkpoint = data.partition(b"\n\n")
    lines = as_text(head).split("\n")
    if not blank or lines[:1] != ["c2sp.org/tlog-proof@v1"]:
        raise Wrong("it is not a tlog-proof")
    rest = lines[2:] if lines[1:2] and lines[1].startswith("extra ") else lines[1:]
    word, _, index = (rest[0] if rest else "").partition(" ")
    path = [as_base64(line) for line in rest[1:]]
    if word != "index" or not _DECIMAL.fullmatch(index) or len(path) > 64 or any(len(one) != 32 for one in path):
        raise Wrong("it is not a tlog-proof")
    return int(index), path, checkpoint


# ------------------------------------------------------------------------------------------------------------- records

_KEYS: dict[bytes, Ed25519PublicKey] = {}


def signed_by(public_key: bytes, signature: bytes, text: bytes) -> bool:
    try:
        if public_key not in _KEYS:
            _KEYS[public_key] = Ed25519PublicKey.from_public_bytes(public_key)
        _KEYS[public_key].verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint_of(public_key: bytes) -> str:
    return "ed25519:" + hashlib.sha256(public_key).hexdigest()


@dataclass
class Record:
    """What is left of a record once it was checked by itself."""

    file: str
    format: int
    server: str
    kind: str
    stream: str
    number: int
    previous: str
    digest: str
    key: str
    is_redacted: bool = False
    said: dict[str, Any] = field(default_factory=dict)
    """Of its payload, what is needed later."""
    about: tuple[str, int, str] | None = None
    """Stream, number and digest of the record that it is about."""
    is_plain: bool = True
    """Whether nothing in it has to be known to understand it."""
    index: int | None = None
    """Its proven place in the log."""


_NEEDED = (
    *("author", "time", "version", "version_digest"),
    *("public_key", "retired", "log_size"),
)


def joined(values: list[str]) -> bytes:
    """The text in rows, which have one way of being cut."""
    encoded = [value.encode("utf-8") for value in values]
    for value in encoded:
        if not 0 < len(value) <= ROW_BYTES:
            raise Wrong("a row is too long, or empty")
    for here, following in zip(encoded, values[1:]):
        if len(here) + len(following[0].encode("utf-8")) <= ROW_BYTES:
            raise Wrong("its rows are cut in another way")
    return b"".join(encoded)


def read_record(file: str, data: bytes, keys: dict[str, bytes]) -> Record:
    """A record whose bytes, digest, seal and content fit each other. Raises Wrong with what does not."""
    rows = as_json(data)
    if not isinstance(rows, list) or not all(
        isinstance(row, list) and len(row) == 2 and all(isinstance(one, str) for one in row) for row in rows
    ):
        raise Wrong("it is not a list of rows")
    if [name for name, _value in rows[:9]] != HEADER:
        raise Wrong("its header rows are not these, in this order")
    head = dict(rows[:9])
    place = _RECORD.fullmatch(file)
    if place is None or [head["stream"], head["number"]] != list(place.groups()):
        raise Wrong("it is the record of another place")
    if not _DECIMAL.fullmatch(head["format"]):
        raise Wrong("its format is no number")
    digests = _HEX64 if head["format"] == "1" else _HEX
    if not digests.fullmatch(head["previous"]) or not digests.fullmatch(head["digest"]):
        raise Wrong("a digest of it is not hexadecimal digits")
    if head["key"] not in keys:
        raise Wrong("it is sealed with a key that is not in the bundle")
    record = Record(
        file, int(head["format"]), head["server"], head["kind"], head["stream"], int(head["number"]),
        head["previous"], head["digest"], head["key"],
    )  # fmt: skip
    if record.format == 1:
        payload, content = parts_of(rows[9:])
        if hashlib.sha256(bytes.fromhex(record.previous) + payload).hexdigest() != record.digest:
            raise Wrong("the payload, or the digest before it, was altered")
    seal, text = as_base64(head["seal"]), b"omero-forms record %d\n" % record.format + bytes.fromhex(record.digest)
    if not signed_by(keys[record.key], seal, text):
        raise Wrong("the seal does not fit: it was altered, or made without the key")
    if record.format == 1:
        # Nothing is parsed that was not sealed.
        look_inside(record, head, as_json(payload), content)
    return record


def parts_of(rows: list[list[str]]) -> tuple[bytes, bytes | None]:
    names = [name for name, _value in rows]
    count = names.count("payload")
    if not count or names != ["payload"] * count + ["content"] * (len(names) - count):
        raise Wrong("there are rows that do not belong to a record, or not in this order")
    values = [value for _name, value in rows]
    try:
        return joined(values[:count]), joined(values[count:]) if values[count:] else None
    except UnicodeEncodeError:
        raise Wrong("a row is not Unicode text") from None


def look_inside(record: Record, head: dict[str, str], payload: Any, content: bytes | None) -> None:
    if not isinstance(payload, dict):
        raise Wrong("its payload is not a JSON object")
    for name in BOUND:
        value = payload.get(name)
        if isinstance(value, bool) or not isinstance(value, (str, int)) or str(value) != head[name]:
            raise Wrong(f"row {name} was altered")
    if (record.previous == NO_PREVIOUS) != (record.number == 1):
        raise Wrong("row previous was altered")
    record.is_redacted = content is None
    if content is not None and hashlib.sha256(content).hexdigest() != payload.get("content"):
        raise Wrong("the content was altered")
    record.said = {name: payload[name] for name in _NEEDED if isinstance(payload.get(name), (str, int))}
    record.about = reference(payload.get("about"))
    record.is_plain = not payload.get("critical")


# ---------------------------------------------------------------------------------------------------------- the checks


class Checks:
    """All checks of a bundle; what came of them in plain sentences."""

    def __init__(self, bundle: Bundle, trusted: Iterable[str]) -> None:
        self.bundle = bundle
        self.trusted = set(trusted)
        self.wrong: list[str] = []
        self.proven: list[str] = []
        self.unproven: list[str] = []
        self.looked_at: set[str] = set()
        self.sums: dict[str, str] = {}
        self.keys: dict[str, bytes] = {}
        self.vkeys: list[Vkey] = []
        self.witnesses: list[Vkey] = []
        self.streams: dict[str, list[Record]] = defaultdict(list)
        self.checkpoint: Checkpoint | None = None
        self.checkpoint_bytes = b""

    def run(self) -> None:
        self.files()
        self.attempt(RECORD_KEYS, self.record_keys)
        self.attempt(CHECKPOINT_KEYS, self.checkpoint_keys)
        self.attempt(POLICY, self.policy)
        self.attempt(CHECKPOINT, self.note)
        for name in sorted(self.bundle.sizes):
            if name.startswith("records/"):
                self.attempt(name, self.record)
        for name in sorted(self.bundle.sizes.keys() - self.looked_at):
            if name.startswith("proofs/"):
                self.wrong.append(f"{shown(name)}: it is the proof of no record that is here.")
        self.chains()
        self.what_they_name()
        self.whom_to_trust()
        self.in_words()

    def attempt(self, name: str, check: Callable[[str], None]) -> None:
        if name not in self.bundle.sizes:
            return
        self.looked_at.add(name)
        try:
            check(name)
        except Wrong as fault:
            self.wrong.append(f"{shown(name)}: {fault}.")

    def files(self) -> None:
        """Every file is as it was when the bundle was made, and none came or went."""
        if SUMS not in self.bundle.sizes:
            self.wrong.append(f"{SUMS}: it is missing.")
            return
        try:
            lines = [_SUM.fullmatch(line) for line in self.bundle.lines(SUMS)]
            if not all(lines):
                raise Wrong("a line of it is no checksum")
        except Wrong as fault:
            self.wrong.append(f"{SUMS}: {fault}.")
            return
        self.sums = {line[2]: line[1] for line in lines if line}
        for name in sorted(self.sums.keys() - self.bundle.sizes.keys()):
            self.wrong.append(f"{shown(name)}: it is missing.")
        for name in sorted(self.bundle.sizes.keys() - self.sums.keys() - {SUMS}):
            if name.startswith(("records/", "proofs/", "keys/")) or name in _OURS:
                self.wrong.append(f"{shown(name)}: it was added; {SUMS} does not name it.")
            else:
                self.unproven.append(f"{shown(name)} is not of the bundle, and was not looked at.")
        for name in sorted(self.sums.keys() & self.bundle.sizes.keys()):
            if not name.startswith(("records/", "proofs/")):
                self.attempt(name, self.compare)

    def compare(self, name: str) -> None:
        found = hashlib.sha256()
        for piece in self.bundle.pieces(name):
            found.update(piece)
        self.same(name, found.hexdigest())

    def same(self, name: str, found: str) -> None:
        if self.sums.get(name, found) != found:
            self.wrong.append(f"{name}: it is not the file that {SUMS} names; one of the two was altered.")

    def read(self, name: str) -> bytes:
        """A record or a proof, compared with its checksum on the way."""
        data = self.bundle.read(name)
        self.same(name, hashlib.sha256(data).hexdigest())
        return data

    def record_keys(self, name: str) -> None:
        for line in self.bundle.lines(name):
            if not _HEX64.fullmatch(line):
                raise Wrong("a line of it is no public key")
            self.keys[fingerprint_of(bytes.fromhex(line))] = bytes.fromhex(line)

    def checkpoint_keys(self, name: str) -> None:
        self.vkeys = [Vkey.of(line) for line in self.bundle.lines(name)]

    def note(self, name: str) -> None:
        self.checkpoint_bytes = self.bundle.read(name)
        self.checkpoint = open_checkpoint(self.checkpoint_bytes, [*self.vkeys, *self.witnesses])

    def policy(self, name: str) -> None:
        """Its witnesses; its logs must be those whose keys are here."""
        for line in self.bundle.lines(name):
            words = line.split()
            if words[:1] == ["log"] and Vkey.of("".join(words[1:2])) not in self.vkeys:
                raise Wrong(f"it names a log whose key is not in {CHECKPOINT_KEYS}")
            if words[:1] == ["witness"]:
                witness = Vkey.of("".join(words[2:3]))
                self.witnesses += [witness] if witness.type != 1 else []

    def record(self, name: str) -> None:
        record = read_record(name, self.read(name), self.keys)
        self.streams[record.stream].append(record)
        self.attempt("proofs/" + name[len("records/") : -len("json")] + "tlog-proof", partial(self.inclusion, record))

    def inclusion(self, record: Record, name: str) -> None:
        index, path, checkpoint = open_proof(self.read(name))
        if checkpoint != self.checkpoint_bytes:
            raise Wrong(f"it is of another checkpoint than {CHECKPOINT}")
        if self.checkpoint is None:
            return
        leaf = leaf_hash(bytes.fromhex(record.digest))
        if root_of(leaf, index, self.checkpoint.size, path) != self.checkpoint.root:
            raise Wrong("it does not lead from the record to the checkpoint")
        record.index = index

    def chains(self) -> None:
        """Within a stream each record follows on the one before it."""
        for stream, records in self.streams.items():
            records.sort(key=lambda one: one.number)
            expected, is_whole = 1, stream.split("/")[0] in WHOLE
            for before, one in zip([None, *records], records):
                if is_whole and one.number != expected:
                    self.wrong.append(f"records/{stream}: number {expected} is missing before number {one.number}.")
                if before and before.number + 1 == one.number and before.digest != one.previous:
                    self.wrong.append(f"{one.file}: it does not follow on the record before it.")
                expected = one.number + 1
        if len({one.server for one in self.all_records()}) > 1:
            self.wrong.append("records: they are of more than one OMERO.")

    def all_records(self) -> Iterator[Record]:
        for records in self.streams.values():
            yield from records

    def what_they_name(self) -> None:
        """The redactions of what has no content, and the form versions that were answered."""
        redactions = {
            one.about: one for one in self.streams.get("integrity", []) if one.kind == "redaction" and one.is_plain
        }
        versions = {one.digest for one in self.all_records() if one.stream.startswith("form/")}
        for one in self.all_records():
            about = redactions.get((one.stream, one.number, one.digest))
            if one.is_redacted and about is None and one.kind != "redaction":
                self.wrong.append(f"{one.file}: its content was taken away, and no redaction says so.")
            elif one.is_redacted and about is not None:
                who, when = shown(about.said.get("author")), shown(about.said.get("time"))
                self.proven.append(
                    f"What {called(one)} said was removed by user {who}, {when}; that it was there is proven."
                )
            named = one.said.get("version_digest")
            if named is not None and named not in versions:
                version = shown(one.said.get("version"))
                self.wrong.append(f"{one.file}: version {version} of the form, which it answers, is not in the bundle.")

    def whom_to_trust(self) -> None:
        """From the fingerprints that were given to those that their keys vouch for."""
        used = {one.key for one in self.all_records()}
        signers = {one.fingerprint for one in self.checkpoint.signers if one.type == 1} if self.checkpoint else set()
        retired = self.vouched_for()
        if not self.trusted:
            names = ", ".join(sorted(used | signers)) or "none"
            self.unproven.append(
                "That the keys are those of the facility. Ask it for their fingerprints by another way, and say "
                f"--trust FINGERPRINT for each. They are: {names}."
            )
        else:
            for key in sorted((used | signers) - self.trusted):
                what = "signed the checkpoint" if key in signers else "sealed records"
                self.wrong.append(f"keys: {key} {what}. You do not trust it, and no key that you trust vouches for it.")
        for one in self.all_records():
            limit = retired.get(one.key)
            if limit is not None and (one.index is None or one.index >= limit):
                self.wrong.append(f"{one.file}: nothing shows that it was there before its key was retired.")

    def vouched_for(self) -> dict[str, int]:
        """Adds to the trusted keys; the log sizes from which on retired keys count no more.

        A trusted key vouches for the one that it announces, and for the one in whose place it came.
        """
        retired: dict[str, int] = {}
        anybody, left = not self.trusted, list(self.streams.get("key", []))
        for _key in range(MAX_KEYS):
            read = [one for one in left if anybody or one.key in self.trusted]
            if not read:
                break
            taken = {one.file for one in read}
            left = [one for one in left if one.file not in taken]
            for one in read:
                public_key, old, size = (one.said.get(name) for name in ("public_key", "retired", "log_size"))
                if one.kind == "key.added" and isinstance(public_key, str) and _HEX64.fullmatch(public_key):
                    self.trusted |= set() if anybody else {fingerprint_of(bytes.fromhex(public_key))}
                elif one.kind == "key.retired" and isinstance(old, str) and isinstance(size, int):
                    retired[old] = size
                    self.trusted |= set() if anybody else {old}
        return retired

    def in_words(self) -> None:
        """What is proven and what is not, where nothing is wrong with it."""
        for stream, records in sorted(self.streams.items()):
            if stream.startswith("submission/"):
                if not any(one.startswith(f"records/{stream}") for one in self.wrong):
                    self.proven.insert(0, sentence_of(stream, records))
                imported = [one for one in records if one.kind == "submission.imported"]
                if imported:
                    self.unproven.append(
                        f"Who answered, and when, in {count(len(imported), 'imported submission')} of {stream}: that is "
                        "what the source said. No log-in of the author has proven it."
                    )
                self.unproven.append(f"That nothing was submitted after {called(records[-1])}.")
            if any(one.format != 1 for one in records):
                self.unproven.append(f"What newer records of {stream} say: a newer program has to read them.")
        if not self.streams:
            self.unproven.append("Anything: there are no records in the bundle.")
        self.log_in_words()
        self.attempt(TOKEN, self.token_in_words)

    def log_in_words(self) -> None:
        records = list(self.all_records())
        if self.checkpoint is None:
            if CHECKPOINT not in self.bundle.sizes:
                self.unproven.append(
                    "That the operator of the web host has not made these records anew: there was no checkpoint yet."
                )
            return
        size, origin = self.checkpoint.size, shown(self.checkpoint.origin)
        logged = [one for one in records if one.index is not None]
        self.proven.append(
            f"{len(logged)} of {len(records)} records are in the log {origin}, as it was with {size:,} records."
        )
        late = [one for one in records if one.index is None]
        if late:
            self.unproven.append(
                f"That the operator of the web host has not made {count(len(late), 'record')} anew: no checkpoint counts "
                f"{'it' if len(late) == 1 else 'them'} yet: {', '.join(called(one) for one in late[:5])}"
                f"{' and others' if len(late) > 5 else ''}."
            )
        self.unproven.append(
            "When the checkpoint was signed, unless you have it from another source too: compare it with the one that "
            "was mailed."
        )
        for one in self.checkpoint.signers:
            if one in self.witnesses:
                self.proven.append(f"The witness {shown(one.name)} has seen the checkpoint.")
            elif one.type == ML_DSA:
                self.ml_dsa_in_words(one)
        if any(one.type == ML_DSA for one in [*self.vkeys, *self.witnesses]) and not knows_ml_dsa():
            self.unproven.append(
                "Whether the checkpoint is signed by ML-DSA, too: the library here does not know that. Update it with pip "
                "install -U cryptography."
            )

    def ml_dsa_in_words(self, key: Vkey) -> None:
        """It stands beside the other signature, and no record vouches for the key."""
        if key.fingerprint in self.trusted:
            self.proven.append(
                "The checkpoint is signed by ML-DSA, too, which holds when quantum computers break Ed25519."
            )
        else:
            self.unproven.append(
                f"Whose the key is that signed the checkpoint by ML-DSA, too: {key.fingerprint}. Ask the facility for its "
                "fingerprint, and say --trust for it."
            )

    def token_in_words(self, name: str) -> None:
        token = self.bundle.read(name)
        for of_whole, digest in note_digests(self.checkpoint_bytes):
            time = time_stamped(token, digest)
            if time is not None:
                data = f"-data {CHECKPOINT}" if of_whole else f"-digest {digest.hex()}"
                self.unproven.append(
                    f"That an authority was shown the checkpoint on {time}, as {name} says. This program cannot check it; "
                    f"openssl ts -verify {data} -in {name} -CAfile AUTHORITY.pem does, by certificates of that authority that "
                    "you have from elsewhere."
                )
                return
        raise Wrong("it does not name this checkpoint")


_OURS = {CHECKPOINT, TOKEN, POLICY, "verify.py", "history.html", "history.pdf", "README.txt"}


def reference(about: Any) -> tuple[str, int, str] | None:
    """Stream, number and digest of the record that another one names."""
    if isinstance(about, dict):
        stream, number, digest = about.get("stream"), about.get("number"), about.get("digest")
        if isinstance(stream, str) and isinstance(number, int) and isinstance(digest, str):
            return stream, number, digest
    return None


def count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def called(one: Record) -> str:
    parts = one.stream.split("/")
    if parts[0] == "submission" and len(parts) == 5:
        return f"submission {one.number} of form {parts[1]} for {parts[2]} {parts[3]}"
    return f"record {one.number} of {one.stream}"


def sentence_of(stream: str, records: list[Record]) -> str:
    _first, form, object_type, object_id = stream.split("/")[:4]
    times = [str(one.said["time"]) for one in records if "time" in one.said]
    when = f", accepted from {shown(min(times))} to {shown(max(times))}" if times else ""
    return (
        f"{count(len(records), 'submission')} of form {form} for {object_type} {object_id}, numbers {records[0].number} to "
        f"{records[-1].number}{when}: none was altered, reordered, doubled or taken out."
    )


# --------------------------------------------------------------------------------------------------------- the program


def say(heading: str, sentences: list[str]) -> None:
    if sentences:
        print(f"\n{heading}")
        for one in sentences[:MAX_TOLD]:
            print(f"  - {one}")
        if len(sentences) > MAX_TOLD:
            print(f"  - and {len(sentences) - MAX_TOLD:,} more.")


def fingerprint(text: str) -> str:
    if not _FINGERPRINT.fullmatch(text):
        raise argparse.ArgumentTypeError("a fingerprint is ed25519: or ml-dsa-44: and 64 hexadecimal digits")
    return text


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check a bundle of omero-forms, without OMERO and without network.")
    here = Path(__file__).absolute().parent
    parser.add_argument(
        "bundle", nargs="?", type=Path, default=here, metavar="BUNDLE", help="the zip, or its unpacked folder"
    )
    parser.add_argument(
        "--trust", action="append", default=[], type=fingerprint, metavar="FINGERPRINT",
        help="a key of the facility, as it told you by another way; may be given more than once",
    )  # fmt: skip
    args = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal may not know all letters that a log or a witness has in its name.
        sys.stdout.reconfigure(errors="backslashreplace")
    if not args.bundle.exists():
        parser.error(f"there is no {shown(args.bundle)}")
    try:
        checks = Checks(Bundle(args.bundle), args.trust)
    except Refused as fault:
        print(f"This is no bundle: {fault}.")
        return 1
    checks.run()
    if not any(one.startswith("keys") for one in checks.wrong):
        say("PROVEN", checks.proven)
    say("NOT PROVEN", checks.unproven)
    say("WRONG", checks.wrong)
    if checks.wrong:
        print(f"\nSomething is wrong with this bundle: {count(len(checks.wrong), 'fault')}. Do not rely on it.")
        return 1
    end = "" if args.trust else " if the keys are those of the facility"
    print(f"\nNothing is wrong with this bundle. What is listed as proven is proven{end}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
