"""TLS to real servers, whose certificate an authority of our own has signed: as strict as the URL says."""

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from gql.errors import ConfigurationError
from gql.storage.database import open_database
from tests.servers.mariadb import MariaDB
from tests.servers.postgresql import PostgreSQL
from tests.servers.process import own_folder, program, run, unprivileged
from tests.servers.statements import is_mysql, on_server
from tests.storage.statements import fetch

NAME = "localhost"
KEY = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
CIPHER = {
    False: "SELECT coalesce(max(cipher), '') FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
    True: "SHOW SESSION STATUS LIKE 'Ssl_cipher'",
}


class Secured(NamedTuple):
    """A server with a certificate for `localhost`, and where that of its authority is."""

    url: str
    folder: Path

    def asked(self, query: str, host: str = NAME) -> str:
        """Give the URL with a query; FOLDER stands for the folder of the certificates."""
        return f"{self.url.replace('127.0.0.1', host)}?{query.replace('FOLDER', str(self.folder))}"


@pytest.fixture(scope="module")
def certificates() -> Iterator[Path]:
    """A folder with an authority, another one, and what the first has signed for the server and a client."""
    folder = own_folder("mj-tls-")
    for authority in ("ca", "other"):
        openssl(folder, f"req -x509 {KEY} -subj /CN={authority} -keyout {authority}.key -out {authority}.pem")
    for name, subject in (("server", NAME), ("client", "gateway")):
        openssl(folder, f"req {KEY} -subj /CN={subject} -keyout {name}.key -out {name}.csr")
        (folder / "names").write_text(f"subjectAltName=DNS:{subject}\n")
        signed = "-CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names"
        openssl(folder, f"x509 -req -in {name}.csr {signed} -out {name}.pem")
    yield folder
    shutil.rmtree(folder)


def openssl(folder: Path, arguments: str) -> None:
    """Run OpenSSL as whom the servers run as: they read no key of another's."""
    run(unprivileged(["env", "-C", str(folder), program("openssl"), *shlex.split(arguments)]))


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest, certificates: Path) -> Iterator[Secured]:
    files = {name: certificates / f"{name}.pem" for name in ("ca", "server")}
    key = certificates / "server.key"
    if request.param == "postgresql":
        options = [f"ssl_ca_file={files['ca']}", f"ssl_cert_file={files['server']}", f"ssl_key_file={key}"]
        running: PostgreSQL | MariaDB = PostgreSQL("ssl=on", *options)
    else:
        running = MariaDB(f"--ssl-ca={files['ca']}", f"--ssl-cert={files['server']}", f"--ssl-key={key}")
    running.start()
    on_server(running.url(), "CREATE DATABASE mj")
    yield Secured(running.url("mj"), certificates)
    running.stop()


async def cipher(url: str) -> str:
    """Open a database, and tell how what it says is enciphered."""
    database = await open_database(url)
    try:
        ((*_, told),) = await fetch(database, CIPHER[is_mysql(url)])
    finally:
        await database.close()
    return str(told)


@pytest.mark.parametrize(
    ("query", "host"),
    [
        ("ssl=require", "127.0.0.1"),
        ("ssl=verify-ca&ssl_ca=FOLDER/ca.pem", "127.0.0.1"),
        ("ssl=verify-full&ssl_ca=FOLDER/ca.pem", NAME),
        ("ssl_ca=FOLDER/ca.pem", NAME),
        ("ssl_ca=FOLDER/ca.pem&ssl_cert=FOLDER/client.pem&ssl_key=FOLDER/client.key", NAME),
    ],
)
async def test_what_is_said_is_enciphered(server: Secured, query: str, host: str) -> None:
    assert await cipher(server.asked(query, host))


async def test_without_tls_nothing_is_enciphered(server: Secured) -> None:
    assert await cipher(server.asked("ssl=disable")) == ""


@pytest.mark.parametrize(
    ("query", "host"),
    [
        ("ssl=verify-ca", NAME),
        ("ssl=verify-ca&ssl_ca=FOLDER/other.pem", NAME),
        ("ssl=verify-full&ssl_ca=FOLDER/ca.pem", "127.0.0.1"),
        ("ssl_ca=FOLDER/ca.pem", "127.0.0.1"),
    ],
)
async def test_a_server_that_does_not_prove_who_it_is_is_told_nothing(
    server: Secured, query: str, host: str
) -> None:
    with pytest.raises(ConfigurationError, match="CERTIFICATE_VERIFY_FAILED"):
        await cipher(server.asked(query, host))


@pytest.mark.parametrize("query", ["ssl=maybe", "ssl_ca=FOLDER/none.pem", "ssl_ca=FOLDER/names"])
async def test_a_mode_or_a_file_that_is_none_is_told_before_anything_is_sent(
    server: Secured, query: str
) -> None:
    with pytest.raises(ConfigurationError):
        await cipher(server.asked(query))
