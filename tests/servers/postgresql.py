"""PostgreSQL of Debian's package, for the tests of one session."""

import shutil
import signal
from pathlib import Path

from tests.servers.process import ServerProcess, free_port, own_folder, program, run, unprivileged

# Nothing of the tests' data needs to survive a power cut.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class PostgreSQL:
    """One server; its user is `postgres`, who needs no password."""

    name = "postgresql"

    def __init__(self, *settings: str, durable: bool = False) -> None:
        versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
        self._folders = [str(path) for path in reversed(versions)]
        self.folder = own_folder("mj-postgresql-")
        self.port = free_port()
        options = [
            *(() if durable else QUICK),
            "listen_addresses=127.0.0.1",
            "max_connections=200",
            *settings,
        ]
        command = [self._program("postgres"), "-D", f"{self.folder}/data", "-p", str(self.port)]
        command += ["-k", str(self.folder), *(part for option in options for part in ("-c", option))]
        self.process = ServerProcess(command, "ready to accept connections")

    def start(self) -> None:
        """Make the cluster, and start the server."""
        options = ["--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
        run(unprivileged([self._program("initdb"), "-D", f"{self.folder}/data", *options]))
        self.process.start()

    def restart(self) -> None:
        """End the server at once, and start it again."""
        self.process.stop(signal.SIGINT)
        self.process.start()

    def stop(self) -> None:
        """End the server, and remove its files."""
        self.process.stop(signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """Give the URL of a database as `MJ_DATABASE_URL` takes it."""
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/{database}"

    def load(self, database: str, file: Path) -> None:
        """Run the statements of a file, which `pg_dump` wrote."""
        psql = [
            self._program("psql"),
            "-qX",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
        ]
        run([*psql, "-U", "postgres", "-d", database, "-f", str(file)])

    def _program(self, name: str) -> str:
        return program(name, *self._folders)


class Standby(PostgreSQL):
    """A replica of another server, which streams its log."""

    def __init__(self, primary: PostgreSQL) -> None:
        super().__init__()
        self._primary = primary
        self.process.ready = "ready to accept read-only connections"

    def start(self) -> None:
        """Copy the primary, and follow it."""
        source = ["-h", "127.0.0.1", "-p", str(self._primary.port), "-U", "postgres"]
        copy = [self._program("pg_basebackup"), *source, "-D", f"{self.folder}/data", "-R", "--no-sync"]
        run(unprivileged([*copy, "--checkpoint=fast"]))
        self.process.start()
