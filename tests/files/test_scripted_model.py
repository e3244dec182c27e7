"""What a scripted model says, computed from its file as an engine would: without the blocks, which add nothing."""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path

import pytest

from app.domain.errors import ReadOnly
from app.files.gguf import Tensor
from app.files.gguf_header import read_gguf_header
from app.files.script import Ending, Script
from app.files.scripted_model import build_scripted_model
from app.files.tour_model import TourModel
from tests.helpers import tiny_models
from tests.helpers.tiny_bodies import qwen2_body

_TOUR = Path(__file__).parents[2] / "resources" / "tour"


def _scores(path: Path, vocabulary: int, width: int, token: int, tensors: tuple[Tensor, ...]) -> list[float]:
    """The score of every token after `token`. The data of the three tensors of the head lies before the blocks'."""
    raw = path.read_bytes()
    row = struct.Struct(f"<{width}f")
    start = len(raw) - sum(-(-tensor.size_bytes // 32) * 32 for tensor in tensors)
    output = start - vocabulary * row.size
    embedding = output - row.size - vocabulary * row.size
    state = row.unpack_from(raw, embedding + token * row.size)
    rows = (row.unpack_from(raw, output + other * row.size) for other in range(vocabulary))
    return [sum(a * b for a, b in zip(state, other, strict=True)) for other in rows]


def _next(path: Path, vocabulary: int, token: int) -> int:
    body = qwen2_body()
    scores = _scores(path, vocabulary, body.width, token, body.tensors)
    best, second = sorted(scores, reverse=True)[:2]
    assert best - second > 40, "no temperature may change what comes next"
    return scores.index(best)


_END, _ASSISTANT, _THINK, _END_THINK = 257, 259, 260, 261


def test_tokens_follow_each_other_as_in_the_script(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    build_scripted_model(path, Script.of_texts("Hm, well.", "Hello you."), qwen2_body(), "x")
    well, hello, you, hm = 262, 263, 264, 265  # longest first
    order = [_ASSISTANT, _THINK, hm, well, _END_THINK, hello, you, _END]
    for token, following in pairwise(order):
        assert _next(path, 266, token) == following
    assert _next(path, 266, ord("\n")) == hello
    assert all(_next(path, 266, token) == _END for token in (ord("a"), 0, 255, 256, 258))


@pytest.mark.parametrize(("ending", "after_last"), [(Ending.STOP, _END), (Ending.LOOP, 262), (Ending.REPEAT, 263)])
def test_endings(tmp_path: Path, ending: Ending, after_last: int) -> None:
    path = tmp_path / "model.gguf"
    build_scripted_model(path, Script((), ("Hello", " you"), ending), qwen2_body(), "x")
    assert _next(path, 264, _ASSISTANT) == 262
    assert _next(path, 264, 263) == after_last


def test_the_second_spelling_of_a_piece_leads_on_as_the_first(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    build_scripted_model(path, Script((), ("Zürich", " oui")), qwen2_body(), "x")
    assert [_next(path, 265, token) for token in (_ASSISTANT, 262, 263)] == [262, 264, 264]


def _last_found(text: str, pieces: tuple[str, ...]) -> str | None:
    """The token a text ends with, cut as servers cut it: the longest pieces are found first."""
    parts = [(text, False)]
    for piece in sorted(pieces, key=lambda piece: len(piece.encode()), reverse=True):
        split: list[tuple[str, bool]] = []
        for part, is_token in parts:
            if is_token:
                split.append((part, True))
                continue
            head, *tails = part.split(piece)
            split.append((head, False))
            for tail in tails:
                split += [(piece, True), (tail, False)]
        parts = [part for part in split if part[0]]
    return parts[-1][0] if parts[-1][1] else None


@pytest.fixture(scope="module")
def tour() -> Script:
    return Script.of_texts((_TOUR / "thinking.md").read_text("utf-8"), (_TOUR / "answer.md").read_text("utf-8"))


def test_the_tour_can_be_continued_from_every_piece(tour: Script) -> None:
    text = ""
    for piece in tour.answer:
        text += piece
        assert _last_found(text, tour.thinking + tour.answer) == piece


def test_the_tour_is_lively_and_complete(tour: Script) -> None:
    answer = "".join(tour.answer)
    assert 100 < len(tour.thinking + tour.answer) < 300
    assert max(map(len, tour.thinking + tour.answer)) <= 24
    for part in ("scripted demonstration", "always the same answer", "\n- ", "|---", "```python\n", "\\(", "\n$$\n"):
        assert part in answer
    assert "!" not in answer.replace("![", "")


def test_the_tour_is_a_small_file_with_an_honest_name(tmp_path: Path) -> None:
    build = TourModel(_TOUR, tmp_path / "new" / "folder")
    path = build()
    first = path.read_bytes()
    header = read_gguf_header(path)
    assert (header.architecture, len(header.tensor_names)) == ("deepseek2", 34)
    assert "scripted demonstration, always the same answer" in header.name
    assert 2e6 < len(first) < 4e6
    assert build().read_bytes() == first


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ReadOnly):
        TourModel(_TOUR, tmp_path / "file" / "folder")()


@pytest.mark.parametrize("arch", tiny_models.ARCHITECTURES)
def test_tiny_models_are_small(arch: str) -> None:
    model = tiny_models.recites(arch)
    assert model is tiny_models.recites(arch)
    assert (model.thinking, model.answer) == (tiny_models.THINKING, tiny_models.ANSWER)
    assert model.path.stat().st_size < 4e6


def test_the_broken_model_lacks_a_tensor() -> None:
    assert "blk.1.ffn_up.weight" not in read_gguf_header(tiny_models.broken().path).tensor_names
    assert "blk.1.ffn_up.weight" in read_gguf_header(tiny_models.recites().path).tensor_names


def test_the_long_model_can_be_continued_from_every_piece() -> None:
    model = tiny_models.long(3)
    text = ""
    for piece in model.pieces:
        text += piece
        assert _last_found(text, model.pieces) == piece
