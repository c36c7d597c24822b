import json
from pathlib import Path
from typing import Any

from tests.cli.commands import invoke, query

LEDGER_ROWS = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
    " INSERT INTO mj_gateway_ledger (user_id, task_id, kind, amount, at_ms)"
    " SELECT 1 + n % 5, n, 'refund', 1000, 1 FROM numbers"
)


def audited(*arguments: str) -> tuple[int, tuple[str, str], list[dict[str, Any]]]:
    """The exit code, the state and text of the check, and the users whose quotas differ."""
    result = invoke("doctor", "--audit", "--json", *arguments)
    report = json.loads(result.stdout)
    [check] = [one for one in report["checks"] if one["name"] == "ledger"]
    return result.exit_code, (check["state"], check["text"]), report["mismatches"]


def test_quotas_that_no_refund_explains_are_told_with_what_they_should_be() -> None:
    invoke("seed", "--tasks", "10", "--users", "5")
    invoke("token", "create", "--user", "newcomer")
    assert audited()[:2] == (0, ("ok", "every quota is its opening and the ledger's entries since"))
    [(quota,)] = query("mj-gateway.db", "SELECT quota FROM users WHERE id = 3")

    query("mj-gateway.db", "UPDATE users SET quota = quota + 1 WHERE id = 3")
    query("mj-gateway.db", "INSERT INTO mj_gateway_ledger VALUES (900, 77, 5, 'refund', 50, 1)")
    code, (state, text), differing = audited()

    assert (code, state, text) == (1, "error", "2 quotas differ from what the ledger says")
    assert differing == [
        {"user_id": 3, "expected": quota, "found": quota + 1},
        {"user_id": 77, "expected": 50, "found": None},
    ]
    printed = invoke("doctor", "--audit")
    assert printed.exit_code == 1
    assert str(quota + 1) in printed.stdout
    assert "no such user" in printed.stdout


def test_a_second_seed_opens_no_account_twice() -> None:
    for _ in range(2):
        invoke("seed", "--tasks", "10", "--users", "5")

    assert audited()[0] == 0
    [(users, openings)] = query(
        "mj-gateway.db", "SELECT (SELECT count(*) FROM users), count(*) FROM mj_gateway_ledger"
    )
    assert users == openings > 0


def test_a_million_entries_are_added_up() -> None:
    invoke("seed", "--tasks", "10", "--users", "5")
    query("mj-gateway.db", LEDGER_ROWS.format(count=1_000_000))
    query("mj-gateway.db", "UPDATE users SET quota = quota + 200000000 WHERE id <= 5")

    assert audited()[:2] == (0, ("ok", "every quota is its opening and the ledger's entries since"))


def test_new_apis_database_has_no_ledger_to_compare_with(newapi_file: Path) -> None:
    code, (state, text), differing = audited("--database-url", f"sqlite+aiosqlite:///{newapi_file}")

    assert (code, state, differing) == (0, "warning", [])
    assert text == "new-api's database has none: nothing to compare with"


def test_a_database_from_before_the_ledger_is_to_be_migrated() -> None:
    invoke("migrate")
    query("mj-gateway.db", "DROP TABLE mj_gateway_ledger")

    code, (state, text), _ = audited()

    assert (code, state, text) == (1, "error", "this database has none yet: run mj-gateway migrate")


def test_without_a_database_there_is_nothing_to_audit() -> None:
    code, (state, text), _ = audited()

    assert (code, state) == (1, "error")
    assert "There is no database file" in text
