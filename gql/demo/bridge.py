"""From rows of the database to tasks of the simulated upstream, so that both tell one story."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from gql.demo.tasks import LiveTask
from gql.demo.timeline import PACES


class UnfinishedRow(Protocol):
    """What the upstream has to know of a row of `midjourneys`."""

    @property
    def mj_id(self) -> str | None:
        """The upstream's id."""
        ...

    @property
    def action(self) -> str | None:
        """What is done."""
        ...

    @property
    def prompt(self) -> str | None:
        """As submitted."""
        ...

    @property
    def state(self) -> str | None:
        """The client's own text."""
        ...

    @property
    def submit_time(self) -> int | None:
        """Milliseconds since 1970."""
        ...

    @property
    def progress(self) -> str | None:
        """100% once it is final."""
        ...


def upstream_tasks(rows: Iterable[UnfinishedRow]) -> Iterator[LiveTask]:
    """The tasks that the upstream has to track for these rows.

    Finished rows, rows without an id and actions the upstream does not know are passed over.
    """
    for row in rows:
        if row.mj_id and row.action in PACES and row.progress != "100%":
            yield LiveTask(row.mj_id, row.action, row.submit_time or 0, row.prompt or None, row.state or None)
