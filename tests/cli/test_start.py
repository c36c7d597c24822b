"""What a start loads, and what it does not."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE

from tests.cli.commands import invoke
from tests.cli.processes import Command, ended

# Tells at its end which modules were loaded.
SERVE = """
import atexit, sys
from gql.__main__ import main

atexit.register(lambda: print("LOADED", *sys.modules, file=sys.stderr))
main()
"""
# They take memory and time; each is for another database, another command or a setting that is not set.
ELSEWHERE = {"redis", "PIL", "pyarrow", "alembic", "mako", "asyncpg", "asyncmy", "gql.demo", "gql.cli.doctor"}


async def loaded_by_serve() -> set[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVE, "serve", "--port", "0", stdout=PIPE, stderr=PIPE
    )
    command = Command(process)
    await command.line("Listening on (.*)")
    code, log = await command.end(signal.SIGTERM)
    assert code == 0
    return set(log.partition("LOADED")[2].split())


async def test_a_server_on_sqlite_loads_nothing_that_it_does_not_use() -> None:
    assert (await ended("migrate"))[0] == 0
    loaded = await loaded_by_serve()
    assert "gql.storage.engines.sqlite" in loaded
    assert loaded & ELSEWHERE == set()


def test_a_mistyped_command_is_told_which_one_may_be_meant() -> None:
    assert "Did you mean 'serve'" in invoke("serv").stderr
