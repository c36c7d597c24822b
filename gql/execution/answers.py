"""Answers that are kept as long as the database proves that they would be the same again.

The proof is its change counter, read before the operation ran. While it stands still no row has changed, of
users and their tokens as little as of tasks, so whoever sends the same credentials is the same viewer. What
an answer depends on besides is in its key, or says so (`gql.storage.proof`).
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from gql.execution.kept import KeptData
from gql.execution.operation import Operation
from gql.schema.context import Context
from gql.storage.proof import Proof, begun

# What an answer takes beside its text: its key, and its place among the others.
ENTRY_BYTES: Final = 1_000

Counter = Callable[[], int | None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one answer is kept, or would be.

    Attributes:
        key: of the answer.
        version: the change counter, before anything was read.
        proof: of what is read from now on.
    """

    key: Hashable
    version: int
    proof: Proof


class Answers:
    """The `data` of the latest answers, as JSON."""

    def __init__(self, most_bytes: int = 0, counter: Counter = lambda: None) -> None:
        """Begin with none.

        Args:
            most_bytes: how much is kept; 0 keeps nothing.
            counter: gives the database's change counter; None where it has none, and nothing is kept.
        """
        self._counter = counter
        self._wanted = most_bytes > 0
        self._kept = KeptData(most_bytes // ENTRY_BYTES, most_bytes)

    def place(self, operation: Operation, context: Context) -> Place | None:
        """Give the place of an answer; None where it can't be kept, or is asked for the first time."""
        planned = operation.planned
        if not self._wanted or not planned.plan or (depends := context.depends_on()) is None:
            return None
        version = self._counter()
        return None if version is None else Place((planned.number, depends), version, begun())

    def find(self, place: Place) -> orjson.Fragment | None:
        """Give the answer of a place, None where there is none or the database has changed since."""
        return self._kept.text(place.key, place.version)

    def keep(self, place: Place, data: dict[str, Any]) -> Any:  # noqa: ANN401 - the data, or its text
        """Keep an answer that is proved, and give its data as it is best written."""
        if not place.proof.holds:
            return data
        return self._kept.written(place.key, place.version, data, ENTRY_BYTES)
