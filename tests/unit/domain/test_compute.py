"""What the Performance page means to the server."""

from __future__ import annotations

import pytest

from app.domain.compute import gpu_layers, server_variables
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
