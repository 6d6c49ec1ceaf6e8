# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether other users of this host can read what is nobody else's. Asked through
:mod:`omero_forms.selectors.diagnosis.ask`.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from omero_forms.conf import Conf
from omero_forms.domain.texts import noop, t
from omero_forms.kit.private_files import Holds, folders_of_others, private_files
from omero_forms.selectors.diagnosis.problem import SetupProblem

# Code, what is open, and what keeps it closed from then on.
_WORDS = (
    (
        Holds.AGENT_PASSWORD,
        "agent_password_open",
        noop("Other users of this host can read the file with the form agent's password."),
        noop("the workers' user must be able to read it."),
    ),
    (
        Holds.MASTER_PASSWORD,
        "master_password_open",
        noop("Other users of this host can read the file with the form master's password."),
        noop("OMERO.web's user must be able to read it."),
    ),
    (
        Holds.SETTINGS,
        "config_open",
        noop("Other users of this host can read config.xml, which holds the form master's password."),
        noop("omero config set makes it anew: set umask 077 before."),
    ),
    (
        Holds.DATABASE,
        "database_open",
        noop("Other users of this host can read or change the forms database."),
        noop("OMERO.web's user must be able to read it."),
    ),
    (
        Holds.LOGS,
        "logs_open",
        noop("Other users of this host can read OMERO.web's logs, which name people and what they asked for."),
        noop(
            "start OMERO.web and the workers with umask 077 (UMask=0077 under systemd), so that new ones are not open."
        ),
    ),
)


def modes(current: Conf) -> Iterator[SetupProblem]:
    """Files that are open to others, and folders in which others could put another file in the place of one."""
    files = private_files(current)
    opened = [one for one in files if one.is_open]
    for holds, code, what, then in _WORDS:
        by_whom: dict[str, list[Path]] = {}
        for one in opened:
            if one.holds is holds:
                by_whom.setdefault(one.closed_to, []).append(one.path)
        if by_whom:
            steps = [f"chmod {whom}= {_quoted(paths)}; " for whom, paths in by_whom.items()]
            yield SetupProblem(code, t(what), "".join(steps) + t(then))
    kept = [one.path for one in files if one.holds is not Holds.LOGS]
    keys = (current.seal_key_path, current.checkpoint_key_path, current.checkpoint_ml_dsa_key_path)
    kept += [Path(key) for key in (*keys, current.link_key_path) if key]
    if folders := folders_of_others(kept):
        yield SetupProblem(
            "folder_open",
            t(
                "Other users of this host can put files of theirs in the place of the key, a password, config.xml or the "
                "forms database."
            ),
            f"chmod go-w {_quoted(folders)}; {t('a folder that holds nothing else can be 0700.')}",
        )


def _quoted(paths: Sequence[Path]) -> str:
    return " ".join(shlex.quote(str(path)) for path in paths)
