"""`docs/errors.md` says what the code says of its errors; `python -m tools.error_page` writes it anew."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import gql.app  # noqa: F401 - it imports every module that has errors
from gql.errors import ConfigurationError, GatewayError
from gql.execution.errors import PARSE_FAILED, REFUSED_STATUS, VALIDATION_FAILED
from gql.language import Language
from tools.tree import Tree

PAGE = "docs/errors.md"
PACKAGE = "gql."
REST_ALONE = (
    "gql.rest.", "gql.tasks.exports.", "gql.tasks.links.", "gql.images.", "gql.errors.MethodNotAllowed"
)  # fmt: skip
GRAPHQL_ALONE = ("gql.execution.", "gql.tasks.summaries.")
Row = tuple[str, int, str, str, str]

TEMPLATE = """# Errors

Written from the code by `python -m tools.error_page`. Programs go by the code, which is the same in every
language; people read the message. `{{parameter}}` is the name of what is wrong as the door names it,
`pageSize` in GraphQL and `page_size` in REST; other words in braces are values. What the code does not
expect is `Internal error` with an incident, under which the log has the traceback, and nothing of it in the
answer.

## GraphQL

`errors[].extensions.code`. `BAD_REQUEST` always has its status. What else is refused before it runs has it
where the answer is `application/graphql-response+json`, and 200 where it is `application/json`. An
operation that ran has 200, its errors at their paths, and the rest of its data. What GraphQL itself finds
(syntax, validation, variables) is told in the words of graphql-core, in English.

{graphql}

## REST

`code` beside `success` and `message`, with the status, in the profile `documented`; in the profile `newapi`
the [program's own](rest.md). Of what fails on our side (500 and above) a listing says `Failed to get the
task list` alone, with a defect's incident in the header `X-Incident-Id`; an export that fails under way has
the words below as its last record.

{rest}
"""

BY_GRAPHQL: tuple[Row, ...] = (
    (PARSE_FAILED, REFUSED_STATUS, "", "", "An operation that is no GraphQL; the message says where."),
    (VALIDATION_FAILED, REFUSED_STATUS, "", "", "An operation that is none of this schema."),
)


def errors(parent: type[GatewayError] = GatewayError) -> Iterator[type[GatewayError]]:
    """Yield the application's errors that clients may be told: those with words of their own."""
    for child in parent.__subclasses__():
        if child.__module__.startswith(PACKAGE) and child is not ConfigurationError:
            if "messages" in vars(child):
                yield child
            yield from errors(child)


def page() -> str:
    """Write the page."""
    told = sorted(errors(), key=lambda error: error.__module__)
    by_graphql = [_row(error, error.code) for error in told if not _name(error).startswith(REST_ALONE)]
    by_rest = [_row(error, error.rest_code) for error in told if not _name(error).startswith(GRAPHQL_ALONE)]
    return TEMPLATE.format(graphql=table([*BY_GRAPHQL, *by_graphql]), rest=table(by_rest))


def check(tree: Tree) -> Iterator[str]:
    """Compare the page with the code."""
    if tree.text(PAGE) != page():
        yield f"{PAGE} is not what the code says; run `python -m tools.error_page`."


def _name(error: type[GatewayError]) -> str:
    return f"{error.__module__}.{error.__qualname__}"


def _row(error: type[GatewayError], code: str) -> Row:
    messages = error.messages
    meaning = " ".join((error.__doc__ or "").split())
    return code, error.status, messages[Language.EN], messages[Language.ZH], meaning


def table(rows: Iterable[Row]) -> str:
    """Draw rows of code, status, English and Chinese message, and meaning; ordered by code."""
    lines = [
        f"| `{code}` | {status} | {_plain(english)} | {_plain(chinese)} | {_plain(meaning)} |"
        for code, status, english, chinese, meaning in sorted(rows, key=lambda row: row[0])
    ]
    return "\n".join(["| code | status | message | 消息 | when |", "|---|---|---|---|---|", *lines])


def _plain(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    Path(PAGE).write_text(page(), "utf-8")
