"""The guard: which addresses the gateway fetches from, so that nobody reaches its own network through it."""
