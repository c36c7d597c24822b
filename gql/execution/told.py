"""What subscribers hear of an update, written once for all who asked the same in the same role."""

from collections.abc import Callable
from typing import Any, Final

from gql.execution.kept import KeptData
from gql.execution.operation import Operation
from gql.live.hub import Delivered
from gql.schema.context import Context

# The subscribers of an update hear of it one after the other, or some of them as soon as they have read.
UPDATES_KEPT: Final = 200
BYTES_KEPT: Final = 1_000_000

Tell = Callable[[Any, Context], dict[str, Any]]


class Told:
    """The `data` of the latest updates, as JSON."""

    def __init__(self) -> None:
        self._kept = KeptData(UPDATES_KEPT, BYTES_KEPT)

    def data(self, operation: Operation, context: Context, happened: Delivered, tell: Tell) -> Any:  # noqa: ANN401
        """Give the data of an update, or its text; `tell` makes it, and may raise."""
        if happened.cursor is None:  # the state at somebody's beginning, which nobody else is told
            return tell(happened, context)
        key = (operation.planned.number, id(happened.update), happened.cursor, context.seen_as())
        if text := self._kept.text(key, happened.update):
            return text
        return self._kept.written(key, happened.update, tell(happened, context))
