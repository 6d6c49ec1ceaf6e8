# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the golden records of format 1, with nothing of the plug-in: its code is compared with other code.

`python -m tests.domain.records.golden_records` writes the file. Records are added for new kinds; those of a kind in use
never change: a test holds their bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PATH = Path(__file__).parent / "golden" / "record-format-1.json"
SEEDS = (bytes(range(32)), bytes(range(32, 64)))
SERVER = "903e0c08-3bd5-4d9a-9a5e-3f1d0ad2f6a1"
ELSEWHERE = "0f3b7a52-6b0e-4a86-9c55-8f7f1a2b3c4d"
TIME = "2026-11-23T10:44:08.123456Z"
SOFTWARE = "omero-web-forms 0.1.0"
FORM, OLD_FORM = "fabcdefghijklmno", "fponmlkjihgfedcb"
DATASET = "submission/fabcdefghijklmno/Dataset/20433/918273"
IMAGE = "submission/fabcdefghijklmno/Image/7/0"
MOVED = "submission/fabcdefghijklmno/Dataset/99/1000001"
HEADER = ("format", "server", "kind", "stream", "number", "previous", "digest", "key", "seal")

Rows = list[list[str]]


class Key:
    """A key that seals."""

    def __init__(self, seed: bytes) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self.private.public_key().public_bytes_raw()
        self.fingerprint = f"ed25519:{hashlib.sha256(self.public).hexdigest()}"

    def seal(self, text: bytes) -> str:
        return base64.b64encode(self.private.sign(text)).decode()


KEYS = [Key(seed) for seed in SEEDS]


def pieces(data: bytes) -> list[str]:
    """As many whole characters a row as fit into 2,000 bytes."""
    rows = [""]
    for char in data.decode():
        if len((rows[-1] + char).encode()) > 2000:
            rows.append("")
        rows[-1] += char
    return rows


class Golden:
    """The records so far, and the head of each stream."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.heads: dict[str, tuple[int, str]] = {}

    def _next(self, stream: str) -> tuple[int, str]:
        number, previous = self.heads.get(stream, (0, "0" * 64))
        return number + 1, previous

    def _keep(self, entry: dict[str, Any], digest: str) -> dict[str, Any]:
        self.records.append(entry)
        self.heads[entry["stream"]] = (entry["number"], digest)
        return {"stream": entry["stream"], "number": entry["number"], "digest": digest}

    def add(
        self,
        kind: str,
        stream: str,
        payload: dict[str, Any],
        content: dict[str, Any] | None = None,
        names: dict[str, Any] | None = None,
        *,
        author: tuple[int, str] | None = (8, "jonas"),
        sudoer: tuple[int, str] | None = None,
        capacity: str = "admin",
        via: str = "command",
        key: Key = KEYS[0],
        is_newer: bool = False,
        is_redacted: bool = False,
    ) -> dict[str, Any]:
        """One record of format 1; how another one names it."""
        number, previous = self._next(stream)
        salt = hashlib.sha256(f"{stream} {number}".encode()).hexdigest()[:32]
        people = {"author": author and author[1], "sudoer": sudoer and sudoer[1]}
        whole = rfc8785.dumps({**(content or {}), "names": {**people, **(names or {})}, "salt": salt})
        act = {"author": author and author[0], "sudoer": sudoer and sudoer[0], "as": capacity, "via": via}
        own = {"time": TIME, "software": SOFTWARE, "content": hashlib.sha256(whole).hexdigest(), **act, **payload}
        bound: dict[str, Any] = {"format": 1, "server": SERVER, "kind": kind, "stream": stream, "number": number}
        sealed = rfc8785.dumps({**bound, "key": key.fingerprint, **own})
        digest = hashlib.sha256(bytes.fromhex(previous) + sealed).digest()
        seal = key.seal(b"omero-forms record 1\n" + digest)
        head = ("1", SERVER, kind, stream, str(number), previous, digest.hex(), key.fingerprint, seal)
        rows: Rows = [list(row) for row in zip(HEADER, head, strict=True)]
        rows += [["payload", piece] for piece in pieces(sealed)]
        if not is_redacted:
            rows += [["content", piece] for piece in pieces(whole)]
        entry = {
            "kind": kind,
            "stream": stream,
            "number": number,
            "previous": previous,
            "is_newer": is_newer,
            "is_redacted": is_redacted,
            "event": {
                "payload": payload,
                "content": content or {},
                "names": names or {},
                "salt": salt,
                "author": author,
                "sudoer": sudoer,
                "as": capacity,
                "via": via,
            },
            "rows": rows,
        }
        return self._keep(entry, digest.hex())

    def add_of_format(self, record_format: int, kind: str, stream: str, *, digest: bytes, key: Key | None) -> None:
        """One record of an invented format; without a key of one that format 1 does not know."""
        number, previous = self._next(stream)
        name, seal = "mldsa44:" + "ab" * 32, base64.b64encode(bytes(2420)).decode()
        if key is not None:
            name, seal = key.fingerprint, key.seal(b"omero-forms record %d\n" % record_format + digest)
        head = (str(record_format), SERVER, kind, stream, str(number), previous, digest.hex(), name, seal)
        rows = [list(row) for row in zip(HEADER, head, strict=True)]
        rows += [["cbor", "o2ZmdXR1cmX1"], ["", "a row without a name"]]
        entry = {"kind": kind, "stream": stream, "number": number, "previous": previous}
        self._keep({**entry, "is_newer": True, "is_redacted": False, "event": None, "rows": rows}, digest.hex())


def imported_from(row: str, **more: Any) -> dict[str, Any]:
    """Where something was imported from."""
    source = {"name": "OMERO.forms", "version": None, "sha256": "5f" * 32, "annotation": 17, "row": row}
    return {**source, **({} if "raw" in more else {"text": "{}"}), **more}


def described(kind: str, one: int, event: int) -> dict[str, Any]:
    """An object as records hold it."""
    return {"type": kind, "id": one, "creation_event": event}


def forms(golden: Golden) -> str:
    """The events of two forms; the digest of what published version 1 of the first."""
    texts = {
        "name": "Imaging acquisition",
        "description": "What the microscope did",
        "schema": '{"type": "object",\n "title": "Imaging", "properties": {"nm": {"type": "number", "title": "Emission"}}}',
        "ui_schema": "",
        "message": "first",
    }
    owners = {"owners": ["ada", "jonas"]}
    published = golden.add(
        "form.published",
        f"form/{FORM}",
        {"form": FORM, "version": 1, "owners": [4, 8]},
        texts,
        owners,
        capacity="form_owner",
    )
    golden.add("form.retired", f"form/{FORM}", {"form": FORM}, {"message": "replaced"})
    golden.add("form.restored", f"form/{FORM}", {"form": FORM}, {"message": ""}, sudoer=(0, "root"))
    golden.add("form.owners", f"form/{FORM}", {"form": FORM, "owners": [4]}, {}, {"owners": ["ada"]})
    source = {"source": imported_from("2019-03-01 08:00:00", owners=[4], object_types=["Dataset"])}
    claimed = {"claimed": {"who": 4, "when": "2019-03-01 08:00:00", "zone": "Europe/Zurich", "ambiguous": False}}
    golden.add(
        "form.imported",
        f"form/{OLD_FORM}",
        {"form": OLD_FORM, "version": 1, "owners": [4], **claimed},
        {**texts, **source, "legacy_id": "imaging"},
        {"owners": ["ada"], "claimed": "ada"},
    )
    offered = {"form": FORM, "group": 53, "object_types": ["Dataset", "Screen"]}
    named = {"group": "Chromatin Dynamics"}
    golden.add("assignment.assigned", f"assignment/{FORM}", offered, {}, named, capacity="group_owner")
    taken = {**offered, "object_types": ["Screen"]}
    golden.add("assignment.unassigned", f"assignment/{FORM}", taken, {}, named, capacity="group_owner")
    golden.add(
        "assignment.imported",
        f"assignment/{OLD_FORM}",
        {**offered, "form": OLD_FORM, "claimed": {"who": None, "when": None, "zone": None, "ambiguous": False}},
        {"source": imported_from("groupId")},
        {**named, "claimed": None},
    )
    return str(published["digest"])


def submissions(golden: Golden, version_digest: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Streams of answers; the record that is reviewed, and the one that was redacted."""
    answered = {"form": FORM, "version": 1, "version_digest": version_digest, "group": 53, "owner": 4}
    dataset = {
        **answered,
        "object": described("Dataset", 20433, 918273),
        "parent": described("Project", 12, 5001),
    }
    names = {"object": "2026-11 nuclei", "parent": "Chromatin", "group": "Chromatin Dynamics", "owner": "ada"}
    who: dict[str, Any] = {"author": (4, "ada"), "capacity": "annotator", "via": "page"}
    first = {"nm": 461, "dye": "Atto 647N", "ö": "µm €😀", "zero": -0.0, "tiny": 5e-7, "empty": [], "off": False}
    reviewed = golden.add("submission", DATASET, dataset, {"answers": first, "message": ""}, names, **who)
    long = {"notes": "x" + "😀" * 1200 + '\u2028\\"\n'}
    redacted = golden.add(
        "submission",
        DATASET,
        dataset,
        {"answers": {"patient": "should not have been typed"}, "message": ""},
        names,
        **who,
        is_redacted=True,
    )
    golden.add(
        "submission",
        DATASET,
        dataset,
        {"answers": long, "message": "third, long"},
        {**names, "object": "名" * 700},
        author=(8, "jonas"),
        sudoer=(0, "root"),
        capacity="group_owner",
        via="api",
        key=KEYS[1],
    )
    golden.add(
        "submission",
        DATASET,
        {**dataset, "critical": ["inherited", "missing"]},
        {
            "answers": {"nm": {"value": 461, "unit": "nm"}},
            "message": "",
            "origins": {"/nm": {"from": "image header"}},
            "missing": {"/dye": {"reason": "not recorded"}},
            "inherited": {"/instrument": reviewed},
        },
        names,
        **who,
        is_newer=True,
    )
    golden.add_of_format(2, "submission", DATASET, digest=hashlib.sha256(b"future").digest(), key=KEYS[1])
    golden.add_of_format(3, "submission", DATASET, digest=hashlib.sha512(b"future").digest(), key=None)
    image = {**answered, "object": described("Image", 7, 0), "parent": None}
    golden.add(
        "submission.imported",
        IMAGE,
        {**image, "claimed": {"who": 4, "when": "2019-10-27T02:30:00", "zone": "Europe/Zurich", "ambiguous": True}},
        {
            "answers": {"nm": 461},
            "message": "",
            "source": imported_from("2019-10-27T02:30:00", prefix="__ofchunk__" + "0" * 32),
        },
        {**names, "parent": None, "claimed": "ada"},
    )
    unknown = {"claimed": {"who": None, "when": None, "zone": None, "ambiguous": False}, "group": None, "owner": None}
    unreadable = {"fault": "chunk_missing", "raw": [["2019-10-27T02:31:00", "{}"], ["__ofchunk__0:000001", "QQ=="]]}
    golden.add(
        "submission.imported",
        IMAGE,
        {**image, **unknown},
        {"answers": {}, "message": "", "source": imported_from("2019-10-27T02:31:00", **unreadable)},
        {"object": None, "parent": None, "group": None, "owner": None, "claimed": None},
    )
    moved = {**dataset, "object": described("Dataset", 99, 1000001), "parent": None}
    elsewhere = {"server": ELSEWHERE, "stream": DATASET, "number": 6, "digest": "c4" * 32}
    golden.add(
        "submission",
        MOVED,
        {**moved, "continues": elsewhere, "shade": "a field that no reader has to know"},
        {"answers": {"nm": 461}, "message": "", "colour": "another"},
        {**names, "parent": None},
        **{**who, "via": "import"},
    )
    golden.add("submission.dreamt", MOVED, moved, {"answers": {"nm": 461}}, names, **who, is_newer=True)
    return reviewed, redacted


def decisions(golden: Golden, reviewed: dict[str, Any], redacted: dict[str, Any]) -> None:
    """What is decided about records, and about groups."""
    add = golden.add
    later: dict[str, Any] = {"is_newer": True}
    stream = DATASET.replace("submission/", "review/")
    add("review", stream, {"about": reviewed}, {"message": "as measured"}, capacity="group_owner", via="page", **later)
    why = {"reason": "a patient's name"}
    about = {"about": redacted, "approver": 9}
    add("redaction", "integrity", about, why, {"approver": "grace"})
    fork = {"about": reviewed, "others": ["d5" * 32]}
    add("fork.resolved", "integrity", fork, {"reason": "the database was restored"})
    public = {"purpose": "record", "replaces": KEYS[0].fingerprint, "statement": None}
    add("key.added", "key", {"public_key": KEYS[1].public.hex(), **public})
    retired = {"retired": KEYS[0].fingerprint, "log_size": 31}
    add("key.retired", "key", retired, {"reason": "the year is over"}, key=KEYS[1])
    note = f"omero.example.org/omero-forms/{SERVER}\n3\n{base64.b64encode(bytes(32)).decode()}\n\n\u2014 x AAAAAA==\n"
    by_itself: dict[str, Any] = {"author": None, "capacity": "service", "via": "schedule"}
    add("checkpoint", "checkpoint", {"note": note, "added": [[f"form/{FORM}", 1, 3]]}, **by_itself)
    named = {"group": "Chromatin Dynamics"}
    policies(golden, named)
    exemptions(golden, named)
    kept = {
        "group": 53,
        "period": {"name": "2026-W48", "first": "2026-11-17", "last": "2026-11-23"},
        "sha256": "5f" * 32,
        "counts": {
            "totals": {"objects": 12, "compliant": 9, "missing": 3},
            "policies": {"pabcdefghijklmno": {"objects": 12, "compliant": 9, "missing": 3}},
        },
    }
    add("report.kept", "report/53", kept, {"report": "Chromatin Dynamics 2026-W48"}, named, **by_itself)
    here = {"address": "omero.example.org:4064"}
    add("site", "site", {"site": "calm-otter-4f2a", "change": "made", "of": None}, here, key=KEYS[1])
    there = {"address": "[2001:db8::5]:4064"}
    add("site", "site", {"site": "calm-otter-4f2a", "change": "moved", "of": None}, there, sudoer=(0, "root"))
    add("site", "site", {"site": "keen-wren-91c0", "change": "copy", "of": "calm-otter-4f2a"}, here, key=KEYS[1])


def policies(golden: Golden, named: dict[str, Any]) -> None:
    """What is done to policies: one of a group that a file keeps, and one that admins made for all groups."""
    terms = {
        "object_type": "Dataset",
        "requirement": "one_of",
        "forms": [{"form": FORM, "versions": {"from": 2}}, {"form": OLD_FORM, "versions": "any"}],
        "grace": 14,
        "start": "2026-11-23",
        "tell_member": "any",
        "tell_owner_above": 3,
        "site": None,
    }
    lines = "- name: Imaging metadata\n    group: Chromatin Dynamics"
    texts = {
        "name": "Imaging metadata",
        "selector": {"name": "*_TIRF_*", "created_after": "2026-01-01", "min_images": 1},
        "gate": None,
        "message": "",
        "source": {"text": lines, "sha256": "5f" * 32, "entry": 0},
    }
    made = {"group": 53, "policy": "pabcdefghijklmno", "change": "made", "terms": terms, "result": None}
    golden.add("policy.changed", "policy/53", made, texts, named, capacity="group_owner")
    shared = {**terms, "requirement": "none", "forms": [], "site": {"policy": "sabcdefghijklmno", "groups": None}}
    ended = {**made, "policy": "pponmlkjihgfedcb", "change": "ended", "terms": {**shared, "tell_owner_above": "never"}}
    nothing = {**texts, "selector": None, "message": "the year is over", "source": None}
    golden.add("policy.changed", "policy/53", ended, nothing, named, via="api")
    archived = {**made, "change": "archived", "result": {"compliant": 12, "missing": 3}}
    by_itself: dict[str, Any] = {"author": None, "capacity": "service", "via": "schedule"}
    golden.add("policy.changed", "policy/53", archived, texts, named, **by_itself)


def exemptions(golden: Golden, named: dict[str, Any]) -> None:
    """What is decided on exemptions: of an object, of all that fit a selector; one that ended by itself."""
    asked = {
        "group": 53,
        "policy": "pabcdefghijklmno",
        "exemption": "xabcdefghijklmno",
        "decision": "approved",
        "objects": [described("Dataset", 20433, 918273)],
        "forms": [FORM],
        "until": "2026-12-31",
        "asked_by": 9,
        "own": False,
    }
    names = {**named, "asked_by": "grace", "objects": ["2026-11 nuclei"]}
    texts = {"reason": "lost", "message": "this once", "selector": None}
    golden.add("exemption.decided", "policy/53", asked, texts, names, capacity="group_owner", via="page")
    by_itself: dict[str, Any] = {"author": None, "capacity": "service", "via": "schedule"}
    left = {**texts, "message": "The objects left the scope of the policy."}
    golden.add("exemption.decided", "policy/53", {**asked, "decision": "ended"}, left, names, **by_itself)
    of_all = {**asked, "exemption": "xponmlkjihgfedcb", "objects": [], "forms": [], "asked_by": 8, "own": True}
    selected = {**texts, "message": "", "selector": {"name": "old*"}}
    golden.add("exemption.decided", "policy/53", of_all, selected, {**named, "asked_by": "jonas", "objects": []})
    refused = {**of_all, "exemption": "xponmlkjihgfedcc", "decision": "refused", "own": False}
    golden.add("exemption.decided", "policy/53", refused, selected, {**named, "asked_by": "grace", "objects": []})


def golden_text() -> str:
    """The whole file."""
    golden = Golden()
    decisions(golden, *submissions(golden, forms(golden)))
    keys = [
        {"seed": seed.hex(), "public_key": key.public.hex(), "key": key.fingerprint}
        for seed, key in zip(SEEDS, KEYS, strict=True)
    ]
    whole = {"server": SERVER, "time": TIME, "software": SOFTWARE, "keys": keys, "records": golden.records}
    return json.dumps(whole, indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    PATH.write_text(golden_text(), encoding="utf-8")
