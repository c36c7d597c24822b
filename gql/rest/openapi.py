"""The OpenAPI document of the active profile, drawn from the declarations that serve it."""

from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from gql import __version__
from gql.checks import INT64_MAX, TEXT_LIMIT
from gql.errors import (
    CredentialsMissing,
    Forbidden,
    Internal,
    NotANumber,
    TokenInvalid,
    Unavailable,
    UserDisabled,
)
from gql.rest.fields import EXAMPLE, MEANINGS, TYPES
from gql.rest.profile import NUMBERS, Answer, Body, Listing, Profile, filter_names
from gql.tasks.filters import FILTERS, TaskFilters
from gql.tasks.resolvers import PAGE_MAX, PAGE_SIZE_MAX

Schema = dict[str, Any]

TOLD = (
    CredentialsMissing(),
    TokenInvalid(),
    UserDisabled(),
    Forbidden(),
    Internal(incident=""),
    Unavailable(),
)
FILTER_EXAMPLES = {"mj_id": EXAMPLE.mj_id, "channel_id": EXAMPLE.channel_id}
SECURITY_SCHEMES = {
    "accessToken": {"type": "http", "scheme": "bearer", "description": "`users.access_token`."},
    "userId": {
        "type": "apiKey",
        "in": "header",
        "name": "New-Api-User",
        "description": "The id of the token's user.",
    },
}


def document(profile: Profile) -> Schema:
    """Describe both listings as the profile serves them (`spec.openapis.org/oas/v3.1.1`)."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "mj-gateway",
            "version": __version__,
            "summary": f"Midjourney tasks of new-api; profile {profile.name}",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": {
            "/api/mj/self": {"get": _operation(profile, admin=False)},
            "/api/mj/": {"get": _operation(profile, admin=True)},
        },
        "components": {
            "schemas": {_item_name(admin): _item(profile, admin=admin) for admin in (False, True)},
            "securitySchemes": SECURITY_SCHEMES,
        },
        "security": [{name: [] for name in SECURITY_SCHEMES}],
    }


def _operation(profile: Profile, *, admin: bool) -> Schema:
    return {
        "operationId": "listAllTasks" if admin else "listMyTasks",
        "summary": "All tasks, for admins; the newest first"
        if admin
        else "The viewer's own tasks, newest first",
        "parameters": list(_parameters(profile, admin=admin)),
        "responses": _responses(profile, admin=admin),
    }


def _parameters(profile: Profile, *, admin: bool) -> Iterator[Schema]:
    size = _integer(profile, 1, PAGE_SIZE_MAX) | {"default": profile.page_size}
    yield _parameter("p", "The number of the page.", _integer(profile, 1, PAGE_MAX) | {"default": 1}, 1)
    yield _parameter("page_size", "How many tasks a page has at most.", size, 20)
    yield _parameter("ps", "Taken where `page_size` is not given.", size, 20)
    yield _parameter("size", "Taken where neither `page_size` nor `ps` is given.", size, 20)
    text = {"type": "string"} if profile.lenient else {"type": "string", "maxLength": TEXT_LIMIT}
    for name in filter_names(admin=admin):
        schema = _integer(profile, 0, INT64_MAX) if name in NUMBERS else text
        example = FILTER_EXAMPLES.get(name, EXAMPLE.submit_time)
        yield _parameter(name, FILTERS[name].description, schema, example)


def _parameter(name: str, description: str, schema: Schema, example: object) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema, "example": example}


def _integer(profile: Profile, low: int, high: int) -> Schema:
    limits = {} if profile.lenient else {"minimum": low, "maximum": high}
    return {"type": "integer", "format": "int64", **limits}


def _responses(profile: Profile, *, admin: bool) -> Schema:
    listing = Listing(1, profile.page_size, TaskFilters(), named_page=1)
    page = Answer(200, profile.success(listing, [profile.item(EXAMPLE, admin=admin)], 1))
    by_status: dict[int, dict[str, Body]] = defaultdict(dict)
    by_status[page.status]["TaskPage"] = page.body
    for error in TOLD if profile.lenient else (NotANumber("p"), *TOLD):
        answer = profile.failure(error, profile.language)
        by_status[answer.status][type(error).__name__] = answer.body
    return {str(status): _response(status, by_status[status], admin=admin) for status in sorted(by_status)}


def _response(status: int, bodies: dict[str, Body], *, admin: bool) -> Schema:
    schemas: list[Schema] = []
    for schema in (_shape(body, admin=admin) for body in bodies.values()):
        if schema not in schemas:
            schemas.append(schema)
    content = {
        "schema": schemas[0] if len(schemas) == 1 else {"oneOf": schemas},
        "examples": {name: {"value": body} for name, body in bodies.items()},
    }
    return {"description": HTTPStatus(status).phrase, "content": {"application/json": content}}


def _shape(value: Any, *, admin: bool) -> Schema:  # noqa: ANN401 - any JSON value
    """Describe a value by itself; a list is one of items."""
    if isinstance(value, dict):
        properties = {name: _shape(part, admin=admin) for name, part in value.items()}
        return {"type": "object", "required": list(properties), "properties": properties}
    if isinstance(value, list):
        return {"type": "array", "items": {"$ref": f"#/components/schemas/{_item_name(admin)}"}}
    if isinstance(value, bool):
        return {"type": "boolean", "const": value}
    return {"type": "integer"} if isinstance(value, int) else {"type": "string"}


def _item_name(admin: bool) -> str:
    return "Task" if admin else "MyTask"


def _item(profile: Profile, *, admin: bool) -> Schema:
    example = profile.item(EXAMPLE, admin=admin)
    properties = {
        name: {
            **({"type": "integer", "format": "int64"} if TYPES[name] is int else {"type": "string"}),
            "description": MEANINGS[name],
        }
        for name in example
    }
    return {"type": "object", "required": list(example), "properties": properties, "examples": [example]}
