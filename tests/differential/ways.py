"""The same gateway twice on the same rows: one compiles operations, the other has its executor run all."""

import asyncio
import re
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from gql.app import create_app
from gql.operations.health import Readiness
from gql.settings import Settings
from gql.storage.database import Database, open_database
from tests.accounts import headers
from tests.clock import FakeClock
from tests.servers.sites import Place, url_of

Result = TypeVar("Result")
# Most often those who are told most; "" has no credentials.
ROLES = (*("alice", "chen") * 4, *("admin", "root") * 6, "nobody", "mallory", "")
COMPILED, KEPT = (
    re.compile(rf'mj_gateway_operations_total\{{way="{way}"\}} ([0-9.]+)') for way in ("compiled", "kept")
)
# At the third time an answer is one that was kept at the second.
TIMES = 3
TRIES = 20
WHOLE: dict[str, Any] = {
    "image_signing_key": "both sign by the same key",
    "rate_limit": "off",
    "cost_in_answers": "true",
    "limit_cost": 1_000_000,
    "limit_list_size": 1_000,
}


@dataclass(frozen=True)
class Answer:
    """All that a client sees of a response."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class Asked:
    """A request that either gateway can be asked."""

    compiled: Callable[[], Answer]
    executed: Callable[[], Answer]

    def assert_alike(self, *, is_raced: bool = False) -> None:
        """See that compiling changes nothing.

        Where several fields fail, the executor tells of the one that fails first: then another answer of its
        own may be the same. A server's answers to them come in any order (`is_raced`): then only that there
        are errors is compared.
        """
        told, known = [self.compiled() for _ in range(TIMES)], [self.executed()]
        assert b"INTERNAL_SERVER_ERROR" not in known[0].body, known[0].body
        while not all(each in known for each in told) and b'"errors"' in known[0].body and len(known) < TRIES:
            known.append(self.executed())
        if is_raced and b'"errors"' in known[0].body:
            assert all(each.status == known[0].status and b'"errors"' in each.body for each in told), told
            return
        assert [each for each in told if each not in known] == [], known


class Ways:
    """Asks both."""

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        self._runner = runner
        self._compiled, self._executed = (
            httpx.AsyncClient(
                transport=httpx.ASGITransport(
                    create_app(
                        Settings(compile_operations=compiles, **WHOLE), database, Readiness(), FakeClock()
                    )
                ),
                base_url="http://gateway.test",
            )
            for compiles in (True, False)
        )

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run something in the loop of both."""
        return self._runner.run(work)

    def post(self, body: Any, username: str, **more: str) -> Asked:
        """Ask by POST."""
        return self._asked("POST", username, more, json=body)

    def get(self, query: str, username: str, **more: str) -> Asked:
        """Ask by GET."""
        return self._asked("GET", username, more, params={"query": query})

    def compiled(self) -> int:
        """Tell how many operations ran by a plan, or had been kept."""
        text = self.run(self._compiled.get("/metrics")).text
        return sum(int(float(found[1])) for way in (COMPILED, KEPT) if (found := way.search(text)))

    def kept(self) -> int:
        """Tell how many answers had been kept."""
        found = KEPT.search(self.run(self._compiled.get("/metrics")).text)
        return int(float(found[1])) if found else 0

    def _asked(self, method: str, username: str, more: dict[str, str], **request: Any) -> Asked:
        request["headers"] = {**(headers(username) if username else {}), **more}

        async def ask(client: httpx.AsyncClient) -> Answer:
            response = await client.request(method, "/graphql", **request)
            return Answer(response.status_code, tuple(response.headers.multi_items()), response.content)

        return Asked(lambda: self.run(ask(self._compiled)), lambda: self.run(ask(self._executed)))


@contextmanager
def both_ways(place: Place) -> Iterator[Ways]:
    """Open a database for both."""
    with asyncio.Runner() as runner:
        database = runner.run(open_database(url_of(place), create=False))
        try:
            yield Ways(runner, database)
        finally:
            runner.run(database.close())
