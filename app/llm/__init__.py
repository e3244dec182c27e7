"""The server's HTTP API. The only layer that knows httpx and the ollama client."""
