"""What a router composes, and what the setting adds to the schema."""

import httpx
from graphql import ObjectTypeDefinitionNode, build_schema, parse

from gql.schema import make_schema, sdl
from tests.gateway import ask, data
from tests.schema.test_definition import undescribed

DEFINITION = "{ _service { sdl } }"


async def definition(client: httpx.AsyncClient) -> str:
    text = (await data(client, DEFINITION, "alice"))["_service"]["sdl"]
    assert isinstance(text, str)
    return text


async def test_tasks_users_and_channels_have_a_key(subgraph: httpx.AsyncClient) -> None:
    directives = {
        node.name.value: [directive.name.value for directive in node.directives]
        for node in parse(await definition(subgraph)).definitions
        if isinstance(node, ObjectTypeDefinitionNode) and node.directives
    }
    assert directives == {"Channel": ["key"], "PageInfo": ["shareable"], "Task": ["key"], "User": ["key"]}


async def test_a_router_reads_the_schema_of_everybody_but_for_keys_and_the_link(
    subgraph: httpx.AsyncClient,
) -> None:
    link, _, rest = (await definition(subgraph)).partition("\n\n")
    assert link.startswith('extend schema @link(url: "https://specs.apollo.dev/federation/v2.')
    assert rest.replace(' @key(fields: "id")', "").replace(" @shareable", "") == sdl()


async def test_a_router_needs_no_credentials_to_compose(subgraph: httpx.AsyncClient) -> None:
    assert "errors" not in await ask(subgraph, DEFINITION)


async def test_the_schema_of_a_subgraph_is_described_too(subgraph: httpx.AsyncClient) -> None:
    assert undescribed(build_schema(make_schema(federation=True).as_str())) == []


async def test_without_the_setting_nothing_of_federation_is_there(client: httpx.AsyncClient) -> None:
    types = await data(client, "{ __schema { types { name fields { name } } } }", "alice")
    names = {type_["name"] for type_ in types["__schema"]["types"]}
    assert names.isdisjoint({"_Any", "_Entity", "_Service"})
    root = next(type_ for type_ in types["__schema"]["types"] if type_["name"] == "Query")
    assert {field["name"] for field in root["fields"]}.isdisjoint({"_service", "_entities"})


async def test_with_the_setting_the_public_definition_stays_as_it_is(subgraph: httpx.AsyncClient) -> None:
    assert (await subgraph.get("/schema.graphql")).text == sdl()
