"""MariaDB of Debian's package, or the MySQL that `MYSQLD` names, for the tests of one session."""

import os
import shutil
import signal
from pathlib import Path

from tests.servers.process import ServerProcess, free_port, own_folder, program, run, unprivileged

# The program of a MySQL 8 or newer, by its path.
MYSQLD = os.environ.get("MYSQLD", "")
# It knows no root but that of its socket, whom an address without a name does not match.
MYSQL_ROOT = "CREATE USER root@'127.0.0.1'; GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;"
# Nothing of the tests' data needs to survive a power cut.
QUICK = ("--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--innodb-flush-method=nosync")


class MariaDB:
    """One server; its user is `root`, who needs no password."""

    name = "mysql"

    def __init__(self, *settings: str, driver: str = "asyncmy", durable: bool = False) -> None:
        self.folder = own_folder("mj-mariadb-")
        self.port = free_port()
        self._driver = driver
        command = [
            program(MYSQLD or "mariadbd"),
            "--no-defaults",
            f"--datadir={self.folder}/data",
            f"--tmpdir={self.folder}",
            f"--port={self.port}",
        ]
        command += [f"--socket={self.folder}/socket", "--bind-address=127.0.0.1", "--skip-name-resolve"]
        command += [
            "--skip-log-bin",
            "--innodb-file-per-table=0",
            "--innodb-buffer-pool-size=64M",
            "--max-connections=200",
            *(("--mysqlx=OFF", "--secure-file-priv=NULL") if MYSQLD else ()),
            *settings,
        ]
        self.process = ServerProcess([*command, *(() if durable else QUICK)], "ready for connections")

    def start(self) -> None:
        """Make the tables of the server itself, and start it."""
        (self._make_mysql if MYSQLD else self._make_mariadb)()
        self.process.start()

    def _make_mysql(self) -> None:
        root = self.folder / "root.sql"
        root.write_text(MYSQL_ROOT)
        run(unprivileged([*self.process.command, "--initialize-insecure", f"--init-file={root}"]))

    def _make_mariadb(self) -> None:
        options = ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]
        # In a folder that it shares, one that starts removes what another one keeps there.
        folders = [f"--datadir={self.folder}/data", f"--tmpdir={self.folder}"]
        run(unprivileged([program("mariadb-install-db"), *options, *folders]))

    def restart(self) -> None:
        """End the server, and start it again."""
        self.process.stop()
        self.process.start()

    def stop(self) -> None:
        """End the server at once, and remove its files."""
        self.process.stop(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "mysql") -> str:
        """Give the URL of a database as `MJ_DATABASE_URL` takes it."""
        return f"mysql+{self._driver}://root@127.0.0.1:{self.port}/{database}"

    def load(self, database: str, file: Path) -> None:
        """Run the statements of a file, which `mysqldump` wrote."""
        client = [program("mariadb"), "--no-defaults", "-h", "127.0.0.1", "-P", str(self.port), "-u", "root"]
        run([*client, database, "-e", f"source {file}"])
