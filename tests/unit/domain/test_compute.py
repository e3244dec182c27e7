"""What the Performance page means to the server."""

from __future__ import annotations

import pytest

from app.domain.compute import card_choices, card_variables, gpu_layers, server_variables
from app.domain.found_hardware import FoundCard, FoundHardware
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.settings import Attention, ChatMemory, GpuMode, Settings


@pytest.mark.parametrize(
    ("mode", "percent", "blocks", "sent"),
    [
        (GpuMode.AUTOMATIC, 50, 28, None),
        (GpuMode.PROCESSOR, 50, 28, 0),
        (GpuMode.CUSTOM, 0, 28, 0),
        (GpuMode.CUSTOM, 50, 28, 14),
        (GpuMode.CUSTOM, 90, 28, 26),
        (GpuMode.CUSTOM, 100, 28, 999),
        (GpuMode.CUSTOM, 100, None, 999),
        (GpuMode.CUSTOM, 50, None, None),
    ],
)
def test_layers_on_the_card(mode: GpuMode, percent: int, blocks: int | None, sent: int | None) -> None:
    assert gpu_layers(Settings(gpu_mode=mode, gpu_share_percent=percent), blocks) == sent


def test_both_generations_hear_of_the_memory_that_is_left_free() -> None:
    variables = server_variables(Settings(memory_left_free_mib=2048))
    assert variables["LLAMA_ARG_FIT_TARGET"] == "2048"
    assert variables["OLLAMA_GPU_OVERHEAD"] == str(2 * 2**30)


def test_a_smaller_chat_memory_needs_the_faster_attention() -> None:
    assert "OLLAMA_FLASH_ATTENTION" not in server_variables(Settings())
    assert server_variables(Settings(chat_memory=ChatMemory.HALF))["OLLAMA_FLASH_ATTENTION"] == "1"
    off = server_variables(Settings(chat_memory=ChatMemory.HALF, attention=Attention.OFF))
    assert off["OLLAMA_FLASH_ATTENTION"] == "0", "what the person said is done"


RTX = GraphicsCard("RTX 4060", Vendor.NVIDIA, 8 * 10**9, identifier="GPU-aa")
OLD = GraphicsCard("GTX 1060", Vendor.NVIDIA, 6 * 10**9, identifier="GPU-bb")


def test_cards_to_choose_among() -> None:
    found = FoundHardware(cards=(FoundCard("RX 7600", "ROCm", 8 * 10**9, identifier="0"), FoundCard("x", "CUDA", 1)))
    choices = card_choices(Hardware("p", 8, 1, 1, (RTX, OLD)), found)
    assert [choice.key for choice in choices] == ["CUDA:GPU-aa", "CUDA:GPU-bb", "ROCm:0"]
    assert card_choices(None, None) == ()


@pytest.mark.parametrize(
    ("key", "system", "expected"),
    [
        ("CUDA:GPU-aa", "linux", {"CUDA_VISIBLE_DEVICES": "GPU-aa", "ROCR_VISIBLE_DEVICES": "-1"}),
        ("CUDA:GPU-aa", "win32", {"CUDA_VISIBLE_DEVICES": "GPU-aa", "HIP_VISIBLE_DEVICES": "-1"}),
        ("ROCm:1", "linux", {"CUDA_VISIBLE_DEVICES": "-1", "ROCR_VISIBLE_DEVICES": "1"}),
        ("Vulkan:0", "linux", {"CUDA_VISIBLE_DEVICES": "-1", "ROCR_VISIBLE_DEVICES": "-1"}),
    ],
)
def test_one_card_is_shown_and_the_others_are_hidden(key: str, system: str, expected: dict[str, str]) -> None:
    vulkan = key.partition(":")[2] if key.startswith("Vulkan") else "-1"
    assert card_variables(key, system) == expected | {"GGML_VK_VISIBLE_DEVICES": vulkan}


@pytest.mark.parametrize("key", ["", "CUDA:", "Metal:0", "nonsense"])
def test_nothing_is_hidden_without_a_choice(key: str) -> None:
    assert card_variables(key) == {}
    assert "CUDA_VISIBLE_DEVICES" not in server_variables(Settings(card=key))
