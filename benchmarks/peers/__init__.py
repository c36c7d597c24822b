"""What users would run instead, each with its own best practice; and the gateway itself."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.database import Database, Kind
from benchmarks.peers.postgraphile import translated
from benchmarks.work import Request

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
NODE, GO = MODULES / ".program", MODULES / ".go-version"


@dataclass(frozen=True)
class Peer:
    """A server that answers the work.

    `command` starts it; {port} and {url} stand for where it listens and for the gateway's database. `needs`
    is what its installation leaves behind. `databases` are those that it answers from, `rest` says whether
    it answers the REST path too, `package` is what its version is looked up by, and `says` puts a request
    into the words of a schema of its own.
    """

    name: str
    title: str
    command: tuple[str, ...]
    needs: Path
    package: str
    rest: bool = False
    databases: tuple[Kind, ...] = tuple(Kind)
    says: Callable[[Request], Request | None] = lambda request: request

    def asked(self, request: Request) -> Request | None:
        """Give what it is asked; None for what it does not answer."""
        return self.says(request) if request.document or self.rest else None

    def starts(self, database: Database, port: int) -> list[str]:
        """Give the command that starts it."""
        return [part.format(port=port, url=database.url) for part in self.command]

    @staticmethod
    def environment(database: Database, port: int, *, cached: bool) -> dict[str, str]:
        """Give what it is told."""
        return {
            "PORT": str(port),
            "BENCH_DATABASE": database.address,
            "BENCH_DATABASE_KIND": database.kind.value,
            "BENCH_CACHE": "on" if cached else "off",
            **({} if cached else {"MJ_CACHE_BYTES": "0"}),
            "NODE_ENV": "production",
            "GRAPHILE_ENV": "production",
            "MJ_LOG_LEVEL": "error",
            "MJ_FORWARD_IMAGES": "false",
            "MJ_POLL": "false",
        }


def _python(name: str, title: str) -> Peer:
    application = f"benchmarks.peers.{name}.app:app"
    quiet = ("--log-level", "error", "--no-access-log")
    command = (sys.executable, "-m", "uvicorn", application, "--port", "{port}", *quiet)
    package = {"strawberry": "strawberry-graphql"}.get(name, name)
    return Peer(name, title, command, FOLDER, package, rest=name == "starlette")


def node() -> str:
    """Give the Node that the peers were installed for."""
    return NODE.read_text("utf-8").strip() if NODE.exists() else "node"


def _node(name: str, title: str, package: str) -> Peer:
    return Peer(name, title, (node(), str(FOLDER / name / "server.js")), MODULES, package)


GATEWAY = Peer(
    "mj-gateway",
    "mj-gateway",
    (sys.executable, "-m", "gql", "serve", "--port", "{port}", "--database-url", "{url}"),
    FOLDER,
    "mj-gateway",
    rest=True,
)
PEERS = (
    GATEWAY,
    _python("starlette", "hand-written Starlette"),
    _node("mercurius", "Mercurius with JIT", "mercurius"),
    Peer(
        "gqlgen",
        "gqlgen",
        (str(FOLDER / "gqlgen/gqlgen"),),
        FOLDER / "gqlgen/gqlgen",
        "github.com/99designs/gqlgen",
    ),
    _node("yoga", "GraphQL Yoga with JIT", "graphql-yoga"),
    replace(
        _node("postgraphile", "PostGraphile", "postgraphile"), databases=(Kind.POSTGRESQL,), says=translated
    ),
    _python("strawberry", "Strawberry"),
)
