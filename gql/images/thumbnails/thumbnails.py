"""Thumbnails and facts of pictures, by a few workers that are kept between requests."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from structlog import get_logger

from gql.images.thumbnails.errors import PictureBroken, PictureTooLarge, ThumbnailsBusy, ThumbnailSlow
from gql.images.thumbnails.process import Worker, WorkerLost
from gql.images.thumbnails.protocol import PIXELS, Outcome
from gql.tasks.pictures import Facts

SECONDS: Final = 10.0
WAITING: Final = 64
RETRY_SECONDS: Final = 2

log = get_logger(__name__)


class Thumbnails:
    """Draws pictures in worker processes, each started when it is first needed."""

    def __init__(self, workers: int = 1, *, seconds: float = SECONDS, waiting: int = WAITING) -> None:
        """Start nothing yet.

        Args:
            workers: Pictures that are drawn at a time.
            seconds: The time for one picture, and that for which it may wait for its turn.
            waiting: Pictures that may wait.
        """
        self._workers = workers
        self._seconds = seconds
        self._waiting_limit = waiting
        self._waiting = 0
        self._turns = asyncio.Semaphore(workers)
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._closed = False

    async def make(self, path: Path, *, width: int | None, tile: int | None, media_type: str) -> bytes:
        """Draw a small copy of a picture; see `gql.images.thumbnails.drawing.thumbnail`.

        Raises:
            PictureTooLarge: It has more than `PIXELS`; found from its header.
            PictureBroken: It can't be decoded.
            ThumbnailSlow: It took longer than `seconds`.
            ThumbnailsBusy: Too many wait already, or it waited too long, or the server ends.
        """
        return await self._drawn("thumbnail", str(path), width, tile, media_type)

    async def measure(self, path: Path) -> Facts:
        """Tell a picture's size and BlurHash; it raises what `make` raises."""
        return Facts(*json.loads(await self._drawn("measure", str(path))))

    async def close(self) -> None:
        """End all workers; whoever still waits for a picture gets `ThumbnailsBusy`."""
        self._closed = True
        for worker in self._busy:
            worker.interrupt()
        for _ in range(self._workers):
            await self._turns.acquire()
        while self._idle:
            await self._idle.pop().end()

    async def _drawn(self, *request: str | int | None) -> bytes:
        async with self._turn(), self._worker() as worker:
            try:
                async with asyncio.timeout(self._seconds):
                    outcome, content = await worker.ask(*request)
            except TimeoutError:
                raise ThumbnailSlow(seconds=self._seconds) from None
            except WorkerLost:
                raise self._lost() from None
        if outcome is Outcome.DONE:
            return content
        raise PictureTooLarge(limit=PIXELS) if outcome is Outcome.TOO_LARGE else PictureBroken

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait in a bounded line, then count as one of those that are drawn."""
        if self._waiting >= self._waiting_limit or self._closed:
            raise _refusal()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._turns.acquire()
        except TimeoutError:
            raise _refusal() from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[Worker]:
        """Give a worker that is warm, or else a new one; one that did not answer is killed."""
        worker = await self._alive()
        self._busy.add(worker)
        try:
            # The server may have ended while a worker started.
            self._check_open()
            yield worker
        except BaseException:
            await worker.kill()
            raise
        else:
            self._idle.append(worker)
        finally:
            self._busy.remove(worker)

    async def _alive(self) -> Worker:
        self._check_open()
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            await worker.end()
        return await Worker.start()

    def _check_open(self) -> None:
        if self._closed:
            raise _refusal()

    def _lost(self) -> Exception:
        """Tell what befell a picture whose worker ended: our own end, or a decoder's that it crashed."""
        if self._closed:
            return _refusal()
        log.warning("A worker for thumbnails ended over a picture")
        return PictureBroken()


def _refusal() -> ThumbnailsBusy:
    return ThumbnailsBusy(seconds=RETRY_SECONDS)
