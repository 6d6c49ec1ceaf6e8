# SPDX-License-Identifier: AGPL-3.0-or-later
"""How fast mails leave, beside what one SMTP connection takes at all: `make bench ARGS='mail --quick'`.

Both sides hand mails of the same size to the same server, in turns: ours from the outbox, each claimed, sent and
marked; the floor ready-made messages by `smtplib`, over one connection, and for comparison over a connection each. CPU
is that of this process and of the mail server: where the machine has other work, it says more.
"""

from __future__ import annotations

import argparse
import smtplib
import statistics
import subprocess
import sys
import time
import uuid
from email.message import EmailMessage
from email.policy import SMTP

from benchmarks.processes import cpu_seconds
from benchmarks.rounds import Ratio, heading, milliseconds, row
from tests.support import environment
from tests.support.counts import counts

GOAL = 0.6
ROUNDS = 6
TEXT = "2026-11-06_COS7_clathrin_TIRF_11 has no answers.\n" * 60
HTML = "<p>2026-11-06_COS7_clathrin_TIRF_11 has no answers.</p>\n" * 160


def mail() -> bytes:
    """One ready-made message."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "forms@example.org", "ada@example.org", "3 datasets need metadata"
    made["Message-ID"] = f"<{uuid.uuid4().hex}@example.org>"
    made.set_content(TEXT)
    made.add_alternative(HTML, subtype="html")
    return made.as_bytes(policy=SMTP)


def put(number: int) -> list[int]:
    """So many messages in the outbox, due now; their ids."""
    from django.utils import timezone

    from omero_forms.models import OutboxMessage

    now = timezone.now()
    OutboxMessage.objects.all().delete()
    made = OutboxMessage.objects.bulk_create(
        OutboxMessage(
            person_id=n, person_name="ada", kind="digest", period="benchmark",
            message_id=f"<{uuid.uuid4().hex}@example.org>", recipient="ada@example.org",
            subject="3 datasets need metadata", text=TEXT, html=HTML, created_at=now, next_at=now,
        )
        for n in range(number)
    )  # fmt: skip
    return [one.pk for one in made]


class Sides:
    """What is measured, with the mails that the next round sends."""

    def __init__(self, port: int, server: int, number: int) -> None:
        self.port = port
        self.server = server
        self.number = number
        self.mails = [mail() for _ in range(number)]
        self.waiting: list[int] = []

    def cpu(self) -> float:
        """Seconds of this process and of the mail server."""
        return cpu_seconds(self.server)

    def ours(self) -> None:
        """From the outbox."""
        from omero_forms.services.mails.send import Delivery, send_messages

        outcomes = send_messages(self.waiting)
        if set(outcomes.values()) != {Delivery.SENT}:
            raise SystemExit(f"not all were sent: {outcomes}")

    def one_connection(self) -> None:
        """The floor."""
        with smtplib.SMTP("127.0.0.1", self.port) as connection:
            for one in self.mails:
                connection.sendmail("forms@example.org", ["ada@example.org"], one)

    def a_connection_each(self) -> None:
        """As mails went before."""
        for one in self.mails:
            with smtplib.SMTP("127.0.0.1", self.port) as connection:
                connection.sendmail("forms@example.org", ["ada@example.org"], one)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 mails a round, not 500")
    options = parser.parse_args()
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    port = environment.SMTP_PORT
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    server = subprocess.Popen(
        [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    )
    try:
        _wait_for(port)
        number = 100 if options.quick else 500
        sides = Sides(port, server.pid, number)
        work = {"ours": sides.ours, "floor": sides.one_connection, "each": sides.a_connection_each}
        rates: dict[str, list[float]] = {name: [] for name in work}
        busy: dict[str, list[float]] = {name: [] for name in work}
        for turn in range(ROUNDS + 1):
            sides.waiting = put(number)
            for name in work if turn % 2 else reversed(work):
                before, cpu = time.perf_counter(), sides.cpu()
                work[name]()
                if turn:
                    rates[name].append(number / (time.perf_counter() - before))
                    busy[name].append((sides.cpu() - cpu) / number * 1000)
        sides.waiting = put(number)
        with counts() as spent:
            sides.ours()
    finally:
        server.terminate()
        server.wait()
    heading(theirs="floor")
    for name, words, goal in (("floor", "one connection", GOAL), ("each", "a connection each", None)):
        ratio = Ratio.of(rates["ours"], rates[name])
        row(
            f"{number} mails sent, beside {words}",
            f"{statistics.median(rates['ours']):.0f}/s",
            f"{statistics.median(rates[name]):.0f}/s",
            ratio=ratio,
            calls=len(spent.calls),
            statements=len(spent.statements),
            goal="" if goal is None else f">= {goal}",
            met=None if goal is None else ratio.median >= goal,
        )
        row(
            "  CPU a mail",
            milliseconds(busy["ours"]),
            milliseconds(busy[name]),
            ratio=Ratio.of(busy["ours"], busy[name]),
        )
    return 0


def _wait_for(port: int) -> None:
    ends = time.monotonic() + 30
    while True:
        try:
            smtplib.SMTP("127.0.0.1", port).quit()
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    raise SystemExit(main())
