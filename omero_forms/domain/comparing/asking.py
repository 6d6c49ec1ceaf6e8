# SPDX-License-Identifier: AGPL-3.0-or-later
"""What jsonschema-rs can prove of two schemas, as a program of its own: it cannot be stopped once it thinks, and there
are small schemas over which it thinks for minutes. Whoever runs it ends it (kit/children.py).

Reads a JSON list of claims, {"old", "new", "draft"}; writes a line for each as soon as it is known:
{"covers": true or false, "left": what is not taken any more, as a JSON Schema, or null where that cannot be said}.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import jsonschema_rs


def answer(claim: dict[str, Any]) -> dict[str, Any]:
    """Whether `new` takes all that `old` takes; `covers` is true only where that is proven."""
    said: dict[str, Any] = {"covers": False, "left": None}
    try:
        old, new = (
            jsonschema_rs.canonicalize(claim[side], draft=claim["draft"], validate_formats=False, offline=True)
            for side in ("old", "new")
        )
        said["covers"] = new.covers(old) == jsonschema_rs.canonical.Containment.YES
        if not said["covers"]:
            said["left"] = old.subtract(new).to_json_schema()
    except Exception:  # noqa: BLE001, S110  (whatever it has no words for is not proven)
        pass
    return said


def main() -> None:
    """Answer what is asked on standard input, claim by claim."""
    for claim in json.load(sys.stdin):
        sys.stdout.write(f"{json.dumps(answer(claim))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
