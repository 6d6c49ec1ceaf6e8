# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies of a site as they are made in practice, over the real wire: a second OMERO from a copy of the first one's
database.
"""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from demo.smtp import Mailbox
from omero_forms.api.banner import problems_for
from omero_forms.cli import main
from omero_forms.conf import Secret, conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.log.cosignatures import new_ml_dsa_key
from omero_forms.domain.records.format import Record
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.parts import Told
from omero_forms.domain.records.verify import verify
from omero_forms.domain.sites import Site, SiteChange
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import master_session
from omero_forms.models import Event, RecordRow, Server, Stream
from omero_forms.selectors.diagnosis import ask
from omero_forms.selectors.key_chain import all_keys, keys_alone
from omero_forms.selectors.keyring import keyring
from omero_forms.selectors.keys import checkpoint_signer, sealer
from omero_forms.selectors.site import read_site
from omero_forms.services.mails.send import Delivery, send_message
from omero_forms.services.records.gate import check_site
from omero_forms.services.setup import Plan, set_up
from omero_forms.services.site.adopt import adopt_as_copy, adopt_moved
from omero_forms.services.site.write import write_site
from omero_forms.services.submissions.submit import submit
from omero_forms.services.sweep import sweep
from tests.services.mails.test_send import put
from tests.services.site.conftest import Copies, untouched
from tests.support import environment
from tests.support.servers import OmeroServer
from tests.support.world import EVERYWHERE, FormInUse, FormsWorld, submission

SITE = "lab-of-tests"


def typed(capsys: pytest.CaptureFixture[str], server: OmeroServer, *words: str, user: str = "root") -> dict[str, Any]:
    """What `adopt-site --json` printed."""
    password = server.server.root_password if user == "root" else user
    log_in = ["-s", server.server.host, "-p", str(server.port), "-u", user, "-w", password]
    status = main(["adopt-site", *words, "--yes", "--json", *log_in])
    told = capsys.readouterr()
    assert status == 0, told.err
    return dict(json.loads(told.out))


def is_refused(user: UserSession, target: int, form: FormInUse, base: int) -> bool:
    """Whether nothing can be submitted, since this looks like a copy."""
    with pytest.raises(FormsError) as refused:
        submit(user, submission(target, form, base=base))
    return refused.value.code == "site_differs" and SITE in refused.value.message


def history(world: FormsWorld, stream: str) -> list[Record]:
    """A history in the OMERO that the settings name, each record of it proven."""
    records = world.stored(stream)
    assert [verify(one, keyring()) for one in records] == [[]] * len(records)
    return records


def codes() -> set[str]:
    return {one.code for one in ask.problems()}


def test_a_whole_site_that_was_copied_waits_until_it_is_adopted_and_then_forks_from_production_without_harm(
    world: FormsWorld,
    dataset: Callable[..., int],
    copies: Copies,
    mailbox: Mailbox,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    form, target = world.form(*EVERYWHERE), dataset()
    stream = world.submit("author", target, form).submission.record.stream.name
    waiting, key_before = put(), conf().seal_key_path
    copy, production, production_key = copies.make(), copies.original, sealer()
    production_signer = checkpoint_signer("log")
    with untouched(production):
        copies.use(copy)
        author = copies.user(copy, "author")
        ml_dsa = tmp_path / "ml-dsa.pem"
        ml_dsa.write_bytes(new_ml_dsa_key())
        copies.set(checkpoint_ml_dsa_key=str(ml_dsa))
        with untouched(copy):
            assert is_refused(author, target, form, base=1)
            assert sweep(Deadline.after(60)).stopped_by == "site_differs"
            assert {"site_differs"} <= codes()
        made = typed(capsys, copy, "--as-copy", "--mail-to", "test@example.org", "--directory", str(tmp_path / "keys"))
        name = made["site"]["name"]
        assert made["site"] == {"name": name, "of": SITE, "address": conf().omero_address}
        # Before the settings are made, and everything restarted, it goes on waiting.
        assert is_refused(author, target, form, base=1)
        assert not mailbox.mails
        # Asked again, it says the same and writes nothing: the settings may have been lost.
        with untouched(copy):
            again = typed(
                capsys, copy, "--as-copy", "--mail-to", "test@example.org", "--directory", str(tmp_path / "keys")
            )
        assert (again["site"], again["settings"]) == (made["site"], made["settings"])
        copies.make_settings(made["settings"])
        with untouched(copy):
            again = typed(capsys, copy, "--as-copy", "--mail-to", "other@example.org")
        assert again["settings"] == {**made["settings"], "omero.web.forms.mail_redirect": "other@example.org"}
        [banner] = [one for one in problems_for(author) if one.code == "site_is_copy"]
        assert (banner.message, banner.mend) == (f"This is a copy of {SITE}. What is submitted here stays here.", None)
        assert submit(author, submission(target, form, base=1)).submission.copy_state == "copied"
        old, new = history(world, stream)
        assert (old.key, new.key) == (production_key.fingerprint, sealer().fingerprint)
        assert new.previous == old.digest
        assert production_key.public_key != sealer().public_key
        assert stat.S_IMODE(Path(conf().seal_key_path).stat().st_mode) == 0o600
        # The log of the copy goes on under a key that the auditor of production does not know.
        assert checkpoint_signer("log").key != production_signer.key
        own_ml_dsa = Path(conf().checkpoint_ml_dsa_key_path)
        assert own_ml_dsa.read_bytes() != ml_dsa.read_bytes()
        for private in (Path(conf().checkpoint_key_path), own_ml_dsa):
            assert stat.S_IMODE(private.stat().st_mode) == 0o600
        assert send_message(outbox_id=waiting.pk) is Delivery.SENT
        [mail] = mailbox.mails
        assert mail.recipients == ("test@example.org",)
        assert mail.message["Subject"].startswith(f"[Copy of {SITE}] ")
        told = [one.payload_json() for one in history(world, "site")][-1]
        assert {field: told[field] for field in ("site", "change", "of", "via")} == {
            "site": name, "change": "copy", "of": SITE, "via": "command",
        }  # fmt: skip
        event = Event.objects.get(name="site.copied")
        assert (event.actor_name, event.details["of"], event.details["key"]) == ("root", SITE, sealer().fingerprint)
        # A worker takes the records of the site over; setting up again changes nothing. A history of keys that OMERO
        # has from before is read by one sweep, and goes on with the next.
        for _ in range(2):
            sweep(Deadline.after(60))
        assert RecordRow.objects.filter(stream__name="site").count() == len(history(world, "site"))
        # The keys of the copy are among those that its records name, and nobody need be told that no other signed them.
        added = [one.payload_json() for one in history(world, "key") if one.key == sealer().fingerprint]
        own = [("record", sealer().public_key.hex()), ("checkpoint", checkpoint_signer("log").key.public_key.hex())]
        assert [(one["purpose"], one["public_key"]) for one in added] == own
        assert [(one.fingerprint, one.is_alone) for one in all_keys()][-2] == (sealer().fingerprint, False)
        assert keys_alone() == []
        assert not codes() & {"site_differs", "site_missing", "records_touched", "stream_stopped"}
        # Wherever its other files go: the key that it came with may lie there.
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        shutil.copy(key_before, elsewhere / "seal-key.pem")
        for file in (conf().seal_key_path, str(elsewhere / "seal-key.pem")):
            once_more = set_up(copies.user(copy, "root"), plan_of(file), conf())
            assert once_more.settings["omero.web.forms.site"] == name
            assert once_more.settings["omero.web.forms.seal_key"] == conf().seal_key_path
    # Production's own settings and its database, as if nothing had happened.
    copies.monkeypatch.undo()
    copies.use(production)
    Server.objects.update(site=SITE, site_of="", site_address=conf().omero_address)
    check_site()


def plan_of(seal_key: str) -> Plan:
    """Set-up as it is run in tests, with its secrets beside that key."""
    return Plan(
        directory=Path(seal_key).parent,
        master_password=Secret(environment.MASTER_PASSWORD),
        agent_password=Secret(environment.AGENT_PASSWORD),
    )


def test_only_omero_was_copied_and_the_forms_are_set_up_anew(
    log: FormsWorld, dataset: Callable[..., int], copies: Copies, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    # Where there are checkpoints, set-up asks for the key that signed them.
    world = log
    form, target = world.form(), dataset()
    stream = world.submit("author", target, form).submission.record.stream.name
    copy = copies.make()
    with untouched(copies.original):
        copies.use(copy)
        # Another host: no settings, another folder, and an empty database.
        key = tmp_path / "secrets" / "seal-key.pem"
        key.parent.mkdir()
        key.write_bytes(Path(conf().seal_key_path).read_bytes())
        copies.set(site="", seal_key=str(key))
        call_command("flush", interactive=False, verbosity=0)
        made = set_up(copies.user(copy, "root"), plan_of(str(key)), conf())
        assert "omero.web.forms.site" not in made.settings
        assert any(SITE in one and "adopt-site --as-copy" in one for one in made.done)
        with untouched(copy):
            assert codes() & {"site_differs", "site_missing"} == {"site_differs"}
            with pytest.raises(FormsError, match="site_differs"):
                world.publish()
        copies.make_settings(typed(capsys, copy, "--as-copy", "--mail-to", "test@example.org")["settings"])
        check_site()
        assert history(world, stream)[0].key != sealer().fingerprint


def test_a_site_at_another_address_goes_on_once_an_admin_has_said_that_it_moved(
    world: FormsWorld, dataset: Callable[..., int], copies: Copies, capsys: pytest.CaptureFixture[str]
) -> None:
    form, target = world.form(*EVERYWHERE), dataset()
    world.submit("author", target, form)
    check_site()
    elsewhere, key = copies.make(), sealer().fingerprint
    copies.use(elsewhere)
    author = copies.user(elsewhere, "author")
    assert is_refused(author, target, form, base=1)
    moved = typed(capsys, elsewhere, "--moved")
    assert moved == {"site": {"name": SITE, "of": None, "address": conf().omero_address}, "settings": {}}
    accepted = submit(author, submission(target, form, base=1)).submission
    assert (accepted.number, accepted.record.key) == (2, key)
    last = history(world, "site")[-1]
    told = Told.of(last)
    assert (told.payload["change"], told.site.address) == ("moved", conf().omero_address)
    assert Event.objects.get(name="site.moved").details == {"site": SITE, "address": conf().omero_address}
    # Said again, nothing is written.
    with untouched(elsewhere):
        typed(capsys, elsewhere, "--moved")
    assert Event.objects.filter(name="site.moved").count() == 1


def test_a_copy_whose_omero_was_copied_again_from_production_waits_to_be_adopted_again(
    world: FormsWorld, copies: Copies
) -> None:
    world.form()
    first, production = copies.make(), sealer()
    copies.use(first)
    adopted = adopt_as_copy(copies.user(first, "root"), mail_to="test@example.org")
    copies.make_settings(adopted.settings)
    check_site()
    sweep(Deadline.after(60))
    # Production's record of its site is another one by now, and the new copy has it.
    again = copies.make()
    copies.use(again)
    with master_session() as master:
        found = read_site(master, Keyring.of([production.public_key]))
        moved = Site(SITE, "moved.example.org:4064")
        root = copies.user(again, "root")
        write_site(master, root, moved, SiteChange.MOVED, after=found, sealer=production)
    assert adopted.site.of == SITE
    with pytest.raises(FormsError, match="site_differs"):
        check_site()
    anew = adopt_as_copy(copies.user(again, "root"), mail_to="test@example.org")
    assert (anew.site.of, anew.site.name != adopted.site.name) == (SITE, True)
    copies.make_settings(anew.settings)
    check_site()
    sweep(Deadline.after(60))
    assert Stream.objects.get(name="site").stopped == ""


def test_only_an_admin_without_restrictions_can_say_what_a_copy_is(world: FormsWorld, copies: Copies) -> None:
    for name in ("author", "leader", "viewer"):
        for work in (adopt_moved, lambda user: adopt_as_copy(user, mail_to="test@example.org")):
            with untouched(copies.original), pytest.raises(FormsError, match="forbidden"):
                work(copies.user(copies.original, name))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--moved"], "Say with --yes that it is meant."),
        (["--as-copy", "--mail-to", "test@example.org"], "Say with --yes that it is meant."),
        (["--as-copy", "--yes"], "Say with --mail-to where the mails of the copy go."),
        (["--as-copy", "--mail-to", "nowhere", "--yes"], "nowhere is no e-mail address that mails can be sent to."),
    ],
)
def test_nothing_is_adopted_unasked_or_half(
    world: FormsWorld, copies: Copies, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    check_site()
    Server.objects.update(site_address="elsewhere:4064")
    server = copies.original.server
    log_in = ["-s", server.host, "-p", str(server.port), "-u", "root", "-w", server.root_password]
    with untouched(copies.original):
        assert main(["adopt-site", *words, *log_in]) == 1
    told = capsys.readouterr()
    assert (told.out, said in told.err, "Nothing was changed." in told.err) == ("", True, True)
    assert Server.objects.get().site_address == "elsewhere:4064"
    assert not Event.objects.filter(name__startswith="site.").exists()
