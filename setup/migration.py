# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the one migration of omero_forms anew from its models: `make migration`.

Until the first release nobody has a database that has to be kept, so a change of the models is no second migration. No
OMERO and no database is asked.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "first_release"
HEAD = "# SPDX-License-Identifier: AGPL-3.0-or-later\n# Made by `make migration`; a change is made in omero_forms/models/.\n\n"


def main() -> int:
    """Write it; the exit status."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    settings.configure(INSTALLED_APPS=["omero_forms"], USE_TZ=True)
    django.setup()
    folder = ROOT / "omero_forms" / "migrations"
    for old in folder.glob("0001_*.py"):
        old.unlink()
    call_command("makemigrations", "omero_forms", name=NAME, include_header=False, verbosity=0)
    made = folder / f"0001_{NAME}.py"
    made.write_text(HEAD + made.read_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
