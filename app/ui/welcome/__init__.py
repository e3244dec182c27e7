"""The first run: what Baleen is, and the first model."""
