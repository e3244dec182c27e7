"""What Settings > Performance shows of the settings."""

from __future__ import annotations

PERFORMANCE_KEYS = (
    "gpu_mode",
    "gpu_share_percent",
    "model_settings",
    "card",
    "memory_left_free_mib",
    "context_tokens",
    "keep_alive",
    "attention",
    "chat_memory",
    "threads",
)
"""Those that Restore defaults brings back."""
