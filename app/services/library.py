"""The library: every model that can be had or is here, with a verdict for this computer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from app.domain.catalogue import CatalogueModel
from app.domain.downloads import Manifest
from app.domain.engine import version_tuple
from app.domain.errors import StoreError
from app.domain.fit import ModelFacts, Verdict, recommended, verdict
from app.domain.hardware import Hardware
from app.domain.model_space import FreedSpace, freed_by, used_bytes
from app.domain.models import InstalledModel, ModelUsage, normal_tag
from app.domain.options import context_tokens_for
from app.domain.ports import CatalogueSource, HardwareProbe
from app.services.listeners import Listeners
from app.services.models import ModelService
from app.services.tasks import TaskOwner

_TASK = "library:refresh"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A model of the catalogue, as it stands on this computer."""

    model: CatalogueModel
    verdict: Verdict | None
    """None until the computer has been looked at."""
    installed: InstalledModel | None = None
    lacks_engine: bool = False
    """The engine in use is older than the model needs."""

    @property
    def is_of_use(self) -> bool:
        """False while it would have nothing to do: pictures cannot be attached yet."""
        return self.model.can_chat or self.installed is not None


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found out, at one moment."""

    catalogue: tuple[CatalogueModel, ...] = ()
    hardware: Hardware | None = None
    disk_free: int | None = None
    disk_total: int | None = None
    usage: Mapping[str, ModelUsage] = field(default_factory=dict)
    manifests: Mapping[str, Manifest] = field(default_factory=dict)


class LibraryService:
    """Puts together the catalogue, what is installed, this computer, and what was measured.

    Everything blocking is done in workers. `changes` tells that `entries`, `recommended`, `hardware` or a verdict
    may be others than before.
    """

    def __init__(
        self,
        catalogue: CatalogueSource,
        probe: HardwareProbe,
        models: ModelService,
        tasks: TaskOwner,
        *,
        usage: Callable[[], Awaitable[Mapping[str, ModelUsage]]],
        disk_free: Callable[[], int | None],
        context_tokens: Callable[[str], int],
        engine_version: Callable[[], str] = lambda: "",
        uses_cards: Callable[[], bool | None] = lambda: None,
        manifests: Callable[[], Mapping[str, Manifest]] = dict,
        disk_total: Callable[[], int | None] = lambda: None,
    ) -> None:
        """`context_tokens` is what a model, by its tag, is to remember.

        `disk_free` asks the disk that holds the models; it may block, and raise `StoreError`.

        `manifests` tells which files belong to which model; it may block, as `disk_total` may.

        `uses_cards` tells whether the engine can use the graphics cards that are here: None while it has not said,
        and then it is taken for granted.
        """
        self.changes: Listeners[None] = Listeners()
        self._catalogue = catalogue
        self._probe = probe
        self._models = models
        self._tasks = tasks
        self._usage = usage
        self._disk_free = disk_free
        self._context_tokens = context_tokens
        self._engine_version = engine_version
        self._uses_cards = uses_cards
        self._manifests = manifests
        self._disk_total = disk_total
        self._known = _Known()
        self._entries: tuple[LibraryEntry, ...] = ()
        models.changes.add(lambda _models: self.look_again())

    @property
    def entries(self) -> tuple[LibraryEntry, ...]:
        """In the order of the catalogue; empty until it has been read."""
        return self._entries

    @property
    def recommended(self) -> CatalogueModel | None:
        """The model for this computer; None while it has not been looked at."""
        return recommended([(entry.model, entry.verdict) for entry in self._entries if entry.verdict])

    @property
    def hardware(self) -> Hardware | None:
        return self._known.hardware

    @property
    def engine_version(self) -> str:
        """Of the engine in use; empty while there is none."""
        return self._engine_version()

    @property
    def disk_free_bytes(self) -> int | None:
        return self._known.disk_free

    @property
    def disk_bytes(self) -> int | None:
        """How big the disk of the models is."""
        return self._known.disk_total

    @property
    def used_bytes(self) -> int:
        """What the models take on the disk: files that several share count once. Their sum where that is not known."""
        known = self._known.manifests
        listed = sum(model.size_bytes for model in self._models.installed)
        return used_bytes(known) if all(normal_tag(m.tag) in known for m in self._models.installed) else listed

    def freed_by(self, tag: str) -> FreedSpace | None:
        """What deleting a model gives back; None where its files are not known (they are on another computer)."""
        return freed_by(tag, self._known.manifests)

    def entry(self, tag: str) -> LibraryEntry | None:
        """The entry of the catalogue with this tag; `:latest` may be left out."""
        wanted = normal_tag(tag)
        return next((entry for entry in self._entries if normal_tag(entry.model.tag) == wanted), None)

    def is_from_a_registry(self, tag: str) -> bool:
        """Whether the name is one that a registry gave: of the catalogue's families, or with its owner in it.

        Any other may be a name that the person made up.
        """
        families = {entry.model.tag.partition(":")[0] for entry in self._entries}
        return "/" in tag or tag.partition(":")[0] in families

    def facts(self, tag: str) -> ModelFacts | None:
        """What is known of any model of the catalogue or of this computer."""
        if entry := self.entry(tag):
            return ModelFacts.of(entry.model)
        model = self._models.find(tag)
        return ModelFacts.of_installed(model) if model else None

    def verdict_for(self, tag: str) -> Verdict | None:
        """The verdict on any model of the catalogue or of this computer; None when one of both is not known."""
        if entry := self.entry(tag):
            return entry.verdict
        model = self._models.find(tag)
        return None if model is None else self._verdict(ModelFacts.of_installed(model), tag, is_here=True)

    def verdict_of_size(self, tag: str, size_bytes: int) -> Verdict | None:
        """Of a model that is neither in the catalogue nor here; None while the computer is not known."""
        facts = ModelFacts.of_installed(InstalledModel(tag, size_bytes, ""))
        return self._verdict(facts, tag, is_here=False) if size_bytes > 0 else None

    def is_here(self, tag: str) -> bool:
        """It is on this computer; `:latest` may be left out."""
        return self._models.find(tag) is not None

    def usage(self, tag: str) -> ModelUsage:
        """What the stored chats say; all empty for a model that never answered."""
        return self._known.usage.get(normal_tag(tag), ModelUsage())

    def smaller_that_fit(self, tag: str) -> tuple[CatalogueModel, ...]:
        """Models of the same purpose that run on this computer, the largest first: what to offer instead."""
        entry = self.entry(tag)
        size = entry.model.size_bytes if entry else 2**63
        kinds = entry.model.kinds if entry else frozenset()
        found = [
            other.model
            for other in self._entries
            if other.verdict
            and other.verdict.runs
            and other.model.size_bytes < size
            and other.model.can_chat
            and (not kinds or kinds & other.model.kinds)
        ]
        return tuple(sorted(found, key=lambda model: -model.size_bytes))

    def look_again(self) -> None:
        """Begin a `refresh`; returns at once."""
        self._tasks.start(_TASK, self.refresh())

    async def refresh(self) -> None:
        """Look at everything anew and tell. Never raises: what cannot be found out stays unknown."""
        catalogue = self._known.catalogue or await asyncio.to_thread(self._catalogue)
        if not self._known.catalogue:
            self._take(_Known(catalogue))
        hardware = await asyncio.to_thread(self._probe)
        free, manifests = await asyncio.to_thread(self._free), await asyncio.to_thread(self._manifests)
        total = await asyncio.to_thread(self._disk_total)
        self._take(_Known(catalogue, hardware, free, total, await self._used(), manifests))

    def recount(self) -> None:
        """Make the verdicts anew from what is known: another context was chosen, another engine is there."""
        self._take(self._known)

    def _take(self, known: _Known) -> None:
        self._known = known
        self._entries = tuple(entry for model in known.catalogue if (entry := self._made(model)))
        self.changes.tell(None)

    def _made(self, model: CatalogueModel) -> LibraryEntry | None:
        installed = self._models.find(model.tag)
        if installed is None and self._is_beyond(model.below_engine):
            return None
        found = self._verdict(ModelFacts.of(model), model.tag, installed is not None, model.context_tokens)
        return LibraryEntry(model, found, installed, lacks_engine=self._is_before(model.minimum_engine))

    def _is_beyond(self, below: str) -> bool:
        running, limit = version_tuple(self._engine_version()), version_tuple(below)
        return running is not None and limit is not None and running >= limit

    def _is_before(self, minimum: str) -> bool:
        running, limit = version_tuple(self._engine_version()), version_tuple(minimum)
        # Builds from source call themselves 0.0.0: their age is not known.
        return running not in (None, (0, 0, 0)) and limit is not None and running < limit

    def _verdict(self, facts: ModelFacts, tag: str, is_here: bool, trained: int | None = None) -> Verdict | None:
        hardware = self._known.hardware
        if hardware is None or facts.size_bytes <= 0:  # servers in OpenAI's manner do not tell how big a model is
            return None
        if self._uses_cards() is False:
            hardware = replace(hardware, cards=())
        disk_free = None if is_here else self._known.disk_free
        context_tokens = context_tokens_for(self._context_tokens(tag), trained)
        return verdict(facts, hardware, disk_free, context_tokens, self.usage(tag).tokens_per_s)

    def _free(self) -> int | None:
        try:
            return self._disk_free()
        except StoreError as error:
            _log.debug("the disk of the models does not tell: %s", error.detail)
            return None

    async def _used(self) -> Mapping[str, ModelUsage]:
        try:
            return await self._usage()
        except StoreError as error:
            _log.debug("the chats do not tell: %s", error.detail)
            return self._known.usage
