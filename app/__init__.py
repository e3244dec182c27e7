"""Baleen: a desktop application for chatting with DeepSeek models on one's own computer."""

__version__ = "0.1.0"
