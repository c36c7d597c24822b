import re
import string
from collections.abc import Iterator

import pytest

from gql import errors
from gql.errors import ConfigurationError, GatewayError, Internal, NotFound, OutOfRange
from gql.language import Language

LINE = re.compile(r"^ {4}(?P<indent>[│ ]*)[├└]── (?P<name>\w+)(?: +(?P<status>\d{3}) +(?P<code>[A-Z_]+))?")


def descendants(parent: type[GatewayError]) -> Iterator[type[GatewayError]]:
    for child in parent.__subclasses__():
        yield child
        yield from descendants(child)


ERRORS = [error for error in descendants(GatewayError) if error.__module__ == errors.__name__]


def drawn() -> Iterator[tuple[str, str, str, str]]:
    """The tree of the module's docstring: name, parent, and the status and code that it may be drawn with."""
    above = ["GatewayError"]
    for line in (errors.__doc__ or "").splitlines():
        if found := LINE.match(line):
            depth = len(found["indent"]) // 4 + 1
            above[depth:] = [found["name"]]
            yield found["name"], above[depth - 1], found["status"] or "", found["code"] or ""


def test_the_tree_is_drawn_as_it_is() -> None:
    assert [(name, parent) for name, parent, _, _ in drawn()] != []
    assert {(name, parent) for name, parent, _, _ in drawn()} == {
        (error.__name__, error.__bases__[0].__name__) for error in ERRORS
    }


def test_statuses_and_codes_are_drawn_as_they_are() -> None:
    with_codes = [(name, status, code) for name, _, status, code in drawn() if status]

    assert len(with_codes) >= 6
    for name, status, code in with_codes:
        error = getattr(errors, name)
        assert (str(error.status), error.code) == (status, code)


def inherits_its_code(error: type[GatewayError]) -> bool:
    return error.__bases__[0] is not GatewayError


@pytest.mark.parametrize("error", [error for error in ERRORS if inherits_its_code(error)])
def test_a_kind_of_an_error_has_its_code_and_status(error: type[GatewayError]) -> None:
    parent = error.__bases__[0]
    assert issubclass(parent, GatewayError)
    assert (error.code, error.status) == (parent.code, parent.status)


@pytest.mark.parametrize("error", [GatewayError, *ERRORS])
@pytest.mark.parametrize("language", Language)
def test_every_message_can_be_told_in_every_language(error: type[GatewayError], language: Language) -> None:
    template = error.messages.get(language, error.messages[Language.ZH])
    details = {name: f"<{name}>" for _, name, _, _ in string.Formatter().parse(template) if name}
    made = ConfigurationError("<reason>") if error is ConfigurationError else with_details(error, details)

    message = made.message(language)

    assert message
    assert "{" not in message
    assert all(value in message for value in details.values())


def with_details(error: type[GatewayError], details: dict[str, str]) -> GatewayError:
    parameter = details.pop("parameter", "")
    names = {name for text in error.messages.values() for _, name, _, _ in string.Formatter().parse(text)}
    return error(parameter, **{name: f"<{name}>" for name in names if name and name != "parameter"})


@pytest.mark.parametrize("error", [GatewayError, *ERRORS])
def test_every_error_speaks_english_and_chinese_with_the_same_blanks(error: type[GatewayError]) -> None:
    blanks = {
        language: {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for language, text in error.messages.items()
    }

    assert {Language.EN, Language.ZH} <= blanks.keys()
    assert all(names == blanks[Language.EN] for names in blanks.values())


def test_a_parameter_is_named_as_the_door_names_it() -> None:
    error = OutOfRange("page_size", low=1, high=100)

    assert str(error) == "page_size must be from 1 to 100"
    assert error.message(Language.EN, str.upper) == "PAGE_SIZE must be from 1 to 100"
    assert error.message(Language.ZH_TW, str.upper) == "PAGE_SIZE 必須在 1 到 100 之間"


def test_where_there_are_no_traditional_characters_the_simplified_serve() -> None:
    assert NotFound().message(Language.ZH_TW) == "未找到"


def test_a_defect_tells_its_incident_and_a_reason_is_told_as_it_is() -> None:
    assert str(Internal(incident="7f3a")) == "Internal error; incident 7f3a"
    assert str(ConfigurationError("MJ_PORT: {not} a %s")) == "MJ_PORT: {not} a %s"
