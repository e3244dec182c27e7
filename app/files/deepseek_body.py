"""The smallest network of DeepSeek V2's and V3's kind: latent attention, a dense block, a block of experts."""

from __future__ import annotations

from app.files.gguf import Tensor, Value
from app.files.scripted_model import Body, ones

_HEADS = 2
_NOPE = 16  # numbers of a head that carry no position
_ROPE = 16  # numbers that do
_VALUE = 16
_KEY_VALUE_RANK = 32
_QUERY_RANK = 32
_EXPERTS = 4
_EXPERT_WIDTH = 32
_DENSE_WIDTH = 64
_SIGMOID = 2


def deepseek_body(width: int = 384, context: int = 4096) -> Body:
    """Two blocks that add nothing, for `build_scripted_model`. `context` is its memory in tokens."""
    keys: dict[str, Value] = {
        "context_length": context,
        "embedding_length": width,
        "block_count": 2,
        "feed_forward_length": _DENSE_WIDTH,
        "attention.head_count": _HEADS,
        "attention.head_count_kv": 1,
        "attention.layer_norm_rms_epsilon": 1e-6,
        "attention.key_length": _KEY_VALUE_RANK + _ROPE,
        "attention.value_length": _KEY_VALUE_RANK,
        "attention.key_length_mla": _NOPE + _ROPE,
        "attention.value_length_mla": _VALUE,
        "attention.q_lora_rank": _QUERY_RANK,
        "attention.kv_lora_rank": _KEY_VALUE_RANK,
        "rope.dimension_count": _ROPE,
        "rope.freq_base": 10000.0,
        # Up to 0.24 the engine takes the logarithm of the factor, there or not.
        "rope.scaling.type": "yarn",
        "rope.scaling.factor": 1.0,
        "rope.scaling.original_context_length": context,
        "rope.scaling.yarn_log_multiplier": 0.1,
        "leading_dense_block_count": 1,
        "expert_count": _EXPERTS,
        "expert_used_count": 2,
        "expert_feed_forward_length": _EXPERT_WIDTH,
        "expert_shared_count": 1,
        "expert_weights_scale": 1.0,
        "expert_weights_norm": True,
        "expert_gating_func": _SIGMOID,
    }
    return Body(
        architecture="deepseek2",
        pre_tokenizer="deepseek-v3",
        width=width,
        metadata={f"deepseek2.{key}": value for key, value in keys.items()},
        tensors=(
            *_attention("blk.0", width),
            *_dense("blk.0", width),
            *_attention("blk.1", width),
            *_experts("blk.1", width),
        ),
    )


def _attention(block: str, width: int) -> tuple[Tensor, ...]:
    return (
        ones(f"{block}.attn_norm.weight", width),
        Tensor(f"{block}.attn_q_a.weight", (_QUERY_RANK, width)),
        ones(f"{block}.attn_q_a_norm.weight", _QUERY_RANK),
        Tensor(f"{block}.attn_q_b.weight", (_HEADS * (_NOPE + _ROPE), _QUERY_RANK)),
        Tensor(f"{block}.attn_kv_a_mqa.weight", (_KEY_VALUE_RANK + _ROPE, width)),
        ones(f"{block}.attn_kv_a_norm.weight", _KEY_VALUE_RANK),
        Tensor(f"{block}.attn_k_b.weight", (_HEADS, _KEY_VALUE_RANK, _NOPE)),
        Tensor(f"{block}.attn_v_b.weight", (_HEADS, _VALUE, _KEY_VALUE_RANK)),
        Tensor(f"{block}.attn_output.weight", (width, _HEADS * _VALUE)),
        ones(f"{block}.ffn_norm.weight", width),
    )


def _dense(block: str, width: int) -> tuple[Tensor, ...]:
    return (
        Tensor(f"{block}.ffn_gate.weight", (_DENSE_WIDTH, width)),
        Tensor(f"{block}.ffn_up.weight", (_DENSE_WIDTH, width)),
        Tensor(f"{block}.ffn_down.weight", (width, _DENSE_WIDTH)),
    )


def _experts(block: str, width: int) -> tuple[Tensor, ...]:
    return (
        Tensor(f"{block}.ffn_gate_inp.weight", (_EXPERTS, width)),
        Tensor(f"{block}.exp_probs_b.bias", (_EXPERTS,)),
        Tensor(f"{block}.ffn_gate_exps.weight", (_EXPERTS, _EXPERT_WIDTH, width)),
        Tensor(f"{block}.ffn_up_exps.weight", (_EXPERTS, _EXPERT_WIDTH, width)),
        Tensor(f"{block}.ffn_down_exps.weight", (_EXPERTS, width, _EXPERT_WIDTH)),
        Tensor(f"{block}.ffn_gate_shexp.weight", (_EXPERT_WIDTH, width)),
        Tensor(f"{block}.ffn_up_shexp.weight", (_EXPERT_WIDTH, width)),
        Tensor(f"{block}.ffn_down_shexp.weight", (width, _EXPERT_WIDTH)),
    )
