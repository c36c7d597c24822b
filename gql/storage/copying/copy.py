"""Copies a standalone database into an empty one, and compares them row by row by hash.

It goes on where it was interrupted: keys ascend, and each window of rows is one transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Final

from gql.errors import ConfigurationError
from gql.storage.catalog import Kind
from gql.storage.copying.repository import WINDOW, Rows, begin, begun_from, epoch_of, finish
from gql.storage.copying.rows import DIGEST_BYTES, digest_of, named
from gql.storage.database import Database
from gql.storage.facts import revision

# The log of updates lives for minutes, and the updater's lease for seconds: the new database begins its own.
TABLES: Final = ("users", "channels", "midjourneys", "mj_gateway_ledger")
ROUNDS: Final = 3


class Step(StrEnum):
    """What is being done with a table."""

    COPY = "copy"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Copied:
    """A table that is the same in both databases; `digest` is the hash over the hashes of its rows."""

    table: str
    rows: int
    digest: str


# Is told of a table's rows: how many are done, of about how many.
Report = Callable[[Step, str, int, int], object]


async def copy(source: Database, target: Database, report: Report, window: int = WINDOW) -> list[Copied]:
    """Copy all tables, then compare them until nothing had to be mended.

    Args:
        source: standalone, with the newest schema; only read.
        target: standalone, without rows, or an unfinished copy of the source.
        report: is told of the progress after each transaction.
        window: how many rows one transaction writes.

    Raises:
        ConfigurationError: one of them can't be used, a row can't be stored, or the source is being written.
        Unavailable: a database is away; what was copied stays.
    """
    await _begin(source, target)
    pairs = [(await Rows.of(source, table, window), await Rows.of(target, table, window)) for table in TABLES]
    for rows, copied in pairs:
        await _copy(rows, copied, report)
        await copied.continue_numbers()
    for _ in range(ROUNDS):
        compared = [await _compare(rows, copied, report) for rows, copied in pairs]
        if not any(mended for _, mended in compared):
            await finish(target)
            return [table for table, _ in compared]
    raise ConfigurationError(
        "The source changes while it is copied; stop the gateways on it, then copy again"
    )


async def _begin(source: Database, target: Database) -> None:
    if source.kind is not Kind.STANDALONE:
        raise ConfigurationError(f"The source is no standalone database of mj-gateway: {source.place}")
    if target.kind is not Kind.STANDALONE:
        raise ConfigurationError(
            f"The target belongs to new-api; a copy needs a database of its own: {target.place}"
        )
    old, new = await revision(source), await revision(target)
    if old != new:
        raise ConfigurationError(
            f"The source has schema version {old}, the target {new}; run mj-gateway migrate on both"
        )
    epoch = await epoch_of(source)
    if epoch == await epoch_of(target):
        raise ConfigurationError("The source and the target are the same database")
    begun = await begun_from(target)
    if begun == epoch:
        return
    filled = [table for table in TABLES if await (await Rows.of(target, table)).count()]
    if filled:
        raise ConfigurationError(
            f"The target has rows of its own already, in {', '.join(filled)}: {target.place}"
        )
    await begin(target, epoch)


async def _copy(source: Rows, target: Rows, report: Report) -> None:
    total, done, key = await source.count(), await target.count(), await target.last()
    report(Step.COPY, source.table.name, done, total)
    while window := await source.after(key):
        await target.replace((), window.values())
        key = max(window)
        done += len(window)
        report(Step.COPY, source.table.name, done, total)


async def _compare(source: Rows, target: Rows, report: Report) -> tuple[Copied, int]:
    """Compare a table window by window, and mend what differs; gives how many rows that were, too."""
    name, total, done, mended = source.table.name, await source.count(), 0, 0
    key: int | None = None
    whole = blake2b(digest_size=DIGEST_BYTES)
    while True:
        window = await source.after(key)
        upto = max(window) if len(window) == source.window else None
        mended += await _mended(window, target, key, upto)
        for row in window.values():
            whole.update(digest_of(row))
        done += len(window)
        report(Step.CHECK, name, done, total)
        if upto is None:
            return Copied(name, done, whole.hexdigest()), mended
        key = upto


async def _mended(
    window: dict[int, dict[str, object]], target: Rows, key: int | None, upto: int | None
) -> int:
    wanted = {number: digest_of(row) for number, row in window.items()}
    if not (differing := await _differing(wanted, target, key, upto)):
        return 0
    await target.replace(differing, (window[number] for number in differing if number in window))
    if still := await _differing(wanted, target, key, upto):
        raise ConfigurationError(
            f"The target does not keep {named(target.table, min(still))} as it was written"
        )
    return len(differing)


async def _differing(wanted: dict[int, bytes], target: Rows, key: int | None, upto: int | None) -> list[int]:
    found = {number: digest_of(row) for number, row in (await target.between(key, upto)).items()}
    return sorted(
        number for number in wanted.keys() | found.keys() if wanted.get(number) != found.get(number)
    )
