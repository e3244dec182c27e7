"""Makes the presenters of the window."""

from __future__ import annotations

from app.composition.chats import chat_memory_share
from app.composition.config import Config
from app.composition.server import engine_ready
from app.composition.services import Services
from app.domain.engine import is_here
from app.domain.fit import Fit
from app.engine.log_tail import LogTail
from app.files.model_file import look_at_model_file
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
from app.services.chat_keeping import ChatKeeping
from app.services.engine_log import EngineLogService
from app.services.export import ExportService
from app.services.import_models import ImportService
from app.services.proxy import ProxyTest
from app.services.remembering import RememberingService
from app.store.clock import utc_now
from app.store.export import export_file
from app.store.login_item import LoginItem
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters


def make_presenters(its: Services, window: BaleenWindow) -> Presenters:
    """They live as long as the window, which owns them."""
    tasks, settings, engine, library, models = its.tasks, its.settings, its.engine, its.library, its.models
    chat = ChatPresenter(its.chats, tasks, window, load_s=lambda tag: library.usage(tag).load_s)
    importing = ImportService(look_at_model_file, its.backend, models, lambda: engine_ready(its))
    remembering = RememberingService(
        library,
        models,
        lambda: settings.current,
        lambda: is_here(engine.state),
        lambda: chat_memory_share(its),
        its.card_speeds,
    )

    def fit_of(tag: str) -> Fit | None:
        """Of an installed model; of another computer nothing is known, and all may run."""
        if not is_here(engine.state):
            return Fit.GREAT
        found = library.verdict_for(tag)
        return found.fit if found else None

    choice = ModelPresenter(models, settings, tasks, window, fit_of=fit_of)
    library.changes.add(lambda _: choice.judge())
    return Presenters(
        chat=chat,
        check=CheckPresenter(its.check, tasks, window),
        sidebar=SidebarPresenter(its.chats, tasks, window),
        login=LoginPresenter(LoginItem(arguments=_of_this_run(its.config)), tasks, window),
        models=choice,
        computers=ComputersPresenter(its.computers, tasks, window),
        engine=EnginePresenter(engine, its.performance, tasks, window),
        downloads=DownloadsPresenter(its.downloads, window),
        by_name=ByNamePresenter(its.registry, library, tasks, window),
        postponed=PostponedPresenter(its.postponed, chat, window),
        files=ImportPresenter(importing, tasks, window),
        library=LibraryPresenter(library, its.folder, window),
        updates=UpdatesPresenter(its.updates, window),
        folder=FolderPresenter(its.models_folder, tasks, window),
        proxy=ProxyPresenter(ProxyTest(its.registry), its.proxy, settings, engine, tasks, window),
        install=InstallPresenter(its.install, tasks, window),
        performance=PerformancePresenter(its.performance, tasks, window),
        program_update=ProgramUpdatePresenter(its.update_check, window),
        remembering=RememberingPresenter(remembering, settings, tasks, window),
        server=ServerPresenter(EngineLogService(LogTail(its.host.log_file), tasks), its.sharing, window),
        settings=SettingsPresenter(settings, window),
        slow=SlowPresenter(its.slowness, window),
        tour=TourPresenter(its.tour, models, its.chats, tasks, window),
        export=ExportPresenter(
            ExportService(lambda target: export_file(its.config.places.data, target)), tasks, window
        ),
        keeping=KeepingPresenter(
            ChatKeeping(its.store.archive, its.chats, utc_now, lambda: (chat.chat_id, chat.wanted)),
            settings,
            tasks,
            window,
        ),
        notices=NoticeBoard(window),
    )


def _of_this_run(config: Config) -> tuple[str, ...]:
    """The arguments that a run needs which is to be like this one."""
    return ("--profile", str(config.places.settings_file.parent)) if config.places.is_profile else ()
