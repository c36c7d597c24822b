"""Real clients: each generated from the schema, type-checked, and run against the application."""

import json
import math
import re
from datetime import datetime
from typing import Any

import pytest

from tests.accounts import TOKENS
from tests.clients.conftest import LARGEST, Gateway
from tests.clients.workshop import CLIENTS, NAMES, NODE, PYTHON, Outcome, Workshop

PAGE = 20


@pytest.mark.parametrize("client", NAMES)
async def test_a_client_lists_all_pages_and_reads_the_code_of_an_error(
    client: str, workshop: Workshop, gateway: Gateway
) -> None:
    for step in (workshop.generate, workshop.check):
        outcome = await step(client)
        assert outcome.code == 0, outcome.output

    summary = _summary(await workshop.start(client, GATEWAY_URL=gateway.url, TOKEN=TOKENS["alice"]))

    row, newest = gateway.rows[0], summary.pop("newest")
    # Beyond 2^53 a JSON number would arrive rounded.
    assert int(newest["quota"]) == row["quota"] == LARGEST
    assert datetime.fromisoformat(newest["submittedAt"]).timestamp() * 1000 == row["submit_time"]
    assert {name: newest[name] for name in ("databaseId", "submitTime", "imageUrl", "properties")} == {
        "databaseId": row["id"],
        "submitTime": row["submit_time"],
        "imageUrl": row["image_url"],
        "properties": json.loads(row["properties"]),
    }
    assert summary == {
        "total": len(gateway.rows),
        "pages": math.ceil(len(gateway.rows) / PAGE),
        "ids": [row["id"] for row in gateway.rows],
        "spent": str(sum(row["quota"] for row in gateway.rows)),
        "refused": [{"code": "FORBIDDEN", "path": ["channels"]}],
    }


@pytest.mark.parametrize("client", NAMES)
async def test_a_client_whose_field_left_the_schema_is_told_before_it_runs(
    client: str, workshop: Workshop, schema: str
) -> None:
    less, removed = re.subn(r'\n  """[^"]*"""\n  quota: BigInt!\n', "", schema)
    assert removed == 1
    (workshop.root / "schema.graphql").write_text(less, "utf-8")

    outcome = await workshop.generate(client)
    if outcome.code == 0:
        outcome = await workshop.check(client)

    assert outcome.code != 0
    # genql gives a field that it does not know the type `unknown`, and tsc refuses to calculate with that.
    assert re.search("quota|type 'unknown'", outcome.output), outcome.output


def test_every_client_asks_for_the_versions_that_are_installed() -> None:
    installed = _dependencies("package.json")

    for client in NODE:
        assert _dependencies(f"{client}/package.json").items() <= installed.items(), client


def test_every_client_folder_is_tested() -> None:
    programs = {path.parent.name for path in CLIENTS.glob("*/package.json")} - {"node_modules"}

    assert programs | {PYTHON} == set(NAMES)


def _dependencies(path: str) -> dict[str, str]:
    package = json.loads((CLIENTS / path).read_text("utf-8"))
    return {**package.get("dependencies", {}), **package.get("devDependencies", {})}


def _summary(outcome: Outcome) -> dict[str, Any]:
    assert outcome.code == 0, outcome.output
    summary: dict[str, Any] = json.loads(outcome.output)
    return summary
