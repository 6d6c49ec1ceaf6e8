# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seals that another process checks are known to be right where they are, and nothing is said of any other."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys

import pytest

from omero_forms.domain.records.keyring import Keyring, Seal
from omero_forms.domain.records.seals import Sealer, new_private_key
from omero_forms.kit import seal_checks, seals_child
from omero_forms.kit.seal_checks import MOST_AT_ONCE, SealChecks
from omero_forms.kit.seals_child import NUMBER, ONE

SEALER, OTHER = Sealer(new_private_key()), Sealer(new_private_key())
RING = Keyring.of([OTHER.public_key, SEALER.public_key])


def seals(count: int, sealer: Sealer = SEALER) -> list[Seal]:
    digests = [hashlib.sha256(b"%d" % number).digest() for number in range(count)]
    return [Seal(sealer.fingerprint, digest, sealer.seal(digest)) for digest in digests]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is started for a single seal, also where there is one processor."""
    monkeypatch.setattr(seal_checks, "WORTH_IT", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})


@pytest.mark.usefixtures("at_once")
def test_seals_that_are_right_are_told_and_no_others() -> None:
    right = seals(3)
    wrong = [right[0]._replace(seal=right[1].seal), right[2]._replace(key=OTHER.fingerprint)]
    unknown = Seal("ed25519:" + "ab" * 32, right[0].digest, right[0].seal)
    with SealChecks(RING) as checks:
        checks.ask([*wrong, *right, unknown, right[0]._replace(seal=b"short")])
        assert checks.sound() == frozenset(right)
        assert checks.sound() == frozenset()
        checks.ask([])
        assert checks.sound() == frozenset()
        many = seals(MOST_AT_ONCE + 5, OTHER)
        checks.ask(many)
        assert checks.sound() == frozenset(many[:MOST_AT_ONCE])


@pytest.mark.usefixtures("at_once")
def test_a_key_that_the_keyring_comes_to_know_is_none_of_the_process() -> None:
    known = {SEALER.fingerprint: SEALER.public_key}
    with SealChecks(Keyring(known)) as checks:
        known[OTHER.fingerprint] = OTHER.public_key
        checks.ask([*seals(2), *seals(1, OTHER)])
        assert checks.sound() == frozenset(seals(2))


@pytest.mark.usefixtures("at_once")
def test_nobody_is_told_anything_once_the_process_is_gone() -> None:
    with SealChecks(RING) as checks:
        checks.ask(seals(1))
        assert len(checks.sound()) == 1
        assert checks.pid is not None
        os.kill(checks.pid, signal.SIGKILL)
        checks.ask(seals(2))
        assert checks.sound() == frozenset()
        checks.ask(seals(2))
        assert checks.sound() == frozenset()
        assert checks.pid is None


@pytest.mark.usefixtures("at_once")
def test_what_interrupts_a_command_in_a_terminal_does_not_reach_the_process() -> None:
    with SealChecks(RING) as checks:
        checks.ask(seals(1))
        assert checks.pid is not None
        assert os.getpgid(checks.pid) == checks.pid


@pytest.mark.parametrize("how", ["interrupted", "nobody reads"])
def test_the_process_says_nothing_when_it_is_ended(how: str) -> None:
    # A program that a shell started in its background heeds no interrupt, and those that it starts do not either.
    command = ["env", "--default-signal=INT", sys.executable, "-I", "-m", seals_child.__name__]
    [one] = seals(1)
    batch = NUMBER.pack(1) + ONE.pack(0, one.digest, one.seal)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(NUMBER.pack(1) + SEALER.public_key + batch)
        process.stdin.flush()
        assert process.stdout.read(1) == b"\1"
        if how == "interrupted":
            process.send_signal(signal.SIGINT)
        else:
            process.stdout.close()
            process.stdin.write(batch)
            process.stdin.flush()
        assert (process.wait(60), process.stderr.read()) == (0, b"")


def test_a_few_seals_and_one_processor_are_not_worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    with SealChecks(RING) as checks:
        checks.ask(seals(3))
        assert (checks.sound(), checks.pid) == (frozenset(), None)
    monkeypatch.setattr(seal_checks, "WORTH_IT", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    with SealChecks(RING) as checks:
        checks.ask(seals(3))
        assert (checks.sound(), checks.pid) == (frozenset(), None)
    # As where a process cannot be bound to some of them.
    monkeypatch.delattr(os, "sched_getaffinity")
    for processors in (None, 1, 2):
        monkeypatch.setattr(os, "cpu_count", lambda found=processors: found)
        with SealChecks(RING) as checks:
            checks.ask(seals(3))
            assert len(checks.sound()) == (3 if processors == 2 else 0)
