# SPDX-License-Identifier: AGPL-3.0-or-later
"""`make demo`: start a whole OMERO with the plug-in, do the main job in it, and leave it running to click through."""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import sys
import time
import zoneinfo
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TypeVar

from demo.lab import User
from demo.main_job import MainJob
from demo.ports import is_free
from demo.processes import ProcessTree, StartError, die_with_parent
from demo.seeding import Cast, Seeder
from demo.site import Ports, Site
from demo.transcript import Transcript

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
DEFAULT_FORM = Path(__file__).with_name("forms") / "confocal-imaging.json"
DEFAULT_UI = DEFAULT_FORM.with_name("confocal-imaging.ui.json")
PARTS = ("worker", "beat", "mail")
DAYS_OLD = 30
STATE = ROOT / ".demo"
ROOT_PASSWORD = "root-password"
"""File in the state folder that the demo writes first."""


class StoppedError(KeyboardInterrupt):
    """Somebody asked us to stop."""


def parse(words: Sequence[str] | None) -> argparse.Namespace:
    """The command line; ports may also come from the environment, as OMERO_FORMS_DEMO_WEB_PORT and so on."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument(
        "--once",
        action="store_true",
        help="do the main job and end; status 0 when every step happened",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="go on with what is in the state folder instead of starting afresh",
    )
    parser.add_argument("--form", type=Path, help="file with a JSON Schema for the form (default: one of ours)")
    parser.add_argument("--ui", type=Path, help="file with its UI schema")
    parser.add_argument("--state", type=Path, default=STATE, help="state folder (default: .demo)")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=PARTS,
        help="leave a part out, to see what is missed",
    )
    parser.add_argument("--seed", type=int, help="for the same names and answers again")
    for name, port in (
        ("web", 4080),
        ("omero", 4064),
        ("redis", 4079),
        ("smtp", 4025),
        ("mail-page", 4081),
    ):
        variable = f"OMERO_FORMS_DEMO_{name.replace('-', '_').upper()}_PORT"
        parser.add_argument(
            f"--{name}-port",
            type=int,
            default=int(os.environ.get(variable, port)),
            help=f"default: {port}",
        )
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """The exit status: 0 when every step happened (or nothing was to be done), 1 otherwise, 2 when it could not
    start.
    """
    arguments = parse(words)
    ports = Ports(
        web=arguments.web_port,
        omero=arguments.omero_port,
        redis=arguments.redis_port,
        smtp=arguments.smtp_port,
        mail_page=arguments.mail_page_port,
    )
    objection = objection_to(arguments, ports)
    if objection:
        print(f"demo: {objection}")
        return 2
    # When make or the shell is killed, its child gets this; the children of ours have their own nets.
    die_with_parent(signal.SIGTERM)
    for sign in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(sign, stop)
    try:
        return run(arguments, ports)
    except StoppedError:
        print("\ndemo: stopped")
        return 130
    except StartError as error:
        print(f"demo: {error}")
        return 2


def objection_to(arguments: argparse.Namespace, ports: Ports) -> str | None:
    """Why this cannot be started, found out before anything is started or removed; None when it can."""
    for file in (arguments.form, arguments.ui):
        try:
            if file is not None and not isinstance(json.loads(file.read_bytes()), dict):
                return f"{file} holds no JSON object, so it is no schema of a form."
        except OSError as error:
            return f"{file} cannot be read: {error.strerror}."
        except ValueError as error:
            return f"{file} is not JSON: {error}."
    state: Path = arguments.state
    if state.exists() and not (state.is_dir() and is_ours(state)):
        return (
            f"{state} is not empty and no state folder of an earlier demo. Nothing was removed; choose another --state."
        )
    wanted = list(ports.named().values())
    twice = {f"{name} {port}" for name, port in ports.named().items() if wanted.count(port) > 1}
    if twice:
        return f"each part needs a port of its own: {', '.join(sorted(twice))}."
    taken = [f"{name} {port}" for name, port in ports.named().items() if not is_free(port)]
    if taken:
        return f"somebody listens already on: {', '.join(taken)}. Another port: ARGS='--web-port 5080', and so on."
    return None


def is_ours(state: Path) -> bool:
    """Whether *state* may be emptied: it is our own folder, an earlier demo made it, or nothing is in it."""
    return state == STATE or (state / ROOT_PASSWORD).exists() or not any(state.iterdir())


_asked_to_stop: list[int] = []


def stop(asked: int, _frame: FrameType | None) -> None:
    """Leave by an exception, so that everything is ended on the way out; once."""
    _asked_to_stop.append(asked)
    for sign in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(sign, signal.SIG_IGN)
    raise StoppedError


def leave_if_asked() -> None:
    """Where the exception was lost: Ice lets none out of what it calls, so that the demo would go on for ever."""
    if _asked_to_stop:
        raise StoppedError


def run(arguments: argparse.Namespace, ports: Ports) -> int:
    """Start everything, do the job, and wait."""
    # Everything of the demo is its user's alone, as the doctor wants it of a site.
    os.umask(0o077)
    state: Path = arguments.state.resolve()
    kept = arguments.keep and (state / "forms.sqlite3").exists()
    if not kept:
        shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True, exist_ok=True)
    chance = random.Random(arguments.seed if arguments.seed is not None else secrets.randbits(64))
    with ProcessTree(state / "log") as tree:
        site = Site(
            state,
            ports,
            tree,
            root_password=root_password(state),
            extra_settings={
                "omero.web.forms.evaluate_every": "10",
                # Times in mails are then those of the transcript and of the browser.
                "omero.web.time_zone": machine_zone(),
            },
        )
        cast = start(site, chance, arguments.without, kept=kept)
        status = 0
        if cast is not None:
            status = do_main_job(site, cast, arguments, chance)
        if arguments.once:
            return status
        say_what_to_click(site, cast)
        return wait(site)


def machine_zone() -> str:
    """The time zone that this machine is set to, by its IANA name; UTC where it cannot be told."""
    name = os.environ.get("TZ") or str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    return name if name in zoneinfo.available_timezones() else "UTC"


def root_password(state: Path) -> str:
    """Of OMERO's root; kept with the state."""
    file = state / ROOT_PASSWORD
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(12))
    return file.read_text()


def start(site: Site, chance: random.Random, without: list[str], *, kept: bool) -> Cast | None:
    """The process tree; the people in it, when they were made now."""
    cast = None
    if timed("Redis", site.start_redis) is None:
        print("demo: there is no Redis here, so Celery's messages go through files: good enough for a demo only")
    if "mail" not in without:
        timed("a mail server", site.start_mail)
    # Ports and the plug-in itself may be others than the last time, so a kept state is configured and installed anew
    # too.
    site.configure()
    if kept:
        with site.making_tables():
            timed("an OMERO server", site.start_omero)
        timed("the plug-in at the port that OMERO has now: omero-forms adopt-site", site.move_plugin)
    else:
        with site.making_tables():
            # What people have on an OMERO is weeks old; data of today would not be due before tonight.
            omero = timed("an OMERO server", lambda: site.start_omero(days_behind=DAYS_OLD))
            cast = timed("groups, people, projects, datasets, images", Seeder(site.server, chance).cast)
            site.tree.end(omero)
            timed("the same, as of today", site.start_omero)
            timed(
                "the plug-in: omero-forms setup, omero config, omero-forms migrate",
                site.set_up_plugin,
            )
    parts = [part for part in ("web", "worker", "beat") if part not in without]
    timed("OMERO.web, Celery worker and beat", lambda: site.start_together(*parts))
    return cast


def timed(what: str, start_it: Callable[[], T]) -> T:
    """Start one part and say how long it took."""
    begun = time.monotonic()
    result = start_it()
    leave_if_asked()
    print(f"demo: {what} ({time.monotonic() - begun:.1f} s)", flush=True)
    return result


def do_main_job(site: Site, cast: Cast, arguments: argparse.Namespace, chance: random.Random) -> int:
    """The transcript; its exit status."""
    out = Transcript()
    out.note("")
    out.note(f"OMERO forms: the main job from end to end, {datetime.now().astimezone():%a %d %b %Y at %H:%M}")
    out.note("Names and answers are random. Each ✓ was read back by another way than it was made.")
    form = (arguments.form or DEFAULT_FORM).resolve()
    ui = arguments.ui or (DEFAULT_UI if arguments.form is None else None)
    MainJob(site, cast, form, ui, chance, out).run()
    return out.conclude()


def say_what_to_click(site: Site, cast: Cast | None) -> None:
    """URL, log-ins, and what to try."""
    print(
        f"\nIt stays up until Ctrl-C.  OMERO.web  {site.url}   mail  {site.mail_url}   logs  {site.tree.log_directory}"
    )
    if cast is not None:
        rows = [
            (cast.researcher, f"researcher in {cast.b.name}"),
            (cast.b.owners[0], f"owner of {cast.b.name}"),
            (cast.busy, f"researcher in {cast.c.name}"),
            (cast.c.owners[0], f"owner of {cast.c.name}"),
            (cast.manager, "facility manager, admin"),
        ]
        print_people(rows)
        (site.state / "people.txt").write_text(
            "\n".join(f"{user.name} {user.password} {role}" for user, role in rows) + "\n"
        )
    elif (site.state / "people.txt").exists():
        print((site.state / "people.txt").read_text())
    print("To try:")
    print(
        '  1. Log in as a researcher, select a dataset, choose "Forms" in the list above the centre panel, fill a form, submit.'
    )
    print("  2. Refresh: the key-value pairs are in the right-hand panel; the history is below the form.")
    print(f"  3. As an owner: {site.url}/omero_forms/dashboard/ shows what is missing, whose, and since when.")
    print(
        f"  4. As the facility manager: {site.url}/omero_forms/designer/ has all forms, and a library to make some from."
    )
    print(f"  5. Read the mails at {site.mail_url}, and follow a link in one of them.", flush=True)


def print_people(rows: list[tuple[User, str]]) -> None:
    """Log-ins in columns."""
    names, passwords = (
        max(len(value) for value in column) for column in zip(*((u.name, u.password) for u, _ in rows), strict=True)
    )
    for user, role in rows:
        print(f"  {user.name.ljust(names)}  {user.password.ljust(passwords)}  {user.full_name}, {role}")


def wait(site: Site) -> int:
    """Until a signal, or until a part ends by itself."""
    while True:
        leave_if_asked()
        for process in site.tree.processes:
            if not process.running:
                print(f"demo: {process.name} ended by itself with status {process.popen.returncode}:\n{process.tail()}")
                return 2
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
