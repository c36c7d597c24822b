"""Work on files, which may block, in threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import ParamSpec, TypeVar

from gql.waiting import to_its_end

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")


async def in_thread(
    function: Callable[Arguments, Result], *arguments: Arguments.args, **options: Arguments.kwargs
) -> Result:
    """Run a function in one of the event loop's threads; see `run`."""
    return await run(None, partial(function, *arguments, **options))


async def run(executor: Executor | None, work: Callable[[], Result]) -> Result:
    """Run work in a thread, and wait for its end also where the caller is cancelled.

    A file that is closed under a thread that writes may be another file by then.
    """
    return await to_its_end(asyncio.get_running_loop().run_in_executor(executor, work))
