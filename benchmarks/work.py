"""The work: what is asked of every server, as HTTP requests."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.database import Account, Facts

TASK = "mjId action status progress prompt imageUrl"
ARGUMENTS = """page: $page, pageSize: $pageSize, mjId: $mjId, startTimestamp: $start, endTimestamp: $end"""
VARIABLES = """$page: Int!, $pageSize: Int!, $mjId: String, $start: Timestamp, $end: Timestamp"""
MY_TASKS = f"query Mine({VARIABLES}) {{ myTasks({ARGUMENTS}) {{ items {{ {TASK} }} total }} }}"
ALL_TASKS = f"query All({VARIABLES}) {{ allTasks({ARGUMENTS}) {{ items {{ {TASK} }} total }} }}"
CONNECTION = f"""query Connection($first: Int!, $after: String) {{ tasks(first: $first, after: $after) {{
  nodes {{ {TASK} user {{ databaseId username }} channel {{ databaseId name }} }}
  pageInfo {{ hasNextPage }} }} }}"""

DRAWS, MOST_PAGES = 5000, 50


@dataclass(frozen=True)
class Request:
    """One HTTP request: a GraphQL document with its variables, or a path that is read."""

    account: Account
    document: str = ""
    variables: dict[str, Any] = field(default_factory=dict)
    path: str = "/graphql"

    @property
    def method(self) -> str:
        """The HTTP method."""
        return "POST" if self.document else "GET"

    @property
    def body(self) -> bytes:
        """The body, empty where there is none."""
        return (
            json.dumps({"query": self.document, "variables": self.variables}).encode()
            if self.document
            else b""
        )

    @property
    def headers(self) -> dict[str, str]:
        """The headers, as a client of new-api sends them."""
        who = {"Authorization": f"Bearer {self.account.token}", "New-Api-User": str(self.account.id)}
        return {"Content-Type": "application/json", **who} if self.document else who

    def raw(self) -> bytes:
        """Give the bytes of the request."""
        headers = {"Host": "127.0.0.1", **self.headers, "Content-Length": str(len(self.body))}
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            *(f"{name}: {text}" for name, text in headers.items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True)
class Work:
    """A kind of request, made from what the database holds."""

    title: str
    ask: Callable[[Facts], Request]


def listing(document: str, account: Account, *, page: int = 1, size: int = 20, **filters: object) -> Request:
    """Ask for a page; graphql-jit refuses required variables that have a default, so all are given."""
    return Request(account, document, {"page": page, "pageSize": size, **filters})


def my_tasks(account: Account, *, page: int = 1, size: int = 20, **filters: object) -> Request:
    """Ask for an account's own tasks."""
    return listing(MY_TASKS, account, page=page, size=size, **filters)


WORKS = {
    "my-20": Work("`myTasks` 20", lambda facts: my_tasks(facts.own, size=20)),
    "my-100": Work("`myTasks` 100", lambda facts: my_tasks(facts.own, size=100)),
    "my-id": Work("`myTasks` by `mjId`", lambda facts: my_tasks(facts.own, mjId=facts.mj_id)),
    "my-range": Work(
        "`myTasks` 20 of a time range",
        lambda facts: my_tasks(facts.own, start=facts.submitted_from, end=facts.submitted_to),
    ),
    "my-page-200": Work("`myTasks` 20, page 200", lambda facts: my_tasks(facts.own, page=200)),
    "all-20": Work("`allTasks` 20", lambda facts: listing(ALL_TASKS, facts.admin)),
    "all-last": Work(
        "`allTasks` 20, last page", lambda facts: listing(ALL_TASKS, facts.admin, page=facts.last_page)
    ),
    "connection": Work(
        "connection of 20 with `user` and `channel`",
        lambda facts: Request(facts.admin, CONNECTION, {"first": 20}),
    ),
    "rest-20": Work(
        "REST `/api/mj/self` 20", lambda facts: Request(facts.own, path="/api/mj/self?page_size=20")
    ),
}


def of_many(facts: Facts) -> list[Request]:
    """Draw `myTasks` 20 of many users and pages: both by Zipf's law, the same draws at each call."""
    draw = random.Random(1)  # noqa: S311 - nobody must not guess it
    accounts = draw.choices(facts.accounts, zipf(len(facts.accounts)), k=DRAWS)
    return [my_tasks(account, page=_page(draw, account)) for account in accounts]


def zipf(count: int) -> list[float]:
    """Give the weights of so many ranks."""
    return [1 / rank for rank in range(1, count + 1)]


def _page(draw: random.Random, account: Account) -> int:
    pages = max(1, min(MOST_PAGES, account.tasks // 20))
    return draw.choices(range(1, pages + 1), zipf(pages))[0]
