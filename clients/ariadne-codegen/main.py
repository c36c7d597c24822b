"""List tasks with the client that ariadne-codegen generates, and print a summary."""

import asyncio
import json
import os
from typing import Any

from gateway import (
    Gateway,
    GraphQLClientGraphQLMultiError,
    TaskAction,
    TaskFilter,
    TaskStatus,
    TasksViewerTasks,
)


async def read_all(gateway: Gateway, wanted: TaskFilter) -> list[TasksViewerTasks]:
    """Ask for page after page: each with the cursor at which the one before it ended."""
    pages = [(await gateway.tasks(wanted)).viewer.tasks]
    while pages[-1].page_info.has_next_page:
        pages.append((await gateway.tasks(wanted, after=pages[-1].page_info.end_cursor)).viewer.tasks)
    return pages


async def errors_of_channels(gateway: Gateway) -> list[dict[str, Any]]:
    """Ask for what admins alone may see, and give the errors."""
    try:
        await gateway.channels()
    except GraphQLClientGraphQLMultiError as refused:
        return [{"code": (error.extensions or {})["code"], "path": error.path} for error in refused.errors]
    return []


async def main() -> None:
    """Ask as the user whose token is in the environment."""
    url, token = os.environ["GATEWAY_URL"], os.environ["TOKEN"]
    async with Gateway(f"{url}/graphql", headers={"Authorization": f"Bearer {token}"}) as gateway:
        pages = await read_all(
            gateway,
            TaskFilter(statuses=[TaskStatus.SUCCESS], actions=[TaskAction.IMAGINE, TaskAction.VIDEO]),
        )
        refused = await errors_of_channels(gateway)
    tasks = [task for page in pages for task in page.nodes]
    summary = {
        "total": pages[0].total_count,
        "pages": len(pages),
        "ids": [task.database_id for task in tasks],
        "spent": str(sum(task.quota for task in tasks)),
        "newest": tasks[0].model_dump(mode="json", by_alias=True),
        "refused": refused,
    }
    print(json.dumps(summary))


asyncio.run(main())
