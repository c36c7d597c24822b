import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from signal import SIGCONT, SIGINT, SIGKILL, SIGSTOP, SIGTERM

import pytest
import uvloop
from structlog.testing import capture_logs

from gql.images.thumbnails import process
from gql.images.thumbnails.errors import PictureBroken, ThumbnailsBusy, ThumbnailSlow
from gql.images.thumbnails.process import Worker, WorkerLost
from gql.images.thumbnails.thumbnails import Thumbnails
from gql.tasks.pictures import Facts
from tests.images.thumbnails.workers import exists, pid_of, until, worker_of

READY = "print('ready 0', flush=True);"


async def stopped(thumbnails: Thumbnails, picture: Path) -> int:
    """Start the worker and stop it, so that it does not answer."""
    await thumbnails.measure(picture)
    pid = pid_of(thumbnails)
    os.kill(pid, SIGSTOP)
    return pid


async def asked(thumbnails: Thumbnails, picture: Path) -> asyncio.Task[Facts]:
    """Ask for facts in a task, and wait until it has the worker."""
    task = asyncio.create_task(thumbnails.measure(picture))
    await until(lambda: bool(thumbnails._busy))
    return task


async def test_a_worker_starts_with_the_first_picture_and_stays(
    thumbnails: Thumbnails, picture: Path
) -> None:
    assert thumbnails._idle == []
    facts = await thumbnails.measure(picture)
    pid = pid_of(thumbnails)
    assert await thumbnails.measure(picture) == facts
    assert pid_of(thumbnails) == pid


async def test_as_many_pictures_are_drawn_at_a_time_as_there_are_workers(picture: Path) -> None:
    thumbnails = Thumbnails(2)
    await asyncio.gather(*(thumbnails.measure(picture) for _ in range(8)))
    assert len(thumbnails._idle) == 2
    await thumbnails.close()


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_worker_gets_no_socket_and_no_database_of_the_server(
    picture: Path, tmp_path: Path, new_loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    async def descriptors() -> set[int]:
        thumbnails = Thumbnails()
        await thumbnails.measure(picture)
        found = set(map(int, os.listdir(f"/proc/{pid_of(thumbnails)}/fd")))  # noqa: PTH208
        await thumbnails.close()
        return found

    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        sqlite3.connect(tmp_path / "database") as database,
        asyncio.Runner(loop_factory=new_loop) as runner,
    ):
        listener.set_inheritable(True)
        database.execute("CREATE TABLE tasks (id INTEGER)")
        assert runner.run(descriptors()) == {0, 1, 2}
    database.close()


def test_a_worker_knows_nothing_of_databases_and_the_network() -> None:
    program = "import sys, gql.images.thumbnails.worker; print(*sys.modules)"
    modules = subprocess.check_output([sys.executable, "-c", program], text=True)  # noqa: S603 - our own words
    loaded = set(modules.split())
    assert "PIL.Image" in loaded
    assert loaded.isdisjoint({"sqlalchemy", "starlette", "httpx", "uvloop", "gql.settings"})


@pytest.mark.parametrize("signal", [SIGTERM, SIGINT])
async def test_a_signal_to_the_whole_group_leaves_the_worker_to_the_server(
    thumbnails: Thumbnails, picture: Path, signal: int
) -> None:
    await thumbnails.measure(picture)
    pid = pid_of(thumbnails)
    os.kill(pid, signal)
    await thumbnails.measure(picture)
    assert pid_of(thumbnails) == pid


async def test_a_worker_that_takes_too_long_is_killed_and_replaced(picture: Path) -> None:
    thumbnails = Thumbnails(seconds=5)
    pid = await stopped(thumbnails, picture)
    thumbnails._seconds = 0.1
    with pytest.raises(ThumbnailSlow, match=r"not ready after 0.1 seconds") as caught:
        await thumbnails.measure(picture)
    assert (caught.value.status, exists(pid)) == (504, False)
    thumbnails._seconds = 5
    assert (await thumbnails.measure(picture)).width == 400
    await thumbnails.close()


async def test_a_worker_whose_client_has_gone_is_killed(thumbnails: Thumbnails, picture: Path) -> None:
    pid = await stopped(thumbnails, picture)
    task = await asked(thumbnails, picture)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not exists(pid)
    assert (await thumbnails.measure(picture)).width == 400


async def test_a_worker_that_was_killed_meanwhile_is_replaced(thumbnails: Thumbnails, picture: Path) -> None:
    await thumbnails.measure(picture)
    worker = worker_of(thumbnails)
    os.kill(pid_of(thumbnails), SIGKILL)
    await until(lambda: not worker.alive)
    assert (await thumbnails.measure(picture)).width == 400
    assert worker_of(thumbnails) is not worker


async def test_a_picture_over_which_a_worker_ends_is_broken(thumbnails: Thumbnails, picture: Path) -> None:
    pid = await stopped(thumbnails, picture)
    task = await asked(thumbnails, picture)
    os.kill(pid, SIGKILL)
    with capture_logs() as logs, pytest.raises(PictureBroken):
        await task
    assert [entry["log_level"] for entry in logs] == ["warning"]
    assert (await thumbnails.measure(picture)).width == 400


async def test_only_so_many_pictures_may_wait(picture: Path) -> None:
    thumbnails = Thumbnails(waiting=1)
    pid = await stopped(thumbnails, picture)
    tasks = [await asked(thumbnails, picture), asyncio.create_task(thumbnails.measure(picture))]
    await until(lambda: thumbnails._waiting == 1)
    with pytest.raises(ThumbnailsBusy) as caught:
        await thumbnails.measure(picture)
    assert (caught.value.status, caught.value.details) == (503, {"seconds": 2})
    os.kill(pid, SIGCONT)
    assert [(await task).width for task in tasks] == [400, 400]
    await thumbnails.close()


async def test_a_picture_waits_only_so_long(picture: Path) -> None:
    thumbnails = Thumbnails(seconds=0.05)
    await thumbnails._turns.acquire()
    with pytest.raises(ThumbnailsBusy):
        await thumbnails.measure(picture)
    thumbnails._turns.release()
    await thumbnails.close()


@pytest.mark.parametrize(
    "program",
    [
        f"{READY} input(); print('gibberish', flush=True)",
        f"{READY} input(); print('done many', flush=True)",
        f"{READY} input(); print('fine 0', flush=True)",
        f"{READY} input(); print('done 99999999999', flush=True)",
        f"{READY} input(); print('done -1', flush=True)",
        f"{READY} input(); print('done' * 100_000, flush=True)",
    ],
)
async def test_a_worker_that_answers_nonsense_is_replaced(
    thumbnails: Thumbnails, picture: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(process, "PROGRAM", program)
        with pytest.raises(PictureBroken):
            await thumbnails.measure(picture)
    assert (await thumbnails.measure(picture)).width == 400


async def test_a_worker_that_can_not_start_is_a_defect(
    thumbnails: Thumbnails, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "PROGRAM", "pass")
    with pytest.raises(WorkerLost):
        await thumbnails.measure(picture)


async def test_a_worker_that_is_never_ready_is_killed(
    thumbnails: Thumbnails, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "PROGRAM", "input()")
    monkeypatch.setattr(process, "START_SECONDS", 0.1)
    with pytest.raises(TimeoutError):
        await thumbnails.measure(picture)


async def test_a_worker_that_has_ended_takes_no_request() -> None:
    worker = await Worker.start()
    await worker.kill()
    with pytest.raises(WorkerLost):
        await worker.ask("measure", "picture")
