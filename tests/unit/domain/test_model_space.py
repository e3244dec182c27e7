"""What deleting a model gives back."""

from __future__ import annotations

from app.domain.downloads import Layer, Manifest
from app.domain.model_space import FreedSpace, freed_by, used_bytes


def manifest(**sizes: int) -> Manifest:
    return Manifest("m", tuple(Layer(f"sha256:{name}", size) for name, size in sizes.items()))


MODELS = {
    "a:latest": manifest(weights=100, licence=5, own=1),
    "b:1b": manifest(weights=100, licence=5, other=2),
    "c:1b": manifest(alone=50, licence=5),
}


def test_what_others_use_stays() -> None:
    assert freed_by("a", MODELS) == FreedSpace(1, 105, ("b:1b", "c:1b"))
    assert freed_by("c:1b", MODELS) == FreedSpace(50, 5, ("a:latest", "b:1b"))


def test_alone_everything_goes_and_a_file_named_twice_counts_once() -> None:
    twice = Manifest("m", (Layer("sha256:x", 7), Layer("sha256:x", 7)))
    assert freed_by("t", {"t:latest": twice}) == FreedSpace(7)


def test_nothing_is_said_of_what_is_not_known() -> None:
    assert freed_by("d", MODELS) is None


def test_all_together_count_each_file_once() -> None:
    assert used_bytes(MODELS) == 100 + 5 + 1 + 2 + 50
