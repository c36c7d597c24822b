"""A small server for tests: `python -m tests.images.thumbnails.server PICTURE`.

It prints its port and its worker's process id, then `asked` when it begins to draw, and ends as uvicorn does.
"""

import asyncio
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gql.images.thumbnails.offered import MediaType
from gql.images.thumbnails.thumbnails import Thumbnails
from tests.images.thumbnails.workers import pid_of


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


async def main(picture: Path) -> None:
    thumbnails = Thumbnails()
    await thumbnails.measure(picture)

    async def draw(_: Request) -> Response:
        say("asked")
        content = await thumbnails.make(picture, width=64, tile=None, media_type=MediaType.WEBP)
        return Response(content, media_type="image/webp")

    config = uvicorn.Config(
        Starlette(routes=[Route("/", draw)]), port=0, log_level="critical", lifespan="off"
    )
    listener = config.bind_socket()
    listener.listen()
    say(f"{listener.getsockname()[1]} {pid_of(thumbnails)}")
    try:
        await uvicorn.Server(config).serve(sockets=[listener])
    finally:
        await thumbnails.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvicorn.Config("", loop="uvloop").get_loop_factory()) as runner:
        runner.run(main(Path(sys.argv[1])))
