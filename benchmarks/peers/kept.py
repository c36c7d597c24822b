"""What the Python peers keep for a second where the benchmark caches."""

import os
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

ON = os.environ.get("BENCH_CACHE") == "on"
SECONDS = 1.0
MOST = 10_000


class Kept(Generic[Key, Value]):
    """Values by key, each for a second."""

    def __init__(self) -> None:
        self._values: dict[Key, tuple[float, Value]] = {}

    async def get(self, key: Key, read: Callable[[Key], Awaitable[Value]]) -> Value:
        """Give the value that is kept, or read it and wait for it."""
        found = self._found(key)
        return found[1] if found else self._keep(key, await read(key))

    def _found(self, key: Key) -> tuple[float, Value] | None:
        found = self._values.get(key) if ON else None
        return found if found and found[0] > time.monotonic() else None

    def _keep(self, key: Key, value: Value) -> Value:
        if ON:
            if len(self._values) >= MOST:
                self._values.clear()
            self._values[key] = (time.monotonic() + SECONDS, value)
        return value
