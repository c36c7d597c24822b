"""The schema: types and fields, each leading to a resolver; nothing else."""

from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig

from gql.schema import enums as enums
from gql.schema import federation as subgraphs
from gql.schema.mutation import Mutation
from gql.schema.query import Query
from gql.schema.scalars import SCALARS
from gql.schema.subscription import Subscription


class Schema(strawberry.Schema):
    """Strawberry's schema, which leaves errors to whoever executes."""

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:  # noqa: ANN401
        """Log nothing: `gql.execution.errors` logs each error once, with its incident."""


def make_schema(*, suggestions: bool = False, federation: bool = False, sort: bool = False) -> Schema:
    """Make the schema.

    Args:
        suggestions: whether errors say "Did you mean", which tells strangers what there is.
        federation: as a subgraph, which a router can compose with others.
        sort: by name, for printing alone: sorting makes plain enums of Strawberry's own, which can't execute.
    """
    config = StrawberryConfig(
        scalar_map=SCALARS | subgraphs.SCALARS,
        sort_schema=sort,
        disable_field_suggestions=not suggestions,
        enable_experimental_incremental_execution=True,
    )
    query = subgraphs.federated(sdl()) if federation else Query
    return Schema(query=query, mutation=Mutation, subscription=Subscription, config=config)


def sdl() -> str:
    """Print the schema in the schema definition language, sorted, with a newline at its end."""
    return make_schema(sort=True).as_str() + "\n"
