# SPDX-License-Identifier: AGPL-3.0-or-later
"""What keeps mails from going out, and whom they did not reach: those that mail servers refused lately, and those
of the last digest who have no address. The doctor says the latter alone; a banner that stays for weeks would not be
read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from omero_forms.domain.digests.shapes import UNREACHABLE, NotTold, why_not_told
from omero_forms.domain.texts import t, tn
from omero_forms.models import OutboxMessage, OutboxState
from omero_forms.selectors.diagnosis.problem import SetupProblem
from omero_forms.selectors.mails import last_digest

SHOWN_FOR = timedelta(days=7)
"""How long a refused mail is named: a week, after which the next digest tells anew."""

NAMED = 5
"""So many people are named; the others are counted."""


def people_not_reached() -> Iterator[SetupProblem]:
    """Those of the newest digest without an address that can be used."""
    run = last_digest()
    if run is None:
        return
    people = [
        f"{one['name']} ({why_not_told(NotTold(one['reason']))})"
        for one in run.unreachable
        if one["reason"] in UNREACHABLE
    ]
    if people:
        yield SetupProblem(
            "people_not_reached",
            t("The last digest ({period}) did not reach {named}.", period=run.period, named=_named(people)),
            t("Correct their e-mail addresses in OMERO, or tell them in another way."),
        )


def refused_in(period: str) -> list[str]:
    """Whose digest of a period mail servers refused for good, by log-in name."""
    return _names(Q(kind="digest", period=period))


def mails_refused(now: datetime) -> Iterator[SetupProblem]:
    """Whose mail was refused for good in the last days, of whatever kind it was."""
    # When it was to go out for the last time: the mail server may have put it off for days before.
    people = _names(Q(next_at__gt=now - SHOWN_FOR))
    if people:
        yield SetupProblem(
            "mails_refused",
            t(
                "In the last {days} days mail servers refused mails for good, to {named}.",
                days=SHOWN_FOR.days,
                named=_named(people),
            ),
            t(
                "The page /omero_forms/mails/ says why, and sends them again. Correct the e-mail addresses in OMERO or the mail "
                "server's settings before."
            ),
        )


def mail_templates() -> Iterator[SetupProblem]:
    """Templates of the site's own by which a sample of their mail cannot be laid out as it should."""
    from omero_forms.mail.layout import check  # all words of all mails, of use to no web worker
    from omero_forms.mail.samples import SAMPLES

    problems = [problem for folder, words in SAMPLES.items() for problem in check(folder, words()).problems]
    if problems:
        said = [t("Templates of mails that this site has of its own are wrong."), *problems[:NAMED]]
        if len(problems) > NAMED:
            said.append(t("And {number} more.", number=f"{len(problems) - NAMED:,}"))
        yield SetupProblem(
            "mail_templates_wrong",
            " ".join(said),
            t(
                "omero-forms mail check says all. Correct them below a folder of omero.web.template_dirs, then restart the workers. "
                "Until then a template that fails is replaced by that of omero-forms."
            ),
        )


def _names(which: Q) -> list[str]:
    refused = OutboxMessage.objects.filter(which, state=OutboxState.REFUSED)
    return list(refused.order_by("person_name").values_list("person_name", flat=True).distinct())


def _named(people: Sequence[str]) -> str:
    named = ", ".join(people[:NAMED])
    if len(people) <= NAMED:
        return named
    return t("{people} and {number} more", people=named, number=f"{len(people) - NAMED:,}")


def mails_that_wait() -> Iterator[SetupProblem]:
    """Mails that were tried in vain, with what the mail server, or the way to it, said to the newest attempt."""
    waiting = OutboxMessage.objects.filter(state=OutboxState.WAITING).exclude(last_error="")
    newest = waiting.order_by("-next_at").first()
    if newest is None:
        return
    count = waiting.count()
    yield SetupProblem(
        "mails_wait",
        tn(
            "{n} mail waits to be sent again, since {reason}.",
            "{n} mails wait to be sent again, since {reason}.",
            count,
            reason=newest.last_error,
        ),
        t(
            "Correct omero.mail.host and what belongs to it, or the mail server. Workers go on trying, once an hour at least."
        ),
    )
