"""The Performance page: what the server says, and what the person asks for."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.models import display_name
from app.domain.slowness import page_cure
from app.domain.who_works import WhoWorks
from app.services.performance import Work
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.wiring.cures import apply_cure
from app.ui.wiring.presenters import Presenters


class PerformanceWiring(QObject):
    """Lives as long as the dialog."""

    def __init__(self, dialog: SettingsDialog, presenters: Presenters) -> None:
        super().__init__(dialog)
        page = dialog.performance
        presenter = presenters.performance
        page.watched.connect(presenter.set_watched)
        page.free_requested.connect(presenter.free)

        def show(work: Work) -> None:
            page.set_work(work.engine, work.loaded, work.who)
            page.set_cards(work.cards)
            page.set_no_card(work.no_card)
            if work.memory is not None:
                page.set_memory(work.memory)

        def cure(who: WhoWorks) -> None:
            if (found := page_cure(who)) is not None:
                apply_cure(found, who, presenters, dialog.open_page)

        def look_at_costs(*_: object) -> None:
            if page.isVisible():
                presenters.remembering.look_at_costs(page.tag or presenters.models.current)

        presenters.remembering.costs_found.connect(
            lambda model, costs: page.set_costs(display_name(model) if model else "", costs)
        )
        presenters.remembering.shares_found.connect(
            lambda model, shares: page.set_shares(display_name(model) if model else "", shares)
        )
        page.watched.connect(look_at_costs)
        page.tag_chosen.connect(look_at_costs)
        presenters.models.models_changed.connect(look_at_costs)
        presenters.library.changed.connect(look_at_costs)
        presenters.remembering.measured.connect(look_at_costs)
        presenters.settings.changed.connect(look_at_costs)
        page.cure_requested.connect(cure)

        def show_models() -> None:
            page.set_models(tuple(sorted(model.tag for model in presenters.models.installed)))

        presenters.models.models_changed.connect(lambda *_: show_models())
        show_models()
        presenter.work_changed.connect(show)
        show(presenter.work)
        presenter.failed.connect(presenters.notices.post)
