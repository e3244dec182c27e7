"""Builds each object once, connects them, and closes them in reverse."""

from __future__ import annotations

from app.composition.compose import Baleen, compose, run
from app.composition.config import Config

__all__ = ["Baleen", "Config", "compose", "run"]
