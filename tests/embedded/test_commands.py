# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commands as their clients follow them: steps, callbacks, breaking off."""

from __future__ import annotations

import threading

import omero.callbacks
import omero.clients
import pytest

import omero
from tests.embedded.asking import PATIENCE


class Listener(omero.callbacks.CmdCallbackI):
    """Counts what the server says from then on. By itself it asks once, when it begins, whether all is over already."""

    def __init__(self, client, handle):
        self.steps: list[tuple[int, int]] = []
        self.heard = threading.Event()
        super().__init__(client, handle)

    def step(self, complete, total, current=None):
        self.steps.append((complete, total))

    def onFinished(self, rsp, status, current=None):
        self.heard.set()


@pytest.fixture
def client(omero_server, new_group, new_user):
    user = new_user(new_group())
    client = omero_server.client(user.name, user.password)
    yield client
    client.closeSession()


def end_of(steps: list[tuple[int, int]], listener: Listener) -> list[tuple[int, int]]:
    """Those that it can have heard of: a machine that was busy elsewhere has done the first before it listened."""
    return steps[len(steps) - len(listener.steps) :]


def flags(handle) -> set[object]:
    return set(handle.getStatus().flags)


def test_a_listener_hears_of_ten_steps_of_a_long_request_and_of_the_end(client):
    handle = client.sf.submit(omero.cmd.Timing(millisPerStep=25, steps=40))
    listener = Listener(client, handle)
    assert listener.heard.wait(PATIENCE)
    assert listener.steps == end_of([(n, 40) for n in range(4, 41, 4)], listener)
    assert isinstance(handle.getResponse(), omero.cmd.OK)
    status = handle.getStatus()
    assert (status.currentStep, status.steps) == (39, 40)


def test_a_finished_request_stands_at_its_last_step(client, new_dataset):
    handle = client.sf.submit(omero.cmd.Delete2(targetObjects={"Dataset": [new_dataset(client)]}))
    omero.callbacks.CmdCallbackI(client, handle).loop(240, 250)
    assert (handle.getStatus().currentStep, handle.getStatus().steps) == (5, 6)


def test_the_steps_of_several_requests_are_counted_together(client):
    handle = client.sf.submit(omero.cmd.DoAll([omero.cmd.Timing(millisPerStep=60, steps=2) for _ in range(3)]))
    listener = Listener(client, handle)
    assert listener.heard.wait(PATIENCE)
    assert listener.steps == end_of([(n, 6) for n in range(1, 7)], listener)
    assert [(s.currentStep, s.steps) for s in handle.getResponse().status] == [(1, 2)] * 3


def test_a_request_that_is_broken_off_ends_there_and_says_so(client):
    handle = client.sf.submit(omero.cmd.Timing(millisPerStep=60_000, steps=2))
    listener = Listener(client, handle)
    assert handle.cancel()
    assert listener.heard.wait(PATIENCE)
    assert handle.getResponse().name == "cancel-called"
    assert omero.cmd.State.CANCELLED in flags(handle)
    assert handle.getStatus().currentStep == 0


def test_a_request_fails_after_its_submission_has_been_answered(client):
    handle = client.sf.submit(omero.cmd.Chgrp2(targetObjects={"Image": [-1]}, groupId=0))
    omero.callbacks.CmdCallbackI(client, handle).loop(240, 250)
    assert isinstance(handle.getResponse(), omero.cmd.ERR)
    assert omero.cmd.State.FAILURE in flags(handle)


def test_nothing_is_left_of_several_requests_that_were_broken_off(client, new_dataset):
    dataset = new_dataset(client)
    delete = omero.cmd.Delete2(targetObjects={"Dataset": [dataset]})
    handle = client.sf.submit(omero.cmd.DoAll([delete, omero.cmd.Timing(millisPerStep=60_000, steps=2)]))
    assert handle.cancel()
    assert client.sf.getQueryService().find("Dataset", dataset) is not None


def test_what_has_ended_cannot_be_broken_off(client):
    handle = client.sf.submit(omero.cmd.Timing(millisPerStep=1, steps=1))
    omero.callbacks.CmdCallbackI(client, handle).loop(240, 250)
    assert not handle.cancel()
    assert isinstance(handle.getResponse(), omero.cmd.OK)


@pytest.mark.parametrize(("request_", "name"), [
    (omero.cmd.DoAll([]), "no-steps"),
    (omero.cmd.Timing(millisPerStep=1, steps=0), "no-steps"),
    (omero.cmd.Timing(millisPerStep=1, steps=1_000_001), "too-many-steps"),
    (omero.cmd.Timing(millisPerStep=300_001, steps=1), "too-long-steps"),
    (omero.cmd.Timing(millisPerStep=300_000, steps=2), "too-long"),
])  # fmt: skip
def test_requests_without_steps_and_endless_ones_are_refused(client, request_, name):
    handle = client.sf.submit(request_)
    omero.callbacks.CmdCallbackI(client, handle).loop(240, 250)
    assert handle.getResponse().name == name
    assert omero.cmd.State.CANCELLED in flags(handle)
