# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of this host that nobody but the user of OMERO.web and its workers may read, and their modes.

Root may keep a file for OMERO.web's group to read, and to take that away would lock OMERO.web out. So owner and group
stay what they are, and of a file of root's with another group what the group may; everything else is taken away.

Whoever starts a process decides by their umask how its files are made, and `omero config set` makes config.xml anew
each time: so set-up closes what is there, and the doctor looks again.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from omero_forms.conf import Conf

UMASK = 0o077
"""Of what we make ourselves: nothing for the group, nothing for others."""

_OTHERS = 0o007
_GROUP_AND_OTHERS = 0o077
_OTHERS_WRITE = 0o022
_STICKY = 0o1000
"""Of a folder such as /tmp, in which everybody may only remove what is theirs."""


class Holds(StrEnum):
    """What a private file holds."""

    MASTER_PASSWORD = "master_password"  # noqa: S105  (a name, not a password)
    AGENT_PASSWORD = "agent_password"  # noqa: S105  (a name, not a password)
    SETTINGS = "settings"
    DATABASE = "database"
    LOGS = "logs"


@dataclass(frozen=True, slots=True)
class PrivateFile:
    """A file that is there."""

    path: Path
    holds: Holds

    @property
    def is_open(self) -> bool:
        """Whether others may read or write it. False where that cannot be asked."""
        return is_open(self.path)

    @property
    def closed_to(self) -> str:
        """As :func:`closed_to`."""
        return closed_to(self.path)


def private_files(current: Conf) -> list[PrivateFile]:
    """Those that are there now, as the settings name them."""
    passwords = {Holds.MASTER_PASSWORD: current.master_password_file, Holds.AGENT_PASSWORD: current.agent_password_file}
    named = [(Path(file), holds) for holds, file in passwords.items() if file]
    named += [(Path(os.environ["OMERODIR"], "etc", "grid", "config.xml"), Holds.SETTINGS)]
    named += [(path, Holds.DATABASE) for path in database_files()]
    named += [(path, Holds.LOGS) for path in sorted(_log_folder().glob("OMEROweb*.log*"))]
    return [PrivateFile(path, holds) for path, holds in named if _mode(path)]


def close_files(current: Conf, holds: Collection[Holds] = tuple(Holds)) -> list[str]:
    """Take those that are there and open from others, as :func:`close`."""
    return close(one.path for one in private_files(current) if one.holds in holds)


def close(paths: Iterable[Path]) -> list[str]:
    """Take open files from others; what was done, in sentences. A file of another user is left to the doctor."""
    done = []
    for path in paths:
        if is_open(path):
            with suppress(OSError):
                path.chmod(stat.S_IMODE(_mode(path)) & ~_not_theirs(path))
                done.append(f"Closed {path} to other users of this host.")
    return done


def database_files() -> list[Path]:
    """The SQLite file and those that SQLite makes beside it; none where the database is another one."""
    from django.conf import settings

    database = settings.DATABASES.get("default", {})
    if not str(database.get("ENGINE", "")).endswith("sqlite3"):
        return []
    name = str(database["NAME"])
    return [path for end in ("", "-wal", "-shm", "-journal") if (path := Path(name + end)).is_file()]


def is_open(path: Path) -> bool:
    """Whether others than those that a file is kept for may read or write it. False where that cannot be asked."""
    return bool(_mode(path) & _not_theirs(path))


def closed_to(path: Path) -> str:
    """Whom an open file is to be closed to, in the words of chmod: `go` or `o`."""
    return "o" if _not_theirs(path) == _OTHERS else "go"


def _not_theirs(path: Path) -> int:
    """The bits of a mode that nobody is to have. A file of root's with another group is kept for that group."""
    try:
        of = path.stat()
    except OSError:
        return _OTHERS
    return _OTHERS if of.st_uid == 0 and of.st_gid != 0 else _GROUP_AND_OTHERS


def folders_of_others(files: Iterable[Path]) -> list[Path]:
    """The folders of files in which others, or the group, may put another file in the place of one."""
    folders = dict.fromkeys(path.parent for path in files)
    return [folder for folder in folders if _mode(folder) & _OTHERS_WRITE and not _mode(folder) & _STICKY]


@contextmanager
def making_private() -> Iterator[None]:
    """Files that are made within are nobody else's to read."""
    before = os.umask(UMASK)
    try:
        yield
    finally:
        os.umask(before)


def write_private(file: Path, content: bytes) -> None:
    """Write a file that is never, not for a moment, readable by others. One that is there keeps its owner, its group,
    and what these may do with it.
    """
    # The name is nobody's to guess or to meet: a process that died may have had the same number.
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    scratch = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            _keep_access(file, descriptor)
        scratch.replace(file)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def _keep_access(file: Path, descriptor: int) -> None:
    try:
        before = file.stat()
    except FileNotFoundError:
        return
    not_theirs = _not_theirs(file)
    with suppress(PermissionError):
        os.fchown(descriptor, before.st_uid, before.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(before.st_mode) & ~not_theirs)


def _mode(path: Path) -> int:
    """0 where there is nothing, or nobody tells."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _log_folder() -> Path:
    from django.conf import settings

    return Path(getattr(settings, "LOGDIR", "") or Path(os.environ["OMERODIR"], "var", "log"))
