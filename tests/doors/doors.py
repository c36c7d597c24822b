"""The doors to the listings, each asked in its own way and giving its answer in one form."""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import httpx

from tests.accounts import headers


@dataclass(frozen=True)
class Listing:
    """One page as any door gives it."""

    ids: list[int]
    total: int
    page: int
    page_size: int


@dataclass(frozen=True)
class Refusal:
    """Why nothing was given, by GraphQL's code."""

    code: str
    message: str


class Door(Protocol):
    """A way to ask for tasks."""

    def __init__(self, client: httpx.AsyncClient) -> None: ...

    async def tasks(
        self, username: str | None, *, everybodys: bool = False, **arguments: Any
    ) -> Listing | Refusal:
        """List the user's own tasks, or everybody's; arguments are named as the domain names them."""
        ...


class GraphQL:
    """`myTasks` and `allTasks`."""

    NAMES: ClassVar = {
        "page_size": "pageSize",
        "mj_id": "mjId",
        "channel_id": "channelId",
        "start_timestamp": "startTimestamp",
        "end_timestamp": "endTimestamp",
    }
    TYPES: ClassVar = {"mj_id": "String", "start_timestamp": "Timestamp", "end_timestamp": "Timestamp"}

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def tasks(
        self, username: str | None, *, everybodys: bool = False, **arguments: Any
    ) -> Listing | Refusal:
        field = "allTasks" if everybodys else "myTasks"
        declared = ", ".join(f"${name}: {self.TYPES.get(name, 'Int')}" for name in arguments)
        given = ", ".join(f"{self.NAMES.get(name, name)}: ${name}" for name in arguments)
        head = f"query ({declared})" if arguments else "query"
        parentheses = f"({given})" if given else ""
        query = f"{head} {{ {field}{parentheses} {{ items {{ databaseId }} total page pageSize }} }}"
        body = {"query": query, "variables": arguments}
        response = await self._client.post(
            "/graphql",
            json=body,
            headers={**(headers(username) if username else {}), "Accept-Language": "en"},
        )
        answer = response.json()
        if "errors" in answer:
            [error] = answer["errors"]
            return Refusal(error["extensions"]["code"], error["message"])
        page = answer["data"][field]
        ids = [item["databaseId"] for item in page["items"]]
        return Listing(ids, page["total"], page["page"], page["pageSize"])


class Rest:
    """`/api/mj/self` and `/api/mj/`."""

    NAMES: ClassVar = {"page": "p"}
    CODES: ClassVar = {
        "AUTH_UNAUTHORIZED": "UNAUTHENTICATED",
        "AUTH_USER_DISABLED": "UNAUTHENTICATED",
        "AUTH_INSUFFICIENT_PRIVILEGE": "FORBIDDEN",
        "INVALID_PARAMETER": "BAD_USER_INPUT",
        "UNAVAILABLE": "UNAVAILABLE",
    }

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def tasks(
        self, username: str | None, *, everybodys: bool = False, **arguments: Any
    ) -> Listing | Refusal:
        response = await self._client.get(
            "/api/mj/" if everybodys else "/api/mj/self",
            params={self.NAMES.get(name, name): value for name, value in arguments.items()},
            headers={**(headers(username) if username else {}), "Accept-Language": "en"},
        )
        answer = response.json()
        if not answer["success"]:
            return Refusal(self.CODES[answer["code"]], answer["message"])
        page = answer["data"]
        return Listing([item["id"] for item in page["items"]], page["total"], page["page"], page["page_size"])


DOORS: list[type[Door]] = [GraphQL, Rest]
