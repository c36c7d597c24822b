"""Which update log a database has."""

from gql.clock import Clock
from gql.live.log import UpdateLog
from gql.live.memory import MemoryLog
from gql.live.repository import LiveTasks
from gql.live.table import TableLog
from gql.storage.catalog import Kind
from gql.storage.database import Database


def log_of(database: Database, tasks: LiveTasks, clock: Clock) -> UpdateLog:
    """Make the log: in a table of our own database, in memory for one that is not ours."""
    if database.kind is Kind.STANDALONE:
        return TableLog(database, tasks, clock)
    return MemoryLog(tasks, clock)
