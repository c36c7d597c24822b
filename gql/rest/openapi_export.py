"""What the OpenAPI document says of the export, which is the same in both profiles."""

from collections.abc import Iterator
from typing import Any

from gql.checks import INT64_MAX, LIST_LIMIT, TEXT_LIMIT
from gql.errors import (
    CredentialsMissing,
    Forbidden,
    Internal,
    NotANumber,
    TokenInvalid,
    Unavailable,
    UserDisabled,
)
from gql.rest.documented import Documented
from gql.rest.errors import TooManyExports, UnknownParameter
from gql.rest.export import LIMIT_DEFAULT, LIMIT_MAX
from gql.rest.fields import EXAMPLE
from gql.rest.openapi_parts import REFUSED, Schema, failures, parameter, response
from gql.rest.running import EXPORTS_MAX, EXPORTS_OF_ONE_MAX, RETRY_SECONDS
from gql.tasks.exports.columns import names
from gql.tasks.exports.formats import FORMATS, FormatName
from gql.tasks.filters import declared
from gql.tasks.search import TaskFilter
from gql.tasks.words import TaskAction, TaskStatus

TOLD = (
    NotANumber("limit"),
    UnknownParameter("status"),
    CredentialsMissing(),
    TokenInvalid(),
    UserDisabled(),
    Forbidden(),
    REFUSED,
    TooManyExports(own=EXPORTS_OF_ONE_MAX, all=EXPORTS_MAX, seconds=RETRY_SECONDS),
    Internal(incident=""),
    Unavailable(),
)
TEXT = {"type": "string", "maxLength": TEXT_LIMIT}
ID = {"type": "integer", "format": "int64", "minimum": 0, "maximum": INT64_MAX}
MOMENT = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "integer", "format": "int64"}]}
# Of each filter what a value of it is, and one or more of them.
FILTERS: dict[str, tuple[Schema, Any]] = {
    "mj_ids": (TEXT, [EXAMPLE.mj_id]),
    "statuses": ({"type": "string", "enum": list(TaskStatus.__members__)}, ["SUCCESS", "FAILURE"]),
    "actions": ({"type": "string", "enum": list(TaskAction.__members__)}, ["IMAGINE"]),
    "submitted_from": (MOMENT, "2026-01-01T00:00:00Z"),
    "submitted_to": (MOMENT, "2026-12-31T23:59:59Z"),
    "prompt_contains": (TEXT, "lighthouse"),
    "finished": ({"type": "boolean"}, True),
    "channel_ids": (ID, [EXAMPLE.channel_id]),
    "user_ids": (ID, [EXAMPLE.user_id]),
}


def operation() -> Schema:
    """Describe `GET /api/tasks/export`."""
    told = failures(Documented(), TOLD)
    answers = {str(status): response(status, told[status], {}) for status in sorted(told)}
    return {
        "operationId": "exportTasks",
        "summary": "All tasks of a filter as one stream, newest first",
        "parameters": list(_parameters()),
        "responses": {"200": _export(), **answers},
    }


def _parameters() -> Iterator[Schema]:
    formats = {"type": "string", "enum": list(FORMATS), "default": FormatName.CSV}
    limit = {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT_DEFAULT}
    scope = "Whose tasks: the viewer's own, or all, for admins; if not given, all that the viewer may see."
    yield parameter("format", "How it is written.", formats, FormatName.JSONL)
    yield parameter("scope", scope, {"type": "string", "enum": ["own", "all"]}, "own")
    yield parameter("limit", "How many tasks at most.", limit, 1000)
    yield parameter("after", "A cursor, of an export that was cut.", {"type": "string"}, "")
    for name, filter_ in declared(TaskFilter).items():
        value, example = FILTERS[name]
        if not isinstance(example, list):
            yield parameter(name, filter_.description, value, example)
            continue
        values = {"type": "array", "items": value, "maxItems": LIST_LIMIT}
        by_commas = {"style": "form", "explode": False}
        yield parameter(name, filter_.description, values, example) | by_commas


def _export() -> Schema:
    columns = ", ".join(names(everybodys=False))
    described = {
        "csv": f"RFC 4180, with a byte order mark and these names: {columns}.",
        "jsonl": f"A line a task, with these members: {columns}.",
    }
    return {
        "description": "The tasks, of everybody with `user_id` and `channel_id` too; what is not whole has "
        "a last record that says why, and after which cursor the others come.",
        "headers": {
            "Content-Disposition": {"schema": {"type": "string"}, "description": "The name of the file."}
        },
        "content": {
            FORMATS[name].media_type.partition(";")[0]: {"schema": {"type": "string", "description": text}}
            for name, text in described.items()
        },
    }
