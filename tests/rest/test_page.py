"""`docs/rest.md` says what the code does."""

import inspect
import re
from pathlib import Path

import pytest

import gql.errors
import gql.rest.errors
from gql.errors import ConfigurationError, GatewayError
from gql.language import Language
from gql.rest.documented import OWN, PAGE, PAGE_SIZES
from gql.rest.errors import ListingFailed
from gql.rest.fields import MEANINGS
from gql.tasks.filters import FILTERS

PAGE_TEXT = (Path(__file__).parents[2] / "docs" / "rest.md").read_text("utf-8")
CODES = {
    code: int(status) for code, status in re.findall(r"^\| `([A-Z_]+)` \| (\d+) \|", PAGE_TEXT, re.MULTILINE)
}


def errors() -> list[type[GatewayError]]:
    """Find the errors that REST may tell."""
    declared = [*vars(gql.errors).values(), *vars(gql.rest.errors).values()]
    classes = {part for part in declared if inspect.isclass(part) and issubclass(part, GatewayError)}
    return sorted(classes - {ConfigurationError}, key=lambda error: error.__name__)


@pytest.mark.parametrize("error", errors())
def test_every_code_is_in_the_table_with_its_status(error: type[GatewayError]) -> None:
    assert CODES[error.rest_code] == error.status


def test_the_table_has_no_code_that_is_never_told() -> None:
    assert CODES.keys() == {error.rest_code for error in errors()}


def test_the_words_of_the_documentation_are_there_in_both_languages() -> None:
    told = ListingFailed()

    assert f"{told.message(Language.ZH)} / {told.message(Language.EN)}" in PAGE_TEXT


def test_every_parameter_and_field_is_named() -> None:
    for name in (PAGE, *PAGE_SIZES, *FILTERS, *OWN):
        assert f"`{name}`" in PAGE_TEXT
    assert f"All {len(MEANINGS)} columns" in PAGE_TEXT
