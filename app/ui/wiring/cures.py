"""What the buttons do that make answers faster."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.hardware import Vendor
from app.domain.settings import GpuMode
from app.domain.slowness import Cure
from app.domain.who_works import WhoWorks
from app.ui.web_pages import AMD_DRIVERS, INTEL_DRIVERS, NVIDIA_DRIVERS, open_page
from app.ui.wiring.presenters import Presenters

_DRIVERS = {Vendor.AMD: AMD_DRIVERS, Vendor.INTEL: INTEL_DRIVERS}


def apply_cure(cure: Cure, who: WhoWorks, presenters: Presenters, open_settings: Callable[[str], None]) -> None:
    """Do what helps whatever the model is. `open_settings` opens the settings at the page named."""
    match cure:
        case Cure.USE_CARD:
            presenters.settings.edit("gpu_mode", GpuMode.AUTOMATIC)
        case Cure.SEE_MODELS:
            open_settings("models")
        case Cure.SEE_PERFORMANCE:
            open_settings("performance")
        case Cure.UPDATE_DRIVER:
            open_page(_DRIVERS.get(who.vendor or Vendor.NVIDIA, NVIDIA_DRIVERS))
        case Cure.UPDATE_ENGINE:
            open_settings("server")
        case Cure.RESTART_ENGINE:
            presenters.engine.restart()
        case Cure.REMEMBER_LESS | Cure.USE_SMALLER:
            pass  # these are about one answer
