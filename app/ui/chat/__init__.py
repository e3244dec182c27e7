"""The chat: transcript, composer, empty state."""
