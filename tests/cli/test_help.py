import pytest

from gql import __version__
from gql.cli.console import EXIT_CODES_HELP, exit_code
from gql.errors import BadUserInput, Forbidden, GatewayError, NotFound, TokenInvalid, Unavailable
from tests.cli.commands import invoke

COMMANDS = [
    "serve",
    "demo",
    "doctor",
    "migrate",
    "poll",
    "seed",
    "schema",
    "tasks export",
    "token create",
    "token revoke",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_has_an_example(command: str) -> None:
    result = invoke(*command.split(), "--help")
    assert (result.exit_code, f"  mj-gateway {command}" in result.stdout) == (0, True)


def test_the_help_tells_the_exit_codes() -> None:
    assert EXIT_CODES_HELP.split()[-1] in invoke("--help").stdout


def test_the_version_is_data() -> None:
    assert invoke("--version").stdout == f"mj-gateway {__version__}\n"


def test_an_unknown_option_is_exit_code_2() -> None:
    assert invoke("serve", "--prot", "1").exit_code == 2


@pytest.mark.parametrize(
    ("error", "code"),
    [(NotFound(), 3), (TokenInvalid(), 4), (Forbidden(), 4), (Unavailable(), 5), (BadUserInput(), 1)],
)
def test_each_kind_of_error_has_an_exit_code(error: GatewayError, code: int) -> None:
    assert exit_code(error) == code
