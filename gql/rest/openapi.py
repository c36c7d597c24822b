"""The OpenAPI document of the active profile, drawn from the declarations that serve it."""

from collections.abc import Iterator

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
from gql.rest.openapi_export import operation as export
from gql.rest.openapi_parts import REFUSED, Schema, failures, parameter, response
from gql.rest.profile import NUMBERS, Listing, Profile, filter_names
from gql.tasks.filters import FILTERS, TaskFilters
from gql.tasks.links.links import Links
from gql.tasks.resolvers import PAGE_MAX, PAGE_SIZE_MAX

TOLD = (
    CredentialsMissing(),
    TokenInvalid(),
    UserDisabled(),
    Forbidden(),
    REFUSED,
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
    """Describe the listings as the profile serves them, and the export (`spec.openapis.org/oas/v3.1.1`)."""
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
            "/api/tasks/export": {"get": export()},
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
    yield parameter("p", "The number of the page.", _integer(profile, 1, PAGE_MAX) | {"default": 1}, 1)
    yield parameter("page_size", "How many tasks a page has at most.", size, 20)
    yield parameter("ps", "Taken where `page_size` is not given.", size, 20)
    yield parameter("size", "Taken where neither `page_size` nor `ps` is given.", size, 20)
    text = {"type": "string"} if profile.lenient else {"type": "string", "maxLength": TEXT_LIMIT}
    for name in filter_names(admin=admin):
        schema = _integer(profile, 0, INT64_MAX) if name in NUMBERS else text
        example = FILTER_EXAMPLES.get(name, EXAMPLE.submit_time)
        yield parameter(name, FILTERS[name].description, schema, example)


def _integer(profile: Profile, low: int, high: int) -> Schema:
    limits = {} if profile.lenient else {"minimum": low, "maximum": high}
    return {"type": "integer", "format": "int64", **limits}


def _responses(profile: Profile, *, admin: bool) -> Schema:
    listing = Listing(1, profile.page_size, TaskFilters(), named_page=1)
    page = profile.success(listing, [profile.item(EXAMPLE, Links(), admin=admin)], 1)
    told = failures(profile, TOLD if profile.lenient else (NotANumber("p"), *TOLD))
    told[200] = {"TaskPage": page, **told[200]}
    item = {"$ref": f"#/components/schemas/{_item_name(admin)}"}
    return {str(status): response(status, told[status], item) for status in sorted(told)}


def _item_name(admin: bool) -> str:
    return "Task" if admin else "MyTask"


def _item(profile: Profile, *, admin: bool) -> Schema:
    example = profile.item(EXAMPLE, Links(), admin=admin)
    properties = {
        name: {
            **({"type": "integer", "format": "int64"} if TYPES[name] is int else {"type": "string"}),
            "description": MEANINGS[name],
        }
        for name in example
    }
    return {"type": "object", "required": list(example), "properties": properties, "examples": [example]}
