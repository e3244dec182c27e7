"""The catalogue that Baleen carries is what it should be, and anything else is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.domain.catalogue import CatalogueModel, Kind
from app.domain.engine import version_tuple
from app.domain.models import display_name
from app.files.catalogue import CatalogueFile, read_catalogue

FILE = Path(__file__).parents[2] / "resources" / "catalogue" / "models.toml"
CATALOGUE = CatalogueFile(FILE)()
ROW = """
[[model]]
tag = "deepseek-x:1b"
size_bytes = 1
size_is_exact = true
parameters = "1B"
quantization = "Q4_K_M"
context_tokens = 256
kinds = ["chat"]
thinks = false
good_at = "quick"
origin = "deepseek_own"
licence = "MIT"
"""


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.tag)
def test_every_model_is_sound(model: CatalogueModel) -> None:
    assert re.fullmatch(r"deepseek-[\w.-]+:[\w.-]+", model.tag)
    assert not model.tag.endswith("cloud")
    assert display_name(model.tag).startswith("DeepSeek ")
    assert 500_000_000 < model.size_bytes < 10**12
    billions = float(model.parameters.removesuffix("B"))
    assert 0.4 < model.size_bytes / billions / 1e9 < 2.2, "size and parameters do not belong together"
    assert model.context_tokens % 256 == 0
    assert model.kinds
    assert 10_000 < model.kv_bytes_per_token < 6_000_000
    assert 0 < model.active_share <= 1
    assert re.fullmatch(r"[0-9a-f]{12}|[0-9a-f]{64}|", model.digest)
    assert not model.minimum_engine or version_tuple(model.minimum_engine)
    assert not model.below_engine or version_tuple(model.below_engine)
    assert model.needs_server == (model.size_bytes > 100e9)
    assert not (model.needs_server and model.rank is not None)
    if model.size_is_exact:
        assert model.digest


def test_what_engine_pins_confirms() -> None:
    """Sums that two public sources agree on (design: engine-pins §2a)."""
    sizes = {model.tag: model.size_bytes for model in CATALOGUE if model.size_is_exact}
    assert sizes["deepseek-r1:1.5b"] == 1_117_322_768
    assert sizes["deepseek-r1:8b"] == 5_225_376_047
    assert sizes["deepseek-r1:14b"] == 8_988_112_209
    assert "deepseek-r1:671b" not in sizes


def test_r1_is_honest_about_what_it_is() -> None:
    origins = {model.tag: model.origin for model in CATALOGUE if model.tag.startswith("deepseek-r1:")}
    assert origins.pop("deepseek-r1:671b") == "r1_itself"
    assert all(origin.startswith("distilled_") for origin in origins.values())


def test_ranks_are_those_of_r1_and_grow_with_size() -> None:
    ranked = [model for model in CATALOGUE if model.rank is not None]
    assert all(model.thinks and Kind.CHAT in model.kinds for model in ranked)
    by_size = sorted(ranked, key=lambda model: -model.size_bytes)
    assert [model.rank for model in by_size] == list(range(1, len(ranked) + 1))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no list"),
        ("model = 1", "no list"),
        ("other = 1\n" + ROW, "no list"),
        (ROW + ROW, "twice"),
        (ROW + "colour = 1\n", "deepseek-x:1b: unknown"),
        (ROW.replace("size_bytes = 1\n", ""), "deepseek-x:1b: without"),
        (ROW.replace("size_bytes = 1\n", "size_bytes = true\n"), "size_bytes is True"),
        (ROW.replace("size_bytes = 1\n", "size_bytes = 1.5\n"), "size_bytes is 1.5"),
        (ROW.replace("thinks = false", "thinks = 0"), "thinks is 0"),
        (ROW.replace('["chat"]', '["cook"]'), "cook"),
        (ROW + "tag = 1\n", "overwrite a value"),
    ],
)
def test_a_file_that_is_not_right_is_refused_by_name(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        read_catalogue(text)


def test_a_row_with_only_what_is_required() -> None:
    (model,) = read_catalogue(ROW)
    assert (model.tag, model.rank, model.active_share, model.kinds) == ("deepseek-x:1b", None, 1.0, {Kind.CHAT})
