"""What subscribers hear of an update, written once for all who asked the same in the same role."""

from collections.abc import Callable
from typing import Any, Final

import orjson

from gql.execution.kept import Kept
from gql.execution.operation import Operation
from gql.live.hub import Delivered
from gql.schema.context import Context

# The subscribers of an update hear of it one after the other, or some of them as soon as they have read.
UPDATES_KEPT: Final = 1_000
BYTES_KEPT: Final = 1_000_000

Tell = Callable[[Any, Context], dict[str, Any]]


class Told:
    """The `data` of the latest updates, as JSON."""

    def __init__(self) -> None:
        self._kept = Kept[tuple[object, orjson.Fragment]](UPDATES_KEPT, BYTES_KEPT)

    def data(self, operation: Operation, context: Context, happened: Delivered, tell: Tell) -> Any:  # noqa: ANN401
        """Give the data of an update, or its text; `tell` makes it, and may raise."""
        if happened.cursor is None:  # the state at somebody's beginning, which nobody else is told
            return tell(happened, context)
        key = (operation.planned, id(happened.update), happened.cursor, context.seen_as())
        found = self._kept.get(key)
        if found and found[0] is happened.update:
            return found[1]
        data = tell(happened, context)
        try:
            text = orjson.dumps(data)
        except TypeError:  # what it can't write
            return data
        fragment = orjson.Fragment(text)
        self._kept.keep(key, (happened.update, fragment), len(text))
        return fragment
