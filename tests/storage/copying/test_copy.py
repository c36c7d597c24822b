"""A standalone installation is moved between all engines, also by copies that are killed on the way."""

import signal
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from gql.errors import ConfigurationError
from gql.storage.copying.copy import TABLES, Copied, Step, copy
from gql.storage.database import open_database
from tests.servers.sites import ENGINES, Place, Sites, url_of
from tests.servers.statements import elsewhere
from tests.storage.copying.one_copy import WINDOW
from tests.storage.statements import outside

KILL_SECONDS = 60
ADD = "INSERT INTO midjourneys (mj_id) VALUES ('new')"


async def moved(source: Place, target: Place, report: Any = print) -> list[Copied]:
    old = await open_database(url_of(source), create=False, upgrade=False)
    try:
        new = await open_database(url_of(target), unfinished=True)
        try:
            return await copy(old, new, report, WINDOW)
        finally:
            await new.close()
    finally:
        await old.close()


def told(place: Place, table: str) -> list[tuple[Any, ...]]:
    """Give each row of a table as text, but for moments, which each engine tells in its own way."""
    columns = {
        "users": "id, username, quota, role, status, trim(access_token)",
        "channels": "id, type, base_url, name",
        "midjourneys": "id, user_id, mj_id, prompt, submit_time, status, progress, properties, quota",
        "mj_gateway_ledger": "id, user_id, task_id, kind, amount, at_ms",
    }
    return outside(place, f"SELECT {columns[table]} FROM {table} ORDER BY id")


@pytest.mark.parametrize(("engine", "other"), [*permutations(ENGINES, 2), ("sqlite", "sqlite")])
async def test_every_row_arrives_and_the_next_id_is_a_new_one(sites: Sites, engine: str, other: str) -> None:
    with sites.filled(f"{engine}-standalone") as source, sites.blank(other) as target:
        copied = await moved(source, target)

        assert [one.table for one in copied] == list(TABLES)
        for table in TABLES:
            assert told(target, table) == told(source, table)
        highest = told(source, "midjourneys")[-1][0]
        outside(target, ADD)
        assert told(target, "midjourneys")[-1][0] == highest + 1
        assert len({one.digest for one in copied}) == len(TABLES)


@pytest.mark.parametrize("other", ENGINES)
@pytest.mark.parametrize("kill_after", [3, 12])
def test_a_copy_that_was_killed_goes_on_where_it_was(sites: Sites, other: str, kill_after: int) -> None:
    with sites.filled("sqlite-standalone") as source, sites.blank(other) as target:
        command = [sys.executable, "-m", "tests.storage.copying.one_copy", url_of(source), url_of(target)]
        killed = subprocess.run([*command, str(kill_after)], check=False, timeout=KILL_SECONDS)  # noqa: S603
        assert killed.returncode == -signal.SIGKILL
        there = sum(len(told(target, table)) for table in TABLES)
        assert 0 < there < sum(len(told(source, table)) for table in TABLES)
        with pytest.raises(ConfigurationError, match="not whole"):
            elsewhere(lambda: open_database(url_of(target)))

        steps: list[tuple[Step, str, int, int]] = []
        elsewhere(lambda: moved(source, target, lambda *step: steps.append(step)))

        assert sum(first[2] for first in _firsts(steps)) == there
        for table in TABLES:
            assert told(target, table) == told(source, table)
        assert elsewhere(lambda: _opens(target))


async def _opens(place: Place) -> bool:
    await (await open_database(url_of(place))).close()
    return True


def _firsts(steps: list[tuple[Step, str, int, int]]) -> list[tuple[Step, str, int, int]]:
    """Give what was there of each table when it was begun with."""
    return [next(one for one in steps if one[:2] == (Step.COPY, table)) for table in TABLES]


@pytest.mark.parametrize("other", ENGINES)
@pytest.mark.parametrize(
    ("theirs", "statement"),
    [
        (True, "INSERT INTO midjourneys (id, mj_id) VALUES (9000001, 'theirs')"),
        (True, "DELETE FROM midjourneys WHERE id = 3"),
        (True, "UPDATE midjourneys SET prompt = 'theirs' WHERE id = 4"),
        (False, "UPDATE midjourneys SET progress = '77%' WHERE id = 5"),
        (False, "DELETE FROM midjourneys WHERE id = 6"),
    ],
)
async def test_what_changes_on_either_side_meanwhile_is_mended(
    sites: Sites, other: str, theirs: bool, statement: str
) -> None:
    with sites.filled("sqlite-standalone") as source, sites.blank(other) as target:
        changes = [statement]

        def report(step: Step, *_: Any) -> None:
            if step is Step.CHECK and changes:
                outside(target if theirs else source, changes.pop())

        await moved(source, target, report)
        assert told(target, "midjourneys") == told(source, "midjourneys")


async def test_a_source_that_never_stands_still_is_told(sites: Sites) -> None:
    with sites.filled("sqlite-standalone") as source, sites.blank("sqlite") as target:

        def report(step: Step, table: str, *_: int) -> None:
            if (step, table) == (Step.CHECK, "users"):
                outside(source, "UPDATE midjourneys SET code = code + 1 WHERE id = 5")

        with pytest.raises(ConfigurationError, match="stop the gateways"):
            await moved(source, target, report)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE midjourneys SET action = printf('%.41c', 'x') WHERE id = 5", "action in row 5 .* over 40"),
        ("UPDATE midjourneys SET prompt = 'a' || char(0) WHERE id = 5", "prompt in row 5 .* NUL"),
        ("UPDATE midjourneys SET user_id = 'abc' WHERE id = 5", "user_id in row 5 .* a str"),
        ("UPDATE midjourneys SET quota = 1.5 WHERE id = 5", "quota in row 5 .* a float"),
        ("UPDATE users SET deleted_at = 'never' WHERE id = 1", "time in users"),
    ],
)
async def test_a_row_that_only_sqlite_would_store_is_named(
    sites: Sites, statement: str, sentence: str
) -> None:
    with sites.filled("sqlite-standalone") as source, sites.blank("postgresql") as target:
        outside(source, statement)
        with pytest.raises(ConfigurationError, match=sentence):
            await moved(source, target)


async def test_a_database_that_can_not_be_copied_or_filled_is_refused(
    sites: Sites, newapi_file: Path
) -> None:
    with sites.filled("sqlite-standalone") as source, sites.filled("sqlite-standalone") as other:
        for old, new, sentence in (
            (newapi_file, other, "no standalone"),
            (source, newapi_file, "belongs to new-api"),
            (source, source, "same database"),
        ):
            with pytest.raises(ConfigurationError, match=sentence):
                await moved(old, new)
        outside(other, "UPDATE mj_gateway_epoch SET epoch = 'other'")
        with pytest.raises(ConfigurationError, match="rows of its own already, in users, channels"):
            await moved(source, other)
        outside(source, "UPDATE mj_gateway_version SET version_num = '0000'")
        with pytest.raises(ConfigurationError, match="schema version 0000"):
            await moved(source, other)
