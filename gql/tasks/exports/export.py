"""An export as bytes: what comes first, the tasks, and a last record where it is not whole."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from gql.errors import GatewayError
from gql.tasks.connection import TaskConnection
from gql.tasks.exports.columns import names, values_of
from gql.tasks.exports.errors import ExportCut
from gql.tasks.exports.formats import Format, Notice
from gql.tasks.exports.stream import Batch, Read, batches
from gql.tasks.links.links import Links


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes of some tasks, how many these are, and the cursor of the last one."""

    tasks: int
    body: bytes
    after: str | None


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported, and how it is written."""

    connection: TaskConnection
    format: Format
    limit: int | None
    everybodys: bool

    async def written(
        self, read: Read, links: Links, told: Callable[[GatewayError], str] = str
    ) -> AsyncGenerator[Part]:
        """Write batch by batch.

        Args:
            read: reads connections: `TaskResolvers.slices`.
            links: make the addresses of pictures and videos.
            told: says why the limit cut the export, in the reader's language.

        Raises:
            Unavailable: the database can't be read any more; `notice` tells it.
        """
        columns = names(everybodys=self.everybodys)
        values = values_of(links, everybodys=self.everybodys)
        before = self.format.head(columns)
        async for batch in batches(read, self.connection, self.limit):
            rows = self.format.rows(columns, map(values, batch.tasks))
            yield Part(len(batch.tasks), before + rows + self._cut(batch, told), batch.after)
            before = b""

    def notice(self, error: GatewayError, message: str, after: str | None = None) -> bytes:
        """Write the last record of an export that an error ends."""
        return self.format.notice(names(everybodys=self.everybodys), Notice(error.rest_code, message, after))

    def _cut(self, batch: Batch, told: Callable[[GatewayError], str]) -> bytes:
        error = ExportCut(limit=self.limit)
        return self.notice(error, told(error), batch.after) if batch.cut else b""
