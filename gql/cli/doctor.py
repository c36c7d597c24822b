"""`mj-gateway doctor`: what is set, what is there, and what is wrong with it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from gql.cli.audit import audited
from gql.cli.checks import Check, ShownSetting, State, checks, shown_settings
from gql.cli.console import FAILED, data, print_json
from gql.cli.databases import AsJson, DatabaseUrl
from gql.identity.ledger.model import Mismatch
from gql.settings import load

STYLES = {State.OK: "green", State.WARNING: "yellow", State.ERROR: "bold red"}


def doctor(
    as_json: AsJson = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Compare every quota with the ledger (standalone databases).")
    ] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Check the settings, the database and the surroundings; exit code 1 where something is wrong.

    Every setting is shown with where it came from: default, environment or .env. Secrets are masked. A
    database that does not exist is reported, not made.

    For example:

        mj-gateway doctor

        mj-gateway doctor --json | jq '.checks[] | select(.state != "ok")'

        mj-gateway doctor --audit
    """
    settings = load(database_url=database_url)
    found, shown = asyncio.run(checks(settings)), list(shown_settings(settings))
    differing: Sequence[Mismatch] = ()
    if audit:
        check, differing = asyncio.run(audited(settings))
        found.append(check)
    if as_json:
        report: dict[str, Sequence[Any]] = {"checks": found, "settings": shown}
        if audit:
            report["mismatches"] = differing
        print_json({name: [asdict(one) for one in listed] for name, listed in report.items()})
    else:
        data.print(_checks_table(found), *_mismatches_table(differing), _settings_table(shown))
    if any(check.state is State.ERROR for check in found):
        raise typer.Exit(FAILED)


def _checks_table(found: Sequence[Check]) -> Table:
    table = _table("Check", "State", "What was found")
    for check in found:
        table.add_row(check.name, Text(check.state, STYLES[check.state]), Text(check.text))
    return table


def _mismatches_table(differing: Sequence[Mismatch]) -> Iterator[Table]:
    if differing:
        table = _table("User", "Quota by the ledger", "Quota found")
        for one in differing:
            found = "no such user" if one.found is None else str(one.found)
            table.add_row(str(one.user_id), str(one.expected), found)
        yield table


def _settings_table(shown: Sequence[ShownSetting]) -> Table:
    table = _table("Setting", "Value", "From")
    for setting in shown:
        table.add_row(setting.name, Text(setting.value), setting.source)
    return table


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
