import asyncio
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.cli.commands import invoke
from tests.cli.processes import Command, answer, connected, ended, started

LISTENING = r"Listening on http://127\.0\.0\.1:(\d+)"
BODY = b'{"query": "{ viewer { id } }"}'
HALF_A_REQUEST = (
    b"POST /graphql HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n" % len(BODY)
) + BODY[:10]


def written(name: str, text: str) -> None:
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


async def on_the_way_out(command: Command, port: str) -> None:
    """Send SIGTERM, and come back when the server has begun to end: it closes idle connections then."""
    reader, writer = await connected(port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n")
    assert '{"status":"ok"}' in await answer(reader)
    command.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        assert await reader.read() == b""
    writer.close()


async def test_a_request_in_flight_is_answered_after_sigterm_and_nothing_new_is_accepted() -> None:
    async with started("serve", "--port", "0") as command:
        port = await command.line(LISTENING)
        reader, writer = await connected(port)
        writer.write(HALF_A_REQUEST)
        await writer.drain()
        await on_the_way_out(command, port)
        with pytest.raises(ConnectionRefusedError):
            await connected(port)
        begin = time.monotonic()
        writer.write(BODY[10:])
        assert "200 ok" in await answer(reader)
        writer.close()
        code, log = await command.end()
        assert (code, time.monotonic() - begin < 5) == (0, True)
        assert log.rindex("database_closed") > log.rindex("/graphql")


async def test_a_second_signal_ends_the_process_at_once() -> None:
    async with started("serve", "--port", "0") as command:
        port = await command.line(LISTENING)
        _, writer = await connected(port)
        writer.write(HALF_A_REQUEST)
        await writer.drain()
        await on_the_way_out(command, port)
        assert (await command.end(signal.SIGTERM))[0] == -signal.SIGTERM
        writer.close()


async def test_ctrl_c_ends_it_like_sigterm() -> None:
    async with started("serve", "--port", "0") as command:
        await command.line(LISTENING)
        code, log = await command.end(signal.SIGINT)
        assert code == 0
        assert "Traceback" not in log


async def test_a_port_in_use_is_one_sentence_and_exit_code_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, errors = await ended("serve", "--port", str(port))
    assert (code, errors) == (2, f"Error: Can't listen on 127.0.0.1, port {port}: address already in use.\n")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"MJ_PROT": "1"}, "MJ_PROT is no setting of mj-gateway"),
        ({"MJ_PORT": "many"}, "MJ_PORT: "),
        ({"MJ_HOST": "no such host"}, "no such host is no address to listen on"),
        ({"MJ_DATABASE_URL": "tasks.db"}, "MJ_DATABASE_URL: is no database URL"),
        ({"MJ_DATABASE_URL": "sqlite+aiosqlite:///garbage.db"}, "The database can't be opened"),
        (
            {"MJ_DATABASE_URL": "sqlite+aiosqlite:///no/folder.db"},
            "folder of the database file does not exist",
        ),
        ({"MJ_TLS_CERT": "garbage.db", "MJ_TLS_KEY": "garbage.db"}, "The certificate garbage.db"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_that_names_it_and_exit_code_2(
    environment: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written("garbage.db", "no database, no certificate " * 100)
    for name, value in ({"MJ_PORT": "0"} | environment).items():
        monkeypatch.setenv(name, value)
    result = invoke("serve")
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr.splitlines()[-1]


async def test_settings_of_a_file_are_read_and_open_pictures_are_warned_about() -> None:
    written(".env", "MJ_PORT=0\nMJ_IMAGE_PUBLIC=true\nMJ_LOG_FORMAT=console\n")
    async with started("serve") as command:
        await command.line(LISTENING)
        _, log = await command.end(signal.SIGTERM)
    assert "MJ_IMAGE_PUBLIC is on: whoever knows or guesses an mj_id sees its pictures" in log


async def test_tokens_on_an_open_network_are_warned_about() -> None:
    async with started("serve", "--port", "0", "--host", "0.0.0.0") as command:  # noqa: S104
        await command.line(r"Listening on http://localhost:(\d+)")
        _, log = await command.end(signal.SIGTERM)
    assert "Access tokens cross the network in the clear" in log


async def test_it_does_not_start_beside_the_client_library_gql() -> None:
    written("site/gql-4.0.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: gql\nVersion: 4.0.0\n")
    code, errors = await ended("serve", "--port", "0", PYTHONPATH="site")
    assert code == 2
    assert "The package gql 4.0.0 is installed in this environment too" in errors
