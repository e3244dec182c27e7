"""What downloads are made of: speed, progress of a whole model, retries, and the queue on disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.domain.downloads import Download, DownloadState, Layer, Manifest, PullProgress, StoredDownloads
from app.domain.errors import AppError, DamagedOnTheWay, NoInternet, NoSpace, NoSuchModel
from app.engine.models_folder import ServerModelsFolder
from app.services import download_leftovers
from app.services.download_progress import WholeProgress
from app.services.download_queue import DownloadQueue
from app.services.download_retry import RetryPlan
from app.services.tasks import TaskOwner
from app.services.transfer_rate import TransferRate
from app.store.downloads import DownloadFile

BIG, SMALL, WHOLE = (f"sha256:{letter * 64}" for letter in "abc")
MANIFEST = Manifest("d" * 64, (Layer(BIG, 900), Layer(SMALL, 100)))


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_speed_comes_after_two_seconds_and_time_left_after_five() -> None:
    clock = Clock()
    rate = TransferRate(clock)
    seen = []
    for _ in range(21):
        rate.add(100)
        seen.append((rate.bytes_per_second, rate.seconds_left(1000)))
        clock.now += 1
    assert [speed is not None for speed, _ in seen[:4]] == [False, False, True, True]
    assert [left is not None for _, left in seen[:7]] == [False] * 5 + [True] * 2
    assert seen[-1] == (100.0, 10.0)
    assert rate.silent_s == 1
    for _ in range(12):
        rate.add(0)
        clock.now += 1
    assert rate.bytes_per_second == 0
    assert rate.seconds_left(1000) is None
    assert rate.silent_s == 13


def test_a_whole_model_is_counted_and_what_was_here_is_no_speed() -> None:
    progress = WholeProgress(MANIFEST, {BIG: 400})
    assert (progress.done_bytes, progress.total_bytes) == (400, 1000)
    assert progress.take(PullProgress(BIG, 400, 900)) == 0
    assert progress.take(PullProgress(BIG, 600, 900)) == 200
    assert progress.take(PullProgress(BIG, 500, 900)) == 0, "a part begins again"
    assert progress.take(PullProgress(BIG, 900, 900)) == 400
    assert progress.take(PullProgress(SMALL, 100, 100)) == 0
    assert progress.done_bytes == 1000
    assert progress.heard is None


def test_without_a_manifest_the_catalogue_and_the_server_tell_the_size() -> None:
    progress = WholeProgress(None, {}, expected_bytes=950)
    assert progress.total_bytes == 950
    progress.take(PullProgress(BIG, 10, 900))
    progress.take(PullProgress(SMALL, 0, 100))
    assert progress.total_bytes == 1000
    assert progress.heard == Manifest("", MANIFEST.layers)


def test_a_total_that_grows_does_not_make_the_bar_fall() -> None:
    before = Download("m:1b", DownloadState.RUNNING, 900, 900)
    after = Download("m:1b", DownloadState.RUNNING, 900, 1800, least_fraction=before.fraction)
    assert after.fraction == before.fraction == 1


def _held(tag: str, error: AppError) -> Download:
    return Download(tag, DownloadState.HELD, error=error)


def test_a_network_that_is_back_is_noticed_within_ten_seconds() -> None:
    clock = Clock()
    plan = RetryPlan(clock)
    rows = [_held("a:1", NoInternet()), Download("b:1", DownloadState.WAITING)]
    for _ in range(6):
        assert plan.take("a:1", NoInternet(), has_received=False)
        row, pause_s = plan.next(rows)
        assert row is None, "the others wait behind it"
        assert pause_s
        assert pause_s <= 10
        clock.now += pause_s
        assert plan.next(rows) == (rows[0], None)


def test_without_space_for_one_the_next_runs() -> None:
    plan = RetryPlan(Clock())
    assert plan.take("a:1", NoSpace(), has_received=False)
    rows = [_held("a:1", NoSpace()), Download("b:1", DownloadState.WAITING)]
    assert plan.next(rows)[0] == rows[1]


def test_wrong_bytes_twice_and_what_nobody_can_mend_are_not_tried_again() -> None:
    plan = RetryPlan(Clock())
    assert plan.take("a:1", DamagedOnTheWay(), has_received=True)
    assert not plan.take("a:1", DamagedOnTheWay(), has_received=True)
    assert not plan.take("a:1", NoSuchModel(), has_received=False)


async def test_the_queue_is_read_as_it_was_saved(tmp_path: Path) -> None:
    file = DownloadFile(tmp_path / "state/downloads.json")
    failed = Download("b:1", DownloadState.FAILED, error=NoSuchModel("gone", tag="b:1"))
    rows = ((Download("a:1", DownloadState.RUNNING, 5, 10, bytes_per_second=3), MANIFEST), (failed, None))
    await file.save_downloads(StoredDownloads(rows, frozenset({BIG})))
    stored = await DownloadFile(tmp_path / "state/downloads.json").downloads()
    assert stored.leftovers == {BIG}
    assert stored.rows[0] == (Download("a:1", DownloadState.WAITING, 5, 10), MANIFEST)
    assert stored.rows[1][0].state is DownloadState.FAILED
    assert isinstance(stored.rows[1][0].error, NoSuchModel)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"rows": [1], "leftovers": []}', b"\xff"])
async def test_a_damaged_file_is_an_empty_queue(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "d.json").write_bytes(content)
    assert await DownloadFile(tmp_path / "d.json").downloads() == StoredDownloads()


async def test_cancelled_files_are_noted_and_wanted_again_they_are_a_beginning(tmp_path: Path) -> None:
    async with TaskOwner() as tasks:
        queue = DownloadQueue(DownloadFile(tmp_path / "d.json"), tasks)
        row = Download("a:1", DownloadState.PAUSED)
        queue.arrange([row])
        queue.learn("a:1", MANIFEST)
        queue.arrange([])
        assert queue.leftovers == MANIFEST.digests
        assert queue.wanted_digests == frozenset()
        queue.arrange([row])
        assert queue.wanted_digests == MANIFEST.digests
        queue.forget_leftovers(queue.noted_leftovers)
        assert queue.leftovers == frozenset()


async def test_cancelled_once_more_while_it_is_tidied_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server writes down what it has of the second try when the files of the first are gone."""
    monkeypatch.setattr(download_leftovers, "SETTLE_S", 0.01)
    monkeypatch.setattr(download_leftovers, "WATCH_S", 0.01)
    (tmp_path / "blobs").mkdir()
    file = tmp_path / "blobs" / f"{BIG.replace(':', '-')}-partial"
    file.touch()
    row = Download("a:1", DownloadState.PAUSED)
    async with TaskOwner() as tasks:
        queue = DownloadQueue(DownloadFile(tmp_path / "d.json"), tasks)

        class Folder(ServerModelsFolder):
            rounds = 0

            def last_change(self, digests: Sequence[str]) -> float:
                if self.rounds == 0:
                    queue.arrange([row])
                    queue.arrange([])
                return super().last_change(digests)

            def remove_leftovers(self, digests: Sequence[str]) -> int:
                freed = super().remove_leftovers(digests)
                if self.rounds == 0:
                    file.touch()
                self.rounds += 1
                return freed

        queue.arrange([row])
        queue.learn("a:1", MANIFEST)
        queue.arrange([])
        await download_leftovers.remove_leftovers(queue, Folder(lambda: tmp_path))
        assert not file.exists()
        assert queue.leftovers == frozenset()


async def test_what_somebody_else_downloads_does_not_keep_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download_leftovers, "SETTLE_S", 0.01)
    monkeypatch.setattr(download_leftovers, "WATCH_S", 0.01)
    (tmp_path / "blobs").mkdir()
    theirs, ours = (tmp_path / "blobs" / f"{digest.replace(':', '-')}-partial" for digest in (BIG, SMALL))
    whole = tmp_path / "blobs" / WHOLE.replace(":", "-")
    for file in (theirs, ours, whole):
        file.touch()

    class Folder(ServerModelsFolder):
        def last_change(self, digests: Sequence[str]) -> float:
            if BIG in digests:
                os.utime(theirs, (1.0, theirs.stat().st_mtime + 1))
            return super().last_change(digests)

    async with TaskOwner() as tasks:
        queue = DownloadQueue(DownloadFile(tmp_path / "d.json"), tasks)
        queue.arrange([Download("a:1", DownloadState.PAUSED), Download("b:1", DownloadState.PAUSED)])
        queue.learn("a:1", Manifest("d" * 64, (Layer(BIG, 900), Layer(WHOLE, 10))))
        queue.learn("b:1", Manifest("e" * 64, (Layer(SMALL, 100),)))
        queue.arrange([])
        await download_leftovers.remove_leftovers(queue, Folder(lambda: tmp_path))
    assert (theirs.exists(), whole.exists(), ours.exists()) == (True, True, False)


async def test_the_last_change_is_saved_also_when_the_tasks_have_ended(tmp_path: Path) -> None:
    file = DownloadFile(tmp_path / "d.json")
    async with TaskOwner() as tasks:
        queue = DownloadQueue(file, tasks)
        queue.arrange([Download("a:1", DownloadState.PAUSED)])
    await queue.flush()
    assert [row.tag for row, _ in (await file.downloads()).rows] == ["a:1"]
