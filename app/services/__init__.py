"""Use cases on asyncio. No Qt, no client library: the outside is reached through `domain.ports`."""
