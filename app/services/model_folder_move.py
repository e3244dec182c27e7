"""The folder of the models: which one is used, moved with everything in it, or another one with models of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.domain.engine import EngineState, Origin
from app.domain.errors import AppError, FolderMoveFailed, StoreError
from app.domain.models_folder import FolderMove, MoveProgress, MoveStage
from app.domain.ports import FolderMover, FolderMoveStore
from app.services.engine import EngineService
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner

_KEY = "models_folder"
_FINISH = "models-folder:finish"
_FORGET = "models-folder:forget"


class ModelsFolderService:
    """Moves the models of our own server. A server that is not ours has its folder for itself.

    While it moves there is no server; whatever happens (a fault, a cancel, the end of the program), afterwards every
    model is where the settings say. An end of the computer in the middle is mended at the next start.
    """

    def __init__(
        self,
        mover: FolderMover,
        store: FolderMoveStore,
        engine: EngineService,
        settings: SettingsService,
        tasks: TaskOwner,
        *,
        folder: Callable[[], Path],
        usual: Callable[[], Path],
    ) -> None:
        """`folder` tells the one that our server uses now, `usual` the one it has when the person chooses none."""
        self._mover = mover
        self._store = store
        self._engine = engine
        self._settings = settings
        self._tasks = tasks
        self._folder = folder
        self._usual = usual

    @property
    def folder(self) -> Path:
        return self._folder()

    @property
    def usual(self) -> Path:
        return self._usual()

    @property
    def is_ours(self) -> bool:
        """Whether the models are those of a server of ours, or would be."""
        return _is_ours(self._engine.state)

    async def plan(self, target: Path) -> FolderMove:
        """What a move would take. Nothing is changed.

        Raises: `FolderMoveFailed` (`has_models`: it can be used as it is instead), `FolderUnusable`, `NoSpace`.
        """
        self._check_ours()
        return await asyncio.to_thread(self._mover.plan, self._folder(), target)

    async def move(self, target: Path, progress: Callable[[MoveProgress], None]) -> None:
        """Move every model. A cancel undoes what was done; when the old files go it is too late for that.

        Raises: as `plan` does, and `StoreError` when the settings could not be saved.
        """
        move = await self.plan(target)
        progress(MoveProgress(MoveStage.STOPPING, 0, move.size_bytes))
        try:
            await self._engine.stop()
            await self._store.save_move(move)
            await self._bring(move, progress)
        except BaseException:
            self._tasks.start(_FORGET, self._forget())
            await self._engine.start()
            raise
        # A task of its own: who cancels the move now comes too late.
        failures: list[AppError] = []
        self._tasks.start(_FINISH, self._finish(move, progress), failures.append)
        await self._tasks.join(_FINISH)
        if failures:
            raise failures[0]

    async def switch(self, target: Path | None) -> None:
        """Use the models that are in another folder, and leave those of this one where they are; None: the usual one.

        Raises: `FolderMoveFailed`, `FolderUnusable`, `StoreError`.
        """
        if target is not None:
            self._check_ours()
            await asyncio.to_thread(self._mover.prepare, target)
        await self._choose(target or self._usual())
        await self._engine.restart()

    async def mend(self) -> None:
        """Finish or undo a move that the program's end cut short; before the server starts. Never raises."""
        move = await self._store.move()
        if move is None:
            return
        is_done = _chosen(move.target, self._usual()) == self._settings.current.models_folder
        there = await asyncio.to_thread(lambda: move.source.is_dir() and move.target.is_dir())
        if there:
            await asyncio.to_thread(self._mover.finish if is_done else self._mover.undo, move)
        if there or not is_done:
            with suppress(StoreError):
                await self._store.save_move(None)

    async def _bring(self, move: FolderMove, progress: Callable[[MoveProgress], None]) -> None:
        stop, loop = threading.Event(), asyncio.get_running_loop()

        def tell(stage: MoveStage, done: int, total: int) -> None:
            loop.call_soon_threadsafe(progress, MoveProgress(stage, done, total))

        work = loop.run_in_executor(None, self._mover.bring, move, tell, stop)
        try:
            await asyncio.shield(work)
        except BaseException:
            stop.set()
            await _ended(work)
            if work.exception() is None:  # it was complete at the moment of the cancel
                await _ended(loop.run_in_executor(None, self._mover.undo, move))
            raise

    async def _finish(self, move: FolderMove, progress: Callable[[MoveProgress], None]) -> None:
        progress(MoveProgress(MoveStage.FINISHING, move.size_bytes, move.size_bytes))
        try:
            await self._choose(move.target)
        except AppError:
            await asyncio.to_thread(self._mover.undo, move)
            raise
        else:
            await asyncio.to_thread(self._mover.finish, move)
        finally:
            await self._forget()
            await self._engine.start()

    async def _choose(self, folder: Path) -> None:
        """On disk when this returns. Raises: `StoreError`, `InvalidSetting`; then the former one is in force."""
        before = self._settings.current.models_folder
        failures: list[StoreError] = []
        remove = self._settings.failures.add(failures.append)
        try:
            self._settings.change(_KEY, _chosen(folder, self._usual()))
            await self._settings.flush()
        finally:
            remove()
        if failures:
            self._settings.change(_KEY, before)
            raise failures[0]

    async def _forget(self) -> None:
        with suppress(StoreError):
            await self._store.save_move(None)

    def _check_ours(self) -> None:
        if not self.is_ours:
            raise FolderMoveFailed(path=str(self._folder()), reason="not_ours")


def _is_ours(state: EngineState) -> bool:
    return state.origin is not Origin.EXTERNAL


def _chosen(folder: Path, usual: Path) -> str:
    """As the setting has it: empty for the usual one."""
    return "" if folder == usual else str(folder)


async def _ended(work: asyncio.Future[None]) -> None:
    """Return when the work has ended, however it ends; one cancel more changes nothing."""
    while not work.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([work])
