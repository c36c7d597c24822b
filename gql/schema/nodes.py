"""Global ids: what kind of node, and which."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import strawberry

from gql.schema.scalars import INT64


@strawberry.interface(description="Anything that has an id of its own across all types.")
class Node:
    """The Node interface of the GraphQL Global Object Identification specification."""

    id: strawberry.ID = strawberry.field(description="Unique among all nodes of all types; opaque.")


def database_id(node_id: str) -> tuple[str, int] | None:
    """Take a global id apart again: the type's name and the id in its table; None for what is no such id."""
    try:
        type_name, number = urlsafe_b64decode(node_id.encode("ascii")).decode("ascii").split(":")
        id_ = int(number)
    except ValueError:
        return None
    return (type_name, id_) if id_ in INT64 and global_id(type_name, id_) == node_id else None


def global_id(type_name: str, database_id: int) -> strawberry.ID:
    """Make the id of a node; clients must not take it apart."""
    return strawberry.ID(urlsafe_b64encode(f"{type_name}:{database_id}".encode()).decode())
