"""Newer versions of installed models: looked for when asked, told, never installed by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from app.domain.downloads import Manifest
from app.domain.errors import AppError, BackendError, NoSuchModel, PrivateModel, StoreError
from app.domain.model_name import parse_model_name
from app.domain.model_update import KnownUpdates, ModelUpdate, update_of
from app.domain.models import InstalledModel, normal_tag
from app.domain.ports import ModelRegistry, ModelUpdateStore
from app.services.listeners import Listeners
from app.services.models import ModelService
from app.services.tasks import TaskOwner

LOOK_EVERY = timedelta(days=1)
_LOOK = "updates:look"
_SAVE = "updates:save"
_log = logging.getLogger(__name__)


class ModelUpdates:
    """Compares what is installed with what the registries have today.

    A registry is asked only for models that `may_ask` allows: the names of a person's own models are nobody's
    business. What was found is kept, so that a look a day is enough; it is dropped as soon as another version of the
    model is installed.
    """

    def __init__(
        self,
        registry: ModelRegistry,
        models: ModelService,
        manifests: Callable[[], Mapping[str, Manifest]],
        store: ModelUpdateStore,
        tasks: TaskOwner,
        *,
        may_ask: Callable[[str], bool],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`manifests` tells which files belong to which installed model; it may block."""
        self.changes: Listeners[None] = Listeners()
        self.problem: AppError | None = None
        """Why the last look did not come to its end."""
        self._registry = registry
        self._models = models
        self._manifests = manifests
        self._store = store
        self._tasks = tasks
        self._may_ask = may_ask
        self._now = now
        self._known: KnownUpdates | None = None
        models.changes.add(lambda _: self.changes.tell(None))

    @property
    def is_looking(self) -> bool:
        return self._tasks.is_running(_LOOK)

    @property
    def has_source(self) -> bool:
        """Whether any model that is here came from a registry, so that there can be a newer one."""
        return any(self._may_ask(model.tag) for model in self._models.installed)

    @property
    def looked_at(self) -> datetime | None:
        return self._known.looked_at if self._known else None

    def find(self, tag: str) -> ModelUpdate | None:
        """The newer version of an installed model; None where none is known."""
        model = self._models.find(tag)
        updates = self._known.updates if self._known else ()
        return next(
            (one for one in updates if model and one.tag == model.tag and one.installed_digest == model.digest), None
        )

    @property
    def updates(self) -> tuple[ModelUpdate, ...]:
        """Of the models that are here now."""
        return tuple(found for model in self._models.installed if (found := self.find(model.tag)))

    def look(self) -> None:
        """Ask now; returns at once. Nothing happens while a look is under way."""
        if not self.is_looking:
            self._tasks.start(_LOOK, self._look(is_asked=True))
            self.changes.tell(None)

    def look_if_due(self) -> None:
        """Ask if the last look is a day ago; a clock that went back counts as that, too."""
        if not self.is_looking and self._models.is_known:
            self._tasks.start(_LOOK, self._look(is_asked=False))

    async def _look(self, *, is_asked: bool) -> None:
        if self._known is None:
            self._known = await self._store.updates()
            self.changes.tell(None)
        at = self._known.looked_at
        if not is_asked and at is not None and timedelta() <= self._now() - at < LOOK_EVERY:
            return
        try:
            updates, self.problem = await self._found()
            # A look that did not reach every registry is not one to rest on for a day.
            self._known = KnownUpdates(at if self.problem else self._now(), updates)
            self._tasks.start(_SAVE, self._save(self._known))
        finally:
            # The task still counts as running in here.
            asyncio.get_running_loop().call_soon(self._tell_end)

    def _tell_end(self) -> None:
        self.changes.tell(None)

    async def _found(self) -> tuple[tuple[ModelUpdate, ...], BackendError | None]:
        """The updates, and why some model could not be asked for: of that one, what was known stays.

        A registry that does not answer is not asked again.
        """
        here = await asyncio.to_thread(self._manifests)
        found: list[ModelUpdate | None] = []
        problems: dict[str, BackendError] = {}
        for model in self._models.installed:
            manifest = here.get(normal_tag(model.tag))
            if manifest is None or not self._may_ask(model.tag):
                continue
            host = ""
            try:
                host = parse_model_name(model.tag).host
                found.append(self.find(model.tag) if host in problems else await self._compare(model, manifest))
            except BackendError as error:
                _log.info("no word on updates: %s", type(error).__name__)
                problems[host] = error
                found.append(self.find(model.tag))
        return tuple(one for one in found if one), next(iter(problems.values()), None)

    async def _compare(self, model: InstalledModel, here: Manifest) -> ModelUpdate | None:
        try:
            there = await self._registry.manifest(model.tag)
        except (NoSuchModel, PrivateModel):
            return None  # no longer offered, or never was
        return update_of(model.tag, model.digest, here, there)

    async def _save(self, known: KnownUpdates) -> None:
        try:
            await self._store.save_updates(known)
        except StoreError as error:
            _log.info("the look for updates could not be noted: %s", error.detail)
