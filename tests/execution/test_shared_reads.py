"""What one part of an operation no longer waits for, others still get."""

import httpx

from gql.schema.nodes import global_id
from tests.accounts import IDS
from tests.gateway import ask

ALICE = global_id("User", IDS["alice"])
QUERY = f"""{{
  broken: node(id: "{ALICE}") {{ ... on User {{ taskSummary {{ total }} tasks(first: 0) {{ totalCount }} }} }}
  whole: node(id: "{ALICE}") {{ ... on User {{ taskSummary {{ total }} }} }}
}}"""


async def test_a_field_that_fails_takes_nothing_from_others_that_read_the_same(
    client: httpx.AsyncClient,
) -> None:
    answer = await ask(client, QUERY, "alice")
    assert answer["data"] == {"broken": None, "whole": {"taskSummary": {"total": 149}}}
    assert [error["path"] for error in answer["errors"]] == [["broken", "tasks"]]
