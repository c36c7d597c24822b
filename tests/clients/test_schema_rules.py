"""The schema under graphql-eslint's rules, with the exceptions that `clients/eslint.config.js` explains."""

import re

import pytest

from tests.clients.workshop import Workshop


async def test_the_schema_keeps_the_recommended_rules_and_those_for_relay(workshop: Workshop) -> None:
    outcome = await workshop.lint()

    assert outcome.code == 0, outcome.output


@pytest.mark.parametrize(
    ("pattern", "replacement", "rule"),
    [
        (r'  """[^"]*"""\n  hasPreviousPage: Boolean!\n', "", "relay-page-info"),
        (r'"""[^"]*"""\ntype TaskButton', "type TaskButton", "require-description"),
        (r"\bTaskButton\b", "task_button", "naming-convention"),
    ],
)
async def test_a_schema_that_breaks_a_rule_is_found(
    workshop: Workshop, schema: str, pattern: str, replacement: str, rule: str
) -> None:
    broken, times = re.subn(pattern, replacement, schema)
    assert times
    (workshop.root / "schema.graphql").write_text(broken, "utf-8")

    outcome = await workshop.lint()

    assert outcome.code == 1
    assert f"@graphql-eslint/{rule}" in outcome.output
