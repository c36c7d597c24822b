import io

import pytest
from rich.console import Console

from gql.cli import console


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_long_command_shows_a_bar_for_each_step_to_a_person_alone(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(console, "messages", Console(file=shown, force_terminal=is_terminal, width=100))
    with console.reported() as report:
        for done in (0, 40, 80):
            report("users", done, 80)
        report("midjourneys", 30, 90)
    told = shown.getvalue()
    assert [part in told for part in ("users", "80/80", "midjourneys", "30/90")] == [is_terminal] * 4
