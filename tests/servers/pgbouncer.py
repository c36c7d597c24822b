"""Debian's PgBouncer in transaction mode, before a PostgreSQL of the tests."""

import shutil
from contextlib import suppress

from sqlalchemy import make_url

from tests.servers.process import ServerProcess, free_port, own_folder, program

CONNECTIONS = 2


class PgBouncer:
    """Shares two connections among all clients."""

    def __init__(self, server_url: str) -> None:
        server = make_url(server_url)
        self.folder = own_folder("mj-pgbouncer-")
        self.port = free_port()
        file = self.folder / "pgbouncer.ini"
        settings = {
            "listen_addr": "127.0.0.1",
            "listen_port": self.port,
            "unix_socket_dir": "",
            "auth_type": "any",
            "pool_mode": "transaction",
            "default_pool_size": CONNECTIONS,
            "max_client_conn": 200,
        }
        lines = [f"{name} = {value}" for name, value in settings.items()]
        target = f"* = host={server.host} port={server.port} user={server.username}"
        file.write_text("\n".join(["[databases]", target, "[pgbouncer]", *lines, ""]))
        self.process = ServerProcess([program("pgbouncer"), str(file)], "process up")

    def start(self) -> None:
        """Start it."""
        self.process.start()

    def stop(self) -> None:
        """End it, and remove its files."""
        self.process.stop()
        with suppress(FileNotFoundError):
            shutil.rmtree(self.folder)

    def url(self, database_url: str) -> str:
        """Give the URL by which a database of the server is reached through it."""
        url = make_url(database_url).set(port=self.port).update_query_dict({"pgbouncer": "true"})
        return url.render_as_string(hide_password=False)
