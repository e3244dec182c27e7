"""Bodies of tiny models that Baleen itself does not need: the kinds of the distilled and other models."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.files.gguf import Tensor, Value
from app.files.scripted_model import Body, ones

WIDTH = 256
_HEADS = 4
_FEED_FORWARD = 64
CONTEXT = 8192


def qwen2_body(blocks: int = 2, feed_forward: int = _FEED_FORWARD) -> Body:
    """As DeepSeek R1's distills of 1.5B to 32B, which have 28 blocks and more. A wide feed forward makes it heavy."""
    head = WIDTH // _HEADS
    return _body(
        "qwen2",
        "qwen2",
        {},
        lambda block: (
            *_projections(block, WIDTH, head),
            Tensor(f"{block}.attn_q.bias", (WIDTH,)),
            Tensor(f"{block}.attn_k.bias", (head,)),
            Tensor(f"{block}.attn_v.bias", (head,)),
        ),
        blocks,
        feed_forward,
    )


def llama_body() -> Body:
    """As DeepSeek R1's distills of 8B and 70B."""
    head = WIDTH // _HEADS
    keys: dict[str, Value] = {"rope.dimension_count": head}
    return _body("llama", "llama-bpe", keys, lambda block: _projections(block, WIDTH, head))


def qwen3_body(blocks: int = 2) -> Body:
    """As DeepSeek R1 0528's distill. Many blocks make it slow without making the file big."""
    head = 32
    return _body(
        "qwen3",
        "qwen2",
        {"attention.key_length": head, "attention.value_length": head},
        lambda block: (
            *_projections(block, _HEADS * head, head),
            ones(f"{block}.attn_q_norm.weight", head),
            ones(f"{block}.attn_k_norm.weight", head),
        ),
        blocks,
    )


def without(body: Body, tensor_name: str) -> Body:
    """The same body with a tensor missing: no server can load it."""
    assert any(tensor.name == tensor_name for tensor in body.tensors)
    tensors = tuple(tensor for tensor in body.tensors if tensor.name != tensor_name)
    return Body(body.architecture, body.pre_tokenizer, body.width, body.metadata, tensors)


def _body(
    arch: str,
    pre_tokenizer: str,
    more_keys: Mapping[str, Value],
    attention: Callable[[str], tuple[Tensor, ...]],
    blocks: int = 2,
    feed_forward: int = _FEED_FORWARD,
) -> Body:
    keys: dict[str, Value] = {
        "context_length": CONTEXT,
        "embedding_length": WIDTH,
        "block_count": blocks,
        "feed_forward_length": feed_forward,
        "attention.head_count": _HEADS,
        "attention.head_count_kv": 1,
        "attention.layer_norm_rms_epsilon": 1e-6,
        "rope.freq_base": 10000.0,
        **more_keys,
    }
    tensors: list[Tensor] = []
    for number in range(blocks):
        block = f"blk.{number}"
        tensors += (ones(f"{block}.attn_norm.weight", WIDTH), *attention(block), *_feed_forward(block, feed_forward))
    return Body(arch, pre_tokenizer, WIDTH, {f"{arch}.{key}": value for key, value in keys.items()}, tuple(tensors))


def _projections(block: str, query: int, head: int) -> tuple[Tensor, ...]:
    return (
        Tensor(f"{block}.attn_q.weight", (query, WIDTH)),
        Tensor(f"{block}.attn_k.weight", (head, WIDTH)),
        Tensor(f"{block}.attn_v.weight", (head, WIDTH)),
        Tensor(f"{block}.attn_output.weight", (WIDTH, query)),
    )


def _feed_forward(block: str, inner: int) -> tuple[Tensor, ...]:
    return (
        ones(f"{block}.ffn_norm.weight", WIDTH),
        Tensor(f"{block}.ffn_gate.weight", (inner, WIDTH)),
        Tensor(f"{block}.ffn_up.weight", (inner, WIDTH)),
        Tensor(f"{block}.ffn_down.weight", (WIDTH, inner)),
    )
