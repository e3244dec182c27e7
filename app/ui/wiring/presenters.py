"""The presenters of one window, together."""

from __future__ import annotations

from dataclasses import dataclass

from app.presenters.by_name_presenter import ByNamePresenter
from app.presenters.chat_presenter import ChatPresenter
from app.presenters.check_presenter import CheckPresenter
from app.presenters.computers_presenter import ComputersPresenter
from app.presenters.downloads_presenter import DownloadsPresenter
from app.presenters.engine_presenter import EnginePresenter
from app.presenters.export_presenter import ExportPresenter
from app.presenters.folder_presenter import FolderPresenter
from app.presenters.import_presenter import ImportPresenter
from app.presenters.install_presenter import InstallPresenter
from app.presenters.keeping_presenter import KeepingPresenter
from app.presenters.library_presenter import LibraryPresenter
from app.presenters.login_presenter import LoginPresenter
from app.presenters.model_presenter import ModelPresenter
from app.presenters.notices import NoticeBoard
from app.presenters.performance_presenter import PerformancePresenter
from app.presenters.postponed_presenter import PostponedPresenter
from app.presenters.program_update_presenter import ProgramUpdatePresenter
from app.presenters.proxy_presenter import ProxyPresenter
from app.presenters.remembering_presenter import RememberingPresenter
from app.presenters.server_presenter import ServerPresenter
from app.presenters.settings_presenter import SettingsPresenter
from app.presenters.sidebar_presenter import SidebarPresenter
from app.presenters.slow_presenter import SlowPresenter
from app.presenters.tour_presenter import TourPresenter
from app.presenters.updates_presenter import UpdatesPresenter


@dataclass(frozen=True, slots=True)
class Presenters:
    """Everything that the window shows comes from one of these."""

    chat: ChatPresenter
    check: CheckPresenter
    sidebar: SidebarPresenter
    login: LoginPresenter
    models: ModelPresenter
    engine: EnginePresenter
    computers: ComputersPresenter
    install: InstallPresenter
    downloads: DownloadsPresenter
    by_name: ByNamePresenter
    postponed: PostponedPresenter
    library: LibraryPresenter
    updates: UpdatesPresenter
    folder: FolderPresenter
    proxy: ProxyPresenter
    files: ImportPresenter
    performance: PerformancePresenter
    program_update: ProgramUpdatePresenter
    remembering: RememberingPresenter
    server: ServerPresenter
    settings: SettingsPresenter
    slow: SlowPresenter
    tour: TourPresenter
    export: ExportPresenter
    keeping: KeepingPresenter
    notices: NoticeBoard
