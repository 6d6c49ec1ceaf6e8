# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services behind `omero.api`: one module for each interface, or for a few small ones."""

from __future__ import annotations

from .admin import Admin
from .base import Service, StatefulService, interface_name
from .config import ConfigService
from .query import Query
from .session import SessionService
from .types import Types
from .update import Update

STATELESS: tuple[type[Service], ...] = (Admin, ConfigService, Query, SessionService, Types, Update)
STATEFUL: tuple[type[StatefulService], ...] = ()

STATELESS_BY_NAME = {interface_name(service.interface): service for service in STATELESS}
STATEFUL_BY_NAME = {interface_name(service.interface): service for service in STATEFUL}
