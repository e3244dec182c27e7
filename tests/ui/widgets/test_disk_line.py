"""The bar of the disk: models, everything else, free."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.ui.models.disk_line import DiskLine

GB = 10**9


@pytest.mark.parametrize(
    ("used", "free", "total", "parts"),
    [
        (10 * GB, 40 * GB, 100 * GB, (0.1, 0.5)),
        (10 * GB, 40 * GB, None, (0.2, 0.0)),
        (60 * GB, 80 * GB, 100 * GB, (60 / 140, 0.0)),  # another disk's models among them: no part below nothing
        (0, GB, 0, (0.0, 0.0)),
    ],
)
def test_the_parts_are_those_of_the_disk(
    qtbot: QtBot, used: int, free: int, total: int | None, parts: tuple[float, float]
) -> None:
    line = DiskLine()
    qtbot.addWidget(line)
    line.set_sizes(used, free, total)
    assert line._bar._parts == pytest.approx(parts, abs=1e-8)
    assert not line.isHidden()


def test_a_disk_that_does_not_tell_has_no_line(qtbot: QtBot) -> None:
    line = DiskLine()
    qtbot.addWidget(line)
    line.set_sizes(GB, None, None)
    assert line.isHidden()
