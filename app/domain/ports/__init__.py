"""What services need from the outside. `composition` puts the real ones in."""

from __future__ import annotations

from app.domain.ports.keeping import (
    CardSpeedStore,
    ChatArchive,
    ChatStore,
    DownloadStore,
    FolderMoveStore,
    KeptChatStore,
    KeyRing,
    ModelUpdateStore,
    PostponedStore,
    ReleaseStore,
    SettingsStore,
)
from app.domain.ports.machine import (
    EngineHost,
    EngineLogFile,
    EngineStorage,
    FileFetcher,
    HardwareProbe,
    LoginItem,
    ServerProcess,
)
from app.domain.ports.models import (
    CatalogueSource,
    FolderMover,
    ModelFolder,
    ModelRegistry,
    TourBuilder,
)
from app.domain.ports.server import (
    ChatBackend,
    ComputerProbe,
    ModelDownloads,
    ModelLibrary,
    ServerProbe,
)

__all__ = [
    "CardSpeedStore",
    "CatalogueSource",
    "ChatArchive",
    "ChatBackend",
    "ChatStore",
    "ComputerProbe",
    "DownloadStore",
    "EngineHost",
    "EngineLogFile",
    "EngineStorage",
    "FileFetcher",
    "FolderMoveStore",
    "FolderMover",
    "HardwareProbe",
    "KeptChatStore",
    "KeyRing",
    "LoginItem",
    "ModelDownloads",
    "ModelFolder",
    "ModelLibrary",
    "ModelRegistry",
    "ModelUpdateStore",
    "PostponedStore",
    "ReleaseStore",
    "ServerProbe",
    "ServerProcess",
    "SettingsStore",
    "TourBuilder",
]
