# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only this host can tell of the set-up: the key that seals records, the broker, the workers.

Asked through :mod:`omero_forms.selectors.diagnosis.ask`; each question ends within seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from omero_forms.catalogue import catalogue_problem
from omero_forms.conf import Conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.seals import Sealer
from omero_forms.domain.texts import t
from omero_forms.kit.counting import is_counted_in
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.private_files import closed_to, is_open
from omero_forms.kit.stop_links import link_key as signing_key
from omero_forms.selectors.diagnosis.problem import SETUP, SetupProblem
from omero_forms.selectors.keys import former_keys

BROKER_SECONDS = 2.0
WORKER_SECONDS = 1.5


def seal_key(current: Conf) -> Iterator[SetupProblem]:
    """Whether the key that seals records is there, can be read, and by its owner alone."""
    if not current.seal_key_path:
        yield SetupProblem("seal_key_missing", t("No key is set for sealing records."), t(SETUP))
        return
    path = Path(current.seal_key_path)
    try:
        Sealer(path.read_bytes())
    except (OSError, ValueError):
        yield SetupProblem(
            "seal_key_unreadable",
            t("The key that seals records cannot be read."),
            t(
                "See that {path} is there, is the key that omero-forms setup made, and is readable by OMERO.web's user. If it is lost, restore it from its backup.",
                path=path,
            ),
        )
        return
    if is_open(path):
        yield SetupProblem(
            "seal_key_open",
            t("Other users of this host can read the key that seals records."),
            f"chmod {closed_to(path)}= {path}; OMERO.web's user must be able to read it.",
        )
    try:
        former_keys()
    except FormsError as fault:
        yield SetupProblem(
            "former_keys_unreadable",
            fault.message,
            t(
                "See that {former_keys_path} is there and readable by OMERO.web's user; omero-forms adopt-site made it.",
                former_keys_path=current.former_keys_path,
            ),
        )


def link_key(current: Conf) -> Iterator[SetupProblem]:
    """Whether the key that signs links in mails is there, can be read, and by its owner alone."""
    try:
        signing_key(current)
    except FormsError:
        yield SetupProblem(
            "link_key_missing",
            t(
                "The key that signs links in mails is not set, or cannot be read, so mails have no link that pauses or stops them."
            ),
            t(SETUP),
        )
        return
    path = Path(current.link_key_path)
    if is_open(path):
        yield SetupProblem(
            "link_key_open",
            t("Other users of this host can read the key that signs links in mails, and so stop the mails of anybody."),
            f"chmod {closed_to(path)}= {path}; OMERO.web's user must be able to read it.",
        )


def broker(current: Conf) -> Iterator[SetupProblem]:
    """Whether Redis answers; another broker is not asked."""
    if current.redis_url is None:
        return
    seconds = min(BROKER_SECONDS, max(0.1, Deadline.of_answer().left))
    client = Redis.from_url(current.redis_url, socket_connect_timeout=seconds, socket_timeout=seconds)
    try:
        client.ping()
    except (RedisError, OSError, ValueError):
        yield SetupProblem(
            "broker_unavailable",
            t(
                "The broker does not answer, so nothing is evaluated, repaired or mailed, and the limits of what one person "
                "may send hold for each process of OMERO.web alone."
            ),
            t("Start Redis, or correct omero.web.forms.broker, then restart the workers."),
        )
    finally:
        client.close()


def counting(current: Conf) -> Iterator[SetupProblem]:
    """Whether requests are counted together, so that a limit is one limit; says nothing when Redis does not answer."""
    if current.redis_url is None:
        yield SetupProblem(
            "rates_per_process",
            t(
                "The broker is no Redis, so each process of OMERO.web counts for itself what a person sends: the limits "
                "omero.web.forms.rate_submissions and rate_writes hold for each process."
            ),
            t("Name a Redis in omero.web.forms.broker, or set the limits to their share of a process."),
        )
    elif next(broker(current), None) is None and not is_counted_in(current.redis_url):
        yield SetupProblem(
            "rates_per_process",
            t(
                "The Redis of omero.web.forms.broker answers but does not count, so each process of OMERO.web counts for "
                "itself what a person sends: the limits omero.web.forms.rate_submissions and rate_writes hold for each."
            ),
            t(
                "Allow its user the commands EVAL, INCR, PTTL and PEXPIRE on keys that begin with omero-forms:rate:, or set "
                "the limits to their share of a process."
            ),
        )


def workers(current: Conf) -> Iterator[SetupProblem]:
    """Whether a worker answers; says nothing when the broker is what does not."""
    if next(broker(current), None) is not None or current.broker_url.startswith("filesystem"):
        return
    from celery import Celery  # five megabytes, of use to no other question of a web worker

    with Celery(broker=current.broker_url) as app:
        # One that answers is enough: without the limit all of the time is waited for others.
        answers = app.control.ping(timeout=WORKER_SECONDS, limit=1)
    if not answers:
        yield SetupProblem(
            "worker_missing",
            t("No worker answers, so nothing is evaluated, repaired or mailed."),
            t("Start omero-forms worker, and omero-forms beat beside it."),
        )


def catalogue() -> Iterator[SetupProblem]:
    """The texts of the site's language, where they cannot be used."""
    if problem := catalogue_problem():
        yield SetupProblem(
            "catalogue_unusable",
            t(
                "The texts of the site's language cannot be used, so pages and mails are in English: {problem}.",
                problem=problem,
            ),
            t(
                "Make the file again with msgfmt or Poedit, or name another one in omero.web.forms.catalogue; then restart OMERO.web and "
                "the workers."
            ),
        )
