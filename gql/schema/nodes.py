"""Global ids: what kind of node, and which."""

from base64 import urlsafe_b64encode

import strawberry


@strawberry.interface(description="Anything that has an id of its own across all types.")
class Node:
    """The Node interface of the GraphQL Global Object Identification specification."""

    id: strawberry.ID = strawberry.field(description="Unique among all nodes of all types; opaque.")


def global_id(type_name: str, database_id: int) -> strawberry.ID:
    """Make the id of a node; clients must not take it apart."""
    return strawberry.ID(urlsafe_b64encode(f"{type_name}:{database_id}".encode()).decode())
