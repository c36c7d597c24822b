"""Waking all who wait for the same."""

import asyncio


class Bell:
    """Rings again and again; whoever waits hears the next ring only."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake those who wait now."""
        self._event.set()
        self._event = asyncio.Event()

    async def heard(self) -> None:
        """Wait for the next ring."""
        await self._event.wait()
