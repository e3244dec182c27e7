"""What recorded logs of both generations tell about cards and loads, and what other lines say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.found_hardware import FoundCard, FoundHardware, Load, OldDriver
from app.engine.found_hardware import HardwareLog, size_bytes

LOGS = Path(__file__).parent / "logs"
MIB = 2**20
CONFIG = 'time=2026-11-23T23:20:50.5Z level=INFO source=routes.go:2005 msg="server config" env="map[]"'
NO_CARD = 'time=x level=INFO msg="inference compute" id=cpu library=cpu compute="" name=cpu total="8.0 GiB"'
END = 'time=x level=INFO msg="vram-based default context" total_vram="0 B" default_num_ctx=4096'


def lines_of(name: str) -> list[str]:
    return (LOGS / f"{name}.log").read_text("utf-8").splitlines()


def found_in(*lines: str) -> FoundHardware:
    log = HardwareLog()
    for line in lines:
        log.read(line)
    return log.found


def loads_of(name: str) -> list[Load]:
    """Every load of a log, as it stood when the model was ready."""
    log, loads = HardwareLog(), list[Load]()
    for line in lines_of(name):
        log.read(line)
        if "started in" in line and (not loads or log.found.load != loads[-1]):
            loads.append(log.found.load)
    return loads


@pytest.mark.parametrize("name", sorted(file.stem for file in LOGS.glob("*.log")))
def test_every_recorded_log_ends_its_search_with_the_card_or_with_what_hides_it(name: str) -> None:
    found = found_in(*lines_of(name))
    assert found.is_complete
    if "hidden" in name:
        assert (found.cards, found.hidden_by) == ((), (("CUDA_VISIBLE_DEVICES", "-1"),))
    else:
        (card,) = found.cards
        assert (card.name, card.library, card.is_integrated, found.hidden_by) == ("NVIDIA H200", "CUDA", False, ())
        assert card.total_bytes == pytest.approx(140 * 2**30, rel=0.01)
        assert card.identifier
    assert (found.failure, found.old_driver, found.unsupported) == ("", None, ())


def test_loads_of_today() -> None:
    """The table of design ollama-034 §10: automatic, 0, 10, automatic with a long memory, 999."""
    loads = [(load.layers_on_card, load.layers, load.asked_layers) for load in loads_of("034-loads")]
    wanted = [(29, 29, None), (None, None, 0), (10, 29, 10), (29, 29, None), (29, 29, 999)]
    assert [load for load in loads if load[1] != 3 and load in wanted] == [*wanted, (29, 29, None)]
    automatic = next(load for load in loads_of("034-loads") if load.layers == 29)
    assert (automatic.needed_bytes, automatic.free_bytes) == (2822 * MIB, 142629 * MIB)
    assert round(automatic.bytes_on("CUDA0") / MIB) == 2822, "the parts are what was projected"


def test_loads_of_the_generation_before() -> None:
    found = [load for load in loads_of("024-loads") if load.layers == 29]
    loads = [(load.layers_on_card, load.layers, load.asked_layers) for load in found]
    assert loads[:3] == [(29, 29, None), (None, 29, 0), (10, 29, 10)]
    (hidden,) = loads_of("024-hidden-loads")
    assert (hidden.layers_on_card, hidden.free_bytes, round(hidden.bytes_on("CPU") / MIB)) == (None, None, 2916)
    (reserved,) = loads_of("024-overhead")
    assert reserved.free_bytes == size_bytes("63.4 GiB")


def test_memory_that_is_to_be_left_free() -> None:
    loads = loads_of("034-fit-target")
    assert [(load.layers_on_card, load.layers) for load in loads] == [(26, 29), (14, 29), (29, 29)]
    assert {load.kept_free_bytes for load in loads} == {140000 * MIB}
    assert [round((load.needed_bytes or 0) / MIB) for load in loads] == [2822, 4334, 2822]


def test_a_model_that_is_loaded_again_after_its_runner_was_killed() -> None:
    assert found_in(*lines_of("034-runner-killed")).load.layers_on_card == 29


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            'time=x level=WARN source=cuda_compat.go:65 msg="NVIDIA driver too old" device="NVIDIA GeForce RTX 3060" '
            'compute=8.6 driver=535 required_driver="550 or newer"',
            {"old_driver": OldDriver("NVIDIA GeForce RTX 3060", "535", "550")},
        ),
        (
            'time=x level=WARN msg="AMD driver is too old. Update your AMD driver to enable GPU inference."',
            {"old_driver": OldDriver("AMD", "", "")},
        ),
        (
            'time=x level=INFO msg="skipping CUDA device — compute capability not in compiled architectures" '
            'device="NVIDIA GeForce GTX 1060 3GB" cc=610 archs="[750 800 860]" libDirs="[/a /b]"',
            {"unsupported": ("NVIDIA GeForce GTX 1060 3GB",)},
        ),
        (
            'time=x level=WARN msg="dropping ROCm device — no rocblas support for gfx target" device=ROCm0 '
            'gfx_target=gfx803 supported="map[gfx1100:true]" hint="set HSA_OVERRIDE_GFX_VERSION"',
            {"unsupported": ("ROCm0",)},
        ),
        (
            'time=x level=INFO msg="dropping integrated GPU; to enable, set OLLAMA_IGPU_ENABLE=1" id=0 library=Vulkan '
            'compute=0.0 name=Vulkan0 description="Intel(R) UHD Graphics 620 (KBL GT2)" pci_id=0000:00:02.0',
            {"integrated": ("Intel(R) UHD Graphics 620 (KBL GT2)",)},
        ),
        (
            'time=x level=INFO msg="experimental Vulkan support disabled.  To enable, set OLLAMA_VULKAN=1"',
            {"needs_newer_engine": True},
        ),
        (
            'time=x level=INFO msg="failure during llama-server GPU discovery" OLLAMA_LIBRARY_PATH="[/a]" '
            'extra_envs=map[] error="exit status 127" detail="no libcudart"',
            {"failure": "no libcudart"},
        ),
        (
            'time=x level=WARN msg="llama-server GPU discovery watchdog timed out" error="context deadline exceeded"',
            {"failure": "context deadline exceeded"},
        ),
        (
            'time=x level=WARN msg="potentially incompatible library detected in PATH" location="C:\\\\x\\\\ggml.dll"',
            {"foreign_library": "C:\\x\\ggml.dll"},
        ),
        (
            'time=x level=WARN msg="user overrode visible devices" HSA_OVERRIDE_GFX_VERSION=10.3.0',
            {},
        ),
    ],
)
def test_lines_that_say_why_not(line: str, expected: dict[str, object]) -> None:
    """As the source of v0.34.4 and v0.24.0 writes them; each twice, since some come once for each library."""
    assert found_in(CONFIG, line, line, NO_CARD, END) == FoundHardware(is_complete=True, **expected)  # type: ignore[arg-type]


def test_a_server_told_to_use_the_processor_says_so_in_its_settings() -> None:
    config = 'time=x msg="server config" env="map[OLLAMA_HOST:http://127.0.0.1:0 OLLAMA_LLM_LIBRARY:cpu OLLAMA_X:]"'
    assert found_in(config, NO_CARD, END).hidden_by == (("OLLAMA_LLM_LIBRARY", "cpu"),)
    assert found_in(config.replace(":cpu", ":"), NO_CARD, END).hidden_by == ()


def test_several_cards_keep_the_order_of_the_server() -> None:
    card = 'time=x msg="inference compute" id={} library={} description="{}" type={} total="{}" available="1.0 GiB"'
    found = found_in(
        card.format(0, "CUDA", "RTX 4090", "discrete", "24.0 GiB"),
        card.format(1, "Vulkan", "Strix Halo", "iGPU", "1.5 TiB"),
    )
    assert found.cards == (
        FoundCard("RTX 4090", "CUDA", 24 * 2**30, 2**30, identifier="0"),
        FoundCard("Strix Halo", "Vulkan", 3 * 2**39, 2**30, is_integrated=True, identifier="1"),
    )


def test_a_new_server_begins_anew() -> None:
    assert found_in(*lines_of("034-fit-target"), CONFIG) == FoundHardware()


@given(
    st.text() | st.from_regex(r"time=\S* msg=\"(loading model|gpu memory|server config)\"( \w+=\S*)*", fullmatch=True)
)
def test_no_line_is_too_strange(line: str) -> None:
    log = HardwareLog()
    log.read(line)
    log.read("x" * 20_000)
    assert isinstance(log.found, FoundHardware)


@pytest.mark.parametrize(
    ("text", "size"),
    [("0 B", 0), ("860.0 MiB", 860 * MIB), ("1.5 GiB", 3 * 2**29), ("", 0), ("many", 0), ("1.1.1 GiB", 0)],
)
def test_sizes(text: str, size: int) -> None:
    assert size_bytes(text) == size


@pytest.mark.parametrize("number", ["1.2.3", ".", "9" * 400])
def test_a_number_that_is_none_is_passed_over(number: str) -> None:
    log = HardwareLog()
    log.read(f"load_tensors:        CUDA0 model buffer size = {number} MiB")
    assert log.found == HardwareLog().found
