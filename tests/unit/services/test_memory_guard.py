"""A model that does not fit is said to be too big before anything is sent."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace

import pytest

from app.domain.catalogue import CatalogueModel
from app.domain.chat import Role
from app.domain.errors import WontFit
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.models import InstalledModel, LoadedModel, ModelUsage
from app.domain.options import ChatRequest, GenerationOptions, Turn
from app.domain.stream import DoneReason, StreamDone, StreamEvent, Usage
from app.services.library import LibraryService
from app.services.memory_guard import MemoryGuard
from app.services.models import ModelService
from app.services.tasks import TaskOwner

GB = 10**9
COMPUTER = Hardware("Processor", 4, 16 * GB, 8 * GB, (GraphicsCard("Card", Vendor.NVIDIA, 8 * GB),))
SMALL = InstalledModel("small:1b", 1 * GB, "a", parameter_size="1.5B")
MIDDLE = InstalledModel("middle:8b", 5 * GB, "b", parameter_size="8.2B")
GOOD = CatalogueModel(
    tag="good:8b",
    size_bytes=5 * GB,
    size_is_exact=True,
    parameters="8.2B",
    quantization="Q4_K_M",
    context_tokens=131_072,
    kinds=frozenset(),
    thinks=True,
    good_at="",
    origin="",
    licence="MIT",
    rank=1,
)
LARGE = InstalledModel("large:70b", 42 * GB, "c", parameter_size="70.6B")


class Backend:
    """Counts what reaches the server."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def stream_chat(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        self.asked.append(request.model)
        yield StreamDone(DoneReason("stop"), Usage(0, 0, 0, 0, 0))


class Setting:
    """A guard over this computer and these models."""

    def __init__(self, *installed: InstalledModel) -> None:
        self.backend = Backend()
        self.loaded: tuple[LoadedModel, ...] = ()
        self.is_here = True
        self.catalogue: tuple[CatalogueModel, ...] = ()
        self.usage: Mapping[str, ModelUsage] = {}
        self.kv_share = 1.0
        tasks = TaskOwner()
        self.models = ModelService(None, tasks)  # type: ignore[arg-type]
        self.models.installed = installed

        async def usage() -> Mapping[str, ModelUsage]:
            return self.usage

        async def loaded() -> tuple[LoadedModel, ...]:
            return self.loaded

        self.library = LibraryService(
            lambda: self.catalogue,
            lambda: COMPUTER,
            self.models,
            tasks,
            usage=usage,
            disk_free=lambda: None,
            context_tokens=lambda _: 8192,
        )
        self.guard = MemoryGuard(
            self.backend, self.library, self.models, loaded, lambda: self.is_here, lambda: self.kv_share
        )

    async def ask(self, tag: str, context_tokens: int = 8192, *, load_anyway: bool = False) -> None:
        await self.library.refresh()
        request = ChatRequest(
            tag,
            (Turn(Role.USER, "Hello?"),),
            options=GenerationOptions(context_tokens=context_tokens),
            load_anyway=load_anyway,
        )
        async for _ in self.guard.stream_chat(request):
            pass


async def refusal(setting: Setting, tag: str, context_tokens: int = 8192) -> WontFit:
    with pytest.raises(WontFit) as raised:
        await setting.ask(tag, context_tokens)
    assert setting.backend.asked == []
    return raised.value


async def test_what_fits_is_asked() -> None:
    setting = Setting(SMALL, MIDDLE)
    await setting.ask("middle:8b")
    assert setting.backend.asked == ["middle:8b"]


async def test_what_does_not_fit_is_refused_with_what_fits_instead() -> None:
    error = await refusal(Setting(SMALL, MIDDLE, LARGE), "large:70b")
    assert error.needed_bytes > 42 * GB > error.available_bytes > 16 * GB
    assert (error.smaller, error.smaller_bytes, error.to_get) == ("middle:8b", 5 * GB, "")
    assert error.fitting_context_tokens == 0


async def test_where_none_that_is_here_fits_the_best_to_get_is_named() -> None:
    setting = Setting(LARGE)
    setting.catalogue = (GOOD,)
    error = await refusal(setting, "large:70b")
    assert (error.smaller, error.to_get, error.to_get_bytes) == ("", GOOD.tag, GOOD.size_bytes)


async def test_what_does_not_fit_either_is_not_named() -> None:
    setting = Setting(LARGE)
    setting.catalogue = (replace(GOOD, size_bytes=40 * GB),)
    assert (await refusal(setting, "large:70b")).to_get == ""


async def test_a_long_memory_is_offered_shorter() -> None:
    """The model fits, this much of a conversation does not."""
    setting = Setting(MIDDLE)
    error = await refusal(setting, "middle:8b", 131_072)
    assert 0 < error.fitting_context_tokens < 131_072
    await setting.ask("middle:8b", error.fitting_context_tokens)
    assert error.smaller == ""


async def test_a_memory_of_half_size_leaves_room_for_a_longer_chat() -> None:
    """What the settings mark as fitting is not refused afterwards."""
    setting = Setting(MIDDLE)
    full = await refusal(setting, "middle:8b", 131_072)
    setting.kv_share = 0.53
    half = await refusal(setting, "middle:8b", 262_144)
    assert half.fitting_context_tokens > full.fitting_context_tokens
    await setting.ask("middle:8b", 131_072)
    assert setting.backend.asked == ["middle:8b"]


async def test_it_is_loaded_anyway_when_the_person_wants_it() -> None:
    setting = Setting(LARGE)
    await setting.ask("large:70b", load_anyway=True)
    assert setting.backend.asked == ["large:70b"]


async def test_a_model_that_is_loaded_is_not_refused() -> None:
    setting = Setting(LARGE)
    setting.loaded = (LoadedModel("large:70b", 45 * GB, 0, 8192),)
    await setting.ask("large:70b")
    assert setting.backend.asked == ["large:70b"]


async def test_a_model_that_is_loaded_under_another_of_its_names_is_not_refused() -> None:
    setting = Setting(LARGE)
    setting.loaded = (LoadedModel("large:latest", 45 * GB, 0, 8192, LARGE.digest),)
    await setting.ask("large:70b")
    assert setting.backend.asked == ["large:70b"]


async def test_a_loaded_model_that_is_to_remember_more_is_judged_anew() -> None:
    """The server would load it again, and since 0.30 guards nothing."""
    setting = Setting(MIDDLE)
    setting.loaded = (LoadedModel("middle:8b", 6 * GB, 0, 8192),)
    assert (await refusal(setting, "middle:8b", 131_072)).fitting_context_tokens > 8192
    setting.loaded = (LoadedModel("middle:8b", 30 * GB, 0, 131_072),)
    await setting.ask("middle:8b", 131_072)
    assert setting.backend.asked == ["middle:8b"]


async def test_a_model_that_has_run_here_is_refused_for_its_conversation_alone() -> None:
    """That it ran shows that its size was judged wrongly, not that it can remember without end."""
    setting = Setting(MIDDLE, LARGE)
    ran = ModelUsage(None, 2, (Usage(5, 50, 10.0, 0, 0), Usage(5, 50, 10.0, 0, 0)))
    setting.usage = {"middle:8b": ran, "large:70b": ran}
    assert (await refusal(setting, "middle:8b", 131_072)).fitting_context_tokens
    await setting.ask("large:70b")
    assert setting.backend.asked == ["large:70b"]


async def test_another_computer_is_not_judged_by_this_one() -> None:
    setting = Setting(LARGE)
    setting.is_here = False
    await setting.ask("large:70b")
    assert setting.backend.asked == ["large:70b"]


async def test_an_unknown_model_is_for_the_server_to_refuse() -> None:
    setting = Setting()
    await setting.ask("nobody:1b")
    assert setting.backend.asked == ["nobody:1b"]
