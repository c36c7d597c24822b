"""What the documentation shows is what the gateway answers, on the database of a real new-api."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from graphql import build_schema, parse, validate

from gql.schema import sdl
from tests.accounts import headers

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = re.compile(
    r"```graphql\n# as (?P<user>\w+)\n(?P<query>.*?)```\n\n```json\n(?P<answer>.*?)```", re.DOTALL
)
UNANSWERED = re.compile(r"```graphql\n(?!# as )(.*?)```", re.DOTALL)


class Example(NamedTuple):
    """An operation in the documentation, who runs it, and the answer that stands under it."""

    page: str
    user: str
    query: str
    answer: str


EXAMPLES = [
    Example(page.name, *found.group("user", "query", "answer"))
    for page in sorted(DOCS.glob("*.md"))
    for found in EXAMPLE.finditer(page.read_text())
]


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=lambda example: f"{example.page}-{example.query.split()[1]}"
)
async def test_an_operation_in_the_documentation_is_answered_as_it_says(
    client: httpx.AsyncClient, example: Example
) -> None:
    credentials = {} if example.user == "nobody" else headers(example.user)
    response = await client.post("/graphql", json={"query": example.query}, headers=credentials)
    assert without_cost(response.json()) == json.loads(example.answer)


def without_cost(response: dict[str, Any]) -> dict[str, Any]:
    """Leave out what every answer says of its cost."""
    return {key: value for key, value in response.items() if key != "extensions"}


def test_an_operation_that_stands_without_its_answer_is_valid() -> None:
    schema = build_schema(sdl())
    for page in sorted(set(DOCS.glob("*.md")) - {DOCS / "federation.md"}):
        for query in UNANSWERED.findall(page.read_text()):
            assert validate(schema, parse(query)) == [], (page.name, query)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 9
