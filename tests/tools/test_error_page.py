from pathlib import Path

from gql.errors import ConfigurationError, GatewayError, MethodNotAllowed, Unauthenticated
from gql.execution.limits.errors import LimitExceeded
from tests.tools.conftest import MakeTree
from tools import error_page
from tools.tree import Tree

GRAPHQL, REST = error_page.page().split("## REST")


def test_the_page_of_this_project_is_what_the_code_says() -> None:
    assert [*error_page.check(Tree(Path.cwd()))] == []


def test_a_page_that_lags_behind_the_code_is_found(make_tree: MakeTree) -> None:
    assert [*error_page.check(make_tree({"docs/errors.md": "# Errors\n"}))] == [
        "docs/errors.md is not what the code says; run `python -m tools.error_page`."
    ]


def test_an_error_has_a_row_with_its_code_status_messages_and_meaning() -> None:
    row = "Unauthorized, insufficient privileges | 无权进行此操作，权限不足 | The viewer's role is too low. |"
    assert f"| `FORBIDDEN` | 403 | {row}\n" in GRAPHQL
    assert f"| `AUTH_INSUFFICIENT_PRIVILEGE` | 403 | {row}\n" in REST


def test_errors_of_one_door_stand_in_its_table_alone() -> None:
    assert LimitExceeded.code in GRAPHQL
    assert LimitExceeded.rest_code not in REST
    assert MethodNotAllowed.rest_code in REST
    assert MethodNotAllowed.rest_code not in GRAPHQL


def test_groups_without_words_and_the_command_line_s_error_have_no_row() -> None:
    assert not {Unauthenticated, ConfigurationError} & {*error_page.errors()}


def test_errors_of_other_packages_have_no_row() -> None:
    class Elsewhere(GatewayError):
        messages = GatewayError.messages

    assert Elsewhere not in {*error_page.errors()}


def test_a_bar_in_a_message_does_not_end_its_cell() -> None:
    assert error_page.table([("CODE", 400, "a|b", "", "")]).endswith(r"| `CODE` | 400 | a\|b |  |  |")
