"""What is written down of the lease, and where."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class LeaseRecord:
    """Who the updater is.

    Attributes:
        holder: a text that no other process has; "" where nobody holds it.
        fence: grows with each new holder.
        beat: grows with each sign of life.
    """

    holder: str = ""
    fence: int = 0
    beat: int = 0


class LeaseStore(Protocol):
    """Where the record is. Each of these raises `Unavailable` where it can't be read or written."""

    async def read(self) -> LeaseRecord:
        """Read the record; an empty one where there is none yet."""

    async def swap(self, seen: LeaseRecord, wanted: LeaseRecord) -> bool:
        """Write `wanted` where `seen` still stands, in a write transaction; tell whether it did."""

    async def within(self, connection: AsyncConnection) -> LeaseRecord:
        """Read the record in a write transaction; it stays as it is until that one's end."""
