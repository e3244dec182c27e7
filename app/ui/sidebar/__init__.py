"""The list of chats at the side."""
