# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes frontend/src/shared/api/schema.ts from the API's OpenAPI document: `make api-types`. With --print: to standard
output.

The document comes from Django's own code; no server, no OMERO and no database is asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
TYPES = FRONTEND / "src" / "shared" / "api" / "schema.ts"
NODE = Path(sys.prefix) / "node-bin"
"""There only where the machine has no Node that is new enough."""
GENERATOR = FRONTEND / "api-types" / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
HEAD = (
    "// SPDX-License-Identifier: AGPL-3.0-or-later\n"
    "// Made by `make api-types` from the OpenAPI document; a change is made in omero_forms/api/.\n"
)


LIMITS = {"MESSAGE_LIMIT": ("SubmissionIn", "message")}
"""Lengths that the page tells people of, by the name that it knows them by: a type cannot say them."""


def document() -> dict[str, Any]:
    """The OpenAPI document as JSON has it, paths below the API's own address. Django must be set up."""
    from ninja.responses import NinjaJSONEncoder

    from omero_forms.api.v1 import api

    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=""), cls=NinjaJSONEncoder))
    return made


def without_titles(part: Any) -> Any:
    """Pydantic gives every field its own name again as a title; in the types that is noise."""
    if isinstance(part, dict):
        return {
            key: without_titles(value) for key, value in part.items() if not (key == "title" and isinstance(value, str))
        }
    return [without_titles(one) for one in part] if isinstance(part, list) else part


def limits_of(api: dict[str, Any]) -> str:
    """The constants of LIMITS."""
    shapes = api["components"]["schemas"]
    return "".join(
        f"export const {name} = {shapes[shape]['properties'][field]['maxLength']};\n"
        for name, (shape, field) in LIMITS.items()
    )


def types_of(api: dict[str, Any]) -> str:
    """The document as TypeScript. Raises CalledProcessError where the generator refuses it."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "openapi.json", Path(folder) / "schema.ts"
        # The document's own title is asked for by OpenAPI.
        source.write_text(json.dumps({**without_titles(api), "info": api["info"]}))
        subprocess.run(
            [
                "node",
                GENERATOR,
                source,
                "--output",
                target,
                "--default-non-nullable",
                "false",
                "--alphabetize",
            ],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"PATH": f"{NODE}{os.pathsep}{os.environ.get('PATH', '')}"},
        )
        made = target.read_text()
    # In place of the generator's own remark.
    return HEAD + made[made.index("*/\n") + len("*/\n") :] + limits_of(api)


def main() -> int:
    """Write the types; the exit status."""
    import django
    from django.conf import settings

    if not GENERATOR.exists():
        sys.stderr.write("The generator is not installed: `make install`, or `npm ci` in frontend/.\n")
        return 1
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    settings.configure(INSTALLED_APPS=["omero_forms"], USE_TZ=True)
    django.setup()
    try:
        made = types_of(document())
    except subprocess.CalledProcessError as error:
        sys.stderr.write(error.stdout + error.stderr)
        return 1
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(made)
    else:
        TYPES.write_text(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
