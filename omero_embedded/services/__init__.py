# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services behind `omero.api`: one module for each interface, or for a few that belong together."""

from __future__ import annotations

from .admin import Admin
from .base import Service, StatefulService, interface_name
from .config import ConfigService
from .container import Container
from .ldap import Ldap
from .metadata import Metadata
from .pixels import PixelsService, RenderingSettings
from .query import Query
from .raw import RawFileStore, RawPixelsStore
from .rendering import RenderingEngine
from .repository_info import RepositoryInfo
from .rois import Rois
from .scripts import Scripts
from .search import Search
from .session import SessionService
from .shared_resources import SharedResources
from .shares import Share
from .thumbnails import ThumbnailStore
from .timeline import Timeline
from .types import Types
from .update import Update

STATELESS: tuple[type[Service], ...] = (
    Admin,
    ConfigService,
    Container,
    Ldap,
    Metadata,
    PixelsService,
    Query,
    RenderingSettings,
    RepositoryInfo,
    Rois,
    Scripts,
    SessionService,
    Share,
    SharedResources,
    Timeline,
    Types,
    Update,
)
STATEFUL: tuple[type[StatefulService], ...] = (
    RawFileStore,
    RawPixelsStore,
    RenderingEngine,
    Search,
    ThumbnailStore,
)

STATELESS_BY_NAME = {interface_name(service.interface): service for service in STATELESS}
STATEFUL_BY_NAME = {interface_name(service.interface): service for service in STATEFUL}
