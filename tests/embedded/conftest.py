# SPDX-License-Identifier: AGPL-3.0-or-later
"""The embedded server's own fixtures: the tests here use the package as any project would."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import omero.model
import pytest
from omero.rtypes import rstring

import omero
from omero_embedded.pytest_plugin import (  # noqa: F401
    RunningServer,
    new_dataset,
    new_group,
    new_user,
    omero_root,
    omero_server,
    start_server,
    stop_server,
)
from tests.embedded.laboratory import Laboratory, annotation_link, dataset, image, map_annotation


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], RunningServer]]:
    """A server that only one test uses."""
    process, server = start_server(tmp_path)
    yield process, server
    stop_server(process)


@pytest.fixture(scope="module")
def lab() -> Iterator[Laboratory]:
    """The server's services without its wire, one for each file of tests."""
    made = Laboratory()
    yield made
    made.close()


@pytest.fixture(scope="module")
def ids(lab: Laboratory) -> dict[str, int]:
    """Two datasets, the first with images and annotations, in a read-annotate group."""
    alpha, beta = dataset("alpha", "first"), dataset("Beta")
    for name in ("i1", "i2"):
        alpha.linkImage(image(name))
    found = {"alpha": 0, "Beta": 0}
    saved = lab.save("owner", "rwra--", alpha, beta)
    found["alpha"], found["Beta"] = (obj.id.val for obj in saved)
    note = map_annotation("ns/a", [("organism", "mouse"), ("stain", "DAPI"), ("stain", "GFP")])
    found["note"] = lab.save("owner", "rwra--", annotation_link(found["alpha"], note)).child.id.val
    tag = omero.model.TagAnnotationI()
    tag.textValue = rstring("tag text")
    found["tag"] = lab.save("owner", "rwra--", annotation_link(found["alpha"], tag)).child.id.val
    return found


@pytest.fixture
def someone(omero_server, new_user):  # noqa: F811
    """Log a new user of some groups in; closed at the end."""
    clients = []

    def log_in(*groups, **more):
        user = new_user(*groups, **more)
        client = omero_server.client(user.name, user.password)
        clients.append(client)
        return client

    yield log_in
    for client in clients:
        client.closeSession()
