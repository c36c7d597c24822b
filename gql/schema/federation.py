"""The schema as a subgraph of a federated graph (Apollo Federation 2, subgraph specification).

Strawberry's own support writes the keys on the types for good, with federation off too, and calls code with
whatever a representation holds. Here they stand in the subgraph's definition alone, and entities are found as
`Query.node` finds them.
"""

import asyncio
import re
from typing import Annotated, NewType, cast

import strawberry
from strawberry.types.scalar import ScalarDefinition

from gql.errors import TooMany
from gql.schema.channel import Channel
from gql.schema.context import Info
from gql.schema.cost import ListSize
from gql.schema.fields import reads
from gql.schema.find_node import find_node
from gql.schema.nodes import database_id
from gql.schema.people import User
from gql.schema.query import Query
from gql.schema.scalars import INT64
from gql.schema.task import Task

# A router asks for all entities of a step at once, so this is more than a page of ours has.
REPRESENTATIONS_MAX = 1000

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])'
KEY = '@key(fields: "id")'
# Every subgraph with connections has a PageInfo, and they must have the same.
DIRECTIVES = {"Channel": KEY, "PageInfo": "@shareable", "Task": KEY, "User": KEY}

Entity = Annotated[Channel | Task | User, strawberry.union("_Entity", description="What has a key.")]
Representation = NewType("Representation", tuple[str, strawberry.ID])


def _representation(value: object) -> Representation:
    match value:
        case {"__typename": "Channel" | "Task" | "User" as type_name, "id": node_id}:
            return Representation((type_name, strawberry.ID(str(node_id))))
    raise ValueError("must name a Channel, Task or User by `__typename` and its `id`")


SCALARS: dict[object, ScalarDefinition] = {
    Representation: strawberry.scalar(
        name="_Any", description="An entity's `__typename` and its key.", parse_value=_representation
    )
}


async def _entity(info: Info, representation: Representation) -> Entity | None:
    type_name, node_id = representation
    match database_id(node_id):
        case (name, number) if name == type_name and number in INT64:
            return cast("Entity | None", await find_node(info, node_id))
        case _:
            return None


async def _entities(
    info: Info,
    representations: Annotated[
        list[Representation],
        strawberry.argument(description=f"At most {REPRESENTATIONS_MAX} entities by their keys."),
    ],
) -> list[Entity | None]:
    if len(representations) > REPRESENTATIONS_MAX:
        raise TooMany("representations", limit=REPRESENTATIONS_MAX)
    return await asyncio.gather(*(_entity(info, representation) for representation in representations))


@strawberry.type(name="_Service", description="What a router composes.")
class Service:
    """Stands on the subgraph's definition."""

    sdl: str = reads(str, "The definition of this subgraph.")


def federated(definition: str) -> type[Query]:
    """Make the query type of the subgraph.

    Args:
        definition: the schema without federation, in the schema definition language.
    """
    sdl = subgraph(definition)

    def define() -> Service:
        return cast("Service", sdl)

    @strawberry.type(name="Query", description="What can be asked, and what a router asks.")
    class Subgraph(Query):
        service: Service = strawberry.field(
            name="_service", resolver=define, description="How to compose this subgraph."
        )
        entities: list[Entity | None] = strawberry.field(
            name="_entities",
            resolver=_entities,
            description="Entities by their keys, in the same order.",
            directives=[ListSize(slicing_arguments=["representations"])],
        )

    return Subgraph


def subgraph(definition: str) -> str:
    """Write the subgraph's definition: the schema's, with what a router must know of its types."""
    for name, directive in DIRECTIVES.items():
        definition = re.sub(rf"(?m)^type {name}\b.*(?= {{$)", rf"\g<0> {directive}", definition)
    return f"{LINK}\n\n{definition}"
