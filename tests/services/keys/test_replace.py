# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys are recorded, replaced and declared lost; what they sealed stays proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from demo.smtp import Mailbox
from omero_forms import settings
from omero_forms.conf import conf
from omero_forms.domain.log.checkpoints import Checkpoint, sign_checkpoint
from omero_forms.domain.log.notes import NotProven, Signer, open_note, sign_note
from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.damage_kinds import FindingKind
from omero_forms.domain.records.findings import Finding
from omero_forms.domain.records.format import Record
from omero_forms.domain.records.key_chain import KEY_STREAM, KeyPurpose
from omero_forms.domain.records.parts import key_added_parts
from omero_forms.domain.records.seals import Sealer, new_private_key, public_keys_from_pem
from omero_forms.domain.records.verify import verify
from omero_forms.gateway import records as gateway
from omero_forms.gateway.sessions import form_master
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.transactions import short_write
from omero_forms.models import (
    CheckpointRow,
    DamageRow,
    Event,
    LogNode,
    LogRange,
    LogRow,
    OutboxMessage,
    RecordRow,
    Stream,
)
from omero_forms.selectors import canonical_export
from omero_forms.selectors.key_chain import all_keys, key_chain
from omero_forms.selectors.keyring import keyring
from omero_forms.selectors.keys import checkpoint_signer, former_file, sealer
from omero_forms.selectors.log import kept_origin, log_size, position
from omero_forms.selectors.log_keys import LogKeys
from omero_forms.services.integrity.rebuild import rebuild
from omero_forms.services.integrity.verify import verify as verify_all
from omero_forms.services.keys.begin import begin_keys
from omero_forms.services.keys.replace import declare_lost, rotate
from omero_forms.services.keys.trust import trust
from omero_forms.services.log.make import make_checkpoint
from omero_forms.services.records.append import Entry, append
from omero_forms.services.records.counting import Counting
from omero_forms.services.sweep import sweep
from tests.services.integrity.losing import lose_database, lose_records
from tests.services.records.tampering import next_record, without_records
from tests.services.records.test_write import code_of, filled, forget, stream_of
from tests.support.world import FormInUse, FormsWorld

pytestmark = pytest.mark.usefixtures("own_keys")

AUDITOR = "auditor@university.example.org"
RECORD, CHECKPOINT = KeyPurpose.RECORD, KeyPurpose.CHECKPOINT


@pytest.fixture
def own_keys(world: FormsWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Copies of the keys of the tests, which may be replaced; OMERO keeps nothing of theirs."""
    current = conf()
    files = {"FORMS_SEAL_KEY": current.seal_key_path, "FORMS_CHECKPOINT_KEY": current.checkpoint_key_path}
    for name, file in files.items():
        copied = tmp_path / Path(file).name
        copied.write_bytes(Path(file).read_bytes())
        monkeypatch.setattr(settings, name, str(copied))
    for stream in (KEY_STREAM, "checkpoint"):
        without_records(world, stream)
    begin_keys()
    yield
    for stream in (KEY_STREAM, "checkpoint"):
        without_records(world, stream)


def findings(form: FormInUse) -> list[tuple[str, int | None]]:
    """What verifying everything finds of the keys and of a form: of the tests before there are other things."""
    found: list[tuple[str, int | None]] = []

    def take(one: Finding) -> None:
        if one.stream == KEY_STREAM or form.id in one.stream:
            found.append((one.kind.value, one.number))

    verify_all(tell=take)
    return found


def sealed_last() -> str:
    """The key of the newest record."""
    return RecordRow.objects.latest("accepted_at").key


def in_use() -> list[tuple[str, str]]:
    return [(one.purpose.value, one.fingerprint) for one in all_keys() if one.until is None]


def test_a_site_begins_with_both_keys_the_first_sealed_by_itself_and_only_once(world: FormsWorld) -> None:
    begin_keys()
    records = world.stored(KEY_STREAM)
    own = sealer()
    assert [(one.kind, one.key) for one in records] == [("key.added", own.fingerprint)] * 2
    assert [one.payload_json()["purpose"] for one in records] == ["record", "checkpoint"]
    assert records[0].payload_json()["public_key"] == own.public_key.hex()
    assert key_chain().alone() == []


def test_a_rotated_key_is_signed_by_the_one_before_and_all_that_was_sealed_stays_proven(
    world: FormsWorld, dataset: Callable[..., int], tmp_path: Path
) -> None:
    form, target = filled(world, dataset, 2)
    old, kept = sealer(), tmp_path / "old.pem"
    done = rotate(world.user("root"), RECORD, reason="the year is over", keep=kept, via=Via.COMMAND)
    new = sealer()
    assert (done.fingerprint, done.retired) == (new.fingerprint, (old.fingerprint,))
    assert Sealer(kept.read_bytes()).fingerprint == old.fingerprint
    assert old.pem not in b"".join(one.read_bytes() for one in tmp_path.iterdir() if one != kept)
    added, retired = world.stored(KEY_STREAM)[2:]
    assert (added.kind, added.key) == ("key.added", old.fingerprint)
    assert (retired.kind, retired.key) == ("key.retired", new.fingerprint)
    assert retired.payload_json()["log_size"] == done.log_size <= log_size()
    # All that the old one sealed has its place before that.
    for row in RecordRow.objects.filter(key=old.fingerprint).select_related("stream"):
        place = position(row.stream.name, row.number)
        assert place is not None
        assert place < done.log_size
    assert (
        world.submit("author", target, form, base=2, answers={"sample": "S3"}).submission.record.key == new.fingerprint
    )
    assert [verify(one, keyring()) for one in world.stored(stream_of(form).name)] == [[], [], []]
    # Without the file beside it the records of the keys tell of the old one.
    former_file().unlink()
    assert [verify(one, keyring()) for one in world.stored(stream_of(form).name)] == [[], [], []]
    assert findings(form) == []
    assert [one.records > 0 for one in all_keys() if one.purpose is RECORD] == [True, True]
    assert Event.objects.filter(name="key.rotated").count() == 1
    assert code_of(lambda: rotate(world.user("leader"), RECORD, reason="", via=Via.COMMAND)) == "forbidden"


def test_a_checkpoint_key_is_rotated_and_what_it_signed_stays_known_but_nothing_that_it_signs_later(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    filled(world, dataset, 1)
    before = in_use()
    signed = make_checkpoint(None, via=Via.COMMAND)
    name = signed.checkpoint.origin
    old = checkpoint_signer(name)
    done = rotate(world.user("root"), CHECKPOINT, reason="", via=Via.COMMAND)
    after = in_use()
    assert [name for name, _key in after] == ["record", "checkpoint"]
    assert after[0] == before[0]
    assert after[1][1] == done.fingerprint != before[1][1]
    keys = LogKeys.of(name)
    assert keys.open(signed.note) == signed.checkpoint
    later = sign_checkpoint(Checkpoint(name, log_size() + 1, bytes(32)), [old])
    with pytest.raises(NotProven, match="no known key"):
        keys.open(later)


def test_a_lost_key_is_vouched_for_by_the_log_and_stays_a_finding_until_its_fingerprint_is_given(
    world: FormsWorld, dataset: Callable[..., int], mailbox: Mailbox
) -> None:
    form, target = filled(world, dataset, 1)
    old = sealer().fingerprint
    Path(conf().seal_key_path).unlink()
    done = declare_lost(world.user("root"), RECORD, reason="the disk burned", via=Via.COMMAND)
    new = sealer().fingerprint
    assert (done.fingerprint, done.retired) == (new, (old,))
    assert new != old
    assert world.submit("author", target, form, base=1, answers={"sample": "S2"}).submission.record.is_recorded
    assert [verify(one, keyring()) for one in world.stored(stream_of(form).name)] == [[], []]
    statement = key_chain().keys[new].statement or ""
    assert statement.startswith("omero-forms key lost\n")
    assert findings(form) == [(FindingKind.KEY.value, key_chain().keys[new].number)]
    # Which the admins are told by mail, and the auditor, with the note in which the key of the log vouches for it.
    assert DamageRow.objects.filter(kind="alone", mended_at__isnull=True).count() == 1
    for _turn in range(2):
        sweep(Deadline.after(60))
    told = [one for one in mailbox.mails if AUDITOR in one.recipients and "A new key of" in str(one.message["Subject"])]
    [mail] = told
    for part in (mail.part("plain"), mail.part("html")):
        assert new in "".join(part.split())
        assert old in "".join(part.split())
    [attached] = mail.message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("key-lost.txt", statement.encode())
    assert open_note(statement, [checkpoint_signer(kept_origin() or "").key]).text.split("\n")[2:4] == [old, new]
    admins = [one for one in mailbox.mails if "touched" in str(one.message["Subject"])]
    assert {one for mail in admins for one in mail.recipients} >= {world.lab.admin.email}
    assert code_of(lambda: trust("ed25519:" + "0" * 64)) == "request_invalid"
    trust(new)
    assert findings(form) == []
    assert not DamageRow.objects.filter(kind="alone", mended_at__isnull=True).exists()


def test_the_key_in_the_place_of_a_lost_one_may_be_lost_as_well_and_both_stay_known(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 1)
    for number in (1, 2):
        # The whole folder is gone: nothing but the stream tells of the keys.
        Path(conf().seal_key_path).unlink()
        former_file().unlink(missing_ok=True)
        before = sealed_last()
        done = declare_lost(world.user("root"), RECORD, reason="the disk burned again", via=Via.COMMAND)
        assert done.retired == (before,)
        assert key_chain().keys[sealer().fingerprint].replaces == before
        trust(sealer().fingerprint)
        world.submit("author", target, form, base=number, answers={"sample": f"S{number}"})
    assert [verify(one, keyring()) for one in world.stored(stream_of(form).name)] == [[], [], []]
    assert findings(form) == []


def test_a_key_that_nobody_vouches_for_is_not_taken_for_one_that_was_lost(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    filled(world, dataset, 1)
    forger, old = Sealer(new_private_key()), sealer().fingerprint
    with form_master(conf()) as master:
        server = master.server_uuid
    made = make_checkpoint(None, via=Via.COMMAND)
    said = f"omero-forms key lost\n{server}\n{old}\n{forger.fingerprint}\n"
    for statement in (None, sign_note(said, [Signer(made.checkpoint.origin, new_private_key())])):
        parts = key_added_parts(public_key=forger.public_key, purpose=RECORD, replaces=old, statement=statement)
        act = Act(None, None, Capacity.SERVICE, Via.COMMAND)
        with short_write():
            append(Entry(server, KEY_STREAM, "key.added", parts, act), base=None, sealer=forger)
    Path(conf().seal_key_path).unlink()
    assert code_of(lambda: declare_lost(world.user("root"), RECORD, reason="", via=Via.COMMAND)) == "internal"
    assert forger.public_key not in public_keys_from_pem(former_file().read_bytes())


def test_of_a_lost_checkpoint_key_the_auditor_is_told_who_knows_the_log_by_it(world: FormsWorld) -> None:
    make_checkpoint(None, via=Via.COMMAND)
    Path(conf().checkpoint_key_path).unlink()
    done = declare_lost(world.user("root"), CHECKPOINT, reason="the disk burned", via=Via.COMMAND)
    [mail] = OutboxMessage.objects.filter(kind="key alone")
    assert (mail.recipient, mail.files) == (AUDITOR, None)
    told = "".join(mail.text.split())
    assert done.fingerprint in told
    assert f"Thekey{sealer().fingerprint}vouchesforitinthehistoryofthekeys." in told


def test_what_a_retired_key_seals_afterwards_is_found(
    world: FormsWorld, dataset: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = filled(world, dataset, 1)
    stolen = tmp_path / "stolen.pem"
    rotate(world.user("root"), RECORD, reason="", keep=stolen, via=Via.COMMAND)
    assert findings(form) == []
    with monkeypatch.context() as back:
        back.setattr(settings, "FORMS_SEAL_KEY", str(stolen))
        world.submit("author", target, form, base=1, answers={"sample": "S2"})
    assert findings(form) == [("key", 2)]


def forge(before: Record, stolen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that follows on another one, with a valid seal of a key that somebody stole, straight into OMERO."""
    with monkeypatch.context() as thief:
        thief.setattr(settings, "FORMS_SEAL_KEY", str(stolen))
        key = sealer().fingerprint
        record = next_record(replace(before, key=key), "submission", key=key)
        with form_master(conf()) as master:
            gateway.append(master, record)


def test_what_a_stolen_key_sealed_after_its_end_is_taken_over_nowhere_and_stops_nothing(
    world: FormsWorld, dataset: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = filled(world, dataset, 2)
    stolen = tmp_path / "stolen.pem"
    rotate(world.user("root"), RECORD, reason="", keep=stolen, via=Via.COMMAND)
    first, second = world.stored(stream_of(form).name)
    forge(second, stolen, monkeypatch)
    assert world.submit("author", target, form, base=2, answers={"sample": "S3"}).submission.number == 3
    assert RecordRow.objects.get(stream=stream_of(form), number=3).key == sealer().fingerprint
    # In the place of one that was there in time.
    forge(first, stolen, monkeypatch)
    assert world.submit("author", target, form, base=3, answers={"sample": "S4"}).submission.number == 4
    assert stream_of(form).stopped == ""
    assert sorted(findings(form)) == [(FindingKind.FORGED.value, 2), (FindingKind.FORGED.value, 3)]
    told = DamageRow.objects.filter(stream=stream_of(form), kind="forged").values_list("detail", flat=True)
    assert set(told) == {f"Its key was retired before: {first.key}."}


def test_a_checkpoint_only_claimed_to_come_before_one_that_counts_is_not_in_time(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    filled(world, dataset, 1)
    make_checkpoint(None, via=Via.COMMAND)
    thief = sealer()
    rotate(world.user("root"), RECORD, reason="", via=Via.COMMAND)
    *before, newest = world.stored("checkpoint")
    assert [(one.key, newest.key) for one in before] == [(thief.fingerprint, sealer().fingerprint)]
    # Beyond what the log of this database holds, as all of it is for one that lost everything.
    forged = next_record(replace(newest, key=thief.fingerprint), "checkpoint", by=thief, key=thief.fingerprint)
    bridge = replace(before[-1], previous=forged.digest)
    counting = Counting(lambda: [forged, *before, bridge, newest])
    assert counting.is_in_time(forged, False) is False
    assert counting.is_in_time(before[0], False) is True


def test_what_a_retired_key_sealed_in_time_is_taken_over_by_a_database_that_lost_it_and_the_log(
    world: FormsWorld, dataset: Callable[..., int], tmp_path: Path
) -> None:
    form, target = filled(world, dataset, 2)
    rotate(world.user("root"), RECORD, reason="", via=Via.COMMAND)
    forget(form, 2)
    assert code_of(lambda: world.submit("author", target, form, base=2, answers={"sample": "S3"})) == "history_behind"
    assert world.submit("author", target, form, base=2, answers={"sample": "S3"}).submission.number == 3
    # As in a backup from before the checkpoints.
    forget(form, 3)
    forget(form, 2)
    for model in (CheckpointRow, LogRange, LogNode, LogRow):
        model.objects.all().delete()
    RecordRow.objects.filter(stream__name="checkpoint").delete()
    Stream.objects.filter(name="checkpoint").delete()
    assert code_of(lambda: world.submit("author", target, form, base=2, answers={"sample": "S3"})) == "history_behind"
    sweep(Deadline.after(60))
    assert code_of(lambda: world.submit("author", target, form, base=2, answers={"sample": "S3"})) == "history_behind"
    assert world.submit("author", target, form, base=3, answers={"sample": "S4"}).submission.number == 4
    assert findings(form) == []


@pytest.mark.parametrize("has_former_file", [True, False])
def test_a_database_is_made_anew_over_keys_that_were_rotated_and_what_a_stolen_one_sealed_is_kept_apart(
    world: FormsWorld,
    dataset: Callable[..., int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    has_former_file: bool,
) -> None:
    lose_records(world)
    lose_database()
    form, target = filled(world, dataset, 2)
    # Takes over the record of the site that set-up wrote, and records the keys.
    sweep(Deadline.after(60))
    root, stolen = world.user("root"), tmp_path / "stolen.pem"
    rotate(root, RECORD, reason="", keep=stolen, via=Via.COMMAND)
    world.submit("author", target, form, base=2, answers={"sample": "S3"})
    rotate(root, CHECKPOINT, reason="", via=Via.COMMAND)
    rotate(root, RECORD, reason="", via=Via.COMMAND)
    world.submit("author", target, form, base=3, answers={"sample": "S4"})
    make_checkpoint(None, via=Via.COMMAND)
    sweep(Deadline.after(60))
    before, keys = list(canonical_export.lines()), all_keys()
    assert len(keys) == 5
    forge(world.stored(stream_of(form).name)[3], stolen, monkeypatch)
    if not has_former_file:
        # The records of the keys tell of those before.
        former_file().unlink()
    lose_database()
    done = rebuild()
    sweep(Deadline.after(60))
    assert list(canonical_export.lines()) == before
    assert all_keys() == keys
    assert [(one.kind, one.number) for one in done.quarantined] == [("forged", 5)]
    assert world.submit("author", target, form, base=4, answers={"sample": "S5"}).submission.number == 5
    assert findings(form) == [(FindingKind.FORGED.value, 5)]
    make_checkpoint(None, via=Via.COMMAND)


def test_without_the_key_of_the_log_no_key_is_declared_lost(world: FormsWorld) -> None:
    Path(conf().checkpoint_key_path).unlink()
    before = sealer().fingerprint
    assert code_of(lambda: declare_lost(world.user("root"), RECORD, reason="", via=Via.COMMAND)) == "setup_incomplete"
    assert sealer().fingerprint == before
