"""Several things at once, until the first of them has ended."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

Result = TypeVar("Result")


async def first(*running: Awaitable[Result]) -> Result:
    """Give the result of what ends first, or raise its error; the others are cancelled, and have ended."""
    tasks = [asyncio.ensure_future(each) for each in running]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await cancelled(*tasks)
    return next(task for task in tasks if task in done).result()


async def cancelled(*tasks: "asyncio.Future[Result]") -> None:
    """Cancel tasks, and wait until they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
