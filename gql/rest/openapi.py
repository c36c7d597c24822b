"""The OpenAPI document of the active profile, drawn from the declarations that serve it."""

from collections.abc import Iterator
from typing import Any

from gql import __version__, errors
from gql.rest.errors import MethodNotAllowed
from gql.rest.fields import EXAMPLES, MEANINGS
from gql.rest.profile import NUMBERS, Profile, filter_names
from gql.tasks.filters import FILTERS, INT64_MAX, MJ_ID_LIMIT
from gql.tasks.resolvers import PAGE_MAX, PAGE_SIZE_MAX

Schema = dict[str, Any]

TOLD = (
    errors.NotANumber("p"),
    errors.CredentialsMissing(),
    errors.UserDisabled(),
    errors.Forbidden(),
    MethodNotAllowed(),
    errors.Internal(incident=""),
    errors.Unavailable(),
)
FILTER_EXAMPLES: Schema = {"mj_id": EXAMPLES["mj_id"], "channel_id": 1}
ALIAS = "Another name of `page_size`, which goes before it."


def document(profile: Profile) -> Schema:
    """Describe both listings as the profile serves them (spec.openapis.org/oas/v3.1.1)."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "mj-gateway",
            "version": __version__,
            "summary": f"Midjourney tasks of new-api, in the profile {profile.name}.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": {
            "/api/mj/self": _path(profile, admin=False),
            "/api/mj/": _path(profile, admin=True),
        },
        "components": {
            "schemas": {"OwnTask": _item(profile, admin=False), "Task": _item(profile, admin=True)},
            "securitySchemes": {
                "accessToken": {"type": "http", "scheme": "bearer", "description": "`users.access_token`."},
                "userId": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "New-Api-User",
                    "description": "The id of the token's user.",
                },
            },
        },
        "security": [{"accessToken": [], "userId": []}],
    }


def _path(profile: Profile, *, admin: bool) -> Schema:
    operation = {
        "operationId": "listTasks" if admin else "listOwnTasks",
        "summary": "All tasks, for admins." if admin else "The viewer's own tasks.",
        "description": "The newest first.",
        "parameters": list(_parameters(profile, admin=admin)),
        "responses": _responses(profile, admin=admin),
    }
    return {"get": operation}


def _parameters(profile: Profile, *, admin: bool) -> Iterator[Schema]:
    sizes = _integer(1, PAGE_SIZE_MAX) | {"default": profile.page_size}
    yield _parameter("p", "The number of the page, from 1.", _integer(1, PAGE_MAX) | {"default": 1})
    yield _parameter("page_size", "How many tasks a page has at most.", sizes)
    yield from (_parameter(name, ALIAS, sizes) | {"deprecated": True} for name in ("ps", "size"))
    for name in filter_names(admin=admin):
        value = _integer(0, INT64_MAX) if name in NUMBERS else {"type": "string", "maxLength": MJ_ID_LIMIT}
        example = FILTER_EXAMPLES.get(name, EXAMPLES["submit_time"])
        yield _parameter(name, FILTERS[name].description, value) | {"example": example}


def _parameter(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _responses(profile: Profile, *, admin: bool) -> Schema:
    success = _content(_page(profile, admin=admin), {"page": _example(profile, admin=admin)})
    responses: Schema = {"200": {"description": "One page.", **success}}
    for error in TOLD:
        answer = profile.failure(error, profile.language)
        response = responses.setdefault(str(answer.status), {"description": error.messages_line()})
        _ = response
    return responses


def _page(profile: Profile, *, admin: bool) -> Schema:
    return {}


def _content(schema: Schema, examples: Schema) -> Schema:
    named = {name: {"value": value} for name, value in examples.items()}
    return {"content": {"application/json": {"schema": schema, "examples": named}}}


def _integer(low: int, high: int) -> Schema:
    return {"type": "integer", "format": "int64", "minimum": low, "maximum": high}
