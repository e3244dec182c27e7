"""Chats and settings on disk. The only layer that knows SQLite."""
