"""What it costs to remember more."""

from __future__ import annotations

from app.domain.fit import ModelFacts, needed_bytes
from app.domain.remembering import MEMORY_STEPS, kv_share, larger_steps, step_costs
from app.domain.settings import Attention, ChatMemory, Settings

GB = 10**9
EIGHT_B = ModelFacts(5 * GB, 147_456)


def test_each_step_costs_what_its_conversation_takes() -> None:
    steps = larger_steps(8192, 40_000, EIGHT_B, 8 * GB)
    assert [step.context_tokens for step in steps] == [16384, 32768, 39936]
    assert [step.extra_bytes for step in steps] == [147_456 * (step.context_tokens - 8192) for step in steps]


def test_what_does_not_fit_is_marked() -> None:
    """By the same sum as the guard before loading."""
    available = needed_bytes(EIGHT_B, 16384)
    assert [step.fits for step in larger_steps(4096, 32768, EIGHT_B, available)] == [True, True, False]
    assert larger_steps(8192, 16384, EIGHT_B, available, kv_share=0.5)[0].extra_bytes == 147_456 * 8192 // 2


def test_half_size_counts_where_the_server_has_it() -> None:
    """Not where another program started the server, nor without the attention that it needs."""
    half = Settings(chat_memory=ChatMemory.HALF)
    assert kv_share(half, is_ours=True) == 0.53
    assert kv_share(half, is_ours=False) == 1.0
    assert kv_share(Settings(), is_ours=True) == 1.0
    assert kv_share(Settings(chat_memory=ChatMemory.HALF, attention=Attention.OFF), is_ours=True) == 1.0


def test_a_model_at_its_end_has_no_more() -> None:
    assert larger_steps(4096, 4096, EIGHT_B, None) == ()
    assert larger_steps(131072, None, EIGHT_B, None) == ()


def test_nothing_is_said_of_what_is_not_known() -> None:
    """A model on another computer, and one whose limit nobody tells."""
    steps = larger_steps(65536, None, None, 1)
    assert [(step.context_tokens, step.extra_bytes, step.fits) for step in steps] == [(131072, None, True)]


def test_every_size_has_its_cost() -> None:
    """Beyond what the model was trained for nothing is added."""
    costs = step_costs(16384, EIGHT_B, needed_bytes(EIGHT_B, 8192))
    assert tuple(costs) == MEMORY_STEPS
    assert [cost.context_tokens for cost in costs.values()] == [4096, 8192, 16384, 16384, 16384, 16384]
    assert [cost.fits for cost in costs.values()] == [True, True, False, False, False, False]
    assert costs[8192].chat_bytes == 147_456 * 8192
    assert step_costs(None, None, None)[4096].chat_bytes is None
