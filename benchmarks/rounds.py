"""Rounds: every server in turn, again and again, so that what else the machine does meets all alike."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import httpx

from benchmarks.database import Database, Facts, Kind
from benchmarks.load import Figures, measured, written
from benchmarks.peers import GATEWAY, PEERS, Peer
from benchmarks.postgresql import served
from benchmarks.servers import Running, server
from benchmarks.work import WORKS, Request, of_many
from benchmarks.writer import writer

COMPARED = 20
TOLD_CHARACTERS = 600
# The first one to walk to the end of 10 GB waits for the disk.
ANSWER_SECONDS = 300


@dataclass(frozen=True)
class Cell:
    """What is measured: a work under circumstances.

    `writes` are updates a second by another process, `kind` is the value of the database's `Kind`.
    """

    work: str
    rows: int
    kind: str = Kind.SQLITE.value
    connections: int = 32
    many: bool = False
    cached: bool = False
    writes: int = 0

    @property
    def title(self) -> str:
        """Say it in words."""
        more = [
            "PostgreSQL" if self.kind == Kind.POSTGRESQL.value else "",
            "cached" if self.cached else "",
            "many users and pages" if self.many else "",
            f"{self.writes} updates a second" if self.writes else "",
            "1 connection" if self.connections == 1 else "",
        ]
        return ", ".join([WORKS[self.work].title, *filter(None, more)])

    def requests(self, facts: Facts) -> list[Request]:
        """Make what is asked."""
        return of_many(facts) if self.many else [WORKS[self.work].ask(facts)]


@dataclass(frozen=True)
class Measured:
    """What came of a cell: the figures of each server's rounds."""

    cell: Cell
    figures: dict[str, list[Figures]]


@dataclass(frozen=True)
class Rounds:
    """How often, and for how long."""

    count: int
    seconds: int

    def run(self, cells: Iterable[Cell], tell: Callable[[Measured], None]) -> list[Measured]:
        """Measure cells; those of one database and cache share the servers that run."""
        made = []
        for (rows, kind), group in groupby(cells, lambda cell: (cell.rows, cell.kind)):
            with prepared(Database(rows), Kind(kind)) as database:
                facts = database.facts()
                for cached, cells_alike in groupby(group, lambda cell: cell.cached):
                    with started(database, cached=cached) as servers:
                        for cell in cells_alike:
                            made.append(self._measure(cell, database, facts, servers))
                            tell(made[-1])
        return made

    def _measure(self, cell: Cell, database: Database, facts: Facts, running: Sequence[Running]) -> Measured:
        requests = cell.requests(facts)
        servers = [one for one in running if one.peer.asked(requests[0])]
        for request in requests[:COMPARED]:
            compare(request, servers)
        figures: dict[str, list[Figures]] = {one.peer.name: [] for one in servers}
        with ExitStack() as stack:
            files = [
                stack.enter_context(written(filter(None, map(one.peer.asked, requests)))) for one in servers
            ]
            stack.enter_context(writer(database, cell.writes))
            for turn in range(self.count + 1):
                for one, file in zip(servers, files, strict=True):
                    told = measured(one, file, cell.connections, self.seconds)
                    if turn:  # the first round warms up
                        figures[one.peer.name].append(told)
        return Measured(cell, figures)


@contextmanager
def prepared(file: Database, kind: Kind) -> Iterator[Database]:
    """Have a database of a kind."""
    file.make()
    with served(file) if kind is Kind.POSTGRESQL else nullcontext(file) as database:
        yield database


@contextmanager
def started(database: Database, *, cached: bool) -> Iterator[list[Running]]:
    """Run all servers that are installed and answer from such a database."""
    with ExitStack() as stack:
        peers = [peer for peer in installed() if database.kind in peer.databases]
        yield [stack.enter_context(server(peer, database, cached=cached)) for peer in peers]


def compare(request: Request, servers: Sequence[Running]) -> None:
    """Stop where a server answers something else than the gateway."""
    answers = {one.peer: answer(one.peer.asked(request) or request, one) for one in servers}
    for peer, told in answers.items():
        if told != answers[GATEWAY]:
            asked, own = request.body.decode() or request.path, _short(answers[GATEWAY])
            sys.exit(f"Asked {asked}\n{peer.title} answers {_short(told)}\nmj-gateway answers {own}")


def answer(request: Request, server: Running) -> Any:  # noqa: ANN401 - any JSON
    """Ask once."""
    address = f"{server.origin}{request.path}"
    told = httpx.request(
        request.method, address, content=request.body, headers=request.headers, timeout=ANSWER_SECONDS
    )
    return told.json()


def _short(told: object) -> str:
    return str(told)[:TOLD_CHARACTERS]


def installed() -> Iterator[Peer]:
    """Give the servers that are installed here; say which are not."""
    for peer in PEERS:
        if peer.needs.exists():
            yield peer
        else:
            sys.stderr.write(f"{peer.title} is left out: {peer.needs} is not there.\n")
