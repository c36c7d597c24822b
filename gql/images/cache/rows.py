"""What the index says, in SQL; whoever moves blobs holds its write lock, so processes don't cross.

A blob is adopted and removed inside of the transaction that writes it down: killed in between, a process
leaves a blob that nobody knows, or a row without a blob, which is a miss; `sweep` clears up both.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from structlog import get_logger

from gql.images.cache.blobs import Blobs, Stamp
from gql.images.cache.entry import Entry
from gql.images.cache.growing import Growing
from gql.tasks.pictures import Facts

SCHEMA: Final = """
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS blobs (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, used INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS blobs_by_use ON blobs (used, size, digest);
    CREATE TABLE IF NOT EXISTS entries (
        key TEXT PRIMARY KEY,
        digest TEXT NOT NULL REFERENCES blobs ON DELETE CASCADE,
        media_type TEXT NOT NULL,
        width INTEGER,
        height INTEGER,
        blurhash TEXT
    );
    CREATE INDEX IF NOT EXISTS entries_by_digest ON entries (digest);
    COMMIT;
    PRAGMA foreign_keys = ON;
"""
FIND: Final = """
    SELECT key, digest, media_type, size, width, height, blurhash FROM entries JOIN blobs USING (digest)
    WHERE key = ?
"""
FACTS: Final = """
    SELECT key, width, height, blurhash FROM entries
    WHERE key IN (SELECT value FROM json_each(?)) AND width IS NOT NULL
"""
HELD: Final = "SELECT coalesce(sum(size), 0) FROM blobs WHERE digest != ?"
OLDEST: Final = "SELECT digest, size FROM blobs WHERE digest != ? ORDER BY used"
# A replaced blob would take its entries with it.
ADD_BLOB: Final = """
    INSERT INTO blobs (digest, size, used) VALUES (?, ?, ?)
    ON CONFLICT (digest) DO UPDATE SET used = excluded.used
"""

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry that is to be written down, its file, and when it was used (ms since 1970)."""

    entry: Entry
    growing: Growing
    used_ms: int


class Rows:
    """The tables of one connection, which commits each statement that is not in a transaction."""

    def __init__(self, connection: sqlite3.Connection, blobs: Blobs, limit_bytes: int) -> None:
        """Make the tables where there are none."""
        self._connection = connection
        self._blobs = blobs
        self._limit = limit_bytes
        connection.executescript(SCHEMA)

    def find(self, key: str) -> Entry | None:
        """Give an entry."""
        row = self._connection.execute(FIND, (key,)).fetchone()
        if row is None:
            return None
        key, digest, media_type, size, *facts = row
        return Entry(key, digest, media_type, size, Facts(*facts))

    def keep(self, kept: Sequence[Kept]) -> list[Stamp | None]:
        """Write entries down, and make blobs of their files; None for each of which that was not possible."""
        with self._locked():
            return [self._kept(one) for one in kept]

    def note(self, key: str, facts: Facts) -> None:
        """Write down what is known of a picture, where it is in the cache."""
        values = (facts.width, facts.height, facts.blurhash, key)
        self._connection.execute(
            "UPDATE entries SET width = ?, height = ?, blurhash = ? WHERE key = ?", values
        )

    def facts(self, keys: Sequence[str]) -> dict[str, Facts]:
        """Give what is known of pictures, by key."""
        rows = self._connection.execute(FACTS, (json.dumps(keys),))
        return {key: Facts(*facts) for key, *facts in rows}

    def use(self, uses: Mapping[str, int]) -> None:
        """Write down when blobs were used, in milliseconds since 1970 by digest."""
        rows = [(used, digest) for digest, used in uses.items()]
        with self._locked():
            self._connection.executemany("UPDATE blobs SET used = ? WHERE digest = ?", rows)

    def drop_damaged(self, digest: str) -> None:
        """Remove a blob and its entries, unless it is right, as when it has just been fetched again."""
        with self._locked():
            if not self._blobs.checked(digest):
                self._forget(digest)

    def sweep(self) -> None:
        """Make rows and files the same again, within the limit."""
        with self._locked():
            self._blobs.clear_abandoned()
            written = {digest for (digest,) in self._connection.execute("SELECT digest FROM blobs")}
            found = set(self._blobs.found())
            for digest in found ^ written:
                self._forget(digest)
            self._make_room(0)

    def _kept(self, kept: Kept) -> Stamp | None:
        """Write one down; the blobs used longest ago give it room."""
        entry, facts = kept.entry, kept.entry.facts
        row = (entry.key, entry.digest, entry.media_type, facts.width, facts.height, facts.blurhash)
        self._connection.execute("SAVEPOINT kept")
        try:
            self._make_room(entry.size, spared=entry.digest)
            self._connection.execute(ADD_BLOB, (entry.digest, entry.size, kept.used_ms))
            self._connection.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?)", row)
            self._blobs.adopt(kept.growing, entry.digest)
            stamp = self._blobs.stamp(entry.digest)
        except OSError as error:
            log.warning("images.not_kept", reason=error.strerror)
            self._connection.execute("ROLLBACK TO kept")
            stamp = None
        self._connection.execute("RELEASE kept")
        return stamp

    def _make_room(self, size: int, spared: str = "") -> None:
        (held,) = self._connection.execute(HELD, (spared,)).fetchone()
        excess = held + size - self._limit
        victims = []
        for digest, freed in self._connection.execute(OLDEST, (spared,)):
            if excess <= 0:
                break
            victims.append(digest)
            excess -= freed
        for digest in victims:
            self._forget(digest)

    def _forget(self, digest: str) -> None:
        self._connection.execute("DELETE FROM blobs WHERE digest = ?", (digest,))
        self._blobs.remove(digest)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
